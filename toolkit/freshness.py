"""Whether the archive is as new as the last save, told in a few milliseconds and without git.

Only where it is not, git is asked whether the archive's save is still part of the history.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.errors import NoArchive
from archive.workspace import Workspace

REWRITTEN = "The archive was built from another history than the one that is here now"


@dataclass(frozen=True, slots=True)
class State:
    """How the archive stands: 'missing', 'unusable', 'behind', 'rewritten' (the history that it
    was built from is no longer that of the workspace), 'current' or 'unknown'."""

    name: str
    sentence: str


def git_head(root: Path) -> str | None:
    """The hash that HEAD of the repository around `root` names; None where that is not told.

    Read from git's files as gitrepository-layout describes them; a repository that keeps its
    references otherwise (reftable) tells nothing here.
    """
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.exists():
            return _head_in(git)
    return None


def _head_in(git: Path) -> str | None:
    try:
        if git.is_file():
            git = git.parent / git.read_text("utf-8").removeprefix("gitdir:").strip()
        head = (git / "HEAD").read_text("utf-8").strip()
        if not head.startswith("ref:"):
            return head or None
        name = head.removeprefix("ref:").strip()
        if ".." in Path(name).parts or Path(name).is_absolute():
            return None
        common = git / "commondir"
        base = git / common.read_text("utf-8").strip() if common.is_file() else git
        for place in (git, base):
            if (place / name).is_file():
                return (place / name).read_text("utf-8").strip() or None
        return _packed(base / "packed-refs", name)
    except (OSError, UnicodeDecodeError):
        return None


def _packed(path: Path, name: str) -> str | None:
    if not path.is_file():
        return None
    for line in path.read_text("utf-8").splitlines():
        if line.endswith(f" {name}"):
            return line.partition(" ")[0]
    return None


def archive_head(conn: sqlite3.Connection) -> str | None:
    """The hash of the save that the archive was built from; None where it had no history."""
    row = conn.execute("SELECT value FROM build WHERE key = 'head'").fetchone()
    return str(row[0]) if row else None


def is_behind(workspace: Workspace, conn: sqlite3.Connection) -> bool:
    """Whether something was saved since the archive was built (False where nothing tells)."""
    now, then = git_head(workspace.root), archive_head(conn)
    return now is not None and now != then


def is_rewritten(workspace: Workspace, conn: sqlite3.Connection) -> bool:
    """Whether the save that the archive was built from is no part of the history any more."""
    from archive import history

    now, then = git_head(workspace.root), archive_head(conn)
    if now is None or then is None or now == then:
        return False
    return not history.is_ancestor(workspace.root, then, now)


def archive_state(workspace: Workspace) -> State:
    """How the archive stands, and the sentence that says so."""
    from archive.reading import open_archive

    if not workspace.archive.is_file():
        return State("missing", "There is no archive yet: secretariat build makes it.")
    try:
        with closing(open_archive(workspace.archive)) as conn:
            behind, told = is_behind(workspace, conn), archive_head(conn) is not None
            rewritten = behind and is_rewritten(workspace, conn)
    except NoArchive as error:
        return State("unusable", f"The archive cannot be used: {error}.")
    if rewritten:
        return State("rewritten", f"{REWRITTEN}: secretariat build says more.")
    if behind:
        return State("behind", "The archive is older than the last save: secretariat build.")
    if not told:
        return State("unknown", "The archive was built from a folder without history.")
    return State("current", "The archive holds the last save.")
