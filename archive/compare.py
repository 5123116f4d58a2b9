"""Two texts side by side: versions of a record, two records, two paragraphs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.errors import NotInArchive
from archive.reading import VersionRow, parts_of, versions

if TYPE_CHECKING:
    from archive.profiles.header import Opening
    from archive.text.diff import Change
    from archive.text.paragraphs import Paragraph


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
            raise _no_version(record_id, n, len(every))
    before, after = (_parts(conn, every[n - 1], record_id) for n in (first, last))
    return Comparison(
        record_id,
        every[first - 1],
        every[last - 1],
        word_diff(before.front or "", after.front or ""),
        word_diff(before.body, after.body),
    )


def _parts(conn: sqlite3.Connection, version: VersionRow, record_id: str) -> Opening:
    """A version's file in its parts; all empty for the version that removed the record."""
    from archive.dialect import OWN

    found = None if version.change == "removed" else parts_of(conn, record_id, version.n)
    return found or OWN.parts("")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts: a record, or a paragraph of it (`anchor`), as it stood in `version`."""

    record: str
    anchor: str | None
    version: int
    title: str
    date_edtf: str | None

    @property
    def name(self) -> str:
        """`record#anchor`, or the record."""
        return f"{self.record}#{self.anchor}" if self.anchor else self.record


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of one paragraph: its anchors in both texts, and the changes of its words.

    `op` is same, reworded, moved (maybe reworded too), removed or added; `old` or `new` is
    None where it is not in that text.
    """

    op: str
    old: str | None
    new: str | None
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Between:
    """Two texts compared paragraph by paragraph, in the order of the second."""

    old: Side
    new: Side
    pieces: list[Piece]


def between(
    conn: sqlite3.Connection,
    old: str,
    new: str,
    versions_: tuple[int | None, int | None] = (None, None),
) -> Between:
    """Two records, or two paragraphs (`record#anchor`), compared word by word.

    A paragraph with all that stands inside it is one text. A record beside a paragraph is
    compared as one text too. `versions_` are those of either side, by default the last with a
    text. Of two versions of one paragraph, `old` is what it was then, whatever its number.
    Raises `NotInArchive`.
    """
    from archive.text.diff import word_diff
    from archive.text.pairing import pairs

    other, after = _side(conn, new, versions_[1])
    if old == new and other.anchor:
        one, before = _side(conn, other.record, versions_[0])
        was = anchor_before(before, _side(conn, other.record, versions_[1])[1], other.anchor)
        one, before = replace(one, anchor=was), inside(before, was) if was else []
    else:
        one, before = _side(conn, old, versions_[0])
    if one.anchor or other.anchor:
        changes = word_diff(joined(before), joined(after))
        op = "same" if all(each.op == "same" for each in changes) else "reworded"
        op = op if before else "added"
        return Between(one, other, [Piece(op, one.anchor, other.anchor, changes)])
    pieces = []
    for each in pairs(before, after, own_numbers=one.record == other.record):
        changes = word_diff(each.old.text if each.old else "", each.new.text if each.new else "")
        pieces.append(
            Piece(
                each.op,
                each.old.anchor if each.old else None,
                each.new.anchor if each.new else None,
                changes,
            )
        )
    return Between(one, other, pieces)


def _side(conn: sqlite3.Connection, name: str, version: int | None) -> tuple[Side, list[Paragraph]]:
    from archive.text.paragraphs import paragraphs

    record, _, anchor = name.partition("#")
    every = versions(conn, record)
    n = len(every) if version is None else version
    if not 1 <= n <= len(every):
        raise _no_version(record, n, len(every))
    parts = parts_of(conn, record, n)
    blocks = paragraphs(parts.body, parts.body_line) if parts else []
    if anchor:
        blocks = within(record if n == len(every) else f"{record} in version {n}", blocks, anchor)
    title, edtf = conn.execute(
        "SELECT title, date_edtf FROM record WHERE id = ?", (record,)
    ).fetchone()
    return Side(record, anchor or None, n, title, edtf), blocks


def within(record: str, blocks: Sequence[Paragraph], anchor: str) -> list[Paragraph]:
    """The paragraph `anchor` and what stands inside it (`p59`, `p59.1`); raises `NotInArchive`."""
    found = inside(blocks, anchor)
    if found:
        return found
    raise NotInArchive(missing(record, blocks, anchor))


def missing(record: str, blocks: Sequence[Paragraph], anchor: str) -> str:
    """The sentence that says that `record` has no such paragraph or page, and what it has."""
    from archive.text.places import is_place, places

    sought, none = ("page, slide or sheet", "it has none")
    anchors = [each.anchor for each in places(blocks)]
    if not is_place(anchor):
        sought, anchors = "paragraph", [each.anchor for each in blocks]
    has = f"it has {', '.join(anchors[:8])}{' ...' if len(anchors) > 8 else ''}"
    return f"{record} has no {sought} {anchor!r}: {has if anchors else none}"


def inside(blocks: Sequence[Paragraph], anchor: str) -> list[Paragraph]:
    """The paragraph `anchor` and what stands inside it, or those of a page; none: not there."""
    from archive.text.places import within as within_text

    return within_text(blocks, anchor)


def anchor_before(then: Sequence[Paragraph], now: Sequence[Paragraph], anchor: str) -> str | None:
    """What the paragraph `anchor` of a text was in an earlier version of it; None: not there."""
    from archive.text.pairing import pairs
    from archive.text.places import is_place
    from archive.text.sentences import evened

    if is_place(anchor):
        return anchor if inside(then, anchor) else None
    own = joined(inside(now, anchor))
    if own and evened(own) == evened(joined(inside(then, anchor))):
        return anchor
    for each in pairs(then, now, own_numbers=True):
        if each.new and each.new.anchor == anchor:
            return each.old.anchor if each.old else None
    return None


def joined(blocks: Sequence[Paragraph]) -> str:
    """The words of paragraphs as one text, a blank line between them."""
    return "\n\n".join(each.text for each in blocks if each.text)


def _no_version(record_id: str, n: int, count: int) -> NotInArchive:
    return NotInArchive(
        f"{record_id} has no version {n}: it has {count}, counted from 1 (the oldest)"
    )
