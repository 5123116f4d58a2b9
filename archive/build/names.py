"""Whom the words of a text mean: names as written → ids of the registers.

Only a whole name or alias counts, evened out as search does it, and only where it means one
thing; everything else stays as it is written. All is worked out anew where a register changed,
so that whole and small builds give the same rows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator

from archive.text.fold import fold

_ARTICLE = re.compile(r"(?:the|die|der|das|la|le|les|l)\s+")
_BRACKETED = re.compile(r"\(([^()]{2,40})\)\s*$")

#: Table of entries → its column in `attendance`.
_COLUMNS = {"partner": "partner", "stakeholder": "stakeholder", "person": "person"}


class Names:
    """All names and aliases of the registers, read once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        found: dict[str, set[tuple[str, str]]] = {}
        for table, entry, name in _all_names(db):
            key = _key(name)
            if key:
                found.setdefault(key, set()).add((table, entry))
        self._one = {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}

    def find(self, written: str | None) -> tuple[str, str] | None:
        """(table, id) of what `written` names; None where that is not one listed thing."""
        if not written or len(written) > 200:
            return None
        found = self._one.get(_key(written))
        if found is None and (short := _BRACKETED.search(written)):
            # "the ASEM Education Secretariat (AES)": the name, or else its short form
            whole = self._one.get(_key(written[: short.start()]))
            found = whole or self._one.get(_key(short[1]))
        return found


def _key(name: str) -> str:
    return _ARTICLE.sub("", fold(name), count=1) if name else ""


def _all_names(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    for table in ("partner", "stakeholder", "body"):
        rows = db.execute(f"SELECT id, name, aliases FROM {table} WHERE listed")  # noqa: S608
        for entry, name, aliases in rows:
            for each in (entry, name, *json.loads(aliases or "[]")):
                yield table, entry, each
    for entry, name in db.execute("SELECT id, name FROM person WHERE listed"):
        yield "person", entry, entry
        yield "person", entry, name
    for entry, name in db.execute(
        "SELECT person, value FROM person_alias WHERE recorded_to IS NULL AND kind <> 'initials'"
    ):
        yield "person", entry, name


def resolve(
    db: sqlite3.Connection, records: Collection[str], decisions: Iterable[str], *, everywhere: bool
) -> None:
    """Say whom attendance and tasks as written mean, in `records` or `everywhere`, and whom
    `decisions` are addressed to."""
    names = Names(db)
    chosen = None if everywhere else records
    for rowid, written in list(_written(db, "attendance", "name_as_written", chosen)):
        found = names.find(written)
        ids = [found[1] if found and found[0] == table else None for table in _COLUMNS]
        db.execute(
            "UPDATE attendance SET partner = ?, stakeholder = ?, person = ? WHERE rowid = ?",
            (*ids, rowid),
        )
    for rowid, written in list(_written(db, "action_item", "owner_as_written", chosen)):
        found = names.find(written)
        db.execute("UPDATE action_item SET owner = ? WHERE rowid = ?", (found and found[1], rowid))
    _address(db, names, None if everywhere else decisions)


def _address(db: sqlite3.Connection, names: Names, decisions: Iterable[str] | None) -> None:
    query = "SELECT id, addressee FROM decision WHERE addressee IS NOT NULL"
    if decisions is None:
        rows = db.execute(query).fetchall()
    else:
        rows = [row for each in decisions for row in db.execute(f"{query} AND id = ?", (each,))]
    found = [(names.find(written), decision) for decision, written in rows]
    db.executemany(
        "UPDATE decision SET addressee_id = ? WHERE id = ?",
        [(name and name[1], decision) for name, decision in found],
    )


def _written(
    db: sqlite3.Connection, table: str, column: str, records: Collection[str] | None
) -> Iterator[tuple[int, str]]:
    ours = "basis = 'proposed'" if table == "attendance" else f"{column} IS NOT NULL"
    query = f"SELECT rowid, {column} FROM {table} WHERE {ours}"  # noqa: S608 - names of ours
    if records is None:
        yield from db.execute(query)
        return
    for record in sorted(records):
        yield from db.execute(f"{query} AND record = ?", (record,))
