"""Scores: how they come about, and that they say no more than they may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.findings import Finding
from archive.readiness import HEADINGS, Judged, Lack, overall

LETTERS = HEADINGS["letters"]


def lack(thing: str, cost: float) -> Lack:
    return Lack(Finding("records/a.md", 1, "G013", "no answer", thing), "look", cost, thing)


def test_nothing_to_judge_is_no_score() -> None:
    assert Judged(LETTERS, 0).score is None


def test_a_score_is_rounded_down_so_that_100_means_all() -> None:
    assert Judged(LETTERS, 1000, (lack("a", 0.5),)).score == 99


def test_several_lacks_of_one_thing_cost_one_thing_at_most() -> None:
    judged = Judged(LETTERS, 2, (lack("a", 1), lack("a", 1), lack("a", 0.5)))
    assert (judged.score, judged.in_order) == (50, 1)


def test_what_costs_nothing_leaves_its_thing_in_order() -> None:
    judged = Judged(LETTERS, 1, (lack("a", 0),))
    assert (judged.score, judged.in_order) == (100, 1)


def test_the_reckoning_tells_of_parts_only_where_there_are_some() -> None:
    whole = Judged(LETTERS, 3, (lack("a", 1),), 1, "a part counts half")
    assert whole.reckoning() == (
        "2 of 3 letters are in order, 1 of them as what lacks is named as unknown"
    )
    part = Judged(LETTERS, 3, (lack("a", 0.5),), 0, "a part counts half")
    assert part.reckoning() == "2 of 3 letters are in order; a part counts half"


def test_overall_weighs_and_leaves_out_what_has_no_score() -> None:
    heavy = Judged(HEADINGS["minutes"], 1)  # weight 3, score 100
    light = Judged(LETTERS, 1, (lack("a", 1),))  # weight 1, score 0
    none = Judged(HEADINGS["links"], 0)
    assert overall([heavy, light, none]) == 75
    assert overall([none]) is None


@given(st.integers(1, 50), st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), max_size=60))
def test_a_score_lies_between_0_and_100(number: int, found: list[tuple[int, float]]) -> None:
    judged = Judged(LETTERS, number, tuple(lack(str(thing), cost) for thing, cost in found))
    assert judged.score is not None
    assert 0 <= judged.score <= 100
    assert (judged.score == 100) <= (judged.lost < 1e-6 * number)
