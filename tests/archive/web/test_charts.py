"""The numbers of /charts, as its tables, JSON and CSV have them."""

from __future__ import annotations

from typing import Any

import pytest

from archive.web.charts import head_count
from tests.archive.web.conftest import Site
from tests.archive.web.test_lists import rows
from tests.archive.web.test_pages import text


def chart(site: Site, name: str, path: str = "/charts.json") -> dict[str, Any]:
    charts: list[dict[str, Any]] = site.get(path).json()["charts"]
    return next(each for each in charts if each["id"] == name)


def numbers(told: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {
        row["of"]: {part: n for part, n in zip(told["parts"], row["numbers"], strict=True) if n}
        for row in told["rows"]
    }


def test_every_decision_is_counted_once(site: Site) -> None:
    told = chart(site, "decisions")
    [count] = (site.get("/archive/decision.json?removed=0&_extra=count&_size=0").json()["count"],)
    assert sum(sum(row["numbers"]) for row in told["rows"]) == count


def test_states_are_those_of_the_day(site: Site) -> None:
    now = numbers(chart(site, "decisions"))
    then = numbers(chart(site, "decisions", "/as-of/2013-01-01/charts.json"))
    assert any("No longer in force" in each for each in now.values())
    assert not any("No longer in force" in each for each in then.values())


def test_meetings_are_counted_by_their_year_and_none_is_left_out(site: Site) -> None:
    told = numbers(chart(site, "meetings"))
    assert told == {
        "2012": {"Held": 1}, "2014": {"Held": 1}, "2999": {"Planned or to come": 1},
    }  # fmt: skip


def test_a_year_without_meetings_stands_between_others() -> None:
    from archive.web.charts import _years

    assert _years([2012, 2014]) == [2012, 2013, 2014]
    assert _years([2012, 2999]) == [2012, 2999]


@pytest.mark.parametrize(
    ("said", "count"),
    [("160", 160), ("almost 150", 150), ("1,200", 1200), ("100-120", None), ("many", None),
     ("12.5", None), ("1234567890", None)],
)  # fmt: skip
def test_a_number_is_taken_where_there_is_one(said: str, count: int | None) -> None:
    assert head_count(said) == count


def test_tasks_are_as_old_as_on_the_day(site: Site) -> None:
    then = numbers(chart(site, "tasks", "/as-of/2015-03-01/charts.json"))
    assert then["less than 6 months"] == {"Due later, or no day is said": 1}
    late = numbers(chart(site, "tasks", "/as-of/2016-03-01/charts.json"))
    assert late["1 to 2 years"] == {"Overdue": 1}


def test_the_csv_has_all_numbers(site: Site) -> None:
    head, *lines = rows(site.get("/charts.csv"))
    assert head == ["chart", "of", "part", "number"]
    assert ["meetings", "2012", "Held", "1"] in lines


def test_what_the_archive_has_nothing_of_is_told(site: Site) -> None:
    assert "The archive has nothing of it on that day." in text(
        site.get("/as-of/1990-01-01/charts").text
    )
