-- title: The lists of themes on a day
-- description: Every list of themes that stood on a day, with its items in order. The lists have
--   different owners and dates and are never merged; a list that is a draft says so. The items
--   are those the list had as the archive then knew it.
-- param day day: the day asked about, such as 2020-01-01 (left out, today)
-- param list id: only this list, such as thematic-priorities
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column list: id
-- column from: edtf
-- column until: edtf
-- column theme: id
-- empty: Which themes ({list|any list}) stood on {day|this day} is not in the archive.
WITH RECURSIVE asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
standing AS (
  SELECT theme_list_state.*, json_extract(fields, '$.owner') AS owner, fields,
         CASE WHEN surely_from <= day AND (surely_to > day OR valid_to IS NULL)
              THEN 'yes' ELSE 'perhaps' END AS certain
  FROM theme_list_state JOIN asked
  JOIN entity_state ON entity = list
    AND entity_state.recorded_from <= at
    AND (entity_state.recorded_to IS NULL OR entity_state.recorded_to > at)
  WHERE theme_list_state.recorded_from <= at
    AND (theme_list_state.recorded_to IS NULL OR theme_list_state.recorded_to > at)
    AND (valid_from IS NULL OR valid_from <= day) AND (valid_to IS NULL OR valid_to > day)
    AND (:list = '' OR list = :list)
),
item (list, depth, place, body) AS (
  SELECT list, 0, printf('%05d', each.key), each.value
  FROM standing, json_each(fields, '$.items') AS each
  UNION ALL
  SELECT list, depth + 1, place || '.' || printf('%05d', each.key), each.value
  FROM item, json_each(body, '$.items') AS each
)
SELECT standing.list AS list, standing.name AS "name of the list", standing.owner AS owner,
       standing.status AS status, standing.from_edtf AS "from", standing.to_edtf AS until,
       json_extract(item.body, '$.id') AS theme,
       item.depth + 1 AS level, json_extract(item.body, '$.label') AS item,
       json_extract(item.body, '$.kind') AS kind, standing.certain AS certain
FROM standing LEFT JOIN item ON item.list = standing.list
ORDER BY standing.valid_from IS NULL, standing.valid_from, standing.list, item.place
