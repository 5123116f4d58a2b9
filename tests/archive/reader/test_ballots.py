from __future__ import annotations

import pytest

from archive.reader.minutes import read_layout
from archive.reader.model import Ballot, Context
from archive.text.paragraphs import paragraphs


def ballots(text: str, language: str = "en") -> tuple[Ballot, ...]:
    return read_layout(paragraphs(text), Context(language=language)).ballots


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("Vote: 7 in favour, 1 against, 2 abstentions",
         (("in favour", 7), ("against", 1), ("abstentions", 2))),
        ("Vote: 7 in favor, none against", (("in favour", 7), ("against", 0))),
        ("Yes: 5 / No: 1", (("in favour", 5), ("against", 1))),
        ("Votes for: 5, against: 2", (("in favour", 5), ("against", 2))),
        ("The motion carried 5-0-1.", (("in favour", 5), ("against", 0), ("abstentions", 1))),
        ("Approved 7-0.", (("in favour", 7), ("against", 0))),
        ("+1: Ann, Bo; -1: Cy; 0: Di", (("+1", 2), ("-1", 1), ("0", 1))),
        ("+1: Ann, Bo\n-1: Cy\n0:", (("+1", 2), ("-1", 1), ("0", 0))),
        ("The report was approved unanimously.", (("in favour", None),)),
        ("Abstimmung: 5 Ja, 2 Nein, 1 Enthaltung",
         (("in favour", 5), ("against", 2), ("abstentions", 1))),
    ],
)  # fmt: skip
def test_a_vote(line: str, options: tuple[tuple[str, int | None], ...]) -> None:
    (ballot,) = ballots(f"## Budget\n\n{line}\n")
    assert ballot.options == options


def test_a_vote_in_another_language() -> None:
    (ballot,) = ballots("Pour : 5, contre : 2, abstention : 1", "fr")
    assert ballot.options == (("in favour", 5), ("against", 2), ("abstentions", 1))


def test_the_question_stands_before_the_vote() -> None:
    (ballot,) = ballots("Motion to adopt the budget. Vote: 7 in favour, 1 against\n")
    assert ballot.question == "Motion to adopt the budget"


def test_else_the_heading_is_the_question() -> None:
    (ballot,) = ballots("## Budget of 2025\n\nYes: 5 / No: 1\n")
    assert (ballot.question, ballot.line) == ("Budget of 2025", 3)


def test_a_poll_is_a_list() -> None:
    (ballot,) = ballots("Which logo?\n\n- Option A - 5 votes\n- Option B - 3 votes\n")
    assert ballot.question == "Which logo?"
    assert ballot.options == (("Option A", 5), ("Option B", 3))


def test_a_poll_is_a_table() -> None:
    (ballot,) = ballots(
        "## Board\n\n| Candidate | Votes |\n|---|---|\n| Ann | 5 |\n| Bo | 3 |\n| Cy |\n"
    )
    assert (ballot.question, ballot.options) == ("Board", (("Ann", 5), ("Bo", 3)))


@pytest.mark.parametrize(
    "text",
    [
        "It was not unanimous.",
        "A unanimous vote is required.",
        "We have 5 for lunch and 3 against the wall.",
        "At 10:00 the meeting carried on until 11:00.",
        "They voted on it.",
        "We voted.\n\n- apples: 5\n- pears: 3\n",
    ],
)
def test_what_is_no_vote(text: str) -> None:
    assert ballots(text) == ()
