"""Files within files: what an OLE wrapping holds, under the name that it was put in with."""

from __future__ import annotations

import posixpath
import struct
from io import BytesIO

from toolkit.intake.room import Room

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE = "\x01Ole10Native"
#: Streams that hold a whole file, and the ending that it has.
_STREAMS = (("Package", ""), ("CONTENTS", ".pdf"), ("EmbeddedOdf", ".odt"))


def enclose_object(room: Room, name: str, data: bytes, inside: str) -> None:
    """Keep the file `data` that was called `name`; of an OLE wrapping, what is in it."""
    unpacked = unwrapped(data) if data.startswith(_OLE) else None
    if unpacked is None:
        room.enclose(name, data, inside)
        return
    own, content = unpacked
    if own.startswith("."):
        own = posixpath.splitext(name)[0] + own
    room.enclose(own or name, content, inside)


def unwrapped(data: bytes) -> tuple[str, bytes] | None:
    """The name and bytes of the file in an OLE wrapping; None where it is the document itself."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            if ole.exists(_NATIVE):
                return _native(ole.openstream(_NATIVE).read())
            for stream, ending in _STREAMS:
                if ole.exists(stream):
                    content = ole.openstream(stream).read()
                    if ending != ".pdf" or content.startswith(b"%PDF"):
                        return ending, content
    except Exception:  # broken in one of a dozen ways: then it is kept as it is, wrapping and all
        return None
    return None


def _native(stream: bytes) -> tuple[str, bytes] | None:
    """The parts of a packager's stream: flags, label, path, a path of its own, and the file."""
    label, at = _word(stream, 6)
    path, at = _word(stream, at)
    at += 4
    (length,) = struct.unpack_from("<I", stream, at)
    at += 4 + length
    (size,) = struct.unpack_from("<I", stream, at)
    content = stream[at + 4 : at + 4 + size]
    if not content or len(content) != size:
        return None
    name = (label or path).replace("\\", "/").rpartition("/")[2]
    return name, content


def _word(stream: bytes, at: int) -> tuple[str, int]:
    end = stream.index(b"\0", at)
    return stream[at:end].decode("cp1252", "replace"), end + 1
