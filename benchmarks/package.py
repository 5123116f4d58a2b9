"""Packing and verifying beside `bagit` and a bare hashlib loop: CPU, wall and peak memory.

    python benchmarks/package.py [--files 10000] [--bytes 2000000000] [--folder DIR] [--pairs 1]

A made workspace: half of the files are records of about 1 KB, half their originals, random bytes as
compressed files are. Each step is a process of its own; what git took is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHO = ("--name", "Ann Example", "--email", "ann@example.org")


@dataclass(frozen=True)
class Took:
    """Seconds of wall, of CPU in the process and in those that it ran; its peak in MB."""

    wall: float
    own: float
    children: float
    peak: float
    said: str

    @property
    def cpu(self) -> float:
        """All of the CPU."""
        return self.own + self.children


_WRAPPED = """
import json, resource, sys, time
begun = time.perf_counter()
code = sys.argv[1]
sys.argv = sys.argv[1:]
said = {}
try:
    exec(code, {"__name__": "__main__", "said": said})
except SystemExit as end:
    if end.code:
        raise
own, kids = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([time.perf_counter() - begun, own.ru_utime + own.ru_stime,
                  kids.ru_utime + kids.ru_stime, own.ru_maxrss / 1024, said]), file=sys.stderr)
"""


def environment() -> dict[str, str]:
    """That of a user, whose Python keeps what it has compiled."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def timed(code: str, *words: str) -> Took:
    """Run Python code in a new process and tell what it took."""
    done = subprocess.run(
        [sys.executable, "-c", _WRAPPED, code, *words],
        capture_output=True,
        text=True,
        env=environment(),
    )
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    wall, own, children, peak, _ = json.loads(done.stderr.strip().splitlines()[-1])
    return Took(wall, own, children, peak, done.stdout)


_COMMAND = "from toolkit.cli import main; main()"

_BARE = """
import hashlib, os, sys
for folder, _, files in os.walk(sys.argv[1]):
    for name in files:
        digest = hashlib.sha256()
        with open(os.path.join(folder, name), "rb", buffering=0) as file:
            while data := file.read(1 << 20):
                digest.update(data)
"""

_BAGIT = """
import logging, sys, bagit
logging.disable(logging.CRITICAL)
bagit.Bag(sys.argv[1]).validate(processes=int(sys.argv[2]))
"""

_BAGIT_MAKE = """
import logging, shutil, sys, bagit
logging.disable(logging.CRITICAL)
shutil.copytree(sys.argv[1], sys.argv[2])
bagit.make_bag(sys.argv[2], checksums=["sha256"])
"""

_OURS = """
import sys
from pathlib import Path
from toolkit.handover.bagit import Profile, open_bag, validate
assert not validate(open_bag(Path(sys.argv[1])), profile=Profile.OURS)
"""

_BUNDLE = """
import sys
from pathlib import Path
from contextlib import closing
from archive import history
from archive.reading import open_archive
from archive.workspace import find
from toolkit.handover.packing import bundle, contents
here = find(Path(sys.argv[1]))
what = bundle.bundled(here, history.head(here.root), None)
with closing(open_archive(here.archive)) as db:
    originals = contents.originals(db, here, None)
bundle.write(here, what, Path(sys.argv[2]), originals)
"""


def secretariat(root: Path, *words: str) -> Took:
    """Run a command in the workspace at `root`."""
    return timed(_COMMAND, "-C", str(root), *words)


def records(root: Path, name: str, count: int, size: int, seed: int) -> None:
    """Write `count` records with originals of about `size` bytes each."""
    rng = random.Random(seed)
    for number in range(count):
        folder = root / "records" / name / f"{number // 500:03}"
        folder.mkdir(parents=True, exist_ok=True)
        one = f"{name}-{number}"
        data = rng.randbytes(max(1, int(size * rng.uniform(0.2, 1.8))))
        (folder / f"{one}.pdf").write_bytes(b"%PDF-1.7\n" + data)
        words = " ".join(rng.choice(_WORDS) for _ in range(120))
        (folder / f"{one}.md").write_text(
            f"---\nid: {one}\nkind: report\ntitle: Report {number} of {name}\n"
            f"date: {2008 + number % 18}-{1 + number % 12:02}\noriginal: {one}.pdf\n"
            f"---\n{words}.\n",
            encoding="utf-8",
            newline="\n",
        )


_WORDS = ("ministers", "meeting", "education", "mobility", "degrees", "recognition", "partners")


