"""What pages list of other things: decisions, records and tasks that belong to what they show."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from archive.decisions.standing import Standing, standings
from archive.lookup import NOW
from archive.register.masks import rows_of
from archive.register.tasks import Task, on_day
from archive.text.spoken import date_words
from archive.web.actions import held_tasks, tasks_on
from archive.web.holdings import holdings
from archive.web.host import Host
from archive.web.kept import keeps, kept
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref, decision_address, foreign

#: Lines of such a list; the page leads on to all of them.
FEW = 12


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision or proposal (`sort`); `basis` is 'proposed' by the reader only.

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
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in a list."""

    title: str
    href: str
    kind: str
    when: str
    language: str | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list; `ended` is when and how it ended, '' while it is open."""

    text: str
    source: Ref
    owner: Ref | None
    opened: str
    ended: str
    language: str | None = None


def of_day(asked: Moment, column: str) -> str:
    """What leaves out lines of a later day than the address asks for."""
    return f" AND ({column} IS NULL OR {column} <= :day)" if asked.asked else ""


def bound(conn: sqlite3.Connection, asked: Moment, **values: object) -> dict[str, object]:
    """The values that the queries here are asked with."""
    return {"day": asked.day, "at": asked.at(conn), **values}


def known_records(at: int) -> str:
    """Records that the archive held at :at."""
    if at == NOW:
        return " AND NOT record.removed"
    return (
        " AND coalesce((SELECT change FROM version WHERE version.record = record.id"
        " AND commit_seq <= :at ORDER BY n DESC LIMIT 1), 'removed') <> 'removed'"
    )


def known_decisions(at: int) -> str:
    """Decisions that the archive knew at :at."""
    if at == NOW:
        return " AND NOT decision.removed"
    return (
        " AND EXISTS (SELECT 1 FROM decision_known AS k WHERE k.decision = decision.id"
        " AND k.recorded_from <= :at AND (k.recorded_to IS NULL OR k.recorded_to > :at))"
    )


#: What `as_decided` reads of `decision`.
DECIDED = (
    "id, reference, nullif(text, reference) AS text, sort, status, basis, minutes_unadopted,"
    " (SELECT language FROM record WHERE record.id = decision.record) AS language"
)

#: What decisions can belong to: those that do, and what each of them belongs to.
_BELONGING = {
    "mandate": ("mandate = :of AND sort = 'decision'", "mandate"),
    "body": ("body = :of", "body"),
    "partner": (
        "(addressee_id = :of OR responsible = :of)",
        "addressee_id, nullif(responsible, addressee_id)",
    ),
}
_ORDER = " ORDER BY valid_from DESC, basis <> 'stated', record, line_start, id"
_SHOWN = f"SELECT {DECIDED} FROM decision"  # noqa: S608 - of ours


def decided(
    conn: sqlite3.Connection, host: Host, kind: str, of: str, asked: Moment, limit: int = FEW
) -> tuple[list[Decided], int]:
    """The newest decisions of the mandate or body `of`, and how many there are.

    As a 'partner' it is whoever is asked to act: a partner, a stakeholder, a person.
    """
    if asked.asked is None and asked.known is None and not keeps(host):
        found = kept(host, f"decisions by {kind}", lambda: _newest(conn, kind))
        ids, total = found.get(of, ([], 0))
        rows = conn.execute(
            f"{_SHOWN} WHERE id IN (SELECT value FROM json_each(?)){_ORDER}",  # noqa: S608 - of ours
            (json.dumps(ids[:limit]),),
        ).fetchall()
        return as_decided(conn, host, rows, asked), total
    given = bound(conn, asked, limit=limit, of=of)
    fits = f" WHERE {_BELONGING[kind][0]}{known_decisions(asked.at(conn))}" + of_day(
        asked, "decision.valid_from"
    )
    total = conn.execute(f"SELECT count(*) FROM decision{fits}", given).fetchone()[0]  # noqa: S608 - of ours
    rows = conn.execute(f"{_SHOWN}{fits}{_ORDER} LIMIT :limit", given).fetchall()
    return as_decided(conn, host, rows, asked), total


def _newest(conn: sqlite3.Connection, kind: str) -> dict[str, tuple[list[str], int]]:
    """What decisions belong to → the newest of them, and how many there are: all in one reading,
    since there is no index of decisions by these."""
    found: dict[str, tuple[list[str], int]] = {}
    decisions = "sort = 'decision'" if kind == "mandate" else "1"
    rows = conn.execute(
        f"SELECT id, {_BELONGING[kind][1]} FROM decision"  # noqa: S608 - of ours
        f" WHERE {decisions} AND NOT removed{_ORDER}"
    )
    for name, *belongs in map(tuple, rows):
        for of in filter(None, belongs):
            ids, total = found.get(of, ([], 0))
            if total < FEW:
                ids.append(name)
            found[of] = (ids, total + 1)
    return found


def as_decided(
    conn: sqlite3.Connection, host: Host, rows: list[sqlite3.Row], asked: Moment
) -> list[Decided]:
    """Rows of `decision` with their states on the day; what was not known then is left out."""
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
        foreign(row["language"]),
    )  # fmt: skip


def record_lines(
    conn: sqlite3.Connection, host: Host, lines: int, limit: int = FEW
) -> list[RecordLine]:
    """The newest of a set of records (`archive.web.holdings`)."""
    docids = holdings(conn, host).page(lines, 0, limit)
    rows = conn.execute(
        "SELECT docid, title, id, kind, date_edtf, language FROM record"
        " WHERE docid IN (SELECT value FROM json_each(?))",
        (json.dumps(docids),),
    )
    found = {
        row[0]: RecordLine(
            row[1], here(host, f"records/{quote(row[2])}"), row[3], date_words(row[4]), row[5]
        )
        for row in rows
    }
    return [found[docid] for docid in docids if docid in found]


def open_tasks(
    conn: sqlite3.Connection, host: Host, fits: Callable[[Task], bool], limit: int = FEW
) -> tuple[list[TaskLine], int]:
    """The newest tasks that fit and were open on the day, as known then, and how many there are."""
    found = [each for each in tasks_on(conn, host).tasks if each.is_open and fits(each)]
    found.sort(key=lambda each: each.opened or "", reverse=True)
    return _task_lines(conn, host, found[:limit]), len(found)


def owned_tasks(
    conn: sqlite3.Connection, host: Host, owner: str, limit: int = FEW
) -> tuple[list[TaskLine], int]:
    """As `open_tasks`, of those that `owner` has: found without a look at each."""
    every = tasks_on(conn, host)
    lines = every.facets["owner"].lines([owner]) & every.open
    found = [every.tasks[row] for row in rows_of(lines, every.size)] if lines else []
    found.sort(key=lambda each: each.opened or "", reverse=True)
    return _task_lines(conn, host, found[:limit]), len(found)


def tasks_between(
    conn: sqlite3.Connection, host: Host, start: str, end: str, *, ended: bool, limit: int = FEW
) -> tuple[list[TaskLine], int]:
    """The newest tasks that were opened, or `ended`, from the ISO day `start` on and before `end`,
    and by the day that is asked for; how many there are."""
    asked = moment()
    last = asked.day if asked.asked else "9999-12-31"
    found = []
    for each in held_tasks(conn, host):
        day = each.closed if ended else each.opened
        if day and start <= day < end and day <= last and not (ended and each.status == "open"):
            found.append((day, each))
    found.sort(key=lambda pair: pair[0], reverse=True)
    shown = on_day([each for _, each in found[:limit]], last, asked.today)
    return _task_lines(conn, host, shown), len(found)


def _task_lines(conn: sqlite3.Connection, host: Host, found: Sequence[Task]) -> list[TaskLine]:
    names = Names(conn, host, [text for each in found for text in (each.owner, each.id)])
    unknown = "on a day that is not known"
    records = json.dumps([each.id.partition("#")[0] for each in found])
    languages = dict(
        map(
            tuple,
            conn.execute(
                "SELECT id, language FROM record WHERE id IN (SELECT value FROM json_each(?))",
                (records,),
            ),
        )
    )
    return [
        TaskLine(
            text=each.text,
            source=names.ref(each.id),
            owner=names.ref(each.owner) if each.owner else None,
            language=foreign(languages.get(each.id.partition("#")[0])),
            opened=date_words(each.opened) or unknown,
            ended="" if each.is_open else f"{each.state}, {date_words(each.ended) or unknown}",
        )
        for each in found
    ]
