"""Citations in prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader.citing import cited_in
from archive.text.paragraphs import paragraphs


def cited(text: str) -> list[tuple[int, str | None]]:
    return [(each.number, each.of) for each in cited_in(paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as CC 47 asks", [(47, None)]),
        ("as CC47 asks", [(47, None)]),
        ("Chair\N{RIGHT SINGLE QUOTATION MARK}s Conclusion 59", [(59, None)]),
        ("(Chair's Conclusion No. 13)", [(13, None)]),
        ("Chair's Conclusions 12 and 13", [(12, None), (13, None)]),
        ("Conclusions 12-14", [(12, None), (13, None), (14, None)]),
        ("paragraph 12 of the Riga conclusions", [(12, "Riga")]),
        ("para. 12 of the Chair's Conclusions of ASEMME5", [(12, "ASEMME5")]),
        ("paras 3 to 5", [(3, None), (4, None), (5, None)]),
        ("point 7 of the Minutes of SOM1", [(7, "SOM1")]),
        ("as \N{SECTION SIGN} 12 asks", [(12, None)]),
        ("\N{SECTION SIGN} 12 asks for it", [(12, None)]),
        ("Paragraph 12 asks for it.", [(12, None)]),
        ("paragraph 4 of the Seoul Declaration", [(4, "the Seoul Declaration")]),
        ("ASEMME7 CC 59", [(59, "ASEMME7")]),
        ("CC 59 (ASEMME7)", [(59, "ASEMME7")]),
        ("Absatz 4 der Schlussfolgerungen von Riga", [(4, "Riga")]),
        ("le paragraphe 12 des conclusions de Riga", [(12, "Riga")]),
    ],
)
def test_citations(text: str, expected: list[tuple[int, str | None]]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    "text",
    ["the Conclusions 2024", "the conclusions of 12 May", "Conclusions, 21-22 November", "CC 4.0",
     "50 CC", "at that point 12 left", "point 7 per cent", "item 5 of the agenda", "CC 12 %",
     "the conclusion 30 partners drew", "\N{SECTION SIGN} 12",
     "\N{SECTION SIGN} 12 Members pay a fee.", "**\N{SECTION SIGN} 12.** Members pay.",
     "Paragraph 13. They agreed.", "Paragraph 13: They agreed.", "## Paragraph 13",
     "paragraph 1,000", "ACC 12", "    CC 47"],
)  # fmt: skip
def test_what_is_no_citation(text: str) -> None:
    assert cited(text) == []


def test_the_sentence_may_name_the_meeting() -> None:
    (one,) = cited_in(paragraphs("At ASEMME7 they asked for it (CC 59)."))
    assert (one.of, one.rule) == ("ASEMME7", "cc:sentence")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("paragraph 6 of the conclusions of the First Forum of Ministers and CC 47",
         ["paragraph 6 of the conclusions of the First Forum of Ministers", "CC 47"]),
        ("paragraph 6 of the Riga Conclusions and paragraph 7 of the Seoul Declaration",
         ["paragraph 6 of the Riga Conclusions", "paragraph 7 of the Seoul Declaration"]),
        ("paragraph 6 of the Riga Conclusions and the minutes of SOM1",
         ["paragraph 6 of the Riga Conclusions"]),
        ("paragraph 6 of the Declaration on Research and Innovation",
         ["paragraph 6 of the Declaration on Research and Innovation"]),
        ("paragraph 6 of the minutes of the first meeting, which",
         ["paragraph 6 of the minutes of the first meeting"]),
        ("paragraph 6 of the minutes of the 2nd meeting of the council said",
         ["paragraph 6 of the minutes of the 2nd meeting of the council"]),
        ("paragraph 6 of the minutes of the last meeting",
         ["paragraph 6 of the minutes of the last meeting"]),
        ("paragraph 6 of the minutes first", ["paragraph 6 of the minutes"]),
        ("paragraph 4 of the minutes of council-1 and",
         ["paragraph 4 of the minutes of council-1"]),
        ("som1-minutes, paragraph 4, and", ["som1-minutes, paragraph 4"]),
        ("as som1-minutes#p4.1 has it", ["som1-minutes#p4.1"]),
        ("paragraph 4 of a long-term plan of 3", ["paragraph 4"]),
    ],
)  # fmt: skip
def test_a_name_ends_where_it_ends(text: str, written: list[str]) -> None:
    assert [each.written for each in cited_in(paragraphs(text))] == written


@pytest.mark.parametrize(
    "text", ["https://example.org/x#p4", "x/y.html#p4", "a#p0", "a#p4-b", "#p4", "A#p4"]
)
def test_what_is_no_citation_by_id(text: str) -> None:
    assert cited(text) == []


def test_many_citations_take_time_that_grows_with_them() -> None:
    text = "a-1#p4 and paragraph 4 of the minutes of a-1 and the first meeting and\n" * 2_000
    assert len(cited(text)) == 4_000


def test_the_line_and_the_words_are_kept() -> None:
    (one,) = cited_in(paragraphs("One line.\nThen CC 47 of ASEMME6 is met.\n"))
    assert (one.line, one.written) == (2, "CC 47 of ASEMME6")


@given(st.text(alphabet="C 0123456789,-toandpar.\N{SECTION SIGN}()'of ASEM", max_size=200))
def test_numbers_are_those_of_paragraphs(text: str) -> None:
    assert all(0 < number < 1000 for number, _ in cited(text))
