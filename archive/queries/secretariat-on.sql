-- title: Who held the secretariat on a day
-- description: For each term that comes into question, what the register says and what each
--   source says of its beginning and its end, and what that means for the day. Where sources
--   disagree there is one line for each of them; a source that speaks of one end only is read
--   with the register's other end.
-- param day day: the day asked about, such as 2022-03-15 (left out, today)
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column mandate: id
-- column host: id
-- column "according to": id
-- column "what it says": edtf
-- empty: Who held the secretariat on {day|this day} is not in the archive.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
term AS (
  SELECT mandate_state.* FROM mandate_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
said AS (
  SELECT claim.subject, claim.property, claim.value, claim.kind, claim.value_from, claim.value_to,
         CASE WHEN claim.anchor IS NULL THEN claim.source
              ELSE claim.record || '#' || claim.anchor END AS citation,
         min(claim.note) AS note
  FROM claim, asked
  WHERE claim.property IN ('start', 'end') AND value_from IS NOT NULL
    AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY claim.subject, claim.property, claim.value, citation
),
reading AS (
  SELECT mandate, 0 AS place, 'the register' AS source, 'start and end' AS property,
         CASE WHEN from_edtf IS NULL AND to_edtf IS NULL THEN 'neither is known'
              WHEN instr(from_edtf, '/') OR instr(to_edtf, '/')
                THEN coalesce(from_edtf, 'unknown') || ' to ' || coalesce(to_edtf, 'still')
              ELSE coalesce(from_edtf, '') || '/' || coalesce(to_edtf, '..') END AS value,
         '' AS kind,
         valid_from, surely_from, surely_to, valid_to, '' AS note
  FROM term
  UNION ALL
  SELECT mandate, 1, citation, property, value, kind,
         value_from, value_to, surely_to, valid_to, note
  FROM term JOIN said ON said.subject = mandate AND property = 'start'
  UNION ALL
  SELECT mandate, 2, citation, property, value, kind, valid_from, surely_from,
         CASE WHEN value_from = value_to THEN date(value_to, '+1 day') ELSE value_from END,
         date(value_to, '+1 day'), note
  FROM term JOIN said ON said.subject = mandate AND property = 'end'
),
judged AS (
  SELECT reading.*,
         CASE
           WHEN valid_from > day THEN 'not yet'
           WHEN valid_to <= day THEN 'no'
           WHEN surely_from <= day AND (surely_to > day OR valid_to IS NULL) THEN 'yes'
           ELSE 'perhaps'
         END AS held
  FROM reading, asked
),
-- The terms that some reading does not rule out.
open AS (
  SELECT DISTINCT mandate FROM judged WHERE held IN ('yes', 'perhaps')
),
-- Where the only one of them may be over by then, the next one to begin belongs to the answer too.
candidate AS (
  SELECT mandate FROM open
  UNION
  SELECT mandate FROM (
    SELECT mandate FROM judged
    WHERE held = 'not yet' AND place = 0
      AND (SELECT count(*) FROM open) = 1
      AND EXISTS (SELECT 1 FROM judged AS past JOIN asked WHERE past.mandate IN open
                  AND (past.held = 'no' OR past.surely_to <= day))
    ORDER BY valid_from LIMIT 1
  )
)
SELECT judged.mandate AS mandate,
       coalesce(partner.name, term.host) AS host,
       term.organisation AS organisation,
       judged.source AS "according to",
       judged.property AS "what it speaks of",
       judged.value AS "what it says",
       judged.kind AS "kind of statement",
       judged.held AS "held it that day",
       judged.note AS note
FROM judged
JOIN candidate ON candidate.mandate = judged.mandate
JOIN term ON term.mandate = judged.mandate
LEFT JOIN partner ON partner.id = term.host
ORDER BY term.valid_from, judged.mandate, judged.place, judged.value, judged.source
