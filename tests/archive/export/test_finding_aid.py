"""The finding aid: a row for each file, what is closed, and a page for people."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from hashlib import sha256

import pytest
from lxml import html

from archive.errors import NotInArchive
from archive.export.csvtext import unguard
from archive.export.finding_aid import COLUMNS, finding_aid_csv
from archive.export.finding_aid_html import finding_aid_html
from tests.archive.export.conftest import HARD
from tests.conftest import Repository


def table(db: sqlite3.Connection, *only: str) -> list[dict[str, str]]:
    text = "".join(finding_aid_csv(db, only or None))
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{key: unguard(value) for key, value in row.items()} for row in rows]


def test_each_file_has_one_row(db: sqlite3.Connection) -> None:
    rows = table(db)
    assert [(row["record"], row["role"]) for row in rows] == [
        ("letter-1", "record"),
        ("letter-1", "original"),
        ("closed-1", "record"),
        ("plain", "record"),
    ]
    assert set(rows[0]) == set(COLUMNS)


def test_files_are_told_by_their_fixity(db: sqlite3.Connection, filled: Repository) -> None:
    for row in table(db):
        data = (filled.root / row["path"]).read_bytes()
        assert row["sha256"] == sha256(data).hexdigest()
        assert int(row["size"]) == len(data)


def test_a_record_is_told_by_its_place(db: sqlite3.Connection) -> None:
    row = table(db, "letter-1")[1]
    assert row["reference"] == "EP/letter/som/som-1/letter-1"
    assert (row["series"], row["subseries"], row["file"]) == (
        "Letters", "Senior officials", "First meeting",
    )  # fmt: skip
    assert (row["fonds"], row["level"]) == ("Example Process", "item")
    assert (row["date"], row["date_start"], row["date_end"]) == (
        "2024-04~", "2024-04-01", "2024-04-30",
    )  # fmt: skip
    assert row["title"] == HARD
    assert (row["puid"], row["media_type"]) == ("x-fmt/111", "text/plain")
    assert row["package_path"] == "originals/2024/letter.txt"
    assert (row["retention"], row["retention_rule"]) == ("permanent", "For good")
    assert (row["mandate"], row["mandate_name"][:6]) == ("term-1", "Arland")


def test_a_closed_record_has_its_closure(db: sqlite3.Connection) -> None:
    (row,) = table(db, "closed-1")
    assert (row["access"], row["closure_type"]) == ("partners", "closed_for")
    assert (row["closed_from"], row["closure_period"]) == ("2023-05-02", "5")
    assert (row["closure_ground"], row["closure_review"]) == ("negotiations", "2028-05-02")
    assert row["alternate_title"] == "A report"
    assert table(db, "plain")[0]["closure_type"] == "open_on_transfer"


def test_a_title_is_no_formula(db: sqlite3.Connection) -> None:
    assert ",'=1+1," in "".join(finding_aid_csv(db, ["closed-1"]))


def test_a_record_that_is_not_held_is_told(db: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="did you mean letter-1"):
        list(finding_aid_csv(db, ["letter-2"]))


def test_a_withheld_record_is_told_without_its_files(writable: sqlite3.Connection) -> None:
    writable.execute("DELETE FROM original")
    writable.execute(
        "UPDATE record SET content = NULL, path = '', title = 'Withheld', meeting = NULL,"
        " body = NULL, date_edtf = NULL, date_start = NULL, date_end = NULL WHERE id = 'letter-1'"
    )
    writable.execute("UPDATE version SET path = '' WHERE record = 'letter-1'")
    (row,) = table(writable, "letter-1")
    assert (row["title"], row["path"], row["sha256"], row["size"]) == ("Withheld", "", "", "")
    assert row["file"] == "Without a date"


def page(db: sqlite3.Connection, *only: str) -> str:
    return "".join(finding_aid_html(db, only or None))


def test_the_page_is_arranged_by_series(db: sqlite3.Connection) -> None:
    tree = html.document_fromstring(page(db))
    assert tree.xpath("//h2/text()") == ["Letters", "Reports", "Travel note"]
    assert tree.xpath("//h3/text()") == ["Senior officials"]
    captions = [each.text.strip() for each in tree.iter("caption")]
    assert captions == ["First meeting", "2023", "Without a date"]
    assert len(tree.xpath("//tbody/tr")) == 3


def test_the_page_leads_to_its_series(db: sqlite3.Connection) -> None:
    tree = html.document_fromstring(page(db))
    for target in tree.xpath("//nav//a/@href"):
        assert tree.get_element_by_id(target[1:]).tag == "h2"


def test_a_title_is_in_its_own_language_and_does_no_harm(db: sqlite3.Connection) -> None:
    text = page(db)
    (title,) = html.document_fromstring(text).xpath("//tbody//span[@lang='en']")
    assert title.text == HARD
    assert not re.search(r"<script|<link|<img|\ssrc=|\son\w+=", text)


def test_the_page_says_what_is_closed(db: sqlite3.Connection) -> None:
    (said,) = html.document_fromstring(page(db)).xpath("//span[@class='shut']/text()")
    assert said.startswith("Closed: for the partners of the process. Ground: negotiations.")


def test_headings_of_the_table_are_for_screen_readers(db: sqlite3.Connection) -> None:
    tree = html.document_fromstring(page(db))
    assert {each.get("scope") for each in tree.iter("th")} == {"col", "row"}
    assert tree.get("lang") == "en"


def test_an_empty_archive_has_a_page(writable: sqlite3.Connection) -> None:
    writable.execute("UPDATE record SET removed = 1")
    tree = html.document_fromstring(page(writable))
    assert "It holds 0 records" in tree.text_content()
    assert not tree.xpath("//table")
