"""Themes: lists that are never merged, what there is of each, and numbers by year."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.web.bars import bars
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import make_repository

THEMES = """\
- id: old
  name: Old priorities
  kind: priorities
  owner: Ministers
  from: 2010
  to: 2014
  items:
    - {id: old-water, label: Water}
- id: new
  name: New priorities
  kind: priorities
  from: 2015-01-01
  items:
    - id: water
      label: Water
      items: [{id: wells, label: Wells}]
    - {id: air, label: Air}
- id: plan
  name: A plan
  kind: strategy
  status: draft
  from: 2016
  items: [{id: plan-a, label: Aim}]
"""


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_repository(tmp_path_factory.mktemp("themed") / "work")
    made.write("registers/themes.yaml", THEMES)
    decided = "{.decision}\n1. They agreed.\n"
    made.record("one", decided, more="date: 2016-02\nthemes: [wells, air]\n")
    made.record("two", more="date: 2018\nthemes: [water]\n")
    made.record("three", more="date: 2011\nthemes: [old-water]\n")
    made.save()
    made.build()
    site = Site(made.workspace.archive, made.workspace)
    yield site
    site.close()


def test_each_list_says_whether_it_stood_that_day(themed: Site) -> None:
    def stood(path: str) -> dict[str, str]:
        return {each["id"]: each["stood"] for each in themed.get(path).json()["lists"]}

    assert stood("/themes.json") == {"new": "yes", "plan": "yes", "old": "ended"}
    assert stood("/as-of/2013-01-01/themes.json") == {"old": "yes", "new": "later", "plan": "later"}
    assert "A plan a draft" in text(themed.get("/themes").text)


def test_what_names_one_below_counts_for_it_and_each_record_once(themed: Site) -> None:
    [new] = [each for each in themed.get("/themes.json").json()["lists"] if each["id"] == "new"]
    assert new["counts"] == {"records": 2, "meetings": 0, "decisions": 1}
    counts = {each["id"]: each["counts"]["records"] for each in new["themes"]}
    assert counts == {"water": 2, "wells": 1, "air": 1}


def test_a_theme_tells_its_records_by_year_and_its_decisions(themed: Site) -> None:
    data = themed.get("/themes/new/water.json").json()
    assert [each["id"] for each in data["records"]] == ["two", "one"]
    assert list(data["by_year"]) == ["2016", "2018"]
    page = themed.get("/themes/new/water").text
    assert "<svg" in page
    assert 'href="/decisions?show=all&amp;theme=water"' in page
    assert 'href="/decisions/one/p1"' in page


def test_up_to_a_day_later_records_are_left_out(themed: Site) -> None:
    data = themed.get("/as-of/2017-01-01/themes/new/water.json").json()
    assert [each["id"] for each in data["records"]] == ["one"]


def test_what_is_called_alike_elsewhere_is_another_theme(themed: Site) -> None:
    said = text(themed.get("/themes/new/water").text)
    assert "Called alike elsewhere Water in Old priorities: another theme" in said


def test_a_theme_is_found_by_its_name_and_leads_to_its_page(themed: Site) -> None:
    told = themed.get("/search/suggest.json?q=wel").json()["proposals"]
    assert [(each["text"], each["href"]) for each in told] == [("Wells", "/themes/new/wells")]
    assert 'href="/themes/new/wells"' in themed.get("/search?q=wells").text


def test_a_list_is_a_page_too(themed: Site) -> None:
    assert "In this list Water" in text(themed.get("/themes/new").text)
    assert themed.get("/themes.csv").content.count(b"\r\n") == 6


@pytest.mark.parametrize("path", ["/themes/none", "/themes/new/none", "/themes/old/water"])
def test_what_is_no_theme_is_not_found(themed: Site, path: str) -> None:
    assert themed.get(path).status_code == 404


def test_bars_are_as_high_as_their_numbers_and_told_in_a_table() -> None:
    drawn = bars([("Records", {2000: 1, 2003: 4}), ("Meetings", {})])
    assert drawn is not None
    assert drawn.years == (("2000", (1, 0)), ("2003", (4, 0)))
    first, last = drawn.rows[0].bars
    assert last.height == pytest.approx(4 * first.height, rel=0.02)
    assert drawn.rows[1].bars == ()
    assert bars([("Records", {})]) is None


def test_a_theme_alone_leads_to_its_list(themed: Site) -> None:
    assert themed.get("/themes/wells").headers["location"] == "/themes/new/wells"
