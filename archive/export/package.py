"""The files that describe an archive within a package or an RO-Crate, by their paths there."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from archive.export.dublin_core import dublin_core_xml
from archive.export.ead import ead_xml
from archive.export.events import custody_jsonl
from archive.export.finding_aid import finding_aid_csv
from archive.export.finding_aid_html import finding_aid_html
from archive.export.registers import REGISTERS, register_csv
from archive.export.retention import retention_csv


def texts(
    conn: sqlite3.Connection, only: Collection[str] | None = None
) -> Iterator[tuple[str, Iterator[str]]]:
    """(path, text piece by piece) of each file; the text is to be written as UTF-8, as it is.

    With `only`, those files alone that can tell of some records. Raises `NotInArchive` where one
    of these is not held.
    """
    yield "custody.jsonl", custody_jsonl(conn, only)
    yield "dublin-core.xml", dublin_core_xml(conn, only)
    yield "ead.xml", ead_xml(conn, only)
    yield "finding-aid.csv", finding_aid_csv(conn, only)
    yield "finding-aid.html", finding_aid_html(conn, only)
    if only is None:
        for name in sorted(REGISTERS):
            yield f"registers/{name}.csv", register_csv(conn, name)
        yield "retention.csv", retention_csv(conn)
