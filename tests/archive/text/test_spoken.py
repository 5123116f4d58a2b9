"""Dates among other text."""

from __future__ import annotations

import pytest

from archive.text.spoken import dates_within


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2017-05 (letter#p4, 2017-x)", "May 2017 (letter#p4, 2017-x)"),
        ("/2022", "until 2022"),
        ("2022-07/..", "from July 2022"),
        ("state planned, date 2016-11~", "state planned, date about November 2016"),
        ("2017-02-30, 96, 10/12", "2017-02-30, 96, 10/12"),
        ("", ""),
    ],
)
def test_every_date_is_put_in_words(text: str, said: str) -> None:
    assert dates_within(text) == said
