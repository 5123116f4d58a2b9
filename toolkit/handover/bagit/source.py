"""What a bag lies in: which files are there, read without following or unpacking anything."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from typing import Protocol

from archive.findings import Finding
from toolkit.handover.bagit import names
from toolkit.handover.errors import NotInBag
from toolkit.handover.fixity import open_plain

#: Files and folders; a bag that has more is not looked at further.
MOST_FILES = 500_000

#: Kinds of a Windows reparse point that lead elsewhere: links and junctions.
_LEADS = {
    getattr(stat, "IO_REPARSE_TAG_SYMLINK", 0xA000000C),
    getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003),
}


class Source(Protocol):
    """A folder or a tar: `sizes` has the bytes of every plain file, by its path in the bag."""

    @property
    def name(self) -> str:
        """The name of the bag's folder."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Bytes of every plain file, by path."""

    @property
    def folders(self) -> frozenset[str]:
        """The paths of the folders."""

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is there and may not be."""

    def open(self, path: str) -> RawIOBase:
        """Open a file of `sizes`, unbuffered; raises `NotInBag` or OSError."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A bag as a folder."""

    root: Path
    name: str
    sizes: dict[str, int] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    faults: tuple[Finding, ...] = ()

    def open(self, path: str) -> RawIOBase:
        """Open a file that was there when the folder was looked through."""
        if path not in self.sizes:
            raise NotInBag(f"{self.name} has no file {names.shown(path)}")
        return open_plain(f"{self.root}{os.sep}{path}")


def read_folder(root: Path) -> Folder:
    """Look through a folder. Links are not followed, and nothing is opened.

    Raises OSError where the folder itself cannot be listed.
    """
    return _Walk(root).run()


class _Walk:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.sizes: dict[str, int] = {}
        self.folders: set[str] = set()
        self.faults: list[Finding] = []
        self.several: dict[tuple[int, int], str] = {}  # files with more names than one
        self.count = 0

    def run(self) -> Folder:
        waiting = [("", os.fspath(self.root))]
        self._list(*waiting.pop(), waiting)
        while waiting:
            prefix, folder = waiting.pop()
            try:
                self._list(prefix, folder, waiting)
            except OSError as error:
                said = f"the folder cannot be listed ({error.strerror or error})"
                self._fault(prefix[:-1], "P029", said)
        name = self.root.name or self.root.resolve().name
        found = frozenset(self.folders)
        return Folder(self.root, name, self.sizes, found, tuple(self.faults))

    def _list(self, prefix: str, folder: str, waiting: list[tuple[str, str]]) -> None:
        with os.scandir(folder) as entries:
            for entry in entries:
                self.count += 1
                if self.count > MOST_FILES:
                    said = f"there are over {MOST_FILES:,} files: the rest was not looked at"
                    self._fault(prefix[:-1] or ".", "P028", said)
                    waiting.clear()
                    return
                self._take(prefix + entry.name, entry, waiting)

    def _take(self, path: str, entry: os.DirEntry[str], waiting: list[tuple[str, str]]) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            self._fault(path, "P029", f"it cannot be looked at ({error.strerror or error})")
            return
        mode = status.st_mode
        if stat.S_ISLNK(mode) or getattr(status, "st_reparse_tag", 0) in _LEADS:
            self._fault(path, "P023", "it is a link, and nothing vouches for what it leads to")
        elif stat.S_ISDIR(mode):
            if path.count("/") >= names.MOST_PARTS:
                self._fault(path, "P028", f"over {names.MOST_PARTS} folders lie in one another")
                return
            self.folders.add(path)
            waiting.append((path + "/", entry.path))
        elif stat.S_ISREG(mode):
            self.sizes[path] = status.st_size
            if status.st_nlink > 1 and status.st_ino:
                self._one_of_several(path, (status.st_dev, status.st_ino))
        else:
            self._fault(path, "P024", f"it is {_kind(mode)}")

    def _one_of_several(self, path: str, identity: tuple[int, int]) -> None:
        other = self.several.setdefault(identity, path)
        if other != path:
            first, second = sorted((other, path))
            said = f"it and {names.shown(first)} are one file: who changes one changes both"
            self._fault(second, "P023", said)

    def _fault(self, path: str, code: str, said: str) -> None:
        self.faults.append(Finding(names.shown(path), 0, code, said))


def _kind(mode: int) -> str:
    kinds = (
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((word for test, word in kinds if test(mode)), "neither a file nor a folder")
