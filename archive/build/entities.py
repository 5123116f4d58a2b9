"""The own rows of the entries of the registers, as they stand now, and what follows from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from archive import registers
from archive.build.ledger import json_text
from archive.build.rows import current_row, theme_rows, upsert
from archive.model import Entry, ThemeList
from archive.terms import Terms
from archive.text.dates import in_words

#: The tables of entries, which are also what foreign keys point at.
ENTITY_TABLES = (
    "partner", "stakeholder", "person", "body", "mandate", "meeting", "theme_list", "theme",
    "initiative", "retention", "source", "import",
)  # fmt: skip


def refresh_entities(db: sqlite3.Connection) -> None:
    """Write the own rows of all entries anew, from the newest state that is recorded of each."""
    for table in ("entity", "process", *ENTITY_TABLES):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    newest = db.execute(
        "SELECT entity, type, fields, recorded_to, max(recorded_from) FROM entity_state "
        "GROUP BY entity ORDER BY entity"
    ).fetchall()
    for _, kind, fields, closed, _ in newest:
        if kind == registers.PROCESS:
            _process(db, json.loads(fields))
        else:
            _entity(db, kind, registers.decode_entry(kind, fields), listed=closed is None)


def _process(db: sqlite3.Connection, fields: dict[str, Any]) -> None:
    db.executemany(
        "INSERT INTO process VALUES (?, ?)",
        [(k, v if isinstance(v, str) else json_text(v)) for k, v in sorted(fields.items())],
    )
    db.execute(
        upsert("entity", ("id", "type", "name", "listed")),
        (registers.PROCESS, registers.PROCESS, fields["name"], 1),
    )


def name_mandates(db: sqlite3.Connection) -> None:
    """Call each term of the secretariat by its host and its time, as people do."""
    rows = db.execute(
        "SELECT mandate.id, partner.name, from_edtf, to_edtf FROM mandate "
        "JOIN partner ON partner.id = host WHERE mandate.listed = 1"
    ).fetchall()
    for mandate, host, start, end in rows:
        since = in_words(start) if start else "?"
        name = f"{host}, {since} to {in_words(end)}" if end else f"{host}, since {since}"
        db.execute("UPDATE mandate SET name = ? WHERE id = ?", (name, mandate))
        db.execute("UPDATE entity SET name = ? WHERE id = ?", (name, mandate))


def _entity(db: sqlite3.Connection, kind: str, entry: Entry, *, listed: bool) -> None:
    rows = [(kind, current_row(kind, entry))]
    if isinstance(entry, ThemeList):
        rows += [("theme", row) for row in theme_rows(entry)]
    for table, row in rows:
        full = {**row, "listed": int(listed)}
        db.execute(upsert(table, list(full)), list(full.values()))
        db.execute(
            upsert("entity", ("id", "type", "name", "listed")),
            (row["id"], table, row["name"], int(listed)),
        )


def name_the_unlisted(db: sqlite3.Connection) -> None:
    """Give each id that is named but stands in no register a row of its own, `listed` 0.

    So a reference to something unknown is kept and seen, not lost; the row goes when
    the register gains the entry or nothing names it any more.
    """
    children: dict[str, list[tuple[str, str]]] = {}
    tables = [row[0] for row in db.execute("SELECT name FROM pragma_table_list WHERE strict = 1")]
    for table in sorted(tables):
        for row in db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,)):
            if row[1] in ENTITY_TABLES:
                children.setdefault(row[1], []).append((table, row[0]))
    unlisted: list[tuple[str, str]] = []
    for parent, columns in sorted(children.items()):
        known = {row[0] for row in db.execute(f"SELECT id FROM {parent}")}  # noqa: S608
        named: set[str] = set()
        for table, column in columns:
            query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
            named |= {row[0] for row in db.execute(query)}
        db.executemany(
            f"INSERT INTO {parent} (id, name, listed) VALUES (?, ?, 0)",  # noqa: S608
            [(missing, missing) for missing in sorted(named - known)],
        )
        idle = db.execute(
            f"SELECT id FROM {parent} WHERE listed = 0 AND id NOT IN "  # noqa: S608
            "(SELECT entity FROM entity_state)"
        ).fetchall()
        for (found,) in idle:
            if found in named:
                unlisted.append((found, parent))
            elif parent != "theme":
                db.execute(f"DELETE FROM {parent} WHERE id = ?", (found,))  # noqa: S608
    db.execute(
        "DELETE FROM entity WHERE listed = 0 AND type <> 'theme' "
        "AND id NOT IN (SELECT entity FROM entity_state)"
    )
    db.executemany(
        "INSERT OR IGNORE INTO entity (id, type, name, listed) VALUES (?1, ?2, ?1, 0)", unlisted
    )


def set_mandates(db: sqlite3.Connection, *, records: bool) -> None:
    """Set under whose mandate each commit falls, by its day; with `records` each record as well.

    A record gets its own when it is written; all are looked at again where a register changed.
    """
    term_on = Terms(db).on
    days = "SELECT seq, date(author_time, 'unixepoch'), mandate FROM commit_"
    _move(db, "UPDATE commit_ SET mandate = ? WHERE seq = ?", days, term_on)
    if records:
        days = "SELECT id, date_start, mandate FROM record WHERE mandate_stated = 0"
        _move(db, "UPDATE record SET mandate = ? WHERE id = ?", days, term_on)


def _move(
    db: sqlite3.Connection, update: str, days: str, term_on: Callable[[str | None], str | None]
) -> None:
    found = [(key, term_on(day), before) for key, day, before in db.execute(days)]
    db.executemany(update, [(now, key) for key, now, before in found if now != before])
