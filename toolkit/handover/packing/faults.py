"""What the disk refuses, in words that say what to do; the workspace is never touched by it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.handover.errors import PackFailed

_AGAIN = "what is finished is kept, and the same command goes on"

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.EBADF}
#: Windows' own: the disk is full, the device is not ready, the path is gone.
_FULL_ON_WINDOWS, _GONE_ON_WINDOWS = {39, 112}, {3, 21, 55, 1006, 1110, 1167}


@contextmanager
def told(output: Path) -> Iterator[None]:
    """Let what a disk refuses within be told as `PackFailed`, one line with the way on."""
    try:
        yield
    except OSError as error:
        where = Path(os.fsdecode(error.filename)) if error.filename is not None else None
        if where is not None and not where.is_relative_to(output):
            raise PackFailed(
                f"{where} cannot be read or written ({error.strerror}): allow that; {_AGAIN}"
            ) from None
        raise PackFailed(in_words(error, output)) from None


def in_words(error: OSError, output: Path) -> str:
    """The line for a failure to write the package below `output`."""
    on_windows = getattr(error, "winerror", None)
    why = error.strerror or str(error)
    if error.errno in _FULL or on_windows in _FULL_ON_WINDOWS:
        return f"the disk with {output} is full: make room there; {_AGAIN}"
    if error.errno == errno.EFBIG:
        return (
            f"the disk with {output} takes no file that large ({why}): use one with another file "
            "system (exFAT, NTFS, ext4); " + _AGAIN
        )
    if not output.is_dir() or error.errno in _GONE or on_windows in _GONE_ON_WINDOWS:
        return (
            f"{output} cannot be reached any more ({why}): was the disk unplugged? Plug it in "
            f"again; {_AGAIN}"
        )
    if error.errno in _NOT_ALLOWED:
        return (
            f"{output} may not be written to ({why}): allow that, or name another folder with "
            "--output; nothing was changed"
        )
    return f"{output} cannot be written to ({why}): see to the disk; {_AGAIN}"
