"""What this computer alone keeps of a record: copies of what was taken back, and the intake."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from archive.custody import FOLDER as CUSTODY
from archive.custody import files_of as custody_files
from archive.custody import read as read_custody
from archive.errors import BadFrontMatter
from archive.frontmatter import MAX_TEXT, newlines, read_front, salvage, split
from archive.workspace import RECORDS, Workspace
from toolkit.disposal.errors import DisposalRefused
from toolkit.handover.packing.contents import ORIGINALS
from toolkit.intake.store import Store, place_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """How something of the record is known: its id, its files' paths, its contents' SHA-256."""

    record: str
    paths: frozenset[str]
    sha256: frozenset[str]


def evidence(workspace: Workspace, wanted: Wanted) -> list[str]:
    """The receipts of earlier handovers that name files of the record, or their SHA-256.

    They are signed, so nothing can be taken out of them: they stay.
    """
    events, _ = read_custody(custody_files(workspace))
    files = {f"{ORIGINALS}/{path.removeprefix(f'{RECORDS}/')}" for path in wanted.paths}
    return [
        f"{CUSTODY}/{event.folder}"
        for event in events
        if event.receipt is not None
        and any(each.path in files or each.sha256 in wanted.sha256 for each in event.receipt.files)
    ]


def undone(workspace: Workspace, wanted: Wanted) -> list[Path]:
    """Copies of the record's files among what `undo` took back."""
    folder = workspace.local / "undone"
    return [path for path in _files(folder) if _is_of(path, folder, wanted)]


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            yield Path(place, name)


def _is_of(path: Path, folder: Path, wanted: Wanted) -> bool:
    below = path.relative_to(folder).parts[1:]  # the first is the time of the undo
    if "/".join(below) in wanted.paths:
        return True
    if path.is_symlink():
        return False
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() in wanted.sha256:
                return True
            file.seek(0)
            text, _ = salvage(file.read(MAX_TEXT)) if path.suffix == ".md" else (None, "")
        return (
            bool(text)
            and read_front(split(newlines(text or "")).front or "").get("id") == wanted.record
        )
    except (OSError, BadFrontMatter):
        return False


def remove_undone(workspace: Workspace, wanted: Wanted) -> None:
    """Remove those copies, and folders that they leave empty."""
    folder = workspace.local / "undone"
    for path in undone(workspace, wanted):
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


@dataclass(frozen=True, slots=True)
class InIntake:
    """What the intake holds: rows of the file itself, and files that it came within, by hash."""

    items: tuple[int, ...]
    files: tuple[str, ...]
    within: tuple[str, ...]


def in_intake(workspace: Workspace, wanted: Wanted) -> InIntake:
    """What the intake still holds of the record's originals."""
    path = place_of(workspace) / "intake.db"
    if not path.is_file():
        return InIntake((), (), ())
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return _found(db, wanted)


def _found(db: sqlite3.Connection, wanted: Wanted) -> InIntake:
    rows = {
        row[0]: (row[1], row[2], row[3], row[4])
        for row in db.execute("SELECT id, sha256, parent, record, place FROM item")
    }
    items = [
        number
        for number, (sha256, _, record, _) in rows.items()
        if record == wanted.record or sha256 in wanted.sha256
    ]
    files = {rows[number][0] for number in items} - {""}
    within: dict[str, str] = {}
    for number in items:
        parent = rows[number][1]
        while parent is not None and parent in rows:
            within[rows[parent][0]] = rows[parent][3]
            parent = rows[parent][1]
    return InIntake(
        tuple(items), tuple(sorted(files)), tuple(sorted(name for name in within if name))
    )


def remove_from_intake(workspace: Workspace, wanted: Wanted) -> None:
    """Remove the rows and kept files of the record's originals, and of what they came within.

    What came within the same package stays: it is kept by itself. Raises `DisposalRefused` where
    the intake is at work.
    """
    folder = place_of(workspace)
    if not (folder / "intake.db").is_file():
        return
    with Store(folder) as store, store.alone():
        shutil.rmtree(store.spools, ignore_errors=True)
        with closing(sqlite3.connect(folder / "intake.db", timeout=5)) as db:
            db.execute("PRAGMA secure_delete = ON")
            held = _found(db, wanted)
            for sha256 in (*held.files, *held.within):
                with suppress(FileNotFoundError):
                    store.path_of(sha256).unlink()
            with db:
                for number in held.items:
                    _unlist(db, number)
                    db.execute("UPDATE item SET parent = NULL WHERE parent = ?", (number,))
                    db.execute("DELETE FROM item WHERE id = ?", (number,))
            db.execute("VACUUM")
        for report in sorted(store.reports.glob("*.csv")):
            _without(report, {*held.files, *wanted.sha256})


def _unlist(db: sqlite3.Connection, item: int) -> None:
    """Take a file out of the list of what came within the one around it."""
    row = db.execute(
        "SELECT around.id, around.extracted, item.inside FROM item"
        " JOIN item AS around ON around.id = item.parent WHERE item.id = ?",
        (item,),
    ).fetchone()
    if row is None or not row[1]:
        return
    extracted = json.loads(row[1])
    extracted["enclosed"] = [
        each for each in extracted.get("enclosed", []) if each.get("inside") != row[2]
    ]
    changed = json.dumps(extracted, ensure_ascii=False)
    db.execute("UPDATE item SET extracted = ? WHERE id = ?", (changed, row[0]))


def _without(report: Path, hashes: Iterable[str]) -> None:
    """Take the rows of `hashes` out of the table of a run."""
    gone = set(hashes)
    with report.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index("sha256") if rows and "sha256" in rows[0] else None
    if at is None:
        return
    left = [row for row in rows if len(row) <= at or row[at] not in gone]
    if len(left) == len(rows):
        return
    partial = report.with_suffix(".partial")
    with partial.open(
        "w", encoding="utf-8-sig", errors="surrogateescape", newline=""
    ) as file:  # fmt: skip
        csv.writer(file, lineterminator="\r\n").writerows(left)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(report)


def require_idle(workspace: Workspace) -> None:
    """Raise `DisposalRefused` where files are being added or reviewed just now."""
    folder = place_of(workspace)
    if not (folder / "intake.db").is_file():
        return
    from toolkit.intake.store import IntakeUnusable

    try:
        with Store(folder) as store, store.alone():
            pass
    except IntakeUnusable as error:
        raise DisposalRefused(f"nothing was disposed of: {error}") from None
