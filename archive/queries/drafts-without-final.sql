-- title: Drafts without a final text
-- description: Records that are drafts, and of which no later text is here that is final, whether it
--   says that it replaces the draft (`supersedes`) or is another record of the same work in the same
--   language. Minutes have a list of their own, minutes-never-adopted.
-- param kind text: only drafts of this kind, such as strategy
-- column record: id
-- column date: edtf
-- column meeting: id
-- empty: No draft in the archive waits for its final text{: kind}.
WITH final AS MATERIALIZED (
  SELECT work, language FROM record
  WHERE work IS NOT NULL AND NOT removed AND status NOT IN ('draft', 'withdrawn')
)
SELECT record.id AS record, record.title AS title, record.kind AS kind, record.date_edtf AS date,
       record.meeting AS meeting,
       CAST(julianday('now') - julianday(record.date_end) AS INTEGER) AS "age in days"
FROM record
WHERE record.status = 'draft' AND record.kind <> 'minutes' AND NOT record.removed
  AND (:kind = '' OR record.kind = :kind)
  AND NOT EXISTS (
    SELECT 1 FROM record_link JOIN record AS later ON later.id = record_link."from"
    WHERE record_link."to" = record.id AND record_link.kind = 'supersedes' AND NOT later.removed
      AND later.status NOT IN ('draft', 'withdrawn'))
  AND NOT EXISTS (SELECT 1 FROM final
                  WHERE final.work = record.work AND final.language IS record.language)
ORDER BY record.date_start IS NULL, record.date_start, record.id
