"""EDTF dates: bounds, validity, words; against the calendar and the edtf library."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BadDate
from archive.text.dates import Bounds, bounds, day_after, in_words, is_exact_day, validity

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(DAYS)
def test_a_day_is_its_own_bounds(day: date) -> None:
    text = day.isoformat()
    assert bounds(text) == Bounds(text, text, text, text)
    assert is_exact_day(text)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_ends_on_its_last_day(year: int, month: int) -> None:
    found = bounds(f"{year:04d}-{month:02d}")
    assert found.first == date(year, month, 1).isoformat()
    assert found.last == date(year, month, monthrange(year, month)[1]).isoformat()


@given(st.integers(1, 9999))
def test_a_year_is_all_its_days(year: int) -> None:
    found = bounds(f"{year:04d}")
    assert (found.first, found.last) == (f"{year:04d}-01-01", f"{year:04d}-12-31")
    assert not found.interval


@given(DAYS, DAYS)
def test_a_range_must_run_forward(one: date, other: date) -> None:
    text = f"{one.isoformat()}/{other.isoformat()}"
    if one > other:
        with pytest.raises(BadDate, match="ends before it starts"):
            bounds(text)
    else:
        found = bounds(text)
        assert (found.first, found.last) == (one.isoformat(), other.isoformat())
        assert found.interval


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
def test_only_days_that_exist_are_taken(year: int, month: int, day: int) -> None:
    text = f"{year:04d}-{month:02d}-{day:02d}"
    try:
        date(year, month, day)
    except ValueError:
        if year:
            with pytest.raises(BadDate):
                bounds(text)
        assert not is_exact_day(text)
    else:
        assert bounds(text).first == text


@given(DAYS)
def test_the_day_after(day: date) -> None:
    expected = None if day == date.max else (day + timedelta(days=1)).isoformat()
    assert day_after(day.isoformat()) == expected


@given(st.text("0123456789-/.~?%XuS[]{},", max_size=20) | st.text(max_size=70))
def test_any_text_gives_bounds_or_a_bad_date(text: str) -> None:
    try:
        found = bounds(text)
    except BadDate as raised:
        error = raised
    else:
        days = [day for day in (found.first, found.last) if day]
        assert days
        assert days == sorted(days)
        assert all(is_exact_day(day) or day.startswith("0000") for day in days)
        return
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "2016",
        "2016-11",
        "2016-11-10",
        "2016-02",
        "2000-02",
        "1900-02",
        "9999-12",
        "2004-06~",
        "2004-06?",
        "2004-06-11%",
        "2004-06-XX",
        "201X",
        "2004-XX",
        "2001-21",
        "2001-24",
    ],
)
def test_the_library_says_the_same(text: str) -> None:
    from edtf import parse_edtf

    parsed = parse_edtf(text)
    low, high = parsed.lower_strict(), parsed.upper_strict()
    found = bounds(text)
    assert found.first == f"{low[0]:04d}-{low[1]:02d}-{low[2]:02d}"
    assert found.last == f"{high[0]:04d}-{high[1]:02d}-{high[2]:02d}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "May 2017",
        "2017-5-9",
        "2017-02-29",
        "2017-13",
        "2017-00",
        "2017-00-10",
        "2017-04-31",
        "17",
        "2017/",
        "/2017",
        "/",
        "../..",
        "2017/2016",
        "2017-05/2017-04",
        "2016/2017/2018",
        "2017-05-09/2017-02-30",
        "2017-05-09/soon",
        "2017-05-09T12:00",
        "2017-05-09\n",
        "\uff12\uff10\uff11\uff17",
        "y" * 1000,
        "1" * 59,
        "[" * 59,
        "Y99999",
    ],
)
def test_a_bad_date_is_named(text: str) -> None:
    if text in ("2017/", "/2017"):
        assert bounds(text).interval  # unknown end or beginning: EDTF level 1
    else:
        with pytest.raises(BadDate) as raised:
            bounds(text)
        assert "write a day as" in str(raised.value) or "mend one of" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("2016-11~", True, False), ("2024?", False, True), ("2016%", True, True)],
)
def test_qualifiers(text: str, approximate: bool, uncertain: bool) -> None:
    found = bounds(text)
    assert (found.approximate, found.uncertain) == (approximate, uncertain)
    assert bounds(f"2001/{text}").approximate == approximate


def test_the_ends_of_a_coarse_range() -> None:
    assert bounds("2016/2017-03") == Bounds(
        "2016-01-01", "2016-12-31", "2017-03-01", "2017-03-31", interval=True
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2017-05-09/..", "2017-05-09", None), ("../2014", None, "2014-12-31")],
)
def test_open_ranges(text: str, first: str | None, last: str | None) -> None:
    found = bounds(text)
    assert (found.first, found.last) == (first, last)


def test_validity_is_half_open() -> None:
    found = validity("2013-10-01", "2017")
    assert (found.valid_from, found.surely_from) == ("2013-10-01", "2013-10-01")
    assert (found.surely_to, found.valid_to) == ("2017-01-01", "2018-01-01")


def test_an_exact_end_is_included() -> None:
    found = validity("2017", "2021-06-30")
    assert (found.valid_from, found.surely_from) == ("2017-01-01", "2017-12-31")
    assert (found.surely_to, found.valid_to) == ("2021-07-01", "2021-07-01")


def test_unknown_ends_of_a_validity() -> None:
    assert validity(None, None) == validity(None, None)
    assert validity("2017", None).valid_to is None
    assert validity(None, "2017").valid_from is None
    with pytest.raises(BadDate, match="before it starts"):
        validity("2018", "2017")


@given(DAYS, st.integers(0, 4000))
def test_what_surely_holds_may_hold(start: date, length: int) -> None:
    end = date.fromordinal(min(start.toordinal() + length, date.max.toordinal()))
    for first in (start.isoformat(), start.isoformat()[:7], start.isoformat()[:4]):
        for last in (end.isoformat(), end.isoformat()[:7], end.isoformat()[:4]):
            found = validity(first, last)
            assert found.valid_from is not None
            assert found.surely_from is not None
            assert found.valid_from <= found.surely_from
            if found.surely_to is None:  # nothing comes after the last day that there is
                assert end == date.max
            else:
                assert found.valid_to is None or found.surely_to <= found.valid_to


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2017-05-09", "9 May 2017"),
        ("2017-05", "May 2017"),
        ("2017", "2017"),
        ("2016-11~", "about November 2016"),
        ("2024?", "2024 (uncertain)"),
        ("2024%", "about 2024 (uncertain)"),
        ("2017-05-09/2017-05-10", "9\u201310 May 2017"),
        ("2017-05-30/2017-06-02", "30 May \u2013 2 June 2017"),
        ("2017-12-30/2018-01-02", "30 December 2017 \u2013 2 January 2018"),
        ("2017-05-09/2017-05-09", "9 May 2017"),
        ("2016/2017", "2016 \u2013 2017"),
        ("2017/..", "from 2017"),
        ("2013/", "from 2013, end unknown"),
        ("../2014", "until 2014"),
        ("2001-21", "2001-21"),
    ],
)
def test_how_a_date_is_read_out(text: str, said: str) -> None:
    assert in_words(text) == said


@pytest.mark.parametrize(
    "text",
    ["", "2017", "2017-05", "2017-02-29", "2017-05-09 ", "\uff12\uff10\uff11\uff17-05-09"],
)
def test_what_is_no_exact_day(text: str) -> None:
    assert not is_exact_day(text)
