"""Whether a file can only be opened with a password, told from a few of its bytes.

PDF: ISO 32000-1, 7.5.5 and 7.5.8 (the trailer, or the stream in its place, names /Encrypt). Office:
[MS-OFFCRYPTO] 2.3 (a compound file in the place of a package). ZIP: APPNOTE 4.4.4, bit 0.
OpenDocument: 1.2, part 3, 4.8.1 (encryption-data in the manifest).
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import BinaryIO, Final

from archive.readiness.formats import ending

#: PRONOM's identifier of a package that Office has encrypted.
SEALED: Final = "fmt/494"

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGES = frozenset(
    {".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".dotx", ".xltx", ".potx", ".ppsx"}
)
_OPEN_DOCUMENTS = frozenset({".odt", ".ods", ".odp", ".ott", ".ots", ".otp", ".odg"})
_START = re.compile(rb"startxref\s+(\d{1,12})\s")
_ENCRYPT = re.compile(rb"/Encrypt[\s\d<\[]")

#: Bytes that are read at each place of a PDF, and of the manifest of an OpenDocument file.
_TAIL, _MANIFEST = 4096, 1024 * 1024


def is_locked(path: Path) -> bool:
    """Whether the file at `path` asks for a password; False where that cannot be told.

    Raises `OSError` where it cannot be read.
    """
    kind = ending(path.name)
    if kind == ".pdf":
        with path.open("rb") as file:
            return _pdf(file)
    if kind in _PACKAGES:
        with path.open("rb") as file:
            return file.read(len(_COMPOUND)) == _COMPOUND
    if kind in _OPEN_DOCUMENTS or kind == ".zip":
        return _zipped(path)
    return False


def _pdf(file: BinaryIO) -> bool:
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    found = _START.findall(tail)
    near = b""
    if found and int(found[-1]) < size:
        file.seek(int(found[-1]))
        near = file.read(_TAIL)
        if near.startswith(b"xref"):  # the trailer stands behind its table
            near += file.read(15 * _TAIL)
    # What follows the trailer of a PDF that is read from its first page on is another's.
    return any(_ENCRYPT.search(part.partition(b"stream\r\n")[0]) for part in (tail, near))


def _zipped(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if any(member.flag_bits & 1 for member in members[:1000]):
                return True
            manifest = next((m for m in members if m.filename == "META-INF/manifest.xml"), None)
            if manifest is None or manifest.file_size > _MANIFEST:
                return False
            return b"encryption-data" in package.read(manifest)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False
