"""Where a delta begins: a checkpoint of the log, and the save that the other side has of it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import Path

from archive import history
from archive.build.custody import contained
from archive.custody import BESIDE, FOLDER, bag_info, files_of, late_logs, read
from archive.errors import HistoryUnreadable, UsageProblem
from archive.gitrun import ask, git_at
from archive.log import sealing, store
from archive.log.note import Checkpoint
from archive.log.store import Log
from archive.workspace import Workspace
from toolkit.handover.errors import BadStatement, PackRefused
from toolkit.handover.statement import MAX_SIZE, parse

_WAY_OUT = "make a whole package instead, without --since"
_SAID = re.compile(r"(0|[1-9][0-9]{0,18})\s+(\S+)\Z", re.ASCII)
_FOLDER = re.compile(r"(\d+)-([a-z]+)\Z", re.ASCII)
_BAG_INFO = "bag-info.txt"


@dataclass(frozen=True, slots=True)
class Since:
    """The checkpoint that the other side has accepted, and the save in which it was kept."""

    checkpoint: Checkpoint
    commit: str


def in_words(checkpoint: Checkpoint) -> str:
    """'SIZE ROOT', as statements and bag-info have it."""
    return f"{checkpoint.size} {base64.b64encode(checkpoint.root).decode('ascii')}"


def resolve(workspace: Workspace, log: Log, asked: str, start: Path) -> Since:
    """The checkpoint that a person means by `asked`, and its save.

    `asked` is a file as seen from `start`, a number of leaves, 'SIZE ROOT', or `last`: that of the
    last receipt. Raises `UsageProblem`, `AnotherLog`, and `PackRefused` with the way out.
    """
    checkpoint = _checkpoint(workspace, log, asked, start)
    return Since(checkpoint, _commit_of(workspace, checkpoint))


def _checkpoint(workspace: Workspace, log: Log, asked: str, start: Path) -> Checkpoint:
    if log.head is None:
        raise PackRefused(f"nothing was sealed here yet, so nothing was handed over: {_WAY_OUT}")
    if asked == "last" and not (start / asked).is_file():
        found = last_accepted(workspace, log)
        if found is None:
            raise PackRefused(
                "no receipt was kept here yet: keep the one that you got with `secretariat "
                f"handover receipt FILE`, or {_WAY_OUT}"
            )
        return found
    said = _SAID.match(asked.strip())
    if said:
        found = _read(log, said[1], said[2])
        if found is None:
            raise UsageProblem(f"{said[2]!r} is no root of a log: copy it whole")
        sealing.require_contained(log, found)
        return found
    return sealing.checkpoint_from(log, asked, start)


def _read(log: Log, size: str, root: str) -> Checkpoint | None:
    try:
        data = base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    return Checkpoint(log.head.origin, int(size), data) if log.head and len(data) == 32 else None


def last_accepted(workspace: Workspace, log: Log) -> Checkpoint | None:
    """The checkpoint that another host has last accepted, or handed over to this one.

    It is that of the newest receipt or package in records/custody; None where there is none.
    Raises `AnotherLog` where this log did not go on from it.
    """
    tree, late = log.tree(), late_logs(read(files_of(workspace))[0])
    for folder, kind in reversed(_events(workspace)):
        if kind not in ("acknowledged", "received"):
            continue
        for said in sorted(folder.glob("*.txt")):
            checkpoint = _stated(said, "receipt" if kind == "acknowledged" else "package")
            if checkpoint:
                size, _, root = checkpoint.partition(" ")
                found = _read(log, size, root)
                if contained(tree, checkpoint, late) == BESIDE:
                    continue  # it was of what came late, in a log that went another way
                if found is not None:
                    sealing.require_contained(log, found)
                    return found
    return None


def _stated(path: Path, kind: str) -> str:
    """The checkpoint of the statement in that file; '' where it is none of that kind."""
    try:
        if path.is_symlink() or path.stat().st_size > MAX_SIZE:
            return ""
        said = parse(path.read_bytes())
    except (OSError, BadStatement):
        return ""
    return said.checkpoint if said.kind == kind else ""


def _events(workspace: Workspace) -> list[tuple[Path, str]]:
    """The folders of the custody events in their order, each with its kind."""
    place = workspace.root / FOLDER
    found = []
    for folder in place.iterdir() if place.is_dir() else ():
        named = _FOLDER.match(folder.name)
        if named and folder.is_dir() and not folder.is_symlink():
            found.append((int(named[1]), folder, named[2]))
    return [(folder, kind) for _, folder, kind in sorted(found)]


def _commit_of(workspace: Workspace, checkpoint: Checkpoint) -> str:
    """The save that brought `checkpoint`; raises `PackRefused` where the other side lacks it."""
    root = workspace.root
    size = f"{checkpoint.size:,} leaves"
    path = f"{store.FOLDER}/checkpoints/{checkpoint.size}"
    try:
        said = ask(
            git_at(root), "log", "--first-parent", "-m", "--no-renames", "--diff-filter=A",
            "--format=%H", "--no-ext-diff", "--no-textconv", "HEAD", "--", path,
        )  # fmt: skip
    except HistoryUnreadable:
        said = ""
    if not said:
        raise PackRefused(f"no save here brought the checkpoint of {size}: {_WAY_OUT}")
    handed = _handed_over(workspace, in_words(checkpoint))
    head = history.head(root) or ""
    if handed and not any(history.is_ancestor(root, each, head) for each in handed):
        raise PackRefused(
            f"the history was rewritten since the checkpoint of {size} was handed over (a disposal "
            f"does that), so a delta would not fit what the other side has: {_WAY_OUT}"
        )
    return said.split("\n")[-1]


def require_new(workspace: Workspace, since: Since) -> None:
    """Raise `PackRefused` where nothing was saved since then but the log and the custody."""
    said = ask(
        git_at(workspace.root), "rev-list", "--max-count=1", f"{since.commit}..HEAD", "--", ".",
        f":(exclude){store.FOLDER}", f":(exclude){FOLDER}",
    )  # fmt: skip
    if not said:
        leaves = f"{since.checkpoint.size:,} leaves"
        raise PackRefused(f"nothing is new since the checkpoint of {leaves}: no package was made")


def _handed_over(workspace: Workspace, checkpoint: str) -> list[str]:
    """The saves of which packages with that checkpoint were made here."""
    found = []
    for folder, kind in _events(workspace):
        if kind == "packed":
            try:
                said = bag_info((folder / _BAG_INFO).read_bytes())
            except OSError:
                continue
            if said.get("Secretariat-Checkpoint") == checkpoint:
                found.append(said.get("Secretariat-Commit", ""))
    return [each for each in found if each]
