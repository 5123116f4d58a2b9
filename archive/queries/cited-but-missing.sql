-- title: What is cited and not here
-- description: Every place at which a record cites a paragraph, a decision or a record that the
--   archive does not have, whether its front matter says so, a mark on a decision, or the text
--   itself, as with "CC 47". What the text means is found by the reader, so such a row says
--   proposed. Told as now known.
-- param record id: only what this record cites
-- param missing text one of record, paragraph, unresolved: only where the record is missing, only
--   where it is here and the paragraph is not, or only where what is meant cannot be told
-- column "cited in": id
-- column cited: id
-- empty: The archive knows of nothing that is cited ({record|any record}, {missing|of any sort})
--   and not here.
WITH said (record, anchor, how, written, target, basis) AS (
  SELECT record_reference.record, NULL, field, NULL,
         target || coalesce('#' || record_reference.anchor, ''), 'stated'
  FROM record_reference JOIN record ON record.id = record_reference.record AND NOT record.removed
  WHERE record_reference.anchor IS NOT NULL
     OR NOT EXISTS (SELECT 1 FROM entity WHERE entity.id = target)
        AND (field IN ('supersedes', 'reply_to') OR field GLOB 'cites*' OR field GLOB 'encloses*')
  UNION
  SELECT record, CASE WHEN instr(asserted_in, '#')
                      THEN substr(asserted_in, instr(asserted_in, '#') + 1) END,
         kind, NULL, CASE asserted_in WHEN "from" THEN "to" ELSE "from" END, basis
  FROM relation WHERE recorded_to IS NULL
  UNION
  SELECT citation.record, citation.anchor, 'text', citation.written,
         coalesce(citation.target, citation.document || '#p' || citation.number), 'proposed'
  FROM citation JOIN record ON record.id = citation.record AND NOT record.removed
),
parted AS (
  SELECT *, CASE WHEN instr(target, '#') THEN substr(target, 1, instr(target, '#') - 1)
                 ELSE target END AS whole,
         CASE WHEN instr(target, '#') THEN substr(target, instr(target, '#') + 1) END AS place
  FROM said
),
missed AS (
  SELECT parted.*,
         CASE WHEN target IS NULL THEN 'unresolved'
              WHEN NOT EXISTS (SELECT 1 FROM record WHERE record.id = whole AND NOT removed)
                THEN CASE WHEN EXISTS (SELECT 1 FROM entity WHERE entity.id = whole AND listed)
                          THEN NULL ELSE 'record' END
              WHEN place IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM decision
                                   WHERE decision.id = target AND NOT removed)
                   AND NOT EXISTS (SELECT 1 FROM paragraph WHERE paragraph.record = whole
                                   AND paragraph.anchor = place) THEN 'paragraph' END AS missing
  FROM parted
)
SELECT missed.record || coalesce('#' || missed.anchor, '') AS "cited in",
       CASE how WHEN 'text' THEN 'in the text' ELSE replace(how, '_', ' ') END AS how,
       missed.written AS "as written", missed.target AS cited, missed.missing AS missing,
       CASE missed.missing
         WHEN 'unresolved' THEN 'what is meant cannot be told from what is here'
         WHEN 'record' THEN CASE WHEN record.removed THEN 'the record was taken out of the archive'
                                 ELSE 'no record here has this name' END
         ELSE 'the record is here, and has no such paragraph' END AS note, missed.basis AS basis
FROM missed LEFT JOIN record ON record.id = missed.whole
WHERE missed.missing IS NOT NULL AND (:missing = '' OR missed.missing = :missing)
  AND (:record = '' OR missed.record = :record)
ORDER BY missed.missing, missed.record, length(missed.anchor), missed.anchor, how, missed.target,
         missed.written
