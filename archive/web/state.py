"""What the archive that is being read is: of which commit, and whether edits are not saved yet."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.text.dates import in_words
from archive.text.numbers import counted


@dataclass(frozen=True, slots=True)
class State:
    """The process and the newest commit that the archive was built from; `edits` are unsaved.

    A `copy` of it as files tells what changes with every save in one place only.
    """

    process: str
    short: str
    hash: str | None
    day: str | None
    message: str | None
    commits: int
    edits: int
    edition: str = "secretariat"
    closed: int = 0
    copy: bool = False

    @property
    def shows(self) -> str:
        """Which edition this is, and what that means, in a sentence or two."""
        if self.edition == "secretariat":
            return "This is the secretariat's edition: it shows everything, closed records too."
        some = counted(self.closed, "closed record")
        left = f" In the place of {some} it has only a note." if self.closed else ""
        whom = "everyone" if self.edition == "public" else "the partners"
        return f"This is the {self.edition} edition: it holds only what is for {whom}.{left}"

    @property
    def banner(self) -> str | None:
        """What stands above each page of an edition that leaves something out."""
        return None if self.edition == "secretariat" else self.shows

    @property
    def said(self) -> str:
        """The state in one sentence."""
        if self.hash is None:
            return "This archive was built from files without a history."
        saved = f"as saved on {self.day}" if self.day else "as saved"
        what = "commit" if self.edition == "secretariat" else "state"
        return f"This is the archive {saved} ({what} {self.hash[:10]})."


def state(conn: sqlite3.Connection) -> State:
    """The state of the archive on `conn`."""
    process = {
        row[0]: row[1]
        for row in conn.execute("SELECT key, value FROM process WHERE key IN ('name', 'short')")
    }
    last = conn.execute(
        "SELECT hash, commit_time, message FROM commit_ "
        "WHERE uncommitted = 0 AND hash IS NOT NULL ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    commits = conn.execute("SELECT count(*) FROM commit_ WHERE hash IS NOT NULL").fetchone()[0]
    edits = conn.execute(
        "SELECT count(DISTINCT record) FROM version "
        "WHERE commit_seq IN (SELECT seq FROM commit_ WHERE uncommitted = 1)"
    ).fetchone()[0]
    edition = conn.execute("SELECT value FROM build WHERE key = 'edition'").fetchone()
    closed = conn.execute(
        "SELECT count(*) FROM stub JOIN record ON record.id = stub.record WHERE NOT removed"
    ).fetchone()[0]
    name = process.get("name") or "Archive"
    return State(
        process=name,
        short=process.get("short") or name,
        hash=last[0] if last else None,
        day=_day(last[1]) if last else None,
        message=last[2] if last else None,
        commits=commits,
        edits=edits,
        edition=edition[0] if edition else "secretariat",
        closed=closed,
    )


def _day(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    try:
        return in_words(datetime.fromtimestamp(seconds, UTC).date().isoformat())
    except (ValueError, OverflowError, OSError):  # a commit's time can be anything at all
        return None
