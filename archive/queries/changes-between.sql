-- title: What changed between two days
-- description: Two lists in one. What happened in the world, terms that began or ended, meetings
--   held, statuses reached, on the days from the first to the last; and what the archive learned
--   in that time, whenever it may have happened, save by save, with who saved it and with what
--   message. The column `how` tells the two apart. `certain`
--   is perhaps where only a month or a year is known and the days asked about do not cover it;
--   `day` is then the first day that it may be.
-- param since day required: the first day, such as 2022-07-01
-- param until day not before since: the last day (left out, today)
-- param how text one of happened, learned: only what happened, or only what the archive learned
-- param about id: only what concerns this person, partner, body, meeting or record
-- column day: edtf
-- column about: id
-- column before: edtf
-- column after: edtf
-- column "learned on": edtf
-- empty: The archive knows of nothing ({how|happened or learned}) from {since} to {until|today}.
WITH asked AS (
  SELECT :since AS since, coalesce(nullif(:until, ''), date('now')) AS until
),
told AS (
  SELECT event.seq, subject, kind, old, new, valid_from,
         date(commit_time, 'unixepoch') AS learned, uncommitted, recorded_seq,
         -- Whether its words below tell all of it, so that nothing is left for before and after.
         kind IN ('record.text', 'record.metadata', 'record.format', 'record.renamed') AS said
  FROM event JOIN commit_ ON commit_.seq = event.recorded_seq
  WHERE :about = '' OR subject = :about
),
-- What a later event replaced did not happen, as far as is known now.
standing AS (
  SELECT * FROM told
  WHERE new IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM event AS later
    WHERE later.subject = told.subject AND later.seq > told.seq AND later.old = told.new
      AND substr(later.kind, 1, instr(later.kind, '.'))
        = substr(told.kind, 1, instr(told.kind, '.'))
      AND later.kind <> 'record.status')
),
spanned AS (
  SELECT standing.*, substr(kind, 1, instr(kind, '.') - 1) AS sort,
         json_extract(body, '$.surely_from') AS surely_from,
         json_extract(body, '$.date_end') AS date_end,
         json_extract(body, '$.surely_to') AS surely_to,
         json_extract(body, '$.valid_to') AS valid_to
  FROM (SELECT *, CASE WHEN new LIKE '{%' AND json_valid(new) THEN new ELSE '{}' END AS body
        FROM standing) AS standing
),
-- What began lies between two days where only a month or a year is known; so does what ended.
happened AS (
  SELECT seq, subject, new, learned, recorded_seq,
         CASE sort WHEN 'mandate_state' THEN 'term of the secretariat begins'
           WHEN 'meeting_state' THEN 'meeting ' || json_extract(new, '$.state')
           WHEN 'partner_period' THEN 'partner ' || json_extract(new, '$.status')
           WHEN 'body_chair' THEN 'chair begins' WHEN 'role' THEN 'office begins'
           WHEN 'theme_list_state' THEN 'list of themes begins'
           WHEN 'person_alias' THEN 'name begins'
           WHEN 'record' THEN 'record is ' || new ELSE sort || ' begins' END AS what,
         valid_from AS first, coalesce(surely_from, date_end, valid_from) AS last
  FROM spanned WHERE valid_from IS NOT NULL
  UNION ALL
  SELECT seq, subject, new, learned, recorded_seq,
         CASE sort WHEN 'mandate_state' THEN 'term of the secretariat ends'
           WHEN 'partner_period' THEN 'partner ' || json_extract(new, '$.status') || ' ends'
           WHEN 'body_chair' THEN 'chair ends' WHEN 'role' THEN 'office ends'
           WHEN 'theme_list_state' THEN 'list of themes ends' WHEN 'person_alias' THEN 'name ends'
           ELSE sort || ' ends' END,
         CASE surely_to WHEN valid_to THEN date(valid_to, '-1 day') ELSE surely_to END,
         date(valid_to, '-1 day')
  FROM spanned WHERE valid_to IS NOT NULL
),
change AS (
  SELECT 'happened' AS how, first AS day, seq, subject, what, NULL AS old, new, learned,
         recorded_seq,
         CASE WHEN first >= since AND last <= until THEN 'yes' ELSE 'perhaps' END AS certain
  FROM happened, asked WHERE first <= until AND last >= since
  UNION ALL
  SELECT 'learned', learned, seq, subject,
         CASE kind
           WHEN 'record.text' THEN 'text changed, version ' || new
           WHEN 'record.metadata' THEN 'facts about it changed, version ' || new
           WHEN 'record.format' THEN 'only spacing and the like changed, version ' || new
           WHEN 'record.renamed' THEN 'renamed from ' || old || ' to ' || new
           ELSE replace(replace(replace(kind, 'entity_state', 'register entry'), '_', ' '),
                        '.', ' ')
         END,
         CASE WHEN said THEN NULL ELSE old END, CASE WHEN said THEN NULL ELSE new END,
         learned, recorded_seq, 'yes'
  FROM told, asked WHERE learned BETWEEN since AND until OR (uncommitted AND until >= date('now'))
)
SELECT change.day AS day, change.how AS how, change.subject AS about,
       coalesce(record.title, entity.name) AS name,
       change.what AS what,
       CASE WHEN old LIKE '{%' AND json_valid(old) THEN (
              SELECT group_concat(replace(key, '_edtf', '') || ' ' || value, ', ')
                FROM json_each(old)
              WHERE type NOT IN ('array', 'object')
                AND substr(key, 1, 6) NOT IN ('valid_', 'surely', 'value_')
                AND key NOT IN ('date_start', 'date_end', 'id', 'note', 'source'))
            ELSE old END AS before,
       CASE WHEN new LIKE '{%' AND json_valid(new) THEN (
              SELECT group_concat(replace(key, '_edtf', '') || ' ' || value, ', ')
                FROM json_each(new)
              WHERE type NOT IN ('array', 'object')
                AND substr(key, 1, 6) NOT IN ('valid_', 'surely', 'value_')
                AND key NOT IN ('date_start', 'date_end', 'id', 'note', 'source'))
            ELSE new END AS after,
       change.certain AS certain, coalesce(change.learned, 'not yet saved') AS "learned on",
       commit_.author AS "saved by",
       nullif(rtrim(substr(commit_.message, 1, instr(commit_.message || char(10), char(10)) - 1),
                    char(13)), '') AS message,
       substr(commit_.hash, 1, 10) AS "commit"
FROM change
JOIN commit_ ON commit_.seq = change.recorded_seq
LEFT JOIN record ON record.id = change.subject
LEFT JOIN entity ON entity.id = change.subject
WHERE :how = '' OR change.how = :how
ORDER BY change.how, CASE change.how WHEN 'happened' THEN change.day END,
         change.recorded_seq, change.subject, change.seq
