"""Rings among relations, held against a plain search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.decisions.rings import rings

pairs = st.lists(st.tuples(*2 * [st.sampled_from([f"{n}#p1" for n in "abcdef"])]), max_size=15)


def leads(pairs: list[tuple[str, str]], start: str, goal: str) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        here = waiting.pop()
        for source, target in pairs:
            if source == here and target not in seen:
                seen.add(target)
                waiting.append(target)
    return goal in seen


@given(pairs)
def test_two_are_on_one_ring_where_each_leads_to_the_other(pairs: list[tuple[str, str]]) -> None:
    found = rings(pairs)
    ends = {end for pair in pairs for end in pair}
    for a in ends:
        for b in ends - {a}:
            together = a in found and found.get(a) == found.get(b)
            assert together == (leads(pairs, a, b) and leads(pairs, b, a))


def test_a_paragraph_goes_with_its_record() -> None:
    found = rings([("a", "b"), ("b#p1", "a#p2")])
    assert found["a"] == found["b"] == found["a#p2"]


def test_a_long_chain_is_no_ring() -> None:
    assert rings((f"r{n}", f"r{n + 1}") for n in range(20_000)) == {}
