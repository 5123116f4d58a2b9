"""Finds all that the repository holds of one record: each text and original it ever had, on every
branch and tag, in every stash, and the lines of the log that open its leaves.

A record is known by its id. Its files are found by their contents, whatever they were called; an
original is what one of its texts names beside itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, cast

from archive import history
from archive.errors import BadFrontMatter
from archive.frontmatter import newlines, read_front, salvage, split
from archive.gitrun import ask, git_at, running
from archive.log import disposing, store
from archive.originals import place_of

#: A file in the history: its path in the repository, and the name of its content there.
Pair = tuple[str, str]

_ABSENT = frozenset("0")
#: References that are left alone: what they hold was brought in and is only read.
_IMPORTS = "refs/imports/"


@dataclass(frozen=True, slots=True)
class Change:
    """One file in one commit, against one of its parents; names of contents, None for none."""

    commit: str
    path: str
    old: str | None
    new: str | None


@dataclass(slots=True)
class Scan:
    """What is to go. `texts` and `originals` are contents, oldest first; `pairs` are all files
    that are to go, `deleted` the (commit, path) at which one of them was deleted.

    `held` are files that hold the same bytes as something of the record and stay: with the record
    that they belong to, None where they belong to none. `openings` gives the new text of each file
    of openings that must change. `refs` are those whose history has something of it, `tips` all
    own references with what they point at; `stash` are the entries of git's stash, newest first.
    """

    texts: list[str] = field(default_factory=list)
    originals: list[str] = field(default_factory=list)
    original_paths: set[str] = field(default_factory=set)
    text_paths: set[str] = field(default_factory=set)
    pairs: set[Pair] = field(default_factory=set)
    deleted: set[Pair] = field(default_factory=set)
    held: list[tuple[str, str | None]] = field(default_factory=list)
    openings: dict[str, str] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)
    tips: dict[str, str] = field(default_factory=dict)
    stash: list[tuple[str, str]] = field(default_factory=list)
    commits: int = 0
    titles: set[str] = field(default_factory=set)


def own_refs(root: Path) -> dict[str, str]:
    """All references but symbolic ones and those of imports, with the object each names."""
    said = ask(git_at(root), "for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)")
    found = {}
    for line in said.splitlines():
        name, object_, symbolic = line.split("\0")
        if not symbolic and not name.startswith(_IMPORTS):
            found[name] = object_
    return found


def stashes(root: Path) -> list[tuple[str, str]]:
    """(commit, what git calls it) of each entry of the stash, newest first."""
    git = git_at(root)
    if not ask(git, "for-each-ref", "refs/stash"):
        return []
    said = ask(git, "log", "-g", "--format=%H%x00%gs", "refs/stash", "--")
    return [(line.split("\0")[0], line.split("\0", 1)[1]) for line in said.splitlines()]


def scan(root: Path, prefix: str, db: sqlite3.Connection, record: str) -> Scan:
    """All that the repository of the workspace at `root` holds of the own record `record`.

    `prefix` is where the workspace lies in the repository ('' or ending in /), `db` its archive.
    """
    found = Scan(tips=own_refs(root), stash=stashes(root))
    revisions = [*found.tips.values(), *(name for name, _ in found.stash), "HEAD"]
    changes = list(changes_of(root, revisions))
    known = _Known(db, prefix, record)
    records = f"{prefix}{history.RECORDS}/"
    _texts(root, records, changes, known, found)
    _originals(changes, known, found)
    _copies(changes, known, found)
    found.deleted = {
        (each.commit, each.path)
        for each in changes
        if each.new is None and each.old and (each.path, each.old) in found.pairs
    }
    _openings(root, f"{prefix}{store.FOLDER}/openings/", changes, record, found)
    touched = {
        each.commit
        for each in changes
        if any(blob and (each.path, blob) in found.pairs for blob in (each.old, each.new))
        or each.new in found.openings
    }
    _references(root, revisions, touched, found)
    return found


def changes_of(root: Path, revisions: Iterable[str]) -> Iterator[Change]:
    """Each change of each commit that `revisions` reach, oldest first, against every parent."""
    with TemporaryFile() as commits:
        listed = "".join(f"{name}\n" for name in dict.fromkeys(revisions))
        with TemporaryFile() as asked:
            asked.write(listed.encode("ascii"))
            asked.seek(0)
            named = ("rev-list", "--topo-order", "--reverse", "--stdin")
            with running(root, *named, request=cast("BinaryIO", asked)) as stream:
                while block := stream.read(1 << 20):
                    commits.write(block)
        commits.seek(0)
        words = (
            "diff-tree", "--stdin", "-m", "-r", "--root", "--raw", "-z", "--no-renames",
            "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none",
        )  # fmt: skip
        with running(root, *words, request=cast("BinaryIO", commits)) as stream:
            yield from _parsed(_tokens(stream))


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(1 << 20):
        *whole, rest = (rest + block).split(b"\0")
        yield from whole


def _parsed(tokens: Iterator[bytes]) -> Iterator[Change]:
    commit = ""
    for token in tokens:
        if not token.startswith(b":"):
            commit = token.decode("ascii").strip()
            continue
        modes_and_names = token.decode("ascii").split(" ")
        old, new = modes_and_names[2:4]
        if "160000" in (modes_and_names[0].lstrip(":"), modes_and_names[1]):
            next(tokens)
            continue  # another repository that is linked: not ours
        path = os.fsdecode(next(tokens))
        yield Change(commit, path, _name(old), _name(new))


def _name(blob: str) -> str | None:
    return None if set(blob) == _ABSENT else blob


class _Known:
    """What the archive knows of the main line: which files are the record's, which others'."""

    def __init__(self, db: sqlite3.Connection, prefix: str, record: str) -> None:
        self.record = record
        self.texts: set[Pair] = set()
        self.others: dict[Pair, str] = {}
        rows = db.execute(
            "SELECT version.record, path, git_blob FROM version"
            " JOIN content ON content.id = version.content"
            " JOIN commit_ ON commit_.seq = commit_seq WHERE commit_.line IS NULL"
        )
        for owner, path, blob in rows:
            if owner == record:
                self.texts.add((prefix + path, blob))
            else:
                self.others[(prefix + path, blob)] = owner
        self.originals: set[Pair] = set()
        self.held: dict[Pair, str] = {}
        rows = db.execute("SELECT record, path, git_blob FROM original WHERE git_blob IS NOT NULL")
        for owner, path, blob in rows:
            if owner == record:
                self.originals.add((prefix + path, blob))
            elif "." not in owner:
                self.held[(prefix + path, blob)] = owner


def _texts(root: Path, records: str, changes: list[Change], known: _Known, found: Scan) -> None:
    """The texts of the record, and the paths of the originals that they name."""
    pairs: dict[Pair, None] = {}
    for each in changes:
        if each.new and each.path.startswith(records) and each.path.endswith(".md"):
            pairs[(each.path, each.new)] = None
    by_blob: dict[str, list[str]] = {}
    for path, blob in pairs:
        by_blob.setdefault(blob, []).append(path)
    needle = known.record.encode("ascii")
    ours: dict[str, dict[str, Any]] = {}
    for held in history.blobs(root, by_blob):
        data = held.top if held.data is None else held.data
        # Of most texts a look tells that they are none of it; not of what is in UTF-16.
        front = front_in(data) if data and (needle in data or b"\0" in data) else None
        if front and front.get("id") == known.record:
            ours[held.name] = front
    for blob_name, front in ours.items():
        for key in ("title", "alternate_title"):
            if isinstance(front.get(key), str):
                found.titles.add(str(front[key]))
        for path in by_blob[blob_name]:
            _take_text(found, path, blob_name)
            original = front.get("original")
            if isinstance(original, str) and original:
                found.original_paths.add(place_of(path, original.replace("\\", "/")))
    for path, blob_name in known.texts:  # a version whose own id could not be read
        if (path, blob_name) in pairs:
            _take_text(found, path, blob_name)
    places = [pair for pair in pairs if pair[0] in found.text_paths and pair not in found.pairs]
    for held in history.blobs(root, dict.fromkeys(name for _, name in places)):
        said = front_in(held.data or held.top)
        if said is not None and said.get("id"):
            continue
        for path, name in places:  # on another branch, without an id that can be read
            if name == held.name and (path, name) not in known.others:
                _take_text(found, path, name)


def _take_text(found: Scan, path: str, blob: str) -> None:
    found.text_paths.add(path)
    found.pairs.add((path, blob))
    if blob not in found.texts:
        found.texts.append(blob)


def front_in(data: bytes) -> dict[str, Any] | None:
    """The front matter of a record's file as plain values; None where it cannot be read."""
    text, _ = salvage(data)
    if text is None:
        return None
    try:
        return read_front(split(newlines(text)).front or "")
    except BadFrontMatter:
        return None


