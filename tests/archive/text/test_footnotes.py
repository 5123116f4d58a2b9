"""Footnotes: paragraphs of their own, and links there and back."""

from __future__ import annotations

import pytest

from archive.text.diff import word_diff
from archive.text.fold import fold
from archive.text.paragraphs import paragraphs
from archive.text.plain import plain
from archive.text.render import render

BODY = "They agreed.[^1]\n\n[^1]: Budget\n\n[^2]: Nobody refers to it."


def test_a_footnote_of_one_word_is_a_paragraph() -> None:
    """CommonMark takes it for the definition of a link, and shows nothing."""
    assert [(p.anchor, p.text) for p in paragraphs(BODY)][1] == ("p2", "[^1]: Budget")


def test_each_footnote_is_its_own_paragraph() -> None:
    found = paragraphs("[^1]: One\ngoes on\n[^b]: https://example.org\n[^3]:")
    assert [p.text for p in found] == ["[^1]: One\ngoes on", "[^b]: https://example.org", "[^3]:"]


def test_a_footnote_may_stand_in_a_list_and_be_marked() -> None:
    (item, note) = paragraphs("1. One.[^1]\n\n   {page=2}\n   [^1]: Word")
    assert (item.anchor, note.anchor, note.marks) == ("p1", "p1.1", {"page": "2"})


def test_definitions_of_links_stay_what_they_are() -> None:
    assert [p.text for p in paragraphs("[a]\n\n[a]: /b.md")] == ["[a]"]


def test_a_sign_leads_to_its_note_and_the_note_back() -> None:
    html = render(BODY)
    assert '<sup class="note" id="note-1"><a href="#p2"' in html
    assert '<p id="p2"><sup class="note"><a href="#note-1"' in html
    assert ">1</a></sup> Budget</p>" in html


def test_a_note_that_nothing_refers_to_leads_nowhere() -> None:
    assert '<p id="p3"><sup class="note">2</sup> Nobody' in render(BODY)


def test_a_second_sign_has_an_id_of_its_own() -> None:
    html = render("A[^x] and B[^x].\n\n[^x]: Note.")
    assert 'id="note-1"' in html
    assert 'id="note-1-2"' in html


@pytest.mark.parametrize("body", ["A[^1].", "`[^1]`\n\n[^1]: x", "\\[^1]\n\n[^1]: x"])
def test_what_refers_to_nothing_stays_as_it_is_written(body: str) -> None:
    assert "[^1]" in render(body).partition("</p>")[0]


def test_a_note_brings_no_markup_in() -> None:
    html = render("A[^<b>].\n\n[^<b>]: <script>x</script> [l](javascript:x)")
    assert "<script" not in html
    assert "<b>" not in html
    assert "javascript" not in html.replace("(javascript:x)", "")


def test_search_and_diff_see_the_words_of_a_note() -> None:
    assert "budget" in fold(plain(BODY)).split()
    changed = word_diff(BODY, BODY.replace("Budget", "Plan"))
    assert {c.text.strip() for c in changed if c.op != "same"} == {"Budget", "Plan"}
