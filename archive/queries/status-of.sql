-- title: The status of a record on a day
-- description: Each status that a record or a list of themes is known to have had, since when,
--   and whether it had it on the day, the last one first. That something was adopted is only said
--   where the archive has it.
-- param record id required: the record, such as strategy-2030-final-draft
-- param day day: the day asked about (left out, today)
-- param known_at number: as known at the commit of this number (left out, as now known)
-- empty: The status of {record} is not in the archive.
-- missing adopted: That {record} was adopted is not in the archive; its status there is {status}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
state AS (
  SELECT record_state.n, record_state.status, adopted_by,
         coalesce(since_edtf, meeting_state.date_edtf) AS since,
         coalesce(valid_from, meeting_state.date_start) AS first,
         CASE WHEN since_edtf IS NULL AND meeting_state.date_start IS NOT NULL
              THEN 'the date of the meeting that adopted it' ELSE '' END AS basis
  FROM record_state JOIN asked
  LEFT JOIN meeting_state ON meeting_state.meeting = record_state.adopted_by
    AND meeting_state.recorded_from <= at
    AND (meeting_state.recorded_to IS NULL OR meeting_state.recorded_to > at)
  WHERE record_state.record = :record
    AND record_state.recorded_from <= at
    AND (record_state.recorded_to IS NULL OR record_state.recorded_to > at)
  UNION ALL
  SELECT 1, status, NULL, from_edtf, valid_from, '' FROM theme_list_state, asked
  WHERE list = :record AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
reached AS (
  SELECT coalesce(max(n), 0) AS n FROM state, asked WHERE first <= day
)
SELECT :record AS record, coalesce(record.title, theme_list.name) AS title, state.status AS status,
       state.since AS since, state.basis AS "how that is known", state.adopted_by AS "adopted by",
       CASE
         WHEN state.n < reached.n THEN 'no longer'
         WHEN state.first > day THEN 'not yet'
         WHEN state.first IS NULL THEN 'perhaps'
         WHEN EXISTS (SELECT 1 FROM state AS next WHERE next.n > state.n AND next.first IS NULL)
           THEN 'perhaps'
         ELSE 'yes'
       END AS "had it that day",
       CASE WHEN state.status = 'adopted' THEN 'yes' END AS adopted,
       (SELECT group_concat(coalesce(unknown.note, unknown.property || ' is not known'), ' ')
        FROM unknown, asked
        WHERE (stated_in = :record OR subject = :record) AND property LIKE 'adopt%'
          AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
       ) AS "what is not known"
FROM state JOIN asked JOIN reached
LEFT JOIN record ON record.id = :record
LEFT JOIN theme_list ON theme_list.id = :record
ORDER BY state.n DESC
