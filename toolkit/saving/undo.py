"""Taking back what was not saved: nothing is destroyed, everything goes to a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from archive.errors import SaveFailed, UsageProblem
from archive.workspace import Workspace
from toolkit.saving.changes import Change
from toolkit.saving.repository import Repository


def chosen(
    workspace: Workspace, changes: Sequence[Change], start: Path, names: Iterable[str]
) -> list[Change]:
    """Those of `changes` that `names` speak of: files or folders as seen from `start`, or ids.

    All where there are no names. Raises `UsageProblem` for a name that leads outside.
    """
    picked: dict[str, Change] = {}
    everything = True
    for name in names:
        everything = False
        by_id = [change for change in changes if change.subject == name]
        inside = by_id or _within(workspace, changes, start, name)
        picked.update((change.path, change) for change in inside)
    return list(changes) if everything else list(picked.values())


def _within(
    workspace: Workspace, changes: Sequence[Change], start: Path, name: str
) -> list[Change]:
    # Not resolve(): a link among the records is itself what changed, not what it leads to.
    path = Path(os.path.normpath(start.resolve() / name))
    if not path.is_relative_to(workspace.root):
        raise UsageProblem(f"{name} lies outside the workspace {workspace.root}")
    wanted = workspace.relative(path)
    return [
        change
        for change in changes
        if any(wanted == "." or p == wanted or p.startswith(wanted + "/") for p in change.paths)
    ]


def take_back(repository: Repository, changes: Sequence[Change]) -> Path:
    """Make every file of `changes` what it was at the last save; gives the folder of the copies.

    What now stands there is first copied to that folder, under its own path. Raises
    `SaveFailed`; the copies are then there, and named in the message.
    """
    root = repository.workspace.root
    folder = _new_folder(repository.workspace)
    added = [change.path for change in changes if change.kind in ("new", "renamed")]
    present = [change.path for change in changes if change.kind != "deleted"]
    for path in present:
        goal = folder / path
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, goal, follow_symlinks=False)
    kept = [change.old_path or change.path for change in changes if change.kind != "new"]
    if kept:
        done = repository.run(
            *("restore", "--source=HEAD", "--staged", "--worktree"),
            *("--pathspec-from-file=-", "--pathspec-file-nul"),
            stdin=b"".join(os.fsencode(path) + b"\0" for path in kept),
            env={"GIT_LITERAL_PATHSPECS": "1"},
        )
        if done.status:
            raise SaveFailed(
                f"not all could be taken back ({' '.join(done.err.split())}); "
                f"what stood there is kept in {folder}"
            )
    for path in added:
        (root / path).unlink()
        _remove_empty_folders(root / path, root)
    if added:
        repository.run(
            *("update-index", "--force-remove", "-z", "--stdin"),
            stdin=b"".join(os.fsencode(path) + b"\0" for path in added),
        )
    return folder


def _new_folder(workspace: Workspace) -> Path:
    undone = workspace.local / "undone"
    undone.mkdir(parents=True, exist_ok=True)
    ignore = workspace.local / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8", newline="\n")
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d_%H-%M-%S")
    for n in range(1, 1000):
        folder = undone / (stamp if n == 1 else f"{stamp}_{n}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise SaveFailed(f"{undone} is full: move what is in it elsewhere and try again")


def _remove_empty_folders(path: Path, root: Path) -> None:
    for folder in path.parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()
