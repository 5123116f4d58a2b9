"""What the page of a meeting shows: when it was planned and held, who says so, its records."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import NotInArchive
from archive.text.spoken import date_words
from archive.web.facts import Fact, entry_facts
from archive.web.host import Host
from archive.web.meetings import KNOWN, STATE_ON, STATES
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref, paragraph_words, sources
from archive.web.related import DECIDED, Decided, RecordLine, as_decided
from archive.web.sayings import About, sayings

_COLUMNS = (
    "SELECT meeting.id, name, body, series, series_no, prepares, s.date_edtf, s.date_start,"  # noqa: S608 - of ours
    " s.date_end, date_basis, s.place, s.host, organiser, mode, s.theme, s.state,"
    f" s.minutes_status, adopted_at, note, source, {STATE_ON} AS state_then,"
    " (SELECT json_group_array(id) FROM (SELECT id FROM meeting AS other"
    "  WHERE other.prepares = meeting.id ORDER BY date_start, id)) AS before"
    f" {KNOWN}"
)

_FACTS = (
    ("Place", "place", "words"), ("Host", "host", "ids"), ("Organised by", "organiser", "ids"),
    ("Held", "mode", "kind"), ("Theme", "theme", "words"), ("Series", "body", "ids"),
    ("Prepares", "prepares", "ids"), ("Minutes", "minutes_status", "kind"),
    ("Minutes adopted at", "adopted_at", "ids"), ("Source", "source", "ids"),
    ("Prepared by", "before", "ids"),
)  # fmt: skip

#: Items of an agenda that its meeting's page shows.
_AGENDA = 40

#: Records that its page lists; the list of records has all.
MOST_RECORDS = 100

# The facts that a page tells first, in this order; all others follow by name.
_FIRST = ("date", "place", "host", "theme", "participants", "partners", "stakeholders")


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is named as having come, been excused or observed, and in which record."""

    who: Ref
    role: str | None
    status: str
    record: Ref


