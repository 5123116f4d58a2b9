-- title: The versions of a record
-- description: Every version that was saved of a record, oldest first, with who saved it, when,
--   why, and what sort of change it was. The time is that of the person who saved it.
-- param record id required: the record, such as som1-2016-letter-korea
-- param known_at moment: only versions up to this day or commit (left out, all)
-- column mandate: id
-- empty: A version of {record} is not in the archive.
SELECT version.n AS version,
       strftime('%Y-%m-%d %H:%M',
                author_time + CASE WHEN author_zone LIKE '-%' THEN -60 ELSE 60 END
                  * (60 * CAST(substr(author_zone, 2, 2) AS INTEGER)
                     + CAST(substr(author_zone, 4, 2) AS INTEGER)),
                'unixepoch') || ' ' || author_zone AS saved,
       author AS "saved by",
       CASE WHEN instr(message, char(10)) THEN substr(message, 1, instr(message, char(10)) - 1)
            ELSE message END AS why,
       CASE version.change WHEN 'created' THEN 'first version'
            WHEN 'text' THEN 'the text changed'
            WHEN 'metadata' THEN 'the facts about it changed'
            WHEN 'format' THEN 'only spacing and the like changed'
            WHEN 'rename' THEN 'the file was moved'
            WHEN 'removed' THEN 'taken out of the archive'
            ELSE version.change END AS "kind of change",
       version.path AS file,
       version.renamed_from AS "file before", commit_.mandate AS mandate,
       substr(commit_.hash, 1, 10) AS "commit", version.commit_seq AS "commit number",
       CASE WHEN uncommitted THEN 'not yet saved' ELSE '' END AS note
FROM version JOIN commit_ ON commit_.seq = version.commit_seq
WHERE version.record = :record
  AND (:known_at = '' OR version.commit_seq <= CAST(:known_at AS INTEGER))
ORDER BY version.n
