-- title: Minutes that were never adopted
-- description: Minutes of which the archive has no record that a later meeting adopted them, with
--   how long ago that meeting was, how many later meetings of the same body could have adopted
--   them, and how many decisions hang on them. Minutes are a draft until they are adopted.
--   `perhaps adopted in` is the paragraph of a later text of the same body, as it now is, that says
--   so of minutes of that month, or of the last minutes. That is no adoption: the record of the
--   minutes, or the register of meetings, has to say it.
-- param day day: the day up to which later meetings and days are counted (left out, today)
-- param body id: only minutes of this body or series of meetings, such as som
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column record: id
-- column meeting: id
-- column body: id
-- column "held on": edtf
-- column "perhaps adopted in": decision
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
),
waiting AS MATERIALIZED (
  SELECT minutes.*, held.body AS met, held.series, held.date_edtf AS held_edtf,
         held.date_start AS held_start, held.date_end AS held_end
  FROM minutes JOIN asked LEFT JOIN held ON held.meeting = minutes.meeting
  WHERE minutes.status IN ('draft', 'final') AND coalesce(held.minutes_status, '') <> 'adopted'
    AND (coalesce(held.date_start, minutes.date_start) IS NULL
         OR coalesce(held.date_start, minutes.date_start) <= day)
    AND (:body = '' OR coalesce(held.body, minutes.body) = :body
         OR lower(held.series) = lower(:body)
         AND (held.body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body)))
),
month (number, word) AS (
  VALUES ('01', 'January'), ('01', 'Januar'), ('01', 'janvier'), ('02', 'February'),
    ('02', 'Februar'), ('02', 'février'), ('03', 'March'), ('03', 'März'), ('03', ' mars'),
    ('04', 'April'), ('04', 'avril'), ('05', 'May'), ('05', 'Mai'), ('05', ' mai'), ('06', 'June'),
    ('06', 'Juni'), ('06', 'juin'), ('07', 'July'), ('07', 'Juli'), ('07', 'juillet'),
    ('08', 'August'), ('08', 'août'), ('09', 'September'), ('09', 'septembre'), ('10', 'October'),
    ('10', 'Oktober'), ('10', 'octobre'), ('11', 'November'), ('11', 'novembre'),
    ('12', 'December'), ('12', 'Dezember'), ('12', 'décembre')
),
-- What texts of those bodies say of minutes that were adopted.
said AS MATERIALIZED (
  SELECT p.record || '#' || p.anchor AS paragraph, p.position, p.text, m.body, m.date_start AS at,
         EXISTS (SELECT 1 FROM month WHERE instr(p.text, word)) AS dated
  FROM meeting AS m JOIN record ON record.meeting = m.id AND NOT record.removed
    AND record.kind IN ('minutes', 'decision', 'report')
  JOIN paragraph AS p ON p.record = record.id AND p.kind IN ('paragraph', 'item')
    AND length(p.text) < 400
  WHERE m.body IN (SELECT met FROM waiting)
    AND (p.text LIKE '%minutes%' AND (p.text LIKE '%approved%' OR p.text LIKE '%adopted%'
           OR p.text LIKE '%accepted%')
         OR p.text LIKE '%protokoll%' AND (p.text LIKE '%genehmigt%' OR p.text LIKE '%angenommen%'
           OR p.text LIKE '%verabschiedet%')
         OR (p.text LIKE '%procès-verbal%' OR p.text LIKE '%compte rendu%')
           AND (p.text LIKE '%approuvé%' OR p.text LIKE '%adopté%'))
    AND p.text NOT LIKE '%not approved%' AND p.text NOT LIKE '%not adopted%'
    AND p.text NOT LIKE '%to be a%' AND p.text NOT LIKE '%not yet%' AND p.text NOT LIKE '% nicht %'
    AND p.text NOT LIKE '%n''a pas%' AND p.text NOT LIKE '%?'
)
SELECT waiting.record AS record, waiting.title AS title, waiting.meeting AS meeting,
       coalesce(met, waiting.body) AS body, coalesce(held_edtf, waiting.date_edtf) AS "held on",
       waiting.status AS status,
       CAST(julianday(day) - julianday(coalesce(held_end, waiting.date_start)) AS INTEGER)
         AS "age in days",
       (SELECT count(*) FROM held AS l
        WHERE l.body = met AND l.state = 'held' AND l.date_start > held_end
          AND l.date_start <= day) AS "later meetings",
       (SELECT count(*) FROM decision_known AS k
        WHERE k.record = waiting.record
          AND k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)) AS decisions,
       -- Those of that month, unless the body met again in that month of another year before; or
       -- those of no month said to be adopted at the next meeting.
       (SELECT paragraph FROM said
        WHERE said.body = met AND said.at > held_end AND said.at <= day
          AND CASE WHEN dated THEN
                EXISTS (SELECT 1 FROM month
                        WHERE number = substr(held_start, 6, 2) AND instr(said.text, word))
                AND (said.text NOT GLOB '*[12][09][0-9][0-9]*'
                     OR instr(said.text, substr(held_start, 1, 4)))
              ELSE 1 END
          AND NOT EXISTS (
            SELECT 1 FROM held AS l
            WHERE l.body = met AND l.date_start > held_end AND l.date_start < said.at
              AND coalesce(l.state, '') <> 'cancelled'
              AND (NOT dated OR substr(l.date_start, 6, 2) = substr(held_start, 6, 2)))
        ORDER BY said.at, said.paragraph LIMIT 1) AS "perhaps adopted in"
FROM waiting JOIN asked
ORDER BY held_start IS NULL, held_start, waiting.record
