"""Measures the pages of a large archive, beside plain Datasette on the same file in the same run.

    python benchmarks/web.py                      # makes and builds the archive: half an hour
    python benchmarks/web.py --records 20000
    python benchmarks/web.py --folder DIR         # keeps the archive there, or takes it from there

One process, one request after another, each through the whole stack but the socket: CPU time and
wall time of each, their medians. The texts are those of `search.py`, of ten kinds and five
languages, in 50 meetings; a hundredth of them holds decisions, a fifth are letters.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from history import Scale, make  # type: ignore[import-not-found]
from search import VOCABULARY, drawn_words  # type: ignore[import-not-found]

KINDS = (
    "report", "note", "letter", "report", "minutes", "presentation", "agenda", "report", "letter",
    "participants",
)  # fmt: skip
LANGUAGES = ("en", "en", "en", "en", "de", "fr", "en", "th", "zh", "en", "en")


def kind_of(record: int) -> str:
    """Every hundredth record holds decisions; the others are of all kinds."""
    return "decision" if record % 100 == 0 else KINDS[record % 10]


def text(record: int, version: int) -> str:
    """A record of about 2 KB of some kind, in words of natural frequencies."""
    drawn, kind = drawn_words(record, version), kind_of(record)
    parts = [" ".join(drawn[n : n + 55]) for n in range(0, 330, 55)]
    date = f"{2010 + record // 7 % 14}-{record % 12 + 1:02d}-{record % 28 + 1:02d}"
    more = ""
    if kind == "decision":
        parts = [f"{n}. The board agreed to {part}." for n, part in enumerate(parts, 1)]
        more = f"adopted_on: {date}\n"
    else:
        parts = [f"{part}." for part in parts]
    if kind == "letter":
        partner = "ab"[record % 3 % 2] * 2
        more = f"from: {{name: Secretary, partner: {partner}}}\nto: [partners]\n"
        if record >= 100 and record % 3 and kind_of(record - 100) == "letter":
            more += f"reply_to: record-{record - 100}\n"
    status = "adopted" if kind == "decision" else "draft" if record % 40 == 1 else "final"
    access = "partners" if record % 200 == 7 else "public"
    return (
        f"---\nid: record-{record}\nkind: {kind}\ntitle: {' '.join(drawn[:5])}\n"
        f"date: {date}\nlanguage: {LANGUAGES[record % len(LANGUAGES)]}\n"
        f"meeting: meeting-{record % 50}\nstatus: {status}\naccess: {access}\n{more}---\n"
        + "\n\n".join(parts)
        + "\n"
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one request."""

    cpu: float
    wall: float
    status: int
    size: int


class Asked:
    """An ASGI application that is asked without a socket."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette
        self._app: Any = None

    async def get(self, address: str) -> Spent:
        """The time that one GET takes, from the scope to the last byte."""
        if self._app is None:
            await self.datasette.invoke_startup()
            self._app = self.datasette.app()
        path, _, query = address.partition("?")
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 1), "server": ("localhost", 80),
        }  # fmt: skip
        cpu, wall = time.process_time(), time.perf_counter()
        await self._app(scope, receive, send)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        size = sum(len(message.get("body", b"")) for message in sent[1:])
        return Spent(cpu * 1000, wall * 1000, sent[0]["status"], size)


def ours(archive: Path, root: Path) -> Asked:
    """The archive's own pages; as many searches as one likes."""
    from archive.web.serve import app
    from archive.workspace import Workspace

    served = app(archive, Workspace(root))
    served.config["plugins"]["archive"] = {"searches_per_minute": 0}
    return Asked(served)


def plain(archive: Path) -> Asked:
    """Datasette as it is, told only which index is that of the records."""
    from importlib import import_module

    tables = {"record": {"fts_table": "search", "fts_pk": "docid"}}
    config = {"databases": {archive.stem: {"tables": tables}}}
    datasette = import_module("datasette.app").Datasette
    return Asked(datasette(immutables=[str(archive)], config=config))


