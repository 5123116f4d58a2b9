-- The view anew, so that it is answered sooner: what the sides are, and since when they are adopted, is
-- looked up once. What it says is the same.
DROP VIEW relation_conflict;

-- Where the two sides of a relation do not fit together, as now known. `nature`:
-- one-sided (the older text says so and the later one, which must, does not), contradictory,
-- circular (a ring of acts that each need the other to be older), dangling (the other is not here,
-- or was a decision once and is none now, as where it moved to another number).
CREATE VIEW relation_conflict (nature, "from", "to", kind, asserted_in, note, basis) AS
  WITH RECURSIVE
  said AS (
    SELECT "from", "to", kind, scope, asserted_in, basis,
           CASE asserted_in WHEN "from" THEN "to" ELSE "from" END AS other
    FROM relation WHERE recorded_to IS NULL
  ),
  -- What the other side is: a decision, a record, or a paragraph of a record that is here.
  ends AS MATERIALIZED (
    SELECT said.*, record.id IS NOT NULL AS kept, decision.removed AS given_up,
           record.id IS NOT NULL AND (
             decision.removed IS 0 OR instr(other, '#') = 0
             OR decision.id IS NULL AND EXISTS (
               SELECT 1 FROM paragraph WHERE paragraph.record = record.id
               AND paragraph.anchor = substr(other, instr(other, '#') + 1))) AS found
    FROM said LEFT JOIN decision ON decision.id = other
    LEFT JOIN record ON NOT record.removed AND record.id = coalesce(
      decision.record, substr(other, 1, coalesce(nullif(instr(other, '#'), 0), 9999) - 1))
  ),
  -- When a decision was adopted, at the earliest and at the latest; read from the index that has
  -- it all, whatever the planner thinks of the other one (+state).
  adoption AS MATERIALIZED (
    SELECT decision, min(valid_from) AS first, min(surely_from) AS last FROM decision_state
    WHERE +state = 'adopted' AND recorded_to IS NULL GROUP BY decision
  ),
  -- Rings, each looked for from its first id on, so that no way is gone twice.
  start AS (
    SELECT DISTINCT a."from" AS id FROM relation AS a
    WHERE a.recorded_to IS NULL AND a."to" > a."from"
      AND a.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts')
      AND EXISTS (
        SELECT 1 FROM relation AS b
        WHERE b."to" = a."from" AND b."from" > a."from" AND b.recorded_to IS NULL
          AND b.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts'))
  ),
  onward (start, id) AS (
    SELECT id, id FROM start
    UNION
    SELECT onward.start, relation."to" FROM onward JOIN relation ON relation."from" = onward.id
    WHERE relation.recorded_to IS NULL AND relation."to" >= onward.start
      AND relation.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts')
  ),
  back (start, id) AS (
    SELECT id, id FROM start
    UNION
    SELECT back.start, relation."from" FROM back JOIN relation ON relation."to" = back.id
    WHERE relation.recorded_to IS NULL AND relation."from" >= back.start
      AND relation.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts')
  ),
  ring AS MATERIALIZED (SELECT start, id FROM onward INTERSECT SELECT start, id FROM back)
  SELECT 'one-sided', said."from", said."to", said.kind, said.asserted_in,
         'the later text, ' || said."from" || ', does not say so', said.basis
  FROM ends AS said
  WHERE said.found AND said.asserted_in = said."to" AND said."from" <> said."to"
    -- It may say so of the whole record, and as a whole record or in one of its paragraphs.
    AND NOT EXISTS (
      SELECT 1 FROM relation AS o
      WHERE o.asserted_in IN (said."from", substr(said."from", 1, instr(said."from", '#') - 1))
        AND o.recorded_to IS NULL
        AND (said."to" IN (o."from", o."to")
             OR substr(said."to", 1, instr(said."to", '#') - 1) IN (o."from", o."to")))
    AND (instr(said."from", '#') OR NOT EXISTS (
      SELECT 1 FROM relation AS o
      WHERE o."to" = said."to" AND o.record = said."from" AND o.recorded_to IS NULL))
    AND coalesce(
      (SELECT last FROM adoption WHERE decision = said."from")
      >= (SELECT first FROM adoption WHERE decision = said."to"), 1)
  UNION ALL
  SELECT 'contradictory', said."from", said."to", said.kind, said.asserted_in,
         said.other || ' says otherwise: '
           || group_concat(DISTINCT o.kind || CASE o.scope WHEN 'part' THEN ' a part' ELSE '' END),
         said.basis
  FROM said
  JOIN relation AS o ON o.asserted_in = said.other AND o.recorded_to IS NULL
    AND o."from" = said."from" AND o."to" = said."to"
  WHERE said."from" <> said."to"
  GROUP BY said.asserted_in, said."from", said."to", said.kind, said.scope
  HAVING NOT max(o.kind = said.kind AND o.scope = said.scope)
  UNION ALL
  SELECT 'contradictory', said."from", said."to", said.kind, said.asserted_in,
         'each is said to act on the other: ' || group_concat(
           DISTINCT o.asserted_in || ' says that ' || o."from" || ' ' || o.kind || ' ' || o."to"),
         said.basis
  FROM said
  JOIN relation AS o ON o."from" = said."to" AND o."to" = said."from" AND o.recorded_to IS NULL
    AND o.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts')
  WHERE said.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts')
    AND said."from" <> said."to"
  GROUP BY said.asserted_in, said."from", said."to", said.kind, said.scope
  UNION ALL
  SELECT 'contradictory', "from", "to", kind, asserted_in,
         "to" || ' was adopted after ' || "from" || ', on ' || other.first || ' or later', basis
  FROM said JOIN adoption AS acting ON acting.decision = said."from"
  JOIN adoption AS other ON other.decision = said."to"
  WHERE kind NOT IN ('requires', 'adopts') AND acting.last < other.first
  UNION ALL
  SELECT 'circular', "from", "to", kind, asserted_in, 'it is said to act on itself', basis
  FROM said WHERE "from" = "to"
  UNION ALL
  SELECT 'circular', said."from", said."to", said.kind, said.asserted_in,
         'goes round in a ring that comes back to ' || min(a.start), said.basis
  FROM ring AS a
  JOIN said ON said."from" = a.id
    AND said.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts')
  JOIN ring AS b ON b.start = a.start AND b.id = said."to"
  WHERE said."from" <> said."to" AND NOT EXISTS (
    SELECT 1 FROM relation AS o
    WHERE o."from" = said."to" AND o."to" = said."from" AND o.recorded_to IS NULL
      AND o.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts'))
  GROUP BY said.asserted_in, said."from", said."to", said.kind, said.scope
  UNION ALL
  SELECT 'dangling', "from", "to", kind, asserted_in,
         CASE WHEN kept AND given_up THEN other || ' is said to be no decision any more'
              WHEN kept THEN substr(other, 1, instr(other, '#') - 1) || ' has no paragraph '
                || substr(other, instr(other, '#') + 1)
              WHEN instr(other, '#') THEN 'no record here is called '
                || substr(other, 1, instr(other, '#') - 1)
              ELSE 'no record here is called ' || other END, basis
  FROM ends WHERE NOT found;
