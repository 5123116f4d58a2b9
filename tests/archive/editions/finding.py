"""Looks for words in every byte of an archive, and in all that a server gives out of it."""

from __future__ import annotations

import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from archive.contents import text_of
from tests.archive.editions.planted import TAIL
from tests.archive.web.conftest import Site

_LINK = re.compile(r"""(?:href|src|action)="(/[^"#]*)""")


def leaks(words: Mapping[str, str], where: bytes) -> list[str]:
    """Where the words were planted that are in `where`, in any case, whole but for their start."""
    small = where.lower()
    return [place for place, word in words.items() if word[-TAIL:].encode().lower() in small]


def bytes_of(path: Path) -> bytes:
    """All that is in an archive: the file as it is, what is packed in it, and what its tables give.

    Packed is whatever zlib can unpack from any place of the file on.
    """
    raw = path.read_bytes()
    return b"\n".join([raw, *_unpacked(raw), *_cells(path)])


def _unpacked(raw: bytes) -> Iterator[bytes]:
    for at in range(len(raw) - 2):
        if raw[at] & 0x0F == 8 and raw[at] >> 4 <= 7 and (raw[at] * 256 + raw[at + 1]) % 31 == 0:
            try:
                yield zlib.decompressobj().decompress(raw[at:], 1 << 22)
            except zlib.error:
                continue


def _cells(path: Path) -> Iterator[bytes]:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'row')")
        yield " ".join(row[0] for row in db.execute("SELECT term FROM temp.words")).encode()
        for (number,) in db.execute("SELECT id FROM content").fetchall():
            yield (text_of(db, number) or "").encode()
        names = [row[0] for row in db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]  # fmt: skip
        for name in names:
            for row in db.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - names of its own
                yield b" ".join(c if isinstance(c, bytes) else str(c).encode() for c in row)


def given_out(site: Site, archive: Path) -> Iterator[tuple[str, bytes]]:
    """(address, headers and body) of every page of ours and of the tables, in all their forms."""
    waiting = ["/", "/search", "/questions", "/archive", "/records/nothing", "/archive/nothing",
               "/records/nothing.json", "/robots.txt", "/as-of/2022-01-01/",
               "/?known-at=2023-11-15", "/index.atom", "/records.atom", "/meetings.ics",
               "/decisions.atom", "/sitemap.xml", "/oai?verb=Identify", "/oai?verb=ListSets",
               "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/charts",
               "/as-of/2022-01-01/meetings", "/people", "/stakeholders",
               "/as-of/2022-01-01/people"]  # fmt: skip
    with closing(sqlite3.connect(archive)) as db:
        tables = [row[0] for row in db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]  # fmt: skip
        for (record,) in db.execute("SELECT id FROM record"):
            waiting += [f"/records/{record}{end}" for end in ("", ".json", "/original")]
            if not record.startswith("closed-"):
                waiting.append(f"/as-of/2022-01-01/records/{record}")
            for (n,) in db.execute("SELECT n FROM version WHERE record = ?", (record,)):
                waiting += [f"/records/{record}?version={n}", f"/records/{record}.json?version={n}"]
        waiting += [
            f"/archive/record/{row[0]}"
            for row in db.execute("SELECT id FROM record ORDER BY kind = 'closed', id LIMIT 12")
        ]
        waiting += [f"/meetings/{row[0]}" for row in db.execute("SELECT id FROM meeting")]
        waiting += [f"/archive/entity/{row[0]}" for row in db.execute("SELECT id FROM entity")]
        for sort, pages in (("person", "people"), ("stakeholder", "stakeholders")):
            rows = db.execute(f"SELECT id FROM {sort}").fetchall()  # noqa: S608 - of ours
            waiting += [f"/{pages}/{row[0]}{end}" for row in rows for end in ("", ".json")]
    for table in tables:
        waiting += [f"/archive/{table}", f"/archive/{table}.json?_size=max",
                    f"/archive/{table}.csv?_stream=1&_size=max"]  # fmt: skip
    waiting += [
        f"/-/{name}.json"
        for name in (
            "versions",
            "databases",
            "metadata",
            "settings",
            "config",
            "plugins",
            "threads",
            "actor",
        )
    ]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = site.get(address)
        if answer.headers.get("content-type", "").endswith("sheet"):
            with zipfile.ZipFile(BytesIO(answer.content)) as book:
                yield address, b"\n".join(book.read(name) for name in book.namelist())
            continue
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        yield address, f"{address}\n{headers}\n{unquote(unescape(answer.text))}".encode()
        if "text/html" in answer.headers.get("content-type", "") and not address.startswith(
            "/archive"
        ):
            waiting += [each for each in _links(answer) if each not in seen]


def _links(answer: Any) -> Iterator[str]:
    for found in _LINK.findall(answer.text):
        address = unescape(found)
        if re.match(r"/(records|meetings|decisions|questions|auditors|index)([/?.]|$)", address):
            yield address
