"""The imports of a workspace: what its register names, in one order with its own commits."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive import history, profiles, registers
from archive.build.lineages import Step, steps
from archive.build.order import merge
from archive.dialect import Foreign, profile_key
from archive.errors import BadFrontMatter
from archive.findings import Finding
from archive.frontmatter import decode, newlines, salvage, top_of_long
from archive.history import Commit
from archive.model import Import
from archive.profiles import Profile
from archive.profiles.model import BadProfile

REGISTER = f"{registers.FOLDER}/imports.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """One import as the register has it; `here` is whether its commit is in this repository."""

    entry: Import
    dialect: Foreign
    here: bool
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A commit in the one order of all; `source` is None for the workspace's own."""

    commit: Commit
    source: Source | None = None
    steps: Sequence[Step] = ()

    def contents(self) -> Iterator[tuple[str, str]]:
        """(path, content) of each file that it brings or changes, in the order of its replay."""
        for each in self.commit.changes if self.source is None else self.steps:
            if each.blob is not None:
                yield each.path, each.blob


def sources(root: Path) -> list[Source]:
    """The imports of the workspace at `root` by id, as its register and profiles now stand."""
    place = root / REGISTER
    if not place.is_file() or place.is_symlink():
        return []
    text, _ = decode(place.read_bytes())
    try:
        entries = registers.parse("imports", newlines(text or "")).entries
    except BadFrontMatter:  # `check` says so; what was imported before is not there meanwhile
        return []
    return [
        _source(root, entry) for _, entry in sorted(entries.items()) if isinstance(entry, Import)
    ]


def _source(root: Path, entry: Import) -> Source:
    profile, fault = Profile(name=entry.id), None
    if entry.profile is not None:
        try:
            profile = profiles.load(root, entry.profile)
        except BadProfile as error:
            fault = str(error)
    dialect = Foreign(entry.id, profile, entry.name)
    return Source(entry, dialect, history.has_commit(root, entry.head), fault)


def fingerprint(found: list[Source]) -> str:
    """What changes wherever these imports would give another archive; '' for none."""
    if not found:
        return ""
    said = [
        (
            each.entry.id,
            each.entry.name,
            each.entry.head,
            each.entry.paths,
            each.dialect.profile,
            each.here,
        )
        for each in found
    ]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def notices(found: list[Source]) -> list[Finding]:
    """What of the imports is not here."""
    out = []
    for each in found:
        name = each.entry.id
        if not each.here:
            said = f"the commit {each.entry.head[:12]} of the import {name} is not in this copy"
            out.append(Finding(REGISTER, 0, "H009", said, name))
        if each.fault is not None:
            said = f"the files of the import {name} are read without a profile: {each.fault}"
            out.append(Finding(REGISTER, 0, "H011", said, name))
    return out


def plan(root: Path, own: list[Commit], found: list[Source]) -> list[Planned]:
    """All commits in one order: each import's, and the workspace's own, which come last of those
    of one time."""
    here = [each for each in found if each.here]
    if not here:
        return [Planned(commit) for commit in own]
    lines: list[list[Planned]] = []
    for source in here:
        commits = list(
            history.commits(root, source.entry.head, patterns=source.entry.paths or ("*.md",))
        )
        done = steps(commits, _headers(root, source.dialect) if source.dialect.profile.id else None)
        lines.append([Planned(c, source, what) for c, what in zip(commits, done, strict=True)])
    lines.append([Planned(commit) for commit in own])
    times = [[each.commit.commit_time for each in line] for line in lines]
    return [lines[line][place] for line, place in merge(times)]


def _headers(
    root: Path, dialect: Foreign
) -> Callable[[Iterable[str]], Iterator[tuple[str, str | None]]]:
    """What gives the slug of each content by its header."""

    def read(names: Iterable[str]) -> Iterator[tuple[str, str | None]]:
        for blob in history.blobs(root, names):
            text = salvage(blob.data)[0] if blob.data is not None else top_of_long(blob.top)
            parts = dialect.parts(text or "")
            yield blob.name, dialect.slug(parts.front, parts.form)

    return read


def still_in_order(db: sqlite3.Connection, new: list[Commit]) -> bool:
    """Whether the workspace's `new` commits come after all that the archive has, in one order."""
    rows = db.execute(
        "SELECT line, commit_time FROM commit_ WHERE hash IS NOT NULL ORDER BY seq"
    ).fetchall()
    names = [*sorted({line for line, _ in rows if line is not None}), None]
    if len(names) == 1:
        return True
    lines: list[list[int | None]] = [[] for _ in names]
    order = []
    for name, time in [*rows, *((None, commit.commit_time) for commit in new)]:
        line = names.index(name)
        order.append((line, len(lines[line])))
        lines[line].append(time)
    return merge(lines) == order


def profile_rows(found: list[Source]) -> dict[str, str]:
    """The profiles as the archive keeps them for those who read its texts."""
    return {
        profile_key(each.entry.id): msgspec.json.encode(each.dialect.profile).decode()
        for each in found
    }


def lasting(planned: list[Planned]) -> frozenset[str]:
    """The contents that are some file's when all of `planned` is done: the others are old."""
    own: dict[str, str] = {}
    foreign: dict[tuple[str, str], str] = {}
    for each in planned:
        if each.source is not None:
            for step in each.steps:
                key = (each.source.entry.id, step.record)
                if step.blob is None:
                    foreign.pop(key, None)
                else:
                    foreign[key] = step.blob
            continue
        for change in each.commit.changes:
            for gone in (change.old_path, change.path):
                own.pop(gone or "", None)
        for change in each.commit.changes:
            if change.blob is not None:
                own[change.path] = change.blob
    return frozenset((*own.values(), *foreign.values()))
