-- title: The life of a decision
-- description: Everything that became of a decision, its states, what bears on it and what it
--   bears on (without effect where a draft or a proposal says so), its words as they changed, and its tasks, with when it was so, when the archive
--   learned it, and from where. It is told in the order in which the archive learned it, and what
--   was learned together in the order of events.
-- param decision id required: the decision, such as asemme7-conclusions#p59
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column when: edtf
-- column learned: edtf
-- column source: decision
-- empty: Anything that became of {decision} is not in the archive.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775806 ELSE CAST(:known_at AS INTEGER) END AS at
),
-- A state or relation that was only written down anew, with another end, is no event of its own.
state AS (
  SELECT state, since_edtf, since_basis, because, min(n) AS n, min(valid_from) AS day,
         min(recorded_from) AS learned,
         CASE WHEN max(coalesce(recorded_to, 9223372036854775807)) <= at THEN max(recorded_to) END
           AS given_up
  FROM decision_state, asked WHERE decision = :decision AND recorded_from <= at
  GROUP BY state, since_edtf, because
),
bears AS (
  SELECT "from", "to", kind, scope, effective_edtf, asserted_in, record, basis,
         min(recorded_from) AS learned,
         CASE WHEN max(coalesce(recorded_to, 9223372036854775807)) <= at THEN max(recorded_to) END
           AS given_up
  FROM relation, asked
  WHERE ("from" = :decision OR "to" = :decision) AND recorded_from <= at
  GROUP BY "from", "to", kind, scope, asserted_in
),
known AS (
  SELECT k.*, lag(text) OVER moments AS text_before, lag(due_edtf) OVER moments AS due_before,
         lag(responsible) OVER moments AS responsible_before,
         lag(basis) OVER moments AS basis_before,
         row_number() OVER moments AS place
  FROM decision_known AS k, asked WHERE decision = :decision AND recorded_from <= at
  WINDOW moments AS (ORDER BY recorded_from)
),
happened (learned, day, rank, n, "when", what, source) AS (
  SELECT learned, day, 2, n, since_edtf,
         state || CASE WHEN since_edtf IS NULL THEN ', since when is not known' ELSE '' END
           || CASE WHEN since_basis IS NULL OR since_basis IN ('stated', '') THEN ''
                   ELSE ' (' || since_basis || ')' END, because
  FROM state
  UNION ALL
  SELECT given_up, NULL, 0, n, NULL, 'no longer said to be ' || state
           || coalesce(' since ' || since_edtf, ''), because
  FROM state WHERE given_up IS NOT NULL
  UNION ALL
  SELECT learned, coalesce(other.date_start, ''), 3, 0, coalesce(effective_edtf, other.date_edtf),
         CASE "from"
           WHEN :decision
             THEN bears.kind || CASE scope WHEN 'part' THEN ' a part of ' ELSE ' ' END || "to"
           ELSE "from" || ' ' || bears.kind
             || CASE scope WHEN 'part' THEN ' a part of it' ELSE ' it' END END
           || CASE bears.basis WHEN 'proposed' THEN ' (as the reader proposes)' ELSE '' END
           -- What would change a state, and cannot: as history says it.
           || CASE WHEN given_up IS NOT NULL
                     OR bears.kind NOT IN
                        ('supersedes', 'revokes', 'amends', 'implements', 'adopts', 'extends')
                     THEN ''
                   WHEN other.kind <> 'minutes' AND 'draft' = coalesce(
                     (SELECT status FROM record_state AS s WHERE s.record = other.id
                      AND s.recorded_from <= at AND (s.recorded_to IS NULL OR s.recorded_to > at)
                      ORDER BY s.n DESC LIMIT 1), other.status)
                     THEN ' (without effect: a draft)'
                   WHEN EXISTS (
                     SELECT 1 FROM decision_known AS k
                     WHERE k.decision = "from" AND k.sort = 'proposal' AND k.recorded_from <= at
                       AND (k.recorded_to IS NULL OR k.recorded_to > at))
                     AND NOT EXISTS (
                     SELECT 1 FROM decision_state AS s
                     WHERE s.decision = "from" AND s.state = 'adopted' AND s.recorded_from <= at
                       AND (s.recorded_to IS NULL OR s.recorded_to > at))
                     THEN ' (without effect: a proposal only)'
                   ELSE '' END,
         asserted_in
  FROM bears JOIN asked
  LEFT JOIN record AS other ON other.id = CASE WHEN instr("from", '#')
    THEN substr("from", 1, instr("from", '#') - 1) ELSE "from" END
  UNION ALL
  SELECT given_up, NULL, 0, 0, NULL, 'no longer said: ' || "from" || ' ' || kind || ' ' || "to",
         asserted_in
  FROM bears WHERE given_up IS NOT NULL
  UNION ALL
  SELECT known.recorded_from, record.date_start, 1, place, record.date_edtf,
         CASE WHEN place = 1 THEN
           CASE basis WHEN 'proposed' THEN 'the reader takes it for a '
                      ELSE 'written down as a ' END || sort || ': ' || text
           ELSE 'now reads: ' || text END, decision
  FROM known LEFT JOIN record ON record.id = known.record
  WHERE place = 1 OR text IS NOT text_before
  UNION ALL
  SELECT known.recorded_from, record.date_start, 1, place + 1000000, NULL,
         substr(CASE WHEN due_edtf IS NOT due_before
                     THEN '; due ' || coalesce(due_edtf, 'on no day any more') ELSE '' END
                || CASE WHEN responsible IS NOT responsible_before
                        THEN '; the task of ' || coalesce(responsible, 'nobody any more')
                        ELSE '' END
                || CASE WHEN basis IS NOT basis_before AND basis = 'stated'
                        THEN '; a person states that it is a ' || sort ELSE '' END, 3), decision
  FROM known LEFT JOIN record ON record.id = known.record
  WHERE place > 1 AND (due_edtf IS NOT due_before OR responsible IS NOT responsible_before
                       OR basis IS NOT basis_before AND basis = 'stated')
  UNION ALL
  SELECT (SELECT max(commit_seq) FROM version
          WHERE version.record = e.record AND change IN ('created', 'text')),
         e.date_start, 4, e.n, e.date_edtf,
         'task ' || e.kind || ': ' || action.text
           || coalesce(' (' || coalesce(e.owner, e.owner_as_written) || ')', ''),
         e.record || coalesce('#' || e.anchor, '')
  FROM action JOIN action_event AS e ON e.action = action.id
  WHERE action.origin = :decision
),
-- The order of the states decides, whatever days they have: none stands before the one it follows.
placed AS (
  SELECT happened.*,
         CASE rank WHEN 2 THEN max(day) OVER (PARTITION BY rank ORDER BY n ROWS UNBOUNDED PRECEDING)
                   ELSE day END AS place
  FROM happened, asked WHERE learned <= at
)
SELECT row_number() OVER told AS n, placed."when" AS "when",
       CASE WHEN uncommitted THEN 'not yet saved' ELSE date(commit_time, 'unixepoch') END
         AS learned,
       placed.what AS what, placed.source AS source, substr(commit_.hash, 1, 10) AS "commit"
FROM placed LEFT JOIN commit_ ON commit_.seq = placed.learned
WINDOW told AS (ORDER BY placed.learned, rank = 0 DESC, place IS NOT NULL, place, rank, placed.n,
                         placed.what)
ORDER BY 1
