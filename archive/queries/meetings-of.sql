-- title: The meetings of a series or body
-- description: Each meeting with the date the register follows, and beside it every date for
--   which it was planned and every date on which a source says that it was held, with the
--   sources.
-- param of id: a series such as ASEMME or a body such as som (left out, all meetings)
-- param state text one of planned, held, cancelled: only meetings in this state
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column meeting: id
-- column date: edtf
-- column "planned for": edtf
-- column "held on": edtf
-- column host: id
-- empty: A meeting of {of|this process} that is {state|planned, held or cancelled} is not in the
--   archive.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
dated AS (
  SELECT subject, kind, value,
         group_concat(DISTINCT CASE WHEN anchor IS NULL THEN source
           ELSE record || '#' || anchor END) AS sources
  FROM claim, asked
  WHERE property = 'date' AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY subject, kind, value
)
SELECT meeting.id AS meeting, meeting.name AS title, meeting_state.state AS state,
       meeting_state.date_edtf AS date,
       (SELECT group_concat(value || ' (' || replace(sources, ',', ', ') || ')', '; ') FROM dated
        WHERE subject = meeting.id AND kind = 'planned') AS "planned for",
       (SELECT group_concat(value || ' (' || replace(sources, ',', ', ') || ')', '; ') FROM dated
        WHERE subject = meeting.id AND kind <> 'planned') AS "held on",
       meeting_state.place AS place, coalesce(partner.name, meeting_state.host) AS host,
       meeting_state.theme AS theme
FROM meeting_state
JOIN asked ON recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
JOIN meeting ON meeting.id = meeting_state.meeting
LEFT JOIN partner ON partner.id = meeting_state.host
WHERE (:of = '' OR lower(meeting.series) = lower(:of) OR meeting.body = lower(:of)
       OR meeting.id = :of)
  AND (:state = '' OR meeting_state.state = :state)
ORDER BY meeting_state.date_start IS NULL, meeting_state.date_start, meeting.id
