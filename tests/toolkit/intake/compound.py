"""Compound files ([MS-CFB]) and Outlook's messages, as small as they can be made."""

from __future__ import annotations

import struct

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound(streams: dict[str, bytes]) -> bytes:
    """A file with these streams, each of fewer than 4,096 bytes, in its root."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    small = b""
    chains: list[int] = []
    starts: dict[str, int] = {}
    for name in names:
        data = streams[name]
        starts[name] = len(chains)
        count = -(-len(data) // 64)
        chains += [*range(len(chains) + 1, len(chains) + count), _END]
        small += data.ljust(64 * count, b"\0")
    entries = [_entry("Root Entry", 5, 1 if names else _NONE, _NONE, 0, len(small))]
    for at, name in enumerate(names, 1):
        after = at + 1 if at < len(names) else _NONE
        entries.append(_entry(name, 2, _NONE, after, starts[name], len(streams[name])))
    chains = [*chains, *[_FREE] * (-len(chains) % 128)]
    parts = [small, b"".join(entries), struct.pack(f"<{len(chains)}I", *chains)]
    sectors: list[bytes] = []
    first: list[int] = []
    for part in parts:
        first.append(len(sectors))
        count = max(-(-len(part) // 512), 1)
        sectors += [part[n * 512 : n * 512 + 512].ljust(512, b"\0") for n in range(count)]
    table = []
    for start, end in zip(first, [*first[1:], len(sectors)], strict=True):
        table += [*range(start + 1, end), _END]
    table += [_FAT, *[_FREE] * (127 - len(table))]
    entries_at = struct.pack("<I", first[1])
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    head += bytes(6) + struct.pack("<II", 0, 1) + entries_at + bytes(4)
    head += struct.pack("<IIIII", 4096, first[2], len(chains) // 128, _END, 0)
    head += struct.pack("<109I", len(sectors), *[_FREE] * 108)
    return head + b"".join(sectors) + struct.pack("<128I", *table)


def _entry(name: str, kind: int, child: int, after: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    first = child if kind == 5 else _NONE
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB", len(written), kind, 1)
        + struct.pack("<III", _NONE, after, first)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def message(subject: str, **binary: bytes) -> bytes:
    """An Outlook message with a subject and binary properties, by `p1009` and the like."""
    properties = bytes(32)
    streams: dict[str, bytes] = {}
    for number, kind, data in (
        (0x001A, 0x001F, "IPM.Note".encode("utf-16-le")),
        (0x0037, 0x001F, subject.encode("utf-16-le")),
        *((int(name[1:], 16), 0x0102, value) for name, value in binary.items()),
    ):
        ends = 2 if kind == 0x001F else 0
        properties += struct.pack("<HHIII", kind, number, 6, len(data) + ends, 0)
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
    return compound({"__properties_version1.0": properties, **streams})
