"""What the page of a person or a stakeholder shows: offices, letters, meetings, tasks, claims."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import NotInArchive
from archive.home import span_words
from archive.lookup import NOW
from archive.register.masks import of_rows
from archive.text.spoken import date_words
from archive.web import offices
from archive.web.correspondence import correspondence
from archive.web.facts import Fact, entry_facts
from archive.web.holdings import asked_for, holdings
from archive.web.host import Host
from archive.web.mentions import came, named
from archive.web.moment import Moment, moment
from archive.web.names import Names, Ref, sources
from archive.web.offices import Office
from archive.web.related import (
    Decided,
    RecordLine,
    TaskLine,
    bound,
    decided,
    known_records,
    of_day,
    owned_tasks,
    record_lines,
)
from archive.web.sayings import THEN, About, Unknown, sayings

_FACTS = {
    "person": (("Source", "source", "ids"),),
    "stakeholder": (
        ("Kind", "kind", "kind"), ("Sits in", "partner", "ids"),
        ("Also called", "aliases", "words"), ("Address", "address", "words"),
        ("Source", "source", "ids"),
    ),
}  # fmt: skip

#: Lines of each list of the page, and of the meetings at its side.
_FEW, _MEETINGS = 8, 25

_ROW = (
    "SELECT {sort}.*, s.fields,"
    " (SELECT min(recorded_from) FROM entity_state WHERE entity = {sort}.id) AS since"
    " FROM {sort} LEFT JOIN entity_state AS s ON s.entity = {sort}.id AND s.type = '{sort}'"
    " AND s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)"
    " WHERE {sort}.id = :id"
)
_LISTED = (
    "SELECT attendance.meeting, meeting.date_edtf, attendance.status, attendance.role,"
    " attendance.record, attendance.name_as_written, attendance.person, attendance.partner,"
    " attendance.stakeholder, attendance.basis, count(*) OVER () AS in_all FROM attendance"
    " JOIN record ON record.id = attendance.record"
    " LEFT JOIN meeting ON meeting.id = attendance.meeting"
    " WHERE attendance.rowid IN (SELECT value FROM json_each(:rows))"
)
_CAPACITY = (
    "SELECT sender_capacity, id FROM record WHERE docid IN (SELECT value FROM json_each(?))"
    " AND sender_person = ? AND sender_capacity IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Written:
    """How it is written elsewhere: a name, initials, an address, what a letter is signed as."""

    text: str
    kind: str
    when: str
    sources: tuple[Ref, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class NamedHead:
    """A source that names the person as head of a term of the secretariat."""

    mandate: Ref
    kind: str
    source: Ref
    note: str | None


@dataclass(frozen=True, slots=True)
class Came:
    """A line of a list of those who came; `others` are whom the line names besides."""

    meeting: Ref
    when: str
    status: str
    role: str | None
    others: tuple[Ref, ...]
    record: Ref
    basis: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A person or a stakeholder as its page shows it.

    `entered` is whether the register has it: yes, no or once. `speakers` are offices that persons
    held for a stakeholder.
    """

    row: dict[str, Any]
    entered: str
    facts: list[Fact]
    written: list[Written]
    offices: list[Office]
    speakers: list[Office]
    named_head: list[NamedHead]
    leads: list[Ref]
    letters_from: list[RecordLine]
    letters_from_in_all: int
    letters_to: list[RecordLine]
    letters_to_in_all: int
    came: list[Came]
    came_in_all: int
    asked_of: list[Decided]
    asked_of_in_all: int
    tasks: list[TaskLine]
    tasks_in_all: int
    records: list[RecordLine]
    records_in_all: int
    claims: list[About]
    unknowns: list[Unknown]


