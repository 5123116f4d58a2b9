-- title: Proposals that were never decided
-- description: What was proposed by the day and what nothing had decided by then, neither for nor
--   against, with who proposed it and how long ago. Only what was adopted decides; that it was
--   decided is only said where the archive has it.
-- param day day: the day asked about (left out, today)
-- param body id: only proposals to this body or series of meetings, such as asemme
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column decision: decision
-- column "proposed on": edtf
-- column meeting: id
-- column body: id
-- column "proposed by": id
-- empty: No proposal in the archive was undecided as of {day|today}{: body}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
-- What came after decided it, if that was by the day; on a day that nobody knows, by today.
proposed AS (
  SELECT p.decision, min(p.n) AS n, p.since_edtf, p.valid_from
  FROM decision_state AS p JOIN asked
  WHERE +p.state = 'proposed'
    AND p.recorded_from <= at AND (p.recorded_to IS NULL OR p.recorded_to > at)
    AND (p.valid_from IS NULL OR p.valid_from <= day)
    AND NOT EXISTS (
      SELECT 1 FROM decision_state AS l
      WHERE l.decision = p.decision AND l.n > p.n AND l.state <> 'proposed'
        AND l.recorded_from <= at AND (l.recorded_to IS NULL OR l.recorded_to > at)
        AND coalesce(l.valid_from, date('now')) <= day)
  GROUP BY p.decision
),
-- The same where another decision says that it decides it, and was adopted.
adopter AS (
  SELECT r."to" AS decision, max(coalesce(s.valid_from, date('now')) <= day) AS past,
         max(s.valid_from IS NULL) AS undated
  FROM relation AS r JOIN asked
  JOIN decision_state AS s ON s.decision = r."from" AND +s.state = 'adopted'
    AND s.recorded_from <= at AND (s.recorded_to IS NULL OR s.recorded_to > at)
  WHERE r.kind = 'adopts' AND r.scope = 'whole'
    AND r.recorded_from <= at AND (r.recorded_to IS NULL OR r.recorded_to > at)
  GROUP BY r."to"
)
SELECT proposed.decision AS decision, d.reference AS reference,
       proposed.since_edtf AS "proposed on", d.meeting AS meeting, d.body AS body,
       coalesce(k.actor, record.sender_person, record.sender_partner, record.sender_other,
                record.sender_name, record.authors) AS "proposed by",
       CAST(julianday(day) - julianday(proposed.valid_from) AS INTEGER) AS "age in days",
       k.text AS text, k.basis AS basis,
       substr(CASE WHEN proposed.valid_from IS NULL THEN '; since when is not known' ELSE '' END
              || CASE WHEN adopter.undated OR EXISTS (
                   SELECT 1 FROM decision_state AS l
                   WHERE l.decision = proposed.decision AND l.n > proposed.n
                     AND l.state <> 'proposed' AND l.valid_from IS NULL
                     AND l.recorded_from <= at AND (l.recorded_to IS NULL OR l.recorded_to > at))
                 THEN '; decided on a day that is not known' ELSE '' END, 3) AS "what to know"
FROM proposed JOIN asked
JOIN decision_known AS k ON k.decision = proposed.decision
  AND k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)
LEFT JOIN decision AS d ON d.id = proposed.decision
LEFT JOIN record ON record.id = k.record
LEFT JOIN adopter ON adopter.decision = proposed.decision
WHERE coalesce(adopter.past, 0) = 0
  AND (:body = '' OR d.body = :body
       OR d.meeting IN (
         SELECT id FROM meeting WHERE lower(series) = lower(:body)
         AND (body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body))))
ORDER BY proposed.valid_from IS NULL, proposed.valid_from, k.record, length(proposed.decision),
         proposed.decision
