-- Rules that a program can reckon with, and what is kept of records that were disposed of.
ALTER TABLE retention ADD COLUMN months INTEGER;
ALTER TABLE retention ADD COLUMN after_event TEXT;
ALTER TABLE retention ADD COLUMN "action" TEXT;
ALTER TABLE retention ADD COLUMN ground TEXT;
ALTER TABLE retention ADD COLUMN kinds TEXT;
ALTER TABLE retention ADD COLUMN personal INTEGER;

-- JSON: authority, date, reason, certificate, sha256 of each content that was removed.
ALTER TABLE record ADD COLUMN disposal TEXT;

-- The rule of each record that is here: the one that it names, else that of its kind.
CREATE VIEW record_retention AS
SELECT record.id AS record,
       coalesce(record.retention,
                (SELECT r.id FROM retention AS r
                 WHERE r.listed AND EXISTS (SELECT 1 FROM json_each(r.kinds) AS k
                                            WHERE k.value = record.kind)
                 ORDER BY r.id LIMIT 1)) AS retention,
       record.retention IS NOT NULL AS stated
FROM record WHERE NOT record.removed;
