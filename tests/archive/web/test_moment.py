"""Pages of another day, and as they were known at a save."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from archive.web.moment import whole_day
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import Repository


def test_every_page_says_of_which_day_it_speaks(site: Site) -> None:
    for path in ("/", "/meetings", "/records", "/records/letter", "/decisions/conclusions-tm1/p1"):
        assert "As of today, " in text(site.get(path).text), path
        dated = text(site.get(f"/as-of/2013-01-01{path}").text)
        assert "As of 1 January 2013 , as it is known today." in dated.replace("2013,", "2013 ,")


def test_a_meeting_is_to_come_on_a_day_before_it(site: Site) -> None:
    assert "to come Second Town Meeting" in text(site.get("/as-of/2013-01-01/meetings/tm2").text)
    assert "held Second Town Meeting" in text(site.get("/as-of/2015-01-01/meetings/tm2").text)


def test_a_decision_is_in_force_on_a_day_before_it_was_replaced(site: Site) -> None:
    path = "/decisions/conclusions-tm1/p1"
    assert "decision ✓ adopted" in text(site.get(f"/as-of/2013-01-01{path}").text).replace(
        "decision adopted", "decision ✓ adopted"
    )
    assert "decision replaced by a later decision" in text(site.get(path).text)


def test_a_decision_of_a_later_day_is_not_in_force_yet(site: Site) -> None:
    said = text(site.get("/as-of/2011-01-01/decisions/conclusions-tm1/p1").text)
    assert "decision not in force yet will be in force on 9 May 2012" in said


def test_a_record_says_what_its_paragraphs_are_on_that_day(site: Site) -> None:
    page = site.get("/as-of/2013-01-01/records/conclusions-tm1").text
    assert "decision · adopted" in page
    assert "decision · replaced by a later decision" in site.get("/records/conclusions-tm1").text


def test_a_record_of_a_later_day_says_so(site: Site) -> None:
    said = text(site.get("/as-of/2012-01-01/records/minutes-tm2").text)
    assert "This record is of a later day than 1 January 2012: it is dated 22 November 2014" in said


def test_records_of_a_later_day_are_left_out_of_the_list(site: Site) -> None:
    assert "minutes-tm2" not in site.get("/as-of/2013-01-01/records").text
    assert "conclusions-tm1" in site.get("/as-of/2013-01-01/records").text


def test_the_first_page_of_a_day_has_the_records_up_to_it(site: Site) -> None:
    home = site.get("/as-of/2013-01-01/index.json").json()["page"]["home"]
    assert home["newest"][0]["id"] == "conclusions-tm1"
    listed = site.get("/as-of/2013-01-01/records.json").json()["total"]
    assert home["counts"]["records"] == listed
    today = site.get("/index.json").json()["page"]["home"]
    assert home["counts"]["records"] < today["counts"]["records"]


def test_links_carry_the_day_and_the_knowledge_on(site: Site, town: Repository) -> None:
    known = town.hashes[0]
    page = site.get(f"/as-of/2015-01-01/meetings/tm2?known-at={known}").text
    assert f'href="/as-of/2015-01-01/records/letter?known-at={known}"' in page
    assert f'<input type="hidden" name="known-at" value="{known}">' in page


def test_a_record_is_shown_as_it_was_known(site: Site, town: Repository) -> None:
    then = site.get(f"/records/letter?known-at={town.hashes[0]}")
    assert "all of us" not in then.text
    assert "You are reading version 1 of 2" in text(then.text)


def test_what_was_not_known_yet_is_told(site: Site) -> None:
    page = site.get("/records/letter?known-at=2001-01-01")
    assert page.status_code == 404
    assert "the archive knew nothing yet on 2001-01-01" in text(page.text).lower()


def test_a_record_that_was_removed_later_is_still_in_the_list_of_then(
    site: Site, town: Repository
) -> None:
    assert "records/gone" in site.get(f"/records?known-at={town.hashes[0]}").text
    assert "records/gone" not in site.get("/records").text


def test_a_month_leads_to_its_last_day(site: Site) -> None:
    page = site.get("/as-of/2012-02/meetings?year=2012")
    assert page.status_code == 302
    assert page.headers["location"] == "/as-of/2012-02-29/meetings?year=2012"


@pytest.mark.parametrize("day", ["2013-02-30", "soon", "2013-1-1", "20130101", "%2e%2e"])
def test_what_is_no_day_is_told(site: Site, day: str) -> None:
    assert site.get(f"/as-of/{day}/meetings").status_code == 404


def test_what_is_no_page_of_ours_keeps_its_address(site: Site) -> None:
    page = site.get("/as-of/2013-01-01/archive/record?_size=5")
    assert page.headers["location"] == "/archive/record?_size=5"


def test_the_form_leads_to_the_page_of_that_day(site: Site) -> None:
    page = site.get("/as-of?day=2013-01-01&to=/meetings&query=year%3D2012&known-at=2024-01-01")
    assert page.headers["location"] == "/as-of/2013-01-01/meetings?year=2012&known-at=2024-01-01"


@pytest.mark.parametrize("goal", ["//example.org", "https://example.org/", "/archive", "\\\\x"])
def test_the_form_leads_nowhere_else(site: Site, goal: str) -> None:
    page = site.get("/as-of", params={"day": "2013-01-01", "to": goal})
    assert page.headers["location"] == "/as-of/2013-01-01/"


def test_a_day_that_is_none_is_refused_by_the_form(site: Site) -> None:
    assert site.get("/as-of?day=never&to=/").status_code == 400


def test_under_a_path_prefix_the_day_stands_within(
    serve: Callable[..., Site], tmp_path: Path
) -> None:
    page = serve("{}", tmp_path, "/towns/").get("/as-of/2013-01-01/meetings/tm2")
    assert page.status_code == 200
    assert 'href="/towns/as-of/2013-01-01/records/letter"' in page.text


def test_only_todays_pages_are_for_search_engines(site: Site) -> None:
    assert '<link rel="canonical" href="/meetings/tm2">' in site.get("/meetings/tm2").text
    dated = site.get("/as-of/2013-01-01/meetings/tm2").text
    assert 'content="noindex, nofollow"' in dated
    assert "canonical" not in dated


def test_a_question_is_asked_of_that_day(site: Site) -> None:
    page = site.get("/as-of/2012-03-01/questions/secretariat-on").text
    assert 'name="day" type="date" value="2012-03-01"' in page


def test_json_says_the_day_too(site: Site) -> None:
    data = site.get("/as-of/2013-01-01/meetings.json").json()
    assert data["as_of"] == "2013-01-01"
    assert {row["id"]: row["state"] for row in data["meetings"]}["tm2"] == "to-come"


@pytest.mark.parametrize(
    ("written", "day"),
    [("2021", "2021-12-31"), ("2020-02", "2020-02-29"), ("2021-09-15", "2021-09-15"),
     ("2021-13", None), ("0000", None), ("2021~", None), ("", None)],
)  # fmt: skip
def test_whole_day(written: str, day: str | None) -> None:
    assert whole_day(written) == day


def test_today_is_said_in_the_page_of_today(site: Site) -> None:
    assert f'value="{date.today().isoformat()}"' in site.get("/").text
