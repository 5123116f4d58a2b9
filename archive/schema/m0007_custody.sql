-- Custody: each step of a handover, as records/custody tells it. What hangs on keys and on the log is
-- worked out anew at every build, with what these say now.
CREATE TABLE custody (
  event TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, time TEXT,
  agent TEXT, mandate TEXT, package TEXT, digest TEXT,
  checkpoint TEXT, contained INTEGER,
  sender TEXT, sender_mandate TEXT, sent TEXT, signature TEXT NOT NULL, key TEXT,
  recipient TEXT, recipient_mandate TEXT, received TEXT, receipt_signature TEXT, receipt_key TEXT,
  files INTEGER, reserved INTEGER, reservations TEXT
) STRICT;
