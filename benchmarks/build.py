"""Measures `secretariat build` beside a bare loop, and beside git-history on the same history.

    python benchmarks/build.py                       # 20,000 records x 3 versions, 3,000 commits
    python benchmarks/build.py --records 66667 --commits 10000
    python benchmarks/build.py --git-history PATH    # the `git-history` command of a 0.8 install

Each measurement is a process of its own; the bare loop and the build run in turn, and
the ratio is taken pair by pair. Peak memory is the largest single process.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from history import Scale, make, make_json, text  # type: ignore[import-not-found]

HERE = Path(__file__).resolve()
ROOT = HERE.parent.parent

# Modules are compiled once, as for anyone; some machines that build in public switch that off.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall and CPU seconds, and the peak memory of its largest part in MB."""

    wall: float
    cpu: float
    peak: float


MEASURE = """
import resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
wall = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6, done.returncode)
"""


def run(*words: str) -> Run:
    """Run a command and measure it, its children included."""
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, *words],
        capture_output=True, text=True, check=True, cwd=ROOT, env=ENVIRONMENT,
    )  # fmt: skip
    wall, cpu, peak, code = said.stdout.split()
    if code != "0":
        raise SystemExit(f"{' '.join(words)} failed: {said.stderr}")
    return Run(float(wall), float(cpu), float(peak))


def secretariat(root: Path, *words: str) -> Run:
    """Run our command in the workspace at `root`."""
    return run(
        sys.executable, "-c", "from toolkit.cli import main; main()", "-C", str(root), *words
    )


def bare(root: Path, target: Path) -> None:
    """The least that any importer must do: read every version, insert it, index the newest.

    One `git log`, one `cat-file --batch`, one executemany, an FTS5 rebuild over the newest
    text of each path: no identity, no classes of change, no paragraphs, no dates.
    """
    log = subprocess.run(
        ["git", "log", "--raw", "-z", "--no-abbrev", "--reverse", "--format=%H", "--", "records"],
        cwd=root, capture_output=True, check=True,
    ).stdout.decode().split("\0")  # fmt: skip
    versions = []
    commit = ""
    parts = iter(log)
    for part in parts:
        found = part.strip("\n")
        if found.startswith(":"):
            versions.append((commit, next(parts), found.split(" ")[3]))
        elif found:
            commit = found
    process = subprocess.Popen(
        ["git", "cat-file", "--batch", "--buffer"],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    stream = process.stdout

    from threading import Thread

    def ask() -> None:
        assert process.stdin
        for _, _, blob in versions:
            process.stdin.write(blob.encode() + b"\n")
        process.stdin.close()

    Thread(target=ask).start()

    def rows() -> object:
        for commit, path, blob in versions:
            size = int(stream.readline().split()[2])
            content = stream.read(size).decode()
            stream.read(1)
            yield commit, path, blob, content

    target.unlink(missing_ok=True)
    db = sqlite3.connect(target)
    db.execute("PRAGMA page_size = 16384")
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute(
        "CREATE TABLE version (id INTEGER PRIMARY KEY, hash TEXT, path TEXT, blob TEXT, text TEXT)"
    )
    db.executemany("INSERT INTO version (hash, path, blob, text) VALUES (?, ?, ?, ?)", rows())
    db.execute("CREATE VIEW newest AS SELECT max(id) AS id, text FROM version GROUP BY path")
    db.execute(
        "CREATE VIRTUAL TABLE search USING fts5 (text, content = 'newest', content_rowid = 'id')"
    )
    db.execute("INSERT INTO search (search) VALUES ('rebuild')")
    db.commit()
    db.close()


def show(name: str, versions: int, measured: Run) -> None:
    """Print one row."""
    speed = versions / measured.wall if versions else 0
    print(
        f"{name:34} {measured.wall:8.2f} s  {measured.cpu:8.2f} s CPU  {measured.peak:6.0f} MB"
        + (f"  {speed:8.0f} versions/s" if versions else "")
    )


def whole(folder: Path, scale: Scale, pairs: int) -> Path:
    """A whole build beside the bare loop; the workspace, built."""
    root = folder / "work"
    make(root, scale)
    secretariat(root, "--version")  # so that every module is compiled
    ratios = []
    for _ in range(pairs):
        loop = run(sys.executable, str(HERE), "--bare", str(root), str(folder / "bare.db"))
        ours = secretariat(root, "build", "--full")
        show("bare loop", scale.total, loop)
        show("secretariat build --full", scale.total, ours)
        ratios.append(loop.wall / ours.wall)
    print(
        f"speed as a part of the bare loop's: {statistics.median(ratios):.0%} (median of {pairs})"
    )
    return root


def one_more(root: Path, scale: Scale, times: int = 3) -> None:
    """What one new commit, a question and a page of reading cost in that archive."""
    for n in range(times):
        place = root / "records" / "00" / "record-0.md"
        place.write_text(text(0, 3).replace("Nr 0", f"Nr 0, again {n}"), encoding="utf-8")
        words = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "commit", "-qam", "One")
        subprocess.run(["git", *words], cwd=root, check=True)
        show("build after one new commit", 0, secretariat(root, "build"))
    show("build with nothing new", 0, secretariat(root, "build"))
    show("ask secretariat-on", 0, secretariat(root, "ask", "secretariat-on", "day=2012-03-01"))
    show("show record-7", 0, secretariat(root, "show", "record-7"))
    show("search", 0, secretariat(root, "search", "mobility", "framework"))


def beside_git_history(folder: Path, command: str, scale: Scale) -> None:
    """Both on one history: records in files for us, one JSON list a commit for git-history."""
    make(folder / "few", scale)
    make_json(folder / "few-json", scale)
    ours = secretariat(folder / "few", "build", "--full")
    theirs = run(
        command, "file", str(folder / "few.db"), str(folder / "few-json" / "records.json"),
        "--repo", str(folder / "few-json"), "--id", "id", "--silent",
    )  # fmt: skip
    show("secretariat build --full", scale.total, ours)
    show("git-history 0.8", scale.total, theirs)
    print(f"times as fast as git-history: {theirs.wall / ours.wall:.0f}")


def main() -> None:
    """Measure what is asked for, in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--commits", type=int, default=3_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--git-history", metavar="PATH")
    parser.add_argument("--bare", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        bare(*given.bare)
        return
    with tempfile.TemporaryDirectory() as folder:
        scale = Scale(given.records, given.commits)
        steps: list[Callable[[], object]] = [
            lambda: one_more(whole(Path(folder), scale, given.pairs), scale)
        ]
        if given.git_history:
            few = Scale(1_000, 150)
            steps = [lambda: beside_git_history(Path(folder), given.git_history, few)]
        for step in steps:
            step()


if __name__ == "__main__":
    main()
