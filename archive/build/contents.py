"""Contents: each stored once, read once, and summed up so that versions can be compared."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.convert import convert
from archive.decisions.marked import may_be_marked
from archive.errors import BadFrontMatter, HistoryUnreadable
from archive.frontmatter import Parts, decode, newlines, read_front, split
from archive.history import Blob
from archive.model import Front

_ID_LINE = re.compile(r"^id: *([a-z0-9][a-z0-9-]{0,79}) *$", re.MULTILINE)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")


@dataclass(frozen=True, slots=True)
class Summary:
    """What one content holds, as far as versions need it.

    The keys are Python's own hashes of the body, as it stands and without its white space:
    good within one process, which is all that is compared. `marked` is False where the body
    surely has no marks.
    """

    content: int
    blob: str
    encoding: str
    record: str | None
    front: str | None
    body_key: int
    tight_key: int
    marked: bool


_GAPS = re.compile(r"\n{3,}")


def words_of(body: str) -> str:
    """The body with its line breaks and spacing evened out, its paragraphs kept apart."""
    if " \n" in body or "\t\n" in body:
        body = "\n".join(line.rstrip(" \t\f\v") for line in body.split("\n"))
    if "\n\n\n" in body:
        body = _GAPS.sub("\n\n", body)
    return " ".join(body.strip().replace("\n\n", " \0 ").split())


def _tight(body: str) -> int:
    return hash(body.encode("utf-8", "surrogatepass").translate(None, b" \t\n\f\v"))


def summarise(content: int, blob: str, encoding: str, text: str | None) -> Summary:
    """The summary of one content; `text` is None where it could not be read."""
    if text is None:
        return Summary(content, blob, encoding, None, None, hash(blob), hash(blob), False)
    parts = split(newlines(text))
    record = None
    if parts.front is not None:
        found = _ID_LINE.search(parts.front)
        record = found[1] if found else _id_of(parts.front)
    return Summary(
        content, blob, encoding, record, parts.front, hash(parts.body), _tight(parts.body),
        may_be_marked(parts.body),
    )  # fmt: skip


def _id_of(front: str) -> str | None:
    try:
        said = read_front(front).get("id")
    except BadFrontMatter:
        return None
    return said if isinstance(said, str) and _ID.match(said) else None


def fields_of(front: str | None) -> dict[str, Any] | None:
    """Front matter as plain values, None where there is none that can be read."""
    if front is None:
        return None
    try:
        return read_front(front)
    except BadFrontMatter:
        return None


def front_of(fields: dict[str, Any] | None, record: str) -> Front:
    """The front matter as a `Front`, its faulty fields left out, what it must have made up.

    `check` reports the faults; the archive keeps what can be read.
    """
    given = {**(fields or {}), "id": record}
    front, _ = convert(given, Front)
    if front is None:
        front, _ = convert({"kind": "note", "title": record, **given}, Front)
    return front or Front(id=record, kind="note", title=record)


class Contents:
    """The content table, written in batches within the caller's transaction.

    `stream` yields the contents that are not in the archive yet, in the order in which
    they are first asked for; `text_of` and `summary` answer from what is written.
    """

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool, batch: int = 500) -> None:
        self._db = connection
        self._fresh = fresh
        self._batch = batch
        self._waiting: dict[int, tuple[Any, ...]] = {}
        self._ids: dict[str, int] = {}
        self._stream: Iterator[Blob] = iter(())
        last = connection.execute("SELECT coalesce(max(id), 0) FROM content").fetchone()
        self._last: int = last[0]

    def read_from(self, stream: Iterator[Blob]) -> None:
        """Take the next contents from `stream`."""
        self._stream = stream

    def has(self, blob: str) -> bool:
        """Whether the content called `blob` is in the archive."""
        if blob in self._ids:
            return True
        if self._fresh:
            return False
        found = self._db.execute("SELECT id FROM content WHERE git_blob = ?", (blob,)).fetchone()
        if found:
            self._ids[blob] = found[0]
        return found is not None

    def next_blob(self, name: str) -> Blob:
        """The next content of the stream, which must be the one called `name`."""
        blob = next(self._stream, None)
        if blob is None or blob.name != name:
            raise HistoryUnreadable(
                f"git stopped before giving content {name[:12]}: run git fsck, then build again"
            )
        return blob

    def finish(self) -> None:
        """Let the stream end, so that a git that failed is told; nothing more may come of it."""
        for blob in self._stream:
            raise HistoryUnreadable(f"git gave content {blob.name[:12]}, which nobody asked for")

    def add(self, blob: Blob) -> Summary:
        """Store a content that is not there yet; what cannot be text is kept by its hash."""
        if blob.missing:
            text, encoding = None, "missing"
        elif blob.data is None:
            text, encoding = None, "too large"
        else:
            text, encoding = decode(blob.data)
        self._last += 1
        self._ids[blob.name] = self._last
        self._waiting[self._last] = (
            self._last, blob.name, blob.sha256, blob.size, encoding, text,
        )  # fmt: skip
        if len(self._waiting) >= self._batch:
            self.flush()
        return summarise(self._last, blob.name, encoding, text)

    def summary(self, name: str) -> Summary:
        """The summary of a content that is in the archive."""
        self.flush()
        row = self._db.execute(
            "SELECT id, git_blob, encoding, text FROM content WHERE git_blob = ?", (name,)
        ).fetchone()
        return summarise(*row)

    def parts(self, content: int) -> Parts:
        """The front matter and body of a content that is in the archive, or waits to be."""
        return split(newlines(self._text(content) or ""))

    def _text(self, content: int) -> str | None:
        if content in self._waiting:
            text: str | None = self._waiting[content][-1]
            return text
        found = self._db.execute("SELECT text FROM content WHERE id = ?", (content,)).fetchone()
        return None if found[0] is None else str(found[0])

    def flush(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            self._db.executemany(
                "INSERT INTO content (id, git_blob, sha256, size, encoding, text) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                self._waiting.values(),
            )
            self._waiting.clear()
