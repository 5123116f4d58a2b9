"""A bag in a tar, read where it lies: headers are walked through, and nothing is unpacked.

The format is that of POSIX.1-2001 pax (ustar with extended headers), and GNU's long names. What
readers are known to take in different ways (a size or a path said twice, sparse files, links,
names after the end) is refused: all must see the same files here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import FileIO, RawIOBase
from pathlib import Path

from archive.findings import Finding
from toolkit.handover.bagit import names
from toolkit.handover.bagit.source import MOST_FILES
from toolkit.handover.errors import NotInBag
from toolkit.handover.fixity import open_plain

BLOCK = 512

#: Bytes of an extended header and of a long name; and of what may follow the end, all zero.
_MOST_PAX, _MOST_NAME, _MOST_TAIL = 64 * 1024, names.MOST_BYTES + 1, 1024 * 1024

#: Sizes from here on do not fit into a header's own field.
_LARGE = 8**11

_NUMBER = re.compile(rb" *([0-7]*)[ \0]*\Z")
_USUAL = re.compile(rb"[0-7]{6}\0 ")
_CHECKSUM = re.compile(rb"[ 0]*([0-7]{1,6})[ \0]+\Z")
_LENGTH = re.compile(rb"([1-9]\d{0,5}) ")
_LINKS = {b"1": "a hard link", b"2": "a symbolic link"}
_ODD = {b"3": "a device", b"4": "a device", b"6": "a pipe"}
_CHARSETS = ("ISO-IR 10646 2000 UTF-8", "BINARY")


class _Broken(Exception):
    """The tar cannot be read on from here."""


@dataclass(frozen=True, slots=True)
class Tar:
    """A bag as a tar: `places` has where the content of each file begins."""

    file: Path
    name: str
    sizes: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    faults: tuple[Finding, ...] = ()

    def open(self, path: str) -> RawIOBase:
        """Open a member; each has a handle of its own, so that threads may read at once."""
        if path not in self.sizes:
            raise NotInBag(f"{self.file.name} has no file {names.shown(path)}")
        return _Section(open_plain(self.file), self.places[path], self.sizes[path])


class _Section(RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, file: FileIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._at = file, start, size, 0
        file.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, min(base + offset, self._size))
        self._file.seek(self._start + self._at)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        left = self._size - self._at
        view = memoryview(buffer)
        got = self._file.readinto(view[:left] if left < len(view) else view) or 0
        if got == 0 and left and len(view):
            raise OSError("the tar ends within this file")
        self._at += got
        return got

    def close(self) -> None:
        self._file.close()
        super().close()


def is_tar(file: Path) -> bool:
    """Whether the file is a tar, be it a damaged one, by its start or its name; raises OSError."""
    with open_plain(file) as opened:
        block = opened.read(BLOCK) or b""
    if len(block) < BLOCK:
        return False
    named = file.suffix.lower() == ".tar"
    return named or block[257:262] == b"ustar" or not block.strip(b"\0") or _sum_fits(block)


def read_tar(file: Path) -> Tar:
    """Walk through the headers of a tar. Raises OSError where it cannot be read at all."""
    with open_plain(file) as opened:
        return _Walk(file, opened).run()


@dataclass(slots=True)
class _Next:
    """What extended headers say of the member that comes."""

    path: str | None = None
    size: int | None = None
    said: bool = False


class _Walk:
    def __init__(self, file: Path, opened: FileIO) -> None:
        self.file, self.opened = file, opened
        self.length = os.fstat(opened.fileno()).st_size
        self.at = 0
        self.sizes: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.folders: set[str] = set()
        self.seen: set[str] = set()
        self.tops: dict[str, None] = {}
        self.faults: list[Finding] = []
        self.extras: set[str] = set()

    def run(self) -> Tar:
        try:
            self._members()
        except _Broken as broken:
            self._fault(self.file.name, "P025", f"{broken}, at byte {self.at:,}")
        if not self.tops:
            self._fault(self.file.name, "P025", "there is no folder in it")
        for top in list(self.tops)[1:]:
            said = f"it lies beside {names.shown(next(iter(self.tops)))}/: a bag is one folder"
            self._fault(top, "P025", said)
        if self.extras:
            said = f"it says of its files: {', '.join(sorted(self.extras))[:200]}"
            self._fault(self.file.name, "P027", said)
        top = next(iter(self.tops), self.file.stem)
        return self._below(top)

    def _below(self, top: str) -> Tar:
        """What lies in the one folder, by its path there; the rest was told as a fault."""
        cut = len(top) + 1
        ours = [path for path in self.sizes if path.startswith(top + "/")]
        for path in self.sizes:
            if "/" not in path:
                self._fault(path, "P025", "it lies in no folder: a bag is one folder")
        return Tar(
            self.file,
            top,
            {path[cut:]: self.sizes[path] for path in ours},
            {path[cut:]: self.places[path] for path in ours},
            frozenset(path[cut:] for path in self.folders if path.startswith(top + "/")),
            tuple(_below(fault, names.shown(top) + "/") for fault in self.faults),
        )

    def _members(self) -> None:
        coming = _Next()
        count = 0
        skipped = 0  # bytes between the content before and this header, which have to be zero
        while True:
            data = self._read(skipped + BLOCK)
            if data[:skipped].strip(b"\0"):
                self._fault(self.file.name, "P025", f"bytes of no file, before byte {self.at:,}")
            block = data[skipped:]
            if not block.strip(b"\0"):
                if coming.said:
                    raise _Broken("a header has no file after it")
                self._tail()
                return
            if not _sum_fits(block):
                raise _Broken("there is no header where one should be")
            if not _USUAL.match(block, 148):
                raise _Broken("the checksum of a header is not written as usual")
            count += 1
            if count > 2 * MOST_FILES:
                said = f"there are over {MOST_FILES:,} files: the rest was not looked at"
                self._fault(self.file.name, "P028", said)
                return
            skipped = self._member(block, coming)
            if block[156:157] not in b"xgL":
                coming = _Next()

    def _member(self, block: bytes, coming: _Next) -> int:
        """Take one header and pass its content; how many bytes fill its last block."""
        kind = block[156:157]
        size = _number(block[124:136])
        if kind in (b"x", b"g", b"L"):
            self._extended(kind, size, coming)
            return -size % BLOCK
        path = _own_path(block) if coming.path is None else coming.path
        if coming.size is not None:
            if coming.size != size and not (size == 0 and coming.size >= _LARGE):
                said = f"its size is said to be {size:,} and {coming.size:,}"
                raise _Broken(f"{names.shown(path)[:200]}: {said}")
            size = coming.size
        begin = self.at
        fault = self._path_fault(path)
        if kind in (b"0", b"\0") and not path.endswith("/"):
            if begin + size > self.length:
                raise _Broken(f"it ends within {names.shown(path)[:200]}")
            if not fault:
                self._take(_plain(path), size, begin)
            self._pass(size)
            return -size % BLOCK
        if kind == b"5" and size == 0:
            if not fault:
                self._folder(_plain(path))
            return 0
        if kind in _LINKS:
            self._fault(path, "P023", f"it is {_LINKS[kind]}, and nothing vouches for what it is")
        elif kind in _ODD:
            self._fault(path, "P024", f"it is {_ODD[kind]}")
        else:
            what = {b"S": "a sparse file", b"5": "a folder with content"}.get(kind, repr(kind)[1:])
            self._fault(path, "P025", f"it is of a kind that readers take differently: {what}")
            raise _Broken("the rest was not read")
        if size:
            raise _Broken(f"{names.shown(path)[:200]} has content that it cannot have")
        return 0

    def _extended(self, kind: bytes, size: int, coming: _Next) -> None:
        if size > (_MOST_NAME if kind == b"L" else _MOST_PAX):
            raise _Broken("a header is longer than any that is needed")
        data = self._read(size)
        if kind == b"L":
            if coming.said:
                raise _Broken("a name is said twice")
            name, _, rest = data.partition(b"\0")
            if rest.strip(b"\0"):
                raise _Broken("there is something after a long name")
            coming.path, coming.said = _text(name), True
            return
        said = _records(data)
        if kind == b"g":
            if set(said) - {"comment"}:
                raise _Broken("a header speaks of all files that come")
            self.extras.add("comment")
            return
        if coming.said:
            raise _Broken("a file has two extended headers")
        coming.said = True
        if said.get("hdrcharset", _CHARSETS[0]) not in _CHARSETS:
            raise _Broken("names are in an encoding other than UTF-8")
        if any(label.startswith("GNU.sparse") for label in said):
            raise _Broken("there is a sparse file, which readers take differently")
        coming.path = said.get("path")
        if "size" in said:
            if not re.fullmatch(r"0|[1-9]\d{0,17}", said["size"], re.ASCII):
                raise _Broken("a size is no number")
            coming.size = int(said["size"])
        self.extras.update(said.keys() - {"path", "size"})
        if "linkpath" in said:
            raise _Broken("there is a link with a long name")

    def _path_fault(self, path: str) -> bool:
        """Whether the path may not be there; it is told then."""
        fault = names.unsafe(_plain(path))
        if fault and path not in (".", "./"):
            self._fault(path, "P020", f"the path is not safe: {fault}")
        return fault is not None

    def _take(self, path: str, size: int, begin: int) -> None:
        if path in self.seen:
            self._fault(path, "P026", "the tar has it twice: readers take one or the other")
            return
        self.seen.add(path)
        self._above(path)
        self.sizes[path] = size
        self.places[path] = begin

    def _folder(self, path: str) -> None:
        if path in self.sizes:
            self._fault(path, "P026", "the tar has it as a file and as a folder")
            return
        self._above(path + "/")

    def _above(self, path: str) -> None:
        """The folders that a path lies in."""
        top, slash, _ = path.partition("/")
        if slash:
            self.tops.setdefault(top)
        folder = path.rpartition("/")[0]
        while folder and folder not in self.folders:
            if folder in self.sizes:
                self._fault(folder, "P026", "the tar has it as a file and as a folder")
            self.folders.add(folder)
            folder = folder.rpartition("/")[0]

    def _tail(self) -> None:
        """From the first empty block on there is nothing but zeros."""
        if self.length - self.at < BLOCK:
            raise _Broken("its end is cut off")
        if self.length - self.at > _MOST_TAIL:
            raise _Broken(f"over {_MOST_TAIL:,} bytes follow its end")
        rest = self._read(self.length - self.at)
        if rest := rest.lstrip(b"\0"):
            self.at -= len(rest)
            raise _Broken("something follows its end")

    def _read(self, size: int) -> bytes:
        data = self.opened.read(size) or b""
        while len(data) < size and (more := self.opened.read(size - len(data))):
            data += more
        if len(data) < size:
            raise _Broken("it is cut off")
        self.at += size
        return data

    def _pass(self, size: int) -> None:
        self.at += size
        self.opened.seek(self.at)

    def _fault(self, path: str, code: str, said: str) -> None:
        self.faults.append(Finding(names.shown(path)[:1000], 0, code, said))


def _below(fault: Finding, top: str) -> Finding:
    """A fault by its path in the bag, as those of a folder have it."""
    return replace(fault, path=fault.path.removeprefix(top) or fault.path)


def _sum_fits(block: bytes) -> bool:
    """Whether a header's checksum is that of its bytes (as unsigned ones)."""
    match = _CHECKSUM.match(block[148:156])
    return match is not None and int(match[1], 8) == sum(block) - sum(block[148:156]) + 8 * 32


