"""How sure proposals are: what agrees is surer, what is guessed from elsewhere is not."""

from __future__ import annotations

import pytest

from tests.toolkit.intake.propose.register import proposed, value
from toolkit.intake.model import Proposal


def sure(proposal: Proposal, field: str) -> float:
    best = proposal.best(field)
    assert best is not None
    return best.confidence


PAPER = "# Report on mobility\n\nRiga, 10 November 2014\n\nIt is about words, and more words."


def test_a_day_that_the_file_name_has_as_well_is_surer() -> None:
    alone = proposed(PAPER, name="report.docx")
    both = proposed(PAPER, name="2014-11-10 report.docx")
    assert sure(alone, "date") < 0.85
    assert sure(both, "date") > 0.95


def test_a_day_that_the_register_has_for_the_meeting_is_surer() -> None:
    text = "# Minutes\n\nMM6, Seoul, 21-22 November 2017\n\nThe ministers met, and spoke at length."
    proposal = proposed(text)
    assert value(proposal, "meeting") == "mm6"
    assert sure(proposal, "date") > 0.95
    other = text.replace("21-22 November", "23-24 November")
    assert sure(proposed(other), "date") < 0.85


@pytest.mark.parametrize("topic", ["Special Strategy Meeting", "Work plan workshop"])
def test_what_a_meeting_is_about_is_no_kind(topic: str) -> None:
    assert value(proposed(f"# {topic}, day 1\n\nWords, and more words."), "kind") != "strategy"


def test_a_paper_called_after_a_meeting_that_names_who_came_is_minutes() -> None:
    came = "## Present\n\n- Ana\n- Ben\n- Chi"
    text = f"# Steering Committee Meeting 2024-04-24\n\n{came}\n\n## Agenda\n"
    assert value(proposed(text, reader="md 1"), "kind") == "minutes"


def mail(text: str, subject: str = "", **more: str) -> Proposal:
    head = (
        "From: Ana Borg <ana@example.org>\\\nTo: Ben Ozols <ben@example.org>\\\nDate: 21 May 2019"
    )
    properties = {"message-id": "<1@a>", "date": "2019-05-21", "subject": subject, **more}
    return proposed(f"{head}\n\n{text}", reader="eml 1", properties=properties)


def test_the_head_of_a_mail_tells_no_language() -> None:
    assert sure(mail("contenu", "pièce jointe"), "language") < 0.6
    text = "Bitte senden Sie uns die Unterlagen bis Ende der Woche, vielen Dank im Voraus."
    assert value(mail(text), "language") == "de"


def test_a_mail_without_a_subject_has_no_sure_title() -> None:
    assert sure(mail("# Sent by the message service\n\nYes."), "title") <= 0.5


def test_a_task_of_a_mail_program_is_no_letter() -> None:
    assert value(mail("The rooms on the second floor.", "Rooms", item="IPM.Task"), "kind") == "note"


def test_a_sentence_that_names_a_kind_is_no_sure_title() -> None:
    text = (
        "Note verbale: the Embassy presents its compliments to the Secretariat and has the honour "
        "to confirm that\n\nmore"
    )
    assert sure(proposed(text), "title") < 0.7


def test_a_title_that_was_recognised_from_a_picture_is_less_sure() -> None:
    text = "{page=1}\nReport on mobility\n\nIt is about words, and more words."
    plain = proposed(text, name="report on mobility.pdf", reader="pdf 1")
    seen = proposed(
        text, name="report on mobility.pdf", reader="pdf 1", properties={"recognised": "page 1"}
    )
    assert sure(seen, "title") < 0.8 < sure(plain, "title")
