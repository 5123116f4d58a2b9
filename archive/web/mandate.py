"""What the page of a term of the secretariat shows: who, from when to when, what fell in it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.errors import NotInArchive
from archive.home import mandate_lines, span_words
from archive.lookup import NOW, iso_time
from archive.questions import answer
from archive.register.masks import NONE
from archive.terms import Terms
from archive.web import meetings
from archive.web.facts import Fact, entry_facts
from archive.web.holdings import asked_for, holdings
from archive.web.host import Host
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref, sources
from archive.web.related import (
    Decided,
    RecordLine,
    TaskLine,
    decided,
    record_lines,
    tasks_between,
)
from archive.web.sayings import About, Unknown, sayings
from archive.web.words import day_of

_FACTS = (
    ("Host", "host", "ids"), ("Organisation", "organisation", "words"), ("Place", "place", "words"),
    ("Head", "head", "ids"), ("From", "from_edtf", "end"), ("Until", "to_edtf", "end"),
    ("Source", "source", "ids"),
)  # fmt: skip

_STATE = (
    "SELECT mandate.id, mandate.name, mandate.note, mandate.source, partner.name AS host_name,"
    " s.* FROM mandate JOIN mandate_state AS s ON s.mandate = mandate.id"
    " AND s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)"
    " LEFT JOIN partner ON partner.id = s.host WHERE mandate.id = :id"
)


@dataclass(frozen=True, slots=True)
class Head:
    """Who is named as its head, in what office, from when to when, and by which source."""

    who: Ref
    office: str
    when: str
    source: Ref


@dataclass(frozen=True, slots=True)
class Kind:
    """Records of one kind in it."""

    kind: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What the secretariat of that term wrote into the archive: saves, the first and the last."""

    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as its page shows it; `steps` are the term before it, itself, and the one after."""

    row: dict[str, Any]
    title: str
    when: str
    badge: tuple[str, str, str]
    steps: list[tuple[Ref, str, bool]]
    facts: list[Fact]
    heads: list[Head]
    dates: list[About]
    claims: list[About]
    unknowns: list[Unknown]
    meetings: list[meetings.Line]
    decisions: list[Decided]
    decisions_in_all: int
    opened: list[TaskLine]
    opened_in_all: int
    ended: list[TaskLine]
    ended_in_all: int
    kinds: list[Kind]
    newest: list[RecordLine]
    records_in_all: int
    saved: Saved | None


def badge_of(row: Any, day: str) -> tuple[str, str, str]:
    """The words, kind and sign of what a term is on a day."""
    if (row["valid_from"] or "") > day:
        return ("to come", "", "→")
    if row["valid_to"] is not None and row["valid_to"] <= day:
        return ("over", "quiet", "✓")
    surely = row["surely_from"] is not None and row["surely_from"] <= day
    if surely and (row["valid_to"] is None or (row["surely_to"] or "") > day):
        return ("in office", "good", "●")
    return ("perhaps in office", "", "?")


def view(conn: sqlite3.Connection, host: Host, name: str) -> Shown:
    """The term `name`; raises `NotInArchive` with ids that are near."""
    asked = moment()
    at = asked.at(conn)
    found = conn.execute(_STATE, {"id": name, "at": at}).fetchone()
    if found is None:
        from archive.reading import near

        raise NotInArchive(f"there is no mandate called {name!r}{near(conn, name)}")
    row = dict(found)
    told = sayings(conn, name, at)
    heads = _heads(conn, name, asked)
    names = Names(
        conn,
        host,
        [row["host"], row["head"], *sources(row["source"]), *told.ids,
         *(text for each in heads for text in (each["id"], each["according to"]))],
    )  # fmt: skip
    abouts = told.told(names, ("start", "end"))
    of_term = Terms(conn)
    met = [
        line
        for line in meetings.lines(conn, host, asked, where="s.date_start IS NOT NULL")
        if of_term.on(line.start) == name
    ]
    decisions, decisions_in_all = decided(conn, host, "mandate", name, asked)
    opened, opened_in_all, ended, ended_in_all = _tasks(conn, host, row, asked)
    held = holdings(conn, host)
    records = asked_for(conn, held) & held.facets["mandate"].lines([name])
    return Shown(
        row=row,
        title=row["host_name"] or row["host"] or row["name"],
        when=span_words(row["from_edtf"], row["to_edtf"]),
        badge=badge_of(row, asked.day),
        steps=_steps(conn, host, name, asked),
        facts=entry_facts(row, names, _FACTS),
        heads=[_head(each, names) for each in heads if each["id"] or each["head"]],
        dates=[about for about in abouts if about.property in ("start", "end")],
        claims=[about for about in abouts if about.property not in ("start", "end")],
        unknowns=told.unknowns,
        meetings=met[::-1],
        decisions=decisions,
        decisions_in_all=decisions_in_all,
        opened=opened,
        opened_in_all=opened_in_all,
        ended=ended,
        ended_in_all=ended_in_all,
        kinds=[
            Kind(kind, here(host, f"records?kind={quote(kind)}&mandate={quote(name)}"), count)
            for kind, count in held.counts("kind", records).items()
            if kind != NONE
        ],
        newest=record_lines(conn, host, records, 6),
        records_in_all=records.bit_count(),
        saved=_saved(conn, name, at),
    )


def _heads(conn: sqlite3.Connection, name: str, asked: Moment) -> list[dict[str, Any]]:
    """The answer to the question of the same name."""
    at = asked.at(conn)
    known = {} if at == NOW else {"known_at": str(at)}
    found = answer(conn, "heads", {"mandate": name, **known})
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _head(row: dict[str, Any], names: Names) -> Head:
    start, end = row["in office from"], row["in office until"]
    return Head(
        names.ref(row["id"]) if row["id"] else Ref(row["head"]),
        row["office as named there"] or "",
        span_words(start, end) if start or end else "",
        names.ref(row["according to"]),
    )


def _tasks(
    conn: sqlite3.Connection, host: Host, row: dict[str, Any], asked: Moment
) -> tuple[list[TaskLine], int, list[TaskLine], int]:
    """(opened in the term, how many, ended in it, how many), by the days that may lie in it."""
    start, end = row["valid_from"] or "", row["valid_to"] or "9999-99"
    opened, opened_in_all = tasks_between(conn, host, start, end, ended=False, limit=8)
    ended, ended_in_all = tasks_between(conn, host, start, end, ended=True, limit=8)
    return opened, opened_in_all, ended, ended_in_all


def _steps(
    conn: sqlite3.Connection, host: Host, name: str, asked: Moment
) -> list[tuple[Ref, str, bool]]:
    """The term before it, itself and the next; [] where it is the only one."""
    terms = mandate_lines(conn, asked.day, asked.at(conn))
    at = next((place for place, term in enumerate(terms) if term.id == name), 0)
    around = terms[max(at - 1, 0) : at + 2]
    if len(around) < 2:
        return []
    return [
        (Ref(term.host, here(host, f"mandates/{quote(term.id)}"), term.id), term.when,
         term.id == name)
        for term in around
    ]  # fmt: skip


def _saved(conn: sqlite3.Connection, name: str, at: int) -> Saved | None:
    row = conn.execute(
        "SELECT count(*), min(seq), max(seq) FROM commit_"
        " WHERE mandate = ? AND line IS NULL AND NOT uncommitted AND seq <= ?",
        (name, at),
    ).fetchone()
    if not row[0]:
        return None
    days = [
        day_of(iso_time(*conn.execute(
            "SELECT author_time, author_zone FROM commit_ WHERE seq = ?", (seq,)
        ).fetchone()))
        for seq in row[1:]
    ]  # fmt: skip
    return Saved(row[0], days[0], days[1])
