"""Faults in the marks of paragraphs, and minutes that nobody adopted."""

from __future__ import annotations

import pytest

from archive.check import check
from archive.decisions.kinds import INVERSE, RELATIONS
from archive.findings import Finding
from tests.conftest import Repository

#: What this page is about; how decisions fit together is checked elsewhere.
OWN = {"R005", "R006", "R010", "R011", "R013", "R017", "R034", "R035", "R036", "R042"}

MEETING = "- {{id: m{n}, body: b1, title: M, date: 202{n}-05, state: held{more}}}\n"


@pytest.fixture
def sound(repository: Repository) -> Repository:
    """A workspace with a record that others cite: an action, a decision and words."""
    repository.write("registers/bodies.yaml", "- {id: b1, name: Board, kind: board}\n")
    repository.record("t", "{.action owner=b1}\n1. Write.\n\n{.decision}\n2. Agreed.\n\n3. Words.")
    return repository


def own(repository: Repository) -> list[Finding]:
    return [finding for finding in check(repository.workspace) if finding.code in OWN]


def told(repository: Repository, marks: str) -> list[Finding]:
    repository.record("a", f"{{{marks}}}\n1. Agreed.")
    return own(repository)


def codes(repository: Repository, marks: str) -> list[str]:
    return [finding.code for finding in told(repository, marks)]


@pytest.mark.parametrize(
    "marks",
    [
        '.decision responsible=b1 due=2025-12 effective=2025 until="2026~"',
        '.action owner=b1 status=done continues="t#p1" origin="t#p2"',
        ".proposal verb=proposed addressee=ministers",
        ".not-action .not-decision",
        'reports-on="t#p1" scope=part status=dropped',
        'implements="t#p1, t#p2 t#p3"',
        'page=3 slide=4 sheet="The budget" .decision',
    ],
)
def test_what_marks_can_say_is_no_fault(sound: Repository, marks: str) -> None:
    assert told(sound, marks) == []


@pytest.mark.parametrize("name", [*RELATIONS, *INVERSE])
def test_every_relation_cites_from_either_side(sound: Repository, name: str) -> None:
    assert codes(sound, f'.decision {name}="t#p2"') == []
    assert codes(sound, f'.decision {name}="t#p9"') == ["R011"]
    assert codes(sound, f'.decision {name}="a#p1"') == ["R013"]


def test_each_of_several_citations_is_followed(sound: Repository) -> None:
    assert codes(sound, '.decision amends="t#p1, gone t#p8"') == ["R010", "R011"]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (".decision responsable=b1", "did you mean `responsible=`"),
        (".descision", "did you mean `.decision`"),
        ('.decision superceded-by="t#p2"', "did you mean `superseded-by=`"),
        (".lead", "`.lead` is no mark"),
        ("#top", "`#top` is no mark"),
    ],
)
def test_r034_unknown_mark_suggests_the_near_one(sound: Repository, marks: str, said: str) -> None:
    (finding,) = told(sound, marks)
    assert (finding.code, finding.line, said in finding.message) == ("R034", 6, True)


@pytest.mark.parametrize("name", ["due", "effective", "until"])
def test_r006_date_in_a_mark(sound: Repository, name: str) -> None:
    assert codes(sound, f".decision {name}=soon") == ["R006"]


@pytest.mark.parametrize("value", ["status=finished", "scope=half"])
def test_r005_value_that_a_mark_does_not_take(sound: Repository, value: str) -> None:
    (finding,) = told(sound, f".action {value}")
    assert (finding.code, "takes one of" in finding.message) == ("R005", True)


@pytest.mark.parametrize("cited", ["t#p2", "t#p3", "t"])
def test_r035_what_is_no_task_cannot_be_continued(sound: Repository, cited: str) -> None:
    assert codes(sound, f'.action continues="{cited}"') == ["R035"]


def test_r035_is_not_told_where_nothing_is_there(sound: Repository) -> None:
    assert codes(sound, '.action continues="t#p9"') == ["R011"]


# -- minutes ------------------------------------------------------------------------------


def minutes(repository: Repository, more: str = "", meeting: str = "") -> list[str]:
    """What is said of the minutes of a first meeting, where a second was held."""
    lists = MEETING.format(n=1, more=meeting) + MEETING.format(n=2, more="")
    repository.write("registers/meetings.yaml", lists)
    repository.record("a", more="meeting: m1\n" + more, kind="minutes")
    return [finding.code for finding in own(repository)]


def test_r036_minutes_that_the_next_meeting_did_not_adopt(sound: Repository) -> None:
    assert minutes(sound) == ["R036"]


def test_r036_names_the_meeting_and_its_line(sound: Repository) -> None:
    minutes(sound)
    (finding,) = own(sound)
    assert (finding.line, "`m2`" in finding.message, finding.severity) == (5, True, "note")


@pytest.mark.parametrize(
    "more", ["status: adopted\nadopted_by: m2\n", "adopted_on: 2022-05\n", "status: withdrawn\n"]
)
def test_r036_is_not_told_of_minutes_that_were_adopted(sound: Repository, more: str) -> None:
    assert minutes(sound, more) == []


def test_r036_the_register_of_meetings_may_tell_it(sound: Repository) -> None:
    assert minutes(sound, meeting=", minutes_status: adopted") == []


def test_r036_is_not_told_before_the_body_has_met_again(sound: Repository) -> None:
    sound.write("registers/meetings.yaml", MEETING.format(n=1, more=""))
    sound.record("a", more="meeting: m1\n", kind="minutes")
    assert own(sound) == []


@pytest.mark.parametrize("value", ["iv", "0", "3a", '""'])
def test_a_page_and_a_slide_have_a_number(sound: Repository, value: str) -> None:
    assert codes(sound, f"page={value}") == ["R005"]


def test_a_page_that_is_there_can_be_cited(sound: Repository) -> None:
    sound.record(
        "t", "{page=2}\nWords.", more="claims: [{about: b1, property: x, value: y, at: page-2}]\n"
    )
    assert codes(sound, '.decision reports-on="t#page-2"') == []
    (wrong,) = told(sound, '.decision reports-on="t#page-3"')
    assert (wrong.code, "`t` has no page 3" in wrong.message) == ("R011", True)


@pytest.mark.parametrize(
    ("by", "told"), [("m1", ["R042"]), ("m0#2", ["R042"]), ("m2", []), ("undated", [])]
)
def test_r042_only_a_later_meeting_adopts_minutes(
    sound: Repository, by: str, told: list[str]
) -> None:
    lists = "".join(MEETING.format(n=n, more="") for n in (0, 1, 2))
    undated = "- {id: undated, body: b1, title: M, state: held}\n"
    sound.write("registers/meetings.yaml", lists + undated)
    more = f'meeting: m1\nstatus: adopted\nadopted_by: "{by}"\n'
    sound.record("a", more=more, kind="minutes")
    assert [finding.code for finding in own(sound)] == told


def test_r042_the_register_of_meetings_may_be_wrong(sound: Repository) -> None:
    assert minutes(sound, meeting=", minutes_status: adopted, adopted_at: m1") == ["R042"]
