"""Makes a workspace with a long history, fast: `git fast-import`, seeded, the same every time.

    python benchmarks/history.py DIR --records 20000 --commits 3000

Each record gets three versions of about 2 KB: made as a draft, its text amended, its
status moved to final. Commits are spread evenly, a third for each.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

WORDS = tuple(
    word
    for line in (
        "education ministers partners mobility recognition quality lifelong learning region",
        "meeting conclusions secretariat dialogue exchange students teachers framework agreed",
        "invited noted report proposal working group digital skills sustainable development",
        "cooperation platform balanced business industry research hub strategy visibility",
        "stakeholders asia europe annual",
    )
    for word in line.split()
)
START = 1_262_304_000  # 2010-01-01
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a history is: records, versions of each, commits."""

    records: int
    commits: int
    versions: int = 3

    @property
    def total(self) -> int:
        """Versions in all."""
        return self.records * self.versions


def words(chance: random.Random, size: int) -> str:
    """About `size` bytes of prose."""
    return " ".join(chance.choices(WORDS, k=size // 9))


def body(record: int, version: int, size: int = 2000) -> str:
    """The text of a record: six paragraphs, then numbered ones; version 2 on differs in one."""
    chance = random.Random(record)
    parts = [words(chance, size // 8) + "." for _ in range(6)]
    parts += [f"{n}. {words(chance, size // 8)}." for n in (1, 2)]
    parts[0] = f"Nr {record}: {parts[0]}"
    if version > 1:
        parts[3] = "Amended: " + words(random.Random(-record), size // 8) + "."
    return "\n\n".join(parts) + "\n"


def text(record: int, version: int) -> str:
    """A record's whole file."""
    year = 2010 + record % 12
    status = "draft" if version < 3 else "final"
    return (
        f"---\nid: record-{record}\nkind: report\ntitle: Report number {record}\n"
        f"date: {year}-{record % 12 + 1:02d}-{record % 28 + 1:02d}\nlanguage: en\n"
        f"meeting: meeting-{record % 50}\nstatus: {status}\naccess: public\n"
        f"retention: permanent\nsource: made for measuring\n---\n" + body(record, version)
    )


def schedule(scale: Scale) -> Iterator[list[tuple[int, int]]]:
    """For each commit the (record, version) pairs that it brings."""
    for commit in range(scale.commits):
        first = commit * scale.total // scale.commits
        last = (commit + 1) * scale.total // scale.commits
        yield [(n % scale.records, n // scale.records + 1) for n in range(first, last)]


def registers() -> dict[str, str]:
    """The registers of the made workspace."""
    meetings = "".join(
        f"- id: meeting-{n}\n  body: board\n  title: Meeting {n}\n  date: {2010 + n % 12}-05-04\n"
        for n in range(50)
    )
    return {
        "process": "name: A measured process\n",
        "bodies": "- id: board\n  name: The board\n  kind: board\n",
        "meetings": meetings,
        "retention": "- id: permanent\n  name: For ever\n  permanent: true\n",
        "partners": "- {id: aa, name: Aland, region: North}\n"
        "- {id: bb, name: Beland, region: South}\n",
        "mandates": "- {id: first, host: aa, from: 2009, to: 2014-06-30}\n"
        "- {id: second, host: bb, from: 2014-07-01}\n",
    }


def _commit(out: IO[bytes], number: int, files: dict[str, str]) -> None:
    stamp = f"Ana Secretary <ana@example.org> {START + number * DAY // 2} +0100"
    message = f"Save number {number}"
    out.write(
        f"commit refs/heads/main\ncommitter {stamp}\ndata {len(message)}\n{message}\n".encode()
    )
    for path, content in files.items():
        data = content.encode()
        out.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")


Written = Callable[[int, int], str]


def make(root: Path, scale: Scale, written: Written = text) -> None:
    """Make the workspace at `root`, which must not be there yet; `written` gives each version."""
    root.mkdir(parents=True)
    _git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text("archive.db*\n", encoding="utf-8")
    with _Import(root) as out:
        first = {f"records/registers/{name}.yaml": said for name, said in registers().items()}
        for number, pairs in enumerate(schedule(scale), 1):
            files = {f"records/{r % 100:02d}/record-{r}.md": written(r, v) for r, v in pairs}
            if number == 1:
                files = {"datasette.yaml": "{}\n", ".gitignore": "archive.db*\n", **first, **files}
            _commit(out, number, files)
    _git(root, "reset", "-q", "--hard", "main")


def make_json(root: Path, scale: Scale) -> None:
    """The same history as one JSON list of records a commit: the form git-history reads."""
    root.mkdir(parents=True)
    _git(root, "init", "-q", "-b", "main")
    items: dict[int, dict[str, str]] = {}
    with _Import(root) as out:
        for number, pairs in enumerate(schedule(scale), 1):
            for record, version in pairs:
                items[record] = {"id": f"record-{record}", "text": text(record, version)}
            _commit(out, number, {"records.json": json.dumps(list(items.values()))})
    _git(root, "reset", "-q", "--hard", "main")


class _Import:
    """`git fast-import` as a context: write the stream, and it is checked at the end."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> IO[bytes]:
        self._process = subprocess.Popen(
            ["git", "fast-import", "--quiet"],
            cwd=self._root,
            stdin=subprocess.PIPE,
        )
        assert self._process.stdin
        return self._process.stdin

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        if self._process.wait():
            raise SystemExit("git fast-import failed")


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--commits", type=int, default=3_000)
    given = parser.parse_args()
    make(given.folder, Scale(given.records, given.commits))
