"""What the page of a meeting shows: when it was planned and held, who says so, its records."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.decisions.standing import Standing, standings
from archive.errors import NotInArchive
from archive.text.spoken import date_words
from archive.web.host import Host
from archive.web.meetings import KNOWN, STATE_ON, STATES
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref, decision_address, paragraph_words, sources

_COLUMNS = (
    "SELECT meeting.id, name, body, series, series_no, prepares, s.date_edtf, s.date_start,"
    " s.date_end, date_basis, s.place, s.host, organiser, mode, s.theme, s.state,"
    f" s.minutes_status, adopted_at, note, source, {STATE_ON} AS state_then {KNOWN}"
)

# What sources say of one thing as known at :at.
_THEN = " recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"

#: Items of an agenda that its meeting's page shows.
_AGENDA = 40

# The facts that a page tells first, in this order; all others follow by name.
_FIRST = ("date", "place", "host", "theme", "participants", "partners", "stakeholders")


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a fact of the meeting."""

    value: Ref
    kind: str
    source: Ref
    followed: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class About:
    """A fact of the meeting with all that sources say of it; `because` is why one is followed."""

    property: str
    said: tuple[Said, ...]
    differs: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record of the meeting."""

    title: str
    href: str
    kind: str
    when: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision or proposal (`sort`) of the meeting; `basis` is 'proposed' by the reader only.

    `status` is its state on the day, `to_come` what it will be on a later day; `unadopted` where it
    stands in minutes that no later meeting adopted. A record that is one decision as a whole has
    no text beside its reference.
    """

    href: str
    reference: str
    text: str | None
    sort: str
    status: str
    basis: str
    to_come: str
    unadopted: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is named as having come, been excused or observed, and in which record."""

    who: Ref
    role: str | None
    status: str
    record: Ref


@dataclass(frozen=True, slots=True)
class Step:
    """A meeting on the way to another: those that prepare it, itself, what it prepares."""

    ref: Ref
    when: str
    own: bool


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
    steps: list[Step]
    dates: About | None
    agenda: list[Item]
    facts: list[tuple[str, tuple[Ref, ...]]]
    claims: list[About]
    records: list[RecordLine]
    decisions: list[Decided]
    prepared_by: list[Ref]
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
    claims = conn.execute(
        "SELECT property, value, kind, coalesce(record || '#' || anchor, source, record,"  # noqa: S608 - of ours
        f" stated_in) AS source, note FROM claim WHERE subject = :id AND {_THEN}"
        " GROUP BY property, value, kind, 4 ORDER BY property, kind <> 'planned', value",
        then,
    ).fetchall()
    follows = {
        each["property"]: (each["source"], each["because"])
        for each in conn.execute(
            f"SELECT property, source, because FROM follows WHERE subject = :id AND {_THEN}",  # noqa: S608 - of ours
            then,
        )
    }
    came = conn.execute(
        "SELECT coalesce(person, partner, stakeholder) AS who, name_as_written, role, status,"
        " record FROM attendance WHERE meeting = ? ORDER BY status, record, n",
        (name,),
    ).fetchall()
    before = conn.execute(
        "SELECT id FROM meeting WHERE prepares = ? ORDER BY date_start, id", (name,)
    ).fetchall()
    ids = [row["body"], row["host"], row["prepares"], row["adopted_at"], *sources(row["source"])]
    ids += [text for claim in claims for text in (claim["value"], claim["source"])]
    ids += [text for each in came for text in (each["who"], each["record"])]
    names = Names(conn, host, [*ids, *(each["id"] for each in before)])
    told = _claims(claims, follows, names)
    return Shown(
        row=row,
        when=date_words(row["date_edtf"]) or "on a day that is not known",
        badge=STATES[row["state_then"]],
        steps=_steps(conn, host, row, at),
        dates=next((each for each in told if each.property == "date"), None),
        agenda=_agenda(conn, host, name),
        facts=_facts(row, names),
        claims=[each for each in told if each.property != "date"],
        records=_records(conn, host, name),
        decisions=_decisions(conn, host, name, asked),
        prepared_by=[names.ref(each["id"]) for each in before],
        came=[
            Presence(
                names.ref(each["who"]) if each["who"] else Ref(each["name_as_written"] or ""),
                each["role"], each["status"], names.ref(each["record"]),
            )
            for each in came
        ],
        unknowns=[
            (each["property"], each["note"])
            for each in conn.execute(
                f"SELECT property, note FROM unknown WHERE subject = :id AND {_THEN} ORDER BY n",  # noqa: S608 - of ours
                then,
            )
        ],
    )  # fmt: skip


def _facts(row: dict[str, Any], names: Names) -> list[tuple[str, tuple[Ref, ...]]]:
    found: list[tuple[str, tuple[Ref, ...]]] = []
    for label, column in (
        ("Place", "place"), ("Host", "host"), ("Organised by", "organiser"), ("Held", "mode"),
        ("Theme", "theme"), ("Series", "body"), ("Prepares", "prepares"),
        ("Minutes", "minutes_status"), ("Minutes adopted at", "adopted_at"), ("Source", "source"),
    ):  # fmt: skip
        words = column in ("place", "mode", "theme", "minutes_status")
        values = tuple(Ref(t) if words else names.ref(t) for t in sources(row[column]))
        if values:
            found.append((label, values))
    return found


def _claims(
    claims: list[sqlite3.Row], follows: dict[str, tuple[str, str]], names: Names
) -> list[About]:
    grouped: dict[str, list[sqlite3.Row]] = {}
    for claim in claims:
        grouped.setdefault(claim["property"], []).append(claim)
    order = {name: place for place, name in enumerate(_FIRST)}
    return [
        About(
            name,
            tuple(
                Said(
                    names.value(each["value"], name), each["kind"], names.ref(each["source"]),
                    follows.get(name, ("",))[0] == each["source"], each["note"],
                )
                for each in grouped[name]
            ),
            differs=len({each["value"] for each in grouped[name]}) > 1,
            because=follows[name][1] if name in follows else None,
        )
        for name in sorted(grouped, key=lambda name: (order.get(name, len(order)), name))
    ]  # fmt: skip


def _records(conn: sqlite3.Connection, host: Host, name: str) -> list[RecordLine]:
    rows = conn.execute(
        "SELECT id, title, kind, date_edtf, language FROM record"
        " WHERE meeting = ? AND NOT removed ORDER BY date_start IS NULL, date_start, title",
        (name,),
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
        "SELECT id, reference, nullif(text, reference) AS text, sort, status, basis,"
        " minutes_unadopted FROM decision"
        " WHERE meeting = ? AND NOT removed ORDER BY record, line_start, id",
        (name,),
    ).fetchall()
    stands = standings(conn, (row["id"] for row in rows), asked.day, asked.at(conn))
    return [
        _decided(host, row, stands.get(row["id"]))
        for row in rows
        if asked.known is None or row["id"] in stands
    ]


def _decided(host: Host, row: sqlite3.Row, stands: Standing | None) -> Decided:
    state = stands.state if stands else row["status"]
    if stands and stands.begins_later:
        state = "not-yet"
    return Decided(
        decision_address(host, row["id"]), row["reference"], row["text"], row["sort"],
        state, row["basis"], stands.to_come if stands else "", bool(row["minutes_unadopted"]),
    )  # fmt: skip


def _steps(conn: sqlite3.Connection, host: Host, row: dict[str, Any], at: int) -> list[Step]:
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
        Step(
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
