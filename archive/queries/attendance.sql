-- title: How many took part in a meeting
-- description: What each source counts, participants, partners, stakeholders, countries,
--   organisations, and what lists of names in the archive come to. Numbers that differ all stand
--   here; the last column says which one the register follows.
-- param meeting id required: the meeting, such as som1-2016
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column "according to": id
-- empty: How many took part in {meeting} is not in the archive.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
counted AS (
  SELECT property, value, kind,
         CASE WHEN anchor IS NULL THEN source ELSE record || '#' || anchor END AS citation,
         min(note) AS note, max(source) AS source
  FROM claim, asked
  WHERE subject = :meeting
    AND property IN ('participants', 'partners', 'stakeholders', 'countries', 'organisations',
                     'members', 'delegates', 'delegations', 'institutions', 'attendance')
    AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY property, value, kind, citation
)
SELECT counted.property AS "who is counted", counted.value AS "how many",
       counted.citation AS "according to", counted.kind AS "kind of statement",
       CASE WHEN EXISTS (
         SELECT 1 FROM follows, asked
         WHERE subject = :meeting AND follows.property = counted.property
           AND follows.source IN (counted.source, counted.citation)
           AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
       ) THEN 'yes' ELSE '' END AS "the register follows it",
       counted.note AS note
FROM counted
UNION ALL
SELECT 'names listed as ' || attendance.status, count(*), attendance.record,
       'list of names', '', NULL
FROM attendance JOIN record ON record.id = attendance.record AND NOT record.removed
WHERE attendance.meeting = :meeting AND :known_at = ''
GROUP BY attendance.record, attendance.status
ORDER BY 1, 3
