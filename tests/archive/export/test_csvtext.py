"""CSV that no spreadsheet runs and that reads back exactly."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.export.csvtext import guard, lines, unguard

RISKY = st.text(alphabet=st.sampled_from("'=+-@ \t\r\n=a\uff1d"), max_size=8)


@settings(deadline=None)
@given(st.one_of(st.text(), RISKY))
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@settings(deadline=None)
@given(st.one_of(st.text(), RISKY))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = guard(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))
    assert not cell.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize(
    "text",
    ["=HYPERLINK(1)", " =1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "\ufeff=1"],
)
def test_a_formula_becomes_a_text(text: str) -> None:
    assert guard(text) == f"'{text}"


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), RISKY), max_size=5))
def test_a_table_reads_back(rows: list[tuple[str, str]]) -> None:
    text = "".join(lines(["a", "b"], rows))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["a", "b"]
    assert [tuple(map(unguard, row)) for row in read[1:]] == rows


def test_numbers_and_gaps_are_left_alone() -> None:
    assert "".join(lines(["a", "b"], [(-1, None)])) == "a,b\r\n-1,\r\n"


def test_a_long_table_is_whole() -> None:
    text = "".join(lines(["n"], ((number,) for number in range(1000))))
    assert text.split("\r\n")[1:-1] == [str(number) for number in range(1000)]
