-- title: Tasks that are open
-- description: Every task that was open on the day, with who has it, since when, how long that is,
--   how many later meetings of its body it outlived, and when it was last heard of. Only meetings
--   count whose minutes or conclusions are here.
--   What happened is taken in the order of the texts, whatever their dates say; `certain` is
--   perhaps where a day is missing, so that it may have been opened later or closed before. Told
--   as now known.
-- param day day: the day asked about (left out, today)
-- param owner who: only tasks of this id, name or these words, such as aes
-- param body id: only tasks from this body or series of meetings, such as asemme
-- column action: id
-- column owner: id
-- column body: id
-- column origin: decision
-- column opened: edtf
-- column due: edtf
-- column "last heard of": edtf
-- column source: id
-- empty: No task in the archive was open as of {day|today}{: owner, body}.
WITH asked AS (SELECT coalesce(nullif(:day, ''), date('now')) AS day),
open AS (
  SELECT action.id, action.text, action.body, action.origin, action.opened_on, action.due_edtf,
         coalesce(begun.date_edtf, action.opened_on) AS opened_edtf,
         action.basis, action.meetings_survived, heard.date_edtf,
         coalesce(heard.record || coalesce('#' || heard.anchor, ''), action.id) AS source,
         CASE WHEN heard.n IS NULL THEN action.owner ELSE heard.owner END AS owner,
         CASE WHEN heard.owner IS NOT action.owner THEN heard.owner_as_written
              ELSE coalesce(heard.owner_as_written, action.owner_as_written) END AS written,
         action.opened_on IS NULL AS undated,
         action.status <> 'open' AND action.closed_on IS NULL AS ended,
         -- A due month or year is over with its last day.
         rtrim(substr(action.due_edtf, instr(action.due_edtf, '/') + 1), '~?%') AS ending
  FROM asked JOIN action
  LEFT JOIN action_event AS begun ON begun.action = action.id AND begun.n = 1
  -- The last that was heard by the day: what has no day was before the next event that has one.
  LEFT JOIN action_event AS heard ON heard.action = action.id AND heard.n = (
    SELECT max(n) FROM action_event AS e
    WHERE e.action = action.id AND e.kind NOT IN ('done', 'dropped')
      AND NOT EXISTS (SELECT 1 FROM action_event AS f
                      WHERE f.action = action.id AND f.n <= e.n AND f.date_start > day))
  WHERE (action.opened_on IS NULL OR action.opened_on <= day)
    AND (action.closed_on IS NULL OR action.closed_on > day)
    -- Closed on a day that nobody knows is closed today.
    AND NOT (action.status <> 'open' AND action.closed_on IS NULL AND day >= date('now'))
    AND (:body = '' OR action.body = :body
         OR action.body IN (
           SELECT body FROM meeting WHERE lower(series) = lower(:body)
           AND NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body)))
),
due AS (
  SELECT open.*,
         CASE WHEN ending GLOB '[0-9][0-9][0-9][0-9]' THEN ending || '-12-31'
              WHEN ending GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'
                THEN date(ending || '-01', '+1 month', '-1 day')
              WHEN ending GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN ending END AS last
  FROM open
),
-- Meetings whose minutes or conclusions are here, so that it would show where a task had ended.
kept AS MATERIALIZED (
  SELECT body, date_start FROM meeting
  WHERE listed AND id IN (SELECT meeting FROM record
                          WHERE NOT removed AND kind IN ('minutes', 'decision'))
),
survived AS MATERIALIZED (
  SELECT since.body, since.opened_on, count(*) AS meetings
  FROM (SELECT DISTINCT body, opened_on FROM open) AS since JOIN asked
  JOIN kept ON kept.body = since.body AND kept.date_start > since.opened_on
    AND kept.date_start <= day
  GROUP BY since.body, since.opened_on
)
SELECT due.id AS action, due.text AS text, coalesce(due.owner, due.written) AS owner,
       due.written AS "owner as written", due.body AS body, due.origin AS origin,
       due.opened_edtf AS opened, due.due_edtf AS due,
       CASE WHEN last < day THEN 'overdue' ELSE '' END AS overdue,
       CAST(julianday(day) - julianday(due.opened_on) AS INTEGER) AS "age in days",
       CASE WHEN day >= date('now') THEN due.meetings_survived
            ELSE coalesce(survived.meetings, 0) END AS "meetings survived",
       due.date_edtf AS "last heard of", due.source AS source,
       CASE WHEN undated OR ended THEN 'perhaps' ELSE 'yes' END AS certain, due.basis AS basis,
       substr(CASE WHEN undated THEN '; since when is not known' ELSE '' END
              || CASE WHEN ended THEN '; closed on a day that is not known' ELSE '' END
              || CASE WHEN due.owner IS NULL AND due.written IS NULL
                      THEN '; nobody is named for it' ELSE '' END, 3) AS "what to know"
FROM due JOIN asked
LEFT JOIN survived ON survived.body = due.body AND survived.opened_on = due.opened_on
WHERE :owner = '' OR due.owner = :owner
  OR instr(' ' || lower(replace(coalesce(due.written, '') || ' ' || coalesce(due.owner, ''),
                                ',', ' ')), ' ' || lower(:owner)) > 0
ORDER BY last < day IS NOT 1, last IS NULL, last, due.opened_on IS NULL, due.opened_on, due.id
