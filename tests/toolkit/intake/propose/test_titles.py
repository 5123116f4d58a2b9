from __future__ import annotations

import pytest

from tests.toolkit.intake.propose.register import proposed, value
from toolkit.intake.propose.names import named
from toolkit.intake.propose.titles import is_junk


@pytest.mark.parametrize(
    "title",
    ["Microsoft Word - Document1", "PowerPoint Presentation", "untitled", "minutes_final_v2.docx",
     "C:\\Users\\x\\minutes", "Slide 1", "-", "프레젠테이션", "0d1f9c3a5b7e8d90"],
)  # fmt: skip
def test_what_a_program_left_is_no_title(title: str) -> None:
    assert is_junk(title)


def test_a_title_that_the_text_bears_out_is_taken() -> None:
    text = "Minutes of the second meeting of the group\n\nWords."
    proposal = proposed(text, properties={"title": "Minutes of the second meeting"})
    assert value(proposal, "title") == "Minutes of the second meeting"


def test_a_title_of_another_text_is_not() -> None:
    text = "# Minutes of the second meeting\n\nWords."
    proposal = proposed(text, properties={"title": "Agenda for the retreat of staff"})
    assert value(proposal, "title") == "Minutes of the second meeting"


def test_the_letterhead_is_no_title() -> None:
    text = "Education Process\n\nEducation Secretariat\n\nStrategy until 2030\n\nWords, and words."
    assert value(proposed(text), "title") == "Strategy until 2030"


def test_a_title_on_two_lines_is_one() -> None:
    text = "{page=1}\nREPORT ON THE WORK OF\\\nTHE EXPERT GROUP\\\n5 May 2019\n\nWords."
    assert value(proposed(text), "title") == "REPORT ON THE WORK OF THE EXPERT GROUP"


def test_a_line_of_every_page_is_no_title() -> None:
    pages = [f"{{page={n}}}\nTogether for learning\\\nPart {n} of it" for n in range(2, 7)]
    text = "\n\n".join(["{page=1}\nTogether for learning\\\nWork plan of the group", *pages])
    assert value(proposed(text, reader="pdf 1"), "title") == "Work plan of the group"


def test_the_head_of_each_page_is_the_title_of_a_table_without_one() -> None:
    text = "{page=1}\n| A | 1 - 30 | Total |\n| --- | --- | --- |\n| Rooms | 5 | 5 |"
    heads = {"header": "The Foundation, Inc. | Summary of what is owed | As of July 31, 2025"}
    proposal = proposed(text, reader="pdf 1", properties=heads)
    assert value(proposal, "title") == "Summary of what is owed"


def test_the_largest_letters_of_a_first_page_are_its_title() -> None:
    text = "{page=1}\n###### office.example/papers\n\n#### Front cover\n\n# Access to the rooms\n"
    assert value(proposed(text, reader="pdf 1"), "title") == "Access to the rooms"


def test_the_first_head_of_a_sheet_may_say_what_it_is() -> None:
    rows = "| Combined balance sheet 2020 | Fund | Total |\n| --- | --- | --- |\n| A | 5 | 5 |"
    text = f"{{page=1}}\n{rows}"
    assert value(proposed(text, reader="pdf 1"), "title") == "Combined balance sheet 2020"


def test_the_subject_of_a_letter_is_its_title() -> None:
    text = (
        "Bonn, den 3. März 2010\n\nBetreff: Einladung zur Sitzung\n\n"
        "Sehr geehrte Damen und Herren,\n\nWorte."
    )
    assert value(proposed(text), "title") == "Einladung zur Sitzung"


def test_the_subject_of_a_mail_without_its_prefixes() -> None:
    proposal = proposed("Yes.", reader="eml 1", properties={"subject": "Re: AW: Room for SOM1"})
    assert value(proposal, "title") == "Room for SOM1"


def test_the_first_part_of_a_text_is_not_its_title() -> None:
    text = "Work plan of the group\n\n# Introduction\n\nWords."
    assert value(proposed(text, name="work-plan.docx"), "title") == "Work plan of the group"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("201912-financial-board-summary.pdf", "Financial board summary"),
        ("2019-05-10 Minutes of SOM1 (2).docx", "Minutes of SOM1"),
        ("Minutes_SOM1_v3.docx", "Minutes SOM1"),
        ("Work plan 2019.pdf", "Work plan"),
        ("IMG_0001.jpg", ""),
        ("000_db6eecaed2110594.txt", ""),
        ("회의록.docx", "회의록"),
    ],
)
def test_what_the_name_of_a_file_says(name: str, title: str) -> None:
    assert named(name).title == title


def test_a_heading_that_a_page_only_looks_like_is_weighed_as_a_line() -> None:
    text = "{page=1}\n# North South East TOTAL\n\nAssets 1 2 3"
    proposal = proposed(text, reader="pdf 1", name="201905-balance-sheet.pdf")
    assert value(proposal, "title") == "Balance sheet"


def test_front_matter_of_a_markdown_file_is_its_own_word() -> None:
    held = {"title": "May meeting", "date": "2019-05-10"}
    proposal = proposed("## Call to order\n\nWords.", reader="md 1", properties=held)
    assert (value(proposal, "title"), value(proposal, "date")) == ("May meeting", "2019-05-10")


def test_a_title_in_bold_comes_before_the_heading_of_a_part() -> None:
    text = (
        "**Conclusions by the Chair**\n\n**MM9**\n\nThe Ministers met.\n\n# Opening\n\n1. They met."
    )
    assert str(value(proposed(text), "title")).startswith("Conclusions by the Chair")


def test_the_head_of_its_paper_names_no_letter() -> None:
    text = (
        "Education Secretariat\n\nDear partners,\n\nWe meet again.\n\nYours sincerely,\n\nLee Young"
    )
    proposal = proposed(text, name="Letter to partners on the retreat.docx")
    assert value(proposal, "title") == "Letter to partners on the retreat"


def test_what_a_reader_says_of_a_picture_is_no_title() -> None:
    text = "{page=1}\n*Picture: PNG, 1240 \u00d7 1754 pixels*\n\nReport of the retreat\n\nWe met."
    assert value(proposed(text), "title") == "Report of the retreat"
