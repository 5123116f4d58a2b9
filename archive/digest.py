"""One digest for all that an archive says, the same however and wherever it was built."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

from archive import schema

#: What tells of one file or one build, not of the records: left out.
_LEFT_OUT = frozenset({"build"})
_LEFT_OUT_COLUMNS = {"record": frozenset({"docid"}), "content": frozenset({"text", "packed"})}


def digest(path: Path) -> str:
    """The SHA-256, in hexadecimal, of the archive at `path`.

    It covers the rows of every table in the order of their keys (texts by their own
    SHA-256), so that page layout, row numbers and the full-text index do not matter.
    Raises `NoArchive` where there is none.
    """
    from archive.reading import open_archive

    db = open_archive(path)
    try:
        return _digest(db)
    finally:
        db.close()


def _digest(db: sqlite3.Connection) -> str:
    total = hashlib.sha256(f"archive of shape {schema.VERSION}\n".encode())
    for table in tables_of(db):
        names, keys = columns_of(db, table)
        total.update(f"{table}({','.join(names)})\n".encode())
        query = f"SELECT {', '.join(names)} FROM {table} ORDER BY {', '.join(keys)}"  # noqa: S608
        for row in db.execute(query):
            total.update(json.dumps(tuple(row), ensure_ascii=True).encode())
            total.update(b"\n")
    return total.hexdigest()


def tables_of(db: sqlite3.Connection) -> list[str]:
    """The tables that tell of the records."""
    rows = db.execute(
        "SELECT name FROM pragma_table_list WHERE strict = 1 AND schema = 'main'"
    ).fetchall()
    return sorted({str(row[0]) for row in rows} - _LEFT_OUT)


def columns_of(db: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """The columns of `table` that tell of the records, and those of its key, in quotes."""
    columns = db.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    left_out = _LEFT_OUT_COLUMNS.get(table, frozenset())
    names = [f'"{name}"' for name, _ in columns if name not in left_out]
    keys = [f'"{name}"' for name, place in sorted(columns, key=lambda c: c[1]) if place]
    return names, keys
