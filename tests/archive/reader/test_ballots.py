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
        ("Rejected unanimously (too much work).", (("against", None),)),
        ("They voted unanimously against it.", (("against", None),)),
        ("Adopted by a vote of 5 to 2.", (("in favour", 5), ("against", 2))),
        ("The motion passed by five votes to two.", (("in favour", 5), ("against", 2))),
        ("See #12: 13, +1 votes, no objections.", (("in favour", 13), ("against", 0))),
        ("The vote: 16 approved, 2 objected.", (("in favour", 16), ("against", 2))),
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
        "8 +1 votes so far, no objections.",
        "I think that we are in unanimous agreement.",
        "We voted.\n\n- apples: 5\n- pears: 3\n",
    ],
)
def test_what_is_no_vote(text: str) -> None:
    assert ballots(text) == ()


@pytest.mark.parametrize(
    "lines",
    [
        "  * YES (2): @ann @bo\n  * NO (0)\n  * ABSTAIN (1): @cy\n",
        "  * Yes: 2 (Ann, Bo)\n  * No: 0\n  * Abstain: 1 (Cy)\n",
        "  * **Yes**: Ann, Bo\n  * **No**: none\n  * **Abstain**: Cy\n",
    ],
)
def test_a_tally_in_a_list(lines: str) -> None:
    (ballot,) = ballots(f"## Issues\n\n* Drop the old form\n  * Vote results:\n{lines}")
    assert ballot.options == (("in favour", 2), ("against", 0), ("abstentions", 1))
    assert ballot.question == "Drop the old form"


def test_a_tally_by_names() -> None:
    (ballot,) = ballots("Votes on the change:\n\nYes: Ann, Bo and Cy\nAbstain: Dee\n")
    assert (ballot.question, ballot.line) == ("Votes on the change", 3)
    assert ballot.options == (("in favour", 3), ("abstentions", 1))


def test_talk_that_begins_like_a_tally() -> None:
    assert ballots("They voted.\n\nYes: we should do it\nNo: it is late\n") == ()


@pytest.mark.parametrize(
    "line",
    [
        "Moving the office: 5 in favour, 2 against, 1 abstention.",
        "Nothing else. Moving the office (5 in favour, 2 against).",
    ],
)
def test_the_counts_are_no_part_of_the_question(line: str) -> None:
    (ballot,) = ballots(f"## Votes\n\n{line}\n")
    assert ballot.question == "Moving the office"


@pytest.mark.parametrize(
    "result", ["**Result:** The motion passes with a vote of 6-0.", "**Votes**: Passed 6-0"]
)
def test_what_was_moved_stands_above_the_motion_that_passed(result: str) -> None:
    (ballot,) = ballots(
        '### Money\n\n**Motion:** "Resolved, the budget is approved."\n\n- Sponsor: Ann\n\n'
        f"{result}\n"
    )
    assert ballot.question == "Resolved, the budget is approved."


def test_a_motion_without_words_is_known_by_its_heading() -> None:
    (ballot,) = ballots("### Minutes of May\n\nThe motion carried 5-0-1.\n")
    assert ballot.question == "Minutes of May"


def test_a_table_is_introduced_by_the_line_above_it() -> None:
    (ballot,) = ballots("## Votes\n\nSeat of the office:\n\n| Option | Votes |\n|-|-|\n| A | 6 |\n")
    assert ballot.question == "Seat of the office"
