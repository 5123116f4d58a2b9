"""The terms of the secretariat: all as a timeline and a table, each on a page of its own."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.home import mandate_lines
from archive.terms import Terms
from archive.web import meetings
from archive.web.actions import held_tasks
from archive.web.answering import Page, show
from archive.web.descriptions import table_address
from archive.web.holdings import asked_for, holdings, ready
from archive.web.host import Host, Request, row_address
from archive.web.kept import kept
from archive.web.mandate import badge_of, view
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref
from archive.web.related import bound, known_decisions, of_day
from archive.web.sheets import Sheet
from archive.web.stops import Stop, stops

_COLUMNS = (
    "id", "host", "organisation", "place", "head", "from", "to", "on_the_day", "meetings",
    "decisions", "tasks_opened", "tasks_ended", "records",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A term in the table; counts are of what falls in it by its date."""

    id: str
    title: Ref
    organisation: str
    place: str
    head: Ref | None
    when: str
    badge: tuple[str, str, str]
    meetings: int
    decisions: int
    tasks_opened: int
    tasks_ended: int
    records: int
    edtf: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """The terms as they are shown."""

    stops: list[Stop]
    lines: list[Line]


async def mandates(request: Request, datasette: Host) -> Any:
    """`/mandates`: the terms of the secretariat."""
    await ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        shown = kept(datasette, "mandates", lambda: _all(conn, datasette, asked), **asked.key)
        return Page(
            "mandates.html",
            {"shown": shown},
            data={"as_of": asked.day, "mandates": shown.lines},
            sheet=lambda: Sheet("mandates", _COLUMNS, [_cells(line) for line in shown.lines]),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "mandate"),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _cells(line: Line) -> list[str | int | None]:
    return [
        line.id, line.title.text, line.organisation, line.place,
        line.head.text if line.head else None, *line.edtf, line.badge[0], line.meetings,
        line.decisions, line.tasks_opened, line.tasks_ended, line.records,
    ]  # fmt: skip


def _all(conn: sqlite3.Connection, host: Host, asked: Moment) -> Shown:
    at = asked.at(conn)
    terms = mandate_lines(conn, asked.day, at)
    held = meetings.lines(conn, host, asked)
    of_term = Terms(conn)
    met = Counter(
        of_term.on(line.start)
        for line in held
        if line.start and not (asked.asked and line.start > asked.day)
    )
    given = bound(conn, asked)
    there = holdings(conn, host)
    records = Counter(there.counts("mandate", asked_for(conn, there)))
    decisions = _counted(
        conn,
        f"decision WHERE sort = 'decision'{known_decisions(at)}"
        + of_day(asked, "decision.valid_from"),
        given,
    )
    opened, ended = _tasks(conn, host, asked, of_term)
    rows = {
        row["mandate"]: row
        for row in conn.execute(
            "SELECT * FROM mandate_state WHERE recorded_from <= :at"
            " AND (recorded_to IS NULL OR recorded_to > :at)",
            given,
        )
    }
    names = Names(conn, host, [row["head"] for row in rows.values()])
    lines = [
        Line(
            term.id,
            Ref(term.host, here(host, f"mandates/{quote(term.id)}"), term.id),
            term.organisation or "",
            term.place or "",
            names.ref(rows[term.id]["head"]) if rows[term.id]["head"] else None,
            term.when,
            badge_of(rows[term.id], asked.day),
            met[term.id], decisions[term.id], opened[term.id], ended[term.id], records[term.id],
            (rows[term.id]["from_edtf"], rows[term.id]["to_edtf"]),
        )
        for term in terms
    ]  # fmt: skip
    return Shown(list(stops(conn, host, terms, held)), lines)


def _counted(
    conn: sqlite3.Connection, source: str, given: dict[str, object]
) -> Counter[str | None]:
    rows = conn.execute(f"SELECT mandate, count(*) FROM {source} GROUP BY 1", given)  # noqa: S608 - of ours
    return Counter({row[0]: row[1] for row in rows})


def _tasks(
    conn: sqlite3.Connection, host: Host, asked: Moment, of_term: Terms
) -> tuple[Counter[str | None], Counter[str | None]]:
    """How many tasks were opened, and how many ended, in each term."""
    rows = [(each.opened, each.closed) for each in held_tasks(conn, host)]
    last = asked.day if asked.asked else "9999"
    opened = Counter(of_term.on(row[0]) for row in rows if row[0] and row[0] <= last)
    ended = Counter(of_term.on(row[1]) for row in rows if row[1] and row[1] <= last)
    return opened, ended


async def mandate(request: Request, datasette: Host) -> Any:
    """`/mandates/ID`: one term, with all that fell in it."""
    name = request.url_vars["id"]
    await ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette, name)
        return Page(
            "mandate.html",
            {"shown": shown},
            data=shown,
            trail=(
                Ref("Home", here(datasette, "")),
                Ref("Mandates", here(datasette, "mandates")),
            ),
            row=row_address(datasette, "mandate", name),
        )

    return await show(datasette, request, get)
