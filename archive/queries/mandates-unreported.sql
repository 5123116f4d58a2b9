-- title: Mandates to the secretariat on which nothing was reported
-- description: Decisions addressed to the secretariat, or for which it is responsible, on which
--   nothing in the archive ever reported, which nothing carried out, and whose tasks nobody
--   reported on or finished. What a draft says of it counts as a report. The secretariat is the
--   body that the process names as such, else the bodies of that kind, by its id, its name or
--   another name of it.
-- param day day: what was reported up to this day (left out, today)
-- param body id: only decisions of this body or series of meetings, such as asemme
-- param mandate id: only from this term of the secretariat, such as aes-italy
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known); of tasks, as now known
-- column decision: decision
-- column since: edtf
-- column meeting: id
-- column mandate: id
-- column due: edtf
-- empty: No mandate to the secretariat in the archive was without a report by
--   {day|today}{: body, mandate}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
secretariat AS (
  SELECT body.id, body.name, body.aliases FROM body
  WHERE id = (SELECT value FROM process WHERE key = 'secretariat')
     OR kind = 'secretariat' AND NOT EXISTS (SELECT 1 FROM process WHERE key = 'secretariat')
),
called (word) AS MATERIALIZED (
  SELECT lower(id) FROM secretariat UNION SELECT lower(name) FROM secretariat
  UNION SELECT lower(each.value) FROM secretariat,
    json_each(CASE WHEN json_valid(aliases) THEN aliases ELSE '[]' END) AS each
),
told (decision) AS (
  SELECT r."to" FROM relation AS r JOIN asked
  LEFT JOIN record ON record.id = r.record
  LEFT JOIN meeting ON meeting.id = record.meeting
  WHERE r.kind IN ('implements', 'reports-on')
    AND r.recorded_from <= at AND (r.recorded_to IS NULL OR r.recorded_to > at)
    AND (r.asserted_in <> r."from" OR coalesce(record.date_start, meeting.date_start, '') <= day)
  UNION
  SELECT action.origin FROM action JOIN asked JOIN action_event ON action_event.action = action.id
  WHERE action.origin IS NOT NULL AND action_event.kind IN ('reported', 'done')
    AND (date_start IS NULL OR date_start <= day)
),
-- First those that are mandates, which are fewer than what has a state.
dated AS MATERIALIZED (
  SELECT k.*, d.reference, d.meeting, d.mandate, d.body, coalesce(k.due_edtf, d.due_edtf) AS due,
         -- What is due by a meeting is so when that is, as now known.
         rtrim(coalesce(substr(k.due_edtf, instr(k.due_edtf, '/') + 1), d.due_edtf), '~?%')
           AS ending
  FROM asked JOIN decision_known AS k LEFT JOIN decision AS d ON d.id = k.decision
  WHERE k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)
    AND (k.addressee IS NOT NULL OR k.responsible IS NOT NULL)
    AND (k.responsible IN (SELECT id FROM secretariat)
         OR d.addressee_id IN (SELECT id FROM secretariat)
         OR EXISTS (
           SELECT 1 FROM called
           WHERE instr(' ' || lower(replace(coalesce(k.addressee, '') || ' '
                                            || coalesce(k.responsible, ''), ',', ' ')) || ' ',
                       ' ' || word || ' ') > 0))
)
SELECT dated.decision AS decision, dated.reference AS reference, adopted.since_edtf AS since,
       CAST(julianday(day) - julianday(adopted.valid_from) AS INTEGER) AS "age in days",
       dated.meeting AS meeting, dated.mandate AS mandate, s.state AS state, dated.verb AS verb,
       dated.due AS due,
       CASE WHEN CASE WHEN ending GLOB '[0-9][0-9][0-9][0-9]' THEN ending || '-12-31'
                      WHEN ending GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'
                        THEN date(ending || '-01', '+1 month', '-1 day')
                      ELSE ending END < day THEN 'overdue' ELSE '' END AS overdue,
       dated.text AS text, dated.basis AS basis
FROM dated JOIN asked
-- The state that it had come to by the day.
JOIN decision_state AS s ON s.decision = dated.decision AND +s.state IN ('adopted', 'amended')
  AND s.recorded_from <= at AND (s.recorded_to IS NULL OR s.recorded_to > at)
  AND (s.valid_from IS NULL OR s.valid_from <= day) AND NOT EXISTS (
    SELECT 1 FROM decision_state AS l
    WHERE l.decision = dated.decision AND l.n > s.n
      AND l.recorded_from <= at AND (l.recorded_to IS NULL OR l.recorded_to > at)
      AND (l.valid_from IS NULL OR l.valid_from <= day))
JOIN decision_state AS adopted ON adopted.decision = dated.decision AND +adopted.state = 'adopted'
  AND adopted.recorded_from <= at AND (adopted.recorded_to IS NULL OR adopted.recorded_to > at)
  AND adopted.n = (
    SELECT min(l.n) FROM decision_state AS l
    WHERE l.decision = dated.decision AND +l.state = 'adopted'
      AND l.recorded_from <= at AND (l.recorded_to IS NULL OR l.recorded_to > at))
WHERE dated.decision NOT IN (SELECT decision FROM told)
  AND (:body = '' OR dated.body = :body
       OR dated.meeting IN (
         SELECT id FROM meeting WHERE lower(series) = lower(:body)
         AND (body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body))))
  AND (:mandate = '' OR dated.mandate = :mandate)
ORDER BY adopted.valid_from IS NULL, adopted.valid_from, dated.record, dated.number, dated.decision
