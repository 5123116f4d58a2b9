"""The register on the pages: a decision's own, and where records, meetings and home speak of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.web.rulings import Ruling, with_rulings
from tests.archive.by_hand import record
from tests.archive.decided_by_hand import decide, relate
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import Repository

FIRST = "/decisions/conclusions-tm1/p1"


@pytest.fixture(scope="module")
def other(town: Repository, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town's archive with a text that was brought in, decided as a whole."""
    path = tmp_path_factory.mktemp("other") / "archive.db"
    path.write_bytes(town.workspace.archive.read_bytes())
    conn = sqlite3.connect(path)
    record(conn, "eips.eip-1", "note", "A first rule", [(1, "x")], decision_unit="record")
    decide(conn, "eips.eip-1", ("adopted", "2015-10", None), text="<i>A first rule</i>")
    relate(conn, "conclusions-tm2#p1", "requires", "eips.eip-1")
    conn.commit()
    conn.close()
    made = Site(path, town.workspace)
    yield made
    made.close()


def test_a_decision_tells_its_words_and_its_life(site: Site) -> None:
    page = site.get(FIRST)
    assert page.status_code == 200
    said = text(page.text)
    assert "decision replaced by a later decision Conclusions of the first meeting" in said
    life = said[said.index("Its life") :]
    assert life.index("9 May 2012 (the day of adoption) Adopted") < life.index(
        "22 November 2014 (the day of adoption) now Replaced by a later decision"
    )
    assert "the archive learned it on 15 November 2023" in life


def test_a_decision_tells_what_bears_on_it_and_who_says_so(site: Site) -> None:
    page = site.get(FIRST).text
    assert (
        "Replaced by Conclusions of the second meeting, paragraph 1, 22 November 2014 The towns"
        " agreed to build two bridges. Said by Conclusions of the second meeting, paragraph 1"
        in text(page)
    )
    assert 'href="/decisions/conclusions-tm2/p1"' in page
    assert 'href="/records/conclusions-tm2#p1"' in page


def test_a_decision_tells_its_tasks(site: Site) -> None:
    said = text(site.get(FIRST).text)
    assert "Tasks agreed to build a bridge. open Town Meeting due 2013 outlived 1 meeting" in said
    assert "opened, 9 May 2012: Conclusions of the first meeting, paragraph 1" in said


def test_what_the_reader_proposes_is_told_apart(site: Site) -> None:
    said = text(site.get("/decisions/conclusions-tm1/p2").text)
    assert (
        "Proposed by the reader. A program that reads the texts takes this for a decision" in said
    )
    assert "A program that reads" not in text(site.get(FIRST).text)


def test_unadopted_minutes_are_told(site: Site) -> None:
    said = text(site.get("/decisions/minutes-tm2/p60").text)
    assert "From minutes that are not adopted." in said


def test_a_meeting_tells_which_minutes_nobody_adopted(site: Site) -> None:
    said = text(site.get("/meetings/tm2").text)
    decided = said[said.index("What it decided") :]
    told = [part.count("in minutes not adopted yet") for part in decided.split("Minutes of")]
    assert told[0] == 0
    assert told[1] == 1


def test_a_proposal_is_not_decided(site: Site) -> None:
    said = text(site.get("/decisions/conclusions-tm2/p3").text)
    assert "proposal not decided Conclusions of the second meeting" in said


def test_what_does_not_fit_is_told(site: Site) -> None:
    said = text(site.get("/decisions/conclusions-tm2/p2").text)
    assert "Amends lost#p4 (not in the archive)" in said
    assert "What does not fit Dangling no record here is called lost" in said


def test_each_text_that_says_something_of_it_is_named_with_its_words(site: Site) -> None:
    said = text(site.get(FIRST).text)
    told = said[said.index("What says so") :]
    assert "Conclusions of the first meeting, paragraph 1 It is a decision: a mark" in told
    assert (
        "Conclusions of the second meeting, paragraph 1 The towns agreed to build two bridges."
        " Replaced by a later decision, 22 November 2014" in told
    )


def test_its_words_stand_beside_those_of_what_replaced_it(site: Site) -> None:
    said = text(site.get(FIRST).text)
    assert "It is replaced by Conclusions of the second meeting, paragraph 1" in said


def test_who_asks_whom_is_told(site: Site) -> None:
    assert "Who asks whom: the towns agreed; to be done by Town Meeting" in text(
        site.get(FIRST).text
    )
    assert "Who asks whom" not in text(site.get("/decisions/conclusions-tm2/p3").text)


def test_before_it_was_decided_it_says_so(site: Site) -> None:
    said = text(site.get(f"/as-of/2011-01-01{FIRST}").text)
    assert "On 1 January 2011 this was not decided yet." in said
    assert "was not decided yet" not in text(site.get(f"/as-of/2013-01-01{FIRST}").text)


def test_it_tells_how_to_cite_and_to_prove_it(site: Site, town_head: str) -> None:
    said = text(site.get(FIRST).text)
    assert (
        "Conclusions of the first meeting, paragraph 1. First Town Meeting, 9 May 2012. Process of"
        f" the Towns, archive, decision conclusions-tm1#p1, as of save {town_head[:10]}." in said
    )
    assert "secretariat prove conclusions-tm1#p1 --with-script" in said
    proposed = text(site.get("/decisions/conclusions-tm1/p2").text)
    assert "secretariat prove" not in proposed


def test_a_decision_as_json(site: Site, town_head: str) -> None:
    data = site.get(f"{FIRST}.json").json()
    assert data["id"] == "conclusions-tm1#p1"
    assert [stage["state"] for stage in data["stages"]] == ["adopted", "superseded"]
    assert data["archive"]["commit"] == town_head