def by_hits(archive: Path, records: int) -> dict[str, list[str]]:
    """Queries of one word or two, by how many records they find."""
    from archive.reading import open_archive
    from archive.search import find

    conn = open_archive(archive)
    found: dict[str, list[str]] = {"up to 1,000 hits": [], "140,000 hits": []}
    step = max(1, len(VOCABULARY) // 400)
    for at in range(3000, len(VOCABULARY), step):
        asked = VOCABULARY[at]
        if at // step % 3 == 0:
            asked += " " + VOCABULARY[at % 50 * 20 + 25]
        if 1 <= len(find(conn, asked).docids) <= 1000:
            found["up to 1,000 hits"].append(asked)
    much = sorted(VOCABULARY[15:60], key=lambda w: abs(len(find(conn, w).docids) - 0.7 * records))
    found["140,000 hits"] = much[:8]
    conn.close()
    return found


def addresses(archive: Path, records: int) -> list[tuple[str, list[str]]]:
    """(what, the addresses in turn) of our pages."""
    chance = range(7, records, max(1, records // 40))
    names = [f"record-{n}" for n in chance]
    queries = by_hits(archive, records)
    ways = {"": "decisions?show=all&basis=all", "as-of/2018-06-30/": "decisions?basis=all"}
    return [
        ("home", ["/"]),
        ("record", [f"/records/{name}" for name in names]),
        ("register, facets, a day", [
            f"/{day}{page}{more}" for day, page in ways.items()
            for more in ("", "&verb=agreed", "&meeting=meeting-0", "&q=te")
        ]),
        *((f"search, {name}", [f"/search?q={quote_plus(each)}" for each in found])
          for name, found in queries.items()),
        ("proposals while typing", [
            f"/search/suggest.json?q={each[:5]}" for each in queries["up to 1,000 hits"][:40]
        ]),
        ("list of records", ["/records?start=5000", "/records?kind=letter&start=50"]),
        ("letters not answered", ["/letters?answered=no"]),
        ("meetings", ["/meetings"]),
        ("a term, a group, a partner", [
            "/mandates/first", "/mandates/second", "/bodies/board", "/partners/aa", "/partners/bb"
        ]),
        ("gaps", ["/gaps"]),
    ]  # fmt: skip


def peers(archive: Path, records: int) -> list[tuple[str, list[str]]]:
    """(what, the addresses in turn) of plain Datasette."""
    table = f"/{archive.stem}/record"
    names = [f"record-{n}" for n in range(7, records, max(1, records // 8))]
    queries = by_hits(archive, records)
    return [
        ("Datasette, table", [table]),
        ("Datasette, row", [f"{table}/{name}" for name in names]),
        *((f"Datasette, search, {name}", [f"{table}?_search={quote_plus(each)}" for each in some])
          for name, found in queries.items() if (some := found[:8])),
    ]  # fmt: skip


async def measure(asked: Asked, paths: Sequence[str], times: int) -> list[Spent]:
    """Each address once to warm up, then all of them in turn, `times` requests at least."""
    for path in paths[:8]:
        await asked.get(path)
    return [await asked.get(paths[n % len(paths)]) for n in range(max(times, len(paths)))]


def tell(name: str, spent: list[Spent]) -> None:
    """Print a line of the table."""

    def median(of: Callable[[Spent], float]) -> float:
        return statistics.median(map(of, spent))

    high = sorted(each.cpu for each in spent)[int(len(spent) * 0.95)]
    bad = sum(each.status != 200 for each in spent)
    print(
        f"{name:32} {len(spent):5} requests, CPU {median(lambda s: s.cpu):7.1f} ms"
        f" (95 % within {high:7.1f}), wall {median(lambda s: s.wall):7.1f} ms,"
        f" {median(lambda s: s.size) / 1000:6.0f} KB" + (f", {bad} FAILED" if bad else "")
    )


async def run(archive: Path, root: Path, records: int, times: int) -> None:
    """Measure all pages in turn."""
    mine, theirs = ours(archive, root), plain(archive)
    for name, paths in addresses(archive, records):
        tell(name, await measure(mine, paths, times))
    for name, paths in peers(archive, records):
        tell(name, await measure(theirs, paths, max(times // 10, 8)))
    mine.datasette.close()
    theirs.datasette.close()


def main() -> None:
    """Make the archive, or take one that is there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=100, help="requests for each page, at least")
    parser.add_argument("--folder", type=Path, help="make the archive there, or measure it there")
    given = parser.parse_args()
    from archive.build import build
    from archive.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        root = given.folder or Path(folder) / "work"
        archive = Workspace(root).archive
        if not archive.exists():
            make(root, Scale(given.records, max(1, given.records // 2000), versions=1), text)
            report = build(Workspace(root), processes=os.cpu_count() or 1)
            print(f"{report.total_records:,} texts, {report.path.stat().st_size / 1e6:.0f} MB")
        asyncio.run(run(archive, root, given.records, given.times))


if __name__ == "__main__":
    main()
