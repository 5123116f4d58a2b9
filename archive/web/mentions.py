"""Which records name a person or a stakeholder, and which lists of those who came.

There is no index of lists by who came, so what all readers need is read once for all of them.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable

from archive.web.answering import once
from archive.web.correspondence import letters_ready
from archive.web.host import Host
from archive.web.kept import keeps, kept

#: Whoever has a page that is made of this; the names of tables, too.
SORTS = ("person", "stakeholder")

Rows = dict[str, "array[int]"]

# A table and its column are of the same name.
_CAME = (
    "SELECT attendance.{sort}, attendance.rowid FROM attendance"
    " LEFT JOIN meeting ON meeting.id = attendance.meeting"
    " WHERE attendance.{sort} IS NOT NULL{one}"
    " ORDER BY meeting.date_start DESC, attendance.record, attendance.n"
)
_NAMED = (
    "SELECT DISTINCT part.target, record.docid FROM record_reference AS part"
    " JOIN record ON record.id = part.record WHERE part.target IN (SELECT id FROM {sort}){one}"
)


def came(conn: sqlite3.Connection, host: Host, sort: str, name: str) -> list[int]:
    """The rows of `attendance` that name `name`, those of the newest meetings first."""
    return _of(conn, host, "came", _CAME, sort, f"attendance.{sort}", name)


def named(conn: sqlite3.Connection, host: Host, sort: str, name: str) -> list[int]:
    """The row numbers of the records that name `name` anywhere in their front matter."""
    return _of(conn, host, "named", _NAMED, sort, "part.target", name)


async def mentions_ready(host: Host) -> None:
    """Read them, the letters and the records, where that was not done yet."""
    await letters_ready(host)
    if not keeps(host):
        await once(host, lambda conn: _all_read(conn, host))


def _all_read(conn: sqlite3.Connection, host: Host) -> None:
    for sort in SORTS:
        came(conn, host, sort, "")
        named(conn, host, sort, "")


def _of(
    conn: sqlite3.Connection, host: Host, what: str, sql: str, sort: str, column: str, name: str
) -> list[int]:
    if keeps(host):  # a page of a copy hangs on what it reads: on no more than on its own lines
        rows = conn.execute(sql.format(sort=sort, one=f" AND {column} = ?"), (name,))
        return [row[1] for row in rows]
    every = kept(host, f"{what} {sort}", lambda: _read(conn.execute(sql.format(sort=sort, one=""))))
    return list(every.get(name, ()))


def _read(rows: Iterable[sqlite3.Row]) -> Rows:
    found: Rows = {}
    for name, number in map(tuple, rows):
        found.setdefault(name, array("q")).append(number)
    return found
