"""The terms of the secretariat as a timeline, each with the meetings that fell in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from archive.home import MandateLine
from archive.terms import Terms
from archive.web import meetings
from archive.web.host import Host
from archive.web.meeting import short_name
from archive.web.moment import here, moment
from archive.web.names import Ref


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


def stops(
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
    day = "on that day" if moment().asked else "now"
    badge = {"yes": (day, "good", "●"), "perhaps": (f"perhaps {day}", "", "?")}.get(term.now)
    return Stop(
        when=term.when,
        title=Ref(term.host, here(host, f"mandates/{quote(term.id)}")),
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
