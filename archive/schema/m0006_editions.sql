-- Editions: what stands in the place of a record that this file does not show.

-- `why` is access, removed or unreadable. `leaf` is the place of its newest leaf in the sealed log
-- and `leaf_hash` that leaf, by which its holder can prove what the record was; NULL where it was
-- not sealed. Title, ground and review stand with the record itself. Empty in the secretariat's file.
CREATE TABLE stub (
  record TEXT PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  why TEXT NOT NULL, leaf INTEGER, leaf_hash TEXT
) STRICT;
