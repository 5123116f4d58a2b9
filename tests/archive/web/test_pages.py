"""What the pages say."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from html import unescape
from importlib import import_module
from pathlib import Path
from shutil import rmtree

import pytest

from archive.web.answering import read, trouble
from tests.archive.web.conftest import Site
from tests.conftest import Repository


def text(html: str) -> str:
    """The words of a page as they are read: tags within a line vanish, all others part words."""
    flat = re.sub(r"</?(?:a|b|strong|em|mark|code)(?: [^>]*)?>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", flat)).split())


def test_home_says_what_this_is(site: Site) -> None:
    said = text(site.get("/").text)
    assert "The archive of the Process of the Towns" in said
    assert "The towns on the river meet" in said


def test_home_shows_the_terms_in_words(site: Site) -> None:
    assert "July 2010 to 2014 Uptown Town Hall, Square; headed by Jane Doe" in text(
        site.get("/").text
    )


def test_home_tells_next_and_last_meeting(site: Site) -> None:
    said = text(site.get("/").text)
    assert "Next Third Town Meeting 2999" in said
    assert "Last Second Town Meeting 21–22 November 2014, Norford" in said  # noqa: RUF001


def test_home_is_ours_and_datasettes_index_stays(site: Site) -> None:
    assert "The secretariat through time" in site.get("/").text
    assert site.get("/-/").status_code == 200


def test_every_page_says_which_state_it_shows(site: Site, town_head: str) -> None:
    for path in ("/", "/records/letter", "/search?q=may", "/questions", "/meetings/tm2"):
        said = text(site.get(path).text)
        assert f"(commit {town_head[:10]})" in said, path
        assert "1 record holds edits that are not saved yet." in said, path


def test_a_record_shows_facts_in_words(site: Site) -> None:
    said = text(site.get("/records/letter").text)
    assert "Date About February 2014 inferred; the letter bears no date" in said
    assert "From Jane Doe , Uptown Mayor" in said


def test_a_record_links_its_meeting(site: Site) -> None:
    assert (
        '<a href="/meetings/tm2" title="tm2">Second Town Meeting</a>'
        in site.get("/records/letter").text
    )


def test_paragraphs_carry_links_to_cite_them_by(site: Site) -> None:
    page = site.get("/records/minutes-tm2").text
    assert '<a class="pin" href="#p59" title="Cite as minutes-tm2#p59" lang="en">' in page
    assert len(re.findall(r'id="p59"', page)) == 1


def test_a_contradicting_claim_stands_beside_with_its_source(site: Site) -> None:
    said = text(site.get("/records/letter").text)
    plan = said.index("9–10 May 2014 planned p2")  # noqa: RUF001
    beside = said.index("21–22 November 2014 as it happened followed")  # noqa: RUF001
    assert plan < beside < said.index("Minutes of the second meeting", plan)


def test_no_is_a_word_where_nobody_is_meant(site: Site) -> None:
    said = text(site.get("/records/letter").text)
    assert "ready no reported p1" in said


def test_older_version_is_marked_and_leads_to_the_newest(site: Site) -> None:
    page = site.get("/records/letter?version=1").text
    assert "You are reading version 1 of 2" in text(page)
    assert "all of us" not in page
    assert "all of us" in site.get("/records/letter").text


def test_an_older_version_is_not_put_under_the_term_of_its_saver(site: Site) -> None:
    assert "by its date" not in text(site.get("/records/letter?version=1").text)


def test_unsaved_edits_are_marked(site: Site) -> None:
    assert "These are edits that are not saved yet." in text(site.get("/records/thai").text)


def test_a_removed_record_says_so_and_keeps_its_text(site: Site) -> None:
    page = site.get("/records/gone")
    assert page.status_code == 200
    said = text(page.text)
    assert "This record was taken out of the archive" in said
    assert "Not for long." in said


def test_a_draft_is_called_a_draft(site: Site) -> None:
    said = text(site.get("/records/minutes-tm2").text)
    assert "These minutes are not adopted. That a later meeting adopted them is not" in said


def test_a_closed_record_says_why_it_is_seen(site: Site) -> None:
    said = text(site.get("/records/closed").text)
    assert "For the secretariat only. You see it because this is the secretariat's edition" in said
    assert "You see it because" not in text(site.get("/records/letter").text)


def test_home_says_that_closed_records_are_shown_here(site: Site) -> None:
    page = site.get("/").text
    assert "1 record is for the partners or the secretariat only." in text(page)
    rows = site.get("/archive/record.json?access__not=public").json()["rows"]
    assert [row["id"] for row in rows] == ["closed"]


@pytest.mark.parametrize(("name", "attributes"), [
    ("thai", 'lang="th" dir="ltr"'), ("arabic", 'lang="ar" dir="rtl"'),
])  # fmt: skip
def test_texts_carry_language_and_direction(site: Site, name: str, attributes: str) -> None:
    assert f'<div class="text" {attributes}>' in site.get(f"/records/{name}").text


def test_a_wrong_id_is_told_with_near_ones(site: Site) -> None:
    page = site.get("/records/leter")
    assert page.status_code == 404
    assert '<a href="/records/letter">Letter of Uptown</a>' in page.text


def test_a_wrong_version_is_not_found(site: Site) -> None:
    assert site.get("/records/letter?version=9").status_code == 404
    assert site.get("/records/letter?version=0").status_code == 404


def test_a_version_that_is_no_number_is_refused(site: Site) -> None:
    assert site.get("/records/letter?version=two").status_code == 400


def test_any_other_address_is_told_kindly(site: Site) -> None:
    page = site.get("/nothing/here")
    assert page.status_code == 404
    assert "There is no page at this address." in page.text


def test_search_marks_what_was_found(site: Site) -> None:
    page = site.get("/search?q=november").text
    assert "<mark>November</mark>" in page
    assert '<a class="name" href="/records/minutes-tm2"' in page


def test_search_without_a_hit_says_so(site: Site) -> None:
    assert "No record holds this word." in text(site.get("/search?q=zebra").text)


def test_search_offers_what_is_named_so(site: Site) -> None:
    page = site.get("/search?q=secönd+town").text
    assert "No record holds all of these words." in text(page)
    assert "Called so Second Town Meeting meeting" in text(page)
    assert '<a href="/meetings/tm2" title="tm2">Second Town Meeting</a>' in page


def test_search_offers_what_is_also_named_so(site: Site) -> None:
    page = site.get("/search?q=uptown").text
    assert '<a class="name" href="/records/letter"' in page
    assert "Called so Uptown partner" in text(page)
    assert '<a href="/partners/up" title="up">Uptown</a>' in page


def test_search_finds_thai(site: Site) -> None:
    assert "/records/thai" in site.get("/search", params={"q": "ศึกษาธิการ"}).text


def test_a_meeting_tells_plan_and_outcome(site: Site) -> None:
    said = text(site.get("/meetings/tm2").text)
    assert "When it was planned and held sources differ" in said
    assert "9–10 May 2014 planned Letter of Uptown, paragraph 2" in said  # noqa: RUF001
    assert "Why: The minutes were written there." in said
    assert "Prepared by Third Town Meeting" in said


def test_a_meeting_lists_its_records(site: Site) -> None:
    page = site.get("/meetings/tm2").text
    assert 'href="/records/letter"' in page
    assert 'href="/records/minutes-tm2"' in page


def test_an_unknown_meeting_is_not_found(site: Site) -> None:
    assert site.get("/meetings/tm9").status_code == 404


def test_lists_lead_down_to_the_tables(site: Site) -> None:
    assert 'href="/archive/record?_col=title' in unescape(site.get("/records").text)
    assert 'href="/archive/meeting?_col=name' in unescape(site.get("/meetings").text)


def test_json_of_a_record_holds_text_and_state(site: Site, town_head: str) -> None:
    data = site.get("/records/letter.json").json()
    assert data["ok"] is True
    assert data["row"]["title"] == "Letter of Uptown"
    assert "all of us" in data["text"]
    assert data["archive"]["commit"] == town_head


def test_json_of_a_search_holds_hits(site: Site) -> None:
    data = site.get("/search.json?q=november").json()
    assert [hit["id"] for hit in data["results"]["hits"]] == ["minutes-tm2"]


def test_json_of_a_search_holds_what_is_named_so(site: Site) -> None:
    data = site.get("/search.json?q=third").json()
    assert data["results"]["total"] == 0
    assert data["named"] == [{"id": "tm3", "type": "meeting", "name": "Third Town Meeting"}]


@pytest.mark.parametrize("path", [
    "/records/letter", "/records/minutes-tm2", "/records/evil", "/records/thai", "/records/gone",
    "/records/closed", "/records/arabic", "/meetings/tm1", "/meetings/tm2", "/meetings/tm3",
    "/search", "/questions",
])  # fmt: skip
def test_every_page_is_there_as_json(site: Site, path: str) -> None:
    page = site.get(f"{path}.json")
    assert page.status_code == 200, page.text
    assert page.json()["ok"] is True


def test_json_of_a_meeting_holds_addresses_as_text(site: Site) -> None:
    data = site.get("/meetings/tm2.json").json()
    assert "/records/letter" in [each["href"] for each in data["records"]]


def test_a_page_that_takes_too_long_is_stopped(serve: Callable[..., Site], tmp_path: Path) -> None:
    site = serve("settings: {sql_time_limit_ms: 100}", tmp_path)
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    site.get("/")
    with pytest.raises(sqlite3.OperationalError) as caught:
        site.run(read(site.datasette, lambda conn: conn.execute(endless).fetchone()))
    request = import_module("datasette").Request.fake("/")
    told = site.run(trouble(site.datasette, request, caught.value)())
    assert told.status == 503
    assert "This took too long and was stopped" in told.body


def test_files_without_a_history_are_told(
    new_repository: Callable[[str], Repository], tmp_path: Path
) -> None:
    plain = new_repository("plain")
    rmtree(plain.root / ".git")
    plain.record("one")
    plain.build()
    site = Site(plain.workspace.archive, plain.workspace)
    said = text(site.get("/records/one").text)
    site.close()
    assert "built from files without a history" in said
    assert "not saved yet" not in said


def test_json_tells_failures_too(site: Site) -> None:
    page = site.get("/records/leter.json")
    assert page.status_code == 404
    assert "letter" in page.json()["error"]
