"""Where a build is written: in place in one transaction, or beside the archive that it replaces."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive import schema
from archive.errors import ArchiveBusy


@contextmanager
def in_place(path: Path) -> Iterator[sqlite3.Connection]:
    """The archive itself, in one transaction: a failure or a kill leaves it as it was."""
    db = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cache_size = -65536")
        _begin(db, path)
        yield db
        db.execute("COMMIT")
    finally:
        db.close()


@contextmanager
def beside(path: Path) -> Iterator[sqlite3.Connection]:
    """A new archive beside the old one, which it replaces once it is whole and on the disk."""
    partial = path.with_name(path.name + ".partial")
    db = _exclusive(partial, path)
    try:
        yield db
        wrong = db.execute("PRAGMA foreign_key_check").fetchall()
        if wrong:
            raise AssertionError(f"rows without their parents: {wrong[:3]}")
        db.execute("COMMIT")
        db.close()
        _sync(partial)
        try:
            partial.replace(path)
        except PermissionError:
            raise ArchiveBusy(
                f"{path.name} is open in another program: close it (or stop `secretariat serve`) "
                "and build again"
            ) from None
        _sync(path.parent)
    finally:
        db.close()
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _exclusive(partial: Path, path: Path) -> sqlite3.Connection:
    if partial.exists():  # left by a build that was killed, or in use by one that goes on
        db = sqlite3.connect(partial, timeout=0, isolation_level=None)
        try:
            _begin(db, path)
        except sqlite3.DatabaseError:
            pass
        finally:
            db.close()
        partial.unlink()
    db = sqlite3.connect(partial, timeout=0, isolation_level=None)
    db.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA foreign_keys = OFF")  # all are checked at once, at the end
    schema.create(db)
    _begin(db, path)
    return db


def _begin(db: sqlite3.Connection, path: Path) -> None:
    try:
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise ArchiveBusy(f"another build is writing {path.name}: wait until it is done") from None


def _sync(path: Path) -> None:
    """Flush a file (or, where the system can, a folder) to the disk."""
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except (PermissionError, IsADirectoryError):
        return  # Windows opens no folders
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
