-- title: What prepared a meeting
-- description: The meetings that were held to prepare a meeting, those that prepared them in
--   turn, and what sources say of it. `step` 1 prepared it directly.
-- param meeting id required: the meeting that was prepared, such as asemme6
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column meeting: id
-- column prepared: id
-- column date: edtf
-- column "according to": id
-- empty: What prepared {meeting} is not in the archive.
WITH RECURSIVE asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
told AS (
  SELECT entity AS meeting, json_extract(fields, '$.prepares') AS prepares, 'the register' AS source
  FROM entity_state, asked
  WHERE type = 'meeting' AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND json_extract(fields, '$.prepares') IS NOT NULL
  UNION
  SELECT subject, value, CASE WHEN anchor IS NULL THEN source ELSE record || '#' || anchor END
  FROM claim, asked
  WHERE property = 'prepares' AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
chain (meeting, prepares, step) AS (
  SELECT DISTINCT meeting, prepares, 1 FROM told WHERE prepares = :meeting
  UNION
  SELECT told.meeting, told.prepares, chain.step + 1
  FROM chain JOIN told ON told.prepares = chain.meeting
  WHERE chain.step < 10 AND told.meeting <> :meeting
)
SELECT chain.step AS step, chain.meeting AS meeting, coalesce(meeting.name, chain.meeting) AS title,
       chain.prepares AS "prepared", meeting_state.date_edtf AS date, meeting_state.place AS place,
       meeting_state.state AS state,
       (SELECT group_concat(source, ', ') FROM (
          SELECT source FROM told
          WHERE told.meeting = chain.meeting AND told.prepares = chain.prepares
          ORDER BY source <> 'the register', source)) AS "according to",
       (SELECT count(*) FROM record
        WHERE record.meeting = chain.meeting AND NOT removed) AS "records here"
FROM chain
JOIN asked
LEFT JOIN meeting ON meeting.id = chain.meeting
LEFT JOIN meeting_state ON meeting_state.meeting = chain.meeting
  AND meeting_state.recorded_from <= at
  AND (meeting_state.recorded_to IS NULL OR meeting_state.recorded_to > at)
ORDER BY chain.step, meeting_state.date_start IS NULL, meeting_state.date_start, chain.meeting
