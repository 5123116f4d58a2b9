-- title: Translations that are missing
-- description: Works of which a translation is not here, in each language that at least half of all
--   translated works have. What the process itself asks for, no register says, so this is told from
--   what there is. Records are of one work where they share its id (`work`).
-- param language text: only translations into this language, such as fr
-- column work: id
-- column "here as": id
-- empty: No translation is missing in the archive{: language}, as far as can be told from the works
--   that are translated.
WITH here AS (
  SELECT DISTINCT work, language FROM record
  WHERE NOT removed AND work IS NOT NULL AND language IS NOT NULL
),
works AS (SELECT count(DISTINCT work) AS number FROM here),
usual AS (
  SELECT language FROM here, works GROUP BY language HAVING 2 * count(*) >= max(works.number)
)
SELECT record.work AS work, max(CASE WHEN record.authoritative THEN record.title END) AS title,
       usual.language AS "missing language",
       group_concat(DISTINCT record.language) AS "languages here", min(record.id) AS "here as"
FROM record JOIN usual
WHERE NOT record.removed AND record.work IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM here
                  WHERE here.work = record.work AND here.language = usual.language)
  AND (:language = '' OR usual.language = :language)
GROUP BY record.work, usual.language
ORDER BY record.work, usual.language
