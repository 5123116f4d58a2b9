"""The originals on this computer: each kept once, byte for byte, named by its SHA-256."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from archive.errors import SecretariatError

_COPY = 1024 * 1024
#: Bytes of the disk that stay free: for rows, and for what is unpacked.
_RESERVE = 16 * 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_BINARY = getattr(os, "O_BINARY", 0)


class IntakeUnusable(SecretariatError):
    """What waits for review cannot be read or written; the message says what to do."""


class NoRoom(IntakeUnusable):
    """The disk is full; nothing is lost, and the same command goes on once there is room."""


class Changed(Exception):
    """A file was written to while it was copied."""


class Keeping:
    """The files below `folder`; nothing is made before something is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"
        # One for each run: a worker that outlived a killed one writes where nobody looks.
        self.spools = folder / "spool"
        self.spool = self.spools / secrets.token_hex(8)

    def require_room(self, size: int = 0) -> None:
        """Raise `NoRoom` where the disk does not take `size` bytes and what belongs to them."""
        if shutil.disk_usage(self.folder).free < size + _RESERVE:
            raise NoRoom(no_room(self.folder))

    def keep(self, path: Path) -> tuple[str, int]:
        """Copy the file at `path` here, byte for byte; gives its SHA-256 and its size.

        Raises `Changed` where it was written to meanwhile, `OSError` where it cannot be read,
        `NoRoom` where it cannot be kept.
        """
        # What was a file a moment ago may be a pipe by now, which would never let go.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(number, "rb") as source:
            before = os.fstat(source.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise OSError(errno.EINVAL, "it is no file")
            self.require_room(before.st_size)
            partial = self.spool / "incoming.partial"
            try:
                digest = self._copy(source, partial, before.st_size)
                after = path.stat()
                if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
                    raise Changed(str(path))
                self._settle(partial, digest)
            finally:
                partial.unlink(missing_ok=True)
        return digest, before.st_size

    def _copy(self, source: IO[bytes], partial: Path, size: int) -> str:
        """Copy what has `size` bytes; its SHA-256."""
        digest = hashlib.sha256()
        left = size
        with _writable(self.folder):
            self.spool.mkdir(parents=True, exist_ok=True)
            copy = partial.open("wb", buffering=0)  # else closing it would write, and fail, again
        with copy:
            while block := source.read(_COPY):
                left -= len(block)
                if left < 0:  # it may grow faster than it is read
                    raise Changed
                digest.update(block)
                with _writable(self.folder):
                    rest = memoryview(block)
                    while rest:
                        rest = rest[copy.write(rest) :]
            with _writable(self.folder):
                os.fsync(copy.fileno())
        if left:
            raise Changed
        return digest.hexdigest()

    def path_of(self, sha256: str) -> Path:
        """Where the original with this hash lies."""
        return self.files / sha256[:2] / sha256

    def take(self, path: Path) -> tuple[str, int]:
        """Move a file of the spool here; gives its SHA-256 and its size in bytes."""
        with path.open("rb+") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            with _writable(self.folder):
                os.fsync(file.fileno())  # a worker wrote it, and did not wait for the disk
        size = path.stat().st_size
        self._settle(path, sha256)
        return sha256, size

    def _settle(self, partial: Path, sha256: str) -> None:
        goal = self.path_of(sha256)
        if goal.exists():
            partial.unlink()
            return
        with _writable(self.folder):
            goal.parent.mkdir(parents=True, exist_ok=True)
            partial.replace(goal)


def no_room(folder: Path) -> str:
    """What is said where the disk of `folder` is full."""
    return (
        f"{folder}: there is no room left on this disk; what was read is kept: make room, and run "
        "the same command again"
    )


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Tell a fault of our own disk from one of the file that is read."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom(no_room(folder)) from None
        raise IntakeUnusable(
            f"{folder} cannot be written ({error.strerror or error}): mend that, and run the same "
            "command again"
        ) from None
