"""What the page of a meeting shows: when it was planned and held, who says so, its records."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.decisions.words import will_be
from archive.errors import NotInArchive
from archive.text.spoken import date_words
from archive.web.host import Host
from archive.web.names import Names, Ref, decision_address, sources

_COLUMNS = (
    "SELECT id, name, body, series, series_no, prepares, date_edtf, date_start, date_basis, place,"
    " host, organiser, mode, theme, state, minutes_status, adopted_at, note, source FROM meeting"
)

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

    `status` is its state today, `to_come` what it will be on a later day; `unadopted` where it
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
class Shown:
    """A meeting as its page shows it; the four `list`s of meetings are links."""

    row: dict[str, Any]
    when: str
    facts: list[tuple[str, tuple[Ref, ...]]]
    claims: list[About]
    records: list[RecordLine]
    decisions: list[Decided]
    prepared_by: list[Ref]
    came: list[Presence]
    unknowns: list[tuple[str, str | None]]


def view(conn: sqlite3.Connection, host: Host, name: str) -> Shown:
    """The meeting `name`; raises `NotInArchive` with ids that are near."""
    found = conn.execute(f"{_COLUMNS} WHERE id = ?", (name,)).fetchone()
    if found is None:
        from archive.reading import near

        raise NotInArchive(f"there is no meeting called {name!r}{near(conn, name)}")
    row = dict(found)
    claims = conn.execute(
        "SELECT property, value, kind, coalesce(record || '#' || anchor, source, record,"
        " stated_in) AS source, note FROM claim WHERE subject = ? AND recorded_to IS NULL"
        " GROUP BY property, value, kind, 4 ORDER BY property, kind <> 'planned', value",
        (name,),
    ).fetchall()
    follows = {
        each["property"]: (each["source"], each["because"])
        for each in conn.execute(
            "SELECT property, source, because FROM follows"
            " WHERE subject = ? AND recorded_to IS NULL",
            (name,),
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
    return Shown(
        row=row,
        when=date_words(row["date_edtf"]) or "on a day that is not known",
        facts=_facts(row, names),
        claims=_claims(claims, follows, names),
        records=_records(conn, host, name),
        decisions=_decisions(conn, host, name),
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
                "SELECT property, note FROM unknown"
                " WHERE subject = ? AND recorded_to IS NULL ORDER BY n",
                (name,),
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
            row["title"], host.urls.path(f"records/{row['id']}"), row["kind"],
            date_words(row["date_edtf"]), row["language"],
        )
        for row in rows
    ]  # fmt: skip


def _decisions(conn: sqlite3.Connection, host: Host, name: str) -> list[Decided]:
    rows = conn.execute(
        "SELECT id, reference, nullif(text, reference) AS text, sort,"
        " coalesce(state, status) AS state, basis, minutes_unadopted, coming, coming_edtf,"
        " begins_later,"
        " since_edtf FROM decision"
        " LEFT JOIN decision_today AS today ON today.decision = decision.id"
        " WHERE meeting = ? AND NOT removed ORDER BY record, line_start, id",
        (name,),
    )
    return [
        Decided(
            decision_address(host, row["id"]), row["reference"], row["text"], row["sort"],
            row["state"], row["basis"], to_come(row), bool(row["minutes_unadopted"]),
        )
        for row in rows
    ]  # fmt: skip


def to_come(row: sqlite3.Row) -> str:
    """'will lapse on 1 January 2028', from a row of decision_today; '' where nothing is to come."""
    if row["begins_later"]:
        return will_be(row["state"], row["since_edtf"])
    return will_be(row["coming"], row["coming_edtf"]) if row["coming"] else ""
