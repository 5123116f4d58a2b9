"""Partners by region and year, as of a day, and what each did."""

from __future__ import annotations

from typing import Any

from tests.archive.web.conftest import Site
from tests.archive.web.test_lists import rows
from tests.archive.web.test_pages import text


def standings(village: Site, day: str) -> dict[str, str]:
    data = village.get(f"/as-of/{day}/partners.json").json()
    return {row["id"]: row["standing"] for row in data["partners"]}


def test_who_is_a_partner_depends_on_the_day(village: Site) -> None:
    assert standings(village, "2009-06-01") == {
        "alpha": "admitted", "gone": "partner", "beta": "later", "late": "later",
    }  # fmt: skip
    assert standings(village, "2015-06-01")["gone"] == "left"


def test_the_counts_are_those_of_the_day(village: Site) -> None:
    data = village.get("/as-of/2015-06-01/partners.json").json()
    assert data["total"] == 2
    assert {row["region"]: row["partners"] for row in data["by_region"]}["all regions"] == 2


def test_they_stand_by_the_year_in_which_they_joined(village: Site) -> None:
    page = village.get("/partners").text
    growth = text(page[page.index("How it grew") :])
    assert "2010 Alpha Beta 2 2020 Lateland 3" in growth


def test_what_each_did_is_counted(village: Site) -> None:
    found: dict[str, list[str]] = {row[0]: row for row in rows(village.get("/partners.csv"))}
    assert found["id"][8:] == ["hosted", "chaired", "proposed", "came", "letters"]
    assert found["alpha"][8:] == ["1", "2", "0", "0", "2"]


def test_those_of_one_region_are_shown_alone(village: Site) -> None:
    data = village.get("/partners.json?region=East").json()
    assert [row["id"] for row in data["partners"]] == ["alpha"]


def test_the_page_of_a_partner(village: Site) -> None:
    data: dict[str, Any] = village.get("/partners/alpha.json").json()
    assert [row["status"] for row in data["periods"]] == ["admitted", "attended"]
    assert [row["id"] for row in data["hosted"]] == ["c1"]
    assert [row["title"] for row in data["letters_from"]] == ["Asked again", "A call"]
    assert [row["title"] for row in data["letters_to"]] == ["An answer"]
    assert [row["text"] for row in data["tasks"]] == ["Alpha draws the mill."]
    said = text(village.get("/partners/alpha").text)
    assert "Held the secretariat 2009 to 2012" in said
    assert "That does not say that it was not there." in said


def test_no_letter_of_a_later_day_is_told(village: Site) -> None:
    data = village.get("/as-of/2012-01-01/partners/alpha.json").json()
    assert [row["title"] for row in data["letters_from"]] == ["A call"]


def test_a_partner_that_is_unknown_is_not_found(village: Site) -> None:
    assert village.get("/partners/alfa").status_code == 404
