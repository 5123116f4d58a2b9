"""The persons whom the registers name for their office, and what each held, wrote and came to."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.lookup import NOW
from archive.register.masks import Counter as Letters
from archive.web import offices
from archive.web.answering import Page, show
from archive.web.correspondence import correspondence, letters_ready
from archive.web.descriptions import table_address
from archive.web.holdings import asked_for, holdings
from archive.web.host import Host, Request, row_address
from archive.web.kept import kept
from archive.web.linking import data_block
from archive.web.mentions import mentions_ready
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref
from archive.web.offices import Office
from archive.web.paging import LINES, Choice, given, paging, start_of
from archive.web.related import bound, known_records, of_day
from archive.web.sheets import Sheet
from archive.web.somebody import view

_COLUMNS = ("id", "name", "office", "of", "from_to", "on_the_day", "letters", "came_to")

#: Whether somebody holds an office on the day, as the filter has it.
_HOLDING = {
    "yes": "in office",
    "perhaps": "perhaps in office",
    "later": "office to come",
    "over": "office over",
    "": "days not known",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the table; `holding` is the standing of the office that weighs most."""

    id: str
    title: Ref
    offices: list[Office]
    holding: str
    letters: int
    came: int


async def people(request: Request, datasette: Host) -> Any:
    """`/people`: all persons by their names, `?of=kr`, `?office=perhaps`."""
    chosen, start = given(request, "of", "office"), start_of(request)
    await letters_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        every = kept(datasette, "people", lambda: _all(conn, datasette, asked), **asked.key)
        lines = [line for line in every if _fits(line, chosen)]
        listed = lines[start : start + LINES]
        return Page(
            "people.html",
            {
                "lines": listed,
                "total": len(lines),
                "choices": _choices(every, chosen),
                "narrowed": any(chosen.values()),
                "paging": paging(datasette, "people", chosen, start, len(listed), len(lines)),
            },
            data={"as_of": asked.day, "total": len(lines), "start": start, "people": listed},
            sheet=lambda: Sheet("people", _COLUMNS, [_cells(line) for line in lines]),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "person"),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _of(line: Line) -> dict[str, str]:
    """For whom, in what group and in which term: id → name."""
    return {
        ref.title: ref.text for office in line.offices for ref in office.of if ref.title is not None
    }


def _fits(line: Line, chosen: dict[str, str]) -> bool:
    return (chosen["of"] == "" or chosen["of"] in _of(line)) and (
        chosen["office"] in ("", line.holding or "unknown")
    )


def _choices(every: list[Line], chosen: dict[str, str]) -> list[Choice]:
    of = Counter(pair for line in every for pair in _of(line).items())
    holding = Counter(line.holding for line in every)
    ways = [
        Choice("of", "For, or in", chosen["of"],
               [(key, f"{said} ({n})") for (key, said), n in of.most_common(300)]),
        Choice("office", "Office on the day", chosen["office"],
               [(key or "unknown", f"{said} ({holding[key]})")
                for key, said in _HOLDING.items() if holding[key]]),
    ]  # fmt: skip
    return [way for way in ways if len(way.choices) > 1 or way.value]


def _cells(line: Line) -> list[str | int | None]:
    return [
        line.id, line.title.text,
        "; ".join(each.office for each in line.offices),
        "; ".join(", ".join(ref.text for ref in each.of) for each in line.offices),
        "; ".join(each.when for each in line.offices),
        _HOLDING[line.holding], line.letters, line.came,
    ]  # fmt: skip


def _all(conn: sqlite3.Connection, host: Host, asked: Moment) -> list[Line]:
    rows = conn.execute(
        "SELECT person.id, coalesce(json_extract(s.fields, '$.name'), person.name) AS name"
        " FROM person JOIN entity_state AS s ON s.entity = person.id AND s.type = 'person'"
        " AND s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)"
        " WHERE person.listed OR :at < :now",
        bound(conn, asked, now=NOW),
    ).fetchall()
    found = offices.rows(conn, asked)
    names = Names(conn, host, offices.ids(found))
    held: dict[str, list[Office]] = {}
    for each in found:
        held.setdefault(each["person"], []).append(offices.office(each, names, asked.day))
    letters, came = counts(conn, host, asked, "person")
    return [
        Line(
            row["id"],
            Ref(row["name"], here(host, f"people/{quote(row['id'])}"), row["id"]),
            held.get(row["id"], []),
            _weightiest(held.get(row["id"], [])),
            letters[row["id"]],
            came[row["id"]],
        )
        for row in sorted(rows, key=lambda row: (row["name"].casefold(), row["id"]))
    ]


def _weightiest(held: list[Office]) -> str:
    order = list(offices.STANDINGS)
    known = [each.standing for each in held if each.standing]
    return min(known, key=order.index) if known else ""


def counts(
    conn: sqlite3.Connection, host: Host, asked: Moment, sort: str
) -> tuple[Counter[str], Counter[str]]:
    """(letters that were written by or for each, meetings for which a list names each)."""
    rows = conn.execute(
        f"SELECT attendance.{sort}, count(DISTINCT attendance.meeting) FROM attendance"  # noqa: S608 - of ours
        " JOIN record ON record.id = attendance.record"
        " JOIN meeting ON meeting.id = attendance.meeting"
        f" WHERE attendance.{sort} IS NOT NULL AND attendance.status <> 'regrets'"
        + known_records(asked.at(conn)) + of_day(asked, "meeting.date_start") + " GROUP BY 1",
        bound(conn, asked),
    )  # fmt: skip
    came = Counter({row[0]: row[1] for row in rows})
    post, held = correspondence(conn, host), holdings(conn, host)
    letters = Letters(post.letters & asked_for(conn, held), held.size)
    return Counter(post.facets["from"].counts(letters)), came


async def person(request: Request, datasette: Host) -> Any:
    """`/people/ID`: a person with the offices, and what names it."""
    return await page(request, datasette, "person", Ref("People", here(datasette, "people")))


async def page(request: Request, datasette: Host, sort: str, above: Ref) -> Any:
    """The page of a person or a stakeholder (`sort`), below the list `above`."""
    name = request.url_vars["id"]
    await mentions_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette, sort, name)
        html = not request.url_vars.get("format")
        return Page(
            "somebody.html",
            {
                "shown": shown,
                "sort": sort,
                "linked": data_block(conn, datasette, sort, name) if html else None,
            },
            data=shown,
            trail=(Ref("Home", here(datasette, "")), above),
            row=row_address(datasette, sort, name),
        )

    return await show(datasette, request, get)
