"""Opens a bag: what it declares, what it lists and what is there, with every fault on the way.

Nothing is hashed yet but the tag files that are read, and nothing is unpacked or written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from io import RawIOBase
from pathlib import Path

from archive.findings import Finding
from toolkit.handover.bagit import tagfiles
from toolkit.handover.bagit.manifests import DIGITS, Manifest, named, read_manifest
from toolkit.handover.bagit.names import shown
from toolkit.handover.bagit.source import Source, read_folder
from toolkit.handover.bagit.tagfiles import DECLARATION, FETCH, Declaration, Fault, Fetch, Info
from toolkit.handover.bagit.tar import is_tar, read_tar
from toolkit.handover.errors import BagUnreadable, NotInBag
from toolkit.handover.fixity import copy_and_hash

#: Bytes of a tag file that is read whole; manifests may be longer than the others.
MOST_MANIFEST, MOST_TAG = 128 * 1024 * 1024, 1024 * 1024

#: The folder of the payload.
PAYLOAD = "data"

#: The tag manifest whose digest is the digest of a package.
TAG_MANIFEST = "tagmanifest-sha256.txt"

#: The first bytes of what could be a bag, were it unpacked.
_PACKED = ((b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"),
           (b"7z\xbc\xaf", "7z"), (b"\x28\xb5\x2f\xfd", "zstd"))  # fmt: skip


@dataclass(frozen=True)
class Bag:
    """A bag as it lies in a folder or a tar. `faults` is what was found while it was opened.

    `info` is bag-info.txt; `raw` holds the bytes of the tag files that were read, of which
    nothing is read a second time.
    """

    path: Path
    source: Source
    declaration: Declaration
    info: Info
    manifests: tuple[Manifest, ...]
    fetch: tuple[Fetch, ...]
    raw: Mapping[str, bytes] = field(repr=False)
    faults: tuple[Finding, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The name of the bag's folder, also in a tar."""
        return self.source.name

    @property
    def sizes(self) -> Mapping[str, int]:
        """Bytes of every file that is there, by its path in the bag."""
        return self.source.sizes

    @cached_property
    def entries(self) -> Mapping[str, str]:
        """The digest that the manifests list for each path, payload and tag files.

        SHA-256 where there is one, else that of the longest digest.
        """
        found: dict[str, str] = {}
        for manifest in sorted(self.manifests, key=_preference, reverse=True):
            for path, digest in manifest.digests.items():
                found.setdefault(path, digest)
        return found

    @cached_property
    def digest(self) -> str:
        """The digest of the bag as a whole: SHA-256 of tagmanifest-sha256.txt, '' without one."""
        raw = self.raw.get(TAG_MANIFEST)
        return hashlib.sha256(raw).hexdigest() if raw is not None else ""

    def open(self, path: str) -> RawIOBase:
        """Open a file for reading, unbuffered; raises `NotInBag` or OSError."""
        return self.source.open(path)

    def copy(self, path: str, target: Path, *, sync: bool = True) -> None:
        """Copy a file to the new file `target`, and keep it only where it is what is listed.

        Raises `NotInBag` where the bag does not list it or it is another than listed, and OSError
        where it cannot be read or written; there is no `target` then.
        """
        listed = self.entries.get(path, "")
        algorithm = next((name for name, digits in DIGITS.items() if digits == len(listed)), None)
        if algorithm is None:
            raise NotInBag(f"{self.name} lists no digest of {shown(path)}")
        with self.open(path) as file:
            _, digests = copy_and_hash(file, target, (algorithm,), sync=sync)
        if digests != (listed,):
            with suppress(OSError):
                target.unlink()
            raise NotInBag(
                f"{shown(path)} in {self.name} is not what its manifest lists: verify the package"
            )


def _preference(manifest: Manifest) -> tuple[bool, int]:
    return manifest.algorithm == "sha256", DIGITS.get(manifest.algorithm, 0)


