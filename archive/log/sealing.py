"""Growing the log by what the archive has, and holding what was sealed against the archive.

db = open_archive(workspace.archive)
sealed = seal(workspace, db, load(workspace))
sealed.head.size, sealed.added
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import history
from archive.errors import SecretariatError, UsageProblem
from archive.findings import Finding
from archive.log import leaves
from archive.log.comparing import OTHER_CONTENT, Altered, findings, sealed_of, when_sealed
from archive.log.comparing import Comparison as Comparison
from archive.log.comparing import compare as compare
from archive.log.leaves import Fact, Incomplete, entry_of
from archive.log.merkle import Frontier, leaf_hash
from archive.log.note import BadNote, Checkpoint, read_checkpoint_file
from archive.log.store import (
    Log,
    LogDamaged,
    Opening,
    Step,
    aside,
    extend,
    leftovers,
    put_newest,
)
from archive.workspace import Workspace


class SealRefused(SecretariatError):
    """The log was not extended: something sealed is not as it was, or something is missing."""


class AnotherLog(SecretariatError):
    """A checkpoint is not one of this log's, or the log did not go on from it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal did. `head` is None where there was nothing to seal and never had been."""

    head: Checkpoint | None
    added: int
    reread: int


def seal(
    workspace: Workspace, db: sqlite3.Connection, log: Log, *, origin: str | None = None,
    set_aside: tuple[str, str] | None = None, step: Step | None = None,
) -> Sealed:  # fmt: skip
    """Extend `log` by what the archive `db` has and it lacks.

    `origin` names a new log. `set_aside` is a record whose altered leaves are not to stand in the
    way, and why: that itself becomes a leaf. Raises `SealRefused` where a sealed leaf does not
    match the archive, `LogDamaged` where the folder holds more than its checkpoints cover.
    """
    _require_whole(db)
    if log.head and origin not in (None, log.head.origin):
        raise UsageProblem(f"the log is called {log.head.origin}, and keeps that name for ever")
    found, noted = _compared(db, log, set_aside)
    size = len(log.entries)
    for name in leftovers(workspace, size):
        if history.is_repository(workspace.root) and history.is_tracked(workspace.root, name):
            raise LogDamaged(
                "it was saved, but no checkpoint covers it: some were taken away", name
            )
    new = [*noted, *found.new]
    if not new:
        if log.head and log.stale:
            put_newest(workspace, log.head, step)
        return Sealed(log.head, 0, found.reread)
    named = log.head.origin if log.head else _origin(origin, db)
    head = grow(workspace, log, named, new, step)
    return Sealed(head, len(new), found.reread)


def grow(
    workspace: Workspace, log: Log, named: str, new: Sequence[Fact], step: Step | None = None
) -> Checkpoint:
    """Extend `log`, which is called `named`, by a leaf for each of `new`; its new checkpoint."""
    openings = []
    for fact in new:
        secret = secrets.token_bytes(32)
        openings.append(Opening(secret, fact.statement(named, secret), fact.text))
    entries = [entry_of(opening.statement, opening.secret) for opening in openings]
    frontier = Frontier()
    for entry in (*log.entries, *entries):
        frontier.add(leaf_hash(entry))
    head = Checkpoint(named, frontier.size, frontier.root())
    extend(workspace, log, head, entries, openings, step)
    return head


def _compared(
    db: sqlite3.Connection, log: Log, set_aside: tuple[str, str] | None
) -> tuple[Comparison, list[Fact]]:
    facts = _facts(db)
    found = compare(log, facts)
    noted: list[Fact] = []
    if set_aside is not None:
        record, why = set_aside
        indices = [each.index for each in found.altered if each.record == record]
        if not indices:
            raise UsageProblem(
                f"all that was sealed of {record} is as it was: nothing to set aside"
            )
        noted = [leaves.set_aside(record, indices, " ".join(why.split()))]
        known = set(indices)
        rest = tuple(each for each in found.altered if each.index not in known)
        held = sealed_of(log)
        again = {name for name, (index, _) in held.items() if index in known}
        unsealed = {fact.name for fact in found.new} | again
        new = tuple(fact for fact in facts if fact.name in unsealed)
        found = Comparison(new, rest, found.reread, found.matched)
    if found.altered:
        graver = (each for each in found.altered if each.how == OTHER_CONTENT)
        first, more = next(graver, found.altered[0]), len(found.altered) - 1
        others = f", and {more:,} more" if more else ""
        raise SealRefused(
            f"nothing was sealed: {first}{others}; bring back what was saved, or see "
            f"docs/findings.md#l004 (`secretariat seal --check` lists all)"
        )
    return found, noted


def _facts(db: sqlite3.Connection) -> list[Fact]:
    try:
        return list(leaves.facts(db))
    except Incomplete as error:
        record, version = error.args
        raise SealRefused(
            f"nothing was sealed: the content of version {version} of {record} is not in this "
            "copy; fetch the whole repository, then run `secretariat build --full`"
        ) from None


def _require_whole(db: sqlite3.Connection) -> None:
    built = dict(db.execute("SELECT key, value FROM build").fetchall())
    if built.get("cut"):
        raise SealRefused(
            "nothing was sealed: this copy lacks the older history; run `git fetch --unshallow`, "
            "then `secretariat build --full`"
        )
    if "head" not in built:
        raise SealRefused("nothing was sealed: there are no saves here; run `secretariat init`")


