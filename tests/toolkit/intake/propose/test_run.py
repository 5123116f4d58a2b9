from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.convert import convert
from archive.frontmatter import read_front
from archive.model import Front
from archive.text.dates import bounds
from archive.workspace import create
from tests.toolkit.intake.propose.register import KNOWN, proposed, value
from toolkit.drafting import yaml_text
from toolkit.intake.model import Extracted, Proposal
from toolkit.intake.propose import Known, Source, known_of, propose

YAML = {"from", "to", "people", "themes", "attendance"}
WORDS = st.sampled_from(
    ["# Minutes of SOM1", "Dear partners,", "Yours sincerely,", "Lee Young", "9-10 November 2016",
     "03/04/2017", "{page=1}", "{slide=2}", "| a | b |", "|---|---|", "- Jane Doe: x", "**", "---",
     "title: [", "## Attendees", "date: 2019-13-99", "회의록", "議事録", "ปี 2559", "as of 9.9.19",
     "SOM1 MM6", "\x00\ufeff", "]}{\\", "99999999999999", "31 February 2020", "Date:", "To: All"]
)  # fmt: skip


def as_front(proposal: Proposal) -> str:
    lines = ["id: a-record"]
    names = dict.fromkeys(guess.field for guess in proposal.guesses)
    for name in names:
        said = value(proposal, name) or ""
        lines.append(f"{name}: {said if name in YAML else yaml_text(said)}")
    return "\n".join(lines)


def assert_sound(proposal: Proposal) -> None:
    front, faults = convert(read_front(as_front(proposal)), Front)
    assert front is not None, (as_front(proposal), faults)
    assert not faults
    for guess in proposal.guesses:
        assert 0 < guess.confidence <= 1
        assert guess.rule
        if guess.field == "date":
            assert bounds(guess.value).first


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=40), max_size=25), st.text(max_size=40), st.booleans())
def test_whatever_a_text_holds_is_proposed_as_sound_fields(
    lines: list[str], name: str, blank: bool
) -> None:
    text = ("\n\n" if blank else "\n").join(lines)
    assert_sound(proposed(text, name=name or "x", folder=name))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(
    st.sampled_from(["title", "subject", "from", "to", "date", "created", "language"]),
    st.text(max_size=60), max_size=6,
))  # fmt: skip
def test_whatever_a_file_says_of_itself_too(properties: dict[str, str]) -> None:
    assert_sound(proposed("Words.", reader="eml 1", properties=properties))


@pytest.mark.parametrize(
    "text",
    ["Dear " * 50_000, "9-10 May 2016, " * 20_000, "# a\n" * 30_000, "| a " * 60_000,
     "{page=1}\nx\n\n" * 20_000, "SOM1 " * 50_000, "(" * 100_000, "1" * 200_000],
    ids=["greeting", "dates", "headings", "cells", "pages", "meetings", "brackets", "figures"],
)  # fmt: skip
def test_a_hostile_text_is_read_as_any_other(text: str) -> None:
    assert value(proposed(text), "kind")


def test_each_guess_says_where_it_stands() -> None:
    proposal = proposed(
        "Education Process\n\n# Minutes of SOM1\n\nSeoul, 9-10 November 2016\n\nWords."
    )
    assert {g.field: g.line for g in proposal.guesses if g.line and g.confidence > 0.75} == {
        "kind": 3, "title": 3, "date": 5, "meeting": 3,
    }  # fmt: skip


def test_a_container_proposes_nothing() -> None:
    assert (
        propose(Extracted(reader="zip 1", container=True), Source(name="a.zip"), KNOWN)
        == Proposal()
    )


def test_the_registers_are_read_and_can_be_sent(tmp_path: Path) -> None:
    known = known_of(create(tmp_path / "archive"))
    assert {"ministers-1", "som-1"} <= {meeting.id for meeting in known.meetings}
    assert {each.sort for each in known.named} == {"partner", "stakeholder", "person", "body"}
    assert "partners" in known.groups
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(known), type=Known) == known


def test_a_register_that_cannot_be_read_costs_itself_alone(tmp_path: Path) -> None:
    workspace = create(tmp_path / "archive")
    (workspace.records / "registers" / "meetings.yaml").write_text("- [", encoding="utf-8")
    (workspace.records / "registers" / "people.yaml").write_bytes(b"\xff\xfe")
    known = known_of(workspace)
    assert known.meetings == ()
    assert any(each.sort == "partner" for each in known.named)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met in Riga and spoke about the mobility of students and staff.", "en"),
        (
            "Die Ministerinnen und Minister trafen sich in Riga und sprachen über die Mobilität.",
            "de",
        ),
        ("Ministri tikās Rīgā un runāja par studentu un mācībspēku mobilitāti.", "lv"),
        ("Para menteri bertemu di Jakarta dan membahas mobilitas mahasiswa dan dosen.", "id"),
        ("장관들은 서울에서 만나 학생과 교직원의 이동에 대해 논의하였다.", "ko"),
        ("대한민국 교육부", "ko"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert value(proposed(text), "language") == language
