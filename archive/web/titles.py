"""The titles of all records, folded, to propose some while one types; looked through in memory."""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from archive.text.folding import fold
from archive.web.holdings import Holdings
from archive.web.host import Host
from archive.web.kept import keeps, kept

#: Titles that hold the longest word and are looked at for the others, at most.
_LOOKED_AT = 4000


@dataclass(frozen=True, slots=True)
class Titles:
    """All folded titles in one text, a line each, the newest records first; `starts` of lines."""

    text: str
    starts: array[int]

    def find(self, words: str) -> Iterator[int]:
        """The places, by age, of the records in whose titles all `words` stand.

        The last of them may be the beginning of a word. Titles in which they stand together come
        first.
        """
        sought = fold(words)
        if not sought:
            return
        seen: set[int] = set()
        for place, _ in self._lines(f" {sought}"):
            seen.add(place)
            yield place
        parts = [f" {part} " for part in sought.split()]
        if len(parts) < 2:
            return
        parts[-1] = parts[-1].rstrip()
        longest = max(parts, key=len)
        for looked_at, (place, line) in enumerate(self._lines(longest)):
            if looked_at >= _LOOKED_AT:
                return
            if place not in seen and all(part in line for part in parts):
                yield place

    def _lines(self, part: str) -> Iterator[tuple[int, str]]:
        at = self.text.find(part)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            end = self.text.index("\n", at)
            yield place, self.text[self.starts[place] : end]
            at = self.text.find(part, end)


_lock = Lock()
_titles: WeakKeyDictionary[Any, Titles] = WeakKeyDictionary()


def titles(conn: sqlite3.Connection, host: Host, held: Holdings) -> Titles:
    """The titles of what the served archive holds, read when they are asked for first."""
    if keeps(host):
        return kept(host, "titles", lambda: load(conn, held))
    with _lock:
        if host not in _titles:
            _titles[host] = load(conn, held)
        return _titles[host]


def load(conn: sqlite3.Connection, held: Holdings) -> Titles:
    """Read and fold the titles of the records of `held`, in their order."""
    cursor = conn.cursor()
    cursor.row_factory = None
    told = dict(cursor.execute("SELECT docid, title FROM record").fetchall())
    lines = [f" {fold(told.get(docid, ''))} \n" for docid in held.newest]
    starts = array("q", [0]) * len(lines)
    at = 0
    for place, line in enumerate(lines):
        starts[place] = at
        at += len(line)
    return Titles("".join(lines), starts)


@dataclass(frozen=True, slots=True)
class Title:
    """A record that is proposed."""

    id: str
    title: str
    kind: str
    date: str | None
    language: str | None


def proposed(conn: sqlite3.Connection, docids: list[int]) -> list[Title]:
    """The records with these row numbers, in their order."""
    rows = conn.execute(
        "SELECT docid, id, title, kind, date_edtf, language FROM record"
        " WHERE docid IN (SELECT value FROM json_each(?))",
        (json.dumps(docids),),
    )
    found = {row[0]: Title(*tuple(row)[1:]) for row in rows}
    return [found[docid] for docid in docids if docid in found]
