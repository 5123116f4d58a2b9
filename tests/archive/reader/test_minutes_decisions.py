from __future__ import annotations

import pytest

from archive.decisions.marked import whole_texts
from archive.reader import read
from archive.reader.minutes import read_layout
from archive.reader.model import Context
from archive.text.paragraphs import paragraphs


def test_an_answer_to_a_question_is_no_decision() -> None:
    text = "## Decisions\n\n- The fee stays.\n- Which of them are broken: the first.\n"
    found = paragraphs(text)
    decided = read_layout(found, Context(kind="minutes")).decided
    by_anchor = {each.anchor: each.text for each in found}
    assert [by_anchor[each.anchor] for each in decided] == ["The fee stays."]


@pytest.mark.parametrize(
    "said",
    ["We decided nothing.", "The Board decided nothing this time", "Nothing was decided",
     "Nothing was decided at this meeting.", "No decisions this time", "No decisions",
     "There were no decisions.", "No formal decisions were taken today", "We took no decision."],
)  # fmt: skip
@pytest.mark.parametrize(
    "layout",
    ["# Decisions\n\n- {}", "# Decisions\n\n1. {}", "# Decisions\n\n{}", "Decisions: {}", "3. {}",
     "Decision: {}"],
)  # fmt: skip
def test_where_nothing_was_decided_there_is_no_decision(layout: str, said: str) -> None:
    assert read(paragraphs(layout.format(said)), Context(kind="minutes")).decided == ()


def test_a_label_may_say_that_there_are_none() -> None:
    assert read(paragraphs("Decisions: none"), Context(kind="minutes")).decided == ()


@pytest.mark.parametrize(
    ("said", "language"),
    [("Es wurden keine Beschlüsse gefasst.", "de"), ("Wir haben nichts beschlossen.", "de"),
     ("Rien n'a été décidé.", "fr"), ("Nous n'avons rien décidé.", "fr")],
)  # fmt: skip
def test_nor_is_there_in_other_languages(said: str, language: str) -> None:
    heading = {"de": "Beschlüsse", "fr": "Décisions"}[language]
    text = f"# {heading}\n\n- {said}"
    assert read(paragraphs(text), Context(kind="minutes", language=language)).decided == ()


@pytest.mark.parametrize(
    "said",
    ["We decided that nothing is to be paid.", "We decided no longer to meet in May."],
)
def test_a_decision_may_speak_of_nothing(said: str) -> None:
    assert read(paragraphs(f"# Decisions\n\n- {said}"), Context(kind="minutes")).decided != ()


TABLE = """\
| No | Decision | Responsible | Deadline |
|---|---|---|---|
| 1 | **Agreed** to write <br> a plan | Secretariat | March 2025 |
| 2 | To meet in Riga | | |
"""


@pytest.mark.parametrize("heading", ["# Decisions", "# Money", ""])
def test_a_table_of_decisions_is_one_and_its_rows_are_tasks(heading: str) -> None:
    found = read(paragraphs(f"{heading}\n\n{TABLE}"), Context(kind="minutes"))
    assert [each.anchor for each in found.decided] == ["p1"]
    assert [(each.owner, each.text, each.due) for each in found.tasks] == [
        ("Secretariat", "Agreed to write a plan", "2025-03")
    ]


@pytest.mark.parametrize(
    "text",
    [f"# Decisions needed\n\n{TABLE}", "| Item | Decision |\n|---|---|\n| Fee | yes |\n"],
)
def test_a_table_that_decides_nothing(text: str) -> None:
    found = read(paragraphs(text), Context(kind="minutes"))
    assert (found.decided, found.tasks) == ((), ())


def test_the_words_of_a_table_are_those_of_its_rows() -> None:
    found = paragraphs(TABLE)
    assert whole_texts(found)(found[0]) == (
        "1 \N{MIDDLE DOT} Agreed to write a plan \N{MIDDLE DOT} Secretariat \N{MIDDLE DOT} "
        "March 2025; 2 \N{MIDDLE DOT} To meet in Riga"
    )


def test_listed_words_have_no_signs_of_their_format() -> None:
    found = paragraphs("1. **Agreed** <u>to</u> _meet_ in [Riga](riga.md):\n\n   - in `May`\n")
    assert whole_texts(found)(found[0]) == "Agreed to meet in Riga: in May"
