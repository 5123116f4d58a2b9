"""By when something is to be done, as texts say it in their languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader import Context, read
from archive.reader.due import NEVER, Due, due_in
from archive.text.paragraphs import paragraphs


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("en", "report by December 2024", "2024-12"),
        ("en", "report by the end of 2025", "2025"),
        ("en", "report by mid-2025", "2025"),
        ("en", "report by the end of the year", "2024"),
        ("en", "report before 1 March", "2025-03-01"),
        ("de", "bis Ende 2025 berichten", "2025"),
        ("de", "bis spätestens zum 3. März 2025 berichten", "2025-03-03"),
        ("fr", "rédiger d\u2019ici la fin de l\u2019année 2025", "2025"),
        ("fr", "rédiger avant le 3 mars 2025", "2025-03-03"),
    ],
)
def test_a_day(language: str, text: str, due: str) -> None:
    assert due_in(text, language, "2024-05-10") == Due(due)


@pytest.mark.parametrize(
    ("language", "text", "meeting"),
    [
        ("en", "report before SOM2", "SOM2"),
        ("en", "report until the next meeting.", "next meeting"),
        ("de", "bis zur nächsten Sitzung", "next Sitzung"),
        ("fr", "d'ici la prochaine réunion", "next réunion"),
    ],
)
def test_a_meeting_is_given_as_it_is_named(language: str, text: str, meeting: str) -> None:
    assert due_in(text, language) == Due(None, meeting)


@pytest.mark.parametrize(
    "text",
    [
        "agreed by 5 votes",
        "written by the Board",
        "met in 2025",
        "by 2025/26 figures",
        "before the 2025 elections",
        "if nobody objects by 3 May it holds",
    ],
)
def test_not_everything_behind_by_is_a_day(text: str) -> None:
    assert due_in(text, "en", "2024-05-10") == NEVER


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("They mandated the Secretariat to report by December 2019.", ("2019-12", None)),
        ("They asked the Secretariat to report to the next meeting.", (None, "next meeting")),
        ("They agreed to extend the plan until December 2019.", (None, None)),
        ("They adopted what had been drafted before March 2018.", (None, None)),
    ],
)
def test_a_decision_is_due_when_somebody_is_to_act(
    text: str, due: tuple[str | None, str | None]
) -> None:
    context = Context(kind="decision", date="2019-05-15")
    (decided,) = read(paragraphs(f"1. {text}"), context).decided
    assert (decided.due, decided.due_meeting) == due


def test_a_table_of_tasks_may_name_a_meeting() -> None:
    text = "## Actions\n\n| Who | What | By when |\n|---|---|---|\n| Ann Lee | write | SOM2 |\n"
    (task,) = read(paragraphs(text), Context(kind="minutes")).tasks
    assert (task.due, task.due_meeting) == (None, "SOM2")


@given(st.text(alphabet="by until nextSOM2 0-.':\u2019é,", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    due_in(text, "en", "2024-05-10", told=True)
