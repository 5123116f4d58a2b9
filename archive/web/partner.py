"""What the page of a partner shows: since when it takes part, and what it did in the process."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import NotInArchive
from archive.home import MandateLine, mandate_lines, span_words
from archive.text.spoken import date_words
from archive.web import meetings
from archive.web.correspondence import correspondence
from archive.web.facts import Fact, entry_facts
from archive.web.holdings import asked_for, holdings
from archive.web.host import Host
from archive.web.moment import moment
from archive.web.names import Names, Ref, decision_address, sources
from archive.web.related import (
    Decided,
    RecordLine,
    TaskLine,
    bound,
    decided,
    of_day,
    open_tasks,
    record_lines,
)
from archive.web.sayings import THEN, About, Unknown, sayings

#: What each partner proposed: what a source says of an initiative, and proposals in its letters.
PROPOSED = (
    "SELECT DISTINCT claim.value AS partner, claim.subject AS what,"  # noqa: S608 - of ours
    " coalesce(claim.record || '#' || claim.anchor, claim.source, claim.record, claim.stated_in)"
    "  AS source FROM claim JOIN partner ON partner.id = claim.value"
    f" WHERE claim.property = 'proposed by' AND {THEN}"
    " UNION SELECT record.sender_partner, decision.id, decision.record FROM decision"
    "  JOIN record ON record.id = decision.record"
    "  WHERE decision.sort = 'proposal' AND NOT decision.removed"
    "  AND record.sender_partner IS NOT NULL"
)

_FACTS = (
    ("Region", "region", "kind"), ("Kind", "kind", "kind"), ("Also called", "aliases", "words"),
    ("Source", "source", "ids"),
)  # fmt: skip

#: Lines of each list of the page.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which it was admitted, took part or had left, and who says so."""

    status: str
    when: str
    sources: tuple[Ref, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Chaired:
    """A body that it chaired, as what, and from when to when."""

    body: Ref
    role: str
    when: str
    sources: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Something that it proposed, and where that is said."""

    what: Ref
    source: Ref


@dataclass(frozen=True, slots=True)
class Came:
    """A meeting that a list names it for, as what, and in which record."""

    meeting: Ref
    when: str
    status: str
    role: str | None
    record: Ref


@dataclass(frozen=True, slots=True)
class Shown:
    """A partner as its page shows it."""

    row: dict[str, Any]
    periods: list[Period]
    facts: list[Fact]
    terms: list[tuple[Ref, MandateLine]]
    hosted: list[meetings.Line]
    chaired: list[Chaired]
    proposed: list[Proposed]
    came: list[Came]
    letters_from: list[RecordLine]
    letters_from_in_all: int
    letters_to: list[RecordLine]
    letters_to_in_all: int
    asked_of: list[Decided]
    asked_of_in_all: int
    tasks: list[TaskLine]
    tasks_in_all: int
    claims: list[About]
    unknowns: list[Unknown]


def view(conn: sqlite3.Connection, host: Host, name: str) -> Shown:
    """The partner `name`; raises `NotInArchive` with ids that are near."""
    asked = moment()
    given = bound(conn, asked, id=name)
    found = conn.execute("SELECT * FROM partner WHERE id = ?", (name,)).fetchone()
    if found is None:
        from archive.reading import near

        raise NotInArchive(f"there is no partner called {name!r}{near(conn, name)}")
    row = dict(found)
    told = sayings(conn, name, asked.at(conn))
    periods = conn.execute(
        "SELECT status, from_edtf, to_edtf, source, note FROM partner_period"  # noqa: S608 - of ours
        f" WHERE partner = :id AND {THEN} ORDER BY valid_from IS NOT NULL, valid_from, n",
        given,
    ).fetchall()
    chaired = conn.execute(
        "SELECT body, role, from_edtf, to_edtf, source FROM body_chair"  # noqa: S608 - of ours
        f" WHERE partner = :id AND {THEN}{of_day(asked, 'valid_from')}"
        " ORDER BY valid_from, body, n",
        given,
    ).fetchall()
    proposed = conn.execute(
        f"SELECT what, source FROM ({PROPOSED}) WHERE partner = :id ORDER BY what, source",  # noqa: S608 - of ours
        given,
    ).fetchall()
    came = conn.execute(
        "SELECT attendance.meeting, meeting.date_edtf, status, group_concat(DISTINCT role) AS role,"  # noqa: S608 - of ours
        " record FROM attendance JOIN meeting ON meeting.id = attendance.meeting"
        f" WHERE partner = :id{of_day(asked, 'meeting.date_start')}"
        " GROUP BY attendance.meeting, status, record ORDER BY meeting.date_start DESC, record",
        given,
    ).fetchall()
    terms = [
        (each["mandate"])
        for each in conn.execute(
            f"SELECT mandate FROM mandate_state WHERE host = :id AND {THEN}",  # noqa: S608 - of ours
            given,
        )
    ]
    cited = [text for each in (*periods, *chaired) for text in sources(each["source"])]
    names = Names(
        conn,
        host,
        [*cited, *sources(row["source"]), *told.ids, *terms,
         *(text for each in proposed for text in each),
         *(each["body"] for each in chaired),
         *(text for each in came for text in (each["meeting"], each["record"]))],
    )  # fmt: skip
    post, day = correspondence(conn, host), asked_for(conn, holdings(conn, host))
    letters_from, letters_to = (
        post.letters & day & post.facets[way].lines([name]) for way in ("from", "to")
    )
    asked_of, asked_in_all = decided(conn, host, "partner", name, asked, _FEW)
    still_open, tasks_in_all = open_tasks(conn, host, lambda task: task.owner == name, _FEW)
    lines = {line.id: line for line in mandate_lines(conn, asked.day, asked.at(conn))}
    return Shown(
        row=row,
        periods=[
            Period(
                each["status"],
                span_words(each["from_edtf"], each["to_edtf"]),
                tuple(names.ref(text) for text in sources(each["source"])),
                each["note"],
            )
            for each in periods
        ],
        facts=entry_facts(row, names, _FACTS),
        terms=[(names.ref(each), lines[each]) for each in terms if each in lines],
        hosted=meetings.lines(conn, host, asked, where="s.host = :by", by=name),
        chaired=[
            Chaired(
                names.ref(each["body"]),
                each["role"],
                span_words(each["from_edtf"], each["to_edtf"])
                if each["from_edtf"] or each["to_edtf"]
                else "from when to when is not known",
                tuple(names.ref(text) for text in sources(each["source"])),
            )
            for each in chaired
        ],
        proposed=_proposed(conn, host, proposed, names),
        came=[
            Came(
                names.ref(each["meeting"]), date_words(each["date_edtf"]), each["status"],
                each["role"], names.ref(each["record"]),
            )
            for each in came
        ],
        letters_from=record_lines(conn, host, letters_from, _FEW),
        letters_from_in_all=letters_from.bit_count(),
        letters_to=record_lines(conn, host, letters_to, _FEW),
        letters_to_in_all=letters_to.bit_count(),
        asked_of=asked_of,
        asked_of_in_all=asked_in_all,
        tasks=still_open,
        tasks_in_all=tasks_in_all,
        claims=told.told(names, ()),
        unknowns=told.unknowns,
    )  # fmt: skip


def _proposed(
    conn: sqlite3.Connection, host: Host, rows: list[sqlite3.Row], names: Names
) -> list[Proposed]:
    """What it proposed; a proposal that is a paragraph is told in its words."""
    texts = dict(
        conn.execute(
            "SELECT id, text FROM decision WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([row["what"] for row in rows]),),
        ).fetchall()
    )
    found = []
    for row in rows:
        name, text = row["what"], texts.get(row["what"])
        if text is None:
            found.append(Proposed(names.ref(name), names.ref(row["source"])))
        else:
            what = Ref(text, decision_address(host, name), name)
            found.append(Proposed(what, names.ref(name)))
    return found
