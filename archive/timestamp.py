"""Reads what a time stamp says (RFC 3161, section 2.4.2): of what bytes it is, and their time.

    >>> read_stamp(answer).time                                          # doctest: +SKIP
    datetime.datetime(2026, 11, 27, 10, 12, 41, tzinfo=datetime.timezone.utc)

Whether the authority made it is not looked at: that takes its certificate, and X.509. Pure: bytes
in, facts out; so the same saves tell the same on every computer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_SEQUENCE, _SET, _INTEGER, _OCTETS, _NAME, _TIME, _INNER = 0x30, 0x31, 0x02, 0x04, 0x06, 0x18, 0xA0

#: The names of signed data (RFC 5652), of what a stamp signs (RFC 3161), and of SHA-256.
_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_STAMP_INFO: Final = bytes.fromhex("2a864886f70d0109100104")
_SHA256: Final = bytes.fromhex("608648016503040201")

#: The status of an answer that grants it; 1 is "with changes".
_GRANTED: Final = (b"\x00", b"\x01")

_GENERALIZED = re.compile(rb"(\d{14})(?:\.\d{1,9})?Z\Z")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp says: the SHA-256 of what it is of, and its time in UTC, to the second."""

    digest: bytes
    time: datetime


def read_stamp(answer: bytes) -> Stamp:
    """What the answer of an authority says, in DER; raises `ValueError` where it is none."""
    status, token = _parts(_only(answer, _SEQUENCE), (_SEQUENCE, _SEQUENCE))
    if _parts(status, (_INTEGER,))[0] not in _GRANTED:
        raise ValueError("it was not granted")
    kind, content = _parts(token, (_NAME, _INNER))
    if kind != _SIGNED_DATA:
        raise ValueError("it is no signed data")
    signed = _parts(_only(content, _SEQUENCE), (_INTEGER, _SET, _SEQUENCE))[2]
    kind, content = _parts(signed, (_NAME, _INNER))
    if kind != _STAMP_INFO:
        raise ValueError("what is signed is no time stamp")
    info = _only(_only(content, _OCTETS), _SEQUENCE)
    _, _, imprint, _, time = _parts(info, (_INTEGER, _NAME, _SEQUENCE, _INTEGER, _TIME))
    how, digest = _parts(imprint, (_SEQUENCE, _OCTETS))
    if _parts(how, (_NAME,))[0] != _SHA256 or len(digest) != 32:
        raise ValueError("it is not of a SHA-256")
    found = _GENERALIZED.match(time)
    if found is None:
        raise ValueError("its time cannot be read")
    said = datetime.strptime(found[1].decode("ascii"), "%Y%m%d%H%M%S")
    return Stamp(digest, said.replace(tzinfo=UTC))


def _parts(data: bytes, tags: tuple[int, ...]) -> list[bytes]:
    """The contents of the first elements of `data`, which must have these tags."""
    found = []
    for tag in tags:
        content, data = _element(data, tag)
        found.append(content)
    return found


def _only(data: bytes, tag: int) -> bytes:
    content, rest = _element(data, tag)
    if rest:
        raise ValueError("something follows it")
    return content


def _element(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the element that `data` begins with, and what follows it (X.690, 8.1)."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError("it is not built as a time stamp is")
    size, at = data[1], 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4:
            raise ValueError("a length in it cannot be read")
        size, at = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    if len(data) < at + size:
        raise ValueError("it is cut off")
    return data[at : at + size], data[at + size :]
