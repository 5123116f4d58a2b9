"""Measures the import of a foreign history beside a bare loop over the same versions.

    python benchmarks/imports.py                     # 5,000, 10,000 and 20,000 versions of 20 KB
    python benchmarks/imports.py --versions 18000 --pairs 2
    python benchmarks/imports.py --repo PATH --path 'docs/*.md' --profile proposals

Each measurement is a process of its own; the bare loop and the build run in turn. A real
repository is read where it lies: its objects are lent to a workspace made for the purpose.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from build import Run, run, secretariat  # type: ignore[import-not-found]

HERE = Path(__file__).resolve()
STATUSES = ("Draft", "Review", "Last Call", "Final")
ENTRY = """\
- id: measured
  name: Measured
  address: {address}
  paths: [{paths}]
  profile: {profile}
  head: {head}
"""


def git(root: Path, *words: str) -> str:
    """What git answers in `root`."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").strip()


def versions(count: int, size: int) -> Iterator[tuple[str, str]]:
    """(path, text) of `count` versions of about `size` bytes, 18 a file; each changes a little.

    Words are drawn as a language has them, so that texts pack as real ones do.
    """
    draw = random.Random(1)
    vocabulary = [
        "".join(draw.choices("etaoinshrdlucmfwyp", k=draw.randint(2, 10))) for _ in range(20_000)
    ]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    drawn = iter(draw.choices(vocabulary, weights, k=2_000_000))

    def words(number: int) -> str:
        nonlocal drawn
        found = [word for _, word in zip(range(number), drawn, strict=False)]
        if len(found) < number:
            drawn = iter(draw.choices(vocabulary, weights, k=2_000_000))
        return " ".join(found)

    texts: dict[int, list[str]] = {}
    files = max(1, count // 18)
    for n in range(count):
        number = n % files if n < files else draw.randrange(files)
        if number not in texts:
            paragraphs: list[str] = []
            while sum(map(len, paragraphs)) < size:
                paragraphs.append(words(draw.randint(30, 90)).capitalize() + ".")
            texts[number] = paragraphs
        changed = texts[number]
        for _ in range(3):
            changed[draw.randrange(len(changed))] = words(60).capitalize() + "."
        status = STATUSES[min(n // files // 5, 3)]
        front = f"eip: {number}\ntitle: Proposal {number}\nstatus: {status}\nrequires: {number % 7}"
        body = "\n\n".join(changed)
        yield f"EIPS/eip-{number}.md", f"---\n{front}\ncreated: 2020-01-01\n---\n\n{body}\n"


def make(root: Path, count: int, size: int = 20_000) -> int:
    """A repository with `count` versions, one in each commit; the bytes of all texts."""
    root.mkdir(parents=True)
    git(root, "init", "-q", "--bare", "-b", "main")
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=root, stdin=subprocess.PIPE)
    assert importer.stdin
    total = 0
    for n, (path, text) in enumerate(versions(count, size)):
        data = text.encode()
        total += len(data)
        importer.stdin.write(
            b"commit refs/heads/main\ncommitter E <e@example.org> %d +0000\ndata 4\nSave\n"
            b"M 100644 inline %s\ndata %d\n%s\n"
            % (1_500_000_000 + n * 600, path.encode(), len(data), data)
        )
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    git(root, "repack", "-adq", "--depth=50", "--window=10")
    return total


def workspace(root: Path, source: Path, paths: list[str], profile: str) -> None:
    """A workspace that imports what lies in `source`, its objects lent."""
    (root / "records" / "registers").mkdir(parents=True)
    (root / "datasette.yaml").write_text("{}\n", encoding="utf-8")
    (root / ".gitignore").write_text("archive.db*\n", encoding="utf-8")
    registers = root / "records" / "registers"
    (registers / "process.yaml").write_text("name: A process\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    objects = git(source, "rev-parse", "--path-format=absolute", "--git-path", "objects")
    lent = root / ".git" / "objects" / "info" / "alternates"
    lent.write_text(f"{objects}\n", encoding="utf-8")
    head = git(source, "rev-parse", "HEAD")
    quoted = ", ".join(f'"{path}"' for path in paths)
    entry = ENTRY.format(address=source.name, paths=quoted, profile=profile, head=head)
    (registers / "imports.yaml").write_text(entry, encoding="utf-8")
    git(root, "add", "-A")
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    git(root, *who, "commit", "-qm", "Import")


def bare(root: Path, head: str, paths: list[str], target: Path) -> None:
    """The least that any importer must do: read every version, insert it, index the newest.

    One `git log`, one `cat-file --batch`, texts as they are: no identity, no header, no states,
    no classes of change, no paragraphs, nothing packed.
    """
    patterns = [f":(top,glob){path}" for path in paths]
    log = subprocess.run(
        ["git", "log", "--raw", "-z", "--no-abbrev", "--no-renames", "--first-parent", "-m",
         "--reverse", "--format=%H", head, "--", *patterns],
        cwd=root, capture_output=True, check=True,
    ).stdout.decode("utf-8", "replace").split("\0")  # fmt: skip
    found = []
    commit = ""
    parts = iter(log)
    for part in parts:
        line = part.strip("\n")
        if line.startswith(":"):
            path, blob = next(parts), line.split(" ")[3]
            if set(blob) != {"0"}:
                found.append((commit, path, blob))
        elif line:
            commit = line
    process = subprocess.Popen(
        ["git", "cat-file", "--batch", "--buffer"],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    stdin, stream = process.stdin, process.stdout

    from threading import Thread

    def ask() -> None:
        for _, _, blob in found:
            stdin.write(blob.encode() + b"\n")
        stdin.close()

    Thread(target=ask).start()

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for commit, path, blob in found:
            size = int(stream.readline().split()[2])
            content = stream.read(size).decode("utf-8", "replace")
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


def told(name: str, count: int, size: int, measured: Run, place: Path) -> None:
    """Print one row."""
    share = place.stat().st_size / size
    print(
        f"{name:26} {count:7,} versions {size / 1e6:6.0f} MB  {measured.wall:7.2f} s "
        f"{measured.cpu:7.2f} s CPU  {measured.peak:5.0f} MB peak  {count / measured.wall:6.0f} "
        f"versions/s  file {share:.0%} of the texts",
        flush=True,
    )


def measure(folder: Path, source: Path, paths: list[str], profile: str, pairs: int) -> None:
    """The bare loop and the build in turn, on the same history."""
    root = folder / "work"
    workspace(root, source, paths, profile)
    head = git(source, "rev-parse", "HEAD")
    secretariat(root, "--version")  # so that every module is compiled
    for _ in range(pairs):
        loop = run(
            sys.executable, str(HERE), "--bare", str(root), head, str(folder / "bare.db"), *paths
        )
        ours = secretariat(root, "build", "--full")
        db = sqlite3.connect(root / "archive.db")
        count = db.execute("SELECT count(*) FROM version WHERE change <> 'removed'").fetchone()[0]
        size = db.execute("SELECT sum(size) FROM content").fetchone()[0]
        db.close()
        told("bare loop", count, size, loop, folder / "bare.db")
        told("secretariat build --full", count, size, ours, root / "archive.db")


def main() -> None:
    """Measure what is asked for, in folders that are removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, action="append")
    parser.add_argument("--size", type=int, default=20_000, help="bytes of a text")
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--repo", type=Path, help="a real repository instead of made ones")
    parser.add_argument("--path", action="append", help="patterns of its files")
    parser.add_argument("--profile", default="proposals")
    parser.add_argument("--bare", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        root, head, target, *paths = given.bare
        bare(Path(root), head, paths, Path(target))
        return
    if given.repo:
        with tempfile.TemporaryDirectory() as folder:
            paths = given.path or ["**/*.md"]
            measure(Path(folder), given.repo.resolve(), paths, given.profile, given.pairs)
        return
    for count in given.versions or (5_000, 10_000, 20_000):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "source"
            make(source, count, given.size)
            measure(Path(folder), source, ["EIPS/*.md"], "proposals", given.pairs)


if __name__ == "__main__":
    main()
