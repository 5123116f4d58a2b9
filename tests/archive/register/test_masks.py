"""Sets of lines as numbers: they meet, count and order as sets do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.register.masks import (
    FEW,
    NONE,
    Counter,
    Facet,
    bits,
    everything,
    facet,
    of_rows,
    rows_of,
)

SIZE = 200
ROWS = st.sets(st.integers(0, SIZE - 1))


@given(ROWS, ROWS)
def test_sets_meet_as_sets_do(one: set[int], other: set[int]) -> None:
    met = of_rows(one, SIZE) & of_rows(other, SIZE)
    assert rows_of(met, SIZE) == sorted(one & other)
    assert len(bits(met, SIZE)) == SIZE


@given(ROWS, st.permutations(range(20)))
def test_an_order_is_kept(one: set[int], order: list[int]) -> None:
    kept = {row for row in one if row < 20}
    assert rows_of(of_rows(kept, 20), 20, order) == [row for row in order if row in kept]


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=3 * FEW), ROWS)
def test_counts_are_exact(values: list[str | None], chosen: set[int]) -> None:
    size = len(values)
    kept = {row for row in chosen if row < size}
    counted = facet(values).counts(Counter(of_rows(kept, size), size))
    expected: dict[str, int] = {}
    for row in kept:
        name = values[row] or NONE
        expected[name] = expected.get(name, 0) + 1
    assert counted == expected
    assert list(counted.values()) == sorted(counted.values(), reverse=True)


def test_there_may_be_no_lines() -> None:
    assert of_rows([], 0) == everything(0) == 0
    assert rows_of(0, 0) == []
    assert facet([]).counts(Counter(0, 0)) == {}


_VALUES = st.one_of(
    st.none(), st.sampled_from(["", "a", "b"]), st.lists(st.sampled_from("abc"), unique=True)
)


@given(st.lists(_VALUES, max_size=80), st.integers(0))
def test_few_lines_are_counted_one_by_one_to_the_same(
    rows: list[str | list[str] | None], lines: int
) -> None:
    made, size = facet(rows), len(rows)
    among = lines & everything(size)
    one_by_one = made.counts(Counter(among, size))
    assert one_by_one == Facet(made.values, size).counts(Counter(among, size))
