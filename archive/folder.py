"""Files as they lie in the folder: what is not saved yet, or a workspace without history."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from archive.frontmatter import MAX_TEXT, TOP_OF_LONG
from archive.history import RECORDS, Blob, FileChange, is_plain_file


def all_files(root: Path) -> list[FileChange]:
    """Every file under records/, by path; links are not followed."""
    return [FileChange(path, "") for path in sorted(_paths(root))]


def _paths(root: Path) -> Iterator[str]:
    if (root / RECORDS).is_symlink():
        return
    for folder, folders, files in os.walk(root / RECORDS, followlinks=False):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in files:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                raw = os.fsencode(path.relative_to(root).as_posix())
                yield raw.decode("utf-8", "backslashreplace")  # as history writes such names


def read(root: Path, path: str) -> Blob:
    """The content of the file at `path`, under the name that git would give it.

    Data over `MAX_TEXT` bytes is hashed as it passes, and only its first `TOP_OF_LONG` bytes are
    kept; a file that vanished or may not be read is a missing content.
    """
    place = root / path
    try:
        if not is_plain_file(root, path):
            raise FileNotFoundError(path)
        size = place.stat().st_size
        name = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        digest = hashlib.sha256()
        kept: list[bytes] = []
        top = b""
        with place.open("rb") as file:
            while chunk := file.read(1 << 20):
                name.update(chunk)
                digest.update(chunk)
                if size <= MAX_TEXT:
                    kept.append(chunk)
                top = top or (chunk[:TOP_OF_LONG] if size > MAX_TEXT else b"")
    except OSError:
        absent = hashlib.sha1(path.encode("utf-8", "surrogateescape"), usedforsecurity=False)
        return Blob(absent.hexdigest(), None, None, None)
    data = b"".join(kept) if size <= MAX_TEXT else None
    return Blob(name.hexdigest(), size, digest.hexdigest(), data, top)
