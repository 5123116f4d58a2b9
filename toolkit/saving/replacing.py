"""Replaces a file by what is written beside it first: at any moment it is whole, old or new."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from archive.errors import SaveFailed


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of the file at `path`, flushed to the disk, its mode kept.

    Raises `SaveFailed`, with the file as it is, where it no longer holds `old`, is a link, or
    cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    if path.is_symlink():
        raise SaveFailed(f"{path.name} is a link: write into the file that it leads to")
    try:
        with partial.open("wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, partial)
        if path.read_bytes() != old:
            raise SaveFailed(f"{path.name} was changed by another program meanwhile: do it again")
        partial.replace(path)
    except OSError as error:
        raise SaveFailed(
            f"{path} cannot be written ({error.strerror or error}); it is as it was: make room on "
            "the disk, or allow writing there, and do it again"
        ) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Flush a folder to the disk where the system can: Windows opens none."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
