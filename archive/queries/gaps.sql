-- title: What the archive does not know
-- description: What is stated to be unknown, and what a look at the records shows to be missing,
--   such as a meeting without a date, place, host or record, a meeting held without minutes here,
--   a plan that is past, a term without an end or a head, a date that was only inferred, a record
--   adopted without saying when, and things that are named but have no entry. The last three are
--   told as of now only.
-- param about id: only what is missing about this, such as asemme10
-- param missing text: only what is missing of this sort, such as minutes, date, place, host, head
--   or adoption
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column about: id
-- column "stated in": id
-- empty: The archive knows of nothing missing ({missing|of any sort}) about {about|anything}.
WITH asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
stated AS (
  SELECT subject, property, note, stated_in FROM unknown, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
held AS (
  SELECT meeting_state.*, json_extract(fields, '$.mode') AS mode
  FROM meeting_state JOIN asked
  JOIN entity_state ON entity = meeting
    AND entity_state.recorded_from <= at
    AND (entity_state.recorded_to IS NULL OR entity_state.recorded_to > at)
  WHERE meeting_state.recorded_from <= at
    AND (meeting_state.recorded_to IS NULL OR meeting_state.recorded_to > at)
    AND state <> 'cancelled'
),
kept AS (
  SELECT record_state.meeting, record.id, record.kind
  FROM record_state JOIN asked JOIN record ON record.id = record_state.record
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
    AND record_state.meeting IS NOT NULL AND NOT (removed AND :known_at = '')
),
term AS (
  SELECT mandate_state.* FROM mandate_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
found (subject, missing, note) AS (
  SELECT meeting, 'date', 'the meeting has no date' FROM held WHERE date_edtf IS NULL
  UNION ALL
  SELECT meeting, 'place', 'the meeting has no place' FROM held
  WHERE place IS NULL AND coalesce(mode, '') <> 'virtual'
  UNION ALL
  SELECT meeting, 'host', 'the meeting has no host' FROM held WHERE host IS NULL
  UNION ALL
  SELECT meeting, 'records', 'no record of the meeting is here' FROM held
  WHERE state = 'held' AND NOT EXISTS (SELECT 1 FROM kept WHERE kept.meeting = held.meeting)
  UNION ALL
  SELECT meeting, 'minutes', 'the meeting was held, and its minutes are not here' FROM held
  WHERE state = 'held'
    AND EXISTS (SELECT 1 FROM kept WHERE kept.meeting = held.meeting)
    AND NOT EXISTS (SELECT 1 FROM kept WHERE kept.meeting = held.meeting AND kept.kind = 'minutes')
  UNION ALL
  SELECT meeting, 'whether it was held', 'it was planned for a day that is past' FROM held
  WHERE state = 'planned' AND date_end < date('now')
  UNION ALL
  SELECT mandate, 'end', 'the term has no end' FROM term WHERE to_edtf IS NULL
  UNION ALL
  SELECT mandate, 'head', 'who headed the secretariat is not said' FROM term WHERE head IS NULL
  UNION ALL
  SELECT id, 'date', 'the date is ' || date_basis FROM record
  WHERE NOT removed AND date_basis LIKE 'inferred%' AND :known_at = ''
  UNION ALL
  SELECT id, 'date', 'the record has no date' FROM record
  WHERE NOT removed AND date_edtf IS NULL AND :known_at = ''
  UNION ALL
  SELECT id, 'adoption', 'it is said to be adopted, but not when' FROM record
  WHERE NOT removed AND status = 'adopted' AND adopted_by IS NULL AND adopted_on IS NULL
    AND status_since IS NULL AND :known_at = ''
  UNION ALL
  SELECT id, 'entry', 'it is named, but has no entry (' || type || ')' FROM entity
  WHERE NOT listed AND :known_at = ''
    AND id NOT IN (SELECT entity FROM entity_state)  -- it had one, which was taken out
    AND id NOT IN (SELECT id FROM theme WHERE list IN (SELECT entity FROM entity_state))
),
gap (subject, missing, basis, note, stated_in) AS (
  SELECT subject, property, 'stated', note, stated_in FROM stated
  UNION ALL
  SELECT subject, missing, 'found', note, NULL FROM found
  WHERE NOT EXISTS (SELECT 1 FROM stated
                    WHERE stated.subject = found.subject AND stated.property = found.missing)
)
SELECT gap.subject AS about, coalesce(record.title, entity.name) AS name,
       coalesce(record.kind, replace(entity.type, '_', ' ')) AS "what it is",
       gap.missing AS missing, gap.note AS note, gap.basis AS "stated or found",
       gap.stated_in AS "stated in"
FROM gap
LEFT JOIN entity ON entity.id = gap.subject
LEFT JOIN record ON record.id = gap.subject
WHERE (:about = '' OR gap.subject = :about OR gap.stated_in = :about)
  AND (:missing = '' OR gap.missing = :missing)
ORDER BY gap.basis = 'found', entity.type, gap.subject, gap.missing, gap.note
