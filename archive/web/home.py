"""The first page: the process in a sentence, its terms with their meetings, what is new."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.home import Home, MandateLine
from archive.home import home as read_home
from archive.lookup import NOW
from archive.questions import get
from archive.terms import Terms
from archive.text.dates import in_words
from archive.web import meetings
from archive.web.answering import Page, show
from archive.web.host import Host, Request, row_address
from archive.web.kept import kept
from archive.web.meeting import short_name
from archive.web.moment import Moment, moment
from archive.web.names import Ref, decision_address

#: Lines of each of the lists of what is new or next.
FEW = 5

#: The questions that newcomers ask.
ASKED = ("secretariat-on", "partners-on", "chairs-on", "themes-on", "status-of", "letters")


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting below the term in which it fell."""

    title: Ref
    when: str
    date: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A term of the secretariat on the timeline; or meetings under no term, `state` 'gap'."""

    when: str
    title: Ref
    more: str
    state: str
    badges: tuple[tuple[str, str, str], ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Newest:
    """A decision that was taken last, with the words that it begins with."""

    href: str
    reference: str
    text: str | None
    when: str
    basis: str


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

    def read(conn: sqlite3.Connection) -> Page:
        asked = moment()
        name = f"home {asked.day} {asked.asked} {asked.at(conn)}"
        shown = kept(datasette, name, lambda: view(conn, datasette, asked))
        data = {"as_of": asked.day, "page": shown}
        return Page("home.html", {"shown": shown, "home": shown.home}, data)

    return await show(datasette, request, read)


def view(conn: sqlite3.Connection, host: Host, asked: Moment) -> Shown:
    """All that the page shows of the day and state of knowledge that were asked for."""
    at = asked.at(conn)
    found = read_home(conn, asked.day, FEW, at)
    lines = meetings.lines(conn, host, asked, {"series": "", "state": "", "year": ""})
    coming = [line for line in lines if line.state in ("planned", "to-come")]
    return Shown(
        home=found,
        stops=list(_stops(conn, host, found.mandates, lines)),
        coming=coming[::-1][:FEW],
        last=next((line for line in lines if line.state == "held"), None),
        decided=_decided(conn, host, asked.day, at),
        questions=[(name, get(name).title) for name in ASKED],
    )


def _stops(
    conn: sqlite3.Connection, host: Host, terms: list[MandateLine], lines: list[meetings.Line]
) -> Iterator[Stop]:
    """The terms in their order, each with its meetings; those under none where they fall."""
    of_day = Terms(conn)
    starts = {
        row[0]: row[1]
        for row in conn.execute("SELECT id, coalesce(surely_from, valid_from, '') FROM mandate")
    }
    held: dict[str | None, list[Event]] = {}
    for line in reversed(lines):
        if line.start:
            event = Event(Ref(short_name(line.name), line.href, line.name), line.when, line.start)
            held.setdefault(of_day.on(line.start), []).append(event)
    loose = held.pop(None, [])
    known = {term.id for term in terms}
    for name in [name for name in held if name not in known]:
        loose += held.pop(name)
    loose.sort(key=lambda event: event.date)
    for term in terms:
        before = [event for event in loose if event.date < starts.get(term.id, "")]
        if before:
            yield _gap(before, first=term is terms[0])
            loose = loose[len(before) :]
        yield _stop(host, term, tuple(held.get(term.id, ())))
    if loose:
        yield _gap(loose, first=False)


def _stop(host: Host, term: MandateLine, events: tuple[Event, ...]) -> Stop:
    where = ", ".join(filter(None, (term.organisation, term.place)))
    head = f"headed by {term.head}" if term.head else ""
    badge = {"yes": ("now", "good", "●"), "perhaps": ("perhaps now", "", "?")}.get(term.now)
    return Stop(
        when=term.when,
        title=Ref(term.host, row_address(host, "mandate", term.id)),
        more="; ".join(filter(None, (where, head))),
        state=term.now,
        badges=(badge,) if badge else (),
        events=events,
    )


def _gap(events: list[Event], *, first: bool) -> Stop:
    begin, end = events[0].date[:4], events[-1].date[:4]
    return Stop(
        when=begin if begin == end else f"{begin} to {end}",
        title=Ref("Before the first term" if first else "In which term is not sure"),
        more="",
        state="gap",
        badges=(),
        events=tuple(events),
    )


def _decided(conn: sqlite3.Connection, host: Host, day: str, at: int) -> list[Newest]:
    """The decisions that were taken last by that day; those that a person stated come first."""
    rows = conn.execute(
        "SELECT d.id, d.reference, nullif(d.text, d.reference), m.date_edtf, d.basis"
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
            in_words(row[3]) if row[3] else "", row[4],
        )
        for row in rows
    ]  # fmt: skip
