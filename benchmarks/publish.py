"""Publishing as files, beside plain ways to fetch the same addresses, in one run.

    python benchmarks/publish.py [--workspace PATH] [--pairs 1]

A clone of the workspace (of this repository, where none is named) is published whole, again with
nothing new, and again after one save. The peers get the addresses of the same pages: a loop that
asks a Datasette in its own process, and wget, which asks `secretariat serve` over a socket. Neither
rewrites links, makes a search index or knows what has not changed. CPU is that of all processes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHO = ("--name", "Ann Example", "--email", "ann@example.org")
COMMAND = "from toolkit.cli import main; main()"

LOOP = """
import asyncio, sys
from pathlib import Path
from archive.web.serve import app
from archive.workspace import find
here = find(Path(sys.argv[1]))
addresses = Path(sys.argv[2]).read_text().split()
async def every():
    datasette = app(here.root / "archive-public.db", here)
    await datasette.invoke_startup()
    for each in addresses:
        answer = await datasette.client.get(each)
        assert answer.status_code in (200, 302), (each, answer.status_code)
asyncio.run(every())
"""


@dataclass(frozen=True)
class Took:
    """Pages made, of them taken over as they were, wall and CPU seconds."""

    pages: int
    reused: int
    wall: float
    cpu: float


def environment() -> dict[str, str]:
    """That of a user, whose Python keeps what it has compiled."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def run(*words: str) -> str:
    """Run Python with these words; gives what it printed."""
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, env=environment()
    )
    if done.returncode:
        raise SystemExit(f"{words[1:]}: {done.stderr[-2000:]}")
    return done.stdout


def timed(work: Callable[[], tuple[int, int]]) -> Took:
    """What `work`, which tells of its pages, takes in processes that end with it."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    pages, reused = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(pages, reused, time.perf_counter() - wall, cpu)


def published(here: Path, goal: Path) -> tuple[int, int]:
    """Publish; gives the pages and how many were taken over."""
    said = json.loads(run("-c", COMMAND, "-C", str(here), "publish", str(goal), "--json"))
    return said["pages"], said["reused"]


def addresses_of(here: Path) -> list[str]:
    """What the copy was made of that a server can be asked for, too."""
    memory = max(
        (here / ".secretariat/publish").glob("*.db"), key=lambda each: each.stat().st_mtime
    )
    with closing(sqlite3.connect(memory)) as db:
        rows = db.execute("SELECT address FROM page ORDER BY address").fetchall()
    return [row[0] for row in rows if not row[0].startswith(("/copy", "/search"))]


def unlimited(here: Path) -> None:
    """Let one address ask as fast as it likes, as the peers do."""
    place = here / "datasette.yaml"
    said = place.read_text(encoding="utf-8")
    plain, free = "  archive: {}\n", "  archive: {searches_per_minute: 0}\n"
    if plain not in said and free not in said:
        raise SystemExit(f"{place} says nothing of the archive's own settings")
    place.write_text(said.replace(plain, free), encoding="utf-8", newline="\n")


def looped(here: Path, listed: Path) -> tuple[int, int]:
    """Ask a Datasette for each address in one process, and throw away what it gives."""
    run("-c", LOOP, str(here), str(listed))
    return len(listed.read_text().split()), 0


def fetched(here: Path, listed: Path, folder: Path) -> tuple[int, int]:
    """Serve, and have wget fetch each address into a file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-C", str(here), "serve", "--edition", "public", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words], env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/-/health").read()
                break
            time.sleep(0.05)
        else:
            raise SystemExit("the server does not answer")
        whole = folder / "whole.txt"
        every = listed.read_text().split()
        whole.write_text("".join(f"http://127.0.0.1:{port}{each}\n" for each in every))
        wget = ["wget", "-q", "-i", str(whole), "-P", str(folder / "wget")]
        subprocess.run(wget, check=False)
    finally:
        server.terminate()
        server.wait()
    return len(every), 0


def main() -> None:
    """Measure all, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, default=ROOT, help="a clone of it is used")
    parser.add_argument("--pairs", type=int, default=1, help="how often each is measured")
    asked = parser.parse_args()
    rows: dict[str, list[Took]] = {}
    with tempfile.TemporaryDirectory(prefix="publish-") as name:
        folder = Path(name)
        here = folder / "ws"
        words = ["git", "clone", "-q", str(asked.workspace), str(here)]
        subprocess.run(words, check=True)
        run("-c", COMMAND, "-C", str(here), "build", "--edition", "public")
        for pair in range(asked.pairs):
            measure(folder, here, pair, rows)
    print("| what | pages | taken over | wall | CPU | pages a second |\n|---|---|---|---|---|---|")
    for what, found in rows.items():
        wall, cpu = (statistics.median(getattr(e, of) for e in found) for of in ("wall", "cpu"))
        pages, reused = found[0].pages, found[0].reused
        said = f"{wall:.2f} s | {cpu:.2f} s | {pages / wall:,.0f}"
        print(f"| {what} | {pages:,} | {reused:,} | {said} |")


def measure(folder: Path, here: Path, pair: int, rows: dict[str, list[Took]]) -> None:
    """One round of all steps."""
    goal = folder / f"site-{pair}"

    def took(what: str, work: Callable[[], tuple[int, int]]) -> None:
        rows.setdefault(what, []).append(timed(work))

    took("`publish`, whole", lambda: published(here, goal))
    listed = folder / "addresses.txt"
    listed.write_text("".join(f"{each}\n" for each in addresses_of(here)))
    took("`publish` again, nothing new", lambda: published(here, goal))
    new = here / "records" / f"one-more-{pair}.md"
    new.write_text(
        f"---\nid: one-more-{pair}\nkind: report\ntitle: One more\ndate: 2026-11\n---\nWords.\n",
        encoding="utf-8", newline="\n",
    )  # fmt: skip
    run("-c", COMMAND, "-C", str(here), "save", "One more", *WHO)
    took("`publish` after one save of a record", lambda: published(here, goal))
    unlimited(here)
    took("a loop over the same addresses, one process", lambda: looped(here, listed))
    if shutil.which("wget"):
        place = folder / f"wget-{pair}"
        place.mkdir()
        took("`wget` and `secretariat serve`", lambda: fetched(here, listed, place))


if __name__ == "__main__":
    main()
