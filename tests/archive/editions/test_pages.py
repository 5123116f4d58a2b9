"""What a reader of an edition is shown of it in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from archive.editions.ladder import path_of
from archive.editions.names import names_of
from tests.archive.editions.planted import Planted
from tests.archive.web.conftest import Site


@pytest.fixture(scope="module")
def site(planted: Planted) -> Iterator[Site]:
    workspace = planted.repository.workspace
    made = Site(path_of(workspace, "public"), workspace)
    yield made
    made.close()


@pytest.fixture(scope="module")
def stub(planted: Planted) -> str:
    """The name of the closed record that has a title for others."""
    return names_of(planted.repository.workspace).closed(
        f"{planted.secrets.words['secretariat: id']}-letter"
    )


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_closed_record_has_a_page_that_says_why(site: Site, stub: str) -> None:
    page = site.get(f"/records/{stub}")
    assert page.status_code == 200
    text = said(page.text)
    assert "A matter" in text
    assert "Ground privacy" in text
    assert "Reviewed next 2030" in text
    assert "It is sealed as leaf" in text


def test_its_json_says_the_same_and_no_more(site: Site, stub: str) -> None:
    told = site.get(f"/records/{stub}.json").json()
    assert set(told) == {"ok", "archive", "id", "title", "access", "why", "ground", "exemption",
                         "closed_from", "years", "review", "leaf", "leaf_hash"}  # fmt: skip
    assert told["archive"]["edition"] == "public"


def test_its_original_is_not_given_out(site: Site, stub: str) -> None:
    assert site.get(f"/records/{stub}/original").status_code == 404


@pytest.mark.parametrize("end", ["", ".json", "/original", "?version=1"])
def test_its_own_id_is_answered_as_any_that_never_was(
    planted: Planted, site: Site, end: str
) -> None:
    own = f"{planted.secrets.words['secretariat: id']}-letter"
    never = "x" * (len(own) - 7) + "-letter"
    answers = [site.get(f"/records/{each}{end}") for each in (own, never)]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].text.replace(own, "ID") == answers[1].text.replace(never, "ID")


def test_an_original_that_is_for_everyone_is_given_out(site: Site) -> None:
    answer = site.get("/records/given/original")
    assert (answer.status_code, answer.text) == (200, "Given to everyone.\n")
    assert 'filename="given.txt"' in answer.headers["content-disposition"]


def test_each_page_says_which_edition_it_is(site: Site) -> None:
    for address in ("/", "/records/given", "/search?q=one", "/questions", "/records/nothing"):
        assert "This is the public edition" in said(site.get(address).text)


def test_what_was_taken_out_of_a_text_says_why(site: Site) -> None:
    page = site.get("/records/open-letter").text
    assert '<span class="gone personal" title="personal data">█████</span>' in page


def test_a_closed_record_is_harvested_as_deleted(site: Site, stub: str) -> None:
    told = site.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").text
    [record] = [each for each in told.split("<record>") if f":{stub}<" in each]
    assert '<header status="deleted">' in record
    assert "<metadata>" not in record


def test_a_feed_says_of_a_closed_record_that_it_is_closed(site: Site, stub: str) -> None:
    told = site.get("/records.atom").text
    [entry] = [each for each in told.split("<entry") if f"/records/{stub}" in each]
    assert "This edition does not show it" in entry


def test_crawlers_may_gather_what_is_public_but_no_closed_record(site: Site, stub: str) -> None:
    told = site.get("/robots.txt").text
    assert "Disallow: /archive/" in told
    assert "Disallow: /\n" not in told
    assert told.endswith("Sitemap: http://localhost/sitemap.xml\n")
    assert f"/records/{stub}" not in site.get("/sitemap.xml").text


def test_a_person_is_told_without_what_is_not_for_its_readers(site: Site) -> None:
    listed = site.get("/people.json").json()["people"]
    assert [each["id"] for each in listed] == ["ann-open"]
    page = site.get("/people/ann-open")
    assert page.status_code == 200
    assert "Written elsewhere" not in page.text  # an address, and names for the secretariat alone


def test_a_person_that_is_closed_is_answered_as_any_that_never_was(
    planted: Planted, site: Site
) -> None:
    assert site.get(f"/people/{planted.person}").status_code == 404
