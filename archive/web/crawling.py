"""`/sitemap.xml` (sitemaps.org, protocol 0.9) and `/robots.txt` (RFC 9309) for search engines.

The secretariat's own edition shows closed records, so crawlers are asked to keep out of it. Under a
path prefix they never look at `/robots.txt`, which belongs to the root of a host: there whoever
keeps the root names the sitemap.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import quote

from archive.errors import NotInArchive
from archive.export.permanent import utc
from archive.export.xmltext import HEAD, branch, leaf, opened
from archive.web.answering import read
from archive.web.host import DATABASE, Host, Request
from archive.web.navigation import ENTRIES
from archive.web.outside import given_out, site_of

#: Addresses in one sitemap: as many as are made well within the time that a page may take (the
#: protocol allows 50,000).
MOST = 10_000

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

# What a page of its own shows, and when it was last saved; what is closed has nothing to be found.
_SHOWN = "NOT record.removed AND NOT EXISTS (SELECT 1 FROM stub WHERE stub.record = record.id)"
_SAVED = (
    "(SELECT commit_time FROM version JOIN commit_ ON commit_.seq = version.commit_seq"
    " WHERE version.record = record.id AND NOT uncommitted ORDER BY n DESC LIMIT 1)"
)
_PARTS: tuple[tuple[str, str, str], ...] = (
    (
        "records/",
        f"SELECT count(*) FROM record WHERE {_SHOWN}",  # noqa: S608 - of ours
        f"SELECT id, {_SAVED} FROM record WHERE {_SHOWN} ORDER BY id",  # noqa: S608 - of ours
    ),
    (
        "decisions/",
        "SELECT count(*) FROM decision WHERE NOT removed",
        "SELECT replace(decision.id, '#', '/'), NULL FROM decision"
        " WHERE NOT decision.removed ORDER BY id",
    ),
    (
        "meetings/",
        "SELECT count(*) FROM meeting WHERE listed",
        "SELECT id, NULL FROM meeting WHERE listed ORDER BY id",
    ),
    (
        "stakeholders/",
        "SELECT count(*) FROM stakeholder WHERE listed",
        "SELECT id, NULL FROM stakeholder WHERE listed ORDER BY id",
    ),
    (
        "people/",
        "SELECT count(*) FROM person WHERE listed",
        "SELECT id, NULL FROM person WHERE listed ORDER BY id",
    ),
)

#: Pages to which no entry of the masthead leads.
_BESIDE = ("stakeholders", "people")


async def sitemap(request: Request, datasette: Host) -> Any:
    """`/sitemap.xml`, or `/sitemap-2.xml` where the first is a list of several."""
    part = request.url_vars.get("part")
    site = site_of(datasette, request)

    def get(conn: sqlite3.Connection) -> str:
        counts = [conn.execute(count).fetchone()[0] for _, count, _ in _PARTS]
        pages = ["", *(entry for entry, _ in ENTRIES), *_BESIDE]
        total = len(pages) + sum(counts)
        if part is None and total > MOST:
            return _index(datasette, site, -(-total // MOST))
        start = (int(part or 1) - 1) * MOST
        if start < 0 or start >= total or (part is not None and total <= MOST):
            raise NotInArchive("there is no such sitemap: /sitemap.xml names those that there are")
        return _urls(conn, datasette, site, pages, counts, start)

    text, _ = await read(datasette, get)
    return given_out(text, "application/xml")


def _index(host: Host, site: str, number: int) -> str:
    parts = (
        branch("sitemap", leaf("loc", f"{site}{host.urls.path(f'sitemap-{each}.xml')}"))
        for each in range(1, number + 1)
    )
    return f"{HEAD}{opened('sitemapindex', xmlns=_NAMESPACE)}\n{''.join(parts)}</sitemapindex>\n"


def _urls(
    conn: sqlite3.Connection, host: Host, site: str, pages: list[str], counts: list[int], start: int
) -> str:
    """The addresses from number `start` on, in the order of `_PARTS` after the pages."""
    base = f"{site}{host.urls.path('')}"
    told = [leaf("loc", base + page) for page in pages[start : start + MOST]]
    start = max(start - len(pages), 0)
    for (path, _, rows), count in zip(_PARTS, counts, strict=True):
        room = MOST - len(told)
        if start < count and room:
            found = conn.execute(f"{rows} LIMIT ? OFFSET ?", (room, start))
            for name, saved in map(tuple, found):
                when = utc(saved)
                told.append(
                    leaf("loc", f"{base}{path}{quote(name)}") + leaf("lastmod", when and when[:10])
                )
        start = max(start - count, 0)
    urls = "".join(branch("url", each) for each in told)
    return f"{HEAD}{opened('urlset', xmlns=_NAMESPACE)}\n{urls}</urlset>\n"


async def robots(request: Request, datasette: Host) -> Any:
    """`/robots.txt`: what crawlers may gather."""
    _, now = await read(datasette, lambda conn: None)
    path = datasette.urls.path
    if now.edition == "secretariat":
        lines = [
            "# The secretariat's own edition: it shows closed records.",
            "User-agent: *",
            "Disallow: /",
        ]
    else:
        closed = (f"{DATABASE}/", f"{DATABASE}.", "-/", "as-of/", "search", "questions/")
        lines = [
            "User-agent: *",
            *(f"Disallow: {path(each)}" for each in closed),
            "",
            f"Sitemap: {site_of(datasette, request)}{path('sitemap.xml')}",
        ]
    return given_out("\n".join(lines) + "\n", "text/plain")
