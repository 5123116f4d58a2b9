"""What the page of a body shows: where it belongs, who led it when, what it met for and decided."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import NotInArchive
from archive.home import span_words
from archive.web import meetings
from archive.web.chairs import Lead, day_of_end, day_of_start, leads_on
from archive.web.facts import Fact, entry_facts
from archive.web.holdings import asked_for, holdings
from archive.web.host import Host
from archive.web.moment import Moment, moment
from archive.web.names import Names, Ref, sources
from archive.web.related import Decided, RecordLine, TaskLine, decided, open_tasks, record_lines
from archive.web.sayings import THEN, About, Unknown, sayings

_FACTS = (
    ("Kind", "kind", "kind"), ("Also called", "aliases", "words"), ("Since", "start", "date"),
    ("Until", "end", "date"), ("Set up by", "established_by", "ids"), ("Source", "source", "ids"),
)  # fmt: skip

#: Meetings that the page of a body lists; the list of meetings has all.
_MEETINGS = 25


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody who chaired it, from when to when; `badge` is what that means for the day."""

    who: Ref
    role: str
    when: str
    badge: tuple[str, str, str] | None
    sources: tuple[Ref, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A body as its page shows it."""

    row: dict[str, Any]
    badge: tuple[str, str, str] | None
    when: str
    leads: list[Lead]
    chairs: list[Chair]
    above: list[Ref]
    below: list[Ref]
    facts: list[Fact]
    claims: list[About]
    unknowns: list[Unknown]
    meetings: list[meetings.Line]
    meetings_in_all: int
    decisions: list[Decided]
    decisions_in_all: int
    tasks: list[TaskLine]
    tasks_in_all: int
    records: list[RecordLine]
    records_in_all: int


def view(conn: sqlite3.Connection, host: Host, name: str) -> Shown:
    """The body `name`; raises `NotInArchive` with ids that are near."""
    asked = moment()
    at = asked.at(conn)
    then = {"id": name, "at": at}
    found = conn.execute(
        "SELECT body.*, s.fields FROM body JOIN entity_state AS s ON s.entity = body.id"  # noqa: S608 - of ours
        f" AND s.type = 'body' AND {THEN} WHERE body.id = :id",
        then,
    ).fetchone()
    if found is None:
        from archive.reading import near

        raise NotInArchive(f"there is no body called {name!r}{near(conn, name)}")
    row = dict(found)
    fields = json.loads(row.pop("fields"))
    told = sayings(conn, name, at)
    chairs = conn.execute(
        "SELECT coalesce(partner, stakeholder, person) AS who, role, from_edtf, to_edtf,"  # noqa: S608 - of ours
        " valid_from, surely_from, surely_to, valid_to, source, note FROM body_chair"
        f" WHERE body = :id AND {THEN} ORDER BY valid_from IS NOT NULL, valid_from, n",
        then,
    ).fetchall()
    leads = leads_on(conn, asked, name)
    above = _above(conn, name)
    below = conn.execute(
        "SELECT id FROM body WHERE parent = ? AND listed ORDER BY rowid", (name,)
    ).fetchall()
    names = Names(
        conn,
        host,
        [*above, *(each[0] for each in below), *sources(row["source"]), row["established_by"],
         *told.ids, *(each["id"] for each in leads),
         *(text for each in chairs for text in (each["who"], *sources(each["source"])))],
    )  # fmt: skip
    abouts = told.told(names, ("start", "end"))
    met = meetings.lines(conn, host, asked, where="meeting.body = :body", body=name)
    decisions, decisions_in_all = decided(conn, host, "body", name, asked, 8)
    still_open, tasks_in_all = open_tasks(conn, host, lambda task: task.body == name, 6)
    held = holdings(conn, host)
    records = asked_for(conn, held) & held.facets["body"].lines([name])
    start, end = fields.get("from"), fields.get("to")
    led = {each["id"]: each["certain"] for each in leads}
    return Shown(
        row=row,
        badge=_badge(start, end, asked.day),
        when=span_words(start, end) if start or end else "",
        leads=[Lead(names.ref(e["id"]), e["role"], e["certain"] == "yes") for e in leads],
        chairs=[_chair(each, names, asked, led) for each in chairs],
        above=[names.ref(each) for each in above],
        below=[names.ref(each[0]) for each in below],
        facts=entry_facts({**row, "start": start, "end": end}, names, _FACTS),
        claims=abouts,
        unknowns=told.unknowns,
        meetings=met[:_MEETINGS],
        meetings_in_all=len(met),
        decisions=decisions,
        decisions_in_all=decisions_in_all,
        tasks=still_open,
        tasks_in_all=tasks_in_all,
        records=record_lines(conn, host, records, 6),
        records_in_all=records.bit_count(),
    )


def _above(conn: sqlite3.Connection, name: str) -> list[str]:
    """The bodies that it belongs to, the highest first; a ring is gone round once."""
    rows = conn.execute(
        "WITH RECURSIVE up (id, level) AS (SELECT parent, 1 FROM body WHERE id = :id"
        " UNION SELECT body.parent, level + 1 FROM up JOIN body ON body.id = up.id"
        " WHERE level < 20)"
        " SELECT id FROM up WHERE id IS NOT NULL AND id <> :id"
        " GROUP BY id ORDER BY min(level) DESC",
        {"id": name},
    )
    return [row[0] for row in rows]


def _badge(start: str | None, end: str | None, day: str) -> tuple[str, str, str] | None:
    """What a body is on the day; None where nothing speaks against its working then."""
    first, last = day_of_start(start), day_of_end(end)
    if first is not None and first > day:
        return ("not yet there", "", "→")
    if last is not None and last < day:
        return ("ended", "quiet", "✓")
    return None


def _chair(row: sqlite3.Row, names: Names, asked: Moment, led: dict[str, str]) -> Chair:
    start, end = row["from_edtf"], row["to_edtf"]
    if row["valid_from"] and row["valid_from"] > asked.day:
        badge = ("to come", "", "→")
    elif row["valid_to"] and row["valid_to"] <= asked.day:
        badge = ("over", "quiet", "✓")
    elif row["who"] not in led:
        badge = None
    elif led[row["who"]] == "yes":
        badge = ("on the day", "good", "●")
    else:
        badge = ("perhaps on the day", "", "?")
    return Chair(
        names.ref(row["who"]) if row["who"] else Ref("nobody named"),
        row["role"],
        span_words(start, end) if start or end else "from when to when is not known",
        badge,
        tuple(names.ref(each) for each in sources(row["source"])),
        row["note"],
    )
