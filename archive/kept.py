"""Files that are saved once and stay as they are, held against the history of saves.

The log's leaves and checkpoints and the evidence of custody only ever become more. A save that
changed one or took it away is still in the history, and so it can be named:

    for each in kept.altered(root, ("records/log/leaves",)):
        each.path, str(each)     # 'it was taken away by the save 0123456789 of 2027-01-31, ...'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive import history
from archive.findings import Finding
from archive.gitrun import ask, git_at

_COMMIT = "\x01"
_FORMAT = f"{_COMMIT}%H%x02%an%x02%ct%x02%s"

#: What git calls no blob.
_NOTHING = "0"


@dataclass(frozen=True, slots=True)
class Altered:
    """A file that a save changed or took away, and the first save that did."""

    path: str
    gone: bool
    hash: str
    author: str
    time: int
    message: str

    def __str__(self) -> str:
        """What became of it, since when, and who says so."""
        day = datetime.fromtimestamp(self.time, UTC).date()
        did = "taken away" if self.gone else "changed"
        return (
            f'it was {did} by the save {self.hash[:10]} of {day}, {self.author}: "{self.message}"'
        )


def altered(root: Path, folders: Iterable[str], but: Iterable[str] = ()) -> list[Altered]:
    """The files below `folders` that are not as they were first saved, by path.

    Only the line of first parents counts, as for versions; `but` are files that may change. One
    that was brought back as it was is left out. Raises `HistoryUnreadable`.
    """
    if not history.is_repository(root) or history.head(root) is None:
        return []
    first: dict[str, tuple[str, Altered]] = {}
    may = set(but)
    for path, blob, found in _changes(root, list(folders)):
        if path not in may:
            first[path] = blob, found  # from the newest on, so the oldest stays
    now = _blobs_now(root, first)
    return sorted(
        (found for path, (blob, found) in first.items() if now.get(path) != blob),
        key=lambda each: each.path,
    )


def findings(
    root: Path, code: str, folders: Iterable[str], but: Iterable[str] = ()
) -> Iterator[Finding]:
    """One finding for each save that altered such files: the first of its files, and how many."""
    found = altered(root, folders, but)
    for name in dict.fromkeys(each.hash for each in found):
        first, *rest = (each for each in found if each.hash == name)
        more = f" (and {len(rest):,} more)" if rest else ""
        yield Finding(first.path, 0, code, f"{first}{more}")


def _changes(root: Path, folders: list[str]) -> Iterator[tuple[str, str, Altered]]:
    """Each change and removal, the newest first: the path, the blob that it had, and who did it."""
    said = ask(
        git_at(root), "log", "--raw", "-z", "--first-parent", "-m", "--no-renames",
        "--diff-filter=DMT", "--no-abbrev", "--no-color", "--no-ext-diff", "--no-textconv",
        "--no-notes", "--no-mailmap", "--relative", f"--format={_FORMAT}", "HEAD", "--", *folders,
    )  # fmt: skip
    for part in said.split(_COMMIT)[1:]:
        head, *rest = part.split("\0")
        name, author, time, message = head.rstrip("\n").split("\x02", 3)
        for raw, path in zip(rest[::2], rest[1::2], strict=False):
            _, _, was, _, status = raw.strip().split(" ")
            gone = status.startswith("D")
            when = int(time) if time.isdecimal() else 0
            yield path, was, Altered(path, gone, name, author, when, message)


def _blobs_now(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """What the last save holds of `paths`: path → blob."""
    named = sorted(paths)
    if not named:
        return {}
    found = {}
    for row in ask(git_at(root), "ls-tree", "-z", "HEAD", "--", *named).split("\0"):
        entry, _, path = row.partition("\t")
        found[path] = entry.rpartition(" ")[2]
    return found
