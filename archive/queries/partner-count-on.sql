-- title: How many partners there were on a day
-- description: The number of partners that had taken part by the day, by region and in all; those
--   that had been admitted but had not yet taken part are counted apart.
-- param day day: the day asked about, such as 2011-01-01 (left out, today)
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- empty: How many partners there were on {day|this day} is not in the archive.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
period AS (
  SELECT partner, status,
         CASE WHEN surely_from <= day AND (surely_to > day OR valid_to IS NULL) THEN 2 ELSE 1
           END AS sure
  FROM partner_period, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND (valid_from IS NULL OR valid_from <= day) AND (valid_to IS NULL OR valid_to > day)
),
standing AS (
  SELECT coalesce(region, 'region unknown') AS region, kind,
         max(CASE WHEN status = 'attended' THEN sure END) AS attended,
         max(CASE WHEN status = 'admitted' THEN sure END) AS admitted,
         max(CASE WHEN status = 'left' THEN sure END) AS gone
  FROM period JOIN partner ON partner.id = period.partner
  GROUP BY partner.id
),
counted AS (
  SELECT region, kind,
         CASE WHEN attended IS NULL THEN 0 ELSE 1 END AS took_part,
         CASE WHEN attended = 2 AND gone IS NULL THEN 1 ELSE 0 END AS surely
  FROM standing
  WHERE coalesce(gone, 1) < 2 AND (attended IS NOT NULL OR admitted IS NOT NULL)
)
SELECT region, partners, countries, institutions, "of these certain", "admitted, not yet taken part"
FROM (
  SELECT 1 AS place, region, sum(took_part) AS partners,
         sum(CASE WHEN kind = 'institution' THEN 0 ELSE took_part END) AS countries,
         sum(CASE WHEN kind = 'institution' THEN took_part ELSE 0 END) AS institutions,
         sum(surely) AS "of these certain", sum(1 - took_part) AS "admitted, not yet taken part"
  FROM counted GROUP BY region
  UNION ALL
  SELECT 2, 'all regions', sum(took_part),
         sum(CASE WHEN kind = 'institution' THEN 0 ELSE took_part END),
         sum(CASE WHEN kind = 'institution' THEN took_part ELSE 0 END),
         sum(surely), sum(1 - took_part)
  FROM counted HAVING count(*) > 0
)
ORDER BY place, region
