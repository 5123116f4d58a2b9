"""Where the citations in prose lead, worked out over all records that are here.

A new record, or a meeting that gets its place, may settle a citation elsewhere or make it
ambiguous; so wherever one that can be cited was touched, all of them are looked at again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from archive.reader.model import Cited
from archive.reader.resolve import Known, Place, number_asked, resolve, words_asked, words_told

#: Kinds of record whose paragraphs are cited by number.
CITED = ("minutes", "decision", "report")

_KNOWN = """
SELECT record.id, record.kind, record.title, record.meeting, meeting.series, meeting.series_no,
       meeting.place, meeting.name, record.alternate_title, body.aliases,
       coalesce(meeting.date_start, record.date_start), record.language, record.work,
       record.authoritative, coalesce(record.body, meeting.body)
FROM record LEFT JOIN meeting ON meeting.id = record.meeting
LEFT JOIN body ON body.id = coalesce(record.body, meeting.body)
WHERE NOT record.removed
"""
_ALL = f"{_KNOWN} AND record.kind IN ('minutes', 'decision', 'report') ORDER BY record.id"
_ONE = f"{_KNOWN} AND record.id = ?"

_PLACE = """
SELECT record.id, record.meeting, coalesce(record.body, own.body),
       coalesce(own.date_start, record.date_start), record.language,
       own.prepares, next.series, next.series_no
FROM record LEFT JOIN meeting AS own ON own.id = record.meeting
LEFT JOIN meeting AS next ON next.id = own.prepares
WHERE record.id = ?
"""


def refresh(
    db: sqlite3.Connection, records: Collection[str], entries: Collection[str], *, fresh: bool
) -> None:
    """Say of each citation which document and paragraph it means, where that is settled.

    `records` and `entries` are what a build touched; with `fresh` all is new.
    """
    if not (fresh or entries or _any_cited(db, records)):
        return
    rows = db.execute(
        "SELECT rowid, record, anchor, written, number, named, line_start, rule, "
        "document, target "
        "FROM citation ORDER BY record, n"
    ).fetchall()
    if not rows:
        return
    library = _Library(db, {row[4] for row in rows})
    place: Place | None = None
    changed = []
    for rowid, record, anchor, written, number, named, line, rule, *before in rows:
        if place is None or place.record != record:
            place = _place(db, record)
        cited = Cited(anchor, written, number, named, line, rule)
        meant = resolve(cited, place, library.candidates(cited, place))
        if [*meant] != before:
            changed.append((*meant, rowid))
    db.executemany("UPDATE citation SET document = ?, target = ? WHERE rowid = ?", changed)


def _any_cited(db: sqlite3.Connection, records: Collection[str]) -> bool:
    """Whether one of `records` can be cited by its number, or is cited by its id."""
    for record in records:
        row = db.execute("SELECT kind FROM record WHERE id = ?", (record,)).fetchone()
        if row is None or row[0] in CITED:
            return True
    named = db.execute("SELECT DISTINCT named FROM citation WHERE rule = 'id'")
    return not {name for (name,) in named}.isdisjoint(records)


def _place(db: sqlite3.Connection, record: str) -> Place:
    row = db.execute(_PLACE, (record,)).fetchone()
    names = db.execute(
        "SELECT target FROM record_reference WHERE record = ? "
        "AND (field LIKE 'cites%' OR field LIKE 'about%')",
        (record,),
    )
    return replace(Place(*row), names=frozenset(name for (name,) in names))


class _Library:
    """Every record that can be cited, found by its words, its id or its meeting."""

    def __init__(self, db: sqlite3.Connection, numbers: Iterable[int]) -> None:
        self._db = db
        self._anchors = anchors = _anchors(db, numbers)
        self._all: dict[str, Known] = {}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_meeting: dict[str, set[str]] = defaultdict(set)
        self._by_place: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._by_kin: dict[str, set[str]] = defaultdict(set)
        self._by_body: dict[tuple[str, int], set[str]] = defaultdict(set)
        for row in db.execute(_ALL):
            known = _known(row, anchors.get(row[0], frozenset()))
            self._all[known.record] = known
            for word in words_told(known):
                self._by_word[word].add(known.record)
            if known.meeting:
                self._by_meeting[known.meeting].add(known.record)
            if known.series and known.number is not None:
                self._by_place[known.series, known.number].add(known.record)
            if known.body:
                self._by_kin[known.body].add(known.record)
            if known.body and known.number is not None:
                self._by_body[known.body, known.number].add(known.record)

    def candidates(self, cited: Cited, here: Place) -> list[Known]:
        """The records that `cited` may mean: by its words, or by what its own record points at."""
        if cited.rule == "id":
            return self._one(cited.of or "")
        found = {here.record, *here.names}
        for meeting in (here.meeting, here.prepares, *here.names):
            found |= self._by_meeting.get(meeting or "", set())
        if here.prepares_series and here.prepares_number:
            found |= self._by_place.get((here.prepares_series, here.prepares_number - 1), set())
        if cited.rule.endswith(":year"):
            same = self._by_kin.get(here.body or "", set())
            found |= same & self._by_word.get(cited.of or "", set())
        elif cited.of is not None:
            found |= {cited.of} | self._by_meeting.get(cited.of, set())
            number = number_asked(cited.of)
            if number is not None:
                found |= self._by_body.get((here.body or "", number), set())
            lists = [self._by_word.get(word, set()) for word in words_asked(cited.of)]
            found |= min(lists, key=len, default=set())
        return [self._all[record] for record in sorted(found) if record in self._all]

    def _one(self, record: str) -> list[Known]:
        """The record of that id, of whatever kind."""
        if record in self._all:
            return [self._all[record]]
        rows = self._db.execute(_ONE, (record,))
        return [_known(row, self._anchors.get(record, frozenset())) for row in rows]


def _known(row: tuple[Any, ...], anchors: frozenset[str]) -> Known:
    (record, kind, title, meeting, series, number, place, name, alternate, aliases, day, language,
     work, authoritative, held_by) = row  # fmt: skip
    # A body's other names stand for its meeting only together with a number or a place.
    called = " ".join([name or "", *json.loads(aliases or "[]")])
    return Known(
        record, kind, title, meeting, series, number, place, called,
        (alternate,) if alternate else (), day, language, work, bool(authoritative), anchors,
        held_by,
    )  # fmt: skip


def _anchors(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[str, frozenset[str]]:
    """The numbered anchors of each record, of those numbers that are cited."""
    asked = sorted(set(numbers))
    marks = ", ".join("?" * min(len(asked), 30_000))
    out: dict[str, set[str]] = defaultdict(set)
    query = f"SELECT record, anchor FROM paragraph WHERE number IN ({marks})"  # noqa: S608
    for record, anchor in db.execute(query, asked[:30_000]):
        out[record].add(anchor)
    return {record: frozenset(anchors) for record, anchors in out.items()}
