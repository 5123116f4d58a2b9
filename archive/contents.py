"""Texts as the archive keeps them: those that hold now plain, old ones packed (zlib, RFC 1950).

A packed text stands by itself, or leans on an earlier version of the same record: then it begins
with a zero byte and that content's number in 7 bytes, and each 16 KiB of it are a stream whose
preset dictionary is what stood in about the same place there. Nothing leans on what itself
leans. Whoever reads a text goes through `text_of`, which in SQL is `text_of(content.id)` on
connections that `add_function` was called with.
"""

from __future__ import annotations

import sqlite3
import sys
import zlib
from collections import OrderedDict

#: Bytes under which packing saves too little to be worth it: 40,000 old texts of 2 KB lost more
#: than a fifth of the time of a build to it.
WORTH_PACKING = 4096

#: Of 1 to 9: what each more saves in space it costs in time (benchmarks/README.md).
LEVEL = 2

#: A text leans on another only where that makes it smaller than this part of itself.
_WORTH_LEANING = 8

#: Bytes of texts to lean on that are kept at hand, and of the longest of them.
_AT_HAND = 64 * 1024 * 1024
_LONGEST = 1024 * 1024

_PIECE = 16 * 1024
_BEFORE = 8 * 1024
_AFTER = 32 * 1024 - _BEFORE - _PIECE - 512  # zlib looks back a little less than 32 KiB


def pack(data: bytes) -> bytes | None:
    """`data` packed by itself; None where that would save nothing."""
    if len(data) < WORTH_PACKING:
        return None
    packer = _packer(len(data))
    packed = packer.compress(data) + packer.flush()
    return packed if len(packed) < len(data) else None


def _packer(size: int, base: bytes | None = None) -> zlib._Compress:
    """What packs `size` bytes, beside `base`, in a window and tables no larger than these need:
    to clear zlib's usual ones takes longer than to pack a letter."""
    bits = min(15, max(10, (size + len(base or b"")).bit_length()))
    settings = (LEVEL, zlib.DEFLATED, bits, bits - 7, zlib.Z_DEFAULT_STRATEGY)
    return zlib.compressobj(*settings) if base is None else zlib.compressobj(*settings, base)


class Packer:
    """Packs contents in the order in which they came, each beside the version before it."""

    def __init__(self) -> None:
        self._base_of: dict[int, int] = {}
        self._bases: OrderedDict[int, bytes] = OrderedDict()
        self._held = 0

    def pack(self, content: int, data: bytes, near: int | None) -> bytes | None:
        """The data of `content` packed, where it helps leaning on what content `near` leans on.

        None where packing would save nothing.
        """
        if len(data) < WORTH_PACKING:
            return None
        base = self._base_of.get(near) if near is not None else None
        if base is not None and (other := self._bases.get(base)) is not None:
            self._bases.move_to_end(base)
            leaning = b"\0" + base.to_bytes(7, "big") + _beside(data, other)
            if len(leaning) * _WORTH_LEANING <= len(data):
                self._base_of[content] = base
                return leaning
        packed = pack(data)
        if packed is not None and len(data) <= _LONGEST:
            self._hold(content, data)
        return packed

    def _hold(self, content: int, data: bytes) -> None:
        self._base_of[content] = content
        self._bases[content] = data
        self._held += len(data)
        while self._held > _AT_HAND:
            _, gone = self._bases.popitem(last=False)
            self._held -= len(gone)


def _place(base: bytes, at: int) -> bytes:
    return base[max(0, at - _BEFORE) : at + _PIECE + _AFTER]


def _beside(data: bytes, base: bytes) -> bytes:
    out = []
    for at in range(0, len(data), _PIECE):
        part = data[at : at + _PIECE]
        piece = _packer(len(part), _place(base, at))
        out += [piece.compress(part), piece.flush()]
    return b"".join(out)


def _from_beside(packed: bytes, base: bytes, most: int) -> bytes:
    out: list[bytes] = []
    while packed:
        piece = zlib.decompressobj(zdict=_place(base, len(out) * _PIECE))
        out += [piece.decompress(packed, most)]
        packed = piece.unused_data
        if len(out) * _PIECE > most + _PIECE:
            break
    return b"".join(out)


def text_of(conn: sqlite3.Connection, content: int | None, most: int = sys.maxsize) -> str | None:
    """The text of the content with that number; None where it has none that could be read.

    From a file of others no more than about `most` bytes are unpacked, however many it promises:
    a longer text is cut off. Raises `zlib.error` and UnicodeDecodeError where one is damaged.
    """
    row = conn.execute("SELECT text, packed FROM content WHERE id = ?", (content,)).fetchone()
    if row is None or row[1] is None:
        return None if row is None else row[0]
    return _unpacked(conn, row[1], most).decode("utf-8")


def _unpacked(conn: sqlite3.Connection, packed: bytes, most: int) -> bytes:
    if packed[:1] != b"\0":
        return _alone(packed, most)
    base = int.from_bytes(packed[1:8], "big")
    text, alone = conn.execute("SELECT text, packed FROM content WHERE id = ?", (base,)).fetchone()
    beside = text.encode() if alone is None else _alone(alone, _LONGEST)
    return _from_beside(packed[8:], beside, most)


def _alone(packed: bytes, most: int) -> bytes:
    if most == sys.maxsize:
        return zlib.decompress(packed)  # which tells of one that ends too soon
    return zlib.decompressobj().decompress(packed, most)


def add_function(conn: sqlite3.Connection) -> None:
    """Let SQL on `conn` read texts however they are kept: `text_of(content.id)`."""
    conn.create_function("text_of", 1, lambda content: text_of(conn, content))
