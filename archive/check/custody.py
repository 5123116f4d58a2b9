"""Looks at the folder of custody: whole events, none altered, each numbered once a kind."""

from __future__ import annotations

from collections.abc import Iterator

from archive import custody, history
from archive.check.files import ReadWorkspace
from archive.findings import Finding
from archive.receipt import MAX_SIZE
from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace

#: What of a signature is no fault of the folder: who may sign is told by the registers.
_NO_FAULT = (
    "holds", "compared key", "not looked at", "not signed", "unknown key", "other mandate",
)  # fmt: skip

#: What only somebody who changed the files can have brought about.
_CHANGED = ("altered", "unreadable", "other namespace")


def check(read: ReadWorkspace, workspace: Workspace) -> Iterator[Finding]:
    """The findings of custody; none where nothing was ever handed over."""
    held = {
        path: data
        for path in sorted(read.files)
        if path.startswith(f"{custody.FOLDER}/")
        if (data := _data(workspace, path)) is not None
    }
    if not held:
        return
    events, faults = custody.read(held)
    for fault in faults:
        yield Finding(fault.path, 0, "P060", fault.message)
    lost = _altered(workspace)
    if lost:
        more = f" (and {len(lost) - 1:,} more)" if len(lost) > 1 else ""
        yield Finding(lost[0], 0, "P061", f"this file of custody is not as it was saved{more}")
    signers, revoked = (_data(workspace, path) or b"" for path in (SIGNERS, REVOKED))
    for event in events:
        for name, signed in (("statement.txt", event.package), ("receipt.txt",
                             event.acknowledgement)):  # fmt: skip
            if signed is None:
                continue
            compared = event.compared if signed is event.acknowledgement else ""
            said, _ = custody.standing(signed, signers, revoked, compared)
            if said not in _NO_FAULT:
                path = f"{custody.FOLDER}/{event.folder}/{name}.sig"
                code = "P060" if said in _CHANGED else "P062"
                yield Finding(path, 0, code, f"the signature does not hold: {said}")


def _altered(workspace: Workspace) -> list[str]:
    root = workspace.root
    if not history.is_repository(root) or history.is_ignored(root):
        return []
    changed = history.changed_since_saved(root, custody.FOLDER)
    return [name for name in changed if name != f"{custody.FOLDER}/{custody.READ_ME}"]


def _data(workspace: Workspace, path: str) -> bytes | None:
    """A file of the workspace; None where it is not there or no file of custody can be so large."""
    try:
        with (workspace.root / path).open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError:
        return None
    return data if len(data) <= MAX_SIZE else None
