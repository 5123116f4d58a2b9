"""The report of a package, made again: all of it but what it says of a time stamp.

That sentence tells whether an authority could be reached when the package was made, which nothing
else in the package tells.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import SecretariatError
from archive.log.note import Checkpoint
from archive.log.store import Log
from archive.sshsig import read_signature
from archive.workspace import Workspace
from toolkit.handover import keys
from toolkit.handover.bagit import Bag
from toolkit.handover.packing.describing import about_package
from toolkit.handover.packing.facts import Facts
from toolkit.handover.packing.order import Order, process_of
from toolkit.handover.packing.report import report_html
from toolkit.handover.packing.since import Since
from toolkit.handover.verifying.signature import SIGNATURE, small

REPORT = "data/report.html"

#: Stands for the sentence about the stamp; it is in no archive.
_MARK = "7d0c1f52a9e84b0b"

_MOST = 64 << 20
_SENTENCE = r"[^<>]{1,2000}"


def is_as_made(
    bag: Bag, workspace: Workspace, db: sqlite3.Connection, log: Log, only: Sequence[str] | None
) -> bool | None:
    """Whether the report says what the records make it say; None where that cannot be told."""
    given = small(bag, REPORT, _MOST)
    if given is None or log.head is None:
        return None
    try:
        about = replace(about_package(_order(bag, workspace, log), _facts(bag, log)), stamp=_MARK)
        made = "".join(report_html(db, about, only))
    except (SecretariatError, KeyError, ValueError):
        return None
    pattern = _SENTENCE.join(map(re.escape, made.split(_MARK)))
    return re.fullmatch(pattern, given.decode("utf-8", "replace")) is not None


def _order(bag: Bag, workspace: Workspace, log: Log) -> Order:
    info = bag.info
    since = None
    if info.get("Secretariat-Kind") == "delta":
        size = int(info.get("Secretariat-Since").partition(" ")[0])
        known = next(each for each in log.checkpoints if each.size == size)
        since = Since(known, info.get("Secretariat-Since-Commit"))
    return Order(
        workspace=workspace,
        host=info.get("Secretariat-To"),
        output=Path(),
        mandate=keys.mandates(workspace)[info.get("Secretariat-From")],
        process=process_of(workspace),
        fingerprint=_fingerprint(bag),
        since=since,
    )


def _fingerprint(bag: Bag) -> str:
    signature = small(bag, SIGNATURE, _MOST)
    try:
        key = read_signature(signature).key if signature else None
    except ValueError:
        return ""
    return key.fingerprint if key else ""


def _facts(bag: Bag, log: Log) -> Facts:
    info = bag.info
    head = log.head
    assert isinstance(head, Checkpoint)
    return Facts(
        name=info.get("External-Identifier"),
        commit=info.get("Secretariat-Commit"),
        checkpoint=head,
        archive_digest=info.get("Secretariat-Archive-Digest"),
        saver=info.get("Contact-Name"),
        when=datetime.fromisoformat(info.get("Bagging-Date")).replace(tzinfo=UTC),
    )
