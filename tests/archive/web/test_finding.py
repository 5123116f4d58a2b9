"""Search: facets, the paragraph that is led to, what too many hold, proposals while one types."""

from __future__ import annotations

import pytest

from archive import search
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text


def found(site: Site, path: str) -> list[str]:
    return [hit["id"] for hit in site.get(path).json()["results"]["hits"]]


def test_a_hit_leads_to_the_paragraph(village: Site) -> None:
    page = village.get("/search?q=build").text
    assert 'href="/records/conclusions-c1#p1"' in page


@pytest.mark.parametrize(("choice", "ids"), [
    ("kind=letter", ["answer", "call"]), ("kind=decision", ["conclusions-c1"]),
    ("year=2011", ["answer", "call"]), ("meeting=c1", ["call", "conclusions-c1"]),
    ("kind=letter&meeting=c1", ["call"]), ("kind=letter&kind=decision&year=2010",
                                           ["conclusions-c1"]),
    ("body=council", ["call", "conclusions-c1"]), ("language=th", []),
])  # fmt: skip
def test_hits_are_narrowed_down(village: Site, choice: str, ids: list[str]) -> None:
    assert sorted(found(village, f"/search.json?q=mill&{choice}")) == ids


def test_the_numbers_tell_what_each_other_choice_would_give(village: Site) -> None:
    facets = village.get("/search.json?q=mill&kind=letter").json()["facets"]
    assert facets["kind"] == {"letter": 2, "decision": 1}
    assert facets["year"] == {"2011": 2}


def test_what_is_of_a_later_day_is_counted_apart(village: Site) -> None:
    page = village.get("/as-of/2010-12-31/search?q=mill").text
    assert "1 record, best first; 2 more of a later day" in text(page)
    assert found(village, "/as-of/2010-12-31/search.json?q=mill") == ["conclusions-c1"]


def test_what_too_many_hold_is_not_weighed(village: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNT_LIMIT", 1)
    data = village.get("/search.json?q=mill").json()["results"]
    assert (data["total"], data["more"]) == (3, True)
    assert "are not weighed against each other" in text(village.get("/search?q=mill").text)
    assert found(village, "/search.json?q=mill")[0] == "answer", "the newest comes first"


def test_what_is_not_found_among_those_chosen_says_so(village: Site) -> None:
    said = text(village.get("/search?q=mill&language=th").text)
    assert "No record holds this word and fits what is chosen." in said


def proposals(site: Site, path: str) -> list[str]:
    return [each["text"] for each in site.get(path).json()["proposals"]]


def test_names_and_titles_are_proposed_while_one_types(village: Site) -> None:
    assert proposals(village, "/search/suggest.json?q=coun") == [
        "First Council", "Second Council", "The Council", "Conclusions of the first Council",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["council first", "first coun", "CONCLUSIONS of the fir"])
def test_words_of_a_title_may_stand_in_any_order(village: Site, words: str) -> None:
    assert "Conclusions of the first Council" in proposals(
        village, f"/search/suggest.json?q={words.replace(' ', '+')}"
    )


@pytest.mark.parametrize("words", ["", "c", "zzz", "%22", "ouncil"])
def test_where_nothing_is_meant_nothing_is_proposed(village: Site, words: str) -> None:
    assert "Conclusions of the first Council" not in proposals(
        village, f"/search/suggest.json?q={words}"
    )


def test_nothing_of_a_later_day_is_proposed(village: Site) -> None:
    assert "An answer" in proposals(village, "/search/suggest.json?q=answer")
    assert "An answer" not in proposals(village, "/as-of/2011-03-01/search/suggest.json?q=answer")


def test_a_proposal_says_what_it_is_and_where(village: Site) -> None:
    [each] = village.get("/search/suggest.json?q=an+answer").json()["proposals"]
    assert (each["note"], each["href"]) == ("letter, 5 April 2011", "/records/answer")
