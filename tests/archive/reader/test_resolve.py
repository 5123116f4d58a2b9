"""Which paragraph a citation means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.reader.citing import cited_in
from archive.reader.resolve import Known, Meant, Place, resolve
from archive.text.paragraphs import paragraphs

ANCHORS = frozenset(f"p{n}" for n in range(1, 61))


def conclusions(number: int, place: str, date: str) -> Known:
    return Known(
        record=f"asemme{number}-conclusions", kind="decision",
        title=f"Conclusions by the Chair of ASEMME{number}", meeting=f"asemme{number}",
        series="ASEMME", number=number, place=place,
        meeting_title=f"ASEM Education Ministers' Meeting in {place} (ASEMME{number})",
        date=date, anchors=ANCHORS,
    )  # fmt: skip


KNOWN = [
    conclusions(5, "Riga", "2015-04-27"),
    conclusions(6, "Seoul", "2017-11-21"),
    conclusions(7, "Bucharest", "2019-05-15"),
    Known("seoul-declaration", "decision", "Seoul Declaration", "asemme6", "ASEMME", 6, "Seoul",
          "ASEM Education Ministers' Meeting", date="2017-11-22", anchors=ANCHORS),
    Known("som1-riga", "minutes", "Minutes of SOM1", "som1-2014", "SOM", 1, "Riga", "SOM1 Riga",
          date="2014-11-10", anchors=ANCHORS),
]  # fmt: skip
HERE = Place("note", date="2020-01-01")


def meant(text: str, here: Place = HERE, known: list[Known] | None = None) -> Meant:
    (one,) = cited_in(paragraphs(text))
    return resolve(one, here, KNOWN if known is None else known)


def target(text: str, here: Place = HERE, known: list[Known] | None = None) -> str | None:
    (one,) = cited_in(paragraphs(text))
    return resolve(one, here, KNOWN if known is None else known).target


@pytest.mark.parametrize(
    "text",
    ["CC 12 of ASEMME5", "CC 12 of ASEMME 5", "ASEMME5 CC 12", "CC 12 (ASEMME5)",
     "paragraph 12 of the Riga conclusions", "At ASEMME5 this was CC 12.",
     "paragraph 12 of the conclusions of the 5th ASEMME",
     "para. 12 of the Chair's Conclusions of the Fifth ASEM Education Ministers' Meeting in Riga",
     "paragraph 12 of the Conclusions by the Chair of ASEMME5"],
)  # fmt: skip
def test_a_named_meeting_in_any_spelling(text: str) -> None:
    assert target(text) == "asemme5-conclusions#p12"


def test_the_sort_of_document_tells_records_of_one_place_apart() -> None:
    assert target("point 7 of the Minutes of SOM1") == "som1-riga#p7"
    assert target("paragraph 4 of the Seoul Declaration") == "seoul-declaration#p4"
    assert target("paragraph 4 of the Seoul Conclusions") == "asemme6-conclusions#p4"


@pytest.mark.parametrize(
    "text",
    ["CC 12 of ASEMME9", "paragraph 12 of the agreement", "CC 99 of ASEMME5",
     "paragraph 12 of the Hanoi conclusions", "CC 12", "paragraph 12 of ASEM"],
)  # fmt: skip
def test_nothing_is_guessed(text: str) -> None:
    assert target(text) is None


def test_front_matter_tells_which_conclusions_are_meant() -> None:
    here = replace(HERE, names=frozenset({"asemme7-conclusions"}))
    assert target("Chair's Conclusion 59", here) == "asemme7-conclusions#p59"
    assert target("CC 12", replace(HERE, names=frozenset({"asemme5", "asemme7"}))) is None


def test_officials_work_with_the_conclusions_of_the_meeting_before() -> None:
    here = Place("som1", "som1-2018", date="2018-10-15", prepares="asemme7",
                 prepares_series="ASEMME", prepares_number=7)  # fmt: skip
    assert target("CC 47", here) == "asemme6-conclusions#p47"


def test_between_the_draft_and_the_meeting_before_nothing_is_guessed() -> None:
    here = Place("som2", "som2-2019", date="2019-05-14", prepares="asemme7",
                 prepares_series="ASEMME", prepares_number=7)  # fmt: skip
    assert target("CC 47", here) is None


def test_a_paragraph_without_a_name_is_of_the_text_itself() -> None:
    own = Known("note", "note", "A note", anchors=frozenset({"p3"}))
    assert target("see paragraph 3 above", HERE, [*KNOWN, own]) == "note#p3"
    assert target("see paragraph 9 above", HERE, [*KNOWN, own]) is None


def test_nothing_later_is_cited() -> None:
    assert target("CC 12 of ASEMME7", Place("old", date="2018-01-01")) is None


def test_of_translations_the_one_in_the_same_language_is_meant() -> None:
    english = replace(KNOWN[0], work="riga", language="en", authoritative=True)
    german = replace(KNOWN[0], record="riga-de", work="riga", language="de")
    both = [english, german]
    assert target("CC 12 of ASEMME5", replace(HERE, language="de"), both) == "riga-de#p12"
    assert target("CC 12 of ASEMME5", HERE, both) == "asemme5-conclusions#p12"


# -- names that are ids -------------------------------------------------------------------


COUNCIL = [
    Known(f"council-{n}-minutes", "minutes", f"Minutes of the {words} Meeting of the Council",
          f"council-{n}", "Council", n, date=f"202{n}-03-01", anchors=ANCHORS, body="council")
    for n, words in ((1, "First"), (2, "Second"), (4, "Fourth"))
]  # fmt: skip
FORUM = [
    Known(f"forum-{n}-conclusions", "decision", f"Conclusions of the {words} Forum of Ministers",
          f"forum-{n}", "Forum", n, date=date, anchors=ANCHORS, body="forum")
    for n, words, date in ((1, "First", "2024-03-01"), (2, "Second", "2026-03-05"))
]  # fmt: skip
BOTH = [*COUNCIL, *FORUM]
AT_COUNCIL = Place("council-4-minutes", "council-4", "council", "2026-06-02")
AT_FORUM = Place("forum-2-conclusions", "forum-2", "forum", "2026-03-05")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see paragraph 4 of the minutes of council-1", "council-1-minutes#p4"),
        ("see paragraph 4 of the minutes of `council-1`.", "council-1-minutes#p4"),
        ("see paragraph 4 of council-1-minutes", "council-1-minutes#p4"),
        ("council-1-minutes, paragraph 4, says so", "council-1-minutes#p4"),
        ("see council-1-minutes#p4", "council-1-minutes#p4"),
        ("see [this](council-1-minutes.md#p4)", "council-1-minutes#p4"),
        ("CC 6 of forum-1", "forum-1-conclusions#p6"),
        ("see paragraph 6 of the minutes of the first meeting", "council-1-minutes#p6"),
        ("see paragraph 6 of the minutes of the 2nd meeting", "council-2-minutes#p6"),
        ("see paragraph 6 of the minutes of the third meeting", None),
        ("see paragraph 6 of the minutes of the last meeting", None),
        ("see paragraph 6 of the minutes of the meeting", None),
        ("see paragraph 6 of the minutes", None),
        ("see paragraph 6 of the conclusions", None),
        ("see paragraph 6", "council-4-minutes#p6"),
        ("see lost-record#p6", None),
    ],
)
def test_ids_and_meetings_of_the_same_body_are_names(text: str, expected: str | None) -> None:
    assert target(text, AT_COUNCIL, BOTH) == expected


def test_the_first_meeting_is_of_the_own_body() -> None:
    text = "see paragraph 6 of the minutes of the first meeting"
    assert target(text, replace(AT_COUNCIL, body="board"), BOTH) is None


@pytest.mark.parametrize(
    "text",
    ["1. One.\n\n4. As paragraph 4 has it.", "4. See paragraph 4 of the minutes of council-4.",
     "4. See council-4-minutes#p4.", "4. So:\n\n   (a) see paragraph 4 above"],
)  # fmt: skip
def test_no_paragraph_cites_itself(text: str) -> None:
    assert meant(text, AT_COUNCIL, BOTH) == Meant()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Charter, which replaces that of 2024 (Chair's Conclusion No. 3)",
         "forum-1-conclusions#p3"),
        ("the Charter (Chair's Conclusion No. 3)", None),
        ("the Charter of 2023 (Chair's Conclusion No. 3)", None),
        ("the Charter of 2026 (Chair's Conclusion No. 3)", None),
    ],
)  # fmt: skip
def test_conclusions_cite_earlier_ones(text: str, expected: str | None) -> None:
    assert target(text, AT_FORUM, BOTH) == expected
    pointing = replace(AT_FORUM, names=frozenset({"forum-1-conclusions"}))
    assert target(text, pointing, BOTH) == "forum-1-conclusions#p3"


def test_elsewhere_a_year_in_the_sentence_changes_nothing() -> None:
    here = Place("note", "forum-2", "forum", "2026-03-05")
    assert target("CC 3 on the Charter of 2024", here, BOTH) == "forum-2-conclusions#p3"


# -- the document is here, the paragraph is not ---------------------------------------------


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("paragraph 99 of the Riga conclusions", "asemme5-conclusions"),
        ("CC 99 of ASEMME5", "asemme5-conclusions"),
        ("asemme5-conclusions#p99", "asemme5-conclusions"),
        ("paragraph 99 of the Hanoi conclusions", None),
        ("CC 99", None),
        ("paragraph 99", None),
    ],
)
def test_a_document_without_such_a_paragraph_is_told(text: str, document: str | None) -> None:
    assert meant(text) == Meant(document)


def test_so_is_the_one_that_front_matter_names() -> None:
    here = replace(HERE, names=frozenset({"asemme7-conclusions"}))
    assert meant("CC 99", here) == Meant("asemme7-conclusions")
