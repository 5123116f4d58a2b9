"""EAD 3, Dublin Core and PREMIS 3: the order that their schemas ask for, and what they tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import etree

from archive.errors import NotInArchive
from archive.export.dublin_core import dublin_core_xml
from archive.export.ead import ead_xml
from archive.export.premis import premis_xml
from tests.archive.export.conftest import HARD

EAD = "{http://ead3.archivists.org/schema/}"
PREMIS = "{http://www.loc.gov/premis/v3}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

Form = Callable[..., Iterator[str]]


def read(form: Form, db: sqlite3.Connection, *only: str) -> Any:
    return etree.fromstring("".join(form(db, only or None)).encode())


def names(element: Any) -> list[str]:
    return [etree.QName(each).localname for each in element]


def in_order(element: Any, *order: str) -> bool:
    """Whether the children of `element` are all of `order`, and in it."""
    found = [order.index(name) for name in names(element)]
    return found == sorted(found)


@pytest.fixture
def ead(db: sqlite3.Connection) -> Any:
    return read(ead_xml, db)


def test_ead_begins_with_control_and_then_describes(ead: Any) -> None:
    assert ead.tag == f"{EAD}ead"
    assert names(ead) == ["control", "archdesc"]
    control = ead[0]
    assert in_order(
        control, "recordid", "filedesc", "maintenancestatus", "maintenanceagency",
        "languagedeclaration", "conventiondeclaration", "maintenancehistory",
    )  # fmt: skip
    (event,) = control.iter(f"{EAD}maintenanceevent")
    assert names(event) == ["eventtype", "eventdatetime", "agenttype", "agent", "eventdescription"]


def test_ead_levels_are_those_of_isad(ead: Any) -> None:
    def tree(element: Any) -> list[Any]:
        return [(each.get("level"), tree(each)) for each in element.findall(f"{EAD}c")]

    file: tuple[str, list[Any]] = ("file", [("item", [])])
    assert ead.find(f"{EAD}archdesc").get("level") == "fonds"
    (dsc,) = ead.iter(f"{EAD}dsc")
    assert tree(dsc) == [
        ("series", [("subseries", [file])]), ("series", [file]), ("series", [file]),
    ]  # fmt: skip
    for level in ead.iter(f"{EAD}c", f"{EAD}archdesc"):
        assert names(level)[0] == "did"


def item(ead: Any, title: str) -> Any:
    (found,) = (
        each
        for each in ead.iter(f"{EAD}c")
        if each.get("level") == "item" and each.findtext(f".//{EAD}unittitle") == title
    )
    return found


def test_ead_tells_a_letter(ead: Any) -> None:
    letter = item(ead, HARD)
    assert letter.find(f".//{EAD}unittitle").get("lang") == "en"
    (date,) = letter.iter(f"{EAD}datesingle")
    assert dict(date.attrib) == {
        "standarddate": "2024-04~", "notbefore": "2024-04-01", "notafter": "2024-04-30",
    }  # fmt: skip
    assert date.text == "about April 2024"
    assert date.getparent().get("certainty") == "approximate"
    headings = letter.find(f"{EAD}controlaccess")
    told = [(etree.QName(each).localname, each.get("identifier")) for each in headings]
    assert told == [
        ("persname", "maria"), ("corpname", "som"), ("corpname", "arland"), ("subject", "som-1"),
        ("subject", "fees"),
    ]  # fmt: skip
    assert letter.findtext(f"{EAD}custodhist/{EAD}p") == "From the host's website."
    assert letter.findtext(f"{EAD}appraisal/{EAD}p") == "Retention: For good (permanent)."


def test_ead_leads_to_the_original(ead: Any) -> None:
    (dao,) = ead.iter(f"{EAD}dao")
    assert dao.get("href") == "originals/2024/letter.txt"
    assert dao.get("daotype") == "unknown"
    assert "PRONOM x-fmt/111, SHA-256 " in dao.findtext(f".//{EAD}p")


def test_ead_says_what_is_closed(ead: Any) -> None:
    said = [each.text for each in item(ead, "=1+1").iterfind(f"{EAD}accessrestrict/{EAD}p")]
    assert said == [
        "Closed: for the partners of the process. Ground: negotiations. Closed from 2023-05-02."
        " Closed for 5 years. Next review: 2028-05-02.",
        "Title that may be shown: A report",
    ]


def test_ead_without_records_has_no_list(writable: sqlite3.Connection) -> None:
    writable.execute("UPDATE record SET removed = 1")
    assert not list(read(ead_xml, writable).iter(f"{EAD}dsc"))


def test_dublin_core_tells_each_record(db: sqlite3.Connection) -> None:
    records = read(dublin_core_xml, db)
    assert len(records) == 3
    (letter,) = read(dublin_core_xml, db, "letter-1")
    told: dict[str, list[str]] = {}
    for element in letter:
        told.setdefault(element.tag.removeprefix(DC), []).append(element.text)
    assert told == {
        "title": [HARD],
        "creator": ["Maria Sample", "Arland"],
        "subject": ["Fees and costs"],
        "description": ["It asks."],
        "publisher": ["Example Process"],
        "date": ["2024-04~"],
        "type": ["Text", "letter"],
        "format": ["text/markdown", "text/plain"],
        "identifier": ["letter-1", "EP/letter/som/som-1/letter-1"],
        "language": ["en"],
        "relation": ["First meeting"],
        "rights": ["Open to everyone."],
    }


def test_premis_has_its_parts_in_order(db: sqlite3.Connection) -> None:
    premis = read(premis_xml, db)
    assert premis.get("version") == "3.0"
    assert in_order(premis, "object", "event", "agent", "rights")
    for each in premis.iter(f"{PREMIS}event"):
        assert in_order(
            each, "eventIdentifier", "eventType", "eventDateTime", "eventDetailInformation",
            "eventOutcomeInformation", "linkingAgentIdentifier", "linkingObjectIdentifier",
        )  # fmt: skip


def objects(premis: Any, category: str) -> dict[str, Any]:
    return {
        each.findtext(f"{PREMIS}objectIdentifier/{PREMIS}objectIdentifierValue"): each
        for each in premis.iter(f"{PREMIS}object")
        if each.get(TYPE) == category
    }


def test_premis_tells_a_file(db: sqlite3.Connection) -> None:
    files = objects(read(premis_xml, db), "file")
    assert list(files) == [
        "records/2024/letter.md", "records/2024/letter.txt", "records/2023/closed.md",
        "records/plain.md",
    ]  # fmt: skip
    file = files["records/2024/letter.txt"]
    assert in_order(
        file, "objectIdentifier", "objectCharacteristics", "originalName", "storage",
        "relationship", "linkingRightsStatementIdentifier",
    )  # fmt: skip
    about = file.find(f"{PREMIS}objectCharacteristics")
    assert in_order(about, "compositionLevel", "fixity", "size", "format", "creatingApplication")
    assert about.findtext(f"{PREMIS}size") == "12"
    assert about.findtext(f".//{PREMIS}formatRegistryKey") == "x-fmt/111"
    assert len(about.findtext(f".//{PREMIS}messageDigest")) == 64
    assert file.findtext(f"{PREMIS}originalName") == "letter.txt"


def test_premis_files_are_part_of_records_and_these_of_the_archive(db: sqlite3.Connection) -> None:
    premis = read(premis_xml, db)
    value = (
        f"{PREMIS}relationship/{PREMIS}relatedObjectIdentifier/{PREMIS}relatedObjectIdentifierValue"
    )
    entities = objects(premis, "intellectualEntity")
    assert list(entities) == ["EP", "letter-1", "closed-1", "plain"]
    assert entities["letter-1"].findtext(value) == "EP"
    assert objects(premis, "file")["records/plain.md"].findtext(value) == "plain"


def test_premis_rights_follow_access(db: sqlite3.Connection) -> None:
    premis = read(premis_xml, db)
    value = (
        f"{PREMIS}linkingRightsStatementIdentifier/{PREMIS}linkingRightsStatementIdentifierValue"
    )
    entities = objects(premis, "intellectualEntity")
    assert entities["letter-1"].findtext(value) == "access-open"
    assert entities["closed-1"].findtext(value) == "access-closed-1"
    closed, open_ = premis.iter(f"{PREMIS}rightsStatement")
    assert in_order(
        closed, "rightsStatementIdentifier", "rightsBasis", "otherRightsInformation",
        "rightsGranted", "linkingObjectIdentifier",
    )  # fmt: skip
    assert closed.findtext(f".//{PREMIS}restriction") == "only for: partners"
    assert open_.findtext(f".//{PREMIS}otherRightsNote") == "Open to everyone."


@pytest.mark.parametrize("form", [ead_xml, dublin_core_xml, premis_xml])
def test_nothing_is_told_before_a_wrong_id(form: Form, db: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive):
        next(form(db, ["nothing"]))


@pytest.mark.parametrize("form", [ead_xml, dublin_core_xml, premis_xml])
def test_control_characters_do_not_break_the_form(form: Form, writable: sqlite3.Connection) -> None:
    writable.execute("UPDATE record SET title = 'a' || char(0, 11) || 'b', note = char(65534)")
    assert "a\ufffd\ufffdb" in etree.tostring(read(form, writable), encoding="unicode")
