"""The pages that only a copy has: about the copy itself, and its search."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.publish.downloads import DOWNLOADS, place
from archive.web.answering import Page, page, read, show
from archive.web.facts import Fact
from archive.web.host import Host, Request
from archive.web.moment import moment
from archive.web.names import Ref
from archive.web.state import state


@dataclass(frozen=True, slots=True)
class About:
    """Of what this is a copy, and what can be taken away."""

    shows: str
    said: str
    as_of: str
    edition: str
    commit: str | None
    saved_on: str | None
    records: int
    facts: list[Fact]
    downloads: list[Ref]


async def copy(request: Request, datasette: Host) -> Any:
    """`/copy`: about this copy."""

    def get(conn: sqlite3.Connection) -> Page:
        found = state(conn)
        records = conn.execute("SELECT count(*) FROM record WHERE NOT removed").fetchone()[0]
        facts = [
            Fact("Edition", (Ref(found.edition),)),
            Fact("Records", (Ref(f"{records:,}"),)),
            Fact("Last saved", (Ref(found.day or "not known"),)),
            Fact("State", (Ref(found.hash or "without a history"),)),
        ]
        shown = About(
            found.shows, found.said, moment().day, found.edition, found.hash, found.day, records,
            facts,
            [Ref(each.title, datasette.urls.path(place(each.path)), each.about)
             for each in DOWNLOADS],
        )  # fmt: skip
        return Page("copy.html", {"shown": shown}, shown, trail=(Ref("Home", "/"),))

    return await show(datasette, request, get)


async def search(request: Request, datasette: Host) -> Any:
    """`/search`: the page whose script searches."""
    trail = (Ref("Home", "/"),)
    _, now = await read(datasette, lambda conn: None)
    return await page(datasette, request, "copy_search.html", now, {"trail": trail})
