"""How names, languages and titles are told."""

from __future__ import annotations

import pytest

from archive.web.languages import language_words
from archive.web.names import foreign
from archive.web.record import _bare, with_anchors
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text


@pytest.mark.parametrize(
    ("tag", "said"),
    [("ko", "Korean"), ("pt-BR", "Portuguese (BR)"), ("zh-Hant", "Chinese (traditional)"),
     ("xx", "xx"), ("qaa-x", "qaa-x")],
)  # fmt: skip
def test_a_language_is_told_by_its_name(tag: str, said: str) -> None:
    assert language_words(tag) == said


def test_the_language_of_the_pages_needs_no_mark() -> None:
    assert [foreign(each) for each in ("en", "en-GB", "EN", None, "th")] == [None] * 4 + ["th"]


def test_several_chairs_that_a_source_lists_have_names(village: Site) -> None:
    assert "chairs Alpha; Beta reported" in text(village.get("/bodies/wells").text)


def test_a_title_in_another_language_says_so_wherever_it_stands(site: Site) -> None:
    assert 'href="/records/thai" lang="th" dir="auto"' in site.get("/search?q=ประชุม").text
    assert 'lang="ar" dir="auto">اجتماع</em>' in site.get("/records/arabic").text


def test_a_term_keeps_its_years_behind_a_name_written_from_the_right() -> None:
    from archive.web.names import _term

    name = "المغرب"
    assert _term(name, "2012", "2020") == f"\u2068{name}\u2069, 2012 to 2020"
    assert _term("Italy", "2012", None) == "Italy, since 2012"


def test_a_heading_echoes_the_title_whatever_stands_between_its_words() -> None:
    assert _bare("Strategy 2030: final draft") == _bare("Strategy 2030 Final Draft")
    assert _bare("Strategy 2030") != _bare("Strategy 2040")


def test_what_may_be_wider_than_the_window_is_reached_by_the_keyboard() -> None:
    html = '<pre id="p1"><code>x</code></pre><table id="p2"></table><p id="p3">y</p>'
    linked = with_anchors(html, "r", {})
    assert linked.count('tabindex="0"') == 2
    assert '<p id="p3">' in linked
