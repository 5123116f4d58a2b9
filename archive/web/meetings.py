"""The list of meetings: by series, state and year, the newest first."""

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
from archive.web.moment import Moment, here, moment
from archive.web.names import Ref
from archive.web.paging import LINES, Choice, given, paging, start_of
from archive.web.sheets import Sheet

#: What a meeting is on a day: the state, its words, the kind of its chip and its sign.
STATES = {
    "held": ("held", "good", "✓"),
    "to-come": ("to come", "", "→"),
    "planned": ("planned", "", "○"),
    "unsure": ("planned; whether it was held is not known", "doubt", "?"),
    "cancelled": ("cancelled", "bad", "✕"),
    "unknown": ("state not known", "quiet", "?"),
}

# The state of a meeting on :day. A meeting that was held is still to come on a day before it.
STATE_ON = """CASE
  WHEN s.state IN ('cancelled', 'postponed') THEN 'cancelled'
  WHEN s.state = 'held' AND s.date_start > :day THEN 'to-come'
  WHEN s.state = 'held' THEN 'held'
  WHEN s.state = 'planned' AND s.date_end < :day THEN 'unsure'
  WHEN s.state = 'planned' THEN 'planned'
  ELSE 'unknown' END"""

#: The meetings that are known at :at, each with its state in `s`.
KNOWN = (
    "FROM meeting JOIN meeting_state AS s ON s.meeting = meeting.id AND s.recorded_from <= :at"
    " AND (s.recorded_to IS NULL OR s.recorded_to > :at)"
    f" AND (meeting.listed OR :at < {NOW})"
)

_COLUMNS = (
    "id", "name", "series", "number", "body", "date", "place", "host", "state", "prepares",
    "records", "decisions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in the list."""

    href: str
    id: str
    name: str
    series: str | None
    number: int | None
    body: str | None
    date: str | None
    place: str | None
    host: str | None
    state: str
    prepares: str | None
    records: int
    decisions: int
    host_name: str | None
    start: str | None

    @property
    def when(self) -> str:
        """The date in words."""
        return date_words(self.date) or "day not known"

    @property
    def where(self) -> str:
        """The place, else the country of the host."""
        return self.place or self.host_name or ""

    @property
    def badge(self) -> tuple[str, str, str]:
        """The words, kind and sign of its chip."""
        return STATES[self.state]


def lines(
    conn: sqlite3.Connection,
    host: Host,
    asked: Moment,
    chosen: dict[str, str] | None = None,
    where: str = "1",
    **values: object,
) -> list[Line]:
    """All meetings that fit `chosen` (series, state, year), and for which `where` is true."""
    chosen = chosen or {"series": "", "state": "", "year": ""}
    rows = conn.execute(
        "SELECT meeting.id, meeting.name, meeting.series, meeting.series_no, meeting.body,"
        f" s.date_edtf, s.place, s.host, {STATE_ON} AS state, meeting.prepares,"
        f" partner.name, s.date_start {KNOWN} LEFT JOIN partner ON partner.id = s.host"
        " WHERE (:series = '' OR coalesce(meeting.series, '') = :series)"
        " AND (:year = '' OR substr(s.date_start, 1, 4) <= :year"
        "  AND substr(coalesce(s.date_end, s.date_start), 1, 4) >= :year)"
        f" AND ({where})"
        " ORDER BY s.date_start IS NULL, s.date_start DESC, meeting.id",
        {"day": asked.day, "at": asked.at(conn), **chosen, **values},
    )
    has = kept(host, "meetings", lambda: _counts(conn))
    found = []
    for row in map(tuple, rows):
        *before, name, start = row
        told: list[Any] = [*before, *has.get(row[0], (0, 0)), name, start]
        found.append(Line(here(host, f"meetings/{row[0]}"), *told))
    return [line for line in found if chosen["state"] in ("", line.state)]


def _counts(conn: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Meeting → how many records and decisions it has."""
    records, decided = (
        dict(map(tuple, conn.execute(f"{sql} AND meeting IS NOT NULL GROUP BY meeting")))
        for sql in (
            "SELECT meeting, count(*) FROM record WHERE NOT removed",
            "SELECT meeting, count(*) FROM decision WHERE NOT removed AND sort = 'decision'",
        )
    )
    return {name: (records.get(name, 0), decided.get(name, 0)) for name in {**records, **decided}}


def _choices(conn: sqlite3.Connection, chosen: dict[str, str], at: int) -> list[Choice]:
    rows = conn.execute(
        f"SELECT meeting.series, count(*) {KNOWN} GROUP BY 1 ORDER BY 2 DESC, 1",
        {"at": at},
    )
    series = [(row[0], f"{row[0]} ({row[1]:,})") for row in rows if row[0]]
    rows = conn.execute(
        f"SELECT DISTINCT substr(s.date_start, 1, 4) {KNOWN} AND s.date_start IS NOT NULL"
        " ORDER BY 1 DESC",
        {"at": at},
    )
    years = [(row[0], row[0]) for row in rows]
    states = [(name, words) for name, (words, _, _) in STATES.items()]
    return [
        Choice("series", "Series", chosen["series"], series),
        Choice("state", "State", chosen["state"], states),
        Choice("year", "Year", chosen["year"], years),
    ]


async def meetings(request: Request, datasette: Host) -> Any:
    """`/meetings`: all meetings, `?series=`, `?state=`, `?year=`."""
    chosen, start = given(request, "series", "state", "year"), start_of(request)

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        found = lines(conn, datasette, asked, chosen)
        shown = found[start : start + LINES]
        return Page(
            "meetings.html",
            {
                "lines": shown,
                "total": len(found),
                "choices": _choices(conn, chosen, asked.at(conn)),
                "narrowed": any(chosen.values()),
                "paging": paging(datasette, "meetings", chosen, start, len(shown), len(found)),
            },
            data={"as_of": asked.day, "total": len(found), "meetings": shown},
            sheet=lambda: Sheet("meetings", _COLUMNS, [_cells(line) for line in found]),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "meeting"),
            forms=("json", "csv", "xlsx", "ics"),
        )

    return await show(datasette, request, get)


def _cells(line: Line) -> list[str | int | None]:
    return [getattr(line, name) for name in _COLUMNS]