def entry(conn: sqlite3.Connection, sort: str, name: str, at: int) -> tuple[dict[str, Any], str]:
    """The row of the person or stakeholder `name`, and whether the register has it.

    It tells what the register said at the save `at`. Raises `NotInArchive` with ids that are near.
    """
    found = conn.execute(_ROW.format(sort=sort), {"id": name, "at": at}).fetchone()
    if found is None or (found["since"] is not None and found["since"] > at):
        from archive.reading import near

        raise NotInArchive(f"there is no {sort} called {name!r}{near(conn, name)}")
    row = dict(found)
    fields, since = row.pop("fields"), row.pop("since")
    if fields is None:
        return row, "no" if since is None else "once"
    if at != NOW:
        then = json.loads(fields)
        row |= {
            key: json.dumps(then[key]) if isinstance(then.get(key), list) else then.get(key)
            for key in row.keys() - {"id", "listed"}
        }
    return row, "yes"


def view(conn: sqlite3.Connection, host: Host, sort: str, name: str) -> Shown:
    """The `sort` (person or stakeholder) `name`; raises `NotInArchive` with ids that are near."""
    asked = moment()
    at = asked.at(conn)
    row, entered = entry(conn, sort, name, at)
    told = sayings(conn, name, at)
    person = sort == "person"
    held = (
        offices.rows(conn, asked, person=name) if person
        else _chaired(conn, asked, name)
    )  # fmt: skip
    speakers = [] if person else offices.rows(conn, asked, of=name)
    heads = offices.named(conn, asked, name, row["name"]) if person else []
    stated = {text for each in held for text in sources(each["source"])}
    heads = [each for each in heads if each["source"] not in stated]
    aliases = _aliases(conn, asked, name) if person else []
    leads = [] if person else _led(conn, name)
    lists, came_in_all = _lists(conn, host, asked, sort, name)
    there = holdings(conn, host)
    post, day = correspondence(conn, host), asked_for(conn, there)
    letters_from, letters_to = (
        post.letters & day & post.facets[way].lines([name]) for way in ("from", "to")
    )
    signed = _capacities(conn, there.page(letters_from, 0, _FEW), name) if person else []
    names = Names(
        conn,
        host,
        [*sources(row["source"]), row.get("partner"), *told.ids, *leads,
         *offices.ids((*held, *speakers)),
         *(text for each in heads for text in (each["mandate"], each["source"])),
         *(text for each in aliases for text in sources(each["source"])),
         *(each[1] for each in signed),
         *(each[key] for each in lists for key in ("meeting", "record", *_WHO))],
    )  # fmt: skip
    naming = of_rows(named(conn, host, sort, name), there.size) & day
    naming &= ~(letters_from | letters_to)
    asked_of, asked_of_in_all = decided(conn, host, "partner", name, asked, _FEW)
    tasks, tasks_in_all = owned_tasks(conn, host, name, _FEW)
    return Shown(
        row=row,
        entered=entered,
        facts=entry_facts(row, names, _FACTS[sort]),
        written=_written(row["name"], aliases, signed, lists, names, sort),
        offices=[offices.office(each, names, asked.day) for each in held],
        speakers=[offices.office(each, names, asked.day) for each in speakers],
        named_head=[
            NamedHead(
                names.ref(each["mandate"]), each["kind"], names.ref(each["source"]), each["note"]
            )
            for each in heads
        ],
        leads=[names.ref(each) for each in leads],
        letters_from=record_lines(conn, host, letters_from, _FEW),
        letters_from_in_all=letters_from.bit_count(),
        letters_to=record_lines(conn, host, letters_to, _FEW),
        letters_to_in_all=letters_to.bit_count(),
        came=[_came(each, names, sort) for each in lists],
        came_in_all=came_in_all,
        asked_of=asked_of,
        asked_of_in_all=asked_of_in_all,
        tasks=tasks,
        tasks_in_all=tasks_in_all,
        records=record_lines(conn, host, naming, _FEW),
        records_in_all=naming.bit_count(),
        claims=told.told(names, ()),
        unknowns=told.unknowns,
    )


_WHO = ("person", "partner", "stakeholder")