def open_bag(path: Path) -> Bag:
    """Open the bag that is the folder, or lies in the tar, at `path`.

    Whatever is wrong with the bag is in its `faults`. Raises `BagUnreadable` where there is
    nothing at `path`, or neither a folder nor a tar.
    """
    return read_bag(path, _source(path))


def read_bag(path: Path, source: Source) -> Bag:
    """The bag that lies in `source`; `path` is only what it is called by."""
    return _Opening(path, source).run()


def _source(path: Path) -> Source:
    try:
        if path.is_dir():
            return read_folder(path)
        if not path.is_file():
            raise BagUnreadable(f"{path} is not there: name the folder or the tar of the package")
        if is_tar(path):
            return read_tar(path)
        with path.open("rb") as file:
            first = file.read(8)
    except OSError as error:
        raise BagUnreadable(f"{path} cannot be read ({error.strerror or error})") from None
    packed = next((word for start, word in _PACKED if first.startswith(start)), None)
    if packed:
        raise BagUnreadable(f"{path} is packed ({packed}): unpack it, and name what was in it")
    raise BagUnreadable(f"{path} is neither a folder nor a tar")


class _Opening:
    def __init__(self, path: Path, source: Source) -> None:
        self.path, self.source = path, source
        self.faults = list(source.faults)
        self.raw: dict[str, bytes] = {}

    def run(self) -> Bag:
        declaration = self._declaration()
        encoding, number = declaration.encoding, declaration.number
        info_file = tagfiles.OLD_INFO if number < (0, 96) else tagfiles.INFO
        info, fetch = Info(), list[Fetch]()
        if (text := self._text(info_file, encoding)) is not None:
            info, faults = tagfiles.read_info(text, number=number)
            self._add(info_file, faults)
        if (text := self._text(FETCH, encoding)) is not None:
            fetch, faults = tagfiles.read_fetch(text)
            self._add(FETCH, faults)
        manifests = []
        for file in sorted(path for path in self.source.sizes if "/" not in path and named(path)):
            if (text := self._text(file, encoding, MOST_MANIFEST)) is not None:
                manifest, faults = read_manifest(file, text, number=number, there=self.source.sizes)
                manifests.append(manifest)
                self._add(file, faults)
        return Bag(
            self.path,
            self.source,
            declaration,
            info,
            tuple(manifests),
            tuple(fetch),
            self.raw,
            tuple(self.faults),
        )

    def _declaration(self) -> Declaration:
        data = self._read(DECLARATION, MOST_TAG)
        if data is None:
            return Declaration()
        declaration, faults = tagfiles.read_declaration(data)
        self._add(DECLARATION, faults)
        return declaration

    def _text(self, file: str, encoding: str, most: int = MOST_TAG) -> str | None:
        data = self._read(file, most)
        if data is None:
            return None
        text, faults = tagfiles.decode(data, encoding)
        self._add(file, faults)
        return text

    def _read(self, file: str, most: int) -> bytes | None:
        """The bytes of a tag file, None where it is not there or cannot be read."""
        size = self.source.sizes.get(file)
        if size is None:
            return None
        if size > most:
            said = f"it has {size:,} bytes, and is read up to {most:,}"
            self._add(file, [(0, "P028", said)])
            return None
        try:
            with self.source.open(file) as opened:
                data = opened.read(size + 1) or b""
                while len(data) <= size and (more := opened.read(size + 1 - len(data))):
                    data += more
        except OSError as error:
            said = f"it cannot be read ({error.strerror or error})"
            self._add(file, [(0, "P029", said)])
            return None
        if len(data) != size:
            self._add(file, [(0, "P029", "it changed while it was read")])
            return None
        self.raw[file] = data
        return data

    def _add(self, file: str, faults: list[Fault]) -> None:
        for line, code, said in faults:
            self.faults.append(Finding(shown(file), line, code, said))