def _originals(changes: list[Change], known: _Known, found: Scan) -> None:
    found.original_paths |= {path for path, _ in known.originals}
    for each in changes:
        if each.new is None or each.path not in found.original_paths:
            continue
        pair = (each.path, each.new)
        if pair in found.pairs or pair in known.others:
            continue
        if pair in known.held:
            if (each.path, known.held[pair]) not in found.held:
                found.held.append((each.path, known.held[pair]))
            continue
        found.pairs.add(pair)
        if each.new not in found.originals:
            found.originals.append(each.new)


def _copies(changes: list[Change], known: _Known, found: Scan) -> None:
    """The same bytes elsewhere: another record's stay, and are told; all others go as well."""
    going = {*found.texts, *found.originals}
    for each in changes:
        if each.new in going and (each.path, each.new) not in found.pairs:
            pair = (each.path, each.new)
            owner = known.held.get(pair) or known.others.get(pair)
            if owner is None:
                found.pairs.add(pair)
            elif (each.path, owner) not in found.held:
                found.held.append((each.path, owner))


def _openings(root: Path, folder: str, changes: list[Change], record: str, found: Scan) -> None:
    named = dict.fromkeys(each.new for each in changes if each.new and each.path.startswith(folder))
    for blob in history.blobs(root, named):
        text = (blob.data or b"").decode("utf-8", "surrogateescape")
        changed = disposing.without(text, record)
        if changed != text:
            found.openings[blob.name] = changed


def _references(root: Path, revisions: Iterable[str], touched: set[str], found: Scan) -> None:
    """Which references reach one of the commits `touched`, and how many commits there are."""
    with TemporaryFile() as asked:
        listed = "".join(f"{name}\n" for name in dict.fromkeys(revisions))
        asked.write(listed.encode("ascii"))
        asked.seek(0)
        words = ("rev-list", "--topo-order", "--reverse", "--parents", "--stdin")
        with running(root, *words, request=cast("BinaryIO", asked)) as stream:
            lines = stream.read().decode("ascii").splitlines()
    tainted: set[str] = set()
    for line in lines:
        commit, *parents = line.split()
        if commit in touched or any(parent in tainted for parent in parents):
            tainted.add(commit)
    found.commits = len(lines)
    git = git_at(root)
    for name in found.tips:
        commit = ask(git, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", allowed=(0, 1))
        if commit in tainted:
            found.refs.append(name)
