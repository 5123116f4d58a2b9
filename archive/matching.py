"""An archive held against one that is made anew beside it from the same saves.

`build` adds what is new and leaves the rest as it lies there, so a file in which somebody changed
an answer goes on to give it. Here everything is made again and every row and text compared.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.build import build
from archive.build.refresh import Progress
from archive.contents import text_of
from archive.digest import columns_of, tables_of
from archive.errors import NoArchive
from archive.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Difference:
    """What of one table is not as the saves give it: how many rows, and the key of the first."""

    table: str
    rows: int
    first: str

    def __str__(self) -> str:
        rows = "1 row is" if self.rows == 1 else f"{self.rows:,} rows are"
        return f"table {self.table}: {rows} not what the saves give, first {self.first}"


@dataclass(frozen=True, slots=True)
class _Elsewhere(Workspace):
    """A workspace whose archive is made in another place."""

    place: Path

    @property
    def archive(self) -> Path:
        """Where the archive is made."""
        return self.place


def against_saves(
    workspace: Workspace, *, progress: Progress | None = None, processes: int = 1
) -> list[Difference]:
    """How the archive of `workspace` differs from one made anew; it must be up to date.

    Raises what `build` does, and `NoArchive` where the file is damaged.
    """
    with TemporaryDirectory(prefix="secretariat-", ignore_cleanup_errors=True) as folder:
        fresh = Path(folder) / workspace.archive.name
        build(_Elsewhere(workspace.root, fresh), full=True, progress=progress, processes=processes)
        try:
            return list(_differences(fresh, workspace.archive))
        except (sqlite3.Error, zlib.error, UnicodeDecodeError) as error:
            raise NoArchive(
                f"{workspace.archive} cannot be read as an archive ({error}): move it away and run "
                "`secretariat build`"
            ) from None


def _differences(fresh: Path, given: Path) -> Iterator[Difference]:
    """Every table is named by `fresh` alone: nothing of the other's own text is in a query."""
    uri = f"{given.resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(fresh.as_uri(), uri=True)) as ours,
        closing(sqlite3.connect(uri, uri=True)) as theirs,
    ):
        theirs.execute("PRAGMA trusted_schema = OFF")
        ours.execute("PRAGMA trusted_schema = OFF")
        ours.execute("ATTACH ? AS given", (uri,))
        for table in tables_of(ours):
            found = _rows(ours, table)
            if found is not None:
                yield found
        numbers = [
            str(row[0])
            for row in ours.execute("SELECT id FROM content ORDER BY id")
            if text_of(ours, row[0]) != text_of(theirs, row[0])
        ]
        if numbers:
            yield Difference("content", len(numbers), _text(ours, numbers[0]))


def _text(db: sqlite3.Connection, content: str) -> str:
    """The version that has this content first."""
    row = db.execute(
        "SELECT record, n FROM version WHERE content = ? ORDER BY commit_seq LIMIT 1", (content,)
    ).fetchone()
    return f"the text of version {row[1]} of {row[0]}" if row else f"the text {content}"


def _rows(db: sqlite3.Connection, table: str) -> Difference | None:
    names, keys = columns_of(db, table)
    every = ", ".join(names)
    where = (names.index(key) for key in keys)
    places = list(where) or [0]
    first, rows = "", 0
    for one, other in (("main", "given"), ("given", "main")):
        query = (  # nothing but names of our own tables
            f"SELECT {every} FROM {one}.{table}"  # noqa: S608
            f" EXCEPT SELECT {every} FROM {other}.{table}"
        )
        found = db.execute(query).fetchall()
        rows = max(rows, len(found))
        if found and not first:
            first = " ".join(str(found[0][at]) for at in places)
    return Difference(table, rows, first) if rows else None
