"""Measures `secretariat add` on many small files beside a bare loop over the same ones.

    python benchmarks/intake.py                  # 10,000 files of ten formats
    python benchmarks/intake.py --files 2000 --accept 200 --jobs 1

The bare loop is the least that keeps a file safe: it reads each, hashes it with hashlib, writes a
copy and flushes that to the disk. Then `review --accept-above 0` takes some of what waits. Each
is a process of its own. Memory is looked at while the command runs: the peak of the command
itself and of the largest of its workers until so many files were done.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from build import ENVIRONMENT, ROOT, Run, run  # type: ignore[import-not-found]
from mixed import FORMATS, make  # type: ignore[import-not-found]

HERE = Path(__file__).resolve()
#: At so many files done the peaks are noted.
MOMENTS = (1_000, 5_000, 10_000)
_COMMAND = (sys.executable, "-c", "from toolkit.cli import main; main()")


@dataclass
class Watched:
    """A command that was watched: seconds, and (files done, its peak, a worker's peak) in MB."""

    wall: float = 0.0
    cpu: float = 0.0
    peaks: list[tuple[int, float, float]] = field(default_factory=list)


def bare(source: Path, goal: Path) -> None:
    """Copy each file below `source`, hashed and flushed; the least that keeps it safe."""
    goal.mkdir()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            with (goal / hashlib.sha256(data).hexdigest()).open("wb") as copy:
                copy.write(data)
                copy.flush()
                os.fsync(copy.fileno())


def workspace(root: Path) -> None:
    """A fresh workspace, as `secretariat init` makes it."""
    who = ("--name", "Ana", "--email", "ana@example.org")
    subprocess.run(
        [*_COMMAND, "init", str(root), *who],
        check=True, cwd=ROOT, env=ENVIRONMENT, capture_output=True,
    )  # fmt: skip


def watched(root: Path, *words: str) -> Watched:
    """Run our command in the workspace at `root`, and look at its memory meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = Watched()
    began = time.perf_counter()
    with subprocess.Popen(
        [*_COMMAND, "-C", str(root), *words],
        cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        own = workers = 0.0
        moments = list(MOMENTS)
        while process.poll() is None:
            own = max(own, _peak(process.pid))
            workers = max([workers, *map(_peak, _children(process.pid))])
            done = _done(root)
            if moments and done >= moments[0]:
                found.peaks.append((moments.pop(0), own, workers))
            time.sleep(0.2)
        found.peaks.append((_done(root), own, workers))
    found.wall = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"secretariat {' '.join(words)} failed: {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found


def _peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM"))
    return max((int(line[1]) * 1024 / 1e6 for line in lines), default=0.0)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, task.read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def _states(root: Path) -> dict[str, int]:
    path = root / ".secretariat" / "intake" / "intake.db"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=1)) as db:
            return dict(db.execute("SELECT state, count(*) FROM item GROUP BY state"))
    except sqlite3.Error:
        return {}


def _done(root: Path) -> int:
    return sum(number for state, number in _states(root).items() if state != "waiting")


def show(name: str, files: int, measured: Run | Watched) -> None:
    """Print one row."""
    speed = f"{files / measured.wall:8.1f} files/s  {files / measured.cpu:8.1f} by CPU"
    print(f"{name:34} {measured.wall:8.2f} s  {measured.cpu:8.2f} s CPU  {speed}")


def measure(folder: Path, count: int, accept: int, jobs: int | None) -> None:
    """Make the files, let both take them, accept some."""
    source, root = folder / "in", folder / "work"
    began = time.perf_counter()
    total = make(source, count)
    took = time.perf_counter() - began
    print(f"{count:,} files ({', '.join(FORMATS)}), {total / 1e6:.0f} MB, made in {took:.1f} s")
    workspace(root)
    loop = run(sys.executable, str(HERE), "--bare", str(source), str(folder / "copies"))
    show("bare loop: copy, hash, fsync", count, loop)
    shutil.rmtree(folder / "copies")
    ours = watched(root, "add", str(source), *(("--jobs", str(jobs)) if jobs else ()))
    show("secretariat add", count, ours)
    for done, own, worker in ours.peaks:
        print(f"    {done:6,} files done: peak {own:5.0f} MB, of a worker {worker:5.0f} MB")
    print("    " + ", ".join(f"{n:,} {state}" for state, n in sorted(_states(root).items())))
    again = watched(root, "add", str(source))
    show("the same once more", count, again)
    if accept:
        _keep_waiting(root, accept)
        done = watched(root, "review", "--files", "--accept-above", "0")
        show(f"review --accept-above 0, {accept:,}", accept, done)
        print(f"    peak {done.peaks[-1][1]:.0f} MB")
        print("    " + ", ".join(f"{n:,} {state}" for state, n in sorted(_states(root).items())))


def _keep_waiting(root: Path, number: int) -> None:
    """Leave out all but so many of the files that wait, spread over all."""
    path = root / ".secretariat" / "intake" / "intake.db"
    with closing(sqlite3.connect(path)) as db, db:
        every = max(1, db.execute("SELECT count(*) FROM item").fetchone()[0] // number)
        # Formats follow each other in turn: shifted by one in each round, all of them are taken.
        db.execute(
            "UPDATE item SET state = 'refused' WHERE state = 'read' AND (id + id / ?) % ? <> 0",
            (every, every),
        )


def main() -> None:
    """Measure in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--accept", type=int, default=1_000, help="accept so many at the end")
    parser.add_argument("--jobs", type=int, help="how many workers; left out, one for each core")
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it there")
    parser.add_argument("--bare", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        bare(*given.bare)
        return
    if given.keep:
        given.keep.mkdir(parents=True)
        measure(given.keep, given.files, given.accept, given.jobs)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.files, given.accept, given.jobs)


if __name__ == "__main__":
    main()
