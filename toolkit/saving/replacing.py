"""Replaces a file by what is written beside it first: at any moment it is whole, old or new."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive import whole
from archive.errors import SaveFailed


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of the file at `path`, flushed to the disk, its mode kept.

    Raises `SaveFailed`, with the file as it is, where it no longer holds `old`, is a link, or
    cannot be written.
    """
    if path.is_symlink():
        raise SaveFailed(f"{path.name} is a link: write into the file that it leads to")

    def ready(partial: Path) -> None:
        shutil.copymode(path, partial)
        if path.read_bytes() != old:
            raise SaveFailed(f"{path.name} was changed by another program meanwhile: do it again")

    try:
        whole.put(path, new, ready)
    except OSError as error:
        raise SaveFailed(
            f"{path} cannot be written ({error.strerror or error}); it is as it was: make room on "
            "the disk, or allow writing there, and do it again"
        ) from None
