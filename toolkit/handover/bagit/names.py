"""What a path in a bag may be: inside it, the same everywhere, and possible on Windows.

Paths have `/` between their parts and are relative to the bag's folder (RFC 8493, 2.1.3; what
paths can do to a reader: 5.1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: Bytes of a path, and parts of one; no system that we know takes longer ones.
MOST_BYTES, MOST_PARTS = 4096, 100

_WINDOWS = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)")
_DRIVE = re.compile(r"[A-Za-z]:")

#: Most paths; what it takes is good on every system, and need not be looked at more closely.
_PLAIN = re.compile(
    r"(?:(?!(?i:con|prn|aux|nul|com|lpt))[A-Za-z0-9_](?:[A-Za-z0-9_.+=@() -]*[A-Za-z0-9_+=@()-])?"
    r"(?:/(?!\Z)|\Z))+\Z"
)
_SHORT = 200

#: Turns the line around, ends it, or marks an order of bytes: what is shown is not what it is.
_MISLEADING = re.compile("[\u2028-\u202e\u2066-\u2069\ufeff]")

#: Categories of characters that are seen as nothing, or that steer a terminal.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def is_plain(path: str) -> bool:
    """Whether a path is good on every system at first sight; most are."""
    return len(path) <= _SHORT and _PLAIN.match(path) is not None


def unsafe(path: str) -> str | None:
    """Why no bag may have such a path, or None where it is safe to read."""
    if is_plain(path):
        return None
    if not path:
        return "an empty path"
    if any("\ud800" <= char <= "\udfff" for char in path):
        return "a name that is not UTF-8"
    if len(path.encode()) > MOST_BYTES or path.count("/") >= MOST_PARTS:
        return f"a path of over {MOST_BYTES:,} bytes or {MOST_PARTS} parts"
    if path.startswith("/"):
        return "an absolute path"
    if "\\" in path:
        return "a backslash, which Windows takes for a folder"
    if path.startswith("~"):
        return "a path that a shell takes for a home folder"
    if _DRIVE.match(path):
        return "a drive of Windows"
    parts = path.split("/")
    if ".." in parts:
        return "a path that leads out with .."
    if "." in parts or "" in parts:
        return "an empty part or a dot in the path"
    if any(unicodedata.category(char) == "Cc" for char in path):
        return "a control character in the name"
    return None


def unportable(path: str) -> str | None:
    """Why Windows or a person could not tell this path as it is, or None where all can."""
    if is_plain(path):
        return None
    for part in path.split("/"):
        if _RESERVED.match(part):
            return f"Windows keeps the name {shown(part)!r} for itself"
        if found := _WINDOWS.search(part):
            return f"Windows cannot hold {found.group()!r} in a name"
        if part.endswith(".") or part != part.rstrip():
            return "Windows, or another program, drops a dot or a space at the end of a name"
        if len(part.encode("utf-8", "surrogateescape")) > 255:
            return "a name of over 255 bytes"
    if found := _MISLEADING.search(path):
        return f"a character that misleads the eye (U+{ord(found.group()):04X})"
    return None


def key(path: str) -> str:
    """The same for paths that are one file where names differ neither in case nor in NFC/NFD.

    Unicode's canonical caseless matching (The Unicode Standard, D145).
    """
    if path.isascii():
        return path.lower()
    folded = unicodedata.normalize("NFD", path).casefold()
    return unicodedata.normalize("NFD", folded)


def twins(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each path with another that is the same file or folder on Windows or macOS.

    A folder that is spelt in two ways is told once, by its own path; so is a file where another
    has a folder.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    done: set[str] = set()
    for path in sorted(paths):
        folder = path.rpartition("/")[0]
        while folder and folder not in done:
            done.add(folder)
            other = folders.setdefault(key(folder), folder)
            if other != folder:
                yield folder, other
            folder = folder.rpartition("/")[0]
        other = files.setdefault(key(path), path)
        if other != path:
            yield path, other
    for folded, path in files.items():
        if folded in folders:
            yield path, folders[folded] + "/"


def shown(path: str) -> str:
    """`path` for people: what cannot be seen, or is not UTF-8, as an escape."""
    if path.isascii() and path.isprintable():
        return path
    return "".join(
        ascii(char)[1:-1] if unicodedata.category(char) in _UNSEEN else char for char in path
    )