def _number(raw: bytes) -> int:
    """A number in octal, or as GNU's binary one."""
    if raw[0] == 0x80:
        return int.from_bytes(raw[1:], "big")
    match = _NUMBER.match(raw)
    if match is None:
        raise _Broken("a size is no number")
    return int(match[1] or b"0", 8)


def _own_path(block: bytes) -> str:
    name = block[:100].partition(b"\0")[0]
    if block[257:263] == b"ustar\0":
        prefix = block[345:500].partition(b"\0")[0]
        if prefix:
            name = prefix + b"/" + name
    return _text(name)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _plain(path: str) -> str:
    """A path without the ./ before it and the / after it, which say nothing."""
    return path.removeprefix("./").removesuffix("/")


def _records(data: bytes) -> Mapping[str, str]:
    """The records of an extended header: `LENGTH KEY=VALUE` and LF, each key once."""
    found: dict[str, str] = {}
    at = 0
    while at < len(data):
        match = _LENGTH.match(data, at)
        end = at + int(match[1]) if match else 0
        if match is None or end > len(data) or end <= match.end() or data[end - 1] != 10:
            raise _Broken("an extended header is not in its form")
        label, equals, value = data[match.end() : end - 1].partition(b"=")
        key = _text(label)
        if not equals or not key or key in found:
            raise _Broken("an extended header is not in its form")
        found[key] = _text(value)
        at = end
    return found
