from __future__ import annotations

from typing import Any

from archive import yamltext
from tests.toolkit.intake.propose.register import proposed, value
from toolkit.intake.model import Proposal

LETTER = (
    "{greeting}\n\nI thank you for your work on Balanced Mobility.\n\nYours sincerely,\n\n\n{block}"
)


def held(proposal: Proposal, field: str) -> Any:
    said = value(proposal, field)
    return yamltext.read(said) if said else None


def letter(greeting: str = "Dear partners and stakeholders,", block: str = "Lee Young") -> Proposal:
    return proposed(LETTER.format(greeting=greeting, block=block))


def test_who_signs_is_found_with_office_and_partner() -> None:
    found = letter(block="Lee Young\nVice Minister\nMinistry of Education\nRepublic of Korea")
    assert held(found, "from") == {
        "person": "lee-young", "capacity": "Vice Minister, Ministry of Education", "partner": "kr",
    }  # fmt: skip


def test_a_name_that_nobody_knows_stays_as_written() -> None:
    found = letter(block="Dr. Jane Doe\nHead of Unit\nGermany")
    assert held(found, "from") == {"name": "Jane Doe", "capacity": "Head of Unit", "partner": "de"}


def test_a_name_may_be_turned() -> None:
    assert held(letter(block="Young Lee"), "from") == {"person": "lee-young", "partner": "kr"}


def test_groups_are_addressed_in_their_order() -> None:
    assert held(letter(), "to") == ["partners", "stakeholders"]
    assert held(letter("Dear Senior Officials, dear stakeholders,"), "to") == [
        "senior-officials", "stakeholders",
    ]  # fmt: skip


def test_an_addressee_without_an_entry_is_noted_as_written() -> None:
    found = letter("Dear Mr. Roe,")
    assert held(found, "to") is None
    assert value(found, "note") == "Addressed to Mr. Roe."


def test_a_mail_tells_both_sides() -> None:
    found = proposed(
        "Yes.", reader="eml 1",
        properties={
            "from": "Lee Young <lee@moe.example>",
            "to": "ASEF <info@asef.org>, Jane Doe <j@x.example>",
            "message-id": "<a>",
        },
    )  # fmt: skip
    assert held(found, "from") == {"person": "lee-young", "partner": "kr"}
    assert held(found, "to") == ["asef"]
    assert value(found, "note") == "Addressed to Jane Doe."


def test_who_came_is_matched_and_kept_as_written() -> None:
    text = (
        "# Minutes of SOM1\n\n## Participants\n\n- Republic of Korea\n- Jane Doe (Germany)\n"
        "- Asia-Europe Foundation\n- John Roe\n\n## Apologies\n\n- Latvia\n"
    )
    assert held(proposed(text), "attendance") == [
        {"partner": "kr", "name": "Republic of Korea"},
        {"partner": "de", "name": "Jane Doe"},
        {"stakeholder": "asef", "name": "Asia-Europe Foundation"},
        {"name": "John Roe"},
        {"partner": "lv", "name": "Latvia", "status": "regrets"},
    ]


def test_persons_of_the_register_are_named() -> None:
    assert held(proposed("# Note\n\nMs. Lee Young spoke."), "people") == ["lee-young"]


def test_themes_are_those_named_in_full() -> None:
    assert held(letter(), "themes") == ["mobility"]
    assert held(proposed("# Note\n\nMobility, balanced; and skills."), "themes") is None


def test_a_draft_says_so() -> None:
    assert value(proposed("# Draft agenda\n\nWords."), "status") == "draft"
    assert value(proposed("# Agenda\n\nWords.", name="agenda_final.docx"), "status") == "final"
    assert value(proposed("# Agenda\n\nWords."), "status") is None


def test_decisions_and_tasks_are_counted() -> None:
    text = (
        "# Minutes\n\n## Decisions\n\n- The plan was adopted.\n\n"
        "## Action items\n\n- Jane Doe: write to all\n"
    )
    found = proposed(text)
    assert (found.decisions, found.actions) == (1, 1)


def test_a_close_may_be_a_whole_sentence() -> None:
    text = (
        "Excellencies,\n\nWe meet in 2026.\n\nPlease accept, Excellencies, the assurances of our "
        "highest consideration.\n\nLee Young\n\nVice Minister"
    )
    found = held(proposed(text), "from")
    assert (found["person"], found["capacity"]) == ("lee-young", "Vice Minister")


def test_a_formula_before_a_signature_is_no_name() -> None:
    found = held(letter(block="Im Auftrag\nJane Doe\nReferatsleiterin"), "from")
    assert found == {"name": "Jane Doe", "capacity": "Referatsleiterin"}
