-- title: Votes and polls
-- description: Every vote and poll that the texts tell of, with what was voted on and the voices for
--   each option, as far as they are told. `basis` is proposed where only the reader of the texts
--   takes it for a vote. Told as now known.
-- param meeting id: only votes of this meeting, such as asemme7
-- param record id: only votes that this record tells of
-- column meeting: id
-- column source: id
-- column held: edtf
-- empty: No vote in the archive fits{: meeting, record}.
SELECT vote.question AS question, vote.option AS option, vote.count AS voices,
       vote.record || coalesce('#' || vote.anchor, '') AS source, record.meeting AS meeting,
       coalesce(meeting.date_edtf, record.date_edtf) AS held, vote.basis AS basis
FROM vote
JOIN record ON record.id = vote.record AND NOT record.removed
LEFT JOIN meeting ON meeting.id = record.meeting
WHERE (:meeting = '' OR record.meeting = :meeting) AND (:record = '' OR vote.record = :record)
ORDER BY coalesce(meeting.date_start, record.date_start) IS NULL,
         coalesce(meeting.date_start, record.date_start), vote.record, vote.n
