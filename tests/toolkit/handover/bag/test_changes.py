"""No byte of a package of ours can change unseen, and the file that changed is named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive.findings import Finding
from tests.toolkit.handover.bags import FILES, NAME, found, judged, package, write, write_tar

MASKS = [1 << bit for bit in range(8)]


def named(findings: tuple[Finding, ...], path: str) -> bool:
    """Whether an error names the file: its own, or that of a file about which it says something."""
    return any(
        finding.severity == "error" and (finding.path == path or path in finding.message)
        for finding in findings
    )


def changed(files: dict[str, bytes], path: str, at: int, mask: int) -> dict[str, bytes]:
    data = bytearray(files[path])
    data[at] ^= mask
    return files | {path: bytes(data)}


def test_every_byte_of_every_file() -> None:
    """Each byte once, with one bit of it turned; another bit for each."""
    files = package()
    unseen = [
        (path, at)
        for path, data in files.items()
        for at in range(len(data))
        if not named(judged(changed(files, path, at, MASKS[at % 8])), path)
    ]
    assert sum(map(len, files.values())) > 900
    assert not unseen


def test_every_bit_of_the_tag_files() -> None:
    files = package({"data/a": b"x"})
    unseen = [
        (path, at, mask)
        for path in files
        for at in range(len(files[path]))
        for mask in (0x20, 0x80, 0x01)  # case, the end of ASCII, the next digit
        if not named(judged(changed(files, path, at, mask)), path)
    ]
    assert not unseen


def test_bytes_of_a_larger_package_on_the_disk(tmp_path: Path) -> None:
    payload = {f"data/originals/{number}.bin": bytes([number]) * 9_000 for number in range(40)}
    files = package({**FILES, **payload})
    root = write(tmp_path / NAME, files)
    assert found(root) == ()
    chance = random.Random(5)  # noqa: S311 - it is to choose the same each time
    for _ in range(60):
        path = chance.choice([path for path, data in files.items() if data])
        at, mask = chance.randrange(len(files[path])), chance.choice(MASKS)
        (root / path).write_bytes(changed(files, path, at, mask)[path])
        assert named(found(root), path), (path, at, mask)
        (root / path).write_bytes(files[path])


def test_a_file_that_is_cut_or_grows() -> None:
    files = package()
    for path, data in files.items():
        assert named(judged(files | {path: data + b"\n"}), path)
        assert not data or named(judged(files | {path: data[:-1]}), path)


def places(raw: bytes) -> Iterator[int]:
    """Every byte of the first headers and of the end, and some between."""
    end = len(raw.rstrip(b"\0"))
    yield from range(1600)
    yield from range(1600, end, 5)
    yield from range(end, len(raw), 97)


def test_bytes_of_a_tar(tmp_path: Path) -> None:
    """Also those of no file: a header, what fills its block, what comes behind the end."""
    files = package({"data/originals/Lie\u0301ge.txt": b"x"})
    tar = write_tar(tmp_path / f"{NAME}.tar", files)
    raw = tar.read_bytes()
    assert found(tar) == ()
    unseen = []
    with tar.open("r+b", buffering=0) as file:
        for at in places(raw):
            file.seek(at)
            file.write(bytes([raw[at] ^ MASKS[at % 8]]))
            if all(finding.severity != "error" for finding in found(tar)):
                unseen.append(at)
            file.seek(at)
            file.write(raw[at : at + 1])
    assert not unseen


@given(st.data())
def test_whatever_is_done_to_a_file_is_seen(data: st.DataObject) -> None:
    files = package()
    path = data.draw(st.sampled_from(sorted(files)))
    content = data.draw(st.one_of(st.binary(max_size=80), st.sampled_from(sorted(files.values()))))
    if content != files[path]:
        assert named(judged(files | {path: content}), path)
