-- title: Records that are not for everyone
-- description: Each record that is closed, for whom it is, on which ground, and when that is to be
--   looked at again. `to be looked at` says what is lacking or has come. Nothing is ever opened by
--   itself.
-- param day day: the day on which dates of review are looked at (left out, today)
-- param access text one of partners, secretariat: only records for these
-- column record: id
-- column "closed from": edtf
-- column review: edtf
-- empty: No record in the archive is closed ({access|to anyone}).
WITH asked AS (SELECT coalesce(nullif(:day, ''), date('now')) AS day),
closed AS (
  SELECT id, title, kind, access, json_extract(closure, '$.ground') AS ground,
         json_extract(closure, '$.closed_from') AS closed_from,
         json_extract(closure, '$.years') AS years, json_extract(closure, '$.review') AS review,
         date_start
  FROM record WHERE NOT removed AND access <> 'public' AND (:access = '' OR access = :access)
),
-- The last day that a date in EDTF may mean, of the everyday forms.
ending AS (
  SELECT *, rtrim(substr(review, instr(review, '/') + 1), '~?%') AS reviewed,
         rtrim(substr(closed_from, instr(closed_from, '/') + 1), '~?%') AS begun
  FROM closed
),
last AS (
  SELECT *,
         CASE WHEN reviewed GLOB '[0-9][0-9][0-9][0-9]' THEN reviewed || '-12-31'
              WHEN reviewed GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'
                THEN date(reviewed || '-01', '+1 month', '-1 day')
              ELSE date(reviewed) END AS review_on,
         date(CASE WHEN begun GLOB '[0-9][0-9][0-9][0-9]' THEN begun || '-12-31'
                   WHEN begun GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'
                     THEN date(begun || '-01', '+1 month', '-1 day')
                   ELSE begun END, '+' || years || ' years') AS over_on
  FROM ending
)
SELECT id AS record, title, kind, access AS "for whom", ground, closed_from AS "closed from",
       years, review,
       substr(CASE WHEN ground IS NULL THEN '; no ground is given' ELSE '' END
              || CASE WHEN review IS NULL AND over_on IS NULL THEN '; no date of review is given'
                      ELSE '' END
              || CASE WHEN review_on <= day THEN '; its date of review has come'
                      WHEN over_on <= day THEN '; its years are over' ELSE '' END, 3)
         AS "to be looked at"
FROM last JOIN asked
ORDER BY "to be looked at" = '', date_start IS NULL, date_start, id
