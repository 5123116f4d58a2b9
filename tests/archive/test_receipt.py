"""A receipt and its letter have one form each, and nothing else is read as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.receipt import (
    BadReceipt,
    FileOutcome,
    Letter,
    Party,
    Receipt,
    Reservation,
    read_letter,
    read_receipt,
)

RECEIPT = Receipt(
    package="aep-2026-11-27-aes-italy-to-jp",
    digest="sha256:" + "ab" * 32,
    kind="whole",
    sender=Party("aes-italy", "it"),
    receiver=Party("aes-japan", "jp"),
    commit="c" * 40,
    time=datetime(2026, 11, 28, 9, tzinfo=UTC),
    checkpoint="16 " + "A" * 43 + "=",
    files=(FileOutcome("data/records.bundle", "1" * 64, True),
           FileOutcome("data/originals/2024/a.pdf", "2" * 64, False)),
    reservations=(Reservation("P051", "data/originals/2024/a.pdf", "it is another"),),
    key="ssh-ed25519 AAAA",
)  # fmt: skip
LETTER = Letter(RECEIPT.data, b"secretariat-handover 1\n", b"-----BEGIN\n")

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


def test_it_counts_what_was_accepted() -> None:
    assert b'"outcome":{"accepted":1,"reserved":1}' in RECEIPT.data


@given(TEXT, st.lists(TEXT, max_size=3))
def test_what_is_written_is_read_again(name: str, paths: list[str]) -> None:
    files = tuple(FileOutcome(path, "3" * 64, True) for path in paths)
    receipt = replace(RECEIPT, package=name, files=files)
    assert read_receipt(receipt.data) == receipt
    letter = replace(LETTER, receipt=receipt.data)
    assert read_letter(letter.data) == letter


@pytest.mark.parametrize("old", ["secretariat-receipt/1", '"kind"', "sha256:", "T09:", "accepted"])
def test_another_word_is_no_receipt(old: str) -> None:
    with pytest.raises(BadReceipt):
        read_receipt(RECEIPT.data.replace(old.encode(), b"x", 1))


def test_a_count_that_does_not_add_up_is_no_receipt() -> None:
    with pytest.raises(BadReceipt, match="one form"):
        read_receipt(RECEIPT.data.replace(b'"reserved":1', b'"reserved":0'))


def test_every_byte_of_a_letter_counts() -> None:
    data = LETTER.data
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            assert read_letter(changed) != LETTER
        except BadReceipt:
            continue


def test_line_ends_of_windows_pass() -> None:
    assert read_letter(LETTER.data.replace(b"\n", b"\r\n")) == LETTER


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_something_else_is_no_letter(data: bytes) -> None:
    with pytest.raises(BadReceipt):
        read_letter(data)
