-- title: The records of a meeting
-- description: Every record in the archive that belongs to a meeting, minutes, letters,
--   conclusions, papers, with its status.
-- param meeting id required: the meeting, such as asemme7
-- param kind text: only records of this kind, such as minutes
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column record: id
-- column date: edtf
-- empty: A {kind|record} of {meeting} is not in the archive.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
state AS (
  SELECT record, status, meeting, max(n) AS n FROM record_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY record
)
SELECT record.id AS record, record.kind AS kind, record.title AS title, record.date_edtf AS date,
       record.date_basis AS "how the date is known", state.status AS status,
       record.language AS language, record.access AS access,
       (SELECT count(*) FROM version, asked
        WHERE version.record = record.id AND commit_seq <= at) AS versions
FROM state JOIN record ON record.id = state.record
WHERE state.meeting = :meeting AND (:kind = '' OR record.kind = :kind)
  AND NOT (record.removed AND :known_at = '')
ORDER BY record.date_start IS NULL, record.date_start, record.id
