"""When it is due what a text wants done by a meeting: "before SOM2", "until the next meeting".

The registers say when a meeting is, and may say it later or otherwise; so all of these are worked
out anew at each build. What cannot be told from the registers has no day.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any, NamedTuple

from archive.build.names import Names
from archive.reader.wording import listed, words
from archive.text.fold import fold

_NEXT = "next "
_OF = frozenset({"of", "of the", "der", "des", "de", "du", "de la", "del"})
_NUMBERED = re.compile(r"([A-Za-z]+)[ -]?(\d{1,3})\Z")


class _Meeting(NamedTuple):
    id: str
    body: str | None
    series: str | None
    number: int | None
    name: str | None
    date: str
    start: str


class _Place(NamedTuple):
    """Where a text stands: whose it is, and the last day of its meeting, or else its own."""

    body: str | None
    series: str | None
    day: str | None


_MEETINGS = """
SELECT id, body, series, series_no, name, date_edtf, date_start FROM meeting
WHERE listed AND date_start IS NOT NULL AND state IS NOT 'cancelled' ORDER BY date_start, id
"""
_PLACE = """
SELECT coalesce(record.body, own.body), own.series,
       coalesce(own.date_end, own.date_start, record.date_end, record.date_start)
FROM record LEFT JOIN meeting AS own ON own.id = record.meeting WHERE record.id = ?
"""
_ITEMS = "SELECT rowid, record, due_meeting FROM action_item WHERE due_meeting IS NOT NULL"
_DECISIONS = """
SELECT decision, record, due_meeting FROM decision_known
WHERE due_meeting IS NOT NULL AND recorded_to IS NULL
"""


def refresh(db: sqlite3.Connection) -> None:
    """Give tasks and decisions that are due by a meeting its first day, none where it is unknown.

    action_item, decision_known, decision, record and meeting must be as now known.
    """
    items, decided = db.execute(_ITEMS).fetchall(), db.execute(_DECISIONS).fetchall()
    if not items and not decided:
        return
    dues = _Dues(db)
    db.executemany(
        "UPDATE action_item SET due_edtf = ? WHERE rowid = ?",
        [(dues.of(record, written), rowid) for rowid, record, written in items],
    )
    db.executemany(
        "UPDATE decision SET due_edtf = ? WHERE id = ?",
        [(dues.of(record, written), decision) for decision, record, written in decided],
    )


class _Dues:
    """The meetings of the register, in order, and the bodies by their names."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._meetings = [_Meeting._make(row) for row in db.execute(_MEETINGS)]
        self._names = Names(db)
        self._gatherings = frozenset(listed(words("months.yaml")["gatherings"]))

    def of(self, record: str, written: str) -> str | None:
        """The first day of the meeting that `written` names in the text of `record`."""
        row: Any = self._db.execute(_PLACE, (record,)).fetchone()
        place = _Place(*row) if row else None
        if place is None or place.day is None:
            return None
        if written.startswith(_NEXT):
            found = self._next(written[len(_NEXT) :].split(" "), place)
        else:
            found = next((each for each in self._after(place) if _named(written, each)), None)
        return found.date.partition("/")[0] if found else None

    def _after(self, place: _Place) -> list[_Meeting]:
        return [each for each in self._meetings if place.day and each.start > place.day]

    def _next(self, said: list[str], place: _Place) -> _Meeting | None:
        """The next meeting of whom the words behind "next" name, else of the text's own body."""
        own = said[0].casefold() in self._gatherings
        of = said[1:] if own else said
        if own and not _OF.isdisjoint({" ".join(of[:1]).casefold(), " ".join(of[:2]).casefold()}):
            of, own = of[1:], False
        after = self._after(place)
        if own:
            if place.body is None and place.series is None:
                return None
            return next((each for each in after if _same(each, place)), None)
        for size in range(min(5, len(of)), 0, -1):
            name = " ".join(of[:size]).rstrip("'")
            found = self._names.find(name)
            for each in after:
                by_body = found is not None and found == ("body", each.body)
                if by_body or (each.series and fold(each.series) == fold(name)):
                    return each
        return None


def _same(each: _Meeting, place: _Place) -> bool:
    if place.body is not None:
        return each.body == place.body
    return each.series == place.series


def _named(written: str, each: _Meeting) -> bool:
    """Whether `written` is the name of a meeting: 'SOM2' by series and number, or its id."""
    parts = _NUMBERED.match(written)
    if parts and each.series and fold(parts[1]) == fold(each.series):
        return int(parts[2]) == each.number
    return written.casefold() == each.id or fold(written) == fold(each.name or "")
