"""What the archive holds, by what lists of records are narrowed down by, read once.

Sets of records are numbers of which each bit is a record, by its row number in the full text
(`archive.register.masks`), so that choices are met and counted in microseconds. A served archive
never changes, so nothing of it is ever read again.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from archive.lookup import NOW
from archive.register.masks import Counter, Facet, bits, everything, facet, few_of, of_rows
from archive.web.answering import once
from archive.web.host import Host
from archive.web.kept import keeps, kept
from archive.web.moment import moment

#: What records are narrowed down by.
FACETS = ("kind", "year", "language", "body", "meeting", "mandate", "access")

#: Years that one record may span; an interval beyond counts for its first and its last.
_SPAN = 60

#: Records of a set that are looked up one by one rather than among all.
_FEW_LINES = 4_096

#: Days and saves of which the records are kept.
_MOST = 32

_ROWS = (
    "SELECT record.docid, record.kind, record.date_start, record.date_end, record.language,"
    " coalesce(record.body, meeting.body), record.meeting, record.mandate, record.access,"
    " record.removed FROM record LEFT JOIN meeting ON meeting.id = record.meeting"
    " ORDER BY record.date_end IS NULL, record.date_end DESC, record.date_start DESC, record.id"
)


_THEN = (
    "SELECT docid FROM record WHERE coalesce((SELECT change FROM version"
    " WHERE version.record = record.id AND commit_seq <= ? ORDER BY n DESC LIMIT 1),"
    " 'removed') <> 'removed'"
)


@dataclass(slots=True)
class Holdings:
    """All records: `held` are those that are not removed, `newest` the row numbers of all.

    `starts` are the first days of their dates in order, '' for none, and `by_start` the row
    numbers in that order; `places` are where row numbers stand in `newest`. `size` is one more
    than the last row number. What the sets of facets have is met with `held`, or with what was
    held at another save.
    """

    size: int
    held: int
    newest: Sequence[int]
    facets: Mapping[str, Facet]
    starts: Sequence[str]
    by_start: Sequence[int]
    places: Sequence[int]
    _kept: dict[tuple[str, str | int], int] = field(default_factory=dict)

    def chosen(self, asked: Mapping[str, Sequence[str]], without: str | None = None) -> int:
        """The records that fit one of the values of each facet in `asked` but `without`."""
        found = everything(self.size)
        for name, values in asked.items():
            if name != without and name in self.facets:
                found &= self.facets[name].lines(values)
        return found

    def until(self, day: str) -> int:
        """The records of no later day, those of no date included."""
        key = ("day", day)
        if key not in self._kept:
            self._room()
            count = bisect_right(self.starts, day)
            self._kept[key] = of_rows(self.by_start[:count], self.size)
        return self._kept[key]

    def known(self, conn: sqlite3.Connection, at: int) -> int:
        """The records that the archive held at the save `at`."""
        if at == NOW:
            return self.held
        key = ("save", at)
        if key not in self._kept:
            self._room()
            self._kept[key] = of_rows((row[0] for row in conn.execute(_THEN, (at,))), self.size)
        return self._kept[key]

    def _room(self) -> None:
        while len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]

    def page(self, lines: int, start: int, limit: int) -> list[int]:
        """The row numbers of `limit` records of a set after the first `start`, newest first."""
        signs, many = bits(lines, self.size), lines.bit_count()
        if many < _FEW_LINES:
            # Quicker than to look at all: where they are, then in their order.
            few = sorted(few_of(signs), key=self.places.__getitem__)
            return few[start : start + limit]
        found = compress(self.newest, map(signs.__getitem__, self.newest))
        return list(islice(found, start, start + limit))

    def counts(self, name: str, among: int | Counter) -> dict[str, int]:
        """Value of the facet → how many records of the set have it, the most frequent first.

        Where several facets are counted in one set, a `Counter` of it is faster.
        """
        counter = among if isinstance(among, Counter) else Counter(among, self.size)
        return self.facets[name].counts(counter)


def asked_for(conn: sqlite3.Connection, held: Holdings) -> int:
    """The records of the day and the state of knowledge that the address asks for."""
    asked = moment()
    found = held.held if asked.known is None else held.known(conn, asked.at(conn))
    if asked.asked:  # today's pages have all, those of a day to come too
        found &= held.until(asked.asked)
    return found


async def ready(host: Host) -> None:
    """Read what the archive holds, where that was not done yet, however long it takes."""
    if host not in _holdings and not keeps(host):
        await once(host, lambda conn: holdings(conn, host))


_lock = Lock()
_holdings: WeakKeyDictionary[Any, Holdings] = WeakKeyDictionary()


def holdings(conn: sqlite3.Connection, host: Host) -> Holdings:
    """The records of the served archive; `ready` must have been waited for."""
    if keeps(host):
        return kept(host, "holdings", lambda: load(conn))
    with _lock:
        if host not in _holdings:
            _holdings[host] = load(conn)
        return _holdings[host]


def load(conn: sqlite3.Connection) -> Holdings:
    """Read what the archive on `conn` holds: about ten microseconds for each record."""
    cursor = conn.cursor()
    cursor.row_factory = None
    rows = cursor.execute(_ROWS).fetchall()
    size = max((row[0] for row in rows), default=-1) + 1
    # By their row numbers, which are in the order of the memory that they take: that is faster.
    by_row: list[Any] = [None] * size
    newest = [0] * len(rows)
    for place, row in enumerate(rows):
        newest[place] = row[0]
        by_row[row[0]] = row
    blank = (None,) * 10
    lines = [row or blank for row in by_row]
    columns: dict[str, list[Any]] = {
        "kind": [row[1] for row in lines],
        "year": [_years(row[2], row[3]) for row in lines],
        "language": [row[4] for row in lines],
        "body": [row[5] for row in lines],
        "meeting": [row[6] for row in lines],
        "mandate": [row[7] for row in lines],
        "access": [row[8] for row in lines],
    }
    by_start = sorted(newest, key=lambda docid: by_row[docid][2] or "")
    places = array("l", bytes(array("l").itemsize * size))
    for place, docid in enumerate(newest):
        places[docid] = place
    return Holdings(
        size=size,
        held=of_rows((row[0] for row in rows if not row[9]), size),
        newest=newest,
        facets={name: facet(columns[name]) for name in FACETS},
        starts=[by_row[docid][2] or "" for docid in by_start],
        by_start=by_start,
        places=places,
    )


def _years(start: str | None, end: str | None) -> str | tuple[str, ...] | None:
    """The years that a date touches."""
    if not start:
        return end[:4] if end else None
    if not end or end[:4] == start[:4]:
        return start[:4]
    first, last = int(start[:4]), int(end[:4])
    if not 0 <= last - first < _SPAN:
        return (start[:4], end[:4])
    return tuple(f"{year:04d}" for year in range(first, last + 1))
