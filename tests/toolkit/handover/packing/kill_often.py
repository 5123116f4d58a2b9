"""Kills packing at many random points, and looks each time whether the next run completes.

    python -m tests.toolkit.handover.packing.kill_often [TIMES] [SEED]

Not a test: 200 times take some minutes. Half of the kills come before a step, half after a time;
each sixth run is killed again while it goes on. Prints a line for what is not as it must be.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive.errors import SecretariatError
from archive.log import store
from archive.workspace import Workspace
from tests.toolkit.handover.packing.killed import Counter, order_for, run
from tests.toolkit.steps import ANN, files_under, git, run_in
from toolkit.handover.bagit import Profile, open_bag, validate
from toolkit.handover.packing.journal import JOURNAL, Journal

ROOT = Path(__file__).resolve().parents[4]


def make(base: Path) -> None:
    """A workspace with 60 originals of 40 KB, of which one run copies for a while."""
    assert run_in(base, "init", "ws", *ANN).exit_code == 0
    root = base / "ws"
    new = run_in(root, "keys", "new", "--no-passphrase", "--file", str(base / "key"))
    assert new.exit_code == 0, new.output
    rng = random.Random(7)  # noqa: S311 - contents, no secrets
    for number in range(60):
        (root / f"records/2025/p-{number}.pdf").write_bytes(rng.randbytes(40_000))
        (root / f"records/2025/p-{number}.md").write_text(
            f"---\nid: p-{number}\nkind: report\ntitle: P\noriginal: p-{number}.pdf\n---\nWords.\n",
            encoding="utf-8",
            newline="\n",
        )
    assert run_in(root, "save", "All", *ANN).exit_code == 0
    assert run_in(root, "build").exit_code == 0


def killed(own: Path, step: int, seconds: float, tar: bool) -> int:
    """Run packing to be killed; gives its status."""
    words = [str(own / "ws"), str(own / "out"), str(own / "key"), str(step), str(seconds)]
    module = "tests.toolkit.handover.packing.killed"
    done = subprocess.run(
        [sys.executable, "-m", module, *words, *["--tar"] * tar], cwd=ROOT, capture_output=True
    )
    time.sleep(0.3)  # what git still does by itself, it does to its end
    return done.returncode


def finished(own: Path) -> int:
    """How many files lie finished, by the journal."""
    for folder in (own / "out").glob("*.partial"):
        bag = folder / folder.name.removesuffix(".partial")
        if not (folder / JOURNAL).is_file():  # it would be made by looking
            return -1
        with Journal(folder) as journal:
            lying = [e for e in journal.entries.values() if journal.finished(bag, e.path, e.origin)]
            return len(lying) if not journal.closed else -1
    return -1


def faults(own: Path, tar: bool, before: dict[str, bytes]) -> list[str]:
    """Complete it, and tell what is not as it must be."""
    there = finished(own)
    try:
        done = run(order_for(own / "ws", own / "out", own / "key", tar=tar), Counter(0))
    except (SecretariatError, OSError) as error:
        return [f"it does not go on: {error}"]
    found = []
    if done.filled is not None and there >= 0 and done.hashed != done.files - there:
        found.append(f"hashed {done.hashed} of {done.files} files, {there} were finished")
    packages = list((own / "out").iterdir())
    if len(packages) != 1:
        found.append(f"in the folder: {packages}")
    else:
        found += [each.message for each in validate(open_bag(packages[0]), profile=Profile.OURS)]
    if git(own / "ws", "status", "--porcelain"):
        found.append("something is not saved")
    custody = sorted(each.name for each in (own / "ws/records/custody").iterdir())
    if custody != ["0001-packed", "README.txt"]:
        found.append(f"custody: {custody}")
    head = store.load(Workspace(own / "ws")).head
    if head is None or len(head.text().split("\n")) < 3 or git(own / "ws", "fsck", "--no-dangling"):
        found.append("log or git is not whole")
    after = files_under(own / "ws/records")
    if {path: after.get(path) for path in before} != before:
        found.append("a record was changed")
    seals = git(own / "ws", "log", "--format=%s").count("Seal the log")
    if seals != 1:
        found.append(f"sealed {seals} times")
    return found


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311 - points to kill
    with tempfile.TemporaryDirectory() as name:
        base = Path(name, "base")
        base.mkdir()
        make(base)
        before = files_under(base / "ws/records")
        shutil.copytree(base, Path(name, "first"))
        begun = time.monotonic()
        words = [str(Path(name, "first", each)) for each in ("ws", "out", "key")]
        counted = subprocess.run(
            [sys.executable, "-m", "tests.toolkit.handover.packing.killed", *words, "0", "0"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        steps, seconds = int(counted.stdout), time.monotonic() - begun
        died = bad = 0
        for number in range(times):
            own = Path(name, "own")
            shutil.copytree(base, own)
            tar = number % 4 == 3
            again = 2 if number % 6 == 5 else 1
            for _ in range(again):
                at = rng.randint(1, steps) if number % 2 else 0
                died += killed(own, at, 0 if at else rng.uniform(0.2, seconds), tar) not in (0, 1)
            for fault in faults(own, tar, before):
                bad += 1
                sys.stdout.write(f"{number}: {fault}\n")
            if number % 20 == 19:
                sys.stdout.write(f"{number + 1} done\n")
                sys.stdout.flush()
            shutil.rmtree(own)
        sys.stdout.write(f"{times} runs, {died} kills met them, {bad} faults\n")


if __name__ == "__main__":
    main()
