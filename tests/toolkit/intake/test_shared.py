"""What readers of several families use alike: figures, what is placed, what is gathered."""

from pathlib import Path

import pytest

from toolkit.intake.extract.shared import figures
from toolkit.intake.extract.shared.blocks import Gathered
from toolkit.intake.extract.shared.placed import in_order
from toolkit.intake.model import Limits
from toolkit.intake.room import Room


@pytest.mark.parametrize(
    ("number", "repeated", "counted", "roman"),
    [
        (1, "a", "a", "i"),
        (26, "z", "z", "xxvi"),
        (28, "bb", "ab", "xxviii"),
        (1994, "r" * 20, "bxr", "mcmxciv"),
        (0, "0", "0", "0"),
    ],
)
def test_numbers_in_letters(number: int, repeated: str, counted: str, roman: str) -> None:
    shown = figures.repeated(number), figures.counted(number), figures.roman(number)

    assert shown == (repeated, counted, roman)


@pytest.mark.parametrize(
    ("number", "shown"), [(3, "三"), (10, "十"), (14, "十四"), (20, "二十"), (100, "100")]
)
def test_numbers_in_chinese_figures(number: int, shown: str) -> None:
    assert figures.han(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "1st"), (2, "2nd"), (13, "13th"), (21, "21st"), (112, "112th")]
)
def test_numbers_as_places(number: int, shown: str) -> None:
    assert figures.ordinal(number) == shown


def test_shapes_are_read_row_by_row_from_the_left() -> None:
    places = {"below": (20, 0), "right": (0, 9), "left": (3, 1)}

    assert list(in_order(places, places.__getitem__, 5)) == ["left", "right", "below"]


def test_a_table_is_cut_between_its_rows(tmp_path: Path) -> None:
    text = Gathered(Room(name="a", spool=tmp_path, limits=Limits(text=20)))

    assert not text.add("| a |\n| --- |\n| b |\n| c |")
    assert text.whole() == "| a |\n| --- |\n"


def test_no_marks_are_left_where_their_paragraph_was_cut(tmp_path: Path) -> None:
    room = Room(name="a", spool=tmp_path, limits=Limits(text=20))
    text = Gathered(room)

    assert not text.add("{page=3}\nMany words on one line.")
    assert text.whole() == ""
    assert [each.code for each in room.troubles] == ["I010"]