@dataclass(frozen=True, slots=True)
class Item:
    """A point of the agenda, and where it stands."""

    text: str
    href: str
    place: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting as its page shows it; `badge` is what its state is on the day.

    `dates` are what sources say of its date, each with when and why; `claims` all other facts.
    """

    row: dict[str, Any]
    when: str
    badge: tuple[str, str, str]
    steps: list[tuple[Ref, str, bool]]
    dates: About | None
    agenda: list[Item]
    facts: list[Fact]
    claims: list[About]
    records: list[RecordLine]
    records_in_all: int
    decisions: list[Decided]
    came: list[Presence]
    unknowns: list[tuple[str, str | None]]


def view(conn: sqlite3.Connection, host: Host, name: str) -> Shown:
    """The meeting `name`; raises `NotInArchive` with ids that are near."""
    asked = moment()
    at = asked.at(conn)
    then = {"id": name, "day": asked.day, "at": at}
    found = conn.execute(f"{_COLUMNS} WHERE meeting.id = :id", then).fetchone()
    if found is None:
        from archive.reading import near

        raise NotInArchive(f"there is no meeting called {name!r}{near(conn, name)}")
    row = dict(found)
    claims = sayings(conn, name, at)
    came = conn.execute(
        "SELECT coalesce(person, partner, stakeholder) AS who, name_as_written, role, status,"
        " record FROM attendance WHERE meeting = ? ORDER BY status, record, n",
        (name,),
    ).fetchall()
    ids = [row["body"], row["host"], row["prepares"], row["adopted_at"]]
    ids += [*sources(row["before"]), *sources(row["source"])]
    ids += claims.ids
    ids += [text for each in came for text in (each["who"], each["record"])]
    names = Names(conn, host, ids)
    told = claims.told(names, _FIRST)
    return Shown(
        row=row,
        when=date_words(row["date_edtf"]) or "on a day that is not known",
        badge=STATES[row["state_then"]],
        steps=_steps(conn, host, row, at),
        dates=next((each for each in told if each.property == "date"), None),
        agenda=_agenda(conn, host, name),
        facts=entry_facts(row, names, _FACTS),
        claims=[each for each in told if each.property != "date"],
        records=_records(conn, host, name),
        records_in_all=conn.execute(
            "SELECT count(*) FROM record WHERE meeting = ? AND NOT removed", (name,)
        ).fetchone()[0],
        decisions=_decisions(conn, host, name, asked),
        came=[
            Presence(
                names.ref(each["who"]) if each["who"] else Ref(each["name_as_written"] or ""),
                each["role"], each["status"], names.ref(each["record"]),
            )
            for each in came
        ],
        unknowns=claims.unknowns,
    )  # fmt: skip


def _records(conn: sqlite3.Connection, host: Host, name: str) -> list[RecordLine]:
    rows = conn.execute(
        "SELECT id, title, kind, date_edtf, language FROM record"
        " WHERE meeting = ? AND NOT removed ORDER BY date_start IS NULL, date_start, title LIMIT ?",
        (name, MOST_RECORDS),
    )
    return [
        RecordLine(
            row["title"], here(host, f"records/{row['id']}"), row["kind"],
            date_words(row["date_edtf"]), row["language"],
        )
        for row in rows
    ]  # fmt: skip


def _decisions(conn: sqlite3.Connection, host: Host, name: str, asked: Moment) -> list[Decided]:
    rows = conn.execute(
        f"SELECT {DECIDED} FROM decision"  # noqa: S608 - of ours
        " WHERE meeting = ? AND NOT removed ORDER BY record, line_start, id",
        (name,),
    ).fetchall()
    return as_decided(conn, host, rows, asked)


def _steps(
    conn: sqlite3.Connection, host: Host, row: dict[str, Any], at: int
) -> list[tuple[Ref, str, bool]]:
    """The meeting between those that prepare it and the one that it prepares; [] where alone."""
    rows = conn.execute(
        "SELECT meeting.id, name, s.date_edtf, meeting.id = :id AS own"
        f" {KNOWN} AND (meeting.prepares = :id OR meeting.id IN (:id, :prepares))"
        " ORDER BY meeting.id = :prepares, meeting.id = :id, s.date_start, meeting.id LIMIT 30",
        {"id": row["id"], "prepares": row["prepares"], "at": at},
    ).fetchall()
    if len(rows) < 2:
        return []
    return [
        (
            Ref(short_name(each["name"]), here(host, f"meetings/{each['id']}"), each["name"]),
            date_words(each["date_edtf"]),
            bool(each["own"]),
        )
        for each in rows
    ]


def _agenda(conn: sqlite3.Connection, host: Host, name: str) -> list[Item]:
    """The points of the newest text that is an agenda of the meeting."""
    rows = conn.execute(
        "SELECT record, anchor, text, language FROM paragraph JOIN record ON record.id = record"
        " WHERE record = (SELECT id FROM record WHERE meeting = ? AND kind = 'agenda'"
        "  AND NOT removed ORDER BY date_start DESC, id LIMIT 1)"
        " AND paragraph.kind = 'item' ORDER BY position LIMIT ?",
        (name, _AGENDA),
    )
    return [
        Item(
            row["text"], here(host, f"records/{row['record']}#{row['anchor']}"),
            paragraph_words(row["anchor"]), row["language"],
        )
        for row in rows
    ]  # fmt: skip


def short_name(name: str) -> str:
    """'ASEMME6' of '6th ASEM Education Ministers' Meeting (ASEMME6)'; else the name itself.

    What follows the brackets tells one meeting from another ('SOM1, Seoul 2016') and stays.
    """
    before, opening, rest = name.partition(" (")
    short, closing, after = rest.partition(")")
    if not (before and opening and closing and short[:1].isupper()):
        return name
    return short + after
