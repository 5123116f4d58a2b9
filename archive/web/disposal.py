"""What the page of a disposed record says of it, and its certificate."""

from __future__ import annotations

import json
import re
import sqlite3
from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.errors import NotInArchive
from archive.history import is_plain_file
from archive.text.spoken import date_words
from archive.web.answering import read
from archive.web.host import Host, Request, response, workspace_of

#: Where certificates lie; no other file is ever given out by this address.
_CERTIFICATE = re.compile(r"records/disposals/[0-9]{4,}-[a-z0-9-]+\.json\Z")
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Disposed:
    """By whose authority a record was disposed of, `on` which day in words, and what it was.

    `certificate` is the address of its certificate; None where it cannot be given out.
    """

    authority: str
    on: str
    reason: str | None
    sha256: tuple[str, ...]
    certificate: str | None


def disposed(host: Host, row: Mapping[str, Any]) -> Disposed | None:
    """What is left of the record `row`; None where it was not disposed of."""
    if not row.get("disposal"):
        return None
    said = json.loads(row["disposal"])
    here = _CERTIFICATE.match(said.get("certificate") or "") and workspace_of(host)
    address = host.urls.path(f"records/{quote(row['id'])}/certificate") if here else None
    return Disposed(
        said["authority"],
        date_words(said["date"]),
        said.get("reason"),
        tuple(said.get("sha256", ())),
        address,
    )


async def certificate(request: Request, datasette: Host) -> Any:
    """`/records/ID/certificate`: the certificate of its disposal, as a text to be printed."""
    name = request.url_vars["id"]

    def listed(conn: sqlite3.Connection) -> str | None:
        row = conn.execute(
            "SELECT json_extract(disposal, '$.certificate') FROM record WHERE id = ?", (name,)
        ).fetchone()
        return str(row[0]) if row and row[0] else None

    path, _ = await read(datasette, listed)
    root = workspace_of(datasette)
    if path is None or root is None or not _CERTIFICATE.match(path):
        raise NotInArchive(f"no certificate of a disposal of {name} is in the archive")
    text = await to_thread(_text, root, path.removesuffix(".json") + ".txt")
    return response().text(text)


def _text(root: Path, path: str) -> str:
    if not is_plain_file(root, path) or (root / path).stat().st_size > _LARGEST:
        raise NotInArchive(f"{path} is not here: look for it in the workspace")
    return (root / path).read_text(encoding="utf-8", errors="replace")
