-- title: Decisions that nothing followed
-- description: Decisions in force on the day which nothing carried out, reported on, extended,
--   amended or confirmed by then, and whose tasks nobody reported on or finished. Binding ones that
--   name somebody come first, then the other binding ones, the oldest first. A draft follows
--   nothing up; a proposal that was adopted is told by the decision that adopted it.
-- param day day: the day asked about (left out, today)
-- param body id: only decisions of this body or series of meetings, such as asemme
-- param mandate id: only from this term of the secretariat, such as aes-italy
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known); of tasks, as now known
-- column decision: decision
-- column since: edtf
-- column meeting: id
-- column body: id
-- column addressee: id
-- column responsible: id
-- column due: edtf
-- empty: No decision in the archive was in force as of {day|today} and never
--   followed up{: body, mandate}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
held AS (
  SELECT decision, state, since_edtf, valid_from, max(n) AS n FROM decision_state, asked
  WHERE +state IN ('adopted', 'amended')
    AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND (valid_from IS NULL OR valid_from <= day) AND (valid_to IS NULL OR valid_to > day)
  GROUP BY decision
),
standing AS (
  SELECT record, status, max(n) AS n FROM record_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at) GROUP BY record
),
followed (decision) AS (
  SELECT r."to" FROM relation AS r JOIN asked
  LEFT JOIN record ON record.id = CASE WHEN instr(r."from", '#')
    THEN substr(r."from", 1, instr(r."from", '#') - 1) ELSE r."from" END
  LEFT JOIN meeting ON meeting.id = record.meeting
  LEFT JOIN standing ON standing.record = record.id
  WHERE r.kind IN ('implements', 'reports-on', 'extends', 'amends', 'reaffirms')
    AND r.recorded_from <= at AND (r.recorded_to IS NULL OR r.recorded_to > at)
    AND coalesce(standing.status, '') <> 'draft'
    AND coalesce(record.date_start, meeting.date_start, '') <= day
  UNION
  SELECT action.origin FROM action JOIN asked JOIN action_event ON action_event.action = action.id
  WHERE action.origin IS NOT NULL AND action_event.kind IN ('reported', 'done')
    AND (date_start IS NULL OR date_start <= day)
)
SELECT held.decision AS decision, d.reference AS reference, held.since_edtf AS since,
       CAST(julianday(day) - julianday(held.valid_from) AS INTEGER) AS "age in days",
       d.meeting AS meeting, d.body AS body, k.tier AS tier, k.verb AS verb,
       k.addressee AS addressee, k.responsible AS responsible,
       coalesce(k.due_edtf, d.due_edtf) AS due, k.text AS text, k.basis AS basis,
       substr(CASE WHEN held.valid_from IS NULL THEN '; since when is not known' ELSE '' END
              || CASE WHEN d.minutes_unadopted THEN '; from minutes not adopted by a later meeting'
                      ELSE '' END
              || coalesce((SELECT '; its task is open: ' || min(action.id) FROM action
                           WHERE action.origin = held.decision AND action.status = 'open'), ''), 3)
         AS "what to know"
FROM held JOIN asked
JOIN decision_known AS k ON k.decision = held.decision
  AND k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)
LEFT JOIN decision AS d ON d.id = held.decision
WHERE held.decision NOT IN (SELECT decision FROM followed) AND k.sort <> 'proposal'
  AND (:body = '' OR d.body = :body
       OR d.meeting IN (
         SELECT id FROM meeting WHERE lower(series) = lower(:body)
         AND (body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body))))
  AND (:mandate = '' OR d.mandate = :mandate)
ORDER BY (k.tier = 'binding' AND coalesce(k.responsible, k.addressee) IS NOT NULL) IS NOT 1,
         k.tier IS NOT 'binding', held.valid_from IS NULL, held.valid_from, k.record, k.number,
         held.decision
