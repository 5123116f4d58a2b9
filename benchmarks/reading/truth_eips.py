"""Improvement proposals with headers: status and `requires` as of a date, against that tree.

For each of some random dates the last commit before it is taken from git; every text in
its tree tells in its header what status it has and what it requires. The archive, made
from the same history, is asked for what was known at that commit.
"""

from __future__ import annotations

import random
import re
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reading.score import Fact, Raw, Report, compare
from reading.source import blobs, git, paths
from reading.workspace import make, path_there

#: What the import is told to bring in, and the same for the tree.
GLOB = "EIPS/*.md"
TEXTS = r"EIPS/[^/]+\.md"

_FIRST = re.compile(r"^\W*eip\s*:", re.I)
_FIELD = re.compile(
    r"^[\s>|*-]*(status|requires)[* ]*(?:\(\*?optional\*?\))?[* ]*:[* ]*(.*?)\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How many dates, drawn with which seed; the profile; an archive made before."""

    dates: int = 12
    seed: int = 1
    profile: str = "proposals"
    archive: Path | None = None


@dataclass(slots=True)
class Known:
    """What is said of each text at one commit: path → status, path → what it requires."""

    paths: set[str] = field(default_factory=set)
    status: dict[str, str] = field(default_factory=dict)
    requires: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


def header(text: str) -> list[str]:
    """The lines of a text's header: YAML front matter, or from `EIP:` to an empty line."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), len(lines))
        return lines[1:end]
    start = next((n for n, line in enumerate(lines[:20]) if _FIRST.match(line)), None)
    if start is None:
        return []
    end = start
    while end < len(lines) and lines[end].strip() not in ("", "</pre>", "```"):
        end += 1
    return lines[start:end]


def numbers(value: str) -> str:
    """The numbers in 'EIP-155, 170 , 191' in their order of size, written one way."""
    return ", ".join(str(n) for n in sorted({int(n) for n in re.findall(r"[0-9]+", value)}))


def tree(repository: Path, commit: str, texts: dict[str, str]) -> Known:
    """What the headers in a commit's tree say. `texts` keeps each blob that was read before."""
    known = Known()
    fits = re.compile(TEXTS)
    chosen = {p: b for p, b in paths(repository, commit).items() if fits.fullmatch(p)}
    texts.update(blobs(repository, {b for b in chosen.values() if b not in texts}))
    for path, blob in chosen.items():
        known.paths.add(path)
        for line in header(texts[blob]):
            if not (found := _FIELD.match(line)):
                continue
            name, value = found[1].casefold(), found[2].strip("'\"")
            if name == "status" and value:
                known.status.setdefault(path, value)
            elif name == "requires" and (listed := numbers(value)):
                known.requires.setdefault(path, listed)
            known.written[path] = f"{known.written.get(path, '')} {line.strip()};".strip()
    return known


def archived(db: sqlite3.Connection, seq: int) -> Known:
    """What the archive says as known at the commit `seq`."""
    known = Known()
    at: dict[str, str] = {}
    for record, path, change in db.execute(
        "SELECT v.record, v.path, v.change FROM version v WHERE v.n = (SELECT max(n) FROM version"
        " WHERE record = v.record AND commit_seq <= :seq)",
        {"seq": seq},
    ):
        path = path_there(path)
        if change != "removed" and re.fullmatch(TEXTS, path):
            at[record] = path
    known.paths = set(at.values())
    for record, status in db.execute(
        "SELECT record, as_written FROM record_state WHERE as_written IS NOT NULL"
        " AND recorded_from <= :seq AND (recorded_to IS NULL OR recorded_to > :seq) ORDER BY n",
        {"seq": seq},
    ):
        if record in at:
            known.status[at[record]] = status.strip()
    required: dict[str, set[str]] = defaultdict(set)
    for origin, target in db.execute(
        'SELECT "from", "to" FROM relation WHERE kind = \'requires\''
        " AND recorded_from <= :seq AND (recorded_to IS NULL OR recorded_to > :seq)",
        {"seq": seq},
    ):
        if origin in at:
            last = re.findall(r"[0-9]+", at.get(target, "").rsplit("/", 1)[-1] or target)
            required[at[origin]].add(last[0 if target in at else -1] if last else target)
    known.requires = {path: numbers(", ".join(to)) for path, to in required.items()}
    return known


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, the commit that git gives for it, and the archive's number of that commit."""

    day: str
    commit: str
    seq: int


def moments(repository: Path, db: sqlite3.Connection, asked: Asked) -> Iterator[Moment]:
    """Random dates; the commit is the last of the first-parent line at midnight UTC."""
    line = git(repository, "log", "--first-parent", "--reverse", "--format=%H %ct").split("\n")
    commits = [(name, int(time)) for name, time in (row.split() for row in line if row)]
    chance = random.Random(asked.seed)
    seqs = dict(db.execute("SELECT hash, seq FROM commit_ WHERE hash IS NOT NULL"))
    first, last = commits[0][1], commits[-1][1]
    for time in sorted(chance.randrange(first, last) for _ in range(asked.dates)):
        midnight = time - time % 86_400 + 86_400
        before = [at for at, (_, made) in enumerate(commits) if made <= midnight]
        # A commit that touched none of the texts may be none of the archive's.
        named = next((c for c, _ in reversed(commits[: before[-1] + 1]) if c in seqs), None)
        if named is not None:
            day = datetime.fromtimestamp(midnight, UTC).date().isoformat()
            yield Moment(day, commits[before[-1]][0], seqs[named])


def disagreement(db: sqlite3.Connection, moment: Moment) -> bool:
    """Whether the archive's own way from a date to a commit leads to another one than git's."""
    until = datetime.fromisoformat(moment.day).replace(tzinfo=UTC).timestamp()
    found = db.execute(
        "SELECT max(seq) FROM commit_ WHERE line IS NOT NULL AND commit_time <= ?", (until,)
    ).fetchone()
    return bool(found[0] != moment.seq)


def compare_all(repository: Path, archive: Path, asked: Asked) -> tuple[Report, dict[str, str]]:
    """The figures for an archive.db that holds the history, and the headers as written."""
    report = Report("ethereum/EIPs", git(repository, "rev-parse", "HEAD").strip(), 0)
    true: dict[str, list[Fact]] = defaultdict(list)
    read: dict[str, list[Fact]] = defaultdict(list)
    written: dict[str, str] = {}
    texts: dict[str, str] = {}
    other = 0
    days = []
    with closing(sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)) as db:
        for moment in moments(repository, db, asked):
            days.append(moment.day)
            other += disagreement(db, moment)
            for into, known in (
                (true, tree(repository, moment.commit, texts)),
                (read, archived(db, moment.seq)),
            ):
                where = f"{moment.commit[:12]}:"
                into["files"] += [Fact(where + path, 0, "there") for path in sorted(known.paths)]
                into["status"] += [Fact(where + p, 0, v) for p, v in known.status.items()]
                into["requires"] += [Fact(where + p, 0, v) for p, v in known.requires.items()]
                written.update({where + p: v for p, v in known.written.items()})
    report.files = len(true["files"])
    for name, label in (
        ("files", "texts in the tree"),
        ("status", "status, as written"),
        ("requires", "requires, whole lists"),
    ):
        report.measures.append(compare(label, true[name], read[name], 1.0))
    report.remarks.append(
        f"{len(days)} dates: {', '.join(days)}; `files` counts a text at each date"
    )
    report.remarks.append(f"dates that lead the archive to another commit than git: {other}")
    return report, written


def measure(repository: Path, asked: Asked) -> tuple[Report, Raw]:
    """All figures of this series, and the raw header lines of each text."""
    with tempfile.TemporaryDirectory() as folder:
        archive = asked.archive or make(repository, Path(folder) / "w", GLOB, asked.profile)
        report, written = compare_all(repository, archive, asked)
    return report, lambda path, line: written.get(path, "")
