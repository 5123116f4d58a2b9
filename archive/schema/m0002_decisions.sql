-- The register of decisions: what was decided, what bears on it, what is to be done, who came.
-- `basis` is 'stated' where a person says so (a mark, front matter, a header) and 'proposed' where
-- only a reader of the text does; `rule` names how it was read. A decision's id is record#anchor,
-- or the record's own id where the whole record is one decision.

-- What the reader finds in a paragraph of the current version.
ALTER TABLE paragraph ADD COLUMN actor TEXT;
ALTER TABLE paragraph ADD COLUMN verb TEXT;
ALTER TABLE paragraph ADD COLUMN tier TEXT;
ALTER TABLE paragraph ADD COLUMN addressee TEXT;

ALTER TABLE attendance ADD COLUMN handle TEXT;
ALTER TABLE attendance ADD COLUMN line_start INTEGER;
ALTER TABLE attendance ADD COLUMN basis TEXT NOT NULL DEFAULT 'stated';
ALTER TABLE attendance ADD COLUMN rule TEXT;

-- Old texts are kept deflated (zlib): then `text` is NULL and `packed` holds it.
ALTER TABLE content ADD COLUMN packed BLOB;

-- The import that a commit belongs to; NULL for the workspace's own.
ALTER TABLE commit_ ADD COLUMN line TEXT;

-- The status as a foreign header writes it, and the state that its profile reads it as.
ALTER TABLE record ADD COLUMN status_as_written TEXT;
ALTER TABLE record ADD COLUMN decision_unit TEXT NOT NULL DEFAULT 'paragraphs';
ALTER TABLE record ADD COLUMN authors TEXT;
ALTER TABLE record_state ADD COLUMN kind TEXT;
ALTER TABLE record_state ADD COLUMN unit TEXT;
ALTER TABLE record_state ADD COLUMN state TEXT;
ALTER TABLE record_state ADD COLUMN as_written TEXT;

-- What is known of a decision but its state, in recorded time. `sort`: 'decision' or 'proposal'.
CREATE TABLE decision_known (
  decision TEXT NOT NULL, record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  anchor TEXT, sort TEXT NOT NULL, number INTEGER, text TEXT NOT NULL,
  actor TEXT, verb TEXT, tier TEXT, addressee TEXT, responsible TEXT, due_edtf TEXT,
  effective_edtf TEXT, until_edtf TEXT, basis TEXT NOT NULL, rule TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (decision, recorded_from)
) STRICT;
CREATE INDEX decision_known_record ON decision_known (record);

-- What one text says of how two decisions bear on each other; `asserted_in` is the side that says it.
-- "from" acts on "to", whichever side says it. `scope`: 'whole' or 'part'.
CREATE TABLE relation (
  asserted_in TEXT NOT NULL, n INTEGER NOT NULL,
  "from" TEXT NOT NULL, "to" TEXT NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL,
  effective_edtf TEXT, until_edtf TEXT, record TEXT NOT NULL, basis TEXT NOT NULL,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (asserted_in, n, recorded_from)
) STRICT;
CREATE INDEX relation_to ON relation ("to");
CREATE INDEX relation_from ON relation ("from");
CREATE INDEX relation_record ON relation (record);

-- proposed, adopted, amended, implemented, superseded, lapsed, withdrawn: in both times.
-- valid_* encloses what may be, surely_* what must be; `because` is what brought the state about.
CREATE TABLE decision_state (
  decision TEXT NOT NULL, n INTEGER NOT NULL, state TEXT NOT NULL, since_edtf TEXT, since_basis TEXT,
  valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT, because TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (decision, n, recorded_from)
) STRICT;
CREATE INDEX decision_state_state ON decision_state (state, decision);