def make(folder: Path, files: int, size: int) -> Path:
    """The workspace, saved, sealed and built, with a key."""
    root = folder / "ws"
    secretariat(folder, "init", str(root), *WHO)
    # git would clear up beside what is measured, and take files away under it.
    subprocess.run(["git", "config", "gc.auto", "0"], cwd=root, check=True)
    records(root, "made", files // 2, 2 * size // files, 1)
    secretariat(root, "keys", "new", "--no-passphrase", "--file", str(folder / "key"))
    for words in (("add", "-A"), ("commit", "-qm", "All")):
        subprocess.run(["git", *words], cwd=root, check=True)
    secretariat(root, "seal", *WHO)
    return root


def main() -> None:
    """Measure all, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=2_000_000_000)
    parser.add_argument("--folder", type=Path, help="where to work; it must not exist")
    parser.add_argument("--pairs", type=int, default=1, help="how often each is measured")
    parser.add_argument("--packed", action="store_true", help="let git pack the workspace before")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="package-"))
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    root = make(folder, asked.files, asked.bytes)
    if asked.packed:
        subprocess.run(["git", "gc", "-q"], cwd=root, check=True)
    print(f"made in {time.perf_counter() - begun:.0f} s: {asked.files:,} files")
    rows: dict[str, list[Took]] = {}
    try:
        for pair in range(asked.pairs):
            measure(folder, root, pair, rows)
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)
    show(rows)


def measure(folder: Path, root: Path, pair: int, rows: dict[str, list[Took]]) -> None:
    """One round of all steps."""
    out = folder / f"out-{pair}"

    def took(name: str, done: Took) -> Took:
        rows.setdefault(name, []).append(done)
        return done

    timed(_BARE, str(root / "records"))  # so that all find it in memory alike
    pack = ("handover", "pack", "--to", "cestria", "--output", str(out))
    key = ("--key", str(folder / "key"))
    took("pack", secretariat(root, *pack, *key))
    (package,) = out.iterdir()
    took("of it the bundle alone", timed(_BUNDLE, str(root), str(folder / f"bundle-{pair}")))
    (folder / f"bundle-{pair}").unlink()
    took("bare loop over the package", timed(_BARE, str(package)))
    took("verify: the bag alone", timed(_OURS, str(package)))
    took("bagit 1.9.0 validate, 1 process", timed(_BAGIT, str(package), "1"))
    took("bagit 1.9.0 validate, 2 processes", timed(_BAGIT, str(package), "2"))
    took("handover verify: all of it", secretariat(root, "handover", "verify", str(package)))
    took("verify.py (history too)", timed("import runpy, sys; runpy.run_path(sys.argv[1] + "
         "'/verify.py', run_name='__main__')", str(package)))  # fmt: skip
    goal = folder / f"bagit-{pair}"
    took("bagit 1.9.0 copytree, make_bag", timed(_BAGIT_MAKE, str(package / "data"), str(goal)))
    shutil.rmtree(goal)
    records(root, f"new-{pair}", 20, 400_000, 100 + pair)
    secretariat(root, "save", f"Twenty more, {pair}", *WHO)
    info = (package / "bag-info.txt").read_text(encoding="utf-8")
    since = next(line for line in info.splitlines() if line.startswith("Secretariat-Checkpoint"))
    done = secretariat(root, *pack, *key, "--since", since.partition(": ")[2])
    took("delta of 20 records, seal and build too", done)
    shutil.rmtree(out)


def show(rows: dict[str, list[Took]]) -> None:
    """The table, and the ratios that are promised."""
    print("| what | wall | CPU | of it programs (git) | peak |\n|---|---|---|---|---|")
    for name, found in rows.items():
        wall, cpu, children = (
            statistics.median(getattr(each, of) for each in found)
            for of in ("wall", "cpu", "children")
        )
        peak = max(each.peak for each in found)
        print(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {children:.2f} s | {peak:.0f} MB |")
    bare = rows["bare loop over the package"]

    def ratio(name: str, of: str = "cpu") -> str:
        found = [getattr(a, of) / b.cpu for a, b in zip(rows[name], bare, strict=True)]
        return f"{statistics.median(found):.2f}"

    print(f"verify, the bag alone, CPU of the bare loop: {ratio('verify: the bag alone')}")
    whole = "handover verify: all of it"
    print(f"verify, CPU of the bare loop: {ratio(whole)}, without git {ratio(whole, 'own')}")
    print(f"pack, CPU of the bare loop: {ratio('pack')}, without git {ratio('pack', 'own')}")


if __name__ == "__main__":
    main()
