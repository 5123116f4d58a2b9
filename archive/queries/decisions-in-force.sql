-- title: Decisions in force on a day
-- description: Every decision that was in force on the day, adopted or amended and not yet at an
--   end, with since when, and whether that is sure. Only what was adopted ends another decision;
--   a draft, a proposal or a change of a part ends nothing. A proposal that was adopted is told by
--   the decision that adopted it, and left out itself. `basis` is proposed where only the
--   reader of the texts takes it for a decision, and no person has said so yet. The meeting, body
--   and reference of a decision are told as now known.
-- param day day required: the day asked about, such as 2020-01-01
-- param known_at moment: as the archive knew it on this day or at this commit (left out, as now
--   known)
-- param body id: only decisions of this body or series of meetings, such as asemme
-- param meeting id: only decisions of this meeting, such as asemme7
-- param theme id: only from records on this theme, those below it, or this list of themes
-- param mandate id: only from this term of the secretariat, such as aes-italy
-- param verb text: only with this verb, such as mandated, or of this tier, such as binding
-- param addressee who: only those addressed to, or the task of, this id, name or these words
-- param basis text one of stated, proposed: only what a person stated, or only what the reader
--   proposes
-- column decision: decision
-- column since: edtf
-- column meeting: id
-- column body: id
-- column addressee: id
-- column due: edtf
-- empty: No decision in the archive was in force on {day}{: body, meeting, theme, mandate,
--   verb, addressee, basis}.
WITH RECURSIVE asked AS (
  SELECT CASE WHEN :known_at = '' THEN 9223372036854775807 ELSE CAST(:known_at AS INTEGER) END AS at
),
below (id) AS (
  SELECT id FROM theme WHERE :theme <> '' AND (id = :theme OR list = :theme)
  UNION SELECT :theme WHERE :theme <> ''
  UNION SELECT theme.id FROM below JOIN theme ON theme.parent = below.id
),
-- The records in the order of the answer, the newest first, with what their standing says of their
-- decisions. The decisions follow in the order of each text, so that the rows need no sorting:
-- with their texts that would take as long as all the rest.
text AS MATERIALIZED (
  SELECT record.id AS record,
         CASE WHEN record.kind = 'minutes' AND s.status <> 'adopted'
                AND NOT EXISTS (  -- the register of meetings may say so, too
                  SELECT 1 FROM meeting_state AS m, asked
                  WHERE m.meeting = record.meeting AND m.minutes_status = 'adopted'
                    AND m.recorded_from <= at AND (m.recorded_to IS NULL OR m.recorded_to > at))
              THEN '; from minutes not adopted by a later meeting'
              WHEN s.status = 'draft' AND record.kind <> 'minutes'
              THEN '; its record is a draft' ELSE '' END AS standing
  -- In a large archive few records hold decisions.
  FROM (SELECT record, status, max(n) AS n FROM record_state, asked
        WHERE record IN (SELECT record FROM decision)
          AND recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at)
        GROUP BY record) AS s
  JOIN record ON record.id = s.record
  LEFT JOIN meeting ON meeting.id = record.meeting
  WHERE :theme = '' OR EXISTS (
    SELECT 1 FROM record_reference AS r
    WHERE r.record = record.id AND substr(field, 1, 7) = 'themes.'
      AND target IN (SELECT id FROM below))
  ORDER BY coalesce(meeting.date_start, record.date_start) DESC, record.meeting, record.id
  LIMIT -1
)
SELECT d.id AS decision, d.reference AS reference, s.state AS state, s.since_edtf AS since,
       -- Amended at a time that is not sure, it is in force all the same: adopted before, amended
       -- after.
       CASE WHEN (surely_to IS NULL OR :day < surely_to) AND (
                   surely_from <= :day OR EXISTS (
                     SELECT 1 FROM decision_state AS b
                     WHERE b.decision = d.id AND b.n = s.n - 1 AND b.state IN ('adopted', 'amended')
                       AND b.recorded_from <= at AND (b.recorded_to IS NULL OR b.recorded_to > at)
                       AND b.surely_from <= :day AND (b.valid_to IS NULL OR b.valid_to > :day)))
            THEN 'yes' ELSE 'perhaps' END AS "in force",
       CASE WHEN :known_at = '' THEN d.basis ELSE k.basis END AS basis,
       CASE WHEN :known_at = '' THEN d.text ELSE k.text END AS text,
       CASE WHEN :known_at = '' THEN d.actor ELSE k.actor END AS actor,
       CASE WHEN :known_at = '' THEN d.verb ELSE k.verb END AS verb,
       CASE WHEN :known_at = '' THEN d.tier ELSE k.tier END AS tier,
       CASE WHEN :known_at = '' THEN coalesce(d.addressee, d.responsible)
            ELSE coalesce(k.addressee, k.responsible) END AS addressee,
       CASE WHEN :known_at = '' THEN d.due_edtf ELSE k.due_edtf END AS due,
       -- Most often there is nothing to know: then nothing is put together.
       CASE WHEN text.standing = '' AND surely_from <= :day
                 AND (surely_to IS NULL OR surely_to > :day) THEN ''
            ELSE substr(
              CASE WHEN surely_from <= :day THEN ''
                   WHEN s.valid_from IS NULL THEN '; since when is not known'
                   ELSE '; since when is not known to the day' END
              || CASE WHEN surely_to <= :day THEN '; it may have come to an end by then' ELSE '' END
              || text.standing, 3) END AS "what to know",
       d.meeting AS meeting, d.body AS body
