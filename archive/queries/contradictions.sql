-- title: Where sources disagree
-- description: Every fact for which the archive holds more than one value, with all of them,
--   their sources, and which one the register follows and why. A plan that turned out otherwise,
--   and a date that is only less exact, are told apart from true disagreement.
-- param about id: only facts about this, such as asemme6
-- param property text: only facts of this sort, such as date or participants
-- param nature text one of sources disagree, plan and outcome differ, precision differs: only one
--   sort
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column about: id
-- column says: value of "speaks of"
-- column "according to": id
-- empty: No sources in the archive differ (of {about|anything}, on {property|anything}).
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775806 ELSE CAST(:known_at AS INTEGER) END AS at
),
disputed AS (
  SELECT subject, property,
         CASE
           WHEN max(nature = 'sources disagree') THEN 'sources disagree'
           WHEN max(nature = 'plan and outcome differ') THEN 'plan and outcome differ'
           ELSE 'precision differs'
         END AS nature
  FROM contradiction, asked
  WHERE recorded_from <= at AND recorded_to > at
    AND (:about = '' OR subject = :about) AND (:property = '' OR property = :property)
  GROUP BY subject, property
),
said AS (
  SELECT claim.subject, claim.property, claim.value, claim.kind,
         CASE WHEN anchor IS NULL THEN source ELSE record || '#' || anchor END AS citation,
         min(source) AS source, disputed.nature
  FROM disputed
  JOIN asked
  JOIN claim ON claim.subject = disputed.subject AND claim.property = disputed.property
    AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY claim.subject, claim.property, claim.value, claim.kind, citation
),
followed AS (
  SELECT subject, property, source, because FROM follows, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
)
SELECT said.subject AS about, coalesce(record.title, entity.name) AS name,
       said.property AS "speaks of", said.value AS "says", said.kind AS "kind of statement",
       said.citation AS "according to",
       CASE WHEN followed.source IS NOT NULL THEN 'yes' ELSE '' END AS "the register follows it",
       followed.because AS because, said.nature AS "how they differ"
FROM said
LEFT JOIN followed ON followed.subject = said.subject AND followed.property = said.property
  AND followed.source IN (said.citation, said.source)
LEFT JOIN entity ON entity.id = said.subject
LEFT JOIN record ON record.id = said.subject
WHERE :nature = '' OR said.nature = :nature
ORDER BY said.subject, said.property, said.kind = 'planned', said.value, said.citation
