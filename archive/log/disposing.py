"""Disposal in the log: the leaves of a record stay, what they stood for is destroyed.

    indices = leaves_of(log, "letter")
    head = seal(workspace, db, log, "letter", "disposed of by ...")

A leaf is a salted hash. Once its opening is gone nobody can learn or guess from it what it stood
for, and it still counts in every root: all checkpoints hold, and so do the proofs of other leaves.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from archive.log import leaves
from archive.log.note import Checkpoint
from archive.log.sealing import SealRefused, compare, grow
from archive.log.store import Log, Step, aside
from archive.workspace import Workspace


def leaves_of(log: Log, record: str) -> list[int]:
    """The leaves that speak of `record` and were not disposed of before."""
    return [
        index
        for index, opening in enumerate(log.openings)
        if opening is not None and record in opening.statement
        if opening.said().get("record") == record
    ]


def is_of(line: str, record: str) -> bool:
    """Whether `line` of a file of openings speaks of `record`; what cannot be read does not."""
    if record not in line:
        return False
    try:
        return bool(json.loads(json.loads(line)["statement"]).get("record") == record)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def without(text: str, record: str) -> str:
    """The `text` of a file of openings in which those of `record` are `{}`."""
    lines = text.split("\n")
    return "\n".join("{}" if is_of(line, record) else line for line in lines)


def seal(
    workspace: Workspace, db: sqlite3.Connection, log: Log, record: str, why: str,
    step: Step | None = None,
) -> Checkpoint:  # fmt: skip
    """Extend the log of `workspace`, in whose files the openings of `record` are gone by now.

    `log` is the log as it was with them, `db` the archive of the history without the record. That
    it was disposed of, and `why`, is the first new leaf: it sets aside all that were the record's.
    Raises `SealRefused` where another record is not as it was sealed.
    """
    assert log.head is not None
    facts = list(leaves.facts(db))
    gone = leaves_of(log, record)
    set_aside = aside(log.openings)
    again = [index for index, at in sorted(set_aside.items()) if at in gone and index not in gone]
    found = compare(_closed(log, record), facts)
    wrong = [each for each in found.altered if each.record != record]
    if wrong:
        raise SealRefused(f"nothing was disposed of: {wrong[0]}; see docs/findings.md#l004")
    noted = leaves.set_aside(record, sorted({*gone, *again}), " ".join(why.split()))
    return grow(workspace, log, log.head.origin, [noted, *found.new], step)


def _closed(log: Log, record: str) -> Log:
    """`log` without the openings of `record`."""
    gone = set(leaves_of(log, record))
    left = tuple(None if at in gone else each for at, each in enumerate(log.openings))
    return replace(log, openings=left)
