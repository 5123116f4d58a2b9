-- The archive's first shape. Names are the contract of every room; see docs/format.md.
-- Conventions: *_edtf is the date as written; *_start/*_end and valid_*/surely_* are ISO days;
-- valid_* is half-open and encloses what may be, surely_* what must be; NULL valid_to is 'still';
-- recorded_from/recorded_to are commit sequence numbers, half-open, NULL recorded_to is 'as now known'.

CREATE TABLE process (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE build (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- Everything that has an id in a register; `listed` is 0 once it left the register, or was only ever named.
CREATE TABLE entity (
  id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE entity_state (
  entity TEXT NOT NULL, type TEXT NOT NULL, fields TEXT NOT NULL,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (entity, recorded_from)
) STRICT;

CREATE TABLE partner (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT, kind TEXT, aliases TEXT, note TEXT,
  source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE stakeholder (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT,
  partner TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED,
  address TEXT, aliases TEXT, note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE person (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE body (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT,
  parent TEXT REFERENCES body (id) DEFERRABLE INITIALLY DEFERRED,
  aliases TEXT, from_edtf TEXT, to_edtf TEXT, established_by TEXT, note TEXT, source TEXT,
  listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE mandate (
  id TEXT PRIMARY KEY, name TEXT NOT NULL,
  host TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED,
  organisation TEXT, place TEXT, head TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  from_edtf TEXT, to_edtf TEXT, valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT,
  note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE meeting (
  id TEXT PRIMARY KEY, name TEXT NOT NULL,
  body TEXT REFERENCES body (id) DEFERRABLE INITIALLY DEFERRED,
  series TEXT, series_no INTEGER,
  prepares TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  date_edtf TEXT, date_start TEXT, date_end TEXT, date_basis TEXT,
  place TEXT, host TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED,
  organiser TEXT, mode TEXT, theme TEXT, state TEXT, minutes_status TEXT,
  adopted_at TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE theme_list (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT, owner TEXT, status TEXT,
  from_edtf TEXT, to_edtf TEXT, valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT,
  note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE theme (
  id TEXT PRIMARY KEY, name TEXT NOT NULL,
  list TEXT REFERENCES theme_list (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT, parent TEXT REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
  position INTEGER, depth INTEGER, note TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE initiative (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT, lead TEXT, aliases TEXT, state TEXT,
  from_edtf TEXT, to_edtf TEXT, note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE retention (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, permanent INTEGER, years INTEGER, trigger_event TEXT,
  authority TEXT, note TEXT, source TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE source (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, publisher TEXT, address TEXT, date_edtf TEXT,
  confidence TEXT, note TEXT, listed INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What holds in a stretch of time, as known in a stretch of recorded time. `n` is the place in its list.
CREATE TABLE partner_period (
  partner TEXT NOT NULL REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  status TEXT NOT NULL, from_edtf TEXT, to_edtf TEXT,
  valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT, source TEXT, note TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (partner, n, recorded_from)
) STRICT;

CREATE TABLE body_chair (
  body TEXT NOT NULL REFERENCES body (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  partner TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED,
  stakeholder TEXT REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
  person TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL, from_edtf TEXT, to_edtf TEXT,
  valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT, source TEXT, note TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (body, n, recorded_from)
) STRICT;

CREATE TABLE person_alias (
  person TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  kind TEXT NOT NULL, value TEXT NOT NULL, from_edtf TEXT, to_edtf TEXT,
  valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT, source TEXT, note TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (person, n, recorded_from)
) STRICT;

CREATE TABLE role (
  person TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  role TEXT NOT NULL, body TEXT REFERENCES body (id) DEFERRABLE INITIALLY DEFERRED,
  mandate TEXT REFERENCES mandate (id) DEFERRABLE INITIALLY DEFERRED, on_behalf_of TEXT,
  from_edtf TEXT, to_edtf TEXT,
  valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT, source TEXT, note TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (person, n, recorded_from)
) STRICT;

CREATE TABLE mandate_state (
  mandate TEXT NOT NULL REFERENCES mandate (id) DEFERRABLE INITIALLY DEFERRED,
  host TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED,
  organisation TEXT, place TEXT, head TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  from_edtf TEXT, to_edtf TEXT, valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (mandate, recorded_from)
) STRICT;

CREATE TABLE meeting_state (
  meeting TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  state TEXT, date_edtf TEXT, date_start TEXT, date_end TEXT, place TEXT,
  host TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED, theme TEXT, minutes_status TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (meeting, recorded_from)
) STRICT;

CREATE TABLE theme_list_state (
  list TEXT NOT NULL REFERENCES theme_list (id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL, status TEXT, from_edtf TEXT, to_edtf TEXT,
  valid_from TEXT, surely_from TEXT, surely_to TEXT, valid_to TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (list, recorded_from)
) STRICT;

-- What git tells.
CREATE TABLE commit_ (
  seq INTEGER PRIMARY KEY, hash TEXT, author TEXT, author_email TEXT,
  author_time INTEGER, author_zone TEXT, commit_time INTEGER, message TEXT NOT NULL,
  mandate TEXT REFERENCES mandate (id) DEFERRABLE INITIALLY DEFERRED,
  uncommitted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX commit_hash ON commit_ (hash); -- one commit may belong to two imports

CREATE TABLE content (
  id INTEGER PRIMARY KEY, git_blob TEXT NOT NULL UNIQUE, sha256 TEXT, size INTEGER,
  encoding TEXT NOT NULL, text TEXT
) STRICT;

-- `docid` is the record's row in the full-text index; it never changes within one archive.
CREATE TABLE record (
  id TEXT PRIMARY KEY, docid INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, alternate_title TEXT, language TEXT,
  date_edtf TEXT, date_start TEXT, date_end TEXT, date_basis TEXT,
  meeting TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  body TEXT REFERENCES body (id) DEFERRABLE INITIALLY DEFERRED,
  mandate TEXT REFERENCES mandate (id) DEFERRABLE INITIALLY DEFERRED, mandate_stated INTEGER NOT NULL DEFAULT 0,
  sender_person TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  sender_name TEXT, sender_capacity TEXT,
  sender_partner TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED, sender_other TEXT,
  status TEXT NOT NULL, status_since TEXT,
  adopted_by TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED, adopted_item TEXT, adopted_on TEXT,
  access TEXT NOT NULL, closure TEXT,
  retention TEXT REFERENCES retention (id) DEFERRABLE INITIALLY DEFERRED,
  work TEXT, authoritative INTEGER NOT NULL DEFAULT 0,
  original TEXT, source TEXT, provenance TEXT, summary TEXT, note TEXT,
  path TEXT NOT NULL, current_version INTEGER NOT NULL, content INTEGER REFERENCES content (id),
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE version (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL REFERENCES commit_ (seq) DEFERRABLE INITIALLY DEFERRED,
  path TEXT NOT NULL, renamed_from TEXT,
  content INTEGER REFERENCES content (id) DEFERRABLE INITIALLY DEFERRED,
  change TEXT NOT NULL,
  PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_commit ON version (commit_seq);

CREATE TABLE original (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, version INTEGER NOT NULL,
  path TEXT NOT NULL, git_blob TEXT, sha256 TEXT, size INTEGER, media_type TEXT,
  PRIMARY KEY (record, version)
) STRICT;

-- `status` of a record in both times; `since` is the first known of: the stated day, the adoption, the record's own date.
CREATE TABLE record_state (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  status TEXT NOT NULL, since_edtf TEXT,
  adopted_by TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  meeting TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  valid_from TEXT, recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (record, n, recorded_from)
) STRICT;

CREATE TABLE record_reference (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  field TEXT NOT NULL, target TEXT NOT NULL, anchor TEXT,
  PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_reference_target ON record_reference (target);

CREATE TABLE record_link (
  "from" TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  "to" TEXT NOT NULL, anchor TEXT, kind TEXT NOT NULL,
  PRIMARY KEY ("from", n)
) STRICT;

CREATE TABLE paragraph (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, version INTEGER NOT NULL,
  anchor TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER,
  section TEXT, text TEXT NOT NULL, marks TEXT, line_start INTEGER NOT NULL, line_end INTEGER NOT NULL,
  PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  meeting TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
  partner TEXT REFERENCES partner (id) DEFERRABLE INITIALLY DEFERRED,
  stakeholder TEXT REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
  person TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  name_as_written TEXT, role TEXT, status TEXT NOT NULL,
  PRIMARY KEY (record, n)
) STRICT;

-- What sources say. `stated_in` is the record or register entry that holds the statement, `source` what it names.
CREATE TABLE claim (
  stated_in TEXT NOT NULL, n INTEGER NOT NULL,
  subject TEXT NOT NULL, property TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL,
  record TEXT, anchor TEXT, source TEXT, value_from TEXT, value_to TEXT, note TEXT,
  basis TEXT NOT NULL DEFAULT 'stated',
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (stated_in, n, recorded_from)
) STRICT;
CREATE INDEX claim_subject ON claim (subject, property);

CREATE TABLE unknown (
  stated_in TEXT NOT NULL, n INTEGER NOT NULL, subject TEXT NOT NULL, property TEXT NOT NULL, note TEXT,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (stated_in, n, recorded_from)
) STRICT;

CREATE TABLE follows (
  subject TEXT NOT NULL, n INTEGER NOT NULL, property TEXT NOT NULL, source TEXT NOT NULL, because TEXT NOT NULL,
  recorded_from INTEGER NOT NULL, recorded_to INTEGER,
  PRIMARY KEY (subject, n, recorded_from)
) STRICT;

-- Append-only: what changed, in the order in which the archive learned it.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, subject TEXT NOT NULL, kind TEXT NOT NULL, old TEXT, new TEXT,
  valid_from TEXT, recorded_seq INTEGER NOT NULL REFERENCES commit_ (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX event_subject ON event (subject, seq);
CREATE INDEX event_recorded ON event (recorded_seq);

CREATE TABLE finding (
  commit_seq INTEGER NOT NULL, n INTEGER NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, subject TEXT NOT NULL,
  PRIMARY KEY (commit_seq, n)
) STRICT;

-- The files under records/ as of the last build: where the next build goes on from.
CREATE TABLE file (
  path TEXT PRIMARY KEY, git_blob TEXT NOT NULL, record TEXT, size INTEGER, sha256 TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX file_record ON file (record) WHERE record IS NOT NULL;

-- Full text: the view gives the original words of what the index holds folded.
CREATE VIEW searchable AS
  SELECT record.docid AS id, record.title AS title, content.text AS body
  FROM record LEFT JOIN content ON content.id = record.content;

CREATE VIRTUAL TABLE search USING fts5 (
  title, body, content = 'searchable', content_rowid = 'id',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
);

CREATE VIEW contradiction AS
  SELECT a.subject, a.property,
         a.value AS value_a, a.kind AS kind_a, a.stated_in AS stated_in_a, a.record AS record_a, a.anchor AS anchor_a, a.source AS source_a,
         b.value AS value_b, b.kind AS kind_b, b.stated_in AS stated_in_b, b.record AS record_b, b.anchor AS anchor_b, b.source AS source_b,
         CASE
           WHEN (a.kind = 'planned') <> (b.kind = 'planned') THEN 'plan and outcome differ'
           WHEN a.value_from IS NOT NULL AND b.value_from IS NOT NULL
                AND ((a.value_from >= b.value_from AND a.value_to <= b.value_to)
                  OR (b.value_from >= a.value_from AND b.value_to <= a.value_to))
             THEN 'precision differs'
           ELSE 'sources disagree'
         END AS nature,
         max(a.recorded_from, b.recorded_from) AS recorded_from,
         min(coalesce(a.recorded_to, 9223372036854775807), coalesce(b.recorded_to, 9223372036854775807)) AS recorded_to
  FROM claim AS a
  JOIN claim AS b ON b.subject = a.subject AND b.property = a.property AND b.value <> a.value
   AND (b.stated_in, b.n) > (a.stated_in, a.n)
   AND a.recorded_from < coalesce(b.recorded_to, 9223372036854775807)
   AND b.recorded_from < coalesce(a.recorded_to, 9223372036854775807);
