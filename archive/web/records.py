"""The list of records: by kind, year, language and meeting, the newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.lookup import NOW
from archive.text.spoken import date_words
from archive.web.answering import Page, show
from archive.web.descriptions import table_address
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.moment import here, moment
from archive.web.names import Ref
from archive.web.paging import LINES, Choice, given, paging, start_of
from archive.web.sheets import MOST_ROWS, Sheet
from archive.web.words import kind_words

_COLUMNS = ("id", "title", "kind", "date", "status", "language", "meeting", "access")

# The records that the archive held at :at, without those of a later day than :day.
_HELD = (
    "FROM record WHERE (record.date_start IS NULL OR record.date_start <= :day)"
    " AND (:kind = '' OR record.kind = :kind)"
    " AND (:language = '' OR record.language = :language)"
    " AND (:meeting = '' OR record.meeting = :meeting)"
    " AND (:year = '' OR substr(record.date_start, 1, 4) <= :year"
    "  AND substr(coalesce(record.date_end, record.date_start), 1, 4) >= :year)"
)
_NOW = " AND NOT record.removed"
_THEN = (
    " AND coalesce((SELECT change FROM version WHERE version.record = record.id"
    "  AND commit_seq <= :at ORDER BY n DESC LIMIT 1), 'removed') <> 'removed'"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A record in the list."""

    href: str
    meeting_href: str | None
    id: str
    title: str
    kind: str
    date: str | None
    status: str
    language: str | None
    meeting: str | None
    access: str
    inferred: bool
    meeting_name: str | None

    @property
    def when(self) -> str:
        """The date in words."""
        return date_words(self.date) or "date not known"


def _rows(
    conn: sqlite3.Connection, asked: dict[str, Any], limit: int, start: int
) -> list[tuple[Any, ...]]:
    return conn.execute(
        "SELECT record.id, title, kind, record.date_edtf, status, language, record.meeting, access,"  # noqa: S608 - of ours
        " coalesce(record.date_basis, '') LIKE 'inferred%',"
        " (SELECT name FROM meeting WHERE meeting.id = record.meeting)"
        f" {_HELD}{_NOW if asked['at'] == NOW else _THEN}"
        " ORDER BY record.date_end IS NULL, record.date_end DESC, record.date_start DESC, record.id"
        " LIMIT :limit OFFSET :start",
        {**asked, "limit": limit, "start": start},
    ).fetchall()


def _line(host: Host, row: tuple[Any, ...]) -> Line:
    meeting = here(host, f"meetings/{row[6]}") if row[6] else None
    return Line(here(host, f"records/{row[0]}"), meeting, *row)


def _known(conn: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from, the most frequent first; the same for every reader."""

    def column(name: str) -> list[tuple[str, int]]:
        rows = conn.execute(
            f"SELECT {name}, count(*) FROM record WHERE NOT removed AND {name} IS NOT NULL"  # noqa: S608 - a column of ours
            " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 300"
        )
        return [(row[0], row[1]) for row in rows]

    years = conn.execute(
        "SELECT DISTINCT substr(date_start, 1, 4) FROM record"
        " WHERE NOT removed AND date_start IS NOT NULL ORDER BY 1 DESC LIMIT 300"
    )
    meetings = conn.execute(
        "SELECT id, name FROM meeting WHERE id IN (SELECT meeting FROM record WHERE NOT removed)"
        " ORDER BY date_start DESC, id LIMIT 300"
    )
    return {
        "kind": [(name, f"{kind_words(name)} ({n:,})") for name, n in column("kind")],
        "language": [(name, f"{name} ({n:,})") for name, n in column("language")],
        "year": [(row[0], row[0]) for row in years],
        "meeting": [(row[0], row[1]) for row in meetings],
    }


_LABELS = {"kind": "Kind", "year": "Year", "language": "Language", "meeting": "Meeting"}


async def records(request: Request, datasette: Host) -> Any:
    """`/records`: all records, `?kind=`, `?year=`, `?language=`, `?meeting=`."""
    chosen, start = given(request, *_LABELS), start_of(request)

    def get(conn: sqlite3.Connection) -> Page:
        when = moment()
        asked = {**chosen, "day": when.day, "at": when.at(conn)}
        if when.asked is None:  # today's list has all, those of a day to come too
            asked["day"] = "9999-12-31"
        held = f"{_HELD}{_NOW if asked['at'] == NOW else _THEN}"
        total = conn.execute(f"SELECT count(*) {held}", asked).fetchone()[0]
        shown = [_line(datasette, tuple(row)) for row in _rows(conn, asked, LINES, start)]
        known = kept(datasette, "records", lambda: _known(conn))
        return Page(
            "records.html",
            {
                "lines": shown,
                "total": total,
                "choices": [
                    Choice(name, label, chosen[name], known[name])
                    for name, label in _LABELS.items()
                ],
                "narrowed": any(chosen.values()),
                "paging": paging(datasette, "records", chosen, start, len(shown), total),
            },
            data={"as_of": when.day, "total": total, "records": shown},
            sheet=lambda: Sheet(
                "records", _COLUMNS,
                [row[: len(_COLUMNS)] for row in _rows(conn, asked, MOST_ROWS["csv"] + 1, 0)],
            ),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "record"),
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)
