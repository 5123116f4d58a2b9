"""Keeps in the workspace that a package was made: one event of custody, saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive.custody import FOLDER, READ_ME
from toolkit.handover.accepting.receiving import keep
from toolkit.handover.bagit import SIGNATURE
from toolkit.handover.errors import PackFailed
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.save import save

#: What an event of packing holds → where that lies in the package; the last two may be missing.
FILES = {
    "statement.txt": SIGNATURE[0],
    "bag-info.txt": "bag-info.txt",
    "statement.txt.sig": SIGNATURE[1],
    "statement.txt.tsr": SIGNATURE[2],
}


def kept(repository: Repository, statement: bytes) -> Path | None:
    """The event that keeps the package with that statement; None where there is none."""
    for each in sorted((repository.workspace.root / FOLDER).glob("*-packed/statement.txt")):
        if each.is_file() and each.read_bytes() == statement:
            return each.parent
    return None


def keep_packed(
    repository: Repository, saver: Saver, name: str, files: Mapping[str, bytes]
) -> str | None:
    """Write the event and save it; gives the save, None where it was saved already.

    One that a stopped run left is gone on with. Raises `SaveFailed`, and `PackFailed` where it
    cannot be written.
    """
    workspace = repository.workspace
    repository.catch_up(FOLDER)
    folder = kept(repository, files["statement.txt"])
    if folder is None:
        try:
            folder = keep(workspace, "packed", files)
        except OSError as error:
            raise PackFailed(
                f"{FOLDER} cannot be written ({error.strerror}): allow that; the package is whole, "
                "and the same command keeps that it was made"
            ) from None
    own = (f"{workspace.relative(folder)}/", f"{FOLDER}/{READ_ME}")
    changes = [each for each in find_changes(repository) if each.path.startswith(own)]
    if not changes:
        return None
    saved = save(repository, changes, f"Keep that {name} was packed", saver)
    return saved.hash if saved else None
