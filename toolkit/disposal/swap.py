"""Puts the rewritten history in the place of the old one, so that it can be gone on with after a
kill at any point.

All that is new lies in .secretariat/disposal before anything changes. The journal there is the
point of no return: without it the old history stands and what lies there is thrown away, with it
every step is done again until all are done. Each may be done twice.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive.errors import SaveFailed
from archive.gitrun import ask, git_at
from archive.whole import sync_folder
from archive.workspace import Workspace
from toolkit.disposal import leftovers
from toolkit.disposal.errors import DisposalPending, DisposalRefused
from toolkit.saving.removing import remove_tree
from toolkit.saving.repository import Repository
from toolkit.saving.undo import local_folder

#: Called before each step that changes the disk; for tests that stop there.
Step = Callable[[str], None]

_JOURNAL = "journal.json"


@dataclass(frozen=True, slots=True)
class Journal:
    """What is left to be done. `tips` is `tips_of` the old history; `remove` and `write` are paths
    of the repository; `top` is it, relative to the workspace's root (`.`, or `..` as often as need
    be).
    """

    record: str
    certificate: str
    tips: str
    top: str
    remove: tuple[str, ...]
    write: tuple[str, ...]
    paths: tuple[str, ...]
    sha256: tuple[str, ...]


def folder_of(workspace: Workspace) -> Path:
    """Where a disposal prepares itself; it need not be there."""
    return workspace.local / "disposal"


def fresh_folder(workspace: Workspace) -> Path:
    """That folder, empty. What an earlier disposal left that never took effect is gone."""
    local_folder(workspace)
    place = folder_of(workspace)
    _remove_tree(place)
    place.mkdir()
    return place


def pending(workspace: Workspace) -> Journal | None:
    """A disposal that took effect and is not done; None where there is none."""
    path = folder_of(workspace) / _JOURNAL
    if not path.is_file():
        return None
    return msgspec.json.decode(path.read_bytes(), type=Journal)


def require_none(workspace: Workspace) -> None:
    """Raise `DisposalPending` where a disposal was stopped half way."""
    if (folder_of(workspace) / _JOURNAL).is_file():
        raise DisposalPending(
            "a disposal was stopped before it was done: run `secretariat dispose --finish` first"
        )


def begin(workspace: Workspace, journal: Journal, step: Step | None = None) -> None:
    """Write the journal, flushed to the disk: from here on the disposal is to be finished."""
    place = folder_of(workspace)
    partial = place / f"{_JOURNAL}.partial"
    with partial.open("wb") as file:
        file.write(msgspec.json.encode(journal))
        file.flush()
        os.fsync(file.fileno())
    _at(step, "journal")
    partial.replace(place / _JOURNAL)
    sync_folder(place)


def finish(workspace: Workspace, journal: Journal, step: Step | None = None) -> None:
    """Do all that the journal says, or the rest of it, and take it away."""
    place = folder_of(workspace)
    top = Path(os.path.normpath(workspace.root / journal.top))
    _swap_history(top / ".git", place, journal, step)
    repository = Repository(workspace)
    _at(step, "files")
    _settle_files(repository, top, journal)
    wanted = leftovers.Wanted(journal.record, frozenset(journal.paths), frozenset(journal.sha256))
    _at(step, "undone")
    leftovers.remove_undone(workspace, wanted)
    _at(step, "intake")
    leftovers.remove_from_intake(workspace, wanted)
    _at(step, "archive")
    _swap_archive(workspace, place)
    _at(step, "old history")
    _remove_tree(place / "old.git")
    _remove_tree(place / "new")
    _at(step, "end")
    (place / _JOURNAL).unlink()
    _remove_tree(place)


def tips_of(folder: Path) -> str:
    """One hash for all that the references of the repository in `folder` name."""
    said = ask(git_at(folder), "for-each-ref", "--format=%(refname) %(objectname) %(symref)")
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


def _swap_history(own: Path, place: Path, journal: Journal, step: Step | None) -> None:
    new, old = place / "new" / ".git", place / "old.git"
    if not new.is_dir():
        return  # it stands in its place already
    try:
        if own.exists():
            _at(step, "move the old history away")
            own.rename(old)
        if tips_of(old) != journal.tips:  # saved while the last of it was prepared: kept
            old.rename(own)
            (place / _JOURNAL).unlink()
            raise DisposalRefused(
                "nothing was disposed of: something was saved meanwhile; do it again"
            )
        _at(step, "move the new history in")
        new.rename(own)
    except OSError as error:
        if not own.exists() and old.exists():
            with suppress(OSError):
                old.rename(own)
        raise SaveFailed(
            f"{own} cannot be replaced ({error.strerror or error}): end the programs that use it "
            "(editors, `secretariat serve`), then run `secretariat dispose --finish`"
        ) from None
    sync_folder(own.parent)
    sync_folder(place)


def _settle_files(repository: Repository, top: Path, journal: Journal) -> None:
    for name in journal.remove:
        path = top / name
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
        for parent in path.parents:
            if parent == top or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()
    # Of a run that lost its power half way: nothing else may be at work while this one is pending.
    (repository.folder / "index.lock").unlink(missing_ok=True)
    if journal.write:
        listed = b"".join(os.fsencode(f":/{name}") + b"\0" for name in journal.write)
        done = repository.run(
            *("restore", "--source=HEAD", "--worktree", "--staged"),
            *("--pathspec-from-file=-", "--pathspec-file-nul"),
            stdin=listed,
        )
        if done.status:
            raise SaveFailed(
                f"the stub could not be written ({' '.join(done.err.split())}): see that the disk "
                "has room, then run `secretariat dispose --finish`"
            )
    repository.run("update-index", "-q", "--refresh")


def archives(workspace: Workspace) -> list[Path]:
    """The archive and what belongs to it, and all other archive files beside it (editions)."""
    path = workspace.archive
    found = sorted(path.parent.glob(f"{path.stem}*{path.suffix}*"))
    return [each for each in found if each.is_file() and not each.name.endswith(".lock")]


def _swap_archive(workspace: Workspace, place: Path) -> None:
    """The archive that was built from the new history, in the place of all older ones."""
    path = workspace.archive
    new = next(iter(sorted((place / "new").rglob(path.name))), None)
    for each in archives(workspace):
        if new is None and each == path:
            continue  # it is the new one already
        try:
            each.unlink()
        except PermissionError:
            raise SaveFailed(
                f"{each.name} is open in another program: close it (or stop `secretariat serve`), "
                "then run `secretariat dispose --finish`"
            ) from None
    if new is not None:
        new.replace(path)


def _remove_tree(path: Path) -> None:
    """Remove a folder that may hold files that are only to be read, as git writes them."""
    for wait in (0.1, 0.4, 1.5, None):
        try:
            remove_tree(path)
        except OSError as error:
            if wait is None:
                raise DisposalRefused(
                    f"{path} cannot be removed ({error.strerror or error}): end the programs that "
                    "use it, and run the same command again"
                ) from None
            time.sleep(wait)  # a git that a killed run began may be at work there still
        else:
            return


def _at(step: Step | None, what: str) -> None:
    if step:
        step(what)
