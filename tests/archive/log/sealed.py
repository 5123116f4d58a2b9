"""Steps of tests on sealed workspaces."""

from __future__ import annotations

from contextlib import closing

from archive.log import proofs, sealing, store
from archive.log.sealing import Sealed
from archive.log.store import Log
from archive.reading import open_archive
from tests.conftest import Repository


def seal(
    repository: Repository, *, origin: str | None = None, full: bool = False,
    set_aside: tuple[str, str] | None = None,
) -> Sealed:  # fmt: skip
    """Build, extend the log, and save it."""
    repository.build(full=full)
    with closing(open_archive(repository.workspace.archive)) as db:
        done = sealing.seal(
            repository.workspace, db, load(repository), origin=origin, set_aside=set_aside
        )
    if done.added:
        repository.save("Seal")
        repository.build()
    return done


def load(repository: Repository) -> Log:
    return store.load(repository.workspace)


def compared(repository: Repository, *, full: bool = False) -> sealing.Comparison:
    repository.build(full=full)
    with closing(open_archive(repository.workspace.archive)) as db:
        return sealing.verify(repository.workspace, db, load(repository)).comparison


def proof(
    repository: Repository, ref: str, *, version: int | None = None, since: int | None = None,
    text: bool = True,
) -> dict[str, object]:  # fmt: skip
    log = load(repository)
    older = next((each for each in log.checkpoints if each.size == since), None)
    with closing(open_archive(repository.workspace.archive)) as db:
        return proofs.prove(db, repository.root, log, ref, version=version, since=older, text=text)


def statements(repository: Repository) -> list[dict[str, object]]:
    return [opening.said() for opening in load(repository).openings if opening]
