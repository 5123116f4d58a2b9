"""Packs that are written here: git reads each content as it was, and what failed is told."""

from __future__ import annotations

import hashlib
import io
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import HistoryUnreadable
from toolkit.handover.packing.packfile import CHUNK, PackFile, entry_head

#: Around the ends of a stored block and of a chunk.
SIZES = (0, 1, 15, 16, 65_534, 65_535, 65_536, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 77)


def put(pack: PackFile, data: bytes, *, right: bool = True) -> None:
    pack.begin(len(data))
    for at in range(0, len(data), CHUNK):
        part = data[at : at + CHUNK]
        buffer = pack.buffer()
        buffer[: len(part)] = part
        pack.put(buffer, len(part))
    pack.end(right=right)


def written(path: Path, contents: Iterable[bytes], count: int) -> tuple[int, str]:
    with path.open("xb", buffering=0) as file, PackFile(file, b"", count) as pack:
        for each in contents:
            put(pack, each)
        return pack.close()


def unpacked(path: Path, folder: Path) -> list[bytes]:
    """All that git reads in a pack, which it checks."""
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    with path.open("rb") as file:
        words = ["git", "index-pack", "--strict", "--stdin"]
        subprocess.run(words, cwd=folder, stdin=file, check=True, capture_output=True)
    words = ["git", "cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]
    names = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout
    return [
        subprocess.run(
            ["git", "cat-file", "blob", name], cwd=folder, check=True, capture_output=True
        ).stdout
        for name in names.split()
    ]


def test_git_reads_contents_of_any_size_as_they_were(tmp_path: Path) -> None:
    rng = random.Random(3)  # noqa: S311 - contents, no secrets
    contents = [rng.randbytes(size) for size in SIZES]
    size, sha256 = written(tmp_path / "pack", contents, len(contents))
    data = (tmp_path / "pack").read_bytes()
    assert (size, sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert sorted(unpacked(tmp_path / "pack", tmp_path / "git")) == sorted(contents)


def test_a_content_that_was_not_right_was_never_there(tmp_path: Path) -> None:
    with (tmp_path / "pack").open("xb", buffering=0) as file, PackFile(file, b"", 2) as pack:
        put(pack, b"first")
        put(pack, b"wrong" * CHUNK, right=False)
        put(pack, b"last")
        pack.close()
    assert sorted(unpacked(tmp_path / "pack", tmp_path / "git")) == [b"first", b"last"]


def test_a_pack_that_lacks_an_object_is_not_ended(tmp_path: Path) -> None:
    with pytest.raises(HistoryUnreadable, match="1 objects"):
        written(tmp_path / "pack", [b"one"], 2)


def test_other_objects_than_those_that_lack_are_refused(tmp_path: Path) -> None:
    other = io.BytesIO(b"PACK" + bytes([0, 0, 0, 2, 0, 0, 0, 3]) + bytes(40))
    with (tmp_path / "pack").open("xb", buffering=0) as file, PackFile(file, b"", 2) as pack:
        put(pack, b"one")
        with pytest.raises(HistoryUnreadable, match="3 objects of 1"):
            pack.append(other, lambda more: None)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a file that is always full")
def test_a_full_disk_is_told_and_nothing_waits_for_ever() -> None:
    with (
        open("/dev/full", "wb", buffering=0) as full,  # noqa: PTH123 - no folder has it
        pytest.raises(OSError, match="No space left"),
        PackFile(full, b"", 1) as pack,
    ):
        put(pack, bytes(20 * CHUNK))


@given(st.integers(0, 2**70), st.integers(1, 7))
def test_the_head_of_an_entry_is_read_as_gitformat_pack_says(size: int, kind: int) -> None:
    first, *rest = entry_head(kind, size)
    told, shift = first & 15, 4
    for octet in rest:
        told |= (octet & 0x7F) << shift
        shift += 7
    assert (told, (first >> 4) & 7) == (size, kind)
    assert [bool(octet & 0x80) for octet in (first, *rest)] == [True] * len(rest) + [False]
