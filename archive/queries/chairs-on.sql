-- title: Who chairs a group on a day
-- description: The chairs and co-chairs of one group or of all on a day, and how many the group
--   has. `certain` is perhaps where no source says since when, or until when.
-- param body id: the group, such as eg-sdg (left out, all groups)
-- param day day: the day asked about (left out, today)
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column body: id
-- column id: id
-- column chair: id
-- column from: edtf
-- column until: edtf
-- column "according to": id
-- empty: Who chaired {body|any group} on {day|this day} is not in the archive.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
-- A chair cannot have begun before the group itself; its own beginning is a plain EDTF text.
group_state AS (
  SELECT entity AS body, rtrim(coalesce(json_extract(fields, '$.from'), ''), '~?%') AS since,
         rtrim(coalesce(json_extract(fields, '$.to'), ''), '~?%') AS until
  FROM entity_state, asked
  WHERE type = 'body' AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
chair AS (
  SELECT body_chair.*,
         CASE WHEN surely_from <= day AND (surely_to > day OR valid_to IS NULL)
              THEN 'yes' ELSE 'perhaps' END AS certain
  FROM body_chair JOIN asked LEFT JOIN group_state ON group_state.body = body_chair.body
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND (valid_from IS NULL OR valid_from <= day) AND (valid_to IS NULL OR valid_to > day)
    AND (since IS NULL OR since = '' OR instr(since, '/') OR substr(day, 1, length(since)) >= since)
    AND (until IS NULL OR until = '' OR instr(until, '/') OR substr(day, 1, length(until)) <= until)
)
SELECT chair.body AS body, body.name AS "group",
       coalesce(partner.name, stakeholder.name, person.name,
                chair.partner, chair.stakeholder, chair.person) AS chair,
       coalesce(chair.partner, chair.stakeholder, chair.person) AS id,
       chair.role AS role, chair.from_edtf AS "from", chair.to_edtf AS until,
       count(*) OVER (PARTITION BY chair.body) AS "number of chairs",
       chair.certain AS certain,
       (SELECT group_concat(value, ', ') FROM json_each(chair.source)) AS "according to",
       chair.note AS note
FROM chair
JOIN body ON body.id = chair.body
LEFT JOIN partner ON partner.id = chair.partner
LEFT JOIN stakeholder ON stakeholder.id = chair.stakeholder
LEFT JOIN person ON person.id = chair.person
WHERE :body = '' OR chair.body = :body
ORDER BY body.name, chair.n
