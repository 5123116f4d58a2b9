"""The chain of custody: each earlier handover's log is whole in the log of today, link by link."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from archive import custody
from archive.build.custody import contained
from archive.check.custody import altered as custody_altered
from archive.check.custody import signatures
from archive.check.log import altered as log_altered
from archive.check.log import load_as_saved
from archive.custody import Standing, standing
from archive.findings import Finding
from archive.log import sealing
from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace
from toolkit.handover.errors import AcceptRefused
from toolkit.handover.late_log import faults as faults_of
from toolkit.handover.verifying.log import events_of


@dataclass(frozen=True, slots=True)
class Link:
    """One handover: whose archive, who took it, how many leaves it had, and whether all of them
    are in the log of today. `beside`: its log went another way, and is whole beside that of today.
    The standings are those of the two signatures."""

    event: str
    kind: str
    sender: str
    recipient: str
    time: str
    leaves: int
    root: str
    contained: bool
    beside: bool
    signature: Standing
    receipt: Standing


@dataclass(frozen=True, slots=True)
class Chain:
    """All links, and whether each sealed version is today as it was sealed.

    `matched` leaves match the archive and git, `set_aside` need not (`disposed` of them were
    destroyed). `findings` are what does not fit.
    """

    links: tuple[Link, ...]
    leaves: int
    matched: int
    set_aside: int
    disposed: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether every link holds and nothing was altered."""
        return all(each.contained for each in self.links) and not any(
            each.severity == "error" for each in self.findings
        )

    def as_dict(self) -> dict[str, Any]:
        """The machine-readable form."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return {**built, "holds": self.holds,
                "findings": [each.as_dict() for each in self.findings]}  # fmt: skip


def prove_chain(
    workspace: Workspace, db: sqlite3.Connection, progress: Callable[[float], None] | None = None
) -> Chain:
    """Hold every handover's checkpoint against the log, and every leaf against archive and git.

    Raises `LogDamaged`, and `AcceptRefused` where nothing was sealed.
    """
    log = load_as_saved(workspace)
    if log.head is None:
        raise AcceptRefused("nothing was ever sealed here: run `secretariat seal`")
    tree = log.tree()
    signers, revoked = (_bytes(workspace, path) for path in (SIGNERS, REVOKED))
    links = []
    late: list[Finding] = []
    events, faults = events_of(workspace)
    beside = custody.late_logs(events)
    for event in events:
        size, _, root = event.checkpoint.partition(" ")
        said = event.package.statement if event.package else None
        sender = said.host if said else event.receipt.sender.host if event.receipt else ""
        where = contained(tree, event.checkpoint, beside) if root else None
        if event.late:
            path = f"{custody.FOLDER}/{event.folder}/{custody.LATE}"
            late += [Finding(path, 0, "P057", each) for each in faults_of(workspace, event)]
        time = event.receipt.time if event.receipt else said.time if said else None
        links.append(
            Link(
                event=event.folder,
                kind=event.kind,
                sender=sender,
                recipient=event.recipient,
                time=custody.when(time) if time else "",
                leaves=int(size or 0),
                root=root,
                contained=bool(where),
                beside=where == custody.BESIDE,
                signature=standing(event.package, signers, revoked)[0],
                receipt=standing(event.acknowledgement, signers, revoked, event.compared)[0],
            )
        )
    verified = sealing.verify(
        workspace, db, log, (lambda done, of: progress(done / of)) if progress else None
    )
    findings = [Finding(each.path, 0, "P060", each.message) for each in faults]
    findings += signatures(workspace, events)
    findings += [*log_altered(workspace), *custody_altered(workspace)]
    return Chain(
        links=tuple(links),
        leaves=log.head.size,
        matched=verified.comparison.matched,
        set_aside=verified.set_aside,
        disposed=verified.disposed,
        findings=(*findings, *late, *verified.findings()),
    )


def _bytes(workspace: Workspace, path: str) -> bytes:
    try:
        return (workspace.root / path).read_bytes()
    except OSError:
        return b""