def _origin(asked: str | None, db: sqlite3.Connection) -> str:
    """The name of a new log: as asked, or the process's with something that no other log has."""
    if asked is not None:
        if not re.fullmatch(r"[^\s+\x00-\x1f\x7f]{1,200}", asked):
            raise UsageProblem(
                f"{asked!r} is no name of a log: no spaces, no +, like example.org/log"
            )
        return asked
    row = db.execute("SELECT value FROM process WHERE key = 'name'").fetchone()
    plain = unicodedata.normalize("NFKD", str(row[0]) if row else "").encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode("ascii").lower()).strip("-")[:60]
    return f"{slug or 'archive'}/log-{secrets.token_hex(4)}"


# -- verifying ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """The whole log held against the archive and git.

    `set_aside` counts the leaves that need not match any more, `disposed` those of them whose
    openings were destroyed. `notes` say of which records, since when and why.
    """

    comparison: Comparison
    set_aside: int
    disposed: int
    notes: tuple[str, ...] = ()

    def findings(self) -> list[Finding]:
        """What is not as it was sealed, and what is read otherwise."""
        return findings(self.comparison)


def verify(
    workspace: Workspace, db: sqlite3.Connection, log: Log,
    progress: Callable[[int, int], None] | None = None,
) -> Verified:  # fmt: skip
    """Hold every leaf of `log` against the archive, and the archive against git's own bytes.

    That the leaves give the root of each checkpoint, `load` has seen to already.
    """
    facts = _facts(db)
    found = compare(log, facts)
    bad = _bytes_differing(workspace.root, db, progress)
    altered = [
        Altered(index, said[1], f"version {said[2]} of {said[1]}", "git holds other bytes",
                when_sealed(log, index))
        for said, (index, _) in sealed_of(log).items()
        if said in bad
    ]  # fmt: skip
    whole = Comparison(found.new, (*found.altered, *altered), found.reread, found.matched)
    closed = aside(log.openings)
    gone = sum(opening is None for opening in log.openings)
    return Verified(whole, len(closed), gone, tuple(_notes(log)))


def _notes(log: Log) -> Iterator[str]:
    """Each note that leaves were set aside, in words."""
    for at in sorted(set(aside(log.openings).values())):
        opening = log.openings[at]
        said = opening.said() if opening else {}
        numbers = said.get("leaves", [])
        which = ", ".join(f"{each:,}" for each in numbers[:5])
        more = f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else ""
        size = next(each.size for each in log.checkpoints if each.size > at)
        yield (
            f"of {said.get('record')}, by the checkpoint of {size:,} leaves (leaf {which}{more}): "
            f"{said.get('because')}"
        )


def _bytes_differing(
    root: Path, db: sqlite3.Connection, progress: Callable[[int, int], None] | None
) -> set[tuple[Any, ...]]:
    """The names of versions whose bytes git does not hold as the archive says."""
    rows = db.execute(
        "SELECT version.record, n, content.git_blob, content.sha256 FROM version"
        " JOIN commit_ ON commit_.seq = version.commit_seq"
        " JOIN content ON content.id = version.content"
        " WHERE commit_.hash IS NOT NULL AND commit_.line IS NULL"
    ).fetchall()
    bad: set[tuple[Any, ...]] = set()
    blobs = history.blobs(root, [str(row[2]) for row in rows])
    for done, (row, blob) in enumerate(zip(rows, blobs, strict=True), 1):
        if blob.sha256 != row[3]:
            bad.add(("version", row[0], row[1]))
        if progress and (done % 100 == 0 or done == len(rows)):
            progress(done, len(rows))
    return bad


def require_contained(log: Log, other: Checkpoint) -> None:
    """Raise `AnotherLog` unless `log` begins with the log of which `other` is a checkpoint."""
    head = log.head
    if head is None:
        raise AnotherLog("nothing was sealed here yet: run `secretariat seal`")
    if other.origin != head.origin:
        raise AnotherLog(f"that checkpoint is of the log {other.origin}; this one is {head.origin}")
    if other.size > head.size:
        raise AnotherLog(
            f"that checkpoint has {other.size:,} leaves, and this log only {head.size:,}: leaves "
            "were left out, or this is an older copy"
        )
    if log.tree().root(other.size) != other.root:
        raise AnotherLog(
            f"this log did not go on from that checkpoint: its first {other.size:,} leaves have "
            "another root, so a leaf was changed or left out"
        )


def checkpoint_from(log: Log, asked: str, start: Path) -> Checkpoint:
    """The checkpoint that a person means: a file's, or this log's with so many leaves.

    Raises `UsageProblem` where there is none, `AnotherLog` where a file's is not of this log.
    """
    path = start / asked
    if path.is_file():
        try:
            found = read_checkpoint_file(path.read_bytes())[0]
        except BadNote as error:
            raise UsageProblem(f"{asked} is no checkpoint: {error}") from None
        require_contained(log, found)
        return found
    if asked.isascii() and asked.isdecimal():
        kept = next((each for each in log.checkpoints if str(each.size) == asked), None)
        if kept is not None:
            return kept
    sizes = _listed([each.size for each in log.checkpoints])
    raise UsageProblem(f"there is no checkpoint {asked}: name a file, or a number of leaves{sizes}")


def _listed(sizes: Sequence[int]) -> str:
    shown = ", ".join(map(str, sizes[-5:]))
    return f" ({'..., ' if len(sizes) > 5 else ''}{shown})" if sizes else ""
