"""Time stamps put together byte by byte, as RFC 3161 has them: no authority signs them."""

from __future__ import annotations

import hashlib

SHA256 = bytes.fromhex("0609608648016503040201")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
STAMP_INFO = bytes.fromhex("060b2a864886f70d0109100104")
POLICY = bytes.fromhex("06042a030401")


def der(tag: int, *parts: bytes) -> bytes:
    """An element with its length in the shortest form (X.690, 10.1)."""
    data = b"".join(parts)
    size = len(data)
    if size < 128:
        return bytes((tag, size)) + data
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + data


def stamp_of(data: bytes, time: bytes = b"20261127101241Z", *, status: bytes = b"\x00") -> bytes:
    """An answer that says that `data` was there at `time`."""
    imprint = der(0x30, der(0x30, SHA256, b"\x05\x00"), der(4, hashlib.sha256(data).digest()))
    one = b"\x02\x01\x01"
    info = der(0x30, one, POLICY, imprint, one, der(0x18, time))
    content = der(0x30, STAMP_INFO, der(0xA0, der(4, info)))
    signed = der(0x30, b"\x02\x01\x03", der(0x31, der(0x30, SHA256)), content, der(0x31))
    token = der(0x30, SIGNED_DATA, der(0xA0, signed))
    return der(0x30, der(0x30, der(2, status)), token)
