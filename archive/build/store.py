"""Where a build is written: beside the archive, which it replaces once it is whole.

Whoever reads the old file goes on reading it, and a kill at any point leaves it as it
was. A lock, which the system lets go of when its holder dies, keeps a second build out.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from archive import schema
from archive.errors import ArchiveBusy, ArchiveUnwritable
from archive.whole import sync_folder

_UNWRITABLE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
}
_LEFTOVERS = ("-journal", "-wal", "-shm")


def has_leftovers(path: Path) -> bool:
    """Whether another program left unfinished writing beside the archive at `path`."""
    return any(path.with_name(path.name + end).exists() for end in _LEFTOVERS)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other builds of the archive at `path` out; raises `ArchiveBusy` where one is at work.

    The lock is SQLite's own, on an empty file beside: it works alike on every system.
    """
    lock = path.with_name(path.name + ".lock")
    if lock.is_symlink():
        lock.unlink()
    with _told(path):
        db = sqlite3.connect(lock, timeout=0, isolation_level=None)
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            db.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise ArchiveBusy(
                f"another build is writing {path.name}: wait until it is done"
            ) from None
    try:
        yield
    finally:
        db.close()


class Draft:
    """The file that becomes the archive at `path`: new, or begun as a copy of the old one.

    A copy may be begun ahead, while git is still asked what is new.
    """

    def __init__(self, path: Path) -> None:
        self.place = path.with_name(path.name + ".partial")
        self._path = path
        self._copying: Thread | None = None
        self._failure: OSError | None = None

    def begin(self) -> None:
        """Begin to copy the old archive."""
        self.remove()
        self._copying = Thread(target=self._copy)
        self._copying.start()

    def _copy(self) -> None:
        try:
            shutil.copyfile(self._path, self.place)
        except OSError as error:
            self._failure = error

    def copied(self) -> None:
        """Wait until the old archive is copied; raises `OSError` where it could not be."""
        if self._copying is None:
            self.begin()
        assert self._copying is not None
        self._copying.join()
        if self._failure is not None:
            raise self._failure

    def remove(self) -> None:
        """Leave nothing behind."""
        if self._copying is not None:
            self._copying.join()
            self._copying = None
        _remove(self.place)


@contextmanager
def draft(path: Path) -> Iterator[Draft]:
    """A draft of the archive at `path`, gone at the end if it did not become it."""
    begun = Draft(path)
    try:
        yield begun
    finally:
        begun.remove()


@contextmanager
def written(path: Path, begun: Draft, *, go_on: bool) -> Iterator[sqlite3.Connection]:
    """A connection within one transaction, to an empty archive or (`go_on`) a copy of the old one.

    At the end it is put in the place of the archive at `path`, flushed to the disk before.
    Raises `ArchiveUnwritable` where the disk is full or the folder may not be written.
    """
    with _told(path):
        if go_on:
            begun.copied()
        else:
            begun.remove()
        db = _open(begun.place, go_on=go_on)
        try:
            yield db
            wrong = [] if go_on else db.execute("PRAGMA foreign_key_check").fetchall()
            if wrong:
                raise AssertionError(f"rows without their parents: {wrong[:3]}")
            db.execute("COMMIT")
        finally:
            db.close()
        _sync(begun.place)
    _put(begun.place, path)


def _open(partial: Path, *, go_on: bool) -> sqlite3.Connection:
    db = sqlite3.connect(partial, timeout=0, isolation_level=None)
    db.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")
    db.execute("PRAGMA journal_mode = OFF")  # a copy that fails is thrown away
    db.execute("PRAGMA synchronous = OFF")  # it is flushed once, at the end
    db.execute("PRAGMA cache_size = -65536")
    # In a whole build all keys are checked at once, at the end.
    db.execute(f"PRAGMA foreign_keys = {'ON' if go_on else 'OFF'}")
    if not go_on:
        schema.create(db)
    db.execute("BEGIN")
    return db


def _put(partial: Path, path: Path) -> None:
    try:
        for end in _LEFTOVERS:  # they belong to the old file; played into the new one they ruin it
            path.with_name(path.name + end).unlink(missing_ok=True)
        partial.replace(path)
    except PermissionError:
        raise ArchiveBusy(
            f"{path.name} is open in another program: close it (or stop `secretariat serve`) "
            "and build again"
        ) from None
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from None
    sync_folder(path.parent)


def _remove(partial: Path) -> None:
    for end in ("", *_LEFTOVERS):
        with suppress(OSError):
            partial.with_name(partial.name + end).unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Failures to write, in words that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
        raise _unwritable(path, str(error)) from None
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from None


def _unwritable(path: Path, why: str) -> ArchiveUnwritable:
    return ArchiveUnwritable(
        f"{path.name} cannot be written ({why}): make room on the disk, or allow writing in "
        f"{path.parent}, and build again; what was there before is untouched"
    )


def _sync(path: Path) -> None:
    """Flush a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
