"""Judges the log in a package: whole, of all that is in it, grown from what was there before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from archive import custody
from archive.build.custody import contained
from archive.errors import SecretariatError
from archive.findings import Finding
from archive.log import sealing, store
from archive.log.checkproof import MAX_CHECKPOINT, MAX_PROOF, NotProved, check, read_proof
from archive.log.note import BadNote, Checkpoint, read_checkpoint_file
from archive.log.sealing import AnotherLog
from archive.log.store import Log
from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace
from toolkit.handover.bagit import Bag
from toolkit.handover.packing.contents import BUNDLE
from toolkit.handover.packing.since import in_words
from toolkit.handover.verifying.common import shorten
from toolkit.handover.verifying.model import Asked, Unpacked
from toolkit.handover.verifying.signature import small

CHECKPOINT, GROWTH = "data/log/checkpoint", "data/log/growth.json"


def judge_log(
    bag: Bag, unpacked: Unpacked, db: sqlite3.Connection, asked: Asked,
    progress: Callable[[float], None],
) -> tuple[Log | None, int, list[Finding]]:  # fmt: skip
    """The log, how many earlier handovers it holds whole, and every fault of it."""
    workspace = unpacked.workspace
    try:
        log = store.load(workspace)
    except store.LogDamaged as error:
        return None, 0, [Finding(BUNDLE, 0, "P054", f"{error.path}: {error.fault}")]
    if log.head is None:
        return log, 0, [Finding(BUNDLE, 0, "P054", "nothing in it was ever sealed")]
    findings: list[Finding] = []
    if log.stale:
        said = f"{store.FOLDER}/checkpoint is not the newest checkpoint"
        findings.append(Finding(BUNDLE, 0, "P054", said))
    findings += _heads(bag, log.head)
    findings += shorten(_leaves(workspace, db, log, progress))
    held, faults = _earlier(workspace, log)
    findings += faults
    findings += _growth(bag, log)
    findings += _held_elsewhere(bag, log, asked)
    return log, held, findings


def _heads(bag: Bag, head: Checkpoint) -> Iterator[Finding]:
    if bag.info.get("Secretariat-Checkpoint") != in_words(head):
        said = (
            f"its checkpoint is not that of the log in the bundle, which has {head.size:,} leaves"
        )
        yield Finding("bag-info.txt", 0, "P056", said)
    data = small(bag, CHECKPOINT, MAX_CHECKPOINT)
    if data is None:
        yield Finding(CHECKPOINT, 0, "P047", "there is no checkpoint of the log")
        return
    try:
        same = read_checkpoint_file(data)[0] == head
    except BadNote:
        same = False
    if not same:
        yield Finding(CHECKPOINT, 0, "P056", "it is not the checkpoint of the log in the bundle")


def _leaves(
    workspace: Workspace, db: sqlite3.Connection, log: Log, progress: Callable[[float], None]
) -> Iterator[Finding]:
    """Each version and event has its leaf, and is as it was sealed."""
    try:
        found = sealing.verify(workspace, db, log, lambda done, of: progress(done / of))
    except SecretariatError as error:
        yield Finding(BUNDLE, 0, "P055", str(error).removeprefix("nothing was sealed: "))
        return
    for altered in found.comparison.altered:
        yield Finding(BUNDLE, 0, "P055", str(altered), altered.record)
    for fact in found.comparison.new:
        yield Finding(BUNDLE, 0, "P055", f"{fact.called()} has no leaf in the log", fact.record)


def events_of(workspace: Workspace) -> tuple[list[custody.Event], list[custody.Fault]]:
    """The events of custody of a workspace, as its folder has them."""
    return custody.read(custody.files_of(workspace))


def _earlier(workspace: Workspace, log: Log) -> tuple[int, list[Finding]]:
    """Every earlier handover that the package tells of is whole in its log, and was signed."""
    events, faults = events_of(workspace)
    findings = [Finding(BUNDLE, 0, "P060", f"{each.path}: {each.message}") for each in faults]
    signers, revoked = (_bytes(workspace, path) for path in (SIGNERS, REVOKED))
    tree, late = log.tree(), custody.late_logs(events)
    held: set[str] = set()
    for event in events:
        where = contained(tree, event.checkpoint, late) if event.checkpoint else None
        if where == 0:
            said = f"{event.folder}: what was handed over then is not all in the log"
            findings.append(Finding(BUNDLE, 0, "P057", said))
        elif where and event.kind == "received":
            held.add(event.folder)
        for what, signed in (("package", event.package), ("receipt", event.acknowledgement)):
            compared = event.compared if signed is event.acknowledgement else ""
            said, _ = custody.standing(signed, signers, revoked, compared)
            if signed is None or said in ("holds", "compared key", "not looked at"):
                continue
            if said == "not signed" and event.kind == "packed":
                continue  # made without a signature, and never taken over: that has its own event
            if said == "unknown key" and event.kind == "acknowledged":
                continue  # the side that gave compared it otherwise, and need not list it
            told = f"{event.folder}: the signature of the {what} {_WORDS.get(said, said)}"
            findings.append(Finding(BUNDLE, 0, "P065", told))
    return len(held), findings


_WORDS = {
    "not signed": "is missing",
    "unreadable": "cannot be read",
    "altered": "does not hold: what was signed was altered",
    "other namespace": "was made for something else",
    "unknown key": "is of a key that the package does not list",
    "revoked key": "is of a key that was revoked since",
    "other mandate": "is of a key of another mandate",
    "outside its mandate": "was made outside of the dates of its mandate",
}


def _bytes(workspace: Workspace, path: str) -> bytes:
    try:
        return (workspace.root / path).read_bytes()
    except OSError:
        return b""


def _growth(bag: Bag, log: Log) -> Iterator[Finding]:
    """The proof that the log only grew holds, from a checkpoint of it to its head."""
    if GROWTH not in bag.sizes:
        return
    data = small(bag, GROWTH, MAX_PROOF)
    assert log.head is not None
    try:
        if data is None:
            raise NotProved("it cannot be read")
        proof = read_proof(data)
        check(proof, None)
        since = read_checkpoint_file(proof["consistency"]["since"])[0]
        if proof["checkpoint"] != log.head.text() or since not in log.checkpoints:
            raise NotProved("it is the proof of another log, or of another time")
    except (NotProved, BadNote, KeyError, TypeError) as error:
        yield Finding(GROWTH, 0, "P056", f"the proof that the log only grew does not hold: {error}")


def _held_elsewhere(bag: Bag, log: Log, asked: Asked) -> Iterator[Finding]:
    """What others hold of this log is in it: a checkpoint that was named, a workspace's own log."""
    heads = [("the checkpoint that you named", asked.checkpoint)]
    for each in {asked.onto, asked.workspace} - {None}:
        assert each is not None
        try:
            own = store.load(each, openings=False).head
        except store.LogDamaged:
            continue  # told by `check` there
        same = own is not None and log.head is not None and own.origin == log.head.origin
        if own is not None and (same or each == asked.onto):
            heads.append((f"the log of {each.root}", own))
    for what, head in heads:
        if head is None:
            continue
        try:
            sealing.require_contained(log, head)
        except AnotherLog as error:
            if head is not asked.checkpoint and _goes_on(bag, log, asked):
                continue
            yield Finding(BUNDLE, 0, "P057", f"it does not hold {what}: {error}")


def _goes_on(bag: Bag, log: Log, asked: Asked) -> bool:
    """Whether a package with only what is new goes on from what the workspace once received.

    Then both have sealed since, and neither log holds the whole of the other.
    """
    onto = asked.onto or asked.workspace
    since = bag.info.get("Secretariat-Since", "")
    if onto is None or not since or contained(log.tree(), since) != 1:
        return False
    return since_received(onto, since)


def since_received(onto: Workspace, since: str) -> bool:
    """Whether `onto` has the log of which `since` is a checkpoint: its own, or one beside it."""
    try:
        own = store.load(onto, openings=False)
    except store.LogDamaged:
        return False  # told by `check` there
    tree = own.tree() if own.head is not None else None
    return bool(contained(tree, since, custody.late_logs(events_of(onto)[0])))
