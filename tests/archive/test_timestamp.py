"""What a time stamp says, read without any library."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.timestamp import read_stamp
from tests.archive.stamps import stamp_of
from tests.toolkit.handover.authority import Authority

GOOD = stamp_of(b"signature")


def test_it_says_of_what_it_is_and_when() -> None:
    said = read_stamp(GOOD)
    assert said.digest == hashlib.sha256(b"signature").digest()
    assert said.time == datetime(2026, 11, 27, 10, 12, 41, tzinfo=UTC)


def test_parts_of_a_second_are_let_go() -> None:
    assert read_stamp(stamp_of(b"", b"20261127101241.25Z")) == read_stamp(stamp_of(b""))


@pytest.mark.parametrize(
    "answer",
    [
        stamp_of(b"", b"261127101241Z"),
        stamp_of(b"", b"20261327101241Z"),
        stamp_of(b"", status=b"\x02"),
        GOOD[:-20],
        GOOD + b"\0",
        b"",
    ],
)
def test_what_is_no_stamp_is_told(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_stamp(answer)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_damage_gives_another_answer_or_none_and_nothing_else(at: int, byte: int) -> None:
    damaged = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    try:
        read_stamp(damaged)
    except ValueError:
        return


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")
def test_it_reads_what_openssl_stamps(tmp_path: Path) -> None:
    answer = Authority(tmp_path / "tsa").make("Authority of a test").stamps(b"data")
    said = read_stamp(answer)
    assert said.digest == hashlib.sha256(b"data").digest()
    assert abs(said.time - datetime.now(UTC)).days == 0
