"""Answers that need not be made again: a tag for each address (RFC 9110, sections 8.8.3 and 13.1).

What a page shows hangs on the archive that is served, on this package, on what the workspace says
of its looks, on the address and on the day. All of these are known before anything is read, so a
reader who has the page already is told so (304) at next to no cost.

Nothing but static files is called immutable: a page of a past day tells it as known *today*, and a
correction that is saved tomorrow corrects it; what is withheld tomorrow must not go on living in
caches. So a cache may keep every page, and asks before it shows it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from archive.web.host import DATABASE, Host, Request, response, workspace_of
from archive.web.moment import moment

View = Callable[[Request, Host], Awaitable[Any]]

_HEADERS = {"cache-control": "no-cache"}

_served: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def lasting(view: View) -> View:
    """`view` with a tag on what it answers, and 304 where the reader has that already."""

    @wraps(view)
    async def tagged(request: Request, datasette: Host) -> Any:
        tag = await _tag(request, datasette)
        if _has(request.headers.get("if-none-match"), tag):
            return response()("", status=304, headers={**_HEADERS, "etag": tag})
        made = await view(request, datasette)
        if made.status == 200:
            made.headers = {**made.headers, **_HEADERS, "etag": tag}
        return made

    return tagged


def _has(given: str | None, tag: str) -> bool:
    """Whether an If-None-Match names the tag; compared weakly, as it must be there."""
    if not given:
        return False
    return any(each.strip().removeprefix("W/") == tag[2:] for each in given[:4096].split(","))


async def _tag(request: Request, host: Host) -> str:
    asked = moment()
    told = (
        await _archive(host), package(), _looks(host), request.path, request.query_string,
        asked.today, asked.asked or "", str(host.setting("base_url")),
        request.scheme, request.headers.get("host") or "",  # feeds have whole addresses
    )  # fmt: skip
    return f'W/"{sha256(chr(0).join(told).encode()).hexdigest()[:32]}"'


async def _archive(host: Host) -> str:
    """What tells the served file from any other: it is opened as one that never changes."""
    if host not in _served:

        def get(conn: sqlite3.Connection) -> str:
            path = Path(conn.execute("PRAGMA database_list").fetchone()[2])
            head = conn.execute("SELECT value FROM build WHERE key = 'head'").fetchone()
            about = path.stat()
            return f"{head[0] if head else ''} {about.st_size} {about.st_mtime_ns}"

        _served[host] = await host.get_database(DATABASE).execute_fn(get)
    return _served[host]


@cache
def package() -> str:
    """What tells this installed package from another."""
    found = sorted(Path(__file__).parents[1].rglob("*"))
    told = [(each, each.stat()) for each in found if each.suffix in _PARTS and each.is_file()]
    said = "\n".join(f"{each.name} {about.st_size} {about.st_mtime_ns}" for each, about in told)
    return sha256(said.encode()).hexdigest()


_PARTS = frozenset({".py", ".html", ".css", ".js", ".yaml", ".sql"})


def _looks(host: Host) -> str:
    """What tells the settings by which a workspace is shown from others."""
    root = workspace_of(host)
    return looks_of(root) if root else ""


def looks_of(root: Path) -> str:
    """What tells the settings of the workspace at `root` from others."""
    told = []
    for name in ("metadata.yaml", "datasette.yaml"):
        try:
            about = (root / name).stat()
        except OSError:
            told.append("")
            continue
        told.append(f"{about.st_size} {about.st_mtime_ns}")
    return " ".join(told)
