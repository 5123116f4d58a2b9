"""Keeps in the workspace that a package was made: one event of custody, saved at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from toolkit.handover.errors import PackFailed
from toolkit.handover.fixity import sync_folder
from toolkit.handover.packing.since import CUSTODY
from toolkit.handover.packing.writing import put
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.save import save

#: What an event of packing holds → where that lies in the package; the last two may be missing.
FILES = {
    "statement.txt": "signature/statement.txt",
    "bag-info.txt": "bag-info.txt",
    "statement.txt.sig": "signature/statement.txt.sig",
    "statement.txt.tsr": "signature/statement.txt.tsr",
}

_NAME = re.compile(r"([0-9]{4,9})-[a-z]+\Z")


def kept(repository: Repository, statement: bytes) -> Path | None:
    """The event that keeps the package with that statement; None where there is none."""
    for each in sorted((repository.workspace.root / CUSTODY).glob("*-packed/statement.txt")):
        if each.is_file() and each.read_bytes() == statement:
            return each.parent
    return None


def keep_packed(
    repository: Repository, saver: Saver, name: str, files: Mapping[str, bytes]
) -> str | None:
    """Write the event and save it; gives the save, None where it was saved already.

    One that a stopped run left is gone on with. Raises `SaveFailed`, OSError.
    """
    place = repository.workspace.root / CUSTODY
    folder = kept(repository, files["statement.txt"])
    if folder is None:
        folder = _written(place, files)
    prefix = f"{repository.workspace.relative(folder)}/"
    changes = [each for each in find_changes(repository) if each.path.startswith(prefix)]
    if not changes:
        return None
    saved = save(repository, changes, f"Keep that {name} was packed", saver)
    return saved.hash if saved else None


def _written(place: Path, files: Mapping[str, bytes]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob(".*-packed.partial"):
        shutil.rmtree(old)
    numbers = [int(found[1]) for each in place.iterdir() if (found := _NAME.match(each.name))]
    number = max(numbers, default=0) + 1
    partial = place / f".{number:04}-packed.partial"
    folder = place / f"{number:04}-packed"
    partial.mkdir()
    for name, data in files.items():
        put(partial / name, [data])
    sync_folder(partial)
    try:
        partial.rename(folder)
    except OSError as error:
        raise PackFailed(
            f"{folder} cannot be made ({error.strerror}): allow writing there; the package is "
            "whole, and the same command keeps that it was made"
        ) from None
    sync_folder(place)
    return folder
