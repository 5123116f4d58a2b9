"""`/-/health`: for the program that watches over the server, and for nobody's curiosity.

It tells what is served and no more: no path, no setting, no version of a program.
"""

from __future__ import annotations

import asyncio
import sqlite3
from asyncio import Task, to_thread
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from archive.digest import digest
from archive.errors import SecretariatError
from archive.web.answering import read
from archive.web.host import Host, Request, response

_digests: WeakKeyDictionary[Any, Task[str]] = WeakKeyDictionary()


async def health(request: Request, datasette: Host) -> Any:
    """200 where the archive can be read, 503 where not; `digest` is null until it is reckoned."""

    def get(conn: sqlite3.Connection) -> Path:
        conn.execute("SELECT 1 FROM record LIMIT 1").fetchone()
        return Path(conn.execute("PRAGMA database_list").fetchone()[2])

    headers = {"cache-control": "no-store"}
    try:
        path, state = await read(datasette, get)
    except (sqlite3.Error, SecretariatError, OSError):
        return response().json({"ok": False}, status=503, headers=headers)
    if datasette not in _digests:
        # A large archive takes its time, and whoever asks whether we live does not wait for it.
        _digests[datasette] = asyncio.create_task(to_thread(digest, path))
    told = _digests[datasette]
    done = told.done() and not told.cancelled() and told.exception() is None
    body = {
        "ok": True,
        "edition": state.edition,
        "state": state.hash,
        "digest": told.result() if done else None,
    }
    return response().json(body, headers=headers)
