"""Dates in 14 languages: those that the grammar was written with, and those held out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.reader.daytext import day_in, days_in

FOLDER = Path(__file__).parent


def expressions(half: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"dates-{half}.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - only text
    return found


def is_exact(expression: dict[str, Any]) -> bool:
    got: list[str] = []
    for said in days_in(expression["text"], expression["language"], expression.get("written")):
        if said.readings:
            got.append(" | ".join(said.readings))
        else:
            got += said.parts or ((said.edtf,) if said.edtf else ())
    expected: list[str] = expression["dates"]
    return got == expected


@pytest.mark.parametrize("expression", expressions("known"), ids=lambda each: each["text"][:40])
def test_every_known_expression_is_exact(expression: dict[str, Any]) -> None:
    assert is_exact(expression)


def test_most_of_what_was_held_out_is_exact() -> None:
    held_out = expressions("heldout")
    assert sum(map(is_exact, held_out)) / len(held_out) >= 0.95


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("27 may 2002", "es", "2002-05-27"),
        ("9-10 ноября 2016 года", "ru", "2016-11-09/2016-11-10"),
        ("2015. április 27–28.", "hu", "2015-04-27/2015-04-28"),  # noqa: RUF001 - a dash
        ("2015 m. balandžio 27 d.", "lt", "2015-04-27"),
        ("27.–28. huhtikuuta 2015", "fi", "2015-04-27/2015-04-28"),  # noqa: RUF001
        ("27. a 28. dubna 2015", "cs", "2015-04-27/2015-04-28"),
        ("Τετάρτη 17 Μαΐου 2023", "el", "2023-05-17"),
        ("ngày 5 tháng 3 năm 2020", "vi", "2020-03-05"),
        ("30.9. - 2.10.2019", "de", "2019-09-30/2019-10-02"),
        ("24 ม.ค. 67", "th", "2024-01-24"),
        ("5-Nov-2019", "en", "2019-11-05"),
        ("mar. 14 sept. 2021", "fr", "2021-09-14"),
        ("between 30 November and 2 December 2022", "en", "2022-11-30/2022-12-02"),
        ("version 1 of March 23, 2021", "en", "2021-03-23"),
    ],
)
def test_a_date_in_the_habit_of_a_language(text: str, language: str, expected: str) -> None:
    said = day_in(text, language)
    assert said is not None
    assert said.edtf == expected


@pytest.mark.parametrize("text", ["Set 3 goals", "pro 2019", "5 items out 4", "3 mag", "Mac 2019"])
def test_short_months_of_other_languages_are_words_here(text: str) -> None:
    assert day_in(text, "en") is None


def test_a_month_of_next_year_needs_no_figure() -> None:
    said = day_in("We meet again in May next year.", near="2016-11~")
    assert said is not None
    assert said.edtf == "2017-05"
