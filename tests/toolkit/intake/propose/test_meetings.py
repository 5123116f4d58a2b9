from __future__ import annotations

import pytest
from msgspec.structs import replace

from archive.registers import parse
from tests.toolkit.intake.propose.register import KNOWN, meeting, proposed, value
from toolkit.intake.model import Extracted
from toolkit.intake.propose import Source, propose
from toolkit.intake.propose.index import index_of
from toolkit.intake.propose.meetings import mentions


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SOM1 in Riga", [("som", 1)]),
        ("SOM 2", [("som", 2)]),
        ("the 5th Ministers' Meeting", [("mm", 5)]),
        ("First Senior Officials’ Meeting", [("som", 1)]),  # noqa: RUF001
        ("the SOMatic MMs", []),
    ],
)
def test_a_meeting_is_named_in_many_ways(text: str, named: list[tuple[str, int]]) -> None:
    assert [(each.series, each.number) for each in mentions(text, index_of(KNOWN))] == named


def test_a_number_that_comes_again_is_told_by_its_day() -> None:
    proposal = proposed("# Minutes of SOM1\n\nSeoul, 9-10 November 2016\n\nWords.")
    assert value(proposal, "meeting") == "som1-2016"


def test_or_by_its_place() -> None:
    assert value(proposed("# Agenda of SOM1, Riga\n\nWords."), "meeting") == "som1-2014"


def test_a_letter_belongs_to_the_meeting_that_it_thanks_for() -> None:
    text = (
        "Dear partners,\n\nThank you for coming to SOM1 for MM6, which took place on 9-10 November "
        "2016 in Seoul.\n\nWe meet again at MM6 in Seoul.\n\nKind regards\n\nLee Young"
    )
    assert value(proposed(text), "meeting") == "som1-2016"


def test_another_number_is_another_meeting() -> None:
    assert value(proposed("# Conclusions of MM7\n\nWords."), "meeting") is None


def test_a_new_meeting_is_proposed_as_an_entry() -> None:
    proposal = proposed("# Minutes of SOM1\n\nRiga, 3-4 February 2026\n\nWords.")
    assert value(proposal, "meeting") == "som1-2026"
    (entry,) = parse("meetings", proposal.proposed_meeting).entries.values()
    held = {
        name: getattr(entry, name) for name in ("id", "body", "series", "number", "date", "place")
    }
    assert held == {
        "id": "som1-2026", "body": "som", "series": "SOM", "number": 1,
        "date": "2026-02-03/2026-02-04", "place": "Riga",
    }  # fmt: skip


def test_a_new_meeting_has_the_number_of_its_title_wherever_its_day_stands() -> None:
    text = (
        "# Conclusions of MM7\n\n1. Ministers met at the Ministers' Meeting in Riga on "
        "3-4 February 2026.\n\n2. Agreed to meet again."
    )
    assert value(proposed(text), "meeting") == "mm7-2026"


def test_a_series_of_several_words_gives_an_id_all_the_same() -> None:
    words = replace(meeting("so1", "SOM", 1, "2014-11-10", "Riga"), series="Senior officials")
    known = replace(KNOWN, meetings=(words,))
    text = "# Minutes of the Senior officials 2\n\nRiga, 3-4 February 2026\n\nWords."
    extracted = Extracted(reader="test 1", text=text)
    proposal = propose(extracted, Source(name="paper.docx"), known)
    assert value(proposal, "meeting") == "senior-officials2-2026"


def test_a_known_meeting_proposes_no_new_one() -> None:
    proposal = proposed("# Minutes of SOM1\n\nSeoul, 9-10 November 2016\n\nWords.")
    assert proposal.proposed_meeting == ""


def test_a_talk_that_tells_of_meetings_belongs_to_none() -> None:
    text = "{slide=1}\n# The process\n\n{slide=2}\n# What comes\n\n- MM6 on 21-22 November 2017"
    assert value(proposed(text, reader="pptx 1"), "meeting") is None


def test_what_a_person_says_is_taken() -> None:
    source = Source(name="a.docx", meeting="mm5")
    assert value(proposed("# Minutes of SOM1, Seoul", source=source), "meeting") == "mm5"


def test_a_name_that_tells_another_day_is_a_finding() -> None:
    proposal = proposed(
        "# Minutes of SOM1\n\nSeoul, 9-10 November 2016\n\nWords.", name="2016-10-09 minutes.docx"
    )
    (trouble,) = proposal.troubles
    assert (trouble.code, trouble.place) == ("I013", "line 3")
    assert "9 October 2016" in trouble.message


def test_a_name_that_tells_another_meeting_is_a_finding() -> None:
    proposal = proposed("# Conclusions of MM6\n\nWords.", name="MM5-conclusions.docx")
    assert [trouble.code for trouble in proposal.troubles] == ["I013"]


def test_a_folder_that_tells_another_year_is_a_finding() -> None:
    proposal = proposed("# Report\n\nDate: 5 May 2019\n\nWords.", folder="papers/2018")
    assert [trouble.code for trouble in proposal.troubles] == ["I013"]


def test_what_agrees_is_none() -> None:
    text = "# Minutes of SOM1\n\nSeoul, 9-10 November 2016\n\nWords."
    assert proposed(text, name="2016-11 SOM1.docx", folder="2016/SOM1").troubles == ()


def test_a_number_that_comes_again_is_not_that_of_ten_years_ago() -> None:
    text = (
        "Riga, 3 February 2025\n\nDear partners,\n\nSOM1 in Riga is near.\n\nRegards\n\nLee Young"
    )
    guess = proposed(text).best("meeting")
    assert guess is None or guess.confidence < 0.5


def test_a_meeting_that_is_named_twice_keeps_its_number() -> None:
    text = "# Minutes\n\nSenior Officials' Meeting 1 (SOM1)\n\nRiga, 3-4 February 2026\n\nWords."
    assert value(proposed(text), "meeting") == "som1-2026"
