-- title: Minutes that were never adopted
-- description: Minutes of which the archive has no record that a later meeting adopted them, with
--   how long ago that meeting was, how many later meetings of the same body could have adopted
--   them, and how many decisions hang on them. Minutes are a draft until they are adopted.
-- param day day: the day up to which later meetings and days are counted (left out, today)
-- param body id: only minutes of this body or series of meetings, such as som
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column record: id
-- column meeting: id
-- column body: id
-- column "held on": edtf
-- empty: No minutes in the archive waited for their adoption as of {day|today}{: body}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
held AS (
  SELECT meeting_state.*, meeting.body, meeting.series
  FROM meeting_state JOIN asked JOIN meeting ON meeting.id = meeting_state.meeting
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
minutes AS (
  SELECT s.record, s.status, s.meeting, max(s.n) AS n, record.title, record.date_edtf,
         record.date_start, record.body
  FROM record_state AS s JOIN asked JOIN record ON record.id = s.record AND record.kind = 'minutes'
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND NOT (removed AND :known_at = '')
  GROUP BY s.record
)
SELECT minutes.record AS record, minutes.title AS title, minutes.meeting AS meeting,
       coalesce(held.body, minutes.body) AS body, coalesce(held.date_edtf, minutes.date_edtf)
         AS "held on", minutes.status AS status,
       CAST(julianday(day) - julianday(coalesce(held.date_end, minutes.date_start)) AS INTEGER)
         AS "age in days",
       (SELECT count(*) FROM held AS l
        WHERE l.body = held.body AND l.state = 'held' AND l.date_start > held.date_end
          AND l.date_start <= day) AS "later meetings",
       (SELECT count(*) FROM decision_known AS k
        WHERE k.record = minutes.record
          AND k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)) AS decisions
FROM minutes JOIN asked LEFT JOIN held ON held.meeting = minutes.meeting
WHERE minutes.status IN ('draft', 'final') AND coalesce(held.minutes_status, '') <> 'adopted'
  AND (coalesce(held.date_start, minutes.date_start) IS NULL
       OR coalesce(held.date_start, minutes.date_start) <= day)
  AND (:body = '' OR coalesce(held.body, minutes.body) = :body
       OR lower(held.series) = lower(:body)
       AND (held.body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body)))
ORDER BY held.date_start IS NULL, held.date_start, minutes.record
