"""Two versions of a record side by side: what changed in its facts and in its text."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.contents import text_of
from archive.errors import NotInArchive
from archive.reading import VersionRow, versions

if TYPE_CHECKING:
    from archive.profiles.header import Opening
    from archive.text.diff import Change


@dataclass(frozen=True, slots=True)
class Comparison:
    """The versions compared, and the changes word by word of front matter and text."""

    record: str
    old: VersionRow
    new: VersionRow
    front: list[Change]
    text: list[Change]

    @property
    def same(self) -> bool:
        """Whether not a word differs."""
        return all(change.op == "same" for change in (*self.front, *self.text))


def compare(
    conn: sqlite3.Connection, record_id: str, old: int | None = None, new: int | None = None
) -> Comparison | None:
    """Version `old` against `new`; by default the last against the one before it.

    None where the record has one version only and none was asked for. Raises `NotInArchive`
    for a record or version that is not there.
    """
    from archive.text.diff import word_diff

    every = versions(conn, record_id)
    if len(every) == 1 and old is None and new is None:
        return None
    last = len(every) if new is None else new
    first = last - 1 if old is None else old
    for n in (first, last):
        if not 1 <= n <= len(every):
            raise NotInArchive(
                f"{record_id} has no version {n}: it has {len(every)}, counted from 1 (the oldest)"
            )
    before, after = _parts(conn, record_id, first), _parts(conn, record_id, last)
    return Comparison(
        record_id,
        every[first - 1],
        every[last - 1],
        word_diff(before.front or "", after.front or ""),
        word_diff(before.body, after.body),
    )


def _parts(conn: sqlite3.Connection, record_id: str, n: int) -> Opening:
    """A version's file in its parts; all empty for the version that removed the record."""
    from archive.dialect import dialect_of

    row = conn.execute(
        "SELECT content FROM version WHERE record = ? AND n = ?",
        (record_id, n),
    ).fetchone()
    return dialect_of(conn, record_id).parts(text_of(conn, row[0]) or "")
