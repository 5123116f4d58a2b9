-- title: Tasks that came to an end
-- description: Every task that was done or dropped, with when and where that was told. Where only
--   the reader of the texts takes it for a task, and no person has said so yet, `basis` is proposed.
-- param owner who: only tasks of this id, name or these words, such as aes
-- param body id: only tasks from this body or series of meetings, such as asemme
-- column action: id
-- column owner: id
-- column body: id
-- column opened: edtf
-- column due: edtf
-- column ended: edtf
-- column "ended in": id
-- column "at meeting": id
-- column origin: decision
-- empty: No task in the archive came to an end{: owner, body}.
SELECT action.id AS action, action.text AS text,
       coalesce(action.owner, action.owner_as_written) AS owner,
       action.owner_as_written AS "owner as written", action.body AS body,
       action.origin AS origin, begun.date_edtf AS opened, action.due_edtf AS due,
       action.meetings_survived AS "meetings survived",
       action.status AS state, ended.date_edtf AS ended,
       ended.record || coalesce('#' || ended.anchor, '') AS "ended in",
       ended.meeting AS "at meeting", action.basis AS basis
FROM action
JOIN action_event AS begun ON begun.action = action.id AND begun.n = 1
JOIN action_event AS ended ON ended.action = action.id AND ended.kind IN ('done', 'dropped')
WHERE action.status <> 'open'
  AND (:body = '' OR action.body = :body
       OR action.body IN (
         SELECT body FROM meeting WHERE lower(series) = lower(:body)
         AND NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body)))
  AND (:owner = '' OR action.owner = :owner
       OR instr(' ' || lower(replace(coalesce(action.owner_as_written, '') || ' '
                                     || coalesce(action.owner, ''), ',', ' ')),
                ' ' || lower(:owner)) > 0)
ORDER BY begun.date_start IS NULL, begun.date_start, action.id
