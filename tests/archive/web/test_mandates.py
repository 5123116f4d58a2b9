"""The terms of the secretariat, and what fell in each."""

from __future__ import annotations

from tests.archive.web.conftest import Site
from tests.archive.web.test_lists import rows
from tests.archive.web.test_pages import text


def test_each_term_has_what_fell_in_it(village: Site) -> None:
    first, second = village.get("/mandates.json").json()["mandates"]
    assert (first["title"]["text"], first["meetings"], first["decisions"]) == ("Alpha", 1, 1)
    assert (first["tasks_opened"], first["records"]) == (1, 3)
    assert (second["meetings"], second["badge"][0]) == (1, "in office")


def test_the_table_is_taken_away(village: Site) -> None:
    found = rows(village.get("/mandates.csv"))
    assert found[0][:3] == ["id", "host", "organisation"]
    assert found[1][:3] == ["first", "Alpha", "Mill House"]


def test_a_term_tells_what_sources_disagree_about(village: Site) -> None:
    said = text(village.get("/mandates/first").text)
    assert "end sources differ" in said
    assert "Why: It was written later." in said


def test_a_term_leads_to_the_one_after_it(village: Site) -> None:
    page = village.get("/mandates/first").text
    assert 'href="/mandates/second" title="second"' in page


def test_what_is_not_known_is_told(village: Site) -> None:
    assert "Not known head" in text(village.get("/mandates/second").text)


def test_on_an_earlier_day_a_term_is_to_come(village: Site) -> None:
    said = text(village.get("/as-of/2010-01-01/mandates/second").text)
    assert "Term of the secretariat to come" in said


def test_what_was_decided_later_is_left_out(village: Site) -> None:
    data = village.get("/as-of/2010-01-01/mandates/first.json").json()
    assert (data["decisions_in_all"], data["records_in_all"]) == (0, 0)


def test_the_page_of_custody_is_led_to(village: Site) -> None:
    assert 'href="/custody"' in village.get("/mandates/first").text


def test_a_term_that_is_not_there_has_ids_that_are_near(village: Site) -> None:
    answer = village.get("/mandates/firts")
    assert answer.status_code == 404
    assert 'href="/mandates/first"' in answer.text
