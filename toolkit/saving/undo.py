"""Taking back what was not saved: nothing is destroyed, everything goes to a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import SaveFailed, UsageProblem
from archive.frontmatter import MAX_FRONT
from archive.workspace import RECORDS, Workspace
from archive.workspace import local_folder as local_folder
from toolkit.drafting import ID_LINE, ids_in
from toolkit.saving.changes import Change
from toolkit.saving.repository import Repository

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def chosen(
    repository: Repository, changes: Sequence[Change], start: Path, names: Iterable[str]
) -> list[Change]:
    """Those of `changes` that `names` speak of: files or folders as seen from `start`, or ids.

    All where there are no names. Raises `UsageProblem` for a name that leads outside, or that
    is neither a file nor a record.
    """
    workspace = repository.workspace
    picked: dict[str, Change] = {}
    everything = True
    for name in names:
        everything = False
        by_id = [change for change in changes if change.subject == name]
        inside = by_id or _within(workspace, changes, start, name)
        if not inside:
            _require_known(repository, start, name)
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


def _require_known(repository: Repository, start: Path, name: str) -> None:
    """Raise `UsageProblem` where `name` is no file, folder or record, saved or not."""
    if os.path.lexists(start / name) or name in ids_in(repository.workspace):
        return
    removed = _removal(repository, start, name)
    if removed is None:
        raise UsageProblem(
            f"there is no changed file or record called {name!r}: "
            "`secretariat status` lists what can be taken back"
        )
    shows = ""
    if removed.record and removed.before:
        how = f"secretariat show {removed.record} --as-known-at {removed.before[:10]}"
        shows = f"; `{how}` shows it"
    raise UsageProblem(f"{name} was removed by the save {removed.save[:10]} ({removed.why}){shows}")


@dataclass(frozen=True, slots=True)
class _Removal:
    """The save that removed something (`why` has its day and reason), and the one before it.

    `record` is the id of what was removed, None where it was no record.
    """

    save: str
    before: str
    why: str
    record: str | None


def _removal(repository: Repository, start: Path, name: str) -> _Removal | None:
    """The last save that removed the record or the file `name`; None where none did."""
    by_id = _ID.match(name)
    path = repository.workspace.relative(Path(os.path.normpath(start.resolve() / name)))
    done = repository.run(
        *("log", "-1", "--no-renames", "--diff-filter=D", "--format=%H%x00%P%x00%as: %s"),
        *("--no-textconv", "--no-ext-diff", "--no-show-signature"),  # these would run programs
        *((f"-G^id:[ \t]*[\"']?{name}[\"']?[ \t\r]*$",) if by_id else ()),
        *("--", RECORDS if by_id else path),
        env={"GIT_LITERAL_PATHSPECS": "1"},
    )
    if done.status or not done.out:
        return None
    save, parents, why = done.out.decode("utf-8", "replace").rstrip("\n").split("\0", 2)
    before = parents.partition(" ")[0]
    if by_id:
        return _Removal(save, before, why, name)
    held = repository.run("cat-file", "blob", f"{before}:{repository.prefix}{path}").out
    said = ID_LINE.search(held[:MAX_FRONT]) if path.endswith(".md") else None
    return _Removal(save, before, why, said[1].decode("ascii") if said else None)


def take_back(repository: Repository, changes: Sequence[Change]) -> Path | None:
    """Make every file of `changes` what it was at the last save; gives the folder of the copies.

    What now stands there is first copied to that folder, under its own path; it is None where
    nothing stands there. Raises `SaveFailed`; the copies are then named in the message.
    """
    root = repository.workspace.root
    added = [change.path for change in changes if change.kind in ("new", "renamed")]
    present = [change.path for change in changes if change.kind != "deleted"]
    folder = _new_folder(repository.workspace) if present else None
    if folder is not None:
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
            copies = f"; what stood there is kept in {folder}" if folder else ""
            raise SaveFailed(f"not all could be taken back ({' '.join(done.err.split())}){copies}")
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
    undone = local_folder(workspace) / "undone"
    undone.mkdir(parents=True, exist_ok=True)
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
