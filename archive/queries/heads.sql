-- title: Who headed the secretariat
-- description: The heads of the secretariat, by term, with where it is said. A name comes from
--   the register of mandates, from the offices of persons, or from what a record says.
-- param mandate id: only this term, such as aes-italy (left out, all)
-- param day day: only terms that may have run on this day (left out, all)
-- param known_at number: as known at the commit of this number (left out, as now known)
-- empty: A term of the secretariat ({mandate|any}, {day|any day}) is not in the archive.
-- missing head: Who headed the secretariat ({mandate|any term}, {day|any day}) is not in the
--   archive.
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
named AS (
  SELECT mandate, head AS person, 'the register' AS citation, '' AS kind,
         NULL AS "from", NULL AS until, NULL AS note
  FROM term WHERE head IS NOT NULL
  UNION ALL
  SELECT term.mandate, role.person,
         coalesce((SELECT group_concat(value, ', ') FROM json_each(role.source)),
                  'the register of people'),
         role.role, role.from_edtf, role.to_edtf, role.note
  FROM term JOIN role ON role.mandate = term.mandate AND lower(role.role) LIKE 'head%'
  JOIN asked ON role.recorded_from <= at AND (role.recorded_to IS NULL OR role.recorded_to > at)
  WHERE :day = '' OR ((role.valid_from IS NULL OR role.valid_from <= :day)
                      AND (role.valid_to IS NULL OR role.valid_to > :day))
  UNION
  SELECT term.mandate, claim.value,
         CASE WHEN anchor IS NULL THEN claim.source ELSE record || '#' || anchor END,
         claim.kind, NULL, NULL, claim.note
  FROM term JOIN claim ON claim.subject = term.mandate AND claim.property = 'head'
  JOIN asked ON claim.recorded_from <= at AND (claim.recorded_to IS NULL OR claim.recorded_to > at)
)
SELECT term.mandate AS mandate, coalesce(partner.name, term.host) AS host,
       term.from_edtf AS "term from", term.to_edtf AS "term until",
       coalesce(person.name, named.person) AS head, named.person AS id,
       named.citation AS "according to", named.kind AS "what it says", named."from" AS "from",
       named.until AS until, named.note AS note
FROM term
LEFT JOIN named ON named.mandate = term.mandate
LEFT JOIN partner ON partner.id = term.host
LEFT JOIN person ON person.id = named.person
ORDER BY term.valid_from IS NULL, term.valid_from, term.mandate, named.citation <> 'the register',
  named.citation
