"""Tables, differences and the rest of what is printed."""

from __future__ import annotations

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st

from archive.text.diff import Change as Piece
from toolkit import output

TEXTS = st.text(st.sampled_from("ab, é\u0301教育部장관กา-x"), max_size=60)
PIECES = st.builds(
    lambda added, text: Piece("added" if added else "same", text), st.booleans(), TEXTS
)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("教育", 4), ("e\u0301", 1), ("장관", 4), ("", 0)]
)
def test_width_counts_columns_not_characters(text: str, width: int) -> None:
    assert output.text_width(text) == width


WORDS = st.text(st.sampled_from("abc-/.#~0129\u0301교육"), min_size=1, max_size=40)
CELLS = st.lists(WORDS, max_size=8).map(" ".join)


def longest(*texts: str) -> int:
    return max((output.text_width(word) for text in texts for word in text.split()), default=0)


@given(TEXTS, st.integers(2, 30))
def test_wrapped_lines_lose_no_character_and_fit_but_for_long_words(text: str, width: int) -> None:
    lines = output.wrap(text, width)
    assert all(output.text_width(line) <= max(width, longest(line)) for line in lines)
    assert all(" " not in line for line in lines if output.text_width(line) > width)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=4), st.integers(20, 120))
def test_a_table_shows_every_word_whole(rows: list[tuple[str, ...]], width: int) -> None:
    shown = unstyle(output.table(("kind of it", "b", "third", "d"), rows, width)).split()
    assert all(word in shown for row in rows for cell in row for word in cell.split())


@given(st.lists(st.tuples(CELLS, CELLS, st.integers(0, 999)), max_size=5), st.integers(20, 100))
def test_a_table_exceeds_its_width_only_for_a_word(
    rows: list[tuple[str, str, int]], width: int
) -> None:
    shown = unstyle(output.table(("first", "second", "n"), rows, width))
    most = max(width, 2 + longest(*(cell for row in rows for cell in row[:2])))
    assert all(output.text_width(line) <= most for line in shown.splitlines())


def test_what_is_empty_in_every_row_makes_room() -> None:
    rows = [("aes-belgium", "", "prose " * 9), ("2017-05-09/2017-05-10", None, "more " * 9)]
    shown = unstyle(output.table(("first", "a heading in the way", "said"), rows, 50))
    assert shown.splitlines()[0].split() == ["first", "said"]
    assert "a heading" in unstyle(output.table(("first", "a heading", "said"), rows, 200))


def test_columns_align_under_wide_characters() -> None:
    shown = unstyle(output.table(("who", "n"), [("교육부", 1), ("ab", 22)])).splitlines()
    assert shown == ["who      n", "교육부   1", "ab      22"]


def test_without_a_width_a_row_is_a_line() -> None:
    long = "word " * 60
    assert len(output.table(("text",), [(long,), ("two\nlines",)]).splitlines()) == 3


def test_a_narrow_terminal_gets_a_list() -> None:
    row = ["some words here"] * 4
    shown = unstyle(output.table(("a", "b", "c", "d"), [row], 24)).splitlines()
    assert shown[0].startswith("a  some")


def test_a_record_cannot_steer_the_terminal() -> None:
    shown = output.table(("text",), [("\x1b[31mred\x07\x9b2J \u202egnp",)])
    assert "\x1b[31m" not in shown
    assert not set(shown) & {"\x07", "\x9b", "\u202e"}


def test_a_difference_without_colour_is_marked() -> None:
    pieces = [Piece("same", "the "), Piece("removed", "old "), Piece("added", "new "),
              Piece("moved", "word")]  # fmt: skip
    assert output.difference(pieces, colour=False) == "the [-old-] {+new+} {~word~}"


def test_a_difference_marks_each_line_by_itself() -> None:
    shown = output.difference([Piece("added", "one\n\ntwo\n")], colour=False)
    assert shown == "{+one+}\n\n{+two+}\n"


def test_long_stretches_without_change_are_left_out() -> None:
    lines = "".join(f"{n}\n" for n in range(50))
    pieces = [Piece("same", lines), Piece("added", "x\n"), Piece("same", lines)]
    shown = output.difference(pieces, colour=False, context=2).splitlines()
    assert shown == [
        "... 48 lines without change ...", "48", "49", "{+x+}", "0", "1", "2",
        "... 47 lines without change ...",
    ]  # fmt: skip


@given(st.lists(PIECES, max_size=6))
def test_a_difference_keeps_every_word(pieces: list[Piece]) -> None:
    shown = output.difference(pieces, colour=False)
    plain = shown.replace("{+", "").replace("+}", "")
    assert plain == "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(("n", "said"), [(0, "0 files"), (1, "1 file"), (12345, "12,345 files")])
def test_counts_are_words(n: int, said: str) -> None:
    assert output.count(n, "file") == said


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress("Building") as step:
        step(0.5)
    assert capsys.readouterr() == ("", "")
