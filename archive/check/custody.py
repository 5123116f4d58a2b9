"""Looks at the folder of custody: whole events, none altered, each numbered once a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive import custody, history, kept
from archive.check.files import ReadWorkspace
from archive.findings import Finding
from archive.receipt import MAX_SIZE
from archive.signers import REVOKED, SIGNERS, read_revoked
from archive.workspace import Workspace

#: What of a signature is no fault of the folder: who may sign is told by the registers.
_NO_FAULT = ("holds", "compared key", "not looked at", "not signed", "other mandate")

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
    yield from signatures(workspace, events)


def signatures(workspace: Workspace, events: Iterable[custody.Event]) -> Iterator[Finding]:
    """The findings of the signatures of `events`, by the keys that the registers have now."""
    signers, revoked = (_data(workspace, path) or b"" for path in (SIGNERS, REVOKED))
    for event in events:
        for name, signed in (("statement.txt", event.package), ("receipt.txt",
                             event.acknowledgement)):  # fmt: skip
            if signed is None:
                continue
            theirs = signed is event.acknowledgement
            compared = event.compared if theirs else ""
            said, key = custody.standing(signed, signers, revoked, compared)
            # Whoever gives need not list the key of the one who took.
            if said in _NO_FAULT or (said == "unknown key" and theirs):
                continue
            path = f"{custody.FOLDER}/{event.folder}/{name}.sig"
            code = "P060" if said in _CHANGED else "P062"
            more = _why(said, name, key, revoked)
            yield Finding(path, 0, code, f"the signature does not hold: {said}{more}")


def _why(said: custody.Standing, name: str, key: str, revoked: bytes) -> str:
    if said == "altered":
        return f" ({name} is not the text that was signed)"
    if said == "unknown key":
        return f" (no register lists {key})"
    if said == "revoked key":
        found = next(each for each in read_revoked(revoked)[0] if each.key.fingerprint == key)
        return f" ({key} was revoked {found.in_words()})"
    return ""


def altered(workspace: Workspace) -> Iterator[Finding]:
    """The findings of saves that changed the evidence of custody, or took of it."""
    read_me = f"{custody.FOLDER}/{custody.READ_ME}"
    yield from kept.findings(workspace.root, "P066", (custody.FOLDER,), but=(read_me,))


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
