"""Votes by name."""

from __future__ import annotations

import pytest

from archive.reader.minutes import read_layout
from archive.reader.model import Ballot, Context
from archive.text.paragraphs import paragraphs

VOICES = "- Ann Lee: YES\n- Bo Ek: no\n- Cy Poe - abstained\n- Di Orr: Yes\n- Ed Fry: No vote\n"


def ballots(text: str) -> tuple[Ballot, ...]:
    return read_layout(paragraphs(text), Context()).ballots


def test_voices_are_counted_and_the_motion_is_the_question() -> None:
    (ballot,) = ballots(f'**Motion** "Resolved, that we go."\n\nSponsor: Ann\n\n{VOICES}')
    assert ballot.options == (
        ("in favour", 2), ("against", 1), ("abstentions", 1), ("not voting", 1),
    )  # fmt: skip
    assert (ballot.question, ballot.line, ballot.rule) == ("Resolved, that we go.", 5, "roll")


def test_voices_in_columns() -> None:
    (ballot,) = ballots("## Votes\n\n```\nAnn Lee   Yay\nBo Ek     Ney\n@cy:      Yes\n```\n")
    assert ballot.options == (("in favour", 2), ("against", 1))


@pytest.mark.parametrize(
    ("result", "rule"),
    [
        ("Vote passes 2-1.", "score"),
        ("**Results**\n\nPasses 2-1", "score"),
        ("Carried unanimously.", "roll"),
    ],
)
def test_one_vote_is_told_once(result: str, rule: str) -> None:
    assert [each.rule for each in ballots(f"## Vote\n\n{VOICES}\n{result}\n")] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        f"## Present\n\n{VOICES}",
        f"## Lunch\n\n{VOICES}",
        "## Vote\n\n- Ann Lee: yes\n- Bo Ek: yes\n- Cy Poe: late\n- Di Orr: yes\n- Ed Fry: yes\n",
        "## Vote\n\n- Ann Lee: yes\n",
        "## Vote\n\n- Ann Lee: yes, but later\n- Bo Ek: no idea\n",
        "## Vote\n\n- the hall: yes\n- The date: no\n",
        "## Vote\n\n- Quorum: yes\n- Recording: no\n",
    ],
)
def test_what_is_no_vote(text: str) -> None:
    assert ballots(text) == ()
