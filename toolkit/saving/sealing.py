"""Sealing: the log is extended, and saved at once under the saver's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from archive.build.store import locked
from archive.check.log import shortened
from archive.errors import ArchiveBusy, SaveFailed
from archive.log import sealing, store
from archive.log.note import Checkpoint
from archive.reading import open_archive
from archive.text.numbers import counted
from archive.workspace import Workspace
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.save import save
from toolkit.saving.undo import local_folder


@dataclass(frozen=True, slots=True)
class SealedAndSaved:
    """What came of it; `saved` is the save's hash, None where the log was saved already."""

    head: Checkpoint | None
    added: int
    reread: int
    saved: str | None


def seal_and_save(
    repository: Repository, saver: Saver, build: Callable[[], object], *,
    origin: str | None = None, set_aside: tuple[str, str] | None = None,
    step: store.Step | None = None,
) -> SealedAndSaved:  # fmt: skip
    """Extend the log by what was saved since the last seal, and save the log and nothing else.

    `build` brings the archive up to the records. A seal that was stopped after the log had grown
    is gone on with: what is not saved of it is saved now. Raises `SealRefused`, `LogDamaged`,
    `SaveFailed`, and what `build` raises.
    """
    workspace = repository.workspace
    with _alone(workspace):
        repository.catch_up(store.FOLDER)
        lost = shortened(workspace)
        if lost:
            raise SaveFailed(
                f"nothing was sealed: {lost[0]} is not as it was saved; take it back with "
                f"`secretariat undo {store.FOLDER}`"
            )
        log = store.load(workspace)
        build()
        with closing(open_archive(workspace.archive)) as db:
            done = sealing.seal(workspace, db, log, origin=origin, set_aside=set_aside, step=step)
        if done.head is None:
            return SealedAndSaved(None, 0, done.reread, None)
        if step:
            step("save")
        prefix = f"{store.FOLDER}/"
        changes = [each for each in find_changes(repository) if each.path.startswith(prefix)]
        size = done.head.size
        new = f"{done.added:,} new, " if done.added else ""
        why = f"Seal the log: {new}{counted(size, 'leaf', 'leaves')} in all"
        saved = save(repository, changes, why, saver) if changes else None
        return SealedAndSaved(done.head, done.added, done.reread, saved.hash if saved else None)


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Keep another seal out while this one works."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(local_folder(workspace) / "seal"))
        except ArchiveBusy:
            raise ArchiveBusy("another seal is at work here: wait until it is done") from None
        yield
