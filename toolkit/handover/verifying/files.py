"""Holds each other file of a package against what the records in its bundle make of it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from archive.errors import SecretariatError
from archive.export.rocrate import METADATA
from archive.findings import Finding
from archive.log.store import Log
from archive.workspace import Workspace
from toolkit.handover.bagit import Bag
from toolkit.handover.bagit.names import shown
from toolkit.handover.packing import contents as packing
from toolkit.handover.packing.contents import ARCHIVE, BUNDLE
from toolkit.handover.packing.stranger import script
from toolkit.handover.packing.writing import Made
from toolkit.handover.verifying.common import is_of_this_version, shorten
from toolkit.handover.verifying.log import CHECKPOINT, GROWTH
from toolkit.handover.verifying.model import Unpacked
from toolkit.handover.verifying.report import REPORT, is_as_made

SCRIPT = "verify.py"


def judge_files(
    bag: Bag, unpacked: Unpacked, db: sqlite3.Connection, log: Log | None, *, intact: bool
) -> Iterator[Finding]:
    """Whether each other file of the payload is what the records make of it.

    The description names the sizes of all others, so it is looked at only where these are `intact`.
    """
    workspace = unpacked.workspace
    since = bag.info.get("Secretariat-Since-Commit") or None
    only = None
    files = None
    try:
        if since is not None:
            heads = [r[0] for r in db.execute("SELECT DISTINCT line FROM commit_ WHERE line <> ''")]
            changed = packing.changed(workspace, since, unpacked.commit, heads)
            files, only = changed.files, changed.records(db)
        originals = packing.originals(db, workspace, files)
    except SecretariatError as error:
        yield Finding(BUNDLE, 0, "P059", f"its originals could not be listed: {error}")
        return
    known = {BUNDLE, ARCHIVE, CHECKPOINT, GROWTH, REPORT}
    wanted = {each.path: each.sha256 for each in originals}
    known.update(wanted)
    yield from shorten(_originals(bag, wanted))
    known.update(packing.TOLD)
    yield from _told(bag, db, only)
    made = list(packing.exported(db, only))
    if log is not None and log.head is not None:
        made += packing.log_files(log, None)
    made.append(packing.described(db, only, _sized(bag)))
    for each in made:
        known.add(each.path)
        if intact or each.path != f"data/{METADATA}":
            yield from _made(bag, each)
    if log is not None:
        yield from _report(bag, workspace, db, log, only)
    yield from _script(bag)
    strange = sorted(path for path in bag.sizes if path.startswith("data/") and path not in known)
    yield from shorten(
        Finding(shown(path), 0, "P052", "no record names it, and no package has it")
        for path in strange
    )


def _originals(bag: Bag, wanted: dict[str, str]) -> Iterator[Finding]:
    for path, sha256 in sorted(wanted.items()):
        listed = bag.entries.get(path)
        if listed is None:
            yield Finding(shown(path), 0, "P052", "a record names it, and it is not in the package")
        elif listed != sha256:
            yield Finding(shown(path), 0, "P051", "the bundle holds another under this name")


def _sized(bag: Bag) -> dict[str, tuple[str, int]]:
    """The payload by path, as it was when the package was described: all but the description."""
    return {
        path: (bag.entries[path], size)
        for path, size in bag.sizes.items()
        if path.startswith("data/") and path in bag.entries and path != f"data/{METADATA}"
    }


def _made(bag: Bag, each: Made) -> Iterator[Finding]:
    """Make a file again, and compare its SHA-256 with what is listed; nothing is written."""
    if each.path not in bag.entries:
        yield from _lacking(bag, each.path)
        return
    total = hashlib.sha256()
    for part in each.parts():
        total.update(part.encode("utf-8") if isinstance(part, str) else part)
    yield from _compared(bag, each.path, total.hexdigest())


def _told(bag: Bag, db: sqlite3.Connection, only: list[str] | None) -> Iterator[Finding]:
    """The same for the files that tell of each record."""
    totals = {path: hashlib.sha256() for path in packing.TOLD if path in bag.entries}
    for path, part in packing.told(db, only, totals):
        totals[path].update(part.encode("utf-8"))
    for path in packing.TOLD:
        if path in totals:
            yield from _compared(bag, path, totals[path].hexdigest())
        else:
            yield from _lacking(bag, path)


def _lacking(bag: Bag, path: str) -> Iterator[Finding]:
    if is_of_this_version(bag):
        yield Finding(path, 0, "P052", "each package has it, and this one lacks it")


def _compared(bag: Bag, path: str, sha256: str) -> Iterator[Finding]:
    if sha256 == bag.entries[path]:
        return
    if not is_of_this_version(bag):
        agent = shown(bag.info.get("Bag-Software-Agent"))[:60]
        said = f"it was made by another version of this program ({agent!r})"
        yield Finding(path, 0, "P059", said)
    else:
        code = "P056" if path == CHECKPOINT else "P058"
        yield Finding(path, 0, code, "it is not what the records in the bundle make of it")


def _report(
    bag: Bag, workspace: Workspace, db: sqlite3.Connection, log: Log, only: list[str] | None
) -> Iterator[Finding]:
    same = is_as_made(bag, workspace, db, log, only)
    if same is None or (not same and not is_of_this_version(bag)):
        yield Finding(REPORT, 0, "P059", "it could not be made again to compare")
    elif not same:
        yield Finding(REPORT, 0, "P058", "it is not what the records in the bundle make of it")


def _script(bag: Bag) -> Iterator[Finding]:
    """The script that strangers run is the one that this program puts in."""
    if not is_of_this_version(bag):
        return
    if bag.entries.get(SCRIPT) != hashlib.sha256(script()).hexdigest():
        yield Finding(SCRIPT, 0, "P058", "it is not the script that this program puts in: run none")
