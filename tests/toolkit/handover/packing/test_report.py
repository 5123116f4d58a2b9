"""The report of a package: it says what is in it, stands by itself, and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from archive.reading import open_archive
from tests.conftest import Repository
from tests.toolkit.handover.packing.packages import Packing, info_of
from toolkit.handover.packing.report import About, facts, report_html

ABOUT = About("A process", "name", (("from", "here"),), (), "", "No stamp.", delta=False)


class Parts(HTMLParser):
    """The tags, attributes and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def page_of(repository: Repository, only: list[str] | None = None) -> str:
    repository.save()
    repository.build()
    db = open_archive(repository.workspace.archive)
    try:
        return "".join(report_html(db, ABOUT, only))
    finally:
        db.close()


def text_of(page: str) -> str:
    return " ".join(filter(None, Parts(page).words))


@pytest.fixture
def report(packed_sample: Packing) -> str:
    return (packed_sample.first / "data/report.html").read_text(encoding="utf-8")


def test_it_says_what_the_package_is_of(report: str) -> None:
    said = text_of(report)
    assert "to Cestria (cestria)" in said
    assert "from belmora (second-term, from 1 January 2026)" in said
    assert re.search(r"checkpoint 21 \S{44}", said)


def test_it_counts_what_is_in_it(report: str) -> None:
    said = text_of(report)
    assert "records 15 versions of them 15 original files 6" in said


def test_it_names_the_key_and_how_to_check(report: str) -> None:
    said = text_of(report)
    assert re.search(r"signed with the key SHA256:\S{43}", said)
    assert "python3 -I verify.py" in said


def test_it_fetches_and_runs_nothing(report: str) -> None:
    parts = Parts(report)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(parts.tags)
    assert not [n for n, _ in parts.attributes if n in ("src", "href", "action") or n[:2] == "on"]
    assert "url(" not in report


def test_every_element_that_begins_also_ends(report: str) -> None:
    void = {"meta", "rect", "line", "br"}
    begun = [tag for tag in Parts(report).tags if tag not in void]
    assert len(begun) == len(re.findall(r"</[a-z0-9]+>", report))


def test_words_of_a_record_stay_words(repository: Repository) -> None:
    repository.record("a", title="'<script>alert(1)</script>'", more="access: secretariat\n")
    page = page_of(repository)
    assert "script" not in Parts(page).tags
    assert "<script>alert(1)</script>" in text_of(page)


def test_what_is_closed_is_told_with_ground_and_review(repository: Repository) -> None:
    more = "access: partners\nclosure:\n  ground: personal data\n  review: 2030-01\n"
    repository.record("a", title="A letter", more=more)
    assert "A letter partners personal data January 2030 a" in text_of(page_of(repository))


def test_what_was_taken_out_is_told_with_the_reason(repository: Repository) -> None:
    repository.record("a", title="A letter")
    repository.save()
    (repository.root / "records/a.md").unlink()
    repository.record("b")
    repository.save("Taken out by mistake")
    assert "Taken out by mistake" in text_of(page_of(repository))


def test_a_year_without_records_leaves_a_gap(repository: Repository) -> None:
    for name, date in (("a", "2019"), ("b", "2021-03"), ("c", "2021-05-01")):
        repository.record(name, more=f"date: {date}\n")
    repository.save()
    repository.build()
    db = open_archive(repository.workspace.archive)
    held = facts.held(db, None)
    db.close()
    assert [(each.label, each.count) for each in held.years] == [
        ("2019", 1),
        ("2020", 0),
        ("2021", 2),
    ]


def test_a_delta_counts_its_own_records(gone_on: Packing, tmp_path: Path) -> None:
    packing = gone_on.again(tmp_path / "all")
    delta = packing.made("--since", info_of(packing.first)["Secretariat-Checkpoint"])
    said = text_of((delta / "data/report.html").read_text(encoding="utf-8"))
    assert "what is new since the log had 21 leaves" in said
    assert "records 1 versions of them 1 original files 1" in said


def test_an_empty_archive_has_a_report(new_repository: Callable[[str], Repository]) -> None:
    said = text_of(page_of(new_repository("empty")))
    assert "There is no record in it." in said
