"""Which records are given: the last saved version of each, in the order of the saves.

A record that was taken out, that was disposed of, or that this edition withholds is given as
deleted: its header is there, and nothing else of it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote, unquote

from archive.export.holdings import rows
from archive.export.oai.requests import Refused, Span
from archive.export.permanent import utc

_COLUMNS = """
SELECT record.id, record.kind, v.commit_seq AS save, c.commit_time AS time,
       record.removed OR record.disposal IS NOT NULL
         OR EXISTS (SELECT 1 FROM stub WHERE stub.record = record.id) AS gone
"""
# CROSS JOIN: the saves first, by their numbers, then their versions by the index of these.
_FROM = """
FROM commit_ AS c CROSS JOIN version AS v ON v.commit_seq = c.seq
CROSS JOIN record ON record.id = v.record
WHERE NOT c.uncommitted AND c.commit_time IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM version AS w JOIN commit_ AS d ON d.seq = w.commit_seq AND NOT d.uncommitted
    WHERE w.record = v.record AND w.n > v.n)
"""
_ONE = f"{_COLUMNS} {_FROM.replace('WHERE', 'WHERE record.id = ? AND', 1)}".replace(
    "FROM commit_ AS c CROSS JOIN version AS v ON v.commit_seq = c.seq\n"
    "CROSS JOIN record ON record.id = v.record",
    "FROM record CROSS JOIN version AS v ON v.record = record.id"
    " CROSS JOIN commit_ AS c ON c.seq = v.commit_seq",
)


@dataclass(frozen=True, slots=True)
class Header:
    """What is told of any record: `gone` says that it is given as deleted."""

    record: str
    identifier: str
    datestamp: str
    set: str
    gone: bool
    save: int


class Identifiers:
    """Ids of records as URIs: `oai:www.example.org:letter` (OAI Identifier Format, version 2).

    What stands in the middle is the address of the process as its register has it, where that is
    the name of a host, else its short name. It does not hang on who hosts the archive.
    """

    def __init__(self, process: dict[str, str]) -> None:
        address = (process.get("address") or "").rpartition("//")[2].partition("/")[0].lower()
        name = process.get("short") or process.get("name") or "archive"
        self.is_host = bool(address) and "." in address and quote(address, safe="") == address
        self.namespace = address if self.is_host else quote(name.lower(), safe="")

    def of(self, record: str) -> str:
        """The identifier of a record."""
        return f"oai:{self.namespace}:{quote(record, safe='')}"

    def record(self, identifier: str) -> str:
        """The id that an identifier stands for; raises `Refused` (idDoesNotExist)."""
        head = f"oai:{self.namespace}:"
        if not identifier.startswith(head):
            raise Refused("idDoesNotExist", f"identifiers of this archive begin with {head}")
        return unquote(identifier.removeprefix(head))


def set_of(kind: str) -> str:
    """The setSpec of the records of a kind (its signs are limited: section 2.6)."""
    return quote(kind, safe="!*'()").replace("%", "~")


def sets(conn: sqlite3.Connection) -> dict[str, str]:
    """setSpec → kind of record, of all that there are."""
    kinds = conn.execute("SELECT DISTINCT kind FROM record ORDER BY kind")
    return {set_of(row[0]): row[0] for row in kinds}


def header(conn: sqlite3.Connection, names: Identifiers, identifier: str) -> Header:
    """The header of one record; raises `Refused` (idDoesNotExist)."""
    record = names.record(identifier)
    row = rows(conn, _ONE, record).fetchone()
    found = _header(row, names) if row else None
    if found is None:
        raise Refused("idDoesNotExist", "this archive has no such record")
    return found


def headers(
    conn: sqlite3.Connection, names: Identifiers, asked: Span, most: int
) -> tuple[list[Header], int]:
    """The next entries of a list, `most` at most, and how many the whole list has."""
    kind = None
    if asked.set is not None:
        kind = sets(conn).get(asked.set)
        if kind is None:
            return [], 0
    where = "" if kind is None else " AND record.kind = :kind"
    where += "" if asked.first is None else " AND c.commit_time >= :first"
    where += "" if asked.last is None else " AND c.commit_time <= :last"
    values = {
        "kind": kind, "first": asked.first, "last": asked.last,
        "save": asked.save, "record": asked.record, "most": most,
    }  # fmt: skip
    total = asked.total
    if not asked.given:
        total = conn.execute(f"SELECT count(*) {_FROM} {where}", values).fetchone()[0]
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    found = cursor.execute(
        f"{_COLUMNS} {_FROM} {where} AND c.seq >= :save"
        " AND (c.seq > :save OR v.record > :record) ORDER BY c.seq, v.record LIMIT :most",
        values,
    )
    return [each for row in found if (each := _header(row, names))], total


def _header(row: sqlite3.Row, names: Identifiers) -> Header | None:
    time = utc(row["time"])
    if time is None:
        return None
    return Header(
        row["id"], names.of(row["id"]), time, set_of(row["kind"]), bool(row["gone"]), row["save"]
    )


def earliest(conn: sqlite3.Connection) -> str | None:
    """When the first save was made; None where no time is known."""
    row = conn.execute(
        "SELECT min(commit_time) FROM commit_ WHERE NOT uncommitted AND commit_time IS NOT NULL"
    ).fetchone()
    return utc(row[0])
