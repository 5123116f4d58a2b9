-- title: Who came to which meeting
-- description: Everyone whom a record names as having come to a meeting, excused themselves or
--   looked on, under the name that it gives, with its line. `basis` is proposed where only the
--   reader of the texts takes it for a list of those who came. Told as now known.
-- param meeting id: only this meeting, such as asemme7
-- param who text: only who is called so, by an id, a handle or a part of the name
-- param body id: only meetings of this body or series, such as asemme
-- column meeting: id
-- column held: edtf
-- column id: id
-- column "according to": id
-- empty: Nobody is named in the archive as having come{: meeting, who, body}.
SELECT attendance.meeting AS meeting, coalesce(meeting.date_edtf, record.date_edtf) AS held,
       coalesce(attendance.name_as_written, person.name, partner.name, stakeholder.name) AS name,
       coalesce(attendance.person, attendance.partner, attendance.stakeholder) AS id,
       attendance.handle AS handle, attendance.role AS role, attendance.status AS status,
       attendance.record AS "according to", attendance.line_start AS line,
       attendance.basis AS basis
FROM attendance
JOIN record ON record.id = attendance.record AND NOT record.removed
LEFT JOIN meeting ON meeting.id = attendance.meeting
LEFT JOIN person ON person.id = attendance.person
LEFT JOIN partner ON partner.id = attendance.partner
LEFT JOIN stakeholder ON stakeholder.id = attendance.stakeholder
WHERE (:meeting = '' OR attendance.meeting = :meeting)
  AND (:body = '' OR meeting.body = :body
       OR lower(meeting.series) = lower(:body)
          AND NOT EXISTS (SELECT 1 FROM body WHERE body.id = :body))
  AND (:who = '' OR :who IN (attendance.person, attendance.partner, attendance.stakeholder)
       OR lower(attendance.handle) = lower(ltrim(:who, '@'))
       OR instr(lower(coalesce(attendance.name_as_written, '') || ' ' || coalesce(person.name, '')
                      || ' ' || coalesce(partner.name, '') || ' ' || coalesce(stakeholder.name, '')),
                lower(:who)) > 0)
ORDER BY coalesce(meeting.date_start, record.date_start) IS NULL,
         coalesce(meeting.date_start, record.date_start), attendance.record, attendance.n
