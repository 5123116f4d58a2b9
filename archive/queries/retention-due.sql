-- title: Records whose retention has ended
-- description: Every record whose period of retention has ended by a day, ends soon after it, or
--   cannot be reckoned, by the rule that it names or else by that of its kind. The period is counted
--   from the event of the rule: the record's own date, the end of its meeting, the end of the term
--   of the secretariat that it belongs to, or the day on which a later record replaced it. Where
--   that date is not exact it has `perhaps` ended; where nobody knows it, it is `unknown`. Records
--   that are kept for good, and those that were disposed of, are left out. Nothing is ever disposed
--   of by itself.
-- param day day: the day asked about (left out, today)
-- param within number = 12: how many months ahead is soon
-- column record: id
-- column rule: id
-- column "counted from": edtf
-- column "kept until at least": edtf
-- column "kept until at most": edtf
-- empty: No record in the archive has a retention that has ended by {day|today} or ends soon after.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), date('now')) AS day,
         coalesce(nullif(:within, ''), 12) AS within
),
ruled AS (
  SELECT record.id, record.title, record.kind, record.date_edtf, record.date_start,
         record.date_end, record.meeting, record.mandate, rule.id AS rule, by.stated,
         rule.years, rule.months, rule.after_event AS after, rule.trigger_event AS trigger,
         rule."action", coalesce(rule.personal, 0) AS personal
  FROM record_retention AS by
  JOIN record ON record.id = by.record AND record.disposal IS NULL
  JOIN retention AS rule ON rule.id = by.retention AND rule.listed
  WHERE NOT coalesce(rule.permanent, 0) AND rule."action" <> 'keep'
),
-- What was replaced: since when its own header says so, else by the day of what replaces it.
replaced (id, edtf, first, last) AS (
  SELECT record, since_edtf, valid_from, valid_from FROM record_state
  WHERE status = 'superseded' AND recorded_to IS NULL AND since_edtf IS NOT NULL
  UNION ALL
  SELECT link."to", coalesce(newer.adopted_on, meeting.date_edtf, newer.date_edtf),
         coalesce(newer.adopted_on, meeting.date_start, newer.date_start),
         coalesce(newer.adopted_on, meeting.date_end, newer.date_end)
  FROM record_link AS link JOIN record AS newer ON newer.id = link."from" AND NOT newer.removed
  LEFT JOIN meeting ON meeting.id = newer.adopted_by
  WHERE link.kind = 'supersedes'
),
event (id, words, edtf, first, last) AS (
  SELECT ruled.id, 'its date', date_edtf, date_start, date_end FROM ruled WHERE after = 'date'
  UNION ALL
  SELECT ruled.id, 'the end of ' || ruled.meeting, meeting.date_edtf, meeting.date_start,
         meeting.date_end
  FROM ruled JOIN meeting ON meeting.id = ruled.meeting AND meeting.state IS NOT 'cancelled'
  WHERE after = 'meeting'
  UNION ALL
  SELECT ruled.id, 'the end of ' || ruled.mandate, mandate.to_edtf,
         CASE WHEN surely_to = valid_to THEN date(valid_to, '-1 day') ELSE surely_to END,
         date(valid_to, '-1 day')
  FROM ruled JOIN mandate ON mandate.id = ruled.mandate AND mandate.to_edtf IS NOT NULL
  WHERE after = 'mandate'
  UNION ALL
  SELECT ruled.id, 'the day on which it was replaced', replaced.edtf, min(replaced.first),
         max(replaced.last)
  FROM ruled JOIN replaced ON replaced.id = ruled.id WHERE after = 'superseded'
  GROUP BY ruled.id
),
-- Of a stretch of days the last one counts; of "about" one unit to either side may be meant.
ending AS (
  SELECT event.*, rtrim(substr(edtf, instr(edtf, '/') + 1), '~?%') AS tail,
         instr(edtf, '~') OR instr(edtf, '%') AS about FROM event
),
day_of AS (
  SELECT id, words, edtf, about,
         CASE WHEN words LIKE 'the end of %' AND instr(edtf, '/') THEN
                CASE WHEN tail GLOB '[0-9][0-9][0-9][0-9]' THEN tail || '-01-01'
                     WHEN tail GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN tail || '-01'
                     WHEN tail GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN tail
                     ELSE first END
              WHEN instr(edtf, '/') AND tail GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'
                THEN tail
              ELSE first END AS first,
         last
  FROM ending
),
wide AS (
  SELECT id, words, edtf,
         CASE WHEN about AND words NOT LIKE 'the end of %'
              THEN date(first, '-' || CAST(julianday(last) - julianday(first) + 1 AS INTEGER)
                        || ' days') ELSE first END AS first,
         CASE WHEN about AND words NOT LIKE 'the end of %'
              THEN date(last, '+' || CAST(julianday(last) - julianday(first) + 1 AS INTEGER)
                        || ' days') ELSE last END AS last
  FROM day_of
),
reckoned AS (
  SELECT ruled.*, wide.words, wide.edtf,
         CASE WHEN years IS NULL AND months IS NULL THEN NULL
              ELSE date(wide.first, '+' || coalesce(years, 0) || ' years',
                        '+' || coalesce(months, 0) || ' months') END AS soonest,
         CASE WHEN years IS NULL AND months IS NULL THEN NULL
              ELSE date(wide.last, '+' || coalesce(years, 0) || ' years',
                        '+' || coalesce(months, 0) || ' months') END AS latest
  FROM ruled LEFT JOIN wide ON wide.id = ruled.id
),
told AS (
  SELECT reckoned.*,
         -- What has not come yet is not unknown: it is not replaced, or its term still runs.
         CASE WHEN latest IS NULL AND after = 'superseded' THEN NULL
              WHEN latest IS NULL AND after = 'mandate' AND mandate IS NOT NULL THEN NULL
              WHEN latest IS NULL THEN 'unknown'
              WHEN latest < day THEN 'yes'
              WHEN soonest < day THEN 'perhaps'
              WHEN soonest <= date(day, '+' || within || ' months') THEN 'soon'
         END AS ended
  FROM reckoned JOIN asked
)
SELECT id AS record, title, kind, ended AS "has ended", rule,
       CASE WHEN stated THEN 'the record names it' ELSE 'the rule for its kind' END AS "how the rule is known",
       coalesce(words, CASE after
         WHEN 'date' THEN 'its date, which is not known'
         WHEN 'meeting' THEN 'the end of its meeting, which is not known'
         WHEN 'mandate' THEN 'the end of its term, which is not known'
         WHEN 'superseded' THEN 'the day on which it is replaced, which is not known'
         ELSE coalesce(trigger, 'no event') || ', which no program can date'
       END) AS "counted from what",
       edtf AS "counted from",
       trim(CASE WHEN years IS NULL AND months IS NULL THEN 'the rule gives no period' ELSE '' END
         || CASE years WHEN 1 THEN '1 year' ELSE coalesce(years || ' years', '') END || ' '
         || CASE months WHEN 1 THEN '1 month' ELSE coalesce(months || ' months', '') END) AS period,
       soonest AS "kept until at least", latest AS "kept until at most",
       "action" AS "then", CASE WHEN personal THEN 'yes' ELSE 'no' END AS "personal data"
FROM told
WHERE ended IS NOT NULL
ORDER BY CASE ended WHEN 'yes' THEN 1 WHEN 'perhaps' THEN 2 WHEN 'soon' THEN 3 ELSE 4 END,
         personal DESC, latest, id
