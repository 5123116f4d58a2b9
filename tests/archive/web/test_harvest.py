"""OAI-PMH: what the protocol wants, and a harvester that is not ours."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from oaipmh_scythe import HTTPConfig, Scythe

from archive.export.oai import answers
from archive.export.oai.requests import Refused, Span, resumed, token
from tests.archive.web.conftest import Site
from tests.browser.conftest import serving
from tests.conftest import Repository

OAI = "{http://www.openarchives.org/OAI/2.0/}"
LIST = "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def harvester(town: Repository) -> Iterator[Any]:
    with serving(town.workspace.archive, town.workspace) as at, Scythe(f"{at}/oai") as client:
        yield client


def tree(site: Site, path: str) -> Any:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def code(site: Site, query: str) -> str:
    [error] = tree(site, f"/oai?{query}").findall(f"{OAI}error")
    return str(error.get("code"))


def names(root: Any) -> list[str]:
    return [each.text.rpartition(":")[2] for each in root.iter(f"{OAI}identifier")]


def test_a_harvester_gets_all_records(harvester: Any, town: Repository) -> None:
    found = list(harvester.list_records(metadata_prefix="oai_dc"))
    held = {row[0] for row in town.rows("SELECT id FROM record WHERE NOT removed")}
    assert {each.header.identifier.rpartition(":")[2] for each in found if not each.deleted} == held
    assert {each.header.identifier.rpartition(":")[2] for each in found if each.deleted} == {"gone"}


def test_a_harvester_gets_them_page_by_page(
    harvester: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [each.identifier for each in harvester.list_identifiers(metadata_prefix="oai_dc")]
    monkeypatch.setattr(answers, "IDENTIFIERS", 2)
    assert [
        each.identifier for each in harvester.list_identifiers(metadata_prefix="oai_dc")
    ] == whole


def test_a_harvester_gets_one_by_post(town: Repository) -> None:
    with (
        serving(town.workspace.archive, town.workspace) as at,
        Scythe(f"{at}/oai", http_config=HTTPConfig(http_method="POST")) as client,
    ):
        record: Any = client.get_record(identifier="oai:towns:thai", metadata_prefix="oai_dc")
    assert record.get_metadata()["title"] == ["การประชุม"]


def test_a_harvester_reads_who_it_is(harvester: Any) -> None:
    told = harvester.identify()
    assert told.repositoryName == "Process of the Towns"
    assert told.deletedRecord == "transient"
    assert [each.metadataPrefix for each in harvester.list_metadata_formats()] == ["oai_dc"]
    assert "letter" in [each.setSpec for each in harvester.list_sets()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=Drop", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&from=2020-01-01", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01&until=2020-01-01", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2021-01-01T00:00:00Z",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=marc&identifier=oai:towns:thai", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:towns:no", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=thai", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:towns:no", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=none", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ],
)
def test_what_cannot_be_answered_is_told_by_its_code(site: Site, query: str, expected: str) -> None:
    assert code(site, query) == expected


def test_a_bad_argument_is_not_told_back(site: Site) -> None:
    root = tree(site, "/oai?verb=ListRecords&metadataPrefix=oai_dc&from=%3Cx%3E")
    assert dict(root.find(f"{OAI}request").attrib) == {}


def test_a_list_is_narrowed_down_by_set_and_time(site: Site, town: Repository) -> None:
    assert names(tree(site, f"{LIST}&set=letter")) == ["letter"]
    first, last = town.rows("SELECT min(commit_time), max(commit_time) FROM commit_")[0]
    whole = names(tree(site, LIST))
    day = "strftime('%Y-%m-%d', ?, 'unixepoch')"
    start = town.one(f"SELECT {day}", first)
    end = town.one(f"SELECT {day}", last)
    assert names(tree(site, f"{LIST}&from={start}&until={end}")) == whole
    second = town.one("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch')", last)
    assert set(names(tree(site, f"{LIST}&from={second}"))) <= set(whole)
    assert "gone" in names(tree(site, f"{LIST}&from={second}"))


def test_what_was_taken_out_is_a_header_alone(site: Site) -> None:
    root = tree(site, "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:towns:gone")
    assert root.find(f".//{OAI}header").get("status") == "deleted"
    assert root.find(f".//{OAI}metadata") is None
    assert "lost" not in etree.tostring(root, encoding="unicode")


def test_the_last_page_ends_with_an_empty_token(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "IDENTIFIERS", 6)
    first = tree(site, LIST).find(f".//{OAI}resumptionToken")
    total = int(first.get("completeListSize"))
    assert first.get("cursor") == "0"
    last = tree(site, f"/oai?verb=ListIdentifiers&resumptionToken={first.text}")
    end = last.find(f".//{OAI}resumptionToken")
    assert (end.text, end.get("cursor"), int(end.get("completeListSize"))) == (None, "6", total)
    assert len(names(last)) == total - 6


def test_a_token_is_of_one_verb(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "IDENTIFIERS", 2)
    text = tree(site, LIST).findtext(f".//{OAI}resumptionToken")
    assert code(site, f"verb=ListRecords&resumptionToken={text}") == "badResumptionToken"


def test_a_token_is_good_for_one_state_of_the_archive() -> None:
    text = token(Span("ListRecords", given=5), "one")
    assert resumed(text, "ListRecords", "one").given == 5
    with pytest.raises(Refused, match="begin the list again"):
        resumed(text, "ListRecords", "two")


@given(st.binary(max_size=60), st.integers(0, 200))
def test_no_token_does_harm(noise: bytes, at: int) -> None:
    text = token(Span("ListRecords", set="a", record="b"), "one")
    damaged = text[:at] + base64.urlsafe_b64encode(noise).decode() + text[at:]
    for each in (damaged, noise.decode("latin-1")):
        if each != text:
            with pytest.raises(Refused):
                resumed(each, "ListRecords", "one")


def test_it_is_asked_by_post_as_by_get(site: Site) -> None:
    query = "verb=ListIdentifiers&metadataPrefix=oai_dc"
    answer = site.run(site.datasette.client.post("/oai", content=query, headers=FORM))
    assert names(etree.fromstring(answer.content)) == names(tree(site, f"/oai?{query}"))


def test_too_much_is_refused(site: Site) -> None:
    assert site.get("/oai?" + "a=b&" * 30).status_code == 400
    answer = site.run(site.datasette.client.post("/oai", content="a=" + "b" * 9_000, headers=FORM))
    assert answer.status_code in (400, 413)


def test_a_day_has_no_harvest_of_its_own(site: Site) -> None:
    answer = site.get("/as-of/2014-01-01/oai?verb=Identify")
    assert (answer.status_code, answer.headers["location"]) == (302, "/oai?verb=Identify")
