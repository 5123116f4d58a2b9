"""The secretariat's archive, read as the history from which the other editions are made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from archive import registers
from archive.contents import text_of
from archive.convert import convert
from archive.dialect import OWN
from archive.frontmatter import fields_of
from archive.model import Entry, Front, Process

#: Encodings of texts of which nothing had to be guessed.
_SOUND = ("utf-8", "utf-8 crlf")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a record; `content` is None where it removed the record."""

    record: str
    n: int
    seq: int
    path: str
    content: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a file of ours says: its front matter as far as it is sound, and its text.

    `front` is None where it cannot be read as that of a record, `named` are its fields by name.
    """

    front: Front | None
    named: frozenset[str]
    text: str

    @property
    def unclear(self) -> bool:
        """Whether it tells on what ground it is closed, and not for whom it is."""
        return self.front is not None and bool(self.front.closure) and "access" not in self.named


@dataclass(frozen=True, slots=True)
class Save:
    """A commit of the one order of all."""

    seq: int
    hash: str | None
    author_time: int | None
    commit_time: int | None
    uncommitted: bool
    line: str | None


@dataclass(frozen=True, slots=True)
class Original:
    """What the archive knows of a version's original."""

    path: str
    git_blob: str
    sha256: str | None
    size: int | None


class Source:
    """Reads the archive on `conn`, which holds everything; writes nothing."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def versions(self, after: int = 0) -> Iterator[Version]:
        """All versions recorded after the save `after`, by save and record."""
        for row in self.conn.execute(
            "SELECT record, n, commit_seq, path, content FROM version WHERE commit_seq > ? "
            "ORDER BY commit_seq, record, n",
            (after,),
        ):
            yield Version(*row)

    def versions_of(self, record: str) -> list[Version]:
        """The versions of one record in their order."""
        rows = self.conn.execute(
            "SELECT record, n, commit_seq, path, content FROM version WHERE record = ? ORDER BY n",
            (record,),
        )
        return [Version(*row) for row in rows]

    def texts(self) -> Iterator[tuple[str, int, bool, str]]:
        """(record, version, whether it is the newest, text) of each version of our own that can
        be read, by record and version."""
        for record, n, newest, encoding, text, content in self.conn.execute(
            "SELECT version.record, n, n = current_version, encoding, text, content.id "
            "FROM version JOIN content ON content.id = version.content "
            "JOIN record ON record.id = version.record "
            "WHERE instr(version.record, '.') = 0 ORDER BY version.record, n"
        ):
            if encoding in _SOUND:
                found = text if text is not None else text_of(self.conn, content)
                yield record, n, bool(newest), found or ""

    def readable(self, content: int | None) -> bool:
        """Whether a text is known to be UTF-8 and whole."""
        row = self.conn.execute("SELECT encoding FROM content WHERE id = ?", (content,)).fetchone()
        return row is not None and row[0] in _SOUND

    def text(self, content: int | None) -> str | None:
        """A text that is known to be UTF-8 and whole; None where it is not."""
        return text_of(self.conn, content) if self.readable(content) else None

    def any_text(self, content: int) -> str | None:
        """A text as the archive has it, whatever had to be guessed."""
        return text_of(self.conn, content)

    def said(self, record: str, content: int | None) -> Said | None:
        """What a version of an own record says; None where its text cannot be read."""
        text = self.text(content)
        return None if text is None else said_by(record, text)

    def saves(self, after: int = 0) -> Iterator[Save]:
        """The saves after `after`, in their order."""
        for row in self.conn.execute(
            "SELECT seq, hash, author_time, commit_time, uncommitted, line FROM commit_ "
            "WHERE seq > ? ORDER BY seq",
            (after,),
        ):
            yield Save(row[0], row[1], row[2], row[3], bool(row[4]), row[5])

    def original(self, record: str, n: int) -> Original | None:
        """The original of a version; None where it has none."""
        row = self.conn.execute(
            "SELECT path, git_blob, sha256, size FROM original WHERE record = ? AND version = ?",
            (record, n),
        ).fetchone()
        return Original(*row) if row and row[1] else None

    def entities(self) -> Iterator[tuple[str, str, list[tuple[int, Entry | None]]]]:
        """(id, type, its states) of each entry of the registers; None: it was taken out.

        Those that an import brought are left out: they are made of its files.
        """
        found: dict[str, tuple[str, list[tuple[int, Entry | None]]]] = {}
        closed: dict[str, int | None] = {}
        for entity, kind, fields, begin, end in self.conn.execute(
            "SELECT entity, type, fields, recorded_from, recorded_to FROM entity_state "
            "WHERE type <> ? AND instr(entity, '.') = 0 ORDER BY entity, recorded_from",
            (registers.PROCESS,),
        ):
            _, states = found.setdefault(entity, (kind, []))
            if (before := closed.get(entity)) is not None and before < begin:
                states.append((before, None))
            states.append((begin, registers.decode_entry(kind, fields)))
            closed[entity] = end
        for entity, (kind, states) in found.items():
            if (end := closed[entity]) is not None:
                states.append((end, None))
            yield entity, kind, states

    def process(self) -> list[tuple[int, Process]]:
        """What process.yaml said, with its claims and gaps, each with the save that says so."""
        own = registers.PROCESS
        rows = self.conn.execute(
            "SELECT fields, recorded_from, recorded_to FROM entity_state WHERE entity = ? "
            "ORDER BY recorded_from",
            (own,),
        ).fetchall()
        times = {row[1] for row in rows}
        claims = self._timed(
            "claim", ("property", "value", "kind", "source", "note"), "stated_in", own
        )
        gaps = self._timed("unknown", ("property", "note"), "stated_in", own)
        times |= {each[at] for each in (*claims, *gaps) for at in (0, 1) if each[at] is not None}
        out = []
        for seq in sorted(times):
            fields = next(
                (json.loads(f) for f, begin, end in rows if _holds(begin, end, seq)), None
            )
            if fields is None:
                continue
            said = {
                **fields,
                "claims": [claim for begin, end, claim in claims if _holds(begin, end, seq)],
                "unknowns": [gap for begin, end, gap in gaps if _holds(begin, end, seq)],
            }
            out.append((seq, msgspec.convert(said, Process)))
        return out

    def _timed(
        self, table: str, columns: tuple[str, ...], owner: str, own: str
    ) -> list[tuple[int, int | None, dict[str, Any]]]:
        rows = self.conn.execute(
            f"SELECT recorded_from, recorded_to, {', '.join(columns)} FROM {table} "  # noqa: S608
            f"WHERE {owner} = ? ORDER BY n",
            (own,),
        )
        return [
            (row[0], row[1], {k: v for k, v in zip(columns, row[2:], strict=True) if v is not None})
            for row in rows
        ]


def _holds(begin: int, end: int | None, seq: int) -> bool:
    return begin <= seq and (end is None or end > seq)


def said_by(record: str, text: str) -> Said:
    """What the text of an own record's file says."""
    parts = OWN.parts(text)
    fields = fields_of(parts.front)
    if fields is None:
        return Said(None, frozenset(), parts.body)
    front, _ = convert(fields, Front)
    if front is not None and front.id != record:
        front = None
    return Said(front, frozenset(fields), parts.body)
