"""Word diffs: what they say, that nothing is lost, and that no text makes them late."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.diff import Change, new_text, old_text, word_diff


def said(old: str, new: str) -> list[tuple[str, str]]:
    return [(change.op, change.text) for change in word_diff(old, new)]


def test_a_word_changed() -> None:
    assert said("They met in May.", "They met in November.") == [
        ("same", "They met in "),
        ("removed", "May"),
        ("added", "November"),
        ("same", "."),
    ]


def test_equal_texts_are_one_piece() -> None:
    assert said("a\n\nb", "a\n\nb") == [("same", "a\n\nb")]
    assert word_diff("", "") == []


def test_from_and_to_nothing() -> None:
    assert said("", "New text.\n") == [("added", "New text.\n")]
    assert said("Old text.\n", "") == [("removed", "Old text.\n")]


def test_a_new_paragraph_does_not_touch_its_neighbours() -> None:
    assert said("First.\n\nThird.\n", "First.\n\nSecond one.\n\nThird.\n") == [
        ("same", "First.\n\n"),
        ("added", "Second one.\n\n"),
        ("same", "Third.\n"),
    ]


def test_wrapping_anew_changes_only_white_space() -> None:
    changes = word_diff("one two\nthree four", "one two three\nfour")
    assert all(not change.text.strip() for change in changes if change.op != "same")


def test_a_moved_paragraph_is_told_as_moved() -> None:
    one, two, three = (
        "The first paragraph.\n\n",
        "The second one here.\n\n",
        "And the third one.\n\n",
    )
    changes = word_diff(one + two + three + "End.", three + one + two + "End.")
    assert changes == [
        Change("moved", three, 2),
        Change("same", one + two),
        Change("removed", three, 0),
        Change("same", "End."),
    ]


def test_a_short_paragraph_is_not_told_as_moved() -> None:
    assert "moved" not in {op for op, _ in said("Yes.\n\nAaa bbb ccc ddd.\n\nNo.", "No.\n\nYes.")}


def test_a_reworded_paragraph_is_compared_word_by_word() -> None:
    old = "Intro.\n\n59. mandated the Secretariat to prepare a strategy.\n\nEnd."
    new = (
        "Intro.\n\nNew here.\n\n59. asked the Secretariat to prepare a strategy until 2030.\n\nEnd."
    )
    changes = said(old, new)
    assert ("removed", "mandated") in changes
    assert ("added", "New here.\n\n") in changes
    assert ("same", " the Secretariat to prepare a strategy") in changes


def test_unlike_paragraphs_are_not_mixed() -> None:
    changes = said("Alpha beta gamma.", "Wholly other words stand here now, friend.")
    assert [op for op, _ in changes] == ["removed", "added"]


def test_scripts_without_spaces_are_compared_by_character() -> None:
    assert said("会议通过了预算。", "会议通过了决算。") == [
        ("same", "会议通过了"),
        ("removed", "预"),
        ("added", "决"),
        ("same", "算。"),
    ]


TEXT = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            "the",
            "word",
            "The whole paragraph moves.",
            "予算",
            ".",
            " ",
            "\n",
            "\n\n",
            "\r\n",
        ]
    ),
    max_size=40,
).map("".join)


@given(TEXT | st.text(max_size=50), TEXT | st.text(max_size=50))
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    changes = word_diff(old, new)
    assert old_text(changes) == old
    assert new_text(changes) == new
    assert all(change.text for change in changes)


def test_a_moved_paragraph_may_have_another_number() -> None:
    old = "1. The first paragraph.\n\n2. The second one here.\n\n3. And the third one.\n"
    new = "1. And the third one.\n\n2. The first paragraph.\n\n3. The second one here.\n"
    changes = word_diff(old, new)
    [moved] = [change for change in changes if change.op == "moved"]
    assert moved.text.startswith("1. And the third one.")
    assert moved.twin is not None
    assert changes[moved.twin].text.startswith("3. And the third one.")
    others = [c.text for c in changes if c.op != "same" and c.twin is None and c.text.strip()]
    assert others == ["1", "2", "2", "3"]


@given(TEXT, TEXT)
def test_moved_paragraphs_name_each_other(old: str, new: str) -> None:
    changes = word_diff(old, new)
    for at, change in enumerate(changes):
        if change.twin is not None:
            twin = changes[change.twin]
            assert twin.twin == at
            assert {change.op, twin.op} == {"moved", "removed"}
            assert change.text.strip() == twin.text.strip()
        else:
            assert change.op != "moved"


def words(seed: int, count: int, vocabulary: int, end: str) -> str:
    dice = random.Random(seed)  # noqa: S311 - texts to compare, no secrets
    return "".join(
        f"w{dice.randrange(vocabulary)}{end if at % 150 == 149 else ' '}" for at in range(count)
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (words(1, 150_000, 5, "\n\n"), words(2, 150_000, 5, "\n\n")),
        (words(1, 150_000, 5, "\n"), words(2, 150_000, 5, "\n")),
        (words(1, 150_000, 20_000, "\n\n"), words(2, 150_000, 20_000, "\n\n")),
        (words(1, 150_000, 20_000, "\n"), words(2, 150_000, 20_000, "\n")),
        ("a\n\n" * 150_000, "b\n\na\n\n" * 100_000),
        ("a" * 2_000_000, "a" * 2_000_000 + "b"),
        (" " * 2_000_000, "\n" * 2_000_000),
        ("\n\n".join(map(str, range(75_000))), "\n\n".join(map(str, range(75_000, 0, -1)))),
        ("予算" * 75_000, "算予" * 75_000),
        ("{}" * 125_000, "}{" * 125_000),
    ],
    ids=range(10),
)
def test_large_texts_come_to_an_end(old: str, new: str) -> None:
    start = time.process_time()
    changes = word_diff(old, new)
    assert time.process_time() - start < 30  # seconds; 1 to 5 on a small machine
    assert old_text(changes) == old
    assert new_text(changes) == new
