"""What the page of custody shows: each step of each handover, and by what it is proved."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.custody import BESIDE
from archive.text.dates import in_words
from archive.web.host import Host
from archive.web.names import Names, Ref

#: What a reader is told of a signature, by how it stands.
_STANDING = {
    "holds": ("holds", "good"),
    "compared key": ("holds; its key was compared with what its owner said", "good"),
    "not signed": ("was not signed", "doubt"),
    "unreadable": ("has a signature that cannot be read", "bad"),
    "altered": ("does not hold: what was signed was altered", "bad"),
    "other namespace": ("was made for something else", "bad"),
    "unknown key": ("is of a key that is not listed here", "doubt"),
    "revoked key": ("is of a key that was revoked since", "doubt"),
    "other mandate": ("is of a key of another term", "bad"),
    "outside its mandate": ("was made outside of the dates of its term", "doubt"),
    "not looked at": ("is listed; its kind is not worked out here", "doubt"),
}


#: What a reader is told of a time stamp that is none.
_NO_STAMP = {
    "unreadable": "the file that should be its time stamp cannot be read",
    "of something else": "its time stamp is of something else",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: whose, when, with which key, and how it stands; `tone` is for its looks."""

    of: str
    by: Ref
    when: str
    key: str | None
    said: str
    tone: str


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was not as it should be, as the receipt has it."""

    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a handover. `contained` is None where nothing tells whether the log holds it.

    `beside`: its log went another way, and is kept beside the log of today.
    """

    event: str
    kind: str
    when: str
    sender: Ref
    recipient: Ref
    package: str | None
    digest: str | None
    leaves: int | None
    root: str | None
    contained: bool | None
    beside: bool
    signatures: tuple[Signature, ...]
    stamped: str | None
    stamp_fault: str | None
    files: int | None
    reserved: int | None
    reservations: tuple[Reserved, ...]


@dataclass(frozen=True, slots=True)
class Custody:
    """The page. `accepted` counts the handovers whose receipt is here."""

    steps: tuple[Step, ...]
    accepted: int
    lost: int


def view(conn: sqlite3.Connection, host: Host) -> Custody:
    """The page of custody out of the archive on `conn`."""
    cursor = conn.execute("SELECT * FROM custody ORDER BY seq")
    columns = [each[0] for each in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor]
    ids = [row[name] for row in rows for name in ("sender", "recipient")]
    names = Names(conn, host, ids)
    steps = tuple(_step(row, names) for row in rows)
    accepted = {step.digest for step in steps if step.kind != "packed"}
    return Custody(steps, len(accepted), sum(step.contained is False for step in steps))


def _step(row: dict[str, object], names: Names) -> Step:
    def text(name: str) -> str | None:
        value = row[name]
        return value if isinstance(value, str) else None

    def number(name: str) -> int | None:
        value = row[name]
        return value if isinstance(value, int) else None

    size, _, root = (text("checkpoint") or "").partition(" ")
    sender, recipient = (names.ref(text(n) or "unknown") for n in ("sender", "recipient"))
    signatures = []
    for what, by, when, standing, key in (
        ("The package", sender, "sent", "signature", "key"),
        ("The receipt", recipient, "received", "receipt_signature", "receipt_key"),
    ):
        said, tone = _STANDING.get(text(standing) or "", (None, ""))
        if said is not None:
            signatures.append(Signature(what, by, _when(text(when)), text(key), said, tone))
    stamp = text("stamped") or ""
    told = json.loads(text("reservations") or "[]")
    contained = number("contained")
    return Step(
        event=text("event") or "",
        kind=text("kind") or "",
        when=_when(text("time")),
        sender=sender,
        recipient=recipient,
        package=text("package"),
        digest=text("digest"),
        leaves=int(size) if size else None,
        root=root or None,
        contained=None if contained is None else bool(contained),
        beside=contained == BESIDE,
        signatures=tuple(signatures),
        stamped=_when(stamp) if stamp and stamp not in _NO_STAMP else None,
        stamp_fault=_NO_STAMP.get(stamp),
        files=number("files"),
        reserved=number("reserved"),
        reservations=tuple(Reserved(e["code"], e["path"], e["message"]) for e in told),
    )


def _when(time: str | None) -> str:
    if time is None:
        return "at an unknown time"
    moment = datetime.fromisoformat(time)
    return f"{in_words(moment.date().isoformat())}, {moment:%H:%M} UTC"
