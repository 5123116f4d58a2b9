"""What `check` says of what is not for everyone."""

from __future__ import annotations

import pytest

from archive.check import check
from archive.check import editions as looked
from archive.check.files import read_workspace
from archive.editions.names import KEY
from archive.findings import Finding
from tests.conftest import Repository


def found(repository: Repository, code: str) -> list[Finding]:
    return [each for each in check(repository.workspace) if each.code == code]


def test_a_mark_that_cannot_be_read_is_told_with_its_line(repository: Repository) -> None:
    repository.record("a", "1. One.\n\n2. [Jane{.personal}")
    assert [(f.path, f.line) for f in found(repository, "E001")] == [("records/a.md", 8)]


def test_so_is_one_in_a_field(repository: Repository) -> None:
    repository.record("a", more='note: "[Jane{.personal}"\n')
    repository.write("registers/people.yaml", '- id: ann\n  name: "[Ann]{.privat}"\n')
    places = [(f.path, f.line) for f in found(repository, "E001")]
    assert places == [("records/a.md", 5), ("records/registers/people.yaml", 2)]


def test_what_is_marked_here_and_not_there_is_told(repository: Repository) -> None:
    repository.record("a", "1. [Jane Doe]{.personal} came.\n\n2. jane\ndoe left.")
    repository.record("b", "1. [Jane Doe]{.personal} came.", title="Of Jane Doe")
    repository.record("c", "1. [Jane Doe]{.personal} and [Jane Doe]{.personal} came.")
    assert [f.subject for f in found(repository, "E002")] == ["a", "b"]


def test_a_ground_without_access_is_an_error(repository: Repository) -> None:
    repository.record("a", more="closure: {ground: privacy}\n")
    repository.record("b", more="closure: {ground: privacy}\naccess: public\n")
    assert [(f.subject, f.severity) for f in found(repository, "E003")] == [("a", "error")]


@pytest.mark.parametrize(
    ("closure", "today", "due"),
    [
        ("review: 2030-03-01", "2030-02-28", False),
        ("review: 2030-03-01", "2030-03-01", True),
        ("review: 2030", "2030-06-01", False),
        ("review: 2030", "2031-01-01", True),
        ("closed_from: 2020-02-29, years: 5", "2025-02-28", False),
        ("closed_from: 2020-02-29, years: 5", "2025-03-01", True),
        ("closed_from: 2020-02-29", "2099-01-01", False),
    ],
)
def test_a_closure_is_due_when_its_last_day_has_come(
    repository: Repository, closure: str, today: str, due: bool
) -> None:
    repository.record("a", more=f"access: partners\nclosure: {{ground: privacy, {closure}}}\n")
    read = read_workspace(repository.workspace)
    codes = [each.code for each in looked.check(read, repository.workspace, today)]
    assert ("E004" in codes) is due


def test_a_key_that_is_none_is_an_error(repository: Repository) -> None:
    (repository.root / KEY).write_text("nothing\n", encoding="utf-8")
    assert [f.path for f in found(repository, "E005")] == [KEY]
    (repository.root / KEY).write_text(f"# A key\n{'ab' * 32}\n", encoding="utf-8")
    assert found(repository, "E005") == found(repository, "R019") == []
