"""What the register says of single decisions: the columns of its table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from archive.decisions.standing import standings
from archive.lookup import NOW
from archive.register.inventory import Line

_SQL = """
SELECT d.id, d.reference, nullif({known}.text, d.reference), record.language, {known}.sort,
       {known}.basis, {known}.actor, {known}.verb, {known}.tier, {known}.addressee, d.addressee_id,
       {known}.responsible, d.due_edtf, d.meeting, meeting.name, meeting.date_edtf, d.body,
       d.mandate, d.record, record.title, record.date_edtf, d.minutes_unadopted,
       record.status = 'draft' AND record.kind <> 'minutes'
FROM json_each(:wanted) AS wanted JOIN decision AS d ON d.id = wanted.value
JOIN record ON record.id = d.record LEFT JOIN meeting ON meeting.id = d.meeting {join}
ORDER BY wanted.key
"""
_THEN = (
    "JOIN decision_known AS k ON k.decision = d.id AND k.recorded_from <= :at"
    " AND (k.recorded_to IS NULL OR k.recorded_to > :at)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as the register tells it on a day; dates are as they were written (EDTF).

    `text` is None where it is a record as a whole. `in_force` is 'yes', 'perhaps' or 'no';
    `to_come` says in words what is known of a later state. `draft` tells that its record is a
    draft, `unadopted` that it stands in minutes that no later meeting adopted.
    """

    id: str
    reference: str
    text: str | None
    language: str | None
    sort: str
    basis: str
    actor: str | None
    verb: str | None
    tier: str | None
    addressee: str | None
    addressee_id: str | None
    responsible: str | None
    due: str | None
    meeting: str | None
    meeting_name: str | None
    meeting_date: str | None
    body: str | None
    mandate: str | None
    record: str
    record_title: str
    record_date: str | None
    unadopted: bool
    draft: bool
    state: str
    since: str | None
    in_force: str
    to_come: str

    @property
    def to(self) -> str | None:
        """Whom it speaks to: an id where one is known, else the words."""
        return self.addressee_id or self.responsible or self.addressee


# What the query reads, in its order.
_READ = tuple(each.name for each in fields(Entry))[:23]

#: The columns of the register as a table.
COLUMNS = (
    "id", "reference", "state", "since", "in_force", "to_come", "sort", "basis", "text", "actor",
    "verb", "tier", "addressee", "addressee_id", "responsible", "due", "meeting", "meeting_date",
    "body", "mandate", "record", "unadopted", "draft",
)  # fmt: skip


def entries(
    conn: sqlite3.Connection, lines: Sequence[Line], day: str, at: int = NOW
) -> list[Entry]:
    """The entries of `lines` on the ISO day `day`, as known at the save `at`, in their order."""
    wanted = [line.id for line in lines]
    sql = _SQL.format(known="d" if at == NOW else "k", join="" if at == NOW else _THEN)
    asked = {"wanted": json.dumps(wanted)}
    told = {row[0]: row for row in conn.execute(sql, asked if at == NOW else {**asked, "at": at})}
    stands = standings(conn, wanted, day, at)
    found = []
    for line in lines:
        row, now = told.get(line.id), stands.get(line.id)
        if row is not None:
            told_of: dict[str, Any] = dict(zip(_READ, row, strict=True))
            found.append(
                Entry(
                    **told_of,
                    state=line.state,
                    since=now.since_edtf if now and not now.begins_later else None,
                    in_force=line.force,
                    to_come=now.to_come if now else "",
                )
            )
    return found
