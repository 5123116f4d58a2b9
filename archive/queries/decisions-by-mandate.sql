-- title: Decisions by term of the secretariat and body
-- description: How many decisions and proposals each body took in each term of the secretariat, in
--   which states they are today, by the order of events, and how many of them a person has stated
--   and how many only the reader of the texts proposes.
-- param mandate id: only this term, such as aes-italy
-- param body id: only this body or series of meetings, such as asemme
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column mandate: id
-- column body: id
-- empty: No decision in the archive fits{: mandate, body}.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
state AS (
  -- As the view decision_today has it: the last that has begun, else the first.
  SELECT decision, state, coalesce(valid_from, '') <= date('now') AS begun,
         max(CASE WHEN coalesce(valid_from, '') <= date('now') THEN n ELSE -n END)
  FROM decision_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY decision
),
counted AS (
  SELECT d.mandate, d.body, state.state, state.begun,
         CASE WHEN :known_at = '' THEN d.basis ELSE k.basis END AS basis
  FROM state JOIN asked
  JOIN decision AS d ON d.id = state.decision
  LEFT JOIN decision_known AS k ON k.decision = CASE WHEN :known_at <> '' THEN state.decision END
    AND k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)
  WHERE (:mandate = '' OR d.mandate = :mandate)
    AND (:body = '' OR d.body = :body
         OR d.meeting IN (
           SELECT id FROM meeting WHERE lower(series) = lower(:body)
           AND (body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body))))
)
SELECT counted.mandate AS mandate, counted.body AS body, count(*) AS decisions,
       sum(begun AND state IN ('adopted', 'amended')) AS "in force",
       sum(state = 'implemented') AS implemented, sum(state = 'superseded') AS superseded,
       sum(state = 'lapsed') AS lapsed, sum(state = 'withdrawn') AS withdrawn,
       sum(state = 'proposed') AS "not decided",
       sum(NOT begun AND state <> 'proposed') AS "not in force yet",
       sum(basis = 'stated') AS "stated by a person",
       sum(basis = 'proposed') AS "proposed by the reader"
FROM counted LEFT JOIN mandate ON mandate.id = counted.mandate
GROUP BY counted.mandate, counted.body
ORDER BY mandate.valid_from IS NULL, mandate.valid_from, counted.mandate, counted.body
