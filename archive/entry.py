"""A register entry as the archive knows it: its facts, what is said of it, its records.

page = entry_page(conn, "asemme6")
page.type, page.name, page.fields["date"], page.claims
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.errors import NotInArchive
from archive.lookup import NOW, near

#: Fields of an entry that have a place of their own on its page.
_APART = frozenset({"id", "claims", "unknowns", "follows"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of the entry; `citation` is `record#anchor`, a record or a source."""

    property: str
    value: str
    kind: str
    citation: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Followed:
    """Which source the register follows for a property, and why."""

    property: str
    source: str
    because: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is known not to be known of the entry."""

    property: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that belongs to the entry or names it; `field` says how."""

    record: str
    title: str
    kind: str
    date_edtf: str | None
    field: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry with all that hangs on it; `listed` is False where no register holds it now."""

    id: str
    type: str
    name: str
    listed: bool
    fields: dict[str, Any]
    claims: list[Said]
    follows: list[Followed]
    unknowns: list[Gap]
    records: list[Mention]


def names_of(conn: sqlite3.Connection) -> Callable[[str], str | None]:
    """What gives the name of an entry or the title of a record for its id (None: unknown)."""

    @cache
    def name_of(name: str) -> str | None:
        row = conn.execute(
            "SELECT name FROM entity WHERE id = :id UNION ALL"
            " SELECT title FROM record WHERE id = :id LIMIT 1",
            {"id": name},
        ).fetchone()
        return str(row[0]) if row else None

    return name_of


def is_record(conn: sqlite3.Connection, name: str) -> bool:
    """Whether `name` is the id of a record, present or removed."""
    return conn.execute("SELECT 1 FROM record WHERE id = ?", (name,)).fetchone() is not None


def entry_page(conn: sqlite3.Connection, name: str, known_at: int | None = None) -> EntryPage:
    """The register entry `name` as known at a commit (None: now).

    Raises `NotInArchive`, with ids that are near, or where it was not yet known.
    """
    found = conn.execute("SELECT type, name, listed FROM entity WHERE id = ?", (name,)).fetchone()
    if found is None:
        raise NotInArchive(f"nothing in the archive is called {name!r}{near(conn, name)}")
    at = {"id": name, "at": NOW if known_at is None else known_at}
    state = conn.execute(
        "SELECT fields FROM entity_state WHERE entity = :id"
        " AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)",
        at,
    ).fetchone()
    if state is None and known_at is not None:
        raise NotInArchive(f"{name} stood in no register at commit {known_at}")
    fields = json.loads(state[0]) if state else {}
    return EntryPage(
        id=name,
        type=found[0],
        name=found[1],
        listed=bool(found[2]) if known_at is None else True,
        fields={key: value for key, value in fields.items() if key not in _APART},
        claims=_claims(conn, at),
        follows=[
            Followed(*row)
            for row in conn.execute(
                "SELECT property, source, because FROM follows"
                " WHERE subject = :id AND recorded_from <= :at"
                " AND (recorded_to IS NULL OR recorded_to > :at) ORDER BY n",
                at,
            )
        ],
        unknowns=[
            Gap(*row)
            for row in conn.execute(
                "SELECT property, note FROM unknown WHERE subject = :id AND recorded_from <= :at"
                " AND (recorded_to IS NULL OR recorded_to > :at) ORDER BY stated_in, n",
                at,
            )
        ],
        records=_records(conn, name),
    )


def _claims(conn: sqlite3.Connection, at: dict[str, Any]) -> list[Said]:
    rows = conn.execute(
        "SELECT DISTINCT property, value, kind,"
        " CASE WHEN anchor IS NULL THEN coalesce(record, source) ELSE record || '#' || anchor END,"
        " note FROM claim WHERE subject = :id"
        " AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"
        " ORDER BY property, value, 4",
        at,
    )
    return [Said(*row) for row in rows]


def _records(conn: sqlite3.Connection, name: str) -> list[Mention]:
    """Records that name the entry, one line each, those that belong to it first."""
    rows = conn.execute(
        "WITH named AS (SELECT record, field, row_number() OVER ("
        "  PARTITION BY record ORDER BY field NOT IN ('meeting', 'body', 'mandate'), n) AS place"
        " FROM record_reference WHERE target = ?)"
        " SELECT record.id, record.title, record.kind, record.date_edtf, named.field"
        " FROM named JOIN record ON record.id = named.record WHERE place = 1 AND NOT removed"
        " ORDER BY named.field NOT IN ('meeting', 'body', 'mandate'),"
        " record.date_start IS NULL, record.date_start, record.id",
        (name,),
    )
    return [Mention(row[0], row[1], row[2], row[3], row[4].partition(".")[0]) for row in rows]
