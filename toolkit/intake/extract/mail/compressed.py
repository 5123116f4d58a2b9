"""RTF as Outlook compresses it ([MS-OXRTFCP] 2.1): LZ77 over a ring of 4,096 bytes.

A run of eight tokens follows each control byte: a byte as it is, or two bytes that refer to 2 to
17 bytes of the ring. The ring begins with what most RTF files begin with.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_HEAD = struct.Struct("<IIII")
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D  # LZFu, MELA
_RING = 4_096
#: [MS-OXRTFCP] 2.1.3.1.4
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was compressed; `whole` says whether all came out as it went in, `cut` that it is long.

    What was cut is as whole as could be told.
    """

    data: bytes
    whole: bool
    cut: bool


def unpacked(data: bytes, most: int) -> Unpacked | None:
    """Compressed RTF as RTF, of no more than `most` bytes; None for what is none of it."""
    if len(data) < _HEAD.size:
        return None
    packed, size, kind, check = _HEAD.unpack_from(data)
    # The size in the head counts all that follows it.
    body = data[_HEAD.size : packed + 4]
    if kind == _PLAIN:
        return Unpacked(body[: min(size, most)], len(body) >= size, size > most)
    if kind != _COMPRESSED:
        return None
    found = _lz(body, min(size, most))
    # Its CRC-32 begins with 0 and is not inverted.
    right = (zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF) == check and packed + 4 <= len(data)
    return Unpacked(found, right and len(found) == min(size, most), size > most)


def _lz(body: bytes, most: int) -> bytes:
    """The bytes that the tokens stand for, up to `most` or to the first that refers to nothing."""
    out = bytearray(_BEGINNING)
    most += len(out)
    at, end = 0, len(body)
    while at < end and len(out) < most:
        control = body[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += body[at : at + 1]
                at += 1
                continue
            if at + 1 >= end:
                return bytes(out[len(_BEGINNING) : most])
            token = body[at] << 8 | body[at + 1]
            at += 2
            back = (len(out) - (token >> 4)) % _RING
            if not back or back > len(out):  # the end, or a place that nothing was written to
                return bytes(out[len(_BEGINNING) : most])
            count = (token & 15) + 2
            chunk = bytes(out[-back : len(out) - back + count])
            out += (chunk * (count // len(chunk) + 1))[:count] if len(chunk) < count else chunk
    return bytes(out[len(_BEGINNING) : most])
