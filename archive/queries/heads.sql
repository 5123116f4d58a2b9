-- title: Who headed the secretariat
-- description: The heads of the secretariat, by term, one line for each source that names
--   somebody: the register of mandates, the offices of persons, or what a record says.
-- param mandate id: only this term, such as aes-italy (left out, all)
-- param day day: only terms that may have run on this day (left out, all)
-- param source id: only who is named in this record or source, such as
--   aes-presentation-2022-2024 (left out, all)
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column mandate: id
-- column host: id
-- column "term from": edtf
-- column "term until": edtf
-- column head: id
-- column id: id
-- column "according to": id
-- column "in office from": edtf
-- column "in office until": edtf
-- empty: Who headed the secretariat ({mandate|any term}, {day|any day}, {source|any source}) is not
--   in the archive.
-- missing head: Who headed the secretariat ({mandate|any term}, {day|any day},
--   {source|any source}) is not in the archive.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
term AS (
  SELECT mandate_state.* FROM mandate_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND (:mandate = '' OR mandate = :mandate)
    AND (:day = '' OR ((valid_from IS NULL OR valid_from <= :day)
      AND (valid_to IS NULL OR valid_to > :day)))
),
told (mandate, person, citation, office, kind, "from", until, note) AS (
  SELECT mandate, head, 'the register', NULL, NULL, NULL, NULL, NULL FROM term
  WHERE head IS NOT NULL
  UNION ALL
  SELECT term.mandate, role.person, coalesce(each.value, 'the register of people'),
         role.role, NULL, role.from_edtf, role.to_edtf, role.note
  FROM term JOIN role ON role.mandate = term.mandate AND lower(role.role) LIKE 'head%'
  JOIN asked ON role.recorded_from <= at AND (role.recorded_to IS NULL OR role.recorded_to > at)
  LEFT JOIN json_each(role.source) AS each
  WHERE :day = '' OR ((role.valid_from IS NULL OR role.valid_from <= :day)
                      AND (role.valid_to IS NULL OR role.valid_to > :day))
  UNION ALL
  SELECT term.mandate,
         coalesce((SELECT id FROM person WHERE id = claim.value),
                  (SELECT min(id) FROM person WHERE name = claim.value), claim.value),
         CASE WHEN anchor IS NULL THEN claim.source ELSE record || '#' || anchor END,
         NULL, claim.kind, NULL, NULL, claim.note
  FROM term JOIN claim ON claim.subject = term.mandate AND claim.property = 'head'
  JOIN asked ON claim.recorded_from <= at AND (claim.recorded_to IS NULL OR claim.recorded_to > at)
),
named AS (
  SELECT mandate, person, citation, group_concat(DISTINCT office) AS office,
         group_concat(DISTINCT kind) AS kind, min("from") AS "from", max(until) AS until,
         group_concat(DISTINCT note) AS note
  FROM told
  WHERE :source = '' OR citation = :source
    OR substr(citation, 1, length(:source) + 1) = :source || '#'
  GROUP BY mandate, person, citation
)
SELECT term.mandate AS mandate, coalesce(partner.name, term.host) AS host,
       term.from_edtf AS "term from", term.to_edtf AS "term until",
       coalesce(person.name, named.person) AS head, named.person AS id,
       named.citation AS "according to", named.office AS "office as named there",
       named.kind AS "kind of statement", named."from" AS "in office from",
       named.until AS "in office until", named.note AS note
FROM term
LEFT JOIN named ON named.mandate = term.mandate
LEFT JOIN partner ON partner.id = term.host
LEFT JOIN person ON person.id = named.person
WHERE :source = '' OR named.person IS NOT NULL
ORDER BY term.valid_from IS NULL, term.valid_from, term.mandate, named.citation <> 'the register',
  named.citation, named.person
