-- title: Letters from and to someone
-- description: The letters in the archive, by who wrote them and to whom. Ask by the id of a
--   person, a partner, a body or a mandate, or by a group such as partners.
-- param from id: only letters from this person, partner, body or mandate, such as kr
-- param to id: only letters to this person, partner, body, mandate or group, such as partners
-- column record: id
-- column date: edtf
-- column from: id
-- column for: id
-- column to: id
-- column meeting: id
-- empty: A letter from {from|anyone} to {to|anyone} is not in the archive.
SELECT record.id AS record, record.title AS title, record.date_edtf AS date,
       record.date_basis AS "how the date is known",
       coalesce(person.name, record.sender_name, record.sender_person) AS "from",
       record.sender_capacity AS "in the capacity of",
       coalesce(partner.name, record.sender_partner, sender.name, record.sender_other) AS "for",
       (SELECT group_concat(named, ', ') FROM (
          SELECT coalesce(entity.name, target) AS named FROM record_reference
          LEFT JOIN entity ON entity.id = target
          WHERE record_reference.record = record.id AND field LIKE 'to.%' ORDER BY n)) AS "to",
       record.meeting AS meeting, record.status AS status
FROM record
LEFT JOIN person ON person.id = record.sender_person
LEFT JOIN partner ON partner.id = record.sender_partner
LEFT JOIN entity AS sender ON sender.id = record.sender_other
WHERE record.kind = 'letter' AND NOT record.removed
  AND (:from = '' OR :from IN (record.sender_person, record.sender_partner, record.sender_other)
       OR EXISTS (SELECT 1 FROM record_reference AS part WHERE part.record = record.id
                  AND part.field LIKE 'from.%' AND part.target = :from))
  AND (:to = '' OR EXISTS (SELECT 1 FROM record_reference AS part WHERE part.record = record.id
                           AND part.field LIKE 'to.%' AND part.target = :to))
ORDER BY record.date_start IS NULL, record.date_start, record.id
