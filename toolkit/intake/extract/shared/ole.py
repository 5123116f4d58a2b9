"""The old compound format (OLE, [MS-CFB]): what it holds, and files that Office wraps in it.

Libraries for it open its streams only; what lies in them is told apart here.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path, PureWindowsPath

from toolkit.intake.identify import ENDINGS, HEAD, form_of_package

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MOST = 64 * 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Stream of a compound file → the ending of the file that it then is itself.
_WHOLE = {
    "WordDocument": ".doc",
    "Workbook": ".xls",
    "Book": ".xls",
    "PowerPoint Document": ".ppt",
    "__properties_version1.0": ".msg",
    "VisioDocument": ".vsd",
}
_WITHIN = ("Package", "CONTENTS", "EmbeddedOdf")


def is_encrypted(path: Path) -> bool:
    """Whether a compound file holds an Office package under a password ([MS-OFFCRYPTO]).

    The name of its stream is looked for, so that a damaged file is told, too.
    """
    with path.open("rb") as file:
        data = file.read(_MOST)
    return data.startswith(MAGIC) and _ENCRYPTED in data


def told_of_word(path: Path) -> tuple[bool, bool]:
    """(encrypted, with macros) of a Word file of before 2007; False where it cannot be told."""
    import olefile

    if is_encrypted(path):
        return True, False
    try:
        with olefile.OleFileIO(str(path)) as ole:
            with ole.openstream("WordDocument") as stream:
                start = stream.read(12)
            encrypted = len(start) == 12 and bool(start[11] & 1)
            return encrypted, ole.exists("Macros/VBA") or ole.exists("Macros")
    except Exception:  # olefile has no common root of its errors
        return False, False


def unwrapped(name: str, data: bytes, most: int) -> tuple[str, bytes]:
    """(name, bytes) of the file within an embedded object; the object itself where there is none.

    `most` is how many bytes it may have.
    """
    if not data.startswith(MAGIC):
        return name, data
    try:
        return _unwrapped(name, data, most)
    except Exception:  # olefile has no common root of its errors; the object is kept as it is
        return name, data


def _unwrapped(name: str, data: bytes, most: int) -> tuple[str, bytes]:
    import olefile

    stem = name.rpartition(".")[0] or name
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if ole.exists("\x01Ole10Native"):
            if ole.get_size("\x01Ole10Native") > most:
                return name, data
            found = native(ole.openstream("\x01Ole10Native").read()[4:])
            return found or (name, data)
        for stream in _WITHIN:
            if ole.exists(stream) and ole.get_size(stream) <= most:
                inside = ole.openstream(stream).read()
                ending = _ending(inside)
                if ending:
                    return stem + ending, inside
        for stream, ending in _WHOLE.items():
            if ole.exists(stream):
                return stem + ending, data
    return name, data


def _ending(data: bytes) -> str:
    """The ending of a file that lies in a stream by itself; '' for what is no whole file."""
    if data.startswith(b"%PDF"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return ENDINGS[form_of_package(data[:HEAD]) or "zip"][0]
    return ""


def native(data: bytes) -> tuple[str, bytes] | None:
    """(name, bytes) of a file as the Packager wraps it; None where it is none."""
    try:
        at = 2
        end = data.index(b"\0", at)
        label = _text(data[at:end])
        at, end = end + 1, data.index(b"\0", end + 1)
        name = label or _text(data[at:end])  # the path that it came from
        at = end + 1 + 4
        (size,) = struct.unpack_from("<I", data, at)
        at += 4 + size  # after the path of its copy
        (size,) = struct.unpack_from("<I", data, at)
    except (ValueError, struct.error):
        return None
    inside = data[at + 4 : at + 4 + size]
    if not name or len(inside) != size:
        return None
    return PureWindowsPath(name).name or name, inside


def first_edition(data: bytes, most: int) -> tuple[str, bytes] | None:
    """(name, bytes) of the file within an object of OLE's first edition, as RTF holds them."""
    try:
        at = 8
        (size,) = struct.unpack_from("<I", data, at)
        kind = _text(data[at + 4 : at + 4 + size].rstrip(b"\0"))
        at += 4 + size
        for _ in range(2):  # topic and item
            (size,) = struct.unpack_from("<I", data, at)
            at += 4 + size
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return None
    inside = data[at + 4 : at + 4 + min(size, most)]
    if not inside:
        return None
    if kind.casefold() == "package":
        return native(inside)
    return unwrapped(f"{kind or 'object'}{_ending(inside) or '.bin'}", inside, most)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