-- The decisions as now known; `status` is the state today, by the order of events where dates are unknown.
CREATE TABLE decision (
  id TEXT PRIMARY KEY, record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  anchor TEXT, sort TEXT NOT NULL, reference TEXT NOT NULL, number INTEGER,
  meeting TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  body TEXT REFERENCES body (id) DEFERRABLE INITIALLY DEFERRED,
  mandate TEXT REFERENCES mandate (id) DEFERRABLE INITIALLY DEFERRED,
  actor TEXT, verb TEXT, tier TEXT, addressee TEXT, addressee_id TEXT, responsible TEXT,
  due_edtf TEXT, text TEXT NOT NULL, adopted_on TEXT, valid_from TEXT, status TEXT NOT NULL,
  minutes_unadopted INTEGER NOT NULL DEFAULT 0,
  basis TEXT NOT NULL, rule TEXT, version INTEGER NOT NULL,
  line_start INTEGER, line_end INTEGER, removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX decision_record ON decision (record);

-- One task as one text puts it; `key` is its text evened out, by which it is known again.
CREATE TABLE action_item (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, anchor TEXT NOT NULL,
  meeting TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  owner TEXT, owner_as_written TEXT, due_edtf TEXT, text TEXT NOT NULL, key TEXT NOT NULL,
  status TEXT NOT NULL, continues TEXT, origin TEXT, basis TEXT NOT NULL, rule TEXT,
  line_start INTEGER NOT NULL, line_end INTEGER NOT NULL,
  PRIMARY KEY (record, anchor)
) STRICT;

-- A task over all its texts: `id` is the first that has it, `origin` the decision that it comes from.
CREATE TABLE action (
  id TEXT PRIMARY KEY, text TEXT NOT NULL, owner TEXT, owner_as_written TEXT, due_edtf TEXT,
  origin TEXT, body TEXT, opened_on TEXT, closed_on TEXT, status TEXT NOT NULL,
  meetings_survived INTEGER NOT NULL, basis TEXT NOT NULL
) STRICT;

-- opened, carried, reassigned, reported, done, dropped: in the order of `n`, whatever the dates say.
CREATE TABLE action_event (
  action TEXT NOT NULL REFERENCES action (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  kind TEXT NOT NULL, meeting TEXT, record TEXT NOT NULL, anchor TEXT, owner TEXT, owner_as_written TEXT,
  date_edtf TEXT, date_start TEXT, basis TEXT NOT NULL,
  PRIMARY KEY (action, n)
) STRICT;

-- A citation in prose ("CC 47"); `target` is NULL where it leads nowhere that is here.
CREATE TABLE citation (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  anchor TEXT NOT NULL, written TEXT NOT NULL, number INTEGER NOT NULL, named TEXT, target TEXT,
  rule TEXT NOT NULL, line_start INTEGER NOT NULL,
  PRIMARY KEY (record, n)
) STRICT;

-- A vote or poll: one row for each option; `question` is what was voted on.
CREATE TABLE vote (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  anchor TEXT, question TEXT NOT NULL, option TEXT NOT NULL, count INTEGER,
  basis TEXT NOT NULL, rule TEXT, line_start INTEGER,
  PRIMARY KEY (record, n)
) STRICT;

-- A foreign history that is brought in, read only: the commit `head` of what lies at `address`.
CREATE TABLE import (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT, paths TEXT, profile TEXT, head TEXT,
  note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What the questions of the register read in one pass, without going to the rows themselves.
CREATE INDEX decision_state_asked ON decision_state (
  decision, n, recorded_from, recorded_to, state, since_edtf, valid_from, surely_from, surely_to, valid_to
);
CREATE INDEX decision_meeting ON decision (meeting);
CREATE INDEX action_origin ON action (origin);
CREATE INDEX citation_target ON citation (target);

-- Where the two sides of a relation do not fit together, as now known. `nature`:
-- one-sided (the older text says so and the later one, which must, does not), contradictory,
-- circular (a ring of acts that each need the other to be older), dangling (the other is not here).
CREATE VIEW relation_conflict (nature, "from", "to", kind, asserted_in, note, basis) AS
  WITH RECURSIVE
  said AS (
    SELECT "from", "to", kind, scope, asserted_in, basis,
           CASE asserted_in WHEN "from" THEN "to" ELSE "from" END AS other
    FROM relation WHERE recorded_to IS NULL
  ),
  -- What a relation may name: a decision, a record, or a paragraph of a record that is here.
  other AS (
    SELECT id, instr(id, '#') AS mark,
           EXISTS (SELECT 1 FROM decision WHERE decision.id = named.id AND NOT removed) AS decided,
           EXISTS (SELECT 1 FROM record WHERE NOT removed AND record.id =
                   substr(named.id, 1, CASE instr(named.id, '#') WHEN 0 THEN length(named.id)
                                       ELSE instr(named.id, '#') - 1 END)) AS kept
    FROM (SELECT DISTINCT other AS id FROM said) AS named
  ),
  here AS (
    SELECT id, mark, kept,
           decided OR kept AND (mark = 0 OR EXISTS (
             SELECT 1 FROM paragraph WHERE paragraph.record = substr(other.id, 1, mark - 1)
               AND paragraph.anchor = substr(other.id, mark + 1))) AS found
    FROM other
  ),
  began AS (
    SELECT decision, min(valid_from) AS first, min(surely_from) AS last FROM decision_state
    WHERE recorded_to IS NULL AND state = 'adopted' GROUP BY decision
  ),
  -- Rings, each looked for from its first id on, so that no way is gone twice.
  start AS (
    SELECT DISTINCT a."from" AS id FROM relation AS a
    WHERE a.recorded_to IS NULL AND a."to" > a."from"
      AND a.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts')
      AND EXISTS (SELECT 1 FROM relation AS b WHERE b."to" = a."from" AND b."from" > a."from"
                  AND b.recorded_to IS NULL
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
  )
  SELECT 'one-sided', said."from", said."to", said.kind, said.asserted_in,
         'the later text, ' || said."from" || ', does not say so', said.basis
  FROM said JOIN here ON here.id = said."from" AND here.found
  LEFT JOIN began AS a ON a.decision = said."from"
  LEFT JOIN began AS b ON b.decision = said."to"
  WHERE said.asserted_in = said."to" AND said."from" <> said."to"
    AND NOT EXISTS (SELECT 1 FROM said AS o WHERE o.asserted_in = said."from"
                    AND o.other = said."to")
    AND (a.last IS NULL OR b.first IS NULL OR a.last >= b.first)
  UNION ALL
  SELECT 'contradictory', said."from", said."to", said.kind, said.asserted_in,
         said.other || ' says otherwise: ' || (
           SELECT group_concat(o.kind || CASE o.scope WHEN 'part' THEN ' a part' ELSE '' END, ', ')
           FROM said AS o WHERE o.asserted_in = said.other
             AND o."from" = said."from" AND o."to" = said."to"), said.basis
  FROM said
  WHERE said."from" <> said."to"
    AND EXISTS (SELECT 1 FROM said AS o WHERE o.asserted_in = said.other
                AND o."from" = said."from" AND o."to" = said."to")
    AND NOT EXISTS (SELECT 1 FROM said AS o WHERE o.asserted_in = said.other
                    AND o."from" = said."from" AND o."to" = said."to"
                    AND o.kind = said.kind AND o.scope = said.scope)
  UNION ALL
  SELECT 'contradictory', said."from", said."to", said.kind, said.asserted_in,
         'each is said to act on the other: ' || (
           SELECT group_concat(DISTINCT o.asserted_in || ' says that ' || o."from" || ' ' || o.kind
                               || ' ' || o."to")
           FROM said AS o WHERE o."from" = said."to" AND o."to" = said."from"
             AND o.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts')), said.basis
  FROM said
  WHERE said.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts')
    AND said."from" <> said."to"
    AND EXISTS (SELECT 1 FROM said AS o WHERE o."from" = said."to" AND o."to" = said."from"
                AND o.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts'))
  UNION ALL
  SELECT 'contradictory', said."from", said."to", said.kind, said.asserted_in,
         said."to" || ' was adopted after ' || said."from" || ', on ' || b.first || ' or later',
         said.basis
  FROM said
  JOIN began AS a ON a.decision = said."from" JOIN began AS b ON b.decision = said."to"
  WHERE a.last < b.first AND said.kind NOT IN ('requires', 'adopts')
  UNION ALL
  SELECT DISTINCT 'circular', said."from", said."to", said.kind, said.asserted_in,
         CASE WHEN said."from" = said."to" THEN 'it is said to act on itself'
              ELSE 'goes round in a ring that comes back to ' || min(start.id) END, said.basis
  FROM said
  LEFT JOIN start ON said."from" <> said."to"
    AND EXISTS (SELECT 1 FROM onward WHERE onward.start = start.id AND onward.id = said."from")
    AND EXISTS (SELECT 1 FROM back WHERE back.start = start.id AND back.id = said."to")
  WHERE said."from" = said."to"
    OR start.id IS NOT NULL
      AND said.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'extends', 'adopts')
      AND NOT EXISTS (SELECT 1 FROM said AS o WHERE o."from" = said."to" AND o."to" = said."from"
                      AND o.kind IN ('supersedes', 'revokes', 'amends', 'corrects', 'adopts'))
  GROUP BY said.asserted_in, said."from", said."to", said.kind, said.scope
  UNION ALL
  SELECT 'dangling', said."from", said."to", said.kind, said.asserted_in,
         CASE WHEN here.kept THEN substr(here.id, 1, here.mark - 1) || ' has no paragraph '
                                  || substr(here.id, here.mark + 1)
              ELSE 'no record here is called '
                   || CASE here.mark WHEN 0 THEN here.id ELSE substr(here.id, 1, here.mark - 1) END
         END, said.basis
  FROM said JOIN here ON here.id = said.other WHERE NOT here.found;
