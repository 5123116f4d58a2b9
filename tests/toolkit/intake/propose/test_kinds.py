from __future__ import annotations

import pytest

from tests.toolkit.intake.propose.register import proposed, value
from toolkit.intake.propose import Source


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Minutes of the 3rd meeting of the working group", "minutes"),
        ("Draft agenda of the meeting", "agenda"),
        ("Report on the strategy of the process", "report"),
        ("Terms of reference of the expert group", "terms-of-reference"),
        ("Conclusions by the Chair", "decision"),
        ("ASEM Education Strategy 2030 Final Draft", "strategy"),
        ("List of participants", "participants"),
        ("Concept paper on mobility", "concept-paper"),
        ("Call for the next host", "call"),
        ("Protokoll der Sitzung der Arbeitsgruppe", "minutes"),
        ("Ordre du jour de la réunion", "agenda"),
        ("Informe sobre la movilidad", "report"),
        ("Verbale della riunione", "minutes"),
        ("Ata da reunião de trabalho", "minutes"),
        ("Notulen van de vergadering", "minutes"),
        ("Sprawozdanie z działalności", "report"),
        ("Sanāksmes darba kārtība", "agenda"),
        ("Notulen rapat kelompok kerja", "minutes"),
        ("고위관리회의 회의록", "minutes"),
        ("会議の議事録について", "minutes"),
        ("部长会议公报", "decision"),
        ("รายงานการประชุมคณะทำงาน", "minutes"),
    ],
)
def test_a_title_says_what_a_text_is(title: str, kind: str) -> None:
    assert value(proposed(f"# {title}\n\nSome words."), "kind") == kind


def test_a_word_inside_another_is_not_heard() -> None:
    assert value(proposed("# Reporters and noted decisionmakers\n\nWords."), "kind") == "note"


def test_what_greets_and_closes_is_a_letter() -> None:
    text = "Dear partners,\n\nI thank you.\n\nYours sincerely,\n\nLee Young"
    assert value(proposed(text), "kind") == "letter"


def test_a_korean_letter_is_one() -> None:
    text = "존경하는 위원 여러분,\n\n회의에 참석해 주셔서 고맙습니다.\n\n감사합니다\n\n이영"
    assert value(proposed(text), "kind") == "letter"


def test_slides_are_a_presentation() -> None:
    proposal = proposed("{slide=1}\n# The work of the group", reader="pptx 1", name="work.pptx")
    assert value(proposal, "kind") == "presentation"


def test_pages_with_little_on_them_are_slides() -> None:
    pages = "\n\n".join(f"{{page={n}}}\nPoint {n}\\\nof the talk" for n in range(1, 9))
    assert value(proposed(pages, reader="pdf 1", name="talk.pdf"), "kind") == "presentation"


def test_a_mail_is_a_letter() -> None:
    held = {"from": "a@b.example", "subject": "Minutes of SOM1"}
    proposal = proposed("Here they are.", reader="eml 1", properties=held)
    assert value(proposal, "kind") == "letter"


def test_names_and_decisions_are_minutes() -> None:
    text = (
        "# Working group, 5 May 2019\n\n## Attendees\n\n- Jane Doe\n- John Roe\n\n"
        "## Decisions\n\n- The group adopted the work plan.\n"
    )
    assert value(proposed(text), "kind") == "minutes"


def test_a_list_of_names_is_one_of_participants() -> None:
    rows = "".join(f"| Jane Doe{'abcdefghij'[n]} | Germany |\n" for n in range(10))
    text = f"# Seoul\n\n## Participants\n\n| Name | Country |\n|---|---|\n{rows}"
    assert value(proposed(text, name="seoul.xlsx", reader="docx 1"), "kind") == "participants"


def test_items_of_a_meeting_without_any_outcome_are_an_agenda() -> None:
    items = "## Call to order\n\n## Approval of the minutes\n\n## Any other business"
    text = f"# Videoconference\n\n{items}"
    assert value(proposed(text), "kind") == "agenda"


def test_the_name_says_it_where_the_text_does_not() -> None:
    proposal = proposed("Words and words.", name="2019-05-10_draft-agenda.docx")
    best = proposal.best("kind")
    assert best is not None
    assert (best.value, best.place) == ("agenda", "file name")


def test_what_a_person_says_is_taken() -> None:
    proposal = proposed("# Minutes", source=Source(name="a.docx", kind="report"))
    best = proposal.best("kind")
    assert best is not None
    assert (best.value, best.confidence) == ("report", 1.0)


def test_nothing_told_is_a_note() -> None:
    best = proposed("Words.", name="a.txt").best("kind")
    assert best is not None
    assert best.value == "note"
    assert best.confidence < 0.5
