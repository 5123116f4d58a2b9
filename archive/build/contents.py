"""Contents: each stored once, read once, and summed up so that versions can be compared."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections import deque
from collections.abc import Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from archive.contents import Packer, text_of
from archive.decisions.marked import may_be_marked
from archive.dialect import OWN, TOP, Dialect
from archive.errors import BadFrontMatter, HistoryUnreadable
from archive.frontmatter import newlines, read_front, salvage, split, top_of_long
from archive.history import Blob
from archive.profiles.header import Opening

#: A row of content, its last column the data that is packed or still to be.
_Row = tuple[int, str, str | None, int | None, str, str | None, bytes | None]
#: A row that waits, and the content that it may lean on.
_Waiting = tuple[_Row, int | None]

#: Contents, and bytes of them, that are written at once; batches that may wait to be packed.
_ROWS = 500
_BYTES = 4 * 1024 * 1024
_AHEAD = 8

#: Encodings, as `salvage` names them, of what has no text.
UNREADABLE = ("missing", "not utf-8")

_ID_LINE = re.compile(r"^id: *([a-z0-9][a-z0-9-]{0,79}) *$", re.MULTILINE)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")


class Summary(NamedTuple):
    """What one content holds, as far as versions need it.

    The keys are Python's own hashes of the body, as it stands and without its white space:
    good within one process, which is all that is compared. `marked` is False where the body
    surely has no marks. `opening` is kept of foreign files only: the header and the top of the
    body.
    """

    content: int
    blob: str
    encoding: str
    record: str | None
    front: str | None
    body_key: int
    tight_key: int
    marked: bool
    opening: Opening | None = None

    @property
    def readable(self) -> bool:
        """Whether it says anything at all: what does not changes nothing that was known."""
        return self.encoding not in UNREADABLE


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


def summarise(
    content: int, blob: str, encoding: str, text: str | None, dialect: Dialect = OWN
) -> Summary:
    """The summary of one content; `text` is None where it could not be read."""
    if text is None:
        return Summary(content, blob, encoding, None, None, hash(blob), hash(blob), False)
    if dialect is not OWN:  # marks are of our format: nobody meant any in a foreign text
        said = dialect.parts(text)
        keys = _keys(blob, encoding, said.body)
        opening = replace(said, body=said.body[:TOP])
        return Summary(content, blob, encoding, None, said.front, *keys, False, opening)
    parts = split(newlines(text))
    record = None
    if parts.front is not None:
        found = _ID_LINE.search(parts.front)
        record = found[1] if found else _id_of(parts.front)
    keys = _keys(blob, encoding, parts.body)
    marked = may_be_marked(parts.body)
    return Summary(content, blob, encoding, record, parts.front, *keys, marked)


def _keys(blob: str, encoding: str, body: str) -> tuple[int, int]:
    """The two keys of a body; of one that was not read to its end all of it counts."""
    if encoding == "too large":
        return hash(blob), hash(blob)
    return hash(body), _tight(body)


def _id_of(front: str) -> str | None:
    try:
        said = read_front(front).get("id")
    except BadFrontMatter:
        return None
    return said if isinstance(said, str) and _ID.match(said) else None


@contextmanager
def quick_turns() -> Iterator[None]:
    """Let threads take turns more often: the one that packs asks for the interpreter at each text,
    and would wait for it 5 ms each time (a fifth of the time of an import)."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Contents:
    """The content table, written in batches within the caller's transaction.

    `stream` yields the contents that are not in the archive yet, in the order in which
    they are first asked for; `text_of` and `summary` answer from what is written.
    With `lasting`, only the contents that it names are kept plain and the others packed,
    by a thread beside (zlib lets go of the interpreter meanwhile).
    """

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool) -> None:
        self._db = connection
        self._fresh = fresh
        self._waiting: dict[int, _Waiting] = {}
        self._weight = 0
        self._under_way: deque[tuple[dict[int, _Waiting], Future[list[_Row]]]] = deque()
        self._thread: ThreadPoolExecutor | None = None
        self._packer = Packer()
        self.lasting: Set[str] | None = None
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

    def add(self, blob: Blob, dialect: Dialect = OWN, near: int | None = None) -> Summary:
        """Store a content that is not there yet; what cannot be read is kept by its hash.

        `near` is the content of the version before it, from which it may differ little.
        """
        if blob.missing:
            text, encoding = None, "missing"
        elif blob.data is None:
            text, encoding = top_of_long(blob.top), "too large"
        else:
            text, encoding = salvage(blob.data)
        self._last += 1
        self._ids[blob.name] = self._last
        old = self.lasting is not None and blob.name not in self.lasting and text is not None
        data = blob.data
        if old and text is not None and (data is None or not encoding.startswith("utf-8")):
            data = text.encode("utf-8")
        row = (
            self._last, blob.name, blob.sha256, blob.size, encoding, None if old else text,
            data if old else None,
        )  # fmt: skip
        self._waiting[self._last] = (row, near)
        self._weight += blob.size or 0
        if len(self._waiting) >= _ROWS or self._weight >= _BYTES:
            self._hand_over()
        return summarise(self._last, blob.name, encoding, text, dialect)

    def summary(self, name: str, dialect: Dialect = OWN) -> Summary:
        """The summary of a content that is in the archive."""
        self.flush()
        number, blob, encoding = self._db.execute(
            "SELECT id, git_blob, encoding FROM content WHERE git_blob = ?", (name,)
        ).fetchone()
        return summarise(number, blob, encoding, text_of(self._db, number), dialect)

    def measure(self, name: str) -> tuple[int | None, str | None]:
        """The size and the SHA-256 of a content that is in the archive, or waits to be."""
        number = self._ids.get(name)
        for rows in (self._waiting, *(rows for rows, _ in self._under_way)):
            if number in rows:
                sha256, size = rows[number][0][2:4]
                return size, sha256
        found: tuple[int | None, str | None] = self._db.execute(
            "SELECT size, sha256 FROM content WHERE git_blob = ?", (name,)
        ).fetchone()
        return found

    def last_front(self, record: str) -> str | None:
        """The front matter of the newest version of an own record that could be read."""
        row = self._db.execute(
            "SELECT content.id FROM version JOIN content ON content.id = version.content "
            "WHERE record = ? AND encoding NOT IN (?, ?) ORDER BY n DESC LIMIT 1",
            (record, *UNREADABLE),
        ).fetchone()
        return self.parts(row[0]).front if row else None

    def parts(self, content: int, dialect: Dialect = OWN) -> Opening:
        """The front matter and body of a content that is in the archive, or waits to be."""
        return dialect.parts(self._text(content) or "")

    def _text(self, content: int) -> str | None:
        for rows in (self._waiting, *(rows for rows, _ in self._under_way)):
            if content in rows:
                text, data = rows[content][0][5:]
                return data.decode("utf-8") if data is not None else text
        return text_of(self._db, content)

    def _hand_over(self) -> None:
        """Give what is waiting to be packed, and write what was packed meanwhile."""
        if self._under_way or any(row[6] is not None for row, _ in self._waiting.values()):
            self._thread = self._thread or ThreadPoolExecutor(1)
            self._under_way.append(
                (self._waiting, self._thread.submit(self._packed, self._waiting))
            )
        else:
            self._write([row for row, _ in self._waiting.values()])
        self._waiting, self._weight = {}, 0
        while len(self._under_way) > _AHEAD:
            self._write(self._under_way.popleft()[1].result())

    def _write(self, rows: list[_Row]) -> None:
        self._db.executemany(
            "INSERT INTO content (id, git_blob, sha256, size, encoding, text, packed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def flush(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            self._hand_over()
        while self._under_way:
            self._write(self._under_way.popleft()[1].result())

    def _packed(self, waiting: dict[int, _Waiting]) -> list[_Row]:
        """Rows with their data packed, or as text where that would save nothing."""
        out = []
        for row, near in waiting.values():
            data = row[6]
            if data is not None:
                small = self._packer.pack(row[0], data, near)
                text = data.decode("utf-8") if small is None else None
                row = (*row[:5], text, small)
            out.append(row)
        return out

    def close(self) -> None:
        """Let go of the thread that packs; what waits is lost unless it was flushed."""
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None
