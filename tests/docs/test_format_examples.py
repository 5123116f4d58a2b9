"""The examples of docs/format.md are records and registers that the checker has nothing against."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import registers, yamltext
from archive.check import check
from archive.convert import convert, date_faults
from archive.frontmatter import read_front, split
from archive.model import REGISTERS, Front
from archive.text.dates import bounds
from archive.text.paragraphs import paragraphs, unread_marks
from archive.workspace import create
from tests.docs.pages import ROOT, examples, text_of

PAGE = text_of(ROOT / "docs" / "format.md")
RECORDS = [each for each in examples(PAGE, "markdown") if each.startswith("---\n")]
LISTS = [each for each in examples(PAGE, "yaml") if each.startswith("# records/registers/")]


def test_there_are_examples() -> None:
    assert RECORDS
    assert LISTS


@pytest.mark.parametrize("text", RECORDS)
def test_a_record_has_no_fault(text: str) -> None:
    parts = split(text)
    assert parts.front is not None
    front, faults = convert(read_front(parts.front), Front)
    assert not faults
    assert front is not None
    assert not date_faults(front)
    assert not unread_marks(parts.body)
    anchors = {each.anchor for each in paragraphs(parts.body)}
    assert {claim.at for claim in front.claims if claim.at} <= anchors


@pytest.mark.parametrize("text", RECORDS)
def test_a_record_stands_in_a_new_workspace(text: str, tmp_path: Path) -> None:
    workspace = create(tmp_path / "archive")
    front = convert(read_front(split(text).front or ""), Front)[0]
    assert front is not None
    (workspace.records / f"{front.id}.md").write_text(text, encoding="utf-8", newline="\n")
    if front.original:
        (workspace.records / front.original).write_bytes(b"%PDF")
    assert check(workspace) == []


@pytest.mark.parametrize("text", LISTS)
def test_a_register_has_no_fault(text: str) -> None:
    name = text.partition("\n")[0].rpartition("/")[2].removesuffix(".yaml")
    if name == registers.PROCESS:
        process, faults = registers.parse_process(text)
        assert process is not None
        assert not faults
        return
    assert name in REGISTERS
    register = registers.parse(name, text)
    assert not register.faults
    assert register.entries
    assert not [fault for entry in register.entries.values() for fault in date_faults(entry)]


def test_the_marks_of_the_examples_are_read() -> None:
    for text in examples(PAGE, "markdown"):
        body = split(text).body if text.startswith("---\n") else text
        assert not unread_marks(body)


def test_the_dates_of_the_table_are_dates() -> None:
    rows = PAGE.split("\n### Dates\n")[1].split("\n### ")[0]
    dates = [row.split("`")[1] for row in rows.splitlines() if row.startswith("| `")]
    assert len(dates) > 8
    for text in dates:
        bounds(text)


def test_the_examples_of_yaml_are_readable() -> None:
    for text in examples(PAGE, "yaml"):
        assert yamltext.read(text)
