-- title: What sources say of something
-- description: Every statement in the archive about a meeting, a mandate, a body, a partner, a
--   person or anything else that has an id, with its source, and which of them the register
--   follows and why.
-- param subject id required: what the statements are about, such as asemme6
-- param property text: only statements about this, such as date or place
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column says: value of "speaks of"
-- column "according to": id
-- empty: What any source says of {subject} ({property|anything}) is not in the archive.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
said AS (
  SELECT property, value, kind, min(basis) AS basis,
         CASE WHEN anchor IS NULL THEN source ELSE record || '#' || anchor END AS citation,
         min(source) AS source, min(note) AS note
  FROM claim, asked
  WHERE subject = :subject AND (:property = '' OR property = :property)
    AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY property, value, kind, citation
),
followed AS (
  SELECT property, source, because FROM follows, asked
  WHERE subject = :subject AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
)
SELECT said.property AS "speaks of", said.value AS "says", said.kind AS "kind of statement",
       said.citation AS "according to", said.basis AS basis,
       CASE WHEN followed.source IS NOT NULL THEN 'yes' ELSE '' END AS "the register follows it",
       followed.because AS because, said.note AS note
FROM said
LEFT JOIN followed ON followed.property = said.property
  AND followed.source IN (said.citation, said.source)
ORDER BY said.property, said.value, said.citation
