"""The life of a decision, rule by rule."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decisions.kinds import STATES
from archive.decisions.life import ENDED, UNKNOWN, Change, Effect, Span, day, day_after, life

ADOPTED = Change("adopted", day("2015-04-28", "its meeting"), "m5")


def effect(kind: str, when: str | None, scope: str = "whole", order: int = 9) -> Effect:
    return Effect(kind, scope, day(when, "its meeting"), "b#p1", order)


def told(spans: list[Span]) -> list[tuple[str, str | None, str | None]]:
    return [(span.state, span.valid_from, span.valid_to) for span in spans]


def test_what_is_adopted_stays_in_force() -> None:
    assert told(life([ADOPTED])) == [("adopted", "2015-04-28", None)]


@pytest.mark.parametrize(
    ("kind", "state"),
    [("supersedes", "superseded"), ("revokes", "withdrawn"), ("implements", "implemented")],
)
def test_the_whole_of_it_ends_on_the_day_of_the_later(kind: str, state: str) -> None:
    assert told(life([ADOPTED], [effect(kind, "2017-11-22")])) == [
        ("adopted", "2015-04-28", "2017-11-22"),
        (state, "2017-11-22", None),
    ]


@pytest.mark.parametrize("kind", ["supersedes", "revokes"])
def test_a_part_ends_nothing(kind: str) -> None:
    assert [s.state for s in life([ADOPTED], [effect(kind, "2017", "part")])] == [
        "adopted",
        "amended",
    ]


@pytest.mark.parametrize("kind", ["reaffirms", "corrects", "reports-on", "requires", "extends"])
def test_some_relations_change_no_state(kind: str) -> None:
    assert told(life([ADOPTED], [effect(kind, "2017")])) == told(life([ADOPTED]))


def test_a_proposal_becomes_a_decision_by_what_adopts_it() -> None:
    proposed = Change("proposed", day("2016-11-10", "its text"), "letter")
    assert told(life([proposed], [effect("adopts", "2017-11-22")])) == [
        ("proposed", "2016-11-10", "2017-11-22"),
        ("adopted", "2017-11-22", None),
    ]


@pytest.mark.parametrize("kind", ["amends", "implements"])
def test_a_mere_proposal_is_neither_amended_nor_carried_out(kind: str) -> None:
    proposed = Change("proposed", UNKNOWN, "letter")
    assert [s.state for s in life([proposed], [effect(kind, "2017")])] == ["proposed"]


def test_what_has_ended_does_not_come_back() -> None:
    ended = [effect("revokes", "2017"), effect("adopts", "2018"), effect("amends", "2019")]
    assert [s.state for s in life([ADOPTED], ended)] == ["adopted", "withdrawn"]


def test_it_lapses_after_the_last_day_of_its_term() -> None:
    spans = life([ADOPTED], until="2020-12-31")
    assert told(spans) == [
        ("adopted", "2015-04-28", "2021-01-01"),
        ("lapsed", "2021-01-01", None),
    ]
    assert spans[-1].since.edtf == "2021-01-01"


def test_a_term_to_a_year_may_end_on_any_of_its_days() -> None:
    span = life([ADOPTED], until="2020")[0]
    assert (span.surely_to, span.valid_to) == ("2020-01-01", "2021-01-01")


def test_an_extension_in_time_moves_the_end() -> None:
    longer = Effect("extends", "whole", day("2019", "x"), "b#p1", 9, until="2025-12-31")
    assert told(life([ADOPTED], [longer], until="2020-12-31"))[-1] == ("lapsed", "2026-01-01", None)


def test_an_extension_after_the_end_comes_too_late() -> None:
    late = Effect("extends", "whole", day("2022", "x"), "b#p1", 9, until="2025-12-31")
    assert told(life([ADOPTED], [late], until="2020-12-31"))[-1] == ("lapsed", "2021-01-01", None)


def test_known_by_its_month_it_may_hold_on_some_days_only() -> None:
    span = life([ADOPTED], [effect("supersedes", "2017-11")])[0]
    assert (span.surely_to, span.valid_to) == ("2017-11-01", "2017-11-30")


def test_ended_on_an_unknown_day_nothing_is_sure() -> None:
    span = life([ADOPTED], [effect("supersedes", None)])[0]
    assert (span.valid_from, span.surely_to, span.valid_to) == ("2015-04-28", "2015-04-28", None)


def test_the_order_of_recording_decides_where_days_are_the_same() -> None:
    first, second = effect("supersedes", "2017", order=1), effect("revokes", "2017", order=2)
    for effects in ([first, second], [second, first]):
        assert [s.state for s in life([ADOPTED], effects)] == ["adopted", "superseded"]


def test_what_is_known_by_its_year_alone_comes_as_it_was_recorded() -> None:
    adopted = Change("adopted", day("2021-06-01", "its meeting"), "a")
    assert told(life([adopted], [effect("supersedes", "2021")])) == [
        ("adopted", "2021-06-01", "2021-12-31"),
        ("superseded", "2021-01-01", None),
    ]


def test_what_surely_came_first_does_so_however_late_it_was_recorded() -> None:
    late, early = effect("supersedes", "2019", order=1), effect("amends", "2017-11", order=2)
    assert [s.state for s in life([ADOPTED], [late, early])] == ["adopted", "amended", "superseded"]


@pytest.mark.parametrize("when", [None, "2020", "2020/.."])
def test_ended_twice_it_has_ended_by_the_earlier_day_that_is_known(when: str | None) -> None:
    spans = life([ADOPTED], [effect("supersedes", when)], until="2020-05-31")
    assert [span.state for span in spans] == ["adopted", "superseded"]
    assert spans[0].valid_to == "2020-06-01"


def test_ended_at_some_time_before_a_day_nothing_is_sure() -> None:
    span = life([ADOPTED], [effect("supersedes", "../2018")])[0]
    assert (span.surely_to, span.valid_to) == ("2015-04-28", "2018-12-31")


def test_a_date_that_is_none_is_unknown() -> None:
    assert day("soon", "x") == UNKNOWN
    assert day_after("soon") == UNKNOWN


days = st.one_of(st.none(), st.dates().map(str), st.sampled_from(("2017", "2017-11", "2016~")))
effects = st.lists(
    st.builds(
        Effect,
        st.sampled_from(("supersedes", "amends", "revokes", "implements", "extends", "adopts")),
        st.sampled_from(("whole", "part")),
        days.map(lambda d: day(d, "x")),
        st.just("b#p1"),
        st.integers(0, 5),
        days,
    ),
    max_size=8,
)


@given(base=days, effects=effects, until=days, state=st.sampled_from(STATES))
def test_lives_are_in_order_whatever_is_said(
    base: str | None, effects: list[Effect], until: str | None, state: str
) -> None:
    begun = Change(next(s for s in STATES if s == state), day(base, "x"), "a")
    spans = life([begun], effects, until)
    assert spans or state == "amended"
    for span, following in pairwise(spans):
        assert span.state not in ENDED
        assert span.valid_to == following.surely_from
        assert following.state != "proposed"
    assert all(span.valid_to is None for span in spans[-1:])
