"""The bodies of the process: who meets, works and decides, and who leads it on a day."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.lookup import NOW
from archive.web.answering import Page, show
from archive.web.body import view
from archive.web.chairs import Lead, day_of_end, day_of_start, leads_on
from archive.web.descriptions import table_address
from archive.web.holdings import ready
from archive.web.host import Host, Request, row_address
from archive.web.kept import kept
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref
from archive.web.paging import Choice, given
from archive.web.related import bound, known_decisions, of_day
from archive.web.sheets import Sheet

_COLUMNS = (
    "id", "name", "kind", "parent", "led_by", "certain", "from", "to", "meetings", "decisions",
)  # fmt: skip

#: How many chairs a group has on the day, as the filter has it.
_CHAIRS = (("one", "one chair only"), ("some", "any chair"), ("none", "none that is known"))


@dataclass(frozen=True, slots=True)
class Line:
    """A body in the table, `level` deep below the first; `begins` where that is to come."""

    id: str
    title: Ref
    kind: str
    parent: str | None
    level: int
    leads: list[Lead]
    start: str | None
    end: str | None
    over: bool
    to_come: bool
    meetings: int
    decisions: int


async def bodies(request: Request, datasette: Host) -> Any:
    """`/bodies`: all bodies as a tree, `?kind=`, `?chairs=one`."""
    chosen = given(request, "kind", "chairs")

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        every = kept(datasette, "bodies", lambda: _all(conn, datasette, asked), **asked.key)
        lines = [line for line in every if _fits(line, chosen)]
        kinds = Counter(line.kind for line in every if line.kind)
        return Page(
            "bodies.html",
            {
                "lines": lines,
                "tree": not any(chosen.values()),
                "choices": [
                    Choice("kind", "Kind", chosen["kind"],
                           [(kind, f"{kind} ({n})") for kind, n in sorted(kinds.items())]),
                    Choice("chairs", "Chairs on the day", chosen["chairs"], _CHAIRS),
                ],
                "narrowed": any(chosen.values()),
            },
            data={"as_of": asked.day, "total": len(lines), "bodies": lines},
            sheet=lambda: Sheet("bodies", _COLUMNS, [_cells(line) for line in lines]),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "body"),
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)


def _fits(line: Line, chosen: dict[str, str]) -> bool:
    count = len(line.leads)
    chairs = {"one": count == 1, "some": count > 0, "none": count == 0}
    return chosen["kind"] in ("", line.kind) and chairs.get(chosen["chairs"], True)


def _cells(line: Line) -> list[str | int | None]:
    return [
        line.id, line.title.text, line.kind, line.parent,
        "; ".join(f"{lead.who.text} ({lead.role})" for lead in line.leads),
        "" if not line.leads else "yes" if all(lead.sure for lead in line.leads) else "perhaps",
        line.start, line.end, line.meetings, line.decisions,
    ]  # fmt: skip


def _all(conn: sqlite3.Connection, host: Host, asked: Moment) -> list[Line]:
    given_ = bound(conn, asked)
    rows = conn.execute(
        "SELECT body.id, body.name, body.kind, body.parent, s.fields FROM body"
        " JOIN entity_state AS s ON s.entity = body.id AND s.type = 'body'"
        "  AND s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)"
        " WHERE body.listed OR :at < :now ORDER BY body.rowid",
        {**given_, "now": NOW},
    ).fetchall()
    leads = leads_on(conn, asked)
    names = Names(conn, host, [each["id"] for each in leads])
    led: dict[str, list[Lead]] = {}
    for each in leads:
        who = names.ref(each["id"])
        led.setdefault(each["body"], []).append(
            Lead(who, each["role"], each["certain"] == "yes")
        )  # fmt: skip
    met = _counted(
        conn,
        "meeting JOIN meeting_state AS s ON s.meeting = meeting.id AND s.recorded_from <= :at"
        " AND (s.recorded_to IS NULL OR s.recorded_to > :at) WHERE (meeting.listed OR :at < :now)"
        + of_day(asked, "s.date_start"),
        {**given_, "now": NOW},
    )
    decided = _counted(
        conn,
        f"decision WHERE sort = 'decision'{known_decisions(asked.at(conn))}"
        + of_day(asked, "decision.valid_from"),
        given_,
    )
    levels = tree({row["id"]: row["parent"] for row in rows})
    by_id = {row["id"]: row for row in rows}
    return [
        _line(host, by_id[name], level, asked.day, led.get(name, []), met[name], decided[name])
        for name, level in levels
    ]


def _line(
    host: Host, row: sqlite3.Row, level: int, day: str, leads: list[Lead], met: int, decided: int
) -> Line:
    fields = json.loads(row["fields"])
    start, end = fields.get("from"), fields.get("to")
    return Line(
        id=row["id"],
        title=Ref(row["name"], here(host, f"bodies/{quote(row['id'])}"), row["id"]),
        kind=row["kind"] or "",
        parent=row["parent"],
        level=level,
        leads=leads,
        start=start,
        end=end,
        over=(last := day_of_end(end)) is not None and last < day,
        to_come=(first := day_of_start(start)) is not None and first > day,
        meetings=met,
        decisions=decided,
    )


def _counted(
    conn: sqlite3.Connection, source: str, given_: dict[str, object]
) -> Counter[str | None]:
    rows = conn.execute(f"SELECT body, count(*) FROM {source} GROUP BY 1", given_)  # noqa: S608 - of ours
    return Counter({row[0]: row[1] for row in rows})


def tree(parents: dict[str, str | None]) -> list[tuple[str, int]]:
    """(id, level) with children behind their parents, in the order of the register.

    What belongs to a ring, or to a parent that is not there, stands at the top.
    """
    below: dict[str | None, list[str]] = {}
    for name, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(name)
    found: list[tuple[str, int]] = []
    seen: set[str] = set()

    def walk(start: str) -> None:
        waiting = [(start, 0)]
        while waiting:
            name, level = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            found.append((name, level))
            waiting.extend((each, level + 1) for each in reversed(below.get(name, [])))

    for name in below.get(None, []):
        walk(name)
    for name in parents:
        if name not in seen:
            walk(name)
    return found


async def body(request: Request, datasette: Host) -> Any:
    """`/bodies/ID`: a body with its chairs in time, its meetings and what it decided."""
    name = request.url_vars["id"]
    await ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette, name)
        return Page(
            "body.html",
            {"shown": shown},
            data=shown,
            trail=(Ref("Home", here(datasette, "")), Ref("Groups", here(datasette, "bodies"))),
            row=row_address(datasette, "body", name),
        )

    return await show(datasette, request, get)
