"""The first page: the process in a sentence, its terms with their meetings, what is new."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import Any

from archive.home import Home, count_gaps, newest_of
from archive.home import home as read_home
from archive.lookup import NOW
from archive.questions import get
from archive.text.dates import in_words
from archive.web import meetings
from archive.web.answering import Page, once, show
from archive.web.holdings import asked_for, holdings, ready
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.moment import Moment, moment
from archive.web.names import decision_address
from archive.web.partners import on_day
from archive.web.stops import Stop, stops

#: Lines of each of the lists of what is new or next.
FEW = 5

#: The questions that newcomers ask.
ASKED = ("secretariat-on", "partners-on", "chairs-on", "themes-on", "status-of", "letters")


@dataclass(frozen=True, slots=True)
class Newest:
    """A decision that was taken last, with the words that it begins with."""

    href: str
    reference: str
    text: str | None
    when: str
    basis: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The first page as it is shown; what `home` tells is told with addresses here."""

    home: Home
    stops: list[Stop]
    coming: list[meetings.Line]
    last: meetings.Line | None
    decided: list[Newest]
    questions: list[tuple[str, str]]


async def home(request: Request, datasette: Host) -> Any:
    """`/`: what this archive is, in plain words."""
    if moment().asked:
        await ready(datasette)
    if moment().known is None:  # this is the same for every day, so it may take its time
        await once(datasette, lambda conn: _gaps(conn, datasette, NOW))

    def read(conn: sqlite3.Connection) -> Page:
        asked = moment()
        shown = kept(datasette, "home", lambda: view(conn, datasette, asked), **asked.key)
        data = {"as_of": asked.day, "page": shown}
        return Page("home.html", {"shown": shown, "home": shown.home}, data)

    return await show(datasette, request, read)


def _gaps(conn: sqlite3.Connection, host: Host, at: int) -> int:
    return kept(
        host, "number of gaps", lambda: count_gaps(conn, at), asked="" if at == NOW else str(at)
    )


def view(conn: sqlite3.Connection, host: Host, asked: Moment) -> Shown:
    """All that the page shows of the day and state of knowledge that were asked for."""
    at = asked.at(conn)
    found = read_home(conn, asked.day, FEW, at, _gaps(conn, host, at))
    if asked.asked:
        found = _of_day(conn, host, found, asked)
    lines = meetings.lines(conn, host, asked)
    coming = [line for line in lines if line.state in ("planned", "to-come")]
    return Shown(
        home=found,
        stops=list(stops(conn, host, found.mandates, lines)),
        coming=coming[::-1][:FEW],
        last=next((line for line in lines if line.state == "held"), None),
        decided=_decided(conn, host, asked.day, at),
        questions=[(name, get(name).title) for name in ASKED],
    )


def _of_day(conn: sqlite3.Connection, host: Host, found: Home, asked: Moment) -> Home:
    """`found` with the records up to the day, and the partners on it, as their lists have them."""
    held = holdings(conn, host)
    records = asked_for(conn, held)
    counts = found.counts | {
        "records": records.bit_count(), "partners": len(on_day(conn, asked)),
    }  # fmt: skip
    newest = newest_of(conn, held.page(records, 0, FEW))
    return replace(found, newest=newest, counts=counts)


def _decided(conn: sqlite3.Connection, host: Host, day: str, at: int) -> list[Newest]:
    """The decisions that were taken last by that day; those that a person stated come first."""
    rows = conn.execute(
        "SELECT d.id, d.reference, nullif(d.text, d.reference), m.date_edtf, d.basis,"
        " (SELECT language FROM record WHERE record.id = d.record)"
        " FROM decision AS d LEFT JOIN meeting AS m ON m.id = d.meeting"
        " WHERE NOT d.removed AND d.sort = 'decision' AND d.valid_from <= :day"
        " AND (:at = :now OR EXISTS (SELECT 1 FROM decision_known AS k"
        "  WHERE k.decision = d.id AND k.recorded_from <= :at"
        "  AND (k.recorded_to IS NULL OR k.recorded_to > :at)))"
        " ORDER BY d.valid_from DESC, d.basis <> 'stated', d.record, d.line_start LIMIT :few",
        {"day": day, "at": at, "now": NOW, "few": FEW - 1},
    )
    return [
        Newest(
            decision_address(host, row[0]), row[1], row[2],
            in_words(row[3]) if row[3] else "", row[4], row[5],
        )
        for row in rows
    ]  # fmt: skip
