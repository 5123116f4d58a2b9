"""The wordings that one text had: a record's, or one paragraph's, followed from version to version.

    Wordings(conn).of(Text("som-1-minutes", "p3"))   # ([Wording(first, last, text)], "p2")

A paragraph is followed where it was moved or renumbered; its name is the one that it has now.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.compare import anchor_before, inside, joined, within
from archive.errors import NotInArchive
from archive.lookup import NOW
from archive.reading import VersionRow, parts_of, versions

if TYPE_CHECKING:
    from archive.text.paragraphs import Paragraph

#: Versions whose paragraphs are kept at hand.
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has one name: a paragraph of a record, or the whole (`anchor` None)."""

    record: str
    anchor: str | None

    @property
    def name(self) -> str:
        """`record#anchor`, or the record."""
        return f"{self.record}#{self.anchor}" if self.anchor else self.record


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it stood from version `first` to `last`."""

    first: VersionRow
    last: VersionRow
    text: str


class Wordings:
    """Reads texts as known at a commit, each once."""

    def __init__(self, conn: sqlite3.Connection, at: int = NOW) -> None:
        self._conn = conn
        self._at = at
        self._read: dict[tuple[str, int], list[Paragraph]] = {}
        self._found: dict[Text, tuple[list[Wording], str | None]] = {}

    def of(self, text: Text) -> tuple[list[Wording], str | None]:
        """The wordings, oldest first, and the anchor that the text had in the first of them.

        None where it is not there.
        """
        if text not in self._found:
            self._found[text] = self._wordings(text, self.versions(text.record))
        return self._found[text]

    def require(self, text: Text) -> None:
        """Raise `NotInArchive` where there is no such record or paragraph."""
        if self.of(text)[0]:
            return
        first = versions(self._conn, text.record)[0]
        every = self.versions(text.record)
        if not every:
            raise NotInArchive(
                f"{text.record} was not yet in the archive at commit {self._at}: "
                f"it came in with commit {first.commit_seq} of {first.time[:10] or 'today'}"
            )
        within(text.record, self.paragraphs(text.record, every[-1].n), text.anchor or "")

    def versions(self, record: str) -> list[VersionRow]:
        """The versions known by now that have a text; none where there is no such record."""
        if not self._conn.execute("SELECT 1 FROM record WHERE id = ?", (record,)).fetchone():
            return []
        return [
            each
            for each in versions(self._conn, record)
            if each.commit_seq <= self._at and each.change != "removed"
        ]

    def paragraphs(self, record: str, n: int) -> list[Paragraph]:
        """The paragraphs of version `n`; none where its content could not be read."""
        from archive.text.paragraphs import paragraphs

        found = self._read.get((record, n))
        if found is None:
            parts = parts_of(self._conn, record, n)
            found = paragraphs(parts.body, parts.body_line) if parts else []
            if len(self._read) >= _KEPT:
                del self._read[next(iter(self._read))]
            self._read[record, n] = found
        return found

    def _wordings(self, of: Text, every: list[VersionRow]) -> tuple[list[Wording], str | None]:
        anchor = of.anchor
        found: list[Wording] = []
        later: VersionRow | None = None
        for version in reversed(every):
            blocks = self.paragraphs(of.record, version.n)
            if anchor is not None:
                if later is None and not inside(blocks, anchor):
                    continue  # it was taken out since
                if later is not None:
                    now = self.paragraphs(of.record, later.n)
                    before = anchor_before(blocks, now, anchor)
                    if before is None:
                        break
                    anchor = before
                blocks = inside(blocks, anchor)
            later = version
            text = joined(blocks)
            if found and same_words(found[-1].text, text):
                found[-1] = Wording(version, found[-1].last, found[-1].text)
            else:
                found.append(Wording(version, version, text))
        return found[::-1], anchor


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but emphasis and white space."""
    from archive.text.sentences import evened

    return one == other or evened(one) == evened(other)