FROM asked
CROSS JOIN text
CROSS JOIN decision AS d INDEXED BY decision_place ON d.record = text.record
-- Of its states that may have held, the last: looked for from the end, so that few are read.
CROSS JOIN decision_state AS s ON s.rowid = (
    SELECT l.rowid FROM decision_state AS l
    WHERE l.decision = d.id AND +l.state IN ('adopted', 'amended')
      AND l.recorded_from <= at AND (l.recorded_to IS NULL OR l.recorded_to > at)
      AND (l.valid_from IS NULL OR l.valid_from <= :day)
      AND (l.valid_to IS NULL OR l.valid_to > :day)
    ORDER BY l.n DESC LIMIT 1)
  -- What came to an end on a day that nobody knows has ended today.
  AND (s.valid_to IS NOT NULL OR s.surely_to IS NULL OR :day < date('now'))
LEFT JOIN decision_known AS k ON k.decision = CASE WHEN :known_at <> '' THEN d.id END
  AND k.recorded_from <= at AND (k.recorded_to IS NULL OR k.recorded_to > at)
WHERE CASE WHEN :known_at = '' THEN d.sort ELSE coalesce(k.sort, d.sort) END <> 'proposal'
  AND (:body = '' OR d.body = :body
       OR d.meeting IN (
         SELECT id FROM meeting WHERE lower(series) = lower(:body)
         AND (body IS NULL OR NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body))))
  AND (:meeting = '' OR d.meeting = :meeting)
  AND (:mandate = '' OR d.mandate = :mandate)
  AND (:basis = '' OR CASE WHEN :known_at = '' THEN d.basis ELSE k.basis END = :basis)
  AND (:verb = '' OR CASE WHEN :known_at = '' THEN d.tier ELSE k.tier END = lower(:verb)
       OR instr(lower(CASE WHEN :known_at = '' THEN d.verb ELSE k.verb END), lower(:verb)) = 1)
  AND (:addressee = '' OR d.addressee_id = :addressee
       OR instr(CASE WHEN :known_at = ''
                     THEN ' ' || lower(coalesce(d.addressee, '') || ' '
                                       || coalesce(d.responsible, ''))
                     ELSE ' ' || lower(coalesce(k.addressee, '') || ' '
                                       || coalesce(k.responsible, ''))
                END, ' ' || lower(:addressee)) > 0)
