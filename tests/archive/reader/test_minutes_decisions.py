from __future__ import annotations

from archive.reader.minutes import read_layout
from archive.reader.model import Context
from archive.text.paragraphs import paragraphs


def test_an_answer_to_a_question_is_no_decision() -> None:
    text = "## Decisions\n\n- The fee stays.\n- Which of them are broken: the first.\n"
    found = paragraphs(text)
    decided = read_layout(found, Context(kind="minutes")).decided
    by_anchor = {each.anchor: each.text for each in found}
    assert [by_anchor[each.anchor] for each in decided] == ["The fee stays."]
