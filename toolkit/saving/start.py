"""The beginning of a workspace: its files, its repository, its first save."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from archive.errors import UsageProblem
from archive.workspace import CONFIG, RECORDS, Workspace, create
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver, enclosing, make, run, saver_at
from toolkit.saving.save import NOBODY, save

FIRST = "Begin the archive"


@dataclass(frozen=True, slots=True)
class Started:
    """A workspace begun: where, by whom, and what a person should be told of it.

    `nobody` says that the saver is a stand-in; `inside` is the root of a repository around
    it; `had_files` that its files were there before.
    """

    workspace: Workspace
    saver: Saver
    nobody: bool
    inside: Path | None
    had_files: bool


def start(target: Path, who: Callable[[Saver | None], Saver | None]) -> Started:
    """Make `target` a workspace with a first save, by whom `who` says (given whom git knows).

    A folder that already holds a workspace without history keeps its files, and gets the
    .gitignore of a new one where it has none. Raises `NotEmpty` for any other folder that holds
    something, `UsageProblem` where there is nothing to begin, and `SaveFailed` without git, each
    before anything is written.
    """
    outer = enclosing(target)
    had_files = (target / RECORDS).is_dir() and (target / CONFIG).is_file()
    if had_files:
        _require_no_history(target, outer)
    known = saver_at(_existing(target))
    saver = who(known)
    workspace = Workspace(target.resolve()) if had_files else create(target)
    if had_files:
        _ignore_what_is_built(workspace)
    if not (workspace.root / ".git").exists():
        make(workspace.root)
    repository = Repository(workspace)
    if saver is not None and saver != known:
        repository.remember(saver)
    by = saver or NOBODY
    save(repository, find_changes(repository), FIRST, by)
    inside = outer if outer is not None and outer != workspace.root else None
    return Started(workspace, by, saver is None, inside, had_files)


def _require_no_history(target: Path, outer: Path | None) -> None:
    if outer is None:
        return
    if outer == target.resolve():
        raise UsageProblem(f"{target} is a workspace already: go there and use it")
    if run(target, "ls-files", "-z", "--", RECORDS).out:
        raise UsageProblem(
            f"{target} is a workspace already; its versions are kept by the repository {outer}"
        )


def _ignore_what_is_built(workspace: Workspace) -> None:
    goal = workspace.root / ".gitignore"
    if not os.path.lexists(goal):
        goal.write_bytes((files("archive") / "sample" / "dot-gitignore").read_bytes())


def _existing(folder: Path) -> Path:
    there = folder.resolve()
    while not there.is_dir():
        there = there.parent
    return there
