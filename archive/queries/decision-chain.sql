-- title: What a decision hangs together with
-- description: The decision, and all those that it bears on or that bear on it, step by step in
--   both directions, what replaces, changes, carries out, extends, confirms, corrects or reports
--   on what, for the whole or for a part, with who says so, and the state of each today. What
--   a decision only requires is told for the decision itself and not followed further.
-- param decision id required: the decision, such as asemme7-conclusions#p59
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column decision: decision
-- column of: decision
-- column "asserted in": decision
-- column since: edtf
-- empty: A decision called {decision} is not in the archive, and nothing bears on it.
WITH RECURSIVE asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
-- Each is reached with every number of steps up to the limit at most once: a ring comes to an end.
reached (decision, depth) AS (
  SELECT :decision, 0 WHERE :decision <> ''
  UNION
  SELECT CASE r."from" WHEN reached.decision THEN r."to" ELSE r."from" END, depth + 1
  FROM reached JOIN asked
  JOIN relation AS r ON r."from" = reached.decision OR r."to" = reached.decision
  WHERE depth < 25 AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND (r.kind <> 'requires' OR depth = 0)
),
step AS (SELECT decision, min(depth) AS depth FROM reached GROUP BY decision),
-- Each statement once, told from the end that is further away.
said AS (
  SELECT CASE WHEN b.depth > a.depth OR b.depth = a.depth AND a.decision <> r."from" THEN b.depth
              ELSE a.depth END AS depth,
         CASE WHEN b.depth > a.depth THEN r."to" ELSE r."from" END AS decision,
         CASE WHEN b.depth > a.depth THEN r."from" ELSE r."to" END AS "of",
         CASE WHEN b.depth > a.depth THEN
           CASE r.kind WHEN 'supersedes' THEN 'superseded by' WHEN 'amends' THEN 'amended by'
             WHEN 'revokes' THEN 'revoked by' WHEN 'implements' THEN 'implemented by'
             WHEN 'extends' THEN 'extended by' WHEN 'reaffirms' THEN 'reaffirmed by'
             WHEN 'corrects' THEN 'corrected by' WHEN 'reports-on' THEN 'reported in'
             WHEN 'adopts' THEN 'decided by' WHEN 'requires' THEN 'required by' ELSE r.kind END
           ELSE r.kind END AS kind,
         r.scope AS scope, r.asserted_in AS "asserted in", r.basis AS basis
  FROM step AS a JOIN asked
  JOIN relation AS r ON r."from" = a.decision
    AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  JOIN step AS b ON b.decision = r."to"
  WHERE r.kind <> 'requires' OR :decision IN (r."from", r."to")
  UNION ALL
  SELECT 0, :decision, NULL, NULL, NULL, NULL, NULL
  WHERE EXISTS (SELECT 1 FROM decision WHERE id = :decision)
     OR EXISTS (SELECT 1 FROM relation WHERE :decision IN ("from", "to"))
),
state AS (
  -- As the view decision_today has it: the last that has begun, else the first.
  SELECT s.decision, s.state, s.since_edtf,
         max(CASE WHEN coalesce(s.valid_from, '') <= date('now') THEN s.n ELSE -s.n END)
  FROM step JOIN asked JOIN decision_state AS s ON s.decision = step.decision
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
  GROUP BY s.decision
)
SELECT said.depth AS depth, said.decision AS decision,
       coalesce(d.reference, record.title, whole.title || ', ' || p.anchor) AS reference,
       said.kind AS kind, said."of" AS "of", said.scope AS scope, said."asserted in" AS "asserted in", state.state AS state,
       state.since_edtf AS since, said.basis AS basis,
       CASE WHEN p.anchor IS NOT NULL AND d.id IS NULL
              THEN 'a paragraph that nobody takes for a decision'
            WHEN d.id IS NULL AND record.id IS NULL THEN 'not in the archive'
            WHEN coalesce(d.removed, record.removed) THEN 'taken out of the archive'
            WHEN d.basis = 'proposed' THEN 'a decision by the reader''s proposal only'
            ELSE '' END AS "what to know"
FROM said
LEFT JOIN decision AS d ON d.id = said.decision
LEFT JOIN record ON record.id = said.decision
LEFT JOIN paragraph AS p ON p.record = substr(said.decision, 1, instr(said.decision, '#') - 1)
  AND p.anchor = substr(said.decision, instr(said.decision, '#') + 1)
LEFT JOIN record AS whole ON whole.id = p.record
LEFT JOIN state ON state.decision = said.decision
ORDER BY said.depth, said.kind IS NOT NULL, said.decision, said."of", said.kind, said."asserted in"
