"""Persons and stakeholders: what the registers say of them, and what records name them for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.archive.web.conftest import Site
from tests.archive.web.test_lists import rows
from tests.archive.web.test_pages import text
from tests.conftest import make_repository


def told(site: Site, path: str) -> Any:
    answer = site.get(path)
    assert answer.status_code == 200
    return answer.json()


def linked(site: Site, path: str) -> Any:
    found = re.search(r'"application/ld\+json">(.*?)</script>', site.get(path).text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_persons_stand_by_their_names(village: Site) -> None:
    assert [row[1] for row in rows(village.get("/people.csv"))] == [
        "name",
        "Ann Miller",
        "bo Weller",
    ]
    assert village.get("/people.xlsx").content[:2] == b"PK"


def test_what_each_did_is_counted(village: Site) -> None:
    found = {row[0]: row for row in rows(village.get("/people.csv"))}
    assert found["ann"][6:] == ["1", "1"]
    assert found["bo"][6:] == ["0", "0"]  # who sent regrets did not come
    assert {r[0]: r[4:] for r in rows(village.get("/stakeholders.csv"))}["guild"] == ["1", "1", "0"]


@pytest.mark.parametrize(
    ("day", "holding"),
    [("2009-02-28", "later"), ("2013-06-01", "yes"), ("2014-06-01", "yes")],
)
def test_who_is_in_office_depends_on_the_day(village: Site, day: str, holding: str) -> None:
    found = told(village, f"/as-of/{day}/people.json")["people"]
    assert found[0]["holding"] == holding
    assert found[1]["holding"] == ""


def test_the_counts_are_those_of_the_day(village: Site) -> None:
    found = told(village, "/as-of/2010-01-01/people.json")["people"]
    assert (found[0]["letters"], found[0]["came"]) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [("of=alpha", ["ann"]), ("office=unknown", ["bo"]), ("of=beta", []), ("office=over", [])],
)
def test_persons_are_narrowed_down(village: Site, asked: str, ids: list[str]) -> None:
    assert [row["id"] for row in told(village, f"/people.json?{asked}")["people"]] == ids


def test_the_page_of_a_person(village: Site) -> None:
    data = told(village, "/people/ann.json")
    assert [(each["office"], each["standing"]) for each in data["offices"]] == [
        ("Speaker", "yes"), ("Minister", "over"),
    ]  # fmt: skip
    assert [each["text"] for each in data["written"]] == [
        "A. Miller", "ann@example.org", "Minister", "Dr Miller",
    ]  # fmt: skip
    assert [each["title"] for each in data["letters_from"]] == ["A call"]
    assert [each["meeting"]["text"] for each in data["came"]] == ["Second Council"]
    assert [each["title"] for each in data["records"]] == [
        "Thanks to a minister", "Who came in 2014",
    ]  # fmt: skip
    said = text(village.get("/people/ann").text)
    assert "born sources differ" in said
    assert "Not known first name in full" in said


def test_the_page_of_a_stakeholder(village: Site) -> None:
    data = told(village, "/stakeholders/guild.json")
    assert [(each["of"][0]["text"], each["standing"]) for each in data["offices"]] == [
        ("Group on Mills", "later")
    ]
    assert [(each["who"]["text"], each["office"]) for each in data["speakers"]] == [
        ("Ann Miller", "Speaker")
    ]
    assert [each["others"][0]["text"] for each in data["came"]] == ["Ann Miller"]
    assert data["written"] == []  # the words of the line are the person's name
    said = text(village.get("/stakeholders/guild").text)
    assert "Also called GoM" in said


def test_nothing_of_a_later_day_is_told(village: Site) -> None:
    data = told(village, "/as-of/2010-12-31/people/ann.json")
    assert data["letters_from"] == data["came"] == data["records"] == []


def test_a_person_that_is_unknown_is_not_found(village: Site) -> None:
    assert village.get("/people/an").status_code == 404


def test_the_head_of_a_term_has_that_office(site: Site) -> None:
    data = told(site, "/people/jane.json")
    assert [(each["office"], each["when"]) for each in data["offices"]] == [
        ("head of the secretariat", "in this term")
    ]


def test_links_lead_to_the_pages_and_these_to_the_rows(village: Site) -> None:
    assert '<a href="/people/ann" title="ann">Ann Miller</a>' in village.get("/letters").text
    page = village.get("/people/ann").text
    assert 'href="/archive/person/ann"' in page
    assert 'href="/as-of/2013-06-01/stakeholders/guild"' in (
        village.get("/as-of/2013-06-01/people/ann").text
    )
    assert "/stakeholders/guild" in village.get("/search?q=guild").text


def test_the_data_block_has_names_and_no_addresses(village: Site) -> None:
    block = linked(village, "/people/ann")
    assert (block["@type"], block["name"], block["alternateName"]) == (
        "Person", "Ann Miller", "A. Miller",
    )  # fmt: skip
    assert "ann@example.org" not in json.dumps(block)
    assert linked(village, "/stakeholders/guild")["alternateName"] == "GoM"


def test_the_sitemap_has_them(village: Site) -> None:
    said = village.get("/sitemap.xml").text
    for path in ("/people", "/people/ann", "/stakeholders/guild"):
        assert f"{path}</loc>" in said


def served(tmp_path: Path, *registers: str) -> Iterator[tuple[Site, list[str]]]:
    """A letter that names a person; the register of people as it is saved, one after another."""
    made = make_repository(tmp_path / "work")
    for said in registers:
        made.write("registers/people.yaml", said)
        made.record("call", "Come.", kind="letter", title="A call", more="from: {person: ann}\n")
        made.save("A letter")
    made.build()
    site = Site(made.workspace.archive, made.workspace)
    yield site, made.hashes
    site.close()


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[tuple[Site, list[str]]]:
    names = ("ann, name: Ann Miller", "ann, name: Ann Weller", "bo, name: Bo Weller")
    yield from served(tmp_path, *(f"- {{id: {each}}}\n" for each in names))


def test_an_earlier_save_tells_what_it_knew(renamed: tuple[Site, list[str]]) -> None:
    site, (first, second, _) = renamed
    assert told(site, f"/people/ann.json?known-at={first}")["row"]["name"] == "Ann Miller"
    assert told(site, f"/people/ann.json?known-at={second}")["row"]["name"] == "Ann Weller"
    listed = told(site, f"/people.json?known-at={first}")["people"]
    assert [each["title"]["text"] for each in listed] == ["Ann Miller"]
    assert site.get(f"/people/bo?known-at={first}").status_code == 404


def test_who_left_the_register_has_a_page_that_says_so(renamed: tuple[Site, list[str]]) -> None:
    site, _ = renamed
    assert told(site, "/people/ann.json")["entered"] == "once"
    assert [row["id"] for row in told(site, "/people.json")["people"]] == ["bo"]


def test_an_id_of_no_register_has_a_page_that_says_so(tmp_path: Path) -> None:
    for site, _ in served(tmp_path, "[]\n"):
        assert told(site, "/people/ann.json")["entered"] == "no"
        assert "stands in no register" in text(site.get("/people/ann").text)
        assert told(site, "/people.json")["people"] == []
