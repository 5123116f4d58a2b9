"""The pages that read the archive: a record, what changed in it, a meeting, a decision."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.web.answering import Page, number, once, show
from archive.web.host import Host, Request, response, row_address
from archive.web.linking import data_block
from archive.web.moment import here
from archive.web.names import Ref


def _home(host: Host) -> Ref:
    return Ref("Home", here(host, ""))


def _linked(conn: sqlite3.Connection, request: Request, host: Host, kind: str, name: str) -> Any:
    """The data block for the page of `name`; the other forms of the page carry none."""
    return None if request.url_vars.get("format") else data_block(conn, host, kind, name)


async def record(request: Request, datasette: Host) -> Any:
    """A record to be read: `/versions/N` (or `?version=N`) for an older one."""
    from archive.web.closed import closed_record
    from archive.web.record import view

    name = request.url_vars["id"]
    stated = request.url_vars.get("version")
    wanted = int(stated) if stated else number(request, "version")

    def get(conn: sqlite3.Connection) -> Page:
        trail = (_home(datasette), Ref("Records", here(datasette, "records")))
        if (closed := closed_record(conn, name)) is not None:
            return Page("closed.html", {"shown": closed}, data=closed, trail=trail)
        shown = view(conn, datasette, name, wanted)
        return Page(
            "record.html",
            {
                "shown": shown,
                "linked": None if wanted else _linked(conn, request, datasette, "record", name),
            },
            data=shown.page,
            trail=trail,
            row=row_address(datasette, "record", name),
        )

    return await show(datasette, request, get)


async def changes(request: Request, datasette: Host) -> Any:
    """`/records/ID/diff/1/2`: what changed, in one text or (`/side`) in two beside each other."""
    from archive.web.changes import view

    name, given = request.url_vars["id"], request.url_vars
    side = bool(given.get("side"))
    old, new = number(request, "from"), number(request, "to")
    if not given.get("from") and old and new:
        return response().redirect(here(datasette, f"records/{name}/diff/{old}/{new}"))
    pair = (int(given["from"]), int(given["to"])) if given.get("from") else (None, None)

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette, name, *pair, side=side)
        return Page(
            "changes.html",
            {"shown": shown, "side": side},
            data=shown,
            trail=(
                _home(datasette),
                Ref("Records", here(datasette, "records")),
                Ref(shown.title, here(datasette, f"records/{name}")),
            ),
        )

    return await show(datasette, request, get)


async def meeting(request: Request, datasette: Host) -> Any:
    """A meeting: dates with their sources, what it decided, records, what prepared it."""
    from archive.web.meeting import view

    name = request.url_vars["id"]

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette, name)
        return Page(
            "meeting.html",
            {"shown": shown, "linked": _linked(conn, request, datasette, "meeting", name)},
            data=shown,
            trail=(_home(datasette), Ref("Meetings", here(datasette, "meetings"))),
            row=row_address(datasette, "meeting", name),
            forms=("json", "ics") if shown.row["date_edtf"] else ("json",),
        )

    return await show(datasette, request, get)


async def decision(request: Request, datasette: Host) -> Any:
    """A decision: its words, its life, what it hangs together with, its tasks."""
    from archive.web.conflicts import conflicts
    from archive.web.decision import view

    await once(datasette, lambda conn: conflicts(conn, datasette))
    anchor = request.url_vars.get("anchor")
    name = request.url_vars["id"] + (f"#{anchor}" if anchor else "")

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette, name)
        return Page(
            "decision.html",
            {"shown": shown, "linked": _linked(conn, request, datasette, "decision", name)},
            data=shown.life,
            trail=(_home(datasette), Ref("Decisions", here(datasette, "decisions"))),
            row=row_address(datasette, "decision", name),
        )

    return await show(datasette, request, get)


async def custody(request: Request, datasette: Host) -> Any:
    """Custody: each step of each handover, with what proves it."""
    from archive.web.custody import view

    def get(conn: sqlite3.Connection) -> Page:
        shown = view(conn, datasette)
        return Page("custody.html", {"shown": shown}, data=shown, trail=(_home(datasette),))

    return await show(datasette, request, get)
