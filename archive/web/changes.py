"""What changed between two versions of a record, paragraph by paragraph and word by word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from archive.compare import Piece, between
from archive.errors import NotInArchive
from archive.reading import VersionRow, parts_of, versions
from archive.text.diff import Change, word_diff
from archive.web.host import Host
from archive.web.moment import here, moment
from archive.web.names import paragraph_words
from archive.web.record import direction, known_version

#: Paragraphs that did not change and stand far from those that did are folded together.
AROUND = 1

_WORDS = {
    "added": "new", "removed": "taken out", "moved": "moved", "reworded": "reworded", "same": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or (`left_out`) how many in a row stand as they were and are not shown."""

    op: str
    said: str
    where: str
    href: str | None
    changes: list[Change]
    left_out: int = 0

    @property
    def before(self) -> list[Change]:
        """The words of the older text."""
        return [each for each in self.changes if each.op not in ("added", "moved")]

    @property
    def after(self) -> list[Change]:
        """The words of the newer text."""
        return [each for each in self.changes if each.op != "removed"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The two versions and what changed between them; `front` is of the facts at the file's head.

    `older` and `newer` are the addresses of the versions, `other` that of the other way to show.
    """

    record: str
    title: str
    language: str
    direction: str
    old: VersionRow
    new: VersionRow
    older: str
    newer: str
    other: str
    versions: list[VersionRow]
    front: list[list[Change]]
    lines: list[Line]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether the text reads the same in both."""
        return not self.counts


def view(
    conn: sqlite3.Connection, host: Host, name: str, old: int | None, new: int | None, *, side: bool
) -> Shown:
    """Version `old` of the record beside `new` (None: the last two); raises `NotInArchive`."""
    every = versions(conn, name)
    asked = moment()
    last = known_version(every, asked.at(conn), name) if asked.known else every[-1].n
    second = last if new is None else new
    first = max(second - 1, 1) if old is None else old
    for n in (first, second):
        if not 1 <= n <= len(every):
            raise NotInArchive(f"{name} has no version {n}: it has {len(every)}, counted from 1")
    found = between(conn, name, name, (first, second))
    title, language = conn.execute(
        "SELECT title, coalesce(language, 'en') FROM record WHERE id = ?", (name,)
    ).fetchone()
    counts: dict[str, int] = {}
    for piece in found.pieces:
        if piece.op != "same":
            counts[_WORDS[piece.op]] = counts.get(_WORDS[piece.op], 0) + 1
    fronts = [parts_of(conn, name, n) for n in (first, second)]
    front = word_diff(*((each.front or "" if each else "") for each in fronts))
    there = f"records/{name}/diff/{first}/{second}"
    return Shown(
        record=name,
        title=title,
        language=language,
        direction=direction(language),
        old=every[first - 1],
        new=every[second - 1],
        older=_version(host, name, first, len(every)),
        newer=_version(host, name, second, len(every)),
        other=here(host, there if side else f"{there}/side"),
        versions=every,
        front=changed_lines(front),
        lines=list(_lines(found.pieces, _version(host, name, second, len(every)))),
        counts=counts,
    )


def changed_lines(changes: list[Change]) -> list[list[Change]]:
    """The lines in which something changed, each with its changes."""
    lines: list[list[Change]] = [[]]
    for change in changes:
        for at, text in enumerate(change.text.split("\n")):
            if at:
                lines.append([])
            if text:
                lines[-1].append(replace(change, text=text))
    return [line for line in lines if any(each.op != "same" for each in line)]


def _version(host: Host, name: str, n: int, newest: int) -> str:
    return here(host, f"records/{name}" if n == newest else f"records/{name}/versions/{n}")


def _lines(pieces: list[Piece], newer: str) -> Iterator[Line]:
    changed = [at for at, piece in enumerate(pieces) if piece.op != "same"]
    near = {at + away for at in changed for away in range(-AROUND, AROUND + 1)}
    waiting = 0
    for at, piece in enumerate(pieces):
        if at not in near:
            waiting += 1
            continue
        if waiting:
            yield Line("same", "", "", None, [], waiting)
            waiting = 0
        anchor = piece.new or piece.old or ""
        said = _WORDS[piece.op]
        if piece.old and piece.new and piece.old != piece.new:
            said = f"{said or 'renumbered'}, before {paragraph_words(piece.old)}"
        href = f"{newer}#{piece.new}" if piece.new else None
        yield Line(piece.op, said, anchor, href, piece.changes)
    if waiting:
        yield Line("same", "", "", None, [], waiting)
