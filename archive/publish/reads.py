"""What a page reads of an archive, so that a later archive can be asked whether it would read the
same: then the page need not be made again.

A page is made of the rows that its statements give and of nothing else that changes, as long as
this package, the day and the looks are the same. So its statements are kept with one digest of
all their rows, and asking them again is cheaper than making the page.
"""

from __future__ import annotations

import marshal
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

#: A statement with what was bound to it, the latter as bytes; a statement that cannot be asked
#: again has None.
Read = tuple[str, bytes | None]

_reads: ContextVar[dict[Read, bytes] | None] = ContextVar("archive_reads", default=None)


class Cursor(sqlite3.Cursor):
    """A cursor that reads all rows at once and notes them."""

    _rows: Iterator[Any] = iter(())

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        """As sqlite3 does."""
        super().execute(sql, parameters)
        rows = super().fetchall()
        noted = _reads.get()
        if noted is not None:
            read = (sql, _bound(parameters))
            if read not in noted:
                noted[read] = digest(rows)
        self._rows = iter(rows)
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return list(self._rows)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows, `size` at most."""
        most = self.arraysize if size is None else size
        return [row for _, row in zip(range(most), self._rows, strict=False)]

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return next(self._rows)


class Connection(sqlite3.Connection):
    """A connection whose cursors note what is read."""

    def cursor(self, factory: Any = None) -> Any:
        """A noting cursor."""
        return super().cursor(factory or Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        """As sqlite3 does, which would not ask the cursor's own `execute`."""
        return self.cursor().execute(sql, parameters)


def opened(path: Path) -> Connection:
    """A noting connection to the archive at `path`, which nothing may write to meanwhile."""
    from archive.contents import add_function

    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    conn = sqlite3.connect(address, uri=True, factory=Connection)
    conn.row_factory = sqlite3.Row
    conn.text_factory = lambda raw: str(raw, "utf-8", "replace")
    add_function(conn)
    return conn


def _bound(parameters: Any) -> bytes | None:
    try:
        return marshal.dumps(parameters, 2)
    except ValueError:
        return None


def digest(rows: Iterable[Any]) -> bytes:
    """What tells these rows from others."""
    return blake2b(marshal.dumps([tuple(row) for row in rows], 2), digest_size=16).digest()


@contextmanager
def noted() -> Iterator[dict[Read, bytes]]:
    """The statements that are asked meanwhile, with the digests of their rows, in order."""
    found: dict[Read, bytes] = {}
    outer = _reads.get()
    token = _reads.set(found)
    try:
        yield found
    finally:
        _reads.reset(token)
        if outer is not None:
            outer.update(found)


def also(reads: dict[Read, bytes]) -> None:
    """Note what was read earlier for what is used now."""
    noted = _reads.get()
    if noted is not None:
        noted.update(reads)


def total(digests: Iterable[bytes]) -> bytes:
    """One digest of many, in their order."""
    return blake2b(b"".join(digests), digest_size=16).digest()


#: By what a statement asks which day it is: the function of SQLite, and the one view that does.
_TODAY = re.compile(r"'now'|\bdecision_today\b")


def asks_for_today(reads: Iterable[Read]) -> bool:
    """Whether one of the statements may give other rows of the same archive on another day."""
    return any(_TODAY.search(sql) for sql, _ in reads)


class Again:
    """Asks statements of one archive, each but once."""

    def __init__(self, conn: Connection, most: int = 50_000) -> None:
        self._conn = conn
        self._known: dict[Read, bytes] = {}
        self._most = most

    def same(self, reads: Iterable[Read], told: bytes) -> bool:
        """Whether `reads` give the rows of which `told` is the digest."""
        try:
            return total(self._of(read) for read in reads) == told
        except (sqlite3.Error, ValueError, EOFError, TypeError):
            return False

    def _of(self, read: Read) -> bytes:
        if (found := self._known.get(read)) is not None:
            return found
        sql, bound = read
        if bound is None:
            raise ValueError("it cannot be asked again")
        # What was bound was written by this program into the workspace's own folder.
        rows = sqlite3.Connection.cursor(self._conn).execute(sql, marshal.loads(bound))  # noqa: S302
        found = digest(rows)
        if len(self._known) < self._most:
            self._known[read] = found
        return found
