-- title: Letters without an answer
-- description: Letters to somebody of whom the archive has no answer, the oldest first. Left out are
--   drafts, letters that are answers themselves (reply_to), and those to a group alone, such as all
--   partners. Whether a letter wanted an answer, only a person can tell.
-- param day day: the day asked about; an answer of a later day does not count (left out, today)
-- param to id: only letters to this partner, body, person or mandate, such as aes
-- column record: id
-- column date: edtf
-- column from: id
-- column to: id
-- column meeting: id
-- empty: Every letter in the archive to {to|somebody} of {day|today} or before has an answer, or
--   needs none.
WITH asked AS (SELECT coalesce(nullif(:day, ''), date('now')) AS day),
addressed AS MATERIALIZED (
  SELECT record_reference.record, group_concat(entity.name, ', ') AS names
  FROM record_reference JOIN entity ON entity.id = target
  WHERE field LIKE 'to.%' GROUP BY record_reference.record
)
SELECT record.id AS record, record.title AS title, record.date_edtf AS date,
       coalesce(sender.name, record.sender_name, record.sender_person, record.sender_partner,
                record.sender_other) AS "from",
       addressed.names AS "to", record.meeting AS meeting,
       CAST(julianday(day) - julianday(record.date_end) AS INTEGER) AS "age in days"
FROM asked CROSS JOIN record JOIN addressed ON addressed.record = record.id
LEFT JOIN entity AS sender
  ON sender.id = coalesce(record.sender_person, record.sender_partner, record.sender_other)
WHERE record.kind = 'letter' AND NOT record.removed AND record.status NOT IN ('draft', 'withdrawn')
  AND (record.date_start IS NULL OR record.date_start <= day)
  AND NOT EXISTS (SELECT 1 FROM record_link WHERE "from" = record.id AND kind = 'reply')
  AND NOT EXISTS (
    SELECT 1 FROM record_link JOIN record AS reply ON reply.id = record_link."from"
    WHERE record_link."to" = record.id AND record_link.kind = 'reply' AND NOT reply.removed
      AND (reply.date_start IS NULL OR reply.date_start <= day))
  AND (:to = '' OR EXISTS (SELECT 1 FROM record_reference AS part WHERE part.record = record.id
                           AND part.field LIKE 'to.%' AND part.target = :to))
ORDER BY record.date_start IS NULL, record.date_start, record.id
