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

-- The decisions as now known; `status` is the last state that it comes to, which may lie ahead: that
-- of today is in the view decision_today.
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

-- A citation in prose ("CC 47"). `document` is the record that is meant, NULL where that cannot be
-- told; `target` the paragraph, NULL as well where the document has none of that number.
CREATE TABLE citation (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  anchor TEXT NOT NULL, written TEXT NOT NULL, number INTEGER NOT NULL, named TEXT,
  document TEXT, target TEXT, rule TEXT NOT NULL, line_start INTEGER NOT NULL,
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
-- In the order of the text.
CREATE INDEX decision_place ON decision (record, line_start);
CREATE INDEX action_origin ON action (origin);
CREATE INDEX citation_target ON citation (target);
CREATE INDEX citation_document ON citation (document);

-- The state of each decision today, as now known: by the order of events the last that has begun,
-- or, where none has, the first (then `begins_later`). `coming` is the state that follows it.
CREATE VIEW decision_today (
  decision, n, state, since_edtf, valid_from, because, begins_later,
  coming, coming_edtf, coming_because
) AS
  SELECT s.decision, s.n, s.state, s.since_edtf, s.valid_from, s.because,
         coalesce(s.valid_from, '') > date('now'),
         c.state, c.since_edtf, c.because
  FROM decision_state AS s
  LEFT JOIN decision_state AS c
    ON c.decision = s.decision AND c.n = s.n + 1 AND c.recorded_to IS NULL
  WHERE s.recorded_to IS NULL AND s.n = coalesce(
    (SELECT max(b.n) FROM decision_state AS b
     WHERE b.decision = s.decision AND b.recorded_to IS NULL
       AND coalesce(b.valid_from, '') <= date('now')),
    (SELECT min(b.n) FROM decision_state AS b
     WHERE b.decision = s.decision AND b.recorded_to IS NULL));

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
  -- What the other side may be: a decision, a record, or a paragraph of a record that is here.
  named AS (
    SELECT other AS id, instr(other, '#') AS mark,
           CASE instr(other, '#') WHEN 0 THEN other
                ELSE substr(other, 1, instr(other, '#') - 1) END AS record
    FROM (SELECT DISTINCT other FROM said)
  ),
  here AS MATERIALIZED (
    SELECT named.id, mark, named.record, record.id IS NOT NULL AS kept,
           record.id IS NOT NULL AND (
             mark = 0 OR decision.removed IS 0
             OR decision.id IS NULL AND EXISTS (
               SELECT 1 FROM paragraph WHERE paragraph.record = named.record
               AND paragraph.anchor = substr(named.id, mark + 1))) AS found,
           decision.removed AS given_up
    FROM named LEFT JOIN record ON record.id = named.record AND NOT record.removed
    LEFT JOIN decision ON decision.id = named.id
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
  FROM said JOIN here ON here.id = said."from" AND here.found
  WHERE said.asserted_in = said."to" AND said."from" <> said."to"
    -- It may say so of the whole record, and as a whole record or in one of its paragraphs.
    AND NOT EXISTS (
      SELECT 1 FROM relation AS o
      WHERE o.asserted_in IN (said."from", substr(said."from", 1, instr(said."from", '#') - 1))
        AND o.recorded_to IS NULL
        AND (said."to" IN (o."from", o."to")
             OR substr(said."to", 1, instr(said."to", '#') - 1) IN (o."from", o."to")))
    AND NOT EXISTS (
      SELECT 1 FROM relation AS o
      WHERE o."to" = said."to" AND o.record = said."from" AND o.recorded_to IS NULL)
    AND coalesce(
      (SELECT min(surely_from) FROM decision_state
       WHERE decision = said."from" AND state = 'adopted' AND recorded_to IS NULL)
      >= (SELECT min(valid_from) FROM decision_state
          WHERE decision = said."to" AND state = 'adopted' AND recorded_to IS NULL), 1)
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
         "to" || ' was adopted after ' || "from" || ', on ' || first || ' or later', basis
  FROM (
    SELECT said.*,
           (SELECT min(surely_from) FROM decision_state
            WHERE decision = said."from" AND state = 'adopted' AND recorded_to IS NULL) AS last,
           (SELECT min(valid_from) FROM decision_state
            WHERE decision = said."to" AND state = 'adopted' AND recorded_to IS NULL) AS first
    FROM said WHERE kind NOT IN ('requires', 'adopts')
  )
  WHERE last < first
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
  SELECT 'dangling', said."from", said."to", said.kind, said.asserted_in,
         CASE WHEN here.kept AND here.given_up THEN here.id || ' is said to be no decision any more'
              WHEN here.kept THEN here.record || ' has no paragraph ' || substr(here.id, mark + 1)
              ELSE 'no record here is called ' || here.record END, said.basis
  FROM said JOIN here ON here.id = said.other WHERE NOT here.found;
