"""JSON-LD for pages, and the metadata of an RO-Crate as the `rocrate` library reads it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocrate.rocrate import ROCrate

from archive.errors import NotInArchive
from archive.export import jsonld
from archive.export.linked import days
from archive.export.rocrate import ro_crate_json
from tests.archive.export.conftest import HARD

FILES = {
    "originals/2024/letter.txt": ("ab" * 32, 12),
    "records/2024/letter.md": ("cd" * 32, 500),
    "with space & ü.bin": ("ef" * 32, 1),
    "registers/meetings.csv": ("01" * 32, 7),
}


def address(kind: str, name: str) -> str | None:
    return f"/{kind}s/{name}" if kind in ("record", "meeting", "decision") else None


@settings(deadline=None)
@given(st.text())
def test_nothing_ends_the_block(text: str) -> None:
    block = jsonld.block({"name": text})
    assert json.loads(block) == {"name": text}
    assert not set(block) & set("<>&\u2028\u2029")


def test_a_record_is_told(db: sqlite3.Connection) -> None:
    thing = jsonld.record(db, "letter-1", address)
    assert thing["@context"] == "https://schema.org"
    assert (thing["@type"], thing["@id"]) == ("DigitalDocument", "/records/letter-1")
    assert (thing["name"], thing["inLanguage"]) == (HARD, "en")
    assert (thing["temporal"], thing.get("dateCreated")) == ("2024-04~", None)
    assert [each["@type"] for each in thing["creator"]] == ["Person", "Organization"]
    assert thing["about"][0] == {
        "@type": "Event", "@id": "/meetings/som-1", "name": "First meeting",
    }  # fmt: skip
    assert thing["encoding"]["name"] == "letter.txt"
    assert "</script>" not in jsonld.block(thing)


def test_a_meeting_is_told(db: sqlite3.Connection) -> None:
    thing = jsonld.meeting(db, "som-1", address)
    assert (thing["@type"], thing["@id"]) == ("Event", "/meetings/som-1")
    assert (thing["startDate"], thing["endDate"]) == ("2024-03-14", "2024-03-15")
    assert thing["location"] == {"@type": "Place", "name": "Port"}
    assert thing["subjectOf"]["@id"] == "/records/letter-1"
    assert thing["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"


def test_a_decision_is_told(db: sqlite3.Connection) -> None:
    thing = jsonld.decision(db, "letter-1#p1", address)
    assert thing["text"] == "agreed on the fees."
    assert thing["isPartOf"]["@id"] == "/records/letter-1"
    assert thing["creator"]["name"] == "Senior officials"


@pytest.mark.parametrize("make", [jsonld.record, jsonld.meeting, jsonld.decision])
def test_what_is_not_held_is_not_told(make: Any, db: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive):
        make(db, "nothing", address)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2017-05-09", ("2017-05-09", "2017-05-09")),
        ("2017-05", ("2017-05", "2017-05")),
        ("2017-05-09/2017-05-10", ("2017-05-09", "2017-05-10")),
        ("2016-11~", (None, None)),
        ("2017-21", (None, None)),  # a season
        ("2017/..", (None, None)),
        ("../2017", (None, None)),
        ("201X", (None, None)),
        (None, (None, None)),
    ],
)
def test_only_dates_of_iso_8601_are_dates(edtf: str | None, said: tuple[Any, Any]) -> None:
    assert days(edtf) == said


@pytest.fixture
def document(db: sqlite3.Connection) -> dict[str, Any]:
    told: dict[str, Any] = json.loads("".join(ro_crate_json(db, FILES)))
    return told


@pytest.fixture
def entities(document: dict[str, Any]) -> dict[str, Any]:
    return {each["@id"]: each for each in document["@graph"]}


def test_rocrate_reads_it(document: dict[str, Any]) -> None:
    crate = ROCrate(document)
    assert crate.version == "1.2"
    assert crate.root_dataset["datePublished"] == "2023-11-15"
    read = {entity.id: entity for entity in crate.data_entities}
    assert set(read) == {
        "originals/2024/letter.txt", "records/2024/letter.md", "with%20space%20%26%20%C3%BC.bin",
        "registers/meetings.csv",
    }  # fmt: skip
    assert read["originals/2024/letter.txt"]["sha256"] == "ab" * 32
    letter = crate.get("#record/letter-1")
    assert {each.id for each in letter["encoding"]} == {
        "records/2024/letter.md", "originals/2024/letter.txt",
    }  # fmt: skip


def test_the_root_says_what_it_must(entities: dict[str, Any]) -> None:
    root = entities["./"]
    assert {"name", "description", "datePublished", "license", "hasPart"} <= set(root)
    assert entities[root["license"]["@id"]]["description"]
    assert entities["ro-crate-metadata.json"]["conformsTo"] == {
        "@id": "https://w3id.org/ro/crate/1.2"
    }


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        else:
            for each in value.values():
                yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_the_graph_is_flat_and_nothing_leads_nowhere(
    document: dict[str, Any], entities: dict[str, Any]
) -> None:
    assert len(entities) == len(document["@graph"])
    for entity in document["@graph"]:
        assert entity["@type"]
        for key, value in entity.items():
            assert all(
                not isinstance(each, dict) or set(each) == {"@id"}
                for each in (value if isinstance(value, list) else [value])
            ), key
            missing = set(references(value)) - set(entities)
            assert missing <= {"https://w3id.org/ro/crate/1.2"}, key


def test_people_and_meetings_are_entities(entities: dict[str, Any]) -> None:
    assert entities["#person/maria"]["name"] == "Maria Sample"
    assert entities["#partner/arland"]["@type"] == "Organization"
    assert entities["#meeting/som-1"]["location"] == {"@id": "#place/Port"}
    assert entities["#place/Port"]["@type"] == "Place"
    assert entities["#record/closed-1"]["conditionsOfAccess"].startswith("Closed: ")


def test_a_record_without_files_in_the_crate_is_told_all_the_same(db: sqlite3.Connection) -> None:
    crate = ROCrate(json.loads("".join(ro_crate_json(db, {}))))
    assert list(crate.data_entities) == []
    assert crate.get("#record/plain")["name"] == "Without a date"
