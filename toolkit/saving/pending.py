"""What git's folder keeps while a save takes effect, so that one that was stopped there is ended.

git leaves its locks behind where it loses its power, and its index says of the saved files what
the save before said. Before the first step that may leave such a thing, a note of it is written
into git's folder; whoever saves next reads it, takes the locks away, and does the rest.

Only one save of ours is at work at a time: the lock for that is let go by the system itself, also
where a program is killed. A lock of git's that is younger than a few seconds may be that of a git
that outlived the program which began it, and is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import whole
from archive.build.store import locked
from archive.errors import ArchiveBusy, SaveFailed

#: The note, in git's folder: the hash of the new save, and the paths that it concerns.
NOTE = "secretariat-save"

#: Seconds after which no git of a save that was killed is still at work on the index.
PATIENCE = 3.0

#: How often it is looked whether a lock is gone, in seconds.
_OFTEN = 0.1


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other saves out of the repository whose git folder it is; raises `SaveFailed`."""
    try:
        with locked(folder / NOTE):
            yield
    except ArchiveBusy:
        raise SaveFailed("another program is saving here just now: try again") from None


def write(folder: Path, new: str, paths: bytes) -> None:
    """Note that the save `new` takes effect; `paths` each end in NUL."""
    whole.put(folder / NOTE, new.encode("ascii") + b"\0" + paths)


def read(folder: Path) -> tuple[str, bytes] | None:
    """The hash and the paths of the save that was stopped; None where none was."""
    try:
        new, _, paths = (folder / NOTE).read_bytes().partition(b"\0")
    except OSError:
        return None
    return new.decode("ascii", "replace"), paths


def done(folder: Path) -> None:
    """Take the note away: nothing is left to be done."""
    (folder / NOTE).unlink(missing_ok=True)


def unlock(folder: Path, branch: str) -> None:
    """Remove the locks of a git that was killed with the save that began it."""
    for name in ("index.lock", "HEAD.lock", f"{branch}.lock"):
        lock = folder / name
        while (age := _age(lock)) is not None and age < PATIENCE:
            time.sleep(_OFTEN)
        lock.unlink(missing_ok=True)


def _age(lock: Path) -> float | None:
    """Seconds since `lock` was made; None where it is not there. A clock set back counts as old."""
    try:
        made = lock.stat().st_mtime
    except OSError:
        return None
    age = time.time() - made
    return age if age >= 0 else PATIENCE
