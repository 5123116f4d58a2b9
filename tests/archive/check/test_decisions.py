"""Decisions held against each other: one finding for each thing that does not fit."""

from __future__ import annotations

import pytest

from archive.check import check
from archive.findings import Finding
from tests.conftest import Repository

MEETINGS = """\
- {id: m1, body: ministers, title: First, date: 2015-04-28, state: held}
- {id: m2, body: ministers, title: Second, date: 2017-11-21, state: held}
- {id: m3, body: ministers, title: Third}
"""


@pytest.fixture
def work(repository: Repository) -> Repository:
    repository.write("registers/meetings.yaml", MEETINGS)
    repository.write("registers/bodies.yaml", "- {id: ministers, name: Ministers, kind: body}\n")
    return repository


def write(work: Repository, record: str, meeting: str, marks: str) -> None:
    body = f"{{{marks}}}\n1. They agreed.\n"
    work.record(record, body, more=f"meeting: {meeting}\n", kind="decision", title=record)


def found(work: Repository, code: str) -> list[Finding]:
    return [each for each in check(work.workspace) if each.code == code]


def test_two_that_end_each_other_are_a_ring(work: Repository) -> None:
    write(work, "a", "m3", '.decision supersedes="c#p1"')
    write(work, "b", "m3", '.decision supersedes="a#p1"')
    write(work, "c", "m3", '.decision revokes="b#p1"')
    (finding,) = found(work, "R037")
    assert "a#p1 → c#p1 → b#p1 → a#p1" in finding.message


def test_a_chain_is_no_ring(work: Repository) -> None:
    write(work, "a", "m1", '.decision supersedes="b#p1"')
    write(work, "b", "m1", '.decision supersedes="c#p1"')
    write(work, "c", "m1", ".decision")
    assert not found(work, "R037")


def test_two_sides_that_say_different_things(work: Repository) -> None:
    write(work, "a", "m1", '.decision superseded-by="b#p1"')
    write(work, "b", "m2", '.decision amends="a#p1"')
    (finding,) = found(work, "R038")
    assert (finding.path, finding.line) == ("records/b.md", 7)


def test_two_sides_that_say_the_same_are_none(work: Repository) -> None:
    write(work, "a", "m1", '.decision superseded-by="b#p1"')
    write(work, "b", "m2", '.decision supersedes="a#p1"')
    assert not found(work, "R038")
    assert not found(work, "R040")


def test_the_older_side_alone(work: Repository) -> None:
    write(work, "a", "m1", '.decision superseded-by="b#p1"')
    write(work, "b", "m2", ".decision")
    (finding,) = found(work, "R040")
    assert finding.path == "records/a.md"


@pytest.mark.parametrize(
    ("meeting", "marks", "dated"),
    [
        ("m1", ".decision", True),
        ("m3", ".decision", False),
        ("m3", ".decision effective=2019", True),
        ("m3", ".proposal", True),
    ],
)
def test_since_when_must_be_known(work: Repository, meeting: str, marks: str, dated: bool) -> None:
    write(work, "a", meeting, marks)
    assert bool(found(work, "R039")) is not dated


def test_a_record_that_replaces_the_whole_other_is_not_silent(work: Repository) -> None:
    write(work, "a", "m1", ".decision superseded-by=b")
    work.record("b", more="meeting: m2\nsupersedes: a\n", kind="decision")
    assert not found(work, "R040")


def test_another_paragraph_does_not_speak_for_the_one_that_is_named(work: Repository) -> None:
    write(work, "a", "m1", '.decision superseded-by="b#p2"')
    body = '{.decision supersedes="a#p1"}\n1. One.\n\n{.decision}\n2. Two.\n'
    work.record("b", body, more="meeting: m2\n", kind="decision")
    assert len(found(work, "R040")) == 1


@pytest.mark.parametrize(("mark", "told"), [("", True), ("{.decision}\n", False)])
def test_what_is_ended_must_be_a_decision(work: Repository, mark: str, told: bool) -> None:
    more = "meeting: m1\n"
    work.record("a", f"{mark}1. They agreed.\n", more=more, kind="decision", title="a")
    write(work, "b", "m2", '.decision supersedes="a#p1"')
    assert bool(found(work, "R041")) is told


@pytest.mark.parametrize(
    ("language", "mark", "told"),
    [("pl", "", True), ("pl", "{.decision}\n", False), ("de-AT", "", False)],
)
def test_a_language_that_the_reader_does_not_know_is_noted(
    work: Repository, language: str, mark: str, told: bool
) -> None:
    more = f"meeting: m1\nlanguage: {language}\n"
    work.record("a", f"{mark}1. Rada postanowi\u0142a.\n", more=more, kind="decision")
    assert bool(found(work, "R043")) is told
