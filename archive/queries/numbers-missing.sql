-- title: Numbers that are missing in a series
-- description: Where numbers are left out, in a series of meetings (SOM1 and SOM3, but no SOM2;
--   counted anew for each meeting that they prepare) or among the numbered paragraphs of a text. A
--   text may be an excerpt; then its own numbers say what is not in it. A series that begins above
--   20 is taken to begin there, and numbers above 999 are taken for years.
-- param about id: only this body's meetings, or this record's paragraphs
-- column about: id
-- column "comes before": id
-- empty: No number is missing in the archive, in a series of meetings or in a text{: about}.
WITH numbered AS (
  SELECT 'meetings' AS what, body AS about, coalesce(prepares, '') AS round,
         coalesce(series, body) AS series, series_no AS no, min(id) AS id
  FROM meeting AS m
  WHERE listed AND series_no BETWEEN 1 AND 999
    -- Of which round a meeting is that prepares nothing, in a series that does, cannot be told.
    AND (prepares IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM meeting AS o
      WHERE o.body IS m.body AND o.series IS m.series AND o.prepares IS NOT NULL))
  GROUP BY body, prepares, coalesce(series, body), series_no
  UNION ALL
  SELECT 'paragraphs', p.record, '', '', p.number, p.record || '#' || p.anchor
  FROM paragraph AS p JOIN record ON record.id = p.record AND NOT record.removed
  WHERE p.number BETWEEN 1 AND 999 AND p.anchor = 'p' || p.number
),
stepped AS (
  SELECT *, lag(no) OVER (PARTITION BY what, about, round, series ORDER BY no) AS before,
         count(*) OVER (PARTITION BY what, about, round, series) AS numbers
  FROM numbered
),
gap AS (
  SELECT *, coalesce(before, CASE WHEN what = 'meetings' AND no > 20 THEN no - 1 ELSE 0 END) + 1
    AS first
  FROM stepped
)
SELECT gap.about AS about, coalesce(body.name, record.title) AS name, gap.what AS "what is numbered",
       nullif(gap.series, '') AS series, nullif(gap.round, '') AS "to prepare",
       CASE WHEN gap.first = gap.no - 1 THEN CAST(gap.first AS TEXT)
            ELSE gap.first || ' to ' || (gap.no - 1) END AS missing,
       gap.no - gap.first AS "how many", gap.id AS "comes before"
FROM gap
LEFT JOIN body ON gap.what = 'meetings' AND body.id = gap.about
LEFT JOIN record ON gap.what = 'paragraphs' AND record.id = gap.about
WHERE gap.first < gap.no AND (:about = '' OR gap.about = :about)
ORDER BY gap.what, gap.about, gap.round, gap.series, gap.no
