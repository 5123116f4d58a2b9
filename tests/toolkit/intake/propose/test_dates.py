from __future__ import annotations

import pytest

from tests.toolkit.intake.propose.register import proposed, value


def dates(text: str, name: str = "paper.docx", **more: object) -> list[str]:
    proposal = proposed(text, name=name, **more)  # type: ignore[arg-type]
    return [guess.value for guess in proposal.guesses if guess.field == "date"]


THANKS = (
    "Dear partners,\n\nI thank you for SOM1 in Seoul, which took place on 9-10 November 2016. "
    "The ministers will meet on 9-10 May next year.\n\nYours sincerely,\n\nLee Young"
)


def test_the_day_of_a_meeting_is_not_that_of_the_letter() -> None:
    proposal = proposed(THANKS)
    best, basis = proposal.best("date"), proposal.best("date_basis")
    assert best is not None
    assert basis is not None
    assert (best.value, best.line) == ("2016-11~", 3)
    assert basis.value.startswith("inferred; ")


def test_a_letter_s_own_line_is_its_date() -> None:
    proposal = proposed("Seoul, 21 November 2016\n\n" + THANKS)
    assert value(proposal, "date") == "2016-11-21"
    assert proposal.best("date_basis") is None


def test_a_date_below_the_signature_is_the_letter_s() -> None:
    assert value(proposed(THANKS + "\n\n21 November 2016"), "date") == "2016-11-21"


def test_a_mail_s_date_is_in_its_header() -> None:
    held = {"date": "2016-11-21T09:30:00+09:00", "message-id": "<a@b>"}
    assert dates("Yes, on 5 May 2019.", reader="eml 1", properties=held)[0] == "2016-11-21"


def test_two_readings_are_two_guesses() -> None:
    found = dates("# Report\n\nDate: 03/04/2017\n\nWords in English that tell the language.")
    assert found[:2] == ["2017-04-03", "2017-03-04"]


def test_a_language_settles_the_reading() -> None:
    found = dates(
        "# Bericht\n\nDatum: 03.04.2017\n\nDies ist ein Bericht über die Arbeit der Gruppe."
    )
    assert found == ["2017-04-03"]


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2019-05-10_notes.docx", "2019-05-10"),
        ("20190510 notes.docx", "2019-05-10"),
        ("201905-notes.docx", "2019-05"),
        ("notes 2019.docx", "2019"),
        ("190510_notes.docx", "2019-05-10"),
        ("Notes_10May2019.docx", "2019-05-10"),
    ],
)
def test_a_name_bears_a_date(name: str, date: str) -> None:
    proposal = proposed("Words.", name=name)
    assert value(proposal, "date") == date
    assert value(proposal, "date_basis") == f"inferred; from the file name, {name}"


def test_a_month_in_the_name_and_a_day_in_the_text_agree() -> None:
    proposal = proposed("Work plan\n\n20 January 2022\n\nWords.", name="202201-plan.pdf")
    assert value(proposal, "date") == "2022-01-20"
    assert proposal.troubles == ()


def test_a_label_tells_the_day_of_figures() -> None:
    assert (
        dates("as of 12.15.19 Combined figures\n\n1 2 3", name="201912-figures.pdf")[0]
        == "2019-12-15"
    )


def test_when_a_file_was_made_is_the_last_resort() -> None:
    proposal = proposed("Words.", properties={"created": "2019-12-15T16:35:00"})
    best = proposal.best("date")
    assert best is not None
    assert (best.value, best.confidence <= 0.3) == ("2019-12-15?", True)


def test_no_date_is_none() -> None:
    assert dates("Words.") == []


def test_a_day_in_prose_is_not_the_text_s() -> None:
    assert (
        dates("# Note\n\nThe law of 5 May 1999 is old, and nobody has changed it since then.") == []
    )


def test_the_foot_of_each_page_may_bear_the_day() -> None:
    held = {"footer": "Draft bylaws 12th August 2022 | Page"}
    assert dates("BY-LAWS\n\nWords.", reader="pdf 1", properties=held)[0] == "2022-08-12"


def test_the_number_of_a_picture_is_no_year() -> None:
    assert dates("Words.", name="IMG_2041.jpg") == []


def test_a_day_in_the_text_comes_before_one_in_the_name() -> None:
    text = "# Minutes of SOM2\n\nRiga, 20-21 May 2025\n\nWords."
    assert dates(text, name="Minutes 13 Nov 2024.docx")[0] == "2025-05-20/2025-05-21"
