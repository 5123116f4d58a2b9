"""Which letters there are, from whom and to whom, and which of them are answered; read once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.register.masks import Facet, facet, of_rows
from archive.web.answering import once
from archive.web.holdings import Holdings, holdings, ready
from archive.web.host import Host
from archive.web.kept import kept

_PARTIES = (
    "SELECT record.docid, part.field, part.target FROM record"
    " JOIN record_reference AS part ON part.record = record.id"
    " WHERE record.kind = 'letter' AND (part.field LIKE 'from.%' OR part.field LIKE 'to.%')"
    " ORDER BY record.docid, part.n"
)
_ANSWERS = (
    "SELECT record.docid, other.date_start FROM record_reference AS part"
    " JOIN record ON record.id = part.target AND record.kind = 'letter'"
    " JOIN record AS other ON other.id = part.record AND NOT other.removed"
    " WHERE part.field = 'reply_to'"
)


#: Days of which the answered letters are kept.
_MOST = 16


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The letters as a set of records (`Holdings`); `facets` are 'from' and 'to'.

    `answers` pairs the row number of each answered letter with the day of an answer, '' for none.
    """

    size: int
    letters: int
    facets: Mapping[str, Facet]
    answers: Sequence[tuple[int, str]]
    _answered: dict[str, int] = field(default_factory=dict)

    def answered(self, day: str) -> int:
        """The letters of which an answer is here that is not of a later day."""
        found = self._answered.get(day)
        if found is None:
            found = of_rows((docid for docid, when in self.answers if when <= day), self.size)
            for old in list(self._answered)[: max(len(self._answered) - _MOST + 1, 0)]:
                self._answered.pop(old, None)
            self._answered[day] = found
        return found


async def letters_ready(host: Host) -> None:
    """Read the correspondence, where that was not done yet."""
    await ready(host)
    await once(host, lambda conn: correspondence(conn, host))


def correspondence(conn: sqlite3.Connection, host: Host) -> Correspondence:
    """The letters of the served archive; `letters_ready` must have been waited for."""
    return kept(host, "correspondence", lambda: load(conn, holdings(conn, host)))


def load(conn: sqlite3.Connection, held: Holdings) -> Correspondence:
    """Read the letters among what the archive holds."""
    cursor = conn.cursor()
    cursor.row_factory = None
    parties: dict[str, list[Any]] = {"from": [None] * held.size, "to": [None] * held.size}
    for docid, way, target in cursor.execute(_PARTIES):
        column = parties[way.partition(".")[0]]
        before = column[docid] or ()
        if target not in before:
            column[docid] = (*before, target)
    return Correspondence(
        size=held.size,
        letters=held.facets["kind"].lines(["letter"]),
        facets={name: facet(column) for name, column in parties.items()},
        answers=[(docid, when or "") for docid, when in cursor.execute(_ANSWERS)],
    )
