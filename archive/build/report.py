"""What a build did, and what the archive holds after it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from archive.build import imports
from archive.build.imports import Source
from archive.errors import NoArchive
from archive.findings import Finding


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `mode` is 'whole', 'new commits' or 'nothing new'."""

    path: Path
    mode: str
    head: str | None
    commits: int
    versions: int
    records: int
    total_commits: int
    total_versions: int
    total_records: int
    uncommitted: int
    notices: tuple[Finding, ...] = field(default=())


def history_kept(db: sqlite3.Connection) -> bool:
    """Whether the archive was built from saved commits, not from a mere folder."""
    found = db.execute("SELECT 1 FROM commit_ WHERE hash IS NULL AND NOT uncommitted").fetchone()
    return found is None


def keep_findings(db: sqlite3.Connection, found: list[tuple[int, Finding]]) -> None:
    """Write what was found in the history, each with the commit that brought it."""
    places: dict[int, int] = {}
    for seq, finding in found:
        places[seq] = places.get(seq, 0) + 1
        db.execute(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                seq, places[seq], finding.path, finding.line, finding.code, finding.message,
                finding.subject,
            ),
        )  # fmt: skip


def count(db: sqlite3.Connection, table: str) -> int:
    """The rows of `table`."""
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def totals(db: sqlite3.Connection) -> tuple[int, int, int]:
    """Saved commits, versions, and records that stand."""
    standing = db.execute("SELECT count(*) FROM record WHERE NOT removed").fetchone()[0]
    commits = db.execute("SELECT count(*) FROM commit_ WHERE hash IS NOT NULL").fetchone()[0]
    return commits, count(db, "version"), standing


def notices(db: sqlite3.Connection, shallow: bool, sources: list[Source]) -> tuple[Finding, ...]:
    """All findings of the history, those of the whole of it first."""
    found = [
        Finding(*row)
        for row in db.execute(
            "SELECT path, line, code, message, subject FROM finding ORDER BY commit_seq, n"
        )
    ]
    found = imports.notices(sources) + found
    if shallow:
        said = "this copy lacks the older history: versions before its first commit are missing"
        found.insert(0, Finding("records", 0, "H005", said))
    if not history_kept(db):
        said = "this folder has no history: each record has one version"
        found.insert(0, Finding("records", 0, "H006", said))
    return tuple(found)


def nothing_new(path: Path, head: str | None, shallow: bool, sources: list[Source]) -> BuildReport:
    """The report of a build that had nothing to do; raises `NoArchive`."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return BuildReport(
            path, "nothing new", head, 0, 0, 0, *totals(db), 0, notices(db, shallow, sources)
        )
    except sqlite3.DatabaseError as error:
        raise NoArchive(
            f"{path.name} cannot be read ({error}): run `secretariat build --full`"
        ) from None
    finally:
        db.close()