@pytest.mark.parametrize("path", ["conclusions-tm1/p9", "conclusions-tm9/p1", "letter/p1", "x.y"])
def test_what_is_no_decision_is_not_found(site: Site, path: str) -> None:
    assert site.get(f"/decisions/{path}").status_code == 404
    assert site.get(f"/decisions/{path}.json").json()["ok"] is False


@pytest.mark.parametrize("path", ["/decisions/eips.eip-1", "/records/eips.eip-1"])
def test_what_was_brought_in_has_a_point_in_its_address(other: Site, path: str) -> None:
    page = other.get(path)
    assert page.status_code == 200
    assert "A first rule" in text(page.text)
    assert other.get(f"{path}.json").json()["ok"] is True


def test_a_record_that_is_one_decision_says_so(other: Site) -> None:
    page = other.get("/records/eips.eip-1").text
    assert '<a class="ruling" href="/decisions/eips.eip-1">decision · adopted</a>' in page


def test_why_it_is_proposed_is_told_in_words(site: Site) -> None:
    said = text(site.get("/decisions/conclusions-tm1/p2").text)
    assert 'How it was read its main verb is "mandated" (binding)' in said


def test_the_words_of_a_decision_are_text_and_no_html(other: Site) -> None:
    assert "&lt;i&gt;A first rule&lt;/i&gt;" in other.get("/decisions/eips.eip-1").text


def test_a_record_that_is_one_decision_is_linked_as_such(other: Site) -> None:
    page = other.get("/decisions/conclusions-tm2/p1").text
    assert '<a class="name" href="/decisions/eips.eip-1">' in page


# -- elsewhere ------------------------------------------------------------------------


def test_a_record_marks_its_decisions_and_tells_the_two_sorts_apart(site: Site) -> None:
    page = site.get("/records/conclusions-tm1").text
    assert (
        f'<a class="ruling past" href="{FIRST}">decision · replaced by a later decision</a>'
        f' <a class="ruling" href="{FIRST}#tasks">task · open</a></p>' in page
    )
    assert (
        '<a class="ruling proposed" href="/decisions/conclusions-tm1/p2">decision · proposed by'
        " the reader</a></p>" in page
    )
    assert page.count('class="ruling') == 3
    task = '<span class="ruling">task · open</span>'
    assert task in site.get("/records/conclusions-tm2").text


@pytest.mark.parametrize(("html", "ends"), [
    ('<p id="u1">Words.</p>', '<p id="u1">Words.|</p>'),
    ('<li id="u1">Words.<ul>\n<li id="u2">x</li></ul></li>', None),
    ('<li id="u1">\n<p>Words.</p>\n<p id="u2">x</p></li>', '<li id="u1">\n<p>Words.|</p>'),
    ('<li id="u1">Words.\n<ul><li>x</li></ul></li>', '<li id="u1">Words.|<ul>'),
    ('<blockquote id="u1">\n<p>Words.</p></blockquote>', '<blockquote id="u1">\n<p>Words.|</p>'),
    ('<table id="u1"><tr></tr></table>', '|<table id="u1">'),
])  # fmt: skip
def test_the_mark_stands_where_the_first_words_end(html: str, ends: str | None) -> None:
    shown = with_rulings(html, {"u1": [Ruling("/d", "decision", "")]})
    link = ' <a class="ruling" href="/d">decision</a>'
    assert shown.count(link) == 1
    if ends:
        assert shown.replace(link, "|").startswith(ends)


def test_an_older_version_shows_no_marks_of_the_register(site: Site) -> None:
    assert "ruling" not in site.get("/records/letter?version=1").text


def test_a_meeting_lists_its_decisions(site: Site) -> None:
    page = site.get("/meetings/tm1").text
    said = text(page)
    assert (
        "What it decided Conclusions of the first meeting, paragraph 1 replaced by a later decision"
        " agreed to build a bridge." in said
    )
    assert "paragraph 2 adopted proposed by the reader" in said
    assert f'href="{FIRST}"' in page


def test_home_counts_decisions_and_tasks(site: Site) -> None:
    said = text(site.get("/").text)
    assert (
        "4 decisions in force 2 proposed by the reader, not confirmed 2 open tasks 1 proposed and"
        " not decided" in said
    )
    assert "2 decisions are only proposed by the reader of the texts" in said


def test_an_archive_without_decisions_speaks_of_none(
    new_repository: Callable[[str], Repository],
) -> None:
    plain = new_repository("plain")
    plain.record("one")
    plain.save()
    plain.build()
    site = Site(plain.workspace.archive, plain.workspace)
    assert '<h2 id="decided">' not in site.get("/").text
    site.close()


def test_answers_lead_to_decisions_by_name(site: Site) -> None:
    page = site.get("/questions/decisions-in-force?day=2013-01-01").text
    assert (
        f'<a href="{FIRST}" title="conclusions-tm1#p1">Conclusions of the first meeting,'
        " paragraph 1</a>" in page
    )


def test_the_tables_lead_to_decisions(site: Site) -> None:
    assert f'<a href="{FIRST}">conclusions-tm1#p1</a>' in site.get("/archive/decision_state").text
    row = site.get("/archive/decision/conclusions-tm1~23p1").text
    assert f'<a href="{FIRST}">Read this decision as a page</a>' in row


def test_the_form_tells_what_can_be_chosen(site: Site) -> None:
    assert "any stated proposed" in text(site.get("/questions/decisions").text)


def test_under_a_path_prefix_decisions_stay_within(
    serve: Callable[..., Site], tmp_path: Path
) -> None:
    page = serve("{}", tmp_path, "/towns/").get("/decisions/conclusions-tm1/p1").text
    assert 'href="/towns/decisions/conclusions-tm2/p1"' in page
