from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader.daytext import day_in, days_in
from archive.reader.minutes import date_of
from archive.reader.model import Context
from archive.text.dates import bounds
from archive.text.paragraphs import paragraphs


def edtf(text: str, language: str = "en", near: str | None = None) -> str | None:
    said = day_in(text, language, near)
    return said.edtf if said else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("January 10, 2019", "2019-01-10"),
        ("Tuesday, 3rd of March 2020", "2020-03-03"),
        ("10-11 November 2014", "2014-11-10/2014-11-11"),
        ("10th and 11th November 2014", "2014-11-10/2014-11-11"),
        ("3, 10 and 17 May 2017", "2017-05-03/2017-05-17"),
        ("30 December 2016 - 2 January 2017", "2016-12-30/2017-01-02"),
        ("May 30–June 1, 2017", "2017-05-30/2017-06-01"),  # noqa: RUF001 - a dash
        ("Sept. 14, 2021", "2021-09-14"),
        ("May 2017", "2017-05"),
        ("2017-05-09/2017-05-10", "2017-05-09/2017-05-10"),
        ("2017-05-09/10", "2017-05-09/2017-05-10"),
        ("meetings/2017/05/09.md", "2017-05-09"),
        ("20170509 minutes", "2017-05-09"),
        ("9. bis 10. Mai 2017", "2017-05-09/2017-05-10"),
        ("le 9 et 10 mai 2017", "2017-05-09/2017-05-10"),
        ("1er mars 2020", "2020-03-01"),
        ("9 de mayo de 2017", "2017-05-09"),
        ("9 s/d 10 November 2016", "2016-11-09/2016-11-10"),
        ("Rīga, 2015. gada 27. aprīlī", "2015-04-27"),
        ("27.-28. aprīlis 2015", "2015-04-27/2015-04-28"),
        ("2016년 11월 9일", "2016-11-09"),
        ("2016년 11월 9일-10일", "2016-11-09/2016-11-10"),
        ("2014年11月10日～11日", "2014-11-10/2014-11-11"),  # noqa: RUF001
        ("令和3年9月14日", "2021-09-14"),
        ("令和元年5月1日", "2019-05-01"),
        ("9-10 พฤศจิกายน 2559", "2016-11-09/2016-11-10"),
        ("วันที่ ๙ พฤศจิกายน พ.ศ. ๒๕๕๙", "2016-11-09"),
    ],
)
def test_a_date_as_people_write_it(text: str, expected: str) -> None:
    assert edtf(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-10 May in Seoul next year", "2017-05-09/2017-05-10"),
        ("24 and 25-26 January", "2016-01-24/2016-01-26"),
        ("5 May last year", "2015-05-05"),
        ("am 5. Mai nächsten Jahres", "2017-05-05"),
    ],
)
def test_a_year_is_taken_from_the_text_s_own_date(text: str, expected: str) -> None:
    assert edtf(text, near="2016-11~") == expected


def test_without_a_date_of_its_own_a_text_gives_no_year() -> None:
    said = day_in("24 and 25-26 January")
    assert said is not None
    assert (said.edtf, said.rule) == (None, "no year")


def test_what_is_due_comes_after_the_meeting() -> None:
    said = day_in("1 March", near="2024-12-10", after=True)
    assert said is not None
    assert said.edtf == "2025-03-01"


@pytest.mark.parametrize("text", ["05/06/2017", "05.06.2017"])
def test_day_and_month_are_not_guessed(text: str) -> None:
    said = day_in(text)
    assert said is not None
    assert (said.edtf, said.rule) == (None, "ambiguous")


@pytest.mark.parametrize("text", ["13/05/2017", "05/13/2017"])
def test_only_one_of_two_figures_can_be_the_month(text: str) -> None:
    assert edtf(text) == "2017-05-13"


def test_a_language_settles_which_figure_is_the_day() -> None:
    assert edtf("5.6.2017", "de") == "2017-06-05"


@pytest.mark.parametrize(
    "text", ["31 February 2020", "2021-13-14", "we may 2 times go", "version 10.4", "May we?"]
)
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert edtf(text, near="2020-01-01") is None


@pytest.mark.parametrize("text", ["SOM1, 9 May 2016", "Item 3, 9 May 2016", "9 May 2016, 10 am"])
def test_other_figures_are_no_days(text: str) -> None:
    assert edtf(text) == "2016-05-09"


def test_two_dates_are_two() -> None:
    found = [said.edtf for said in days_in("28-29 April 2015 and 3 May 2016")]
    assert found == ["2015-04-28/2015-04-29", "2016-05-03"]


@given(
    st.dates(),
    st.sampled_from(["{0:%Y}-{0:%m}-{0:%d}", "{0.day} {1} {0:%Y}", "{1} {0.day}, {0:%Y}"]),
)
def test_a_day_is_read_back(day: object, form: str) -> None:
    import datetime

    assert isinstance(day, datetime.date)
    if not 1000 <= day.year <= 2399:
        return
    months = "January February March April May June July August September October November December"
    assert edtf(form.format(day, months.split()[day.month - 1])) == day.isoformat()


@given(st.text(alphabet="0123456789 -/.,andMayto年月日มีนาคม"))
def test_whatever_is_found_is_edtf(text: str) -> None:
    for said in days_in(text, near="2020"):
        assert said.edtf is None or bounds(said.edtf).first is not None


def dated(text: str, kind: str = "minutes", **known: str) -> tuple[str | None, str | None]:
    return date_of(paragraphs(text), Context(kind, **known))  # type: ignore[arg-type]


def test_sources_that_agree_are_all_named() -> None:
    assert dated("# M, May 13, 2021", path="2021/2021-05-13.md") == ("2021-05-13", "path+title")


def test_a_finer_date_that_agrees_is_taken() -> None:
    assert dated("# SOM1, 9-10 November 2016", path="a/2016-11.md") == (
        "2016-11-09/2016-11-10",
        "path+title",
    )


def test_the_more_trusted_wins_and_the_other_is_told() -> None:
    assert dated("# M, 9 May 2016", date="2016-11~") == ("2016-11~", "front matter, not title")


def test_an_ambiguous_date_is_none_and_said() -> None:
    assert dated("# M, 05/06/2017") == (None, "ambiguous")


@pytest.mark.parametrize(
    "text",
    [
        "# M\n\nDate: 5 June 2020\n",
        "# M\n\n**Meeting date**: 2020-06-05, 10:00\n",
        "# M\n\n| Date | 5 June 2020 |\n|---|---|\n",
        "# M\n\nRiga, 5 June 2020\n",
        "# M\n\nThe group met on 5 June 2020 in Riga to talk of what it had done since spring.\n",
    ],
)
def test_first_lines_tell_the_date(text: str) -> None:
    assert dated(text) == ("2020-06-05", "first lines")


def test_a_letter_that_speaks_of_a_meeting_does_not_tell_its_own_date() -> None:
    text = "Dear all,\n\nI thank you for SOM1, which took place on 9-10 November 2016 in Seoul.\n"
    assert dated(text, kind="letter") == (None, None)


def test_a_date_in_prose_is_not_the_text_s_own() -> None:
    text = "# M\n\nThe law of 5 May 1999 is old and nobody has changed it since, whatever they say."
    assert dated(text) == (None, None)