def _chaired(conn: sqlite3.Connection, asked: Moment, name: str) -> list[sqlite3.Row]:
    """The groups that a stakeholder led, in the form of `offices.rows`."""
    return conn.execute(
        "SELECT stakeholder AS person, role AS office, body, NULL AS mandate,"  # noqa: S608 - of ours
        " NULL AS on_behalf_of, from_edtf, to_edtf, valid_from, surely_from, surely_to, valid_to,"
        f" source, note FROM body_chair WHERE stakeholder = :id AND {THEN}"
        " ORDER BY valid_from IS NULL, valid_from DESC, body, n",
        bound(conn, asked, id=name),
    ).fetchall()


def _led(conn: sqlite3.Connection, name: str) -> list[str]:
    """The initiatives that it leads, as the register now has them."""
    rows = conn.execute(
        "SELECT id FROM initiative WHERE lead = ? AND listed ORDER BY name", (name,)
    )
    return [row[0] for row in rows]


def _aliases(conn: sqlite3.Connection, asked: Moment, name: str) -> list[sqlite3.Row]:
    return conn.execute(
        "SELECT kind, value, from_edtf, to_edtf, source, note FROM person_alias"  # noqa: S608 - of ours
        f" WHERE person = :id AND {THEN} ORDER BY n",
        bound(conn, asked, id=name),
    ).fetchall()


def _capacities(conn: sqlite3.Connection, docids: list[int], name: str) -> list[tuple[str, str]]:
    """(what it is signed as, letter) of the newest letters."""
    found: dict[str, str] = {}
    for capacity, record in map(tuple, conn.execute(_CAPACITY, (json.dumps(docids), name))):
        found.setdefault(capacity, record)
    return list(found.items())


def _lists(
    conn: sqlite3.Connection, host: Host, asked: Moment, sort: str, name: str
) -> tuple[list[sqlite3.Row], int]:
    """The newest lines of lists of those who came that name it, and how many there are."""
    found = came(conn, host, sort, name)
    now = asked.asked is None and asked.known is None
    sql = _LISTED + known_records(asked.at(conn)) + of_day(asked, "meeting.date_start")
    rows = conn.execute(
        f"{sql} ORDER BY meeting.date_start DESC, attendance.record, attendance.n"
        f" LIMIT {_MEETINGS}",
        bound(conn, asked, rows=json.dumps(found[:_MEETINGS] if now else found)),
    ).fetchall()
    return rows, len(found) if now else rows[0]["in_all"] if rows else 0


def _came(row: sqlite3.Row, names: Names, sort: str) -> Came:
    others = [row[key] for key in _WHO if key != sort and row[key]]
    return Came(
        names.ref(row["meeting"] or row["record"]),
        date_words(row["date_edtf"]),
        row["status"],
        row["role"],
        tuple(names.ref(each) for each in others),
        names.ref(row["record"]),
        row["basis"],
    )


def _written(
    called: str,
    aliases: list[sqlite3.Row],
    signed: list[tuple[str, str]],
    lists: list[sqlite3.Row],
    names: Names,
    sort: str,
) -> list[Written]:
    """The other ways in which it is written, each once, with where it was read first."""
    found = [
        Written(
            each["value"], each["kind"],
            span_words(each["from_edtf"], each["to_edtf"])
            if each["from_edtf"] or each["to_edtf"] else "",
            tuple(names.ref(text) for text in sources(each["source"])), each["note"],
        )
        for each in aliases
    ]  # fmt: skip
    found += [Written(text, "signed as", "", (names.ref(record),), None) for text, record in signed]
    seen = {called, *(each.text for each in found)}
    for row in lists:
        text = row["name_as_written"]
        # Where a line names a person for a stakeholder, its words are the person's name.
        if text and text not in seen and not (sort == "stakeholder" and row["person"]):
            seen.add(text)
            found.append(Written(text, "in a list", "", (names.ref(row["record"]),), None))
    return found
