"""Contradictions and gaps in plain words, and the page for auditors."""

from __future__ import annotations

import csv
import io

import pytest

from archive.questions import all_questions
from archive.web.auditors import GROUPS, brief
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text


def test_all_that_is_said_stands_together_with_its_sources(site: Site) -> None:
    page = site.get("/contradictions").text
    said = text(page)
    assert (
        "Second Town Meeting Date planned otherwise 21\N{EN DASH}22 November 2014 as it happened"
        " the register follows it From" in said
    )
    assert "Why: The minutes were written there." in said
    assert 'href="/records/letter#p2"' in page
    assert 'href="/records/minutes-tm2"' in page


def test_facts_are_narrowed_down(site: Site) -> None:
    every = site.get("/contradictions.json").json()["total"]
    some = site.get("/contradictions.json?nature=plan+and+outcome+differ").json()["total"]
    assert 0 < some <= every
    assert "is not in the archive" in text(site.get("/contradictions?fact=none").text)


def test_gaps_are_told_of_what_they_are(site: Site) -> None:
    said = text(site.get("/gaps").text)
    assert "Norford, since January 2014 mandate Head" in said
    data = site.get("/gaps.json").json()
    rows = site.get("/gaps.csv").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(rows)))) == data["total"]
    stated = site.get("/gaps.json?how=stated").json()["total"]
    found = site.get("/gaps.json?how=found").json()["total"]
    assert stated + found == data["total"]


@pytest.mark.parametrize("path", ["/contradictions", "/gaps"])
def test_a_day_changes_nothing_and_that_is_said(site: Site, path: str) -> None:
    assert "changes nothing here" in text(site.get(f"/as-of/2013-01-01{path}").text)
    assert "changes nothing here" not in text(site.get(path).text)


def test_each_question_has_its_place() -> None:
    placed = [name for _, names in GROUPS for name in names]
    assert sorted(placed) == sorted(question.name for question in all_questions())


def test_a_very_short_first_sentence_is_told_with_the_next() -> None:
    assert brief("One. Two. Three.") == "One. Two."
    long = "A sentence that tells all that one must know of it. More."
    assert brief(long) == "A sentence that tells all that one must know of it."


def test_auditors_are_told_how_to_prove_cite_and_follow(site: Site, town_head: str) -> None:
    page = site.get("/questions").text
    said = text(page)
    assert "For auditors" in said
    assert "secretariat prove RECORD#p59 --with-script" in said
    assert f'href="/?known-at={town_head}"' in page
    for path in ("/decisions.csv", "/actions.xlsx"):
        assert f'href="{path}?show=all&amp;basis=all"' in page


def test_an_answer_is_a_workbook_too(site: Site) -> None:
    assert site.get("/questions/partners-on.xlsx?day=2005-01-01").content[:2] == b"PK"
    assert site.get("/questions/partners-on.xlsx?day=1900-01-01").status_code == 404


def test_what_a_value_may_be_is_proposed(site: Site) -> None:
    page = site.get("/questions/decisions").text
    assert '<option value="tm2">Second Town Meeting</option>' in page
    assert "<option>withdrawn</option>" in page
