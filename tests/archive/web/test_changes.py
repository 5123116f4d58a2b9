"""What changed between two versions."""

from __future__ import annotations

import pytest

from archive.text.diff import Change
from archive.web.changes import changed_lines
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text


def test_the_words_that_came_in_are_marked(site: Site) -> None:
    page = site.get("/records/letter/diff/1/2").text
    assert "<ins>, all of us</ins>" in page
    assert "1 reworded" in text(page)


def test_without_numbers_it_is_the_last_two(site: Site) -> None:
    assert "<ins>, all of us</ins>" in site.get("/records/letter/diff").text


def test_the_form_leads_to_the_lasting_address(site: Site) -> None:
    answer = site.get("/records/letter/diff?from=2&to=1")
    assert answer.headers["location"] == "/records/letter/diff/2/1"


def test_backwards_it_tells_what_is_gone(site: Site) -> None:
    assert "<del>, all of us</del>" in site.get("/records/letter/diff/2/1").text


def test_side_by_side_each_text_holds_its_own(site: Site) -> None:
    page = site.get("/records/letter/diff/1/2/side").text
    assert page.count("<ins>") == 1
    assert "<del>" not in page


@pytest.mark.parametrize("path", ["/records/letter/diff/1/9", "/records/letter/diff/0/1",
                                  "/records/none/diff"])  # fmt: skip
def test_what_is_not_there_is_told(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_version_has_an_address_of_its_own(site: Site) -> None:
    assert "all of us" not in site.get("/records/letter/versions/1").text
    assert site.get("/records/letter/versions/1.json").json()["version"] == 1


def test_it_is_there_as_json(site: Site) -> None:
    data = site.get("/records/letter/diff/1/2.json").json()
    assert data["counts"] == {"reworded": 1}


def test_only_lines_that_changed_are_shown() -> None:
    changes = [Change("same", "a: 1\nb: "), Change("removed", "2"), Change("added", "3"),
               Change("same", "\nc: 4")]  # fmt: skip
    assert [[each.text for each in line] for line in changed_lines(changes)] == [["b: ", "2", "3"]]
