"""Makes the archive again from what was unpacked, and holds the rest of the package against it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from archive import custody
from archive.build.custody import contained
from archive.digest import digest
from archive.errors import SecretariatError
from archive.export.rocrate import METADATA
from archive.findings import Finding
from archive.log import sealing, store
from archive.log.checkproof import MAX_CHECKPOINT, MAX_PROOF, NotProved, check, read_proof
from archive.log.note import BadNote, Checkpoint, read_checkpoint_file
from archive.log.sealing import AnotherLog
from archive.log.store import Log
from archive.reading import open_archive
from archive.receipt import MAX_SIZE
from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace
from toolkit import __version__
from toolkit.handover.bagit import Bag
from toolkit.handover.bagit.names import shown
from toolkit.handover.packing import contents as packing
from toolkit.handover.packing.since import in_words
from toolkit.handover.verifying.model import Asked, Unpacked
from toolkit.handover.verifying.signature import small

ARCHIVE, BUNDLE = packing.ARCHIVE, packing.BUNDLE
CHECKPOINT, GROWTH = "data/log/checkpoint", "data/log/growth.json"

#: Findings of one sort that are told one by one.
_MOST = 50

#: Instructions of SQLite's machine between two looks at a file from others, and looks at most.
_STEPS, _LOOKS = 1_000_000, 20_000


def shorten(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first of many findings of one sort, and one that counts the others."""
    done = 0
    last = None
    for each in findings:
        done += 1
        if done <= _MOST:
            yield each
        last = each
    if last is not None and done > _MOST:
        yield Finding(last.path, 0, last.code, f"and {done - _MOST:,} more of this kind")


# -- the archive ------------------------------------------------------------------------


def judge_archive(bag: Bag, rebuilt: Path, scratch: Path) -> Iterator[Finding]:
    """Whether the archive in the package says what the records in its bundle say."""
    listed = bag.info.get("Secretariat-Archive-Digest")
    other = bag.info.get("Bag-Software-Agent") != f"secretariat {__version__}"
    same = listed == digest(rebuilt)
    there = ARCHIVE in bag.sizes
    if there:
        given = scratch / "given.db"
        try:
            bag.copy(ARCHIVE, given, sync=False)
            fault = _differs(given, rebuilt)
        except SecretariatError as error:
            fault = str(error)
        finally:
            given.unlink(missing_ok=True)
        if fault == _OTHER_SHAPE and other:
            yield Finding(ARCHIVE, 0, "P059", "it was made by another version of this program")
            return
        if fault:
            yield Finding(ARCHIVE, 0, "P053", fault)
    if not same:
        said = "the archive made from the bundle has another digest than it names"
        if other:
            version = shown(bag.info.get("Bag-Software-Agent"))[:60]
            yield Finding("bag-info.txt", 0, "P059", f"{said}; it was packed by {version!r}")
        else:
            yield Finding("bag-info.txt", 0, "P053", said)


_OTHER_SHAPE = "it has other tables than the archive made from the bundle"


def _differs(given: Path, rebuilt: Path) -> str | None:
    """How an archive from others differs from ours; None where both say the same.

    Its tables are named by us only: nothing of its own text becomes part of a query.
    """
    with rebuilt.open("rb") as ours, given.open("rb") as theirs:
        if hashlib.file_digest(ours, "sha256").digest() == (
            hashlib.file_digest(theirs, "sha256").digest()
        ):
            return None
    looks = 0

    def look() -> int:
        nonlocal looks
        looks += 1
        return looks > _LOOKS

    try:
        with closing(sqlite3.connect(rebuilt)) as db:
            shape = _shape(db)
        uri = f"{given.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            db.set_progress_handler(look, _STEPS)
            if _shape(db) != shape:
                return _OTHER_SHAPE
        return (
            None
            if digest(given) == digest(rebuilt)
            else ("it does not say what the records in the bundle say")
        )
    except (sqlite3.Error, UnicodeDecodeError, SecretariatError) as error:
        return f"it cannot be read as an archive ({shown(str(error))[:120]})"


def _shape(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Every table, index, trigger and view with its text."""
    return db.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    ).fetchall()


# -- originals and exports ----------------------------------------------------------------


def judge_files(
    bag: Bag, unpacked: Unpacked, db: sqlite3.Connection, log: Log | None
) -> Iterator[Finding]:
    """Whether each other file of the payload is what the records make of it."""
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
    known = {BUNDLE, ARCHIVE, CHECKPOINT, GROWTH}
    wanted = {each.path: each.sha256 for each in originals}
    known.update(wanted)
    yield from shorten(_originals(bag, wanted))
    made = list(packing.exported(db, only))
    if log is not None and log.head is not None:
        made += packing.log_files(log, None)
    made.append(packing.described(db, only, _sized(bag)))
    for each in made:
        known.add(each.path)
        yield from _made(bag, each)
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


def _made(bag: Bag, each: packing.Made) -> Iterator[Finding]:
    """Make a file again, and compare its SHA-256 with what is listed; nothing is written."""
    listed = bag.entries.get(each.path)
    if listed is None:
        if bag.info.get("Bag-Software-Agent") == f"secretariat {__version__}":
            yield Finding(each.path, 0, "P052", "each package has it, and this one lacks it")
        return
    total = hashlib.sha256()
    for part in each.parts():
        total.update(part.encode("utf-8") if isinstance(part, str) else part)
    if total.hexdigest() == listed:
        return
    agent = bag.info.get("Bag-Software-Agent")
    if agent != f"secretariat {__version__}":
        said = f"it was made by another version of this program ({shown(agent)[:60]!r})"
        yield Finding(each.path, 0, "P059", said)
    else:
        code = "P056" if each.path == CHECKPOINT else "P058"
        yield Finding(each.path, 0, code, "it is not what the records in the bundle make of it")


# -- the log ------------------------------------------------------------------------------


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
    findings += _held_elsewhere(log, asked)
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
    held: dict[str, bytes] = {}
    folder = workspace.root / custody.FOLDER
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_SIZE:
            held[workspace.relative(path)] = path.read_bytes()
    return custody.read(held)


def _earlier(workspace: Workspace, log: Log) -> tuple[int, list[Finding]]:
    """Every earlier handover that the package tells of is whole in its log, and was signed."""
    events, faults = events_of(workspace)
    findings = [Finding(BUNDLE, 0, "P060", f"{each.path}: {each.message}") for each in faults]
    keys = [_bytes(workspace, path) for path in (SIGNERS, REVOKED)]
    tree = log.tree()
    held: set[str] = set()
    for event in events:
        where = contained(tree, event.checkpoint) if event.checkpoint else None
        if where == 0:
            said = f"{event.folder}: what was handed over then is not all in the log"
            findings.append(Finding(BUNDLE, 0, "P057", said))
        elif where and event.kind == "received":
            held.add(event.folder)
        for what, signed in (("package", event.package), ("receipt", event.acknowledgement)):
            said, _ = custody.standing(signed, *keys)
            if signed is None or said in ("holds", "not looked at"):
                continue
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


def _held_elsewhere(log: Log, asked: Asked) -> Iterator[Finding]:
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
            yield Finding(BUNDLE, 0, "P057", f"it does not hold {what}: {error}")


def opened(workspace: Workspace) -> sqlite3.Connection:
    """The archive that was made of what was unpacked."""
    return open_archive(workspace.archive)
