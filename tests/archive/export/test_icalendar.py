"""iCalendar as text: lines are folded by octets, and what goes in comes out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from archive.export.icalendar import LINE, Event, calendar, escaped, folded

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


def event(summary: str) -> Event:
    return Event(
        "u", "2020-01-01T00:00:00Z", None, 0, "2020-01-01", "2020-01-02", summary, "CONFIRMED",
        True, "d", None, "https://example.org/",
    )  # fmt: skip


@given(WORDS)
def test_no_line_is_longer_and_no_sign_is_cut(text: str) -> None:
    lines = folded(f"SUMMARY:{text}").encode().split(b"\r\n")
    assert all(len(line) <= LINE for line in lines)
    assert "".join([line.decode() for line in lines][:1]).startswith("SUMMARY:")
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == f"SUMMARY:{text}"


@given(st.lists(WORDS, min_size=1, max_size=3).map("\n".join))
def test_a_text_comes_back(text: str) -> None:
    made = calendar("n", "a", [event(f"x{text}x")])
    [read] = Calendar.from_ical(made.encode()).walk("VEVENT")
    assert str(read["summary"]) == f"x{text}x"


def test_signs_that_no_text_may_have_are_left_out() -> None:
    assert escaped("a\x00b\ud800c\r\nd") == "ab\ufffdc\\nd"


def test_the_last_day_of_the_calendar_has_no_end() -> None:
    last = Event(
        "u", "2020-01-01T00:00:00Z", None, 0, "9999-12-31", "9999-12-31", "s", "CONFIRMED",
        True, "d", None, "https://example.org/",
    )  # fmt: skip
    assert "DTEND" not in calendar("n", "a", [last])
