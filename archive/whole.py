"""Files that are written whole: beside first, flushed to the disk, then under their name.

Whoever reads meanwhile finds the old file or the new one; so does who starts the machine again
after it lost its power.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def put(
    path: Path,
    data: bytes | Iterable[bytes],
    ready: Callable[[Path], object] | None = None,
) -> None:
    """Let the file at `path` hold `data`.

    `ready` is called with the path of the file beside once that is flushed; where it raises, the
    old file stays. Raises OSError. Nothing is left beside, but by a kill.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.unlink(missing_ok=True)  # it may be a link, which would be followed
        with partial.open("xb") as file:
            for part in (data,) if isinstance(data, bytes) else data:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if ready is not None:
            ready(partial)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to the disk where the system can: Windows opens none."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
