"""What goes into a package besides the history: the one list of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from archive.export.events import custody_jsonl
from archive.export.registers import REGISTERS, register_csv
from archive.export.retention import retention_csv
from archive.export.rocrate import METADATA, ro_crate_json
from archive.export.together import FORMS, told_together
from archive.gitrun import ask, git_at
from archive.log.checkproof import written
from archive.log.note import Checkpoint
from archive.log.proofs import prove_growth
from archive.log.store import Log
from archive.originals import place_of
from archive.workspace import RECORDS, Workspace
from toolkit.handover.bagit.names import twins, unportable, unsafe
from toolkit.handover.errors import PackRefused
from toolkit.handover.packing.writing import Made, Saved

ORIGINALS = "data/originals"
BUNDLE = "data/records.bundle"
ARCHIVE = "data/archive.db"
CRATE = f"data/{METADATA}"

#: What tells of each record, and is made in one pass.
TOLD = tuple(f"data/{name}" for name in FORMS)


def originals(
    db: sqlite3.Connection, workspace: Workspace, only: Collection[str] | None
) -> list[Saved]:
    """The originals of the records that stand, by path; of `only` these files, where given.

    Raises `PackRefused` where one is missing, or has a name that not every computer can hold.
    """
    rows = db.execute(
        "SELECT DISTINCT original.path, original.git_blob, original.size, original.sha256"
        " FROM original JOIN record ON record.id = original.record"
        " AND original.version = record.current_version"
        " WHERE NOT record.removed ORDER BY original.path"
    ).fetchall()
    found = []
    for path, blob, size, sha256 in rows:
        if only is not None and path not in only:
            continue
        below = path.removeprefix(f"{RECORDS}/")
        if below == path:
            continue  # `check` says that it leads outside
        if sha256 is None or size is None:
            raise PackRefused(
                f"git does not hold the original {path}: restore it from a copy, and save it"
            )
        where = f"{ORIGINALS}/{below}"
        if fault := unsafe(where) or unportable(where):
            raise PackRefused(f"{path} cannot be in a package: {fault}; rename it, and save")
        found.append(Saved(where, workspace.root / path, str(blob), int(size), str(sha256)))
    for one, other in twins(each.path for each in found):
        raise PackRefused(
            f"{one} and {other} are one file on Windows and macOS: rename one of them, and save"
        )
    return found


def log_files(log: Log, accepted: Checkpoint | None) -> list[Made]:
    """The log's checkpoint, and the proof that it went on from the one accepted last."""
    assert log.head is not None
    head = log.head
    files = [Made("data/log/checkpoint", lambda: [head.written()])]
    if accepted is not None:
        files.append(Made("data/log/growth.json", lambda: [written(prove_growth(log, accepted))]))
    return files


def told(
    db: sqlite3.Connection, only: Sequence[str] | None, paths: Collection[str]
) -> Iterator[tuple[str, str]]:
    """(path, piece) of those of the files `TOLD` that `paths` has, made in one pass."""
    names = [path.removeprefix("data/") for path in paths]
    return ((f"data/{name}", piece) for name, piece in told_together(db, only, names))


def exported(db: sqlite3.Connection, only: Sequence[str] | None) -> Iterator[Made]:
    """What else others read of the archive; of records only those called `only`, where given."""
    for name in REGISTERS:
        yield Made(f"data/registers/{name}.csv", partial(register_csv, db, name))
    yield Made("data/retention.csv", lambda: retention_csv(db))
    yield Made("data/custody.jsonl", lambda: custody_jsonl(db))


def described(
    db: sqlite3.Connection, only: Sequence[str] | None, files: Mapping[str, tuple[str, int]]
) -> Made:
    """What describes the other `files`, path in the package → (SHA-256, bytes): RO-Crate."""
    below = {path.removeprefix("data/"): said for path, said in files.items()}
    return Made(CRATE, lambda: ro_crate_json(db, below, only))


@dataclass(frozen=True, slots=True)
class Changed:
    """What is new or other than at a save: files below records/, and imports by their id."""

    files: frozenset[str]
    imports: frozenset[str]

    def records(self, db: sqlite3.Connection) -> list[str]:
        """The records that stand and that it concerns."""
        own = db.execute("SELECT id, path, original FROM record WHERE NOT removed")
        found = {
            str(record)
            for record, path, original in own
            if path in self.files or (original and place_of(path, original) in self.files)
        }
        brought = db.execute(
            "SELECT DISTINCT record, line FROM version JOIN commit_ ON seq = commit_seq"
            " JOIN record ON record.id = record WHERE line IS NOT NULL AND NOT removed"
        )
        found.update(str(record) for record, line in brought if line in self.imports)
        return sorted(found)


def changed(workspace: Workspace, since: str, commit: str, imports: Iterable[str]) -> Changed:
    """What changed from the save `since` to `commit`, with those imports that are new."""
    said = ask(
        git_at(workspace.root), "diff", "--name-only", "--diff-filter=AMT", "-z", "--relative",
        "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
        since, commit, "--", RECORDS,
    )  # fmt: skip
    files = frozenset(name for name in said.split("\0") if name)
    return Changed(files, frozenset(imports))
