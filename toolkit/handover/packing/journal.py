"""What is finished of a package: one line of JSON each, added and flushed, never rewritten.

A line tells that a file lies whole in the package, where its content came from, and what its hash
is; so a run that goes on neither copies nor hashes it again. A line that a kill cut off is no
line. The last line may say that the package is closed: then only placing it is left to do.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

JOURNAL = "journal.jsonl"
FIRST = {"journal": "secretariat-package 1"}

#: Bytes of the largest journal that is read: 100,000 files with long names have a tenth of it.
_MAX = 256 * 1024 * 1024

#: Nanoseconds: a stick that was unplugged gives times back as its file system keeps them (FAT).
_COARSE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished file: what it was made from (`origin`), its hash, and how it lies there."""

    path: str
    origin: str
    size: int
    sha256: str
    mtime: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A package that is whole: its digest, the save that it is of, and what was asked for."""

    digest: str
    commit: str
    asked: str


class Journal:
    """The journal of the package that is written in `folder`; a context manager.

    `entries` are the finished files by path, `closed` says whether all of it is.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self.entries: dict[str, Entry] = {}
        self.closed: Closed | None = None
        end = self._read()
        self._file: IO[bytes] = self._path.open("r+b" if end else "wb")
        self._file.truncate(end)
        self._file.seek(end)
        if not end:
            self._write([FIRST])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._file.close()

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep that these files are finished; they must have been flushed to the disk."""
        new = list(entries)
        if new:
            self._write([{"file": e.path, "from": e.origin, "size": e.size, "sha256": e.sha256,
                          "mtime": e.mtime} for e in new])  # fmt: skip
            self.entries.update((each.path, each) for each in new)

    def close_package(self, closed: Closed) -> None:
        """Keep that nothing is left but to place it."""
        self._write([{"closed": closed.digest, "commit": closed.commit, "asked": closed.asked}])
        self.closed = closed

    def reopen(self) -> None:
        """Keep that the package is to change after all."""
        if self.closed:
            self._write([{"closed": None}])
            self.closed = None

    def finished(self, bag: Path, path: str, origin: str) -> Entry | None:
        """The entry of `path` if that file was made from `origin` and lies as it was left."""
        entry = self.entries.get(path)
        if entry is None or entry.origin != origin:
            return None
        try:
            found = (bag / path).lstat()
        except OSError:
            return None
        same = found.st_size == entry.size and abs(found.st_mtime_ns - entry.mtime) <= _COARSE
        return entry if same and stat.S_ISREG(found.st_mode) else None

    def _write(self, lines: list[Any]) -> None:
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        self._file.write(text.encode("ascii"))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self) -> int:
        """Take in what is there; gives where the last whole line ends, 0 where none counts."""
        try:
            if self._path.is_symlink() or self._path.stat().st_size > _MAX:
                return 0
            data = self._path.read_bytes()
        except FileNotFoundError:
            return 0
        end = 0
        for line in data.splitlines(keepends=True):
            if not line.endswith(b"\n") or not self._take(line, first=not end):
                break
            end += len(line)
        return end

    def _take(self, line: bytes, *, first: bool) -> bool:
        """Whether `line` could be taken in; after one that cannot, no other counts."""
        try:
            said = json.loads(line)
            if first:
                return bool(said == FIRST)
            if "closed" in said:
                self.closed = None
                if said["closed"]:
                    self.closed = Closed(said["closed"], said["commit"], said["asked"])
                return True
            entry = Entry(said["file"], said["from"], said["size"], said["sha256"], said["mtime"])
        except (ValueError, KeyError, TypeError):
            return False
        self.entries[entry.path] = entry
        return True
