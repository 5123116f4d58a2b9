-- title: The status of a record on a day
-- description: Each status that a record or a list of themes is known to have had, since when,
--   and whether it had it that day, the last one first. Where the record does not say since when,
--   it is the day of its adoption, else the date of the meeting that adopted it, else (for a draft
--   or a final text) its own date, else the date of its meeting, and never the day on which it was
--   saved. Of a proposal that was imported it is what its header said, from save to save there.
--   That something was adopted is only said where the archive has it.
-- param record id required: the record, such as strategy-2030-final-draft
-- param day day: the day asked about (left out, today)
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- column record: id
-- column since: edtf
-- column on: edtf
-- column "adopted by": id
-- empty: The status of {record} is not in the archive.
-- missing adopted: That {record} was adopted is not in the archive; its status there is {status}.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
held AS (
  SELECT meeting_state.* FROM meeting_state, asked
  WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
-- The header of an imported file, save by save: `since` is then between two of them.
header AS (
  SELECT s.* FROM decision_state AS s JOIN asked
  WHERE s.decision = :record AND instr(:record, '.') > 0
    AND s.recorded_from <= at AND (s.recorded_to IS NULL OR s.recorded_to > at)
),
dated (n, status, adopted_by, since, first, basis) AS (
  SELECT record_state.n, record_state.status, record_state.adopted_by,
         coalesce(since_edtf, adopting.date_edtf, own.date_edtf),
         CASE WHEN since_edtf IS NULL THEN coalesce(adopting.date_start, own.date_start)
              ELSE valid_from END,
         CASE WHEN since_edtf IS NOT NULL THEN ''
              WHEN adopting.date_edtf IS NOT NULL THEN 'the date of the meeting that adopted it'
              WHEN own.date_edtf IS NOT NULL THEN 'the date of its meeting' ELSE '' END
  FROM record_state JOIN asked
  LEFT JOIN held AS adopting ON adopting.meeting = record_state.adopted_by
    AND record_state.status = 'adopted' AND coalesce(adopting.state, '') <> 'cancelled'
  LEFT JOIN held AS own ON own.meeting = record_state.meeting
    AND record_state.status IN ('draft', 'final', 'adopted')
    AND (record_state.adopted_by IS NULL OR record_state.status <> 'adopted')
    AND coalesce(own.state, '') <> 'cancelled'
  WHERE record_state.record = :record
    AND record_state.recorded_from <= at
    AND (record_state.recorded_to IS NULL OR record_state.recorded_to > at)
    AND NOT EXISTS (SELECT 1 FROM header)
  UNION ALL
  -- Of minutes the register of meetings may say it, too.
  SELECT s.n + 1, 'adopted', meeting.adopted_at, adopting.date_edtf, adopting.date_start,
         'the register of meetings says so'
  FROM (SELECT meeting, max(n) AS n, max(status = 'adopted') AS adopted FROM record_state, asked
        WHERE record = :record AND kind = 'minutes'
          AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)) AS s
  JOIN held ON held.meeting = s.meeting AND held.minutes_status = 'adopted'
  JOIN meeting ON meeting.id = s.meeting
  LEFT JOIN held AS adopting ON adopting.meeting = meeting.adopted_at
  WHERE NOT s.adopted AND NOT EXISTS (SELECT 1 FROM header)
  UNION ALL
  SELECT n, state, NULL, since_edtf, valid_from, coalesce(since_basis, '') FROM header
  UNION ALL
  SELECT 1, status, NULL, from_edtf, valid_from, '' FROM theme_list_state, asked
  WHERE list = :record AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
),
-- Known by its month, its year or some days only, it may have begun on the last of them.
state AS (
  SELECT dated.*,
         CASE WHEN ending GLOB '[0-9][0-9][0-9][0-9]' THEN ending || '-12-31'
              WHEN ending GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'
                THEN coalesce(date(ending || '-01', '+1 month', '-1 day'), first)
              WHEN ending GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN ending
              ELSE first END AS latest
  FROM (SELECT *, rtrim(substr(since, instr(since, '/') + 1), '~?%') AS ending FROM dated) AS dated
),
reached AS (
  SELECT coalesce(max(n), 0) AS n FROM state, asked WHERE latest <= day
)
SELECT :record AS record, coalesce(record.title, theme_list.name) AS title, state.status AS status,
       state.since AS since, state.basis AS "how that is known", state.adopted_by AS "adopted by",
       CASE
         WHEN state.n < reached.n THEN 'no longer'
         WHEN state.first > day THEN 'not yet'
         WHEN state.latest IS NULL OR state.latest > day THEN 'perhaps'
         WHEN EXISTS (SELECT 1 FROM state AS next WHERE next.n > state.n
                      AND (next.first IS NULL OR next.first <= day))
           THEN 'perhaps'
         ELSE 'yes'
       END AS "had it that day",
       asked.day AS "on",
       (SELECT said.as_written FROM header JOIN record_state AS said ON said.record = :record
          AND coalesce(said.state, 'unknown') = header.state
        JOIN commit_ ON commit_.seq = said.recorded_from JOIN asked
        WHERE header.n = state.n AND said.recorded_from <= at
          AND date(commit_time, 'unixepoch') >= coalesce(header.valid_from, '')
          AND date(commit_time, 'unixepoch') <= coalesce(header.valid_to, '9999-12-31')
        -- The last by the day, else the first after it.
        ORDER BY date(commit_time, 'unixepoch') > day,
          CASE WHEN date(commit_time, 'unixepoch') > day THEN commit_.seq ELSE -commit_.seq END
        LIMIT 1) AS "in its own words",
       CASE WHEN state.status IN ('adopted', 'amended', 'implemented') THEN 'yes' END AS adopted,
       (SELECT group_concat(coalesce(unknown.note, unknown.property || ' is not known'), ' ')
        FROM unknown, asked
        WHERE (stated_in = :record OR subject = :record) AND property LIKE 'adopt%'
          AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
       ) AS "what is not known"
FROM state JOIN asked JOIN reached
LEFT JOIN record ON record.id = :record
LEFT JOIN theme_list ON theme_list.id = :record
ORDER BY state.n DESC
