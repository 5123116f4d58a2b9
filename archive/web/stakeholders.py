"""The stakeholders: organisations that take part without being partners, and what each did."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.lookup import NOW
from archive.web.answering import Page, show
from archive.web.correspondence import letters_ready
from archive.web.descriptions import table_address
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref
from archive.web.paging import LINES, Choice, given, paging, start_of
from archive.web.people import counts, page
from archive.web.related import bound, of_day
from archive.web.sayings import THEN
from archive.web.sheets import Sheet

_COLUMNS = ("id", "name", "kind", "sits_in", "chaired", "came_to", "letters")


@dataclass(frozen=True, slots=True)
class Line:
    """A stakeholder in the table; `chaired` counts the groups that it led at any time."""

    id: str
    title: Ref
    kind: str
    partner: Ref | None
    chaired: int
    came: int
    letters: int


async def stakeholders(request: Request, datasette: Host) -> Any:
    """`/stakeholders`: all stakeholders by their names, `?kind=`."""
    chosen, start = given(request, "kind"), start_of(request)
    await letters_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        every = kept(datasette, "stakeholders", lambda: _all(conn, datasette, asked), **asked.key)
        kinds = Counter(line.kind for line in every if line.kind)
        lines = [line for line in every if chosen["kind"] in ("", line.kind)]
        listed = lines[start : start + LINES]
        choice = Choice(
            "kind", "Kind", chosen["kind"],
            [(kind, f"{kind} ({n})") for kind, n in sorted(kinds.items())],
        )  # fmt: skip
        return Page(
            "stakeholders.html",
            {
                "lines": listed,
                "total": len(lines),
                "choices": [choice] if len(kinds) > 1 or chosen["kind"] else [],
                "narrowed": any(chosen.values()),
                "paging": paging(datasette, "stakeholders", chosen, start, len(listed), len(lines)),
            },
            data={"as_of": asked.day, "total": len(lines), "start": start, "stakeholders": listed},
            sheet=lambda: Sheet("stakeholders", _COLUMNS, [_cells(line) for line in lines]),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "stakeholder"),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _cells(line: Line) -> list[str | int | None]:
    return [
        line.id, line.title.text, line.kind, line.partner.text if line.partner else None,
        line.chaired, line.came, line.letters,
    ]  # fmt: skip


def _all(conn: sqlite3.Connection, host: Host, asked: Moment) -> list[Line]:
    given_ = bound(conn, asked, now=NOW)
    rows = conn.execute(
        "SELECT stakeholder.id, s.fields FROM stakeholder JOIN entity_state AS s"
        " ON s.entity = stakeholder.id AND s.type = 'stakeholder'"
        " AND s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)"
        " WHERE stakeholder.listed OR :at < :now",
        given_,
    ).fetchall()
    told = sorted(
        ((row["id"], json.loads(row["fields"])) for row in rows),
        key=lambda each: (each[1]["name"].casefold(), each[0]),
    )
    chaired = Counter(
        dict(
            map(
                tuple,
                conn.execute(
                    "SELECT stakeholder, count(DISTINCT body) FROM body_chair"  # noqa: S608 - of ours
                    f" WHERE {THEN} AND stakeholder IS NOT NULL{of_day(asked, 'valid_from')}"
                    " GROUP BY 1",
                    given_,
                ),
            )
        )
    )
    letters, came = counts(conn, host, asked, "stakeholder")
    names = Names(conn, host, [fields.get("partner") for _, fields in told])
    return [
        Line(
            name,
            Ref(fields["name"], here(host, f"stakeholders/{quote(name)}"), name),
            fields.get("kind") or "",
            names.ref(fields["partner"]) if fields.get("partner") else None,
            chaired[name],
            came[name],
            letters[name],
        )
        for name, fields in told
    ]


async def stakeholder(request: Request, datasette: Host) -> Any:
    """`/stakeholders/ID`: a stakeholder with all that it did in the process."""
    above = Ref("Stakeholders", here(datasette, "stakeholders"))
    return await page(request, datasette, "stakeholder", above)
