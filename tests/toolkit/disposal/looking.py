"""What is in a workspace, to the last byte."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from archive.contents import text_of
from tests.toolkit.steps import git


def all_bytes(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file as it lies, every object of git, every content of each archive, unpacked."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()
            if path.suffix == ".db":
                yield from _contents(path)
    done = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"],
        cwd=root, capture_output=True, check=True,
    )  # fmt: skip
    yield "git's objects", done.stdout


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        for row in db.execute("SELECT id FROM content") if "content" in tables else ():
            yield f"{path} content {row[0]}", (text_of(db, row[0]) or "").encode()


def where(root: Path, words: Iterable[str]) -> list[str]:
    """The places in which one of `words` stands."""
    wanted = [word.encode() for word in words]
    return [name for name, data in all_bytes(root) if any(word in data for word in wanted)]


#: Columns that only count rows or name git's objects.
_NUMBERS = ("docid", "content", "hash", "git_blob")


def rows_beside(root: Path, record: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the archive that do not speak of `record`, by table, without mere numbers."""
    out: dict[str, list[tuple[object, ...]]] = {}
    with closing(sqlite3.connect(root / "archive.db")) as db:
        tables = [r[0] for r in db.execute("SELECT name FROM pragma_table_list WHERE strict")]
        for table in sorted({*tables} - {"build", "content", "file", "leaf"}):
            names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            left = [n for n in names if n not in _NUMBERS and (table, n) != ("event", "seq")]
            listed = ", ".join(f'"{name}"' for name in left)
            rows = db.execute(f"SELECT {listed} FROM {table}").fetchall()  # noqa: S608 - our tables
            out[table] = sorted(
                (row for row in rows if not any(_speaks(cell, record) for cell in row)), key=repr
            )
    return out


def _speaks(cell: object, record: str) -> bool:
    return isinstance(cell, str) and (record in cell)


def saves(root: Path, *revisions: str) -> list[str]:
    """Author, times, committer and message of each save, oldest first."""
    form = "--format=%an|%ae|%at|%ai|%cn|%ct|%s"
    told = git(root, "log", "--reverse", "--topo-order", form, *(revisions or ("HEAD",)))
    return told.splitlines()
