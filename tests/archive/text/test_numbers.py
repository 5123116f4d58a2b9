"""Numbers as people read them."""

from __future__ import annotations

import pytest

from archive.text.numbers import counted, size_words


@pytest.mark.parametrize(("size", "said"), [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 KB"), (999_499, "999 KB"),
    (999_600, "1.0 MB"), (1_500_000, "1.5 MB"), (999_960_000, "1.0 GB"),
    (5_000_000_000_000, "5.0 TB"), (5_000_000_000_000_000, "5,000.0 TB"),
])  # fmt: skip
def test_sizes_in_words(size: int, said: str) -> None:
    assert size_words(size) == said


def test_numbers_in_words() -> None:
    assert counted(1, "fact") == "1 fact"
    assert counted(0, "entry", "entries") == "0 entries"
    assert counted(1052, "record") == "1,052 records"
