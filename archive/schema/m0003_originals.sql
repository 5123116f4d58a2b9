-- What is known of originals: their format, who read them, and what they carry beside their text.

-- The format by its PRONOM identifier, and the program that took the text out of the original.
ALTER TABLE original ADD COLUMN puid TEXT;
ALTER TABLE original ADD COLUMN extracted_by TEXT;

-- What the original of a record carries that is not on its pages, as its newest version lists it.
CREATE TABLE embedded (
  record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED, n INTEGER NOT NULL,
  kind TEXT NOT NULL, value TEXT NOT NULL, place TEXT, access TEXT NOT NULL,
  PRIMARY KEY (record, n)
) STRICT;
