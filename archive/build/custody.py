"""The table of custody, out of records/custody, the keys and the log as they are."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from archive import folder, history
from archive.build.originals import FileState
from archive.custody import (
    BESIDE,
    FOLDER,
    Event,
    LateLog,
    Signed,
    Standing,
    late_logs,
    read,
    stamped,
    standing,
    when,
)
from archive.log import store
from archive.log.merkle import Tree, leaf_hash
from archive.log.merkle import root as merkle_root
from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace

_COLUMNS = 24


def fingerprint(tree: Mapping[str, FileState]) -> str:
    """What changes wherever the table would be another; '' where there is no custody at all."""
    if not any(path.startswith(f"{FOLDER}/") for path in tree):
        return ""
    heeded = (f"{FOLDER}/", f"{store.FOLDER}/leaves/", f"{store.FOLDER}/checkpoints/")
    total = hashlib.sha256()
    for path in sorted(tree):
        if path.startswith(heeded) or path in (SIGNERS, REVOKED):
            total.update(f"{path}\0{tree[path].blob}\0".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def refresh(
    db: sqlite3.Connection, workspace: Workspace, tree: Mapping[str, FileState], *, kept: bool
) -> None:
    """Write the table anew; `kept` is False where the workspace is a mere folder."""
    db.execute("DELETE FROM custody")
    paths = [path for path in sorted(tree) if path.startswith(f"{FOLDER}/")]
    if not paths:
        return
    held = _contents(workspace, {path: tree[path].blob for path in (*paths, SIGNERS, REVOKED)
                                 if path in tree}, kept=kept)  # fmt: skip
    signers, revoked = held.pop(SIGNERS, b""), held.pop(REVOKED, b"")
    events, _ = read(held)
    log, late = _log(workspace), late_logs(events)
    marks = ", ".join("?" * _COLUMNS)
    db.executemany(
        f"INSERT INTO custody VALUES ({marks})",  # noqa: S608
        [_row(seq, event, signers, revoked, log, late) for seq, event in enumerate(events, 1)],
    )


def _contents(workspace: Workspace, names: Mapping[str, str], *, kept: bool) -> dict[str, bytes]:
    """The bytes of each file: git's, or what lies in the folder where they are not saved yet."""
    found: dict[str, bytes] = {}
    if kept:
        blobs = history.blobs(workspace.root, names.values())
        for path, blob in zip(names, blobs, strict=True):
            if blob.data is not None:
                found[path] = blob.data
    for path in names.keys() - found.keys():
        data = folder.read(workspace.root, path).data
        if data is not None:
            found[path] = data
    return found


def _log(workspace: Workspace) -> Tree | None:
    """The log's tree; None where nothing was sealed, or it is damaged (which `check` tells)."""
    try:
        log = store.load(workspace, openings=False)
    except store.LogDamaged:
        return None
    return log.tree() if log.head else None


def contained(tree: Tree | None, checkpoint: str, late: Sequence[LateLog] = ()) -> int | None:
    """Whether the log begins with that of `checkpoint`; None where one of them is not there.

    `BESIDE` where one of the logs of `late` begins with it: its own leaves follow the beginning of
    this log, and give the root of `checkpoint`.
    """
    size, _, root = checkpoint.partition(" ")
    if tree is None or not root:
        return None
    at, wanted = int(size), base64.b64decode(root)
    if at <= tree.size and tree.root(at) == wanted:
        return 1
    for end, own in late:
        fork = end - len(own)
        if 0 <= fork <= tree.size and fork < at <= end:
            leaves = chain(tree.leaves[:fork], map(leaf_hash, own[: at - fork]))
            if merkle_root(leaves) == wanted:
                return BESIDE
    return 0


def _row(
    seq: int,
    event: Event,
    signers: bytes,
    revoked: bytes,
    log: Tree | None,
    late: Sequence[LateLog],
) -> tuple[Any, ...]:
    receipt = event.receipt
    given = event.package.statement if event.package else None
    taken = event.acknowledgement.statement if event.acknowledgement else None
    sender = (given.host, given.mandate) if given else (None, None)
    if given is None and receipt is not None:
        sender = (receipt.sender.host, receipt.sender.mandate)
    recipient = (event.recipient or None, receipt.receiver.mandate if receipt else None)
    agent = recipient if event.kind == "received" else sender
    time = taken.time if event.kind == "received" and taken else given.time if given else None
    if event.kind == "acknowledged":
        time = taken.time if taken else None
    signature, key = _standing(event.package, signers, revoked)
    receipt_signature, receipt_key = _standing(
        event.acknowledgement, signers, revoked, event.compared
    )
    told = [
        {"code": each.code, "path": each.path, "message": each.message}
        for each in (receipt.reservations if receipt else ())
    ]
    return (
        event.folder, seq, event.kind, when(time) if time else None,
        *agent, event.name or None, event.digest or None,
        event.checkpoint or None, contained(log, event.checkpoint, late),
        *sender, when(given.time) if given else None, signature or "not in this event", key,
        *recipient, when(taken.time) if taken else None, receipt_signature, receipt_key,
        len(receipt.files) if receipt else None,
        sum(not each.accepted for each in receipt.files) if receipt else None,
        json.dumps(told, ensure_ascii=False) if told else None,
        stamped(event.package),
    )  # fmt: skip


def _standing(
    signed: Signed | None, signers: bytes, revoked: bytes, compared: str = ""
) -> tuple[Standing | None, str | None]:
    if signed is None:
        return None, None
    said, key = standing(signed, signers, revoked, compared)
    return said, key or None
