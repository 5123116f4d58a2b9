"""Relations as a drawing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.web.graph import BOX, HEIGHT, MOST, End, graph, width_of, wrapped


def test_nothing_is_drawn_of_what_stands_alone() -> None:
    assert graph("it", [], []) is None


def test_an_arrow_leads_from_what_acts_to_what_it_acts_on() -> None:
    drawn = graph("it", [End("older", "/o", "Replaces")], [End("newer", None, "Amended by")])
    assert drawn is not None
    own, older, newer = drawn.nodes
    assert older.x < own.x < newer.x
    assert drawn.ties[0].path.startswith(f"M{own.x} ")
    assert drawn.ties[1].path.startswith(f"M{newer.x} ")


def test_many_are_left_to_the_list() -> None:
    drawn = graph("it", [End(str(n), None, "Replaces") for n in range(MOST + 3)], [])
    assert drawn is not None
    assert len(drawn.nodes) == MOST + 1
    assert "3 more are in the list below." in drawn.said


@given(st.lists(st.text(max_size=80), max_size=9), st.lists(st.text(max_size=80), max_size=9))
def test_all_boxes_are_within_the_drawing(left: list[str], right: list[str]) -> None:
    drawn = graph("it", [End(t, None, "x") for t in left], [End(t, None, "x") for t in right])
    for node in drawn.nodes if drawn else ():
        assert 0 < node.x < node.x + BOX < drawn.width  # type: ignore[union-attr]
        assert 0 < node.y < node.y + HEIGHT < drawn.height  # type: ignore[union-attr]


@given(st.text(), st.integers(4, 40), st.integers(1, 3))
def test_no_line_is_longer_than_its_box(text: str, line: int, lines: int) -> None:
    found = wrapped(text, line, lines)
    assert len(found) <= lines
    assert all(width_of(each) <= line for each in found)


def test_a_long_text_ends_in_dots() -> None:
    assert wrapped("one two three four five", 9, 2) == ("one two", "three…")


def test_chinese_breaks_within_words() -> None:
    assert wrapped("教育部長會議", 6, 3) == ("教育部", "長會議")
