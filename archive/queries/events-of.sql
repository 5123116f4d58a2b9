-- title: What the archive learned of something
-- description: Every event about a record or a register entry, in the order in which the archive
--   learned it, with what it said before and after. Nothing is ever taken out of this list.
-- param subject id required: the record or register entry, such as asemme6
-- param known_at moment: only events up to this day or commit (left out, all)
-- column "learned on": edtf
-- column before: edtf
-- column after: edtf
-- column "in the world from": edtf
-- empty: Anything that became of {subject} is not in the archive.
SELECT event.seq AS number, date(commit_time, 'unixepoch') AS "learned on",
       CASE kind
         WHEN 'record.text' THEN 'text changed, version ' || new
         WHEN 'record.metadata' THEN 'facts about it changed, version ' || new
         WHEN 'record.format' THEN 'only spacing and the like changed, version ' || new
         WHEN 'record.renamed' THEN 'renamed from ' || old || ' to ' || new
         ELSE replace(replace(replace(kind, 'entity_state', 'register entry'), '_', ' '), '.', ' ')
       END AS what,
       CASE WHEN said THEN NULL
            WHEN old LIKE '{%' AND json_valid(old) THEN (
              SELECT group_concat(replace(key, '_edtf', '') || ' ' || value, ', ')
                FROM json_each(old)
              WHERE type NOT IN ('array', 'object')
                AND substr(key, 1, 6) NOT IN ('valid_', 'surely', 'value_')
                AND key NOT IN ('date_start', 'date_end', 'id'))
            ELSE old END AS before,
       CASE WHEN said THEN NULL
            WHEN new LIKE '{%' AND json_valid(new) THEN (
              SELECT group_concat(replace(key, '_edtf', '') || ' ' || value, ', ')
                FROM json_each(new)
              WHERE type NOT IN ('array', 'object')
                AND substr(key, 1, 6) NOT IN ('valid_', 'surely', 'value_')
                AND key NOT IN ('date_start', 'date_end', 'id'))
            ELSE new END AS after,
       event.valid_from AS "in the world from", commit_.author AS "saved by",
       substr(commit_.hash, 1, 10) AS "commit", event.recorded_seq AS "commit number"
FROM (
  -- What is said in words has nothing left to be told as before and after.
  SELECT *, kind IN ('record.text', 'record.metadata', 'record.format', 'record.renamed') AS said
  FROM event
) AS event JOIN commit_ ON commit_.seq = event.recorded_seq
WHERE event.subject = :subject
  AND (:known_at = '' OR event.recorded_seq <= CAST(:known_at AS INTEGER))
ORDER BY event.seq
