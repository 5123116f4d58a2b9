"""The files that describe an archive within a package or an RO-Crate, by their paths there."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from archive.export.events import custody_jsonl
from archive.export.registers import REGISTERS, register_csv
from archive.export.retention import retention_csv
from archive.export.together import FORMS


def texts(
    conn: sqlite3.Connection, only: Collection[str] | None = None
) -> Iterator[tuple[str, Iterator[str]]]:
    """(path, text piece by piece) of each file; the text is to be written as UTF-8, as it is.

    With `only`, those files alone that can tell of some records. Raises `NotInArchive` where one
    of these is not held.
    """
    yield "custody.jsonl", custody_jsonl(conn, only)
    for name in sorted(FORMS):
        yield name, FORMS[name](conn, only)
    if only is None:
        for name in sorted(REGISTERS):
            yield f"registers/{name}.csv", register_csv(conn, name)
        yield "retention.csv", retention_csv(conn)
