"""Looks at the log as it lies in the folder: whole, and nothing of it taken away."""

from __future__ import annotations

from collections.abc import Iterator

from archive import history, kept
from archive.findings import Finding
from archive.log import store
from archive.workspace import Workspace


def check(workspace: Workspace) -> Iterator[Finding]:
    """The findings of the log; none where nothing was ever sealed."""
    lost = shortened(workspace)
    if lost:
        more = f" (and {len(lost) - 1:,} more)" if len(lost) > 1 else ""
        yield Finding(lost[0], 0, "L003", f"this file of the log is not as it was saved{more}")
    try:
        store.load(workspace)
    except store.LogDamaged as error:
        yield Finding(error.path, 0, error.code, error.fault)


def load_as_saved(workspace: Workspace) -> store.Log:
    """The log of the folder, where nothing of what was saved lacks; empty if nothing was sealed.

    Raises `LogDamaged`.
    """
    lost = shortened(workspace)
    if lost:
        raise store.LogDamaged("this file of the log is not as it was saved", lost[0], "L003")
    return store.load(workspace)


def altered(workspace: Workspace) -> Iterator[Finding]:
    """The findings of saves that changed the log or took of it, which none ever should."""
    folders = (f"{store.FOLDER}/leaves", f"{store.FOLDER}/checkpoints")
    yield from kept.findings(workspace.root, "L006", folders)


def shortened(workspace: Workspace) -> list[str]:
    """Files of the log that were saved, and that are gone or changed: none ever should be."""
    if not history.is_repository(workspace.root) or history.is_ignored(workspace.root):
        return []
    may_change = {f"{store.FOLDER}/checkpoint", *(f"{store.FOLDER}/{n}" for n in store.READ_ME)}
    changed = history.changed_since_saved(workspace.root, store.FOLDER)
    return [name for name in changed if name not in may_change]
