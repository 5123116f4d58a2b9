"""What a report tells of an archive, asked of the built archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive import questions
from archive.export.holdings import rows, series_title
from archive.text.spoken import date_words


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: what, how many, and what else is said of it."""

    label: str
    count: int
    more: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What is in the package: numbers, and how they spread over kinds, years and meetings."""

    numbers: tuple[tuple[str, int], ...]
    kinds: tuple[Bar, ...]
    years: tuple[Bar, ...]
    meetings: tuple[Bar, ...]
    undated: int


#: The records that are told of: those that stand, of :only where that is given.
_TOLD = """WITH told AS (
  SELECT * FROM record
  WHERE NOT removed AND (:only IS NULL OR id IN (SELECT value FROM json_each(:only)))
)
"""

#: What is counted of them, and how.
_COUNTED = (
    ("records", "SELECT count(*) FROM told"),
    ("versions of them", "SELECT count(*) FROM version JOIN told ON id = record"),
    (
        "original files",
        "SELECT count(DISTINCT original.path) FROM original JOIN told ON id = record"
        " AND original.version = current_version",
    ),
    (
        "decisions",
        "SELECT count(*) FROM decision JOIN told ON told.id = record"
        " WHERE NOT decision.removed AND sort = 'decision'",
    ),
)

#: What is counted of the whole archive.
_COUNTED_OF_ALL = (
    ("meetings", "SELECT count(*) FROM meeting WHERE listed"),
    ("saves", "SELECT count(*) FROM commit_ WHERE hash IS NOT NULL"),
)


def held(conn: sqlite3.Connection, only: Collection[str] | None) -> Held:
    """The numbers of the records that stand, or of those called `only`."""
    cursor = conn.cursor()
    cursor.row_factory = None
    values = {"only": None if only is None else json.dumps(sorted(only))}

    def ask(sql: str) -> list[tuple[Any, ...]]:
        return cursor.execute(_TOLD + sql, values).fetchall()

    counted = _COUNTED if only is not None else (*_COUNTED, *_COUNTED_OF_ALL)
    kinds = ask("SELECT kind, count(*) FROM told GROUP BY kind ORDER BY 2 DESC, 1")
    years = ask(
        "SELECT substr(date_start, 1, 4), count(*) FROM told WHERE date_start IS NOT NULL"
        " GROUP BY 1 ORDER BY 1"
    )
    undated = ask("SELECT count(*) FROM told WHERE date_start IS NULL")
    meetings = ask(
        "SELECT meeting.name, meeting.date_edtf, meeting.state, count(told.id),"
        " max(CASE WHEN told.kind = 'minutes' THEN told.status END)"
        " FROM meeting LEFT JOIN told ON told.meeting = meeting.id WHERE meeting.listed"
        " GROUP BY meeting.id ORDER BY meeting.date_start IS NULL, meeting.date_start, meeting.id"
    )
    return Held(
        numbers=tuple((name, int(ask(sql)[0][0])) for name, sql in counted),
        kinds=tuple(Bar(series_title(str(kind)), int(count)) for kind, count in kinds),
        years=_filled([(str(year), int(count)) for year, count in years]),
        meetings=tuple(
            _meeting(*row, whole=only is None) for row in meetings if row[3] or only is None
        ),
        undated=int(undated[0][0]),
    )


def _meeting(
    name: str, date: str | None, state: str | None, count: int, minutes: str | None, *, whole: bool
) -> Bar:
    """A meeting; that it lacks minutes can be told only where all of its records are."""
    lacks = "no minutes" if state == "held" else ""
    told = f"minutes {minutes}" if minutes else lacks
    said = (date_words(date), state, told if whole else "")
    return Bar(name, count, ", ".join(filter(None, said)))


def _filled(years: list[tuple[str, int]]) -> tuple[Bar, ...]:
    """The years with those between that have nothing, unless these are too many to be years."""
    counts = dict(years)
    plain = [int(year) for year in counts if year.isdecimal()]
    if not plain or max(plain) - min(plain) > 200:
        return tuple(Bar(year, count) for year, count in years)
    return tuple(
        Bar(str(year), counts.get(f"{year:04}", 0)) for year in range(min(plain), max(plain) + 1)
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of the report: its columns, the rows that are shown, and how many there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


#: Rows of a table; a page of hundreds more would not be read.
MOST = 300


def gaps(conn: sqlite3.Connection) -> Rows:
    """What is known to be missing."""
    told = questions.answer(conn, "gaps", {})
    at = [told.columns.index(name) for name in ("name", "about", "missing", "note")]
    found = [tuple(str(row[each] or "") for each in at) for row in told.in_words()]
    merged = [(name or about, missing, note) for name, about, missing, note in found]
    return Rows(("of what", "missing", "what is known"), tuple(merged[:MOST]), len(merged))


def open_actions(conn: sqlite3.Connection) -> Rows:
    """The tasks that are open."""
    told = questions.answer(conn, "open-actions", {})
    names = ("text", "owner as written", "owner", "due", "overdue", "opened", "source")
    at = [told.columns.index(name) for name in names]
    found = []
    for row in told.in_words():
        text, written, owner, due, overdue, opened, source = (str(row[n] or "") for n in at)
        when = " ".join(filter(None, (due, f"({overdue})" if overdue else "")))
        found.append((text, written or owner or "nobody is named", when, opened, source))
    columns = ("task", "who has it", "due", "since", "where")
    return Rows(columns, tuple(found[:MOST]), len(found))


def closed(conn: sqlite3.Connection, only: Collection[str] | None) -> Rows:
    """The records that are not public, and why."""
    found = []
    wanted = None if only is None else json.dumps(sorted(only))
    for row in rows(
        conn,
        "SELECT id, title, access, closure FROM record WHERE NOT removed"
        " AND (access <> 'public' OR closure IS NOT NULL)"
        " AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) ORDER BY id",
        wanted,
    ):
        try:
            closure = json.loads(row["closure"]) if row["closure"] else {}
        except ValueError:
            closure = {}
        review = date_words(closure.get("review"))
        found.append(
            (
                str(row["title"]),
                str(row["access"]),
                str(closure.get("ground") or "no ground is given"),
                review or "no day is set",
                str(row["id"]),
            )
        )
    columns = ("record", "who may see it", "why", "to be looked at again", "id")
    return Rows(columns, tuple(found[:MOST]), len(found))


def removed(conn: sqlite3.Connection) -> Rows:
    """The records that were taken out, when, and with which words."""
    found = []
    for row in rows(
        conn,
        "SELECT record.id, record.title, commit_time, message FROM record"
        " LEFT JOIN version ON version.record = record.id AND n = current_version"
        " LEFT JOIN commit_ ON seq = commit_seq WHERE removed ORDER BY commit_seq, record.id",
    ):
        found.append(
            (
                str(row["title"]),
                day_of(row["commit_time"]),
                str(row["message"] or "").partition("\n")[0],
                str(row["id"]),
            )
        )
    return Rows(("record", "when", "why", "id"), tuple(found[:MOST]), len(found))


def day_of(seconds: int | None) -> str:
    """The day of a time in seconds since 1970, in UTC, as people read it; '' for none."""
    try:
        return (
            date_words(f"{datetime.fromtimestamp(seconds or 0, UTC):%Y-%m-%d}") if seconds else ""
        )
    except (ValueError, OverflowError, OSError):
        return ""
