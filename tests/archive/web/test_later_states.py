"""The pages tell the state of today, and what is to come as such."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.archive.council import make_council
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_council(tmp_path_factory.mktemp("council") / "ws")
    site = Site(made.workspace.archive, made.workspace)
    yield site
    site.close()


def test_a_decision_whose_term_ends_later_is_adopted_today(council: Site) -> None:
    page = text(council.get("/decisions/c1-conclusions/p1").text)
    assert "decision adopted will lapse on 1 January 2999" in page
    assert "now Adopted" in page
    assert "1 January 2999 (the end of its term) to come Will lapse" in page


def test_meetings_records_and_home_tell_it_so_too(council: Site) -> None:
    assert "adopted will lapse on 1 January 2999" in text(council.get("/meetings/c1").text)
    record = council.get("/records/c1-conclusions").text
    assert "decision · adopted, will lapse on 1 January 2999</a>" in record
    assert "5 decisions in force" in text(council.get("/").text)


def test_what_a_draft_would_decide_is_a_proposal(council: Site) -> None:
    assert "proposal · not decided</a>" in council.get("/records/plan").text
    assert "decision · not decided" not in council.get("/records/plan").text


def test_minutes_have_effect_and_a_draft_has_none(council: Site) -> None:
    minutes = text(council.get("/decisions/c1-conclusions/p3").text)
    assert "by c2-minutes, paragraph 1, in minutes not adopted yet" in minutes
    draft = text(council.get("/decisions/c1-conclusions/p2").text)
    assert "draft without effect: a draft" in draft
