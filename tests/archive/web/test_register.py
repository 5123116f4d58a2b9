"""`/decisions`: the register as a page, narrowed down, as of a day, and to take away."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text

FIRST, SECOND = "conclusions-tm1#p1", "conclusions-tm2#p1"


def ids(site: Site, path: str) -> list[str]:
    return [each["id"] for each in site.get(path).json()["decisions"]]


def test_only_what_is_in_force_and_confirmed_is_shown_at_first(site: Site) -> None:
    found = ids(site, "/decisions.json")
    assert FIRST not in found  # it was superseded
    assert "conclusions-tm1#p2" not in found  # only the reader proposes it
    assert SECOND in found
    assert FIRST in ids(site, "/decisions.json?show=all")
    assert "conclusions-tm1#p2" in ids(site, "/decisions.json?basis=all")
    assert ids(site, "/decisions.json?basis=proposed&state=adopted")


def test_those_that_only_the_reader_proposes_are_counted(site: Site) -> None:
    said = text(site.get("/decisions").text)
    assert "more are only proposed by the reader" in said
    data = site.get("/decisions.json").json()
    assert data["proposed_by_the_reader"] == 2


def test_a_day_tells_what_was_in_force_then(site: Site) -> None:
    assert ids(site, "/as-of/2013-01-01/decisions.json") == [FIRST]
    page = text(site.get("/as-of/2013-01-01/decisions").text)
    assert "1 decision in force on 1 January 2013" in page
    assert "decided after 1 January 2013 and are left out" in page


def test_facets_lead_to_what_they_count(site: Site) -> None:
    page = site.get("/decisions?show=all").text
    links = re.findall(
        r'<a href="(\?[^"]*meeting=[^"]*)" rel="nofollow">.*?<span class="n">(\d+)<', page
    )
    assert links
    for href, count in links:
        address = href.replace("&amp;", "&")
        assert site.get(f"/decisions.json{address}").json()["total"] == int(count)


def test_what_is_chosen_is_taken_away_by_its_chip(site: Site) -> None:
    page = site.get("/decisions?show=all&meeting=tm1&q=bridge").text
    said = text(page)
    assert "Take away Meeting: First Town Meeting" in said
    assert '<li><a href="?show=all&amp;q=bridge" rel="nofollow"><span class="sr">' in page or (
        '<li><a href="?q=bridge&amp;show=all" rel="nofollow"><span class="sr">' in page
    )


@pytest.mark.parametrize("query", [
    "state=nothing", "meeting=%3Cscript%3E", "year=2012&year=1999", "q=zzz", "q=%22", "start=40",
    "sort=x&show=x&basis=x",
])  # fmt: skip
def test_whatever_is_asked_there_is_an_answer(site: Site, query: str) -> None:
    page = site.get(f"/decisions?{query}")
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_nothing_that_fits_is_said(site: Site) -> None:
    said = text(site.get("/decisions?q=zzz").text)
    assert "No decision in the archive fits that was in force on" in said


def test_the_table_to_take_away_has_every_line_of_the_selection(site: Site) -> None:
    found = ids(site, "/decisions.json?show=all&basis=all")
    answer = site.get("/decisions.csv?show=all&basis=all")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == found
    assert site.get("/decisions.xlsx?show=all").content[:2] == b"PK"


def test_as_known_then_it_tells_less(site: Site, town_head: str) -> None:
    data = site.get(f"/decisions.json?known-at={town_head}&show=all").json()
    assert data["known_at"] == town_head
    assert site.get("/decisions?known-at=1999-01-01").status_code == 404


def test_the_words_for_both_times_are_told(site: Site) -> None:
    said = text(site.get("/decisions").text)
    assert "As of is a day in the world: what was in force on that day" in said
    assert "what one could have read here then" in said


def test_links_keep_the_day_and_what_was_known(site: Site, town_head: str) -> None:
    page = site.get(f"/as-of/2015-01-01/decisions?known-at={town_head}").text
    assert f'href="/as-of/2015-01-01/decisions/conclusions-tm2/p1?known-at={town_head}"' in page
    assert f"known-at={town_head}" in re.findall(r'href="(\?[^"]+)"', page)[0]
