"""Manifests: which file has which digest. Read as RFC 8493 has them, written in one form only."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from toolkit.handover.bagit import names
from toolkit.handover.bagit.tagfiles import Fault
from toolkit.handover.errors import BagNotWritten
from toolkit.handover.fixity import ALGORITHMS

#: Hexadecimal digits of a digest.
DIGITS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}

#: With these, somebody can make another file of the same digest.
WEAK = frozenset(("md5", "sha1"))

_FILE = re.compile(r"(tag)?manifest-([A-Za-z0-9_-]+)\.txt\Z")
_LINE = re.compile(r"[ \t]*([0-9A-Fa-f]+)[ \t]+(.+)\Z", re.DOTALL)
_HEX = re.compile(r"[0-9a-f]+\Z")
_ENDINGS = re.compile(r"\r\n|\n|\r")
_OLD_ESCAPE = re.compile(r"(?i)%(0[ad])")
_ESCAPE = re.compile(r"(?i)%(0[ad]|25)")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest: `digests` by path, in small letters, and the line in which each stands."""

    file: str
    algorithm: str
    is_tag: bool
    digests: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether its algorithm is one that can be computed."""
        return self.algorithm in DIGITS


def named(file: str) -> tuple[bool, str] | None:
    """Whether the file name is that of a tag manifest, and the algorithm; None for other files."""
    match = _FILE.match(file)
    if match is None:
        return None
    return match[1] is not None, match[2].lower().replace("-", "").replace("_", "")


def read_manifest(
    file: str, text: str, *, number: tuple[int, int], there: Container[str]
) -> tuple[Manifest, list[Fault]]:
    """A manifest and what is wrong with its lines (RFC 8493, 2.1.3 and 2.2.1).

    `number` is the bag's version. `there` are the paths of the bag: before 1.0 `%25` was no
    escape, and programs have left it out since, so that a name which is there as it is written
    is taken as it is.
    """
    is_tag, algorithm = named(file) or (False, "")
    manifest = Manifest(file, algorithm, is_tag)
    digests, lines = manifest.digests, manifest.lines
    digits = DIGITS.get(algorithm)
    faults: list[Fault] = []
    listed = text.split("\n") if "\r" not in text else _ENDINGS.split(text)
    for at, line in enumerate(listed, 1):
        digest, gap, path = line.partition("  ")
        if not (gap and path[:1] not in " \t*" and _HEX.match(digest)):
            if not line.strip(" \t"):
                continue
            match = _LINE.match(line)
            if match is None:
                faults.append((at, "P006", "there is no digest with a path in the line"))
                continue
            digest, path = match[1].lower(), match[2]
            if path.startswith("*"):
                path = path[1:]
                faults.append((at, "P032", "a * stands before the path, as md5sum writes it"))
        if len(digest) != digits and digits is not None:
            said = f"a digest of {algorithm} has {digits} digits, this one has {len(digest)}"
            faults.append((at, "P006", said))
            continue
        path, odd = _path(path, number, there)
        if odd:
            faults.append((at, "P032", odd))
        if path in digests:
            faults.append(_again(at, path, digests[path] == digest, lines[path], number))
            continue
        digests[path] = digest
        lines[path] = at
    return manifest, faults


def _path(path: str, number: tuple[int, int], there: Container[str]) -> tuple[str, str | None]:
    """The path that a line means, and what is odd about how it is written."""
    odd = None
    if path.startswith("./"):
        path, odd = path[2:], "./ stands before the path"
    if "%" in path:
        escape = _ESCAPE if number >= (1, 0) else _OLD_ESCAPE
        decoded = escape.sub(lambda match: chr(int(match[1], 16)), path)
        if decoded not in there and path in there:
            if number >= (1, 0):
                odd = odd or "a % in the name is not written as %25"
        else:
            path = decoded
    return path, odd


def _again(at: int, path: str, same: bool, first: int, number: tuple[int, int]) -> Fault:
    said = f"{names.shown(path)} stands in line {first} as well"
    if not same:
        return at, "P007", f"{said}, with another digest"
    return at, "P007" if number >= (1, 0) else "P032", said


def render_manifest(digests: Mapping[str, str]) -> bytes:
    """A manifest in the one form that we write: by path, as its bytes sort, `HEX  PATH` and LF.

    `%`, CR and LF in a path are written as %25, %0D and %0A (RFC 8493, 2.1.3). Raises
    `BagNotWritten` for a path that no package may have, or what is no digest.
    """
    for path, digest in digests.items():
        if fault := names.unsafe(path) or names.unportable(path):
            raise BagNotWritten(
                f"{names.shown(path)} cannot be in a package: {fault}; rename the file"
            )
        if not _HEX.match(digest) or len(digest) not in DIGITS.values():
            raise BagNotWritten(f"there is no digest of {names.shown(path)}")
    return as_written(digests)


def as_written(digests: Mapping[str, str]) -> bytes:
    """The one form of a manifest that says this, whatever its paths are."""
    return b"".join(  # strings sort by code point, which is as their UTF-8 bytes do
        f"{digest}  {escaped(path)}\n".encode("utf-8", "surrogatepass")
        for path, digest in sorted(digests.items())
    )


def escaped(path: str) -> str:
    """`path` as it stands in a manifest."""
    if "%" not in path and "\n" not in path and "\r" not in path:
        return path
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


assert set(DIGITS) == set(ALGORITHMS)
