-- title: Meetings without minutes
-- description: Meetings that were held, and of which the archive has neither minutes nor
--   conclusions, with what it has instead. A meeting is held where the register says so.
-- param day day: the day up to which meetings are told (left out, today)
-- param body id: only meetings of this body or series of meetings, such as som
-- column meeting: id
-- column body: id
-- column "held on": edtf
-- empty: Of every meeting held by {day|today}{: body} the archive has minutes or conclusions.
WITH asked AS (SELECT coalesce(nullif(:day, ''), date('now')) AS day),
kept AS MATERIALIZED (
  SELECT meeting, count(*) AS records, max(kind IN ('minutes', 'decision')) AS told,
         group_concat(DISTINCT kind) AS kinds
  FROM record WHERE NOT removed AND meeting IS NOT NULL GROUP BY meeting
)
SELECT meeting.id AS meeting, meeting.name AS title, meeting.body AS body,
       meeting.date_edtf AS "held on", coalesce(kept.records, 0) AS "records of it",
       kept.kinds AS "of these kinds"
FROM meeting JOIN asked LEFT JOIN kept ON kept.meeting = meeting.id
WHERE meeting.listed AND meeting.state = 'held' AND kept.told IS NOT 1
  AND (meeting.date_start IS NULL OR meeting.date_start <= day)
  AND (:body = '' OR meeting.body = :body
       OR lower(meeting.series) = lower(:body)
       AND (meeting.body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body)))
ORDER BY meeting.date_start IS NULL, meeting.date_start, meeting.id
