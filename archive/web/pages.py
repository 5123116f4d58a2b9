"""The pages that read the archive: home, a record, a meeting, a decision, search."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from archive.web.answering import as_json, number, page, read, today
from archive.web.descriptions import table_address
from archive.web.host import Host, Request, response
from archive.web.names import Names, Ref

if TYPE_CHECKING:
    from archive.search import Entry, Results

#: Hits on one page of search results.
PAGE = 20

#: As far as one can leaf through search results; beyond, other words find it sooner.
DEEPEST = 1000


async def home(request: Request, datasette: Host) -> Any:
    """The front page: what this archive is, in plain words."""
    from archive.questions import all_questions
    from archive.reading import home as read_home

    found, state = await read(datasette, lambda conn: read_home(conn, today()))
    context = {"home": found, "questions": all_questions(), "today": today()}
    return await page(datasette, request, "home.html", state, context)


async def to_records(request: Request, datasette: Host) -> Any:
    """`/records` leads to the table of records."""
    return response().redirect(table_address(datasette, "record"))


async def to_meetings(request: Request, datasette: Host) -> Any:
    """`/meetings` leads to the table of meetings."""
    return response().redirect(table_address(datasette, "meeting"))


async def to_decisions(request: Request, datasette: Host) -> Any:
    """`/decisions` leads to the register as a question."""
    return response().redirect(datasette.urls.path("questions/decisions"))


async def record(request: Request, datasette: Host) -> Any:
    """A record to be read: `?version=N` for an older one."""
    from archive.web.record import view

    name, wanted = request.url_vars["id"], number(request, "version")
    as_data = request.url_vars.get("format") == "json"
    shown, state = await read(datasette, lambda conn: view(conn, datasette, name, wanted))
    if as_data:
        return as_json(shown.page, state)
    return await page(datasette, request, "record.html", state, {"shown": shown})


async def meeting(request: Request, datasette: Host) -> Any:
    """A meeting: dates with their sources, records, what it prepared."""
    from archive.web.meeting import view

    name = request.url_vars["id"]
    shown, state = await read(datasette, lambda conn: view(conn, datasette, name))
    if request.url_vars.get("format") == "json":
        return as_json(shown, state)
    return await page(datasette, request, "meeting.html", state, {"shown": shown})


async def decision(request: Request, datasette: Host) -> Any:
    """A decision: its words, its life, what it hangs together with, its tasks."""
    from archive.web.decision import view

    anchor = request.url_vars.get("anchor")
    name = request.url_vars["id"] + (f"#{anchor}" if anchor else "")
    shown, state = await read(datasette, lambda conn: view(conn, datasette, name))
    if request.url_vars.get("format") == "json":
        return as_json(shown.life, state)
    return await page(datasette, request, "decision.html", state, {"shown": shown})


async def search(request: Request, datasette: Host) -> Any:
    """Records in which all the words occur, best first."""
    from archive.search import named
    from archive.search import search as find

    words = (request.args.get("q") or "").strip()[:500]
    start = min(number(request, "start") or 0, DEEPEST)

    def get(conn: sqlite3.Connection) -> tuple[Results, list[Entry], list[tuple[str, Ref]]]:
        entries = named(conn, words)
        names = Names(conn, datasette, [entry.id for entry in entries])
        refs = [(entry.type, names.ref(entry.id)) for entry in entries]
        return find(conn, words, PAGE, start), entries, refs

    (found, entries, refs), state = await read(datasette, get)
    if request.url_vars.get("format") == "json":
        told = {"q": words, "start": start, "results": found, "named": entries}
        return as_json(told, state)

    def leaf(to: int) -> str:
        return datasette.urls.path("search?" + urlencode({"q": words, "start": to}))

    end = start + len(found.hits)
    context = {
        "words": words,
        "results": found,
        "named": refs if not start else [],
        "start": start,
        "earlier": leaf(max(start - PAGE, 0)) if start else None,
        "later": leaf(end) if found.total > end and end <= DEEPEST else None,
    }
    return await page(datasette, request, "search.html", state, context)
