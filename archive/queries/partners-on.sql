-- title: The partners on a day
-- description: Every partner that had been admitted or had taken part by the day and had not
--   left, with which of the two it was. `certain` is perhaps where only a year is known and the
--   day lies within it.
-- param day day: the day asked about, such as 2011-01-01 (left out, today)
-- param region text: only partners of this region, such as Asia
-- param status text one of attended, admitted: only those that had taken part, or only those
--   admitted
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column id: id
-- column "admitted since": edtf
-- column "attended since": edtf
-- empty: The archive knows of no partner in {region|any region} on {day|this day}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
period AS (
  SELECT partner, status, from_edtf,
         CASE WHEN surely_from <= day AND (surely_to > day OR valid_to IS NULL) THEN 2 ELSE 1
           END AS sure
  FROM partner_period, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND (valid_from IS NULL OR valid_from <= day) AND (valid_to IS NULL OR valid_to > day)
),
standing AS (
  SELECT partner,
         max(CASE WHEN status = 'admitted' THEN sure END) AS admitted,
         max(CASE WHEN status = 'attended' THEN sure END) AS attended,
         max(CASE WHEN status = 'left' THEN sure END) AS gone,
         min(CASE WHEN status = 'admitted' THEN from_edtf END) AS admitted_from,
         min(CASE WHEN status = 'attended' THEN from_edtf END) AS attended_from
  FROM period GROUP BY partner
)
SELECT partner.name AS partner, partner.id AS id, partner.region AS region, partner.kind AS kind,
       CASE admitted WHEN 2 THEN 'yes' WHEN 1 THEN 'perhaps' ELSE '' END AS admitted,
       admitted_from AS "admitted since",
       CASE attended WHEN 2 THEN 'yes' WHEN 1 THEN 'perhaps' ELSE '' END AS attended,
       attended_from AS "attended since",
       CASE WHEN gone IS NULL AND 2 IN (admitted, attended) THEN 'yes' ELSE 'perhaps' END AS certain
FROM standing JOIN partner ON partner.id = standing.partner
WHERE (admitted IS NOT NULL OR attended IS NOT NULL) AND coalesce(gone, 1) < 2
  AND (:region = '' OR lower(partner.region) = lower(:region))
  AND (:status = '' OR (:status = 'attended' AND attended IS NOT NULL)
       OR (:status = 'admitted' AND admitted IS NOT NULL))
ORDER BY partner.region, partner.name
