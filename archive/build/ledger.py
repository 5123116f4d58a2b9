"""Rows that hold in both times, and the events that tell how they changed.

A row is never edited: when the records say something else, it is closed at the
commit that says so and another is opened. Whole and incremental builds go through
the same steps and so give the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.build.rows import TIMED, Values

#: Columns that say from which day on a row holds.
_VALID_FROM = ("valid_from", "date_start")

#: How events name a table, a row that comes, and one that goes, where it is not the usual way.
_CALLED = {
    "claim": ("claim", "made", "withdrawn"),
    "decision_known": ("decision", "marked", "unmarked"),
    "relation": ("relation", "made", "withdrawn"),
}


class Ledger:
    """Writes timed rows and events, `batch` rows at a time, within the caller's transaction.

    `fresh` promises that the archive was empty, so that open rows need not be looked up.
    """

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool, batch: int = 2000) -> None:
        self._db = connection
        self._fresh = fresh
        self._batch = batch
        self._open: dict[tuple[str, str], dict[int, Values]] = {}
        self._opened: dict[str, list[Values]] = {}
        self._closed: dict[str, list[Values]] = {}
        self._events: list[Values] = []
        last = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
        self._event_seq: int = last[0]

    def open_rows(self, table: str, owner: str) -> dict[int, Values]:
        """The rows of `owner` that still stand, by place."""
        key = (table, owner)
        if key not in self._open:
            self._open[key] = {} if self._fresh else self._look_up(table, owner)
        return self._open[key]

    def _look_up(self, table: str, owner: str) -> dict[int, Values]:
        column, placed, values = TIMED[table]
        self.flush()
        place = "n" if placed else "1"
        found = self._db.execute(
            f"SELECT {place}, {_quoted(values)} FROM {table} "  # noqa: S608 - names of ours
            f"WHERE {column} = ? AND recorded_to IS NULL",
            (owner,),
        )
        return {row[0]: tuple(row[1:]) for row in found}

    def replace(self, table: str, owner: str, rows: Sequence[Values], seq: int) -> None:
        """Make `rows` what stands for `owner` from commit `seq` on; equal rows stay untouched."""
        standing = self.open_rows(table, owner)
        if not standing and not rows:
            return
        left = list(rows)
        kept: dict[int, Values] = {}
        for place, row in sorted(standing.items()):
            if row in left:
                left.remove(row)
                kept[place] = row
        place = 0
        for row in left:
            place += 1
            while place in kept:
                place += 1
            kept[place] = row
        self.set(table, owner, kept, seq)

    def set(self, table: str, owner: str, rows: Mapping[int, Values], seq: int) -> None:
        """Make `rows`, by place, what stands for `owner` from commit `seq` on."""
        standing = self.open_rows(table, owner)
        for place in sorted({*standing, *rows}):
            before, after = standing.get(place), rows.get(place)
            if before == after:
                continue
            if before is not None:
                self._close(table, owner, place, seq)
            if after is not None:
                self._add(table, owner, place, after, seq)
            self._tell(table, owner, before, after, seq)
        self._open[(table, owner)] = dict(rows)
        if len(self._events) >= self._batch:
            self.flush()

    def _add(self, table: str, owner: str, place: int, row: Values, seq: int) -> None:
        key: Values = (owner, place) if TIMED[table][1] else (owner,)
        self._opened.setdefault(table, []).append((*key, *row, seq))

    def _close(self, table: str, owner: str, place: int, seq: int) -> None:
        key: Values = (seq, owner, place) if TIMED[table][1] else (seq, owner)
        self._closed.setdefault(table, []).append(key)
        self._write(table)  # a row opened in this batch must be there to be closed

    def _tell(
        self, table: str, owner: str, before: Values | None, after: Values | None, seq: int
    ) -> None:
        if table == "record_state":
            if after is not None:
                old = _status(before) if before else None
                self.event(owner, "record.status", old, _status(after), after[4], seq)
            return
        if table == "entity_state" and before and after:
            was, now = _told_nowhere_else(before[1], after[1])
            if was != now:
                self.event(owner, f"{after[0]}.changed", json_text(was), json_text(now), None, seq)
            return
        what, begun, over = _CALLED.get(table, (table, "added", "ended"))
        verb = "changed" if before and after else (begun if after else over)
        names = TIMED[table][2]
        row = after or before or ()
        said = dict(zip(names, row, strict=True))
        valid = next((said[name] for name in _VALID_FROM if said.get(name)), None)
        self.event(
            said.get("subject") or owner,
            f"{what}.{verb}",
            _as_json(names, before),
            _as_json(names, after),
            valid,
            seq,
        )

    def event(
        self, subject: str, kind: str, old: str | None, new: str | None,
        valid_from: str | None, seq: int,
    ) -> None:  # fmt: skip
        """Append one event; the sequence is the order in which the archive learned things."""
        self._event_seq += 1
        self._events.append((self._event_seq, subject, kind, old, new, valid_from, seq))

    def _write(self, table: str) -> None:
        column, placed, values = TIMED[table]
        opened = self._opened.pop(table, [])
        if opened:
            names = [column, *(["n"] if placed else []), *values, "recorded_from"]
            marks = ", ".join("?" * len(names))
            self._db.executemany(
                f"INSERT INTO {table} ({_quoted(names)}) VALUES ({marks})",  # noqa: S608
                opened,
            )
        closed = self._closed.pop(table, [])
        if closed:
            place = " AND n = ?" if placed else ""
            # What is closed by the very commit that opened it (one id in two registers) never held.
            self._db.executemany(
                f"DELETE FROM {table} "  # noqa: S608 - names of ours
                f"WHERE recorded_from = ? AND {column} = ?{place} AND recorded_to IS NULL",
                closed,
            )
            self._db.executemany(
                f"UPDATE {table} SET recorded_to = ? "  # noqa: S608 - names of ours
                f"WHERE {column} = ?{place} AND recorded_to IS NULL",
                closed,
            )

    def flush(self) -> None:
        """Write what is waiting."""
        for table in list({**self._opened, **self._closed}):
            self._write(table)
        if self._events:
            self._db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", self._events)
            self._events.clear()


def _status(row: Values) -> str:
    """The status that a row of record_state tells, as its own header writes it."""
    return str(row[8] or row[0])


def _quoted(names: Iterable[str]) -> str:
    """Column names as SQL writes them where one may be a word of its own, such as from."""
    return ", ".join(f'"{name}"' for name in names)


def _as_json(names: Sequence[str], row: Values | None) -> str | None:
    if row is None:
        return None
    said = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return str(said["fields"]) if set(said) == {"type", "fields"} else json_text(said)


#: Fields of an entry whose changes timed tables of their own tell.
_TOLD = frozenset(
    [
        "periods",
        "chairs",
        "aliases",
        "roles",
        "claims",
        "unknowns",
        "follows",
        "from",
        "to",
        "host",
        "organisation",
        "place",
        "head",
        "state",
        "date",
        "theme",
        "minutes_status",
        "status",
    ]
)


def _told_nowhere_else(before: str, after: str) -> tuple[dict[str, Any], dict[str, Any]]:
    was, now = json.loads(before), json.loads(after)
    differing = {key for key in {*was, *now} - _TOLD if was.get(key) != now.get(key)}
    return (
        {key: was[key] for key in sorted(differing) if key in was},
        {key: now[key] for key in sorted(differing) if key in now},
    )


def roll_back(connection: sqlite3.Connection, seq: int) -> None:
    """Take back every timed row and event that commit `seq` and later ones brought.

    Decisions whose states they changed lose their own row, so that it is made anew.
    """
    connection.execute(
        "DELETE FROM decision WHERE id IN ("
        "SELECT decision FROM decision_state WHERE recorded_from >= ?1 OR recorded_to >= ?1)",
        (seq,),
    )
    for table in (*TIMED, "decision_state"):
        connection.execute(f"DELETE FROM {table} WHERE recorded_from >= ?", (seq,))  # noqa: S608
        connection.execute(
            f"UPDATE {table} SET recorded_to = NULL WHERE recorded_to >= ?",  # noqa: S608
            (seq,),
        )
    connection.execute("DELETE FROM event WHERE recorded_seq >= ?", (seq,))


def json_text(value: Any) -> str:
    """`value` as the archive writes JSON: words as they are, no spaces added."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
