"""Questions as forms, and as Datasette's stored queries."""

from __future__ import annotations

import csv
import io
import sqlite3

import pytest

from archive.questions import Question, all_questions
from archive.web.answers import told_once
from archive.web.names import Ref
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text


def test_every_question_is_listed(site: Site) -> None:
    page = site.get("/questions").text
    for question in all_questions():
        assert f'href="/questions/{question.name}"' in page


@pytest.mark.parametrize("name", [question.name for question in all_questions()])
def test_every_question_has_a_form_with_labels(site: Site, name: str) -> None:
    page = site.get(f"/questions/{name}")
    assert page.status_code == 200
    question = next(each for each in all_questions() if each.name == name)
    for param in question.params:
        assert f'<label for="f-{param.name}">' in page.text
        kind = {"day": "date", "number": "number"}.get(param.kind, "text")
        if param.choices:
            assert f'<select id="f-{param.name}" name="{param.name}"' in page.text
        else:
            assert f'name="{param.name}" type="{kind}"' in page.text


def test_an_answer_is_a_table_with_names(site: Site) -> None:
    page = site.get("/questions/secretariat-on?day=2012-03-01").text
    assert "Uptown" in text(page)
    assert "/mandates/sec-up" in page


def test_what_is_not_in_the_archive_is_said(site: Site) -> None:
    page = site.get("/questions/secretariat-on?day=1950-01-01")
    assert page.status_code == 200
    assert "not in the archive" in text(page.text)
    assert "<tbody>" not in page.text


def test_an_answer_without_rows_can_be_checked_too(site: Site) -> None:
    page = site.get("/questions/who-came?meeting=tm1").text
    assert 'href="/questions/who-came.json?meeting=tm1"' in page
    assert 'href="/archive/who-came?meeting=tm1"' in page
    assert "who-came.csv" not in page


def test_a_question_that_takes_too_long_can_be_asked_for_less(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr("archive.web.asking.shown", stopped)
    page = site.get("/questions/who-came")
    assert page.status_code == 503
    assert "This took too long and was stopped; ask for less at once." in text(page.text)
    assert '<label for="f-meeting">' in page.text


def test_a_bad_value_is_explained_beside_the_form(site: Site) -> None:
    page = site.get("/questions/secretariat-on?day=tomorrow")
    assert page.status_code == 400
    assert "which is no day" in text(page.text)
    assert '<label for="f-day">' in page.text
    assert 'name="day" type="text" value="tomorrow"' in page.text


def test_a_bad_value_is_told_by_its_label_and_not_by_the_name_of_the_question(site: Site) -> None:
    told = text(site.get("/questions/partner-count-on?day=1/1/2011").text)
    assert "Day is '1/1/2011', which is no day" in told
    assert "artner-count-on:" not in told


def test_the_questions_as_json_say_what_they_take(site: Site) -> None:
    listed = site.get("/questions.json").json()["questions"]
    assert [each["name"] for each in listed] == [each.name for each in all_questions()]
    found = next(each for each in listed if each["name"] == "secretariat-on")
    assert [(each["name"], each["kind"]) for each in found["params"]] == [
        ("day", "day"),
        ("known_at", "moment"),
    ]


@pytest.mark.parametrize("question", all_questions(), ids=lambda each: each.name)
def test_every_question_answers_in_json(site: Site, question: Question) -> None:
    given = {"day": "2012-03-01", "id": "tm2", "text": "", "number": "1", "moment": ""}
    asked = {each.name: given[each.kind] for each in question.params if each.required}
    page = site.get(f"/questions/{question.name}.json", params=asked)
    assert page.status_code == 200, page.text
    assert page.json()["columns"]


def test_a_question_that_does_not_exist_is_not_found(site: Site) -> None:
    assert site.get("/questions/nothing").status_code == 404


def test_an_answer_as_csv(site: Site) -> None:
    page = site.get("/questions/secretariat-on.csv?day=2012-03-01")
    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))
    assert rows[0]["host"] == "Uptown"


def test_csv_without_an_answer_is_not_found(site: Site) -> None:
    page = site.get("/questions/secretariat-on.csv?day=1950-01-01")
    assert page.status_code == 404
    assert "not in the archive" in page.text


def test_an_answer_as_json_says_what_is_missing(site: Site) -> None:
    data = site.get("/questions/secretariat-on.json?day=1950-01-01").json()
    assert data["rows"] == []
    assert "not in the archive" in data["said"]


def test_datasette_stores_every_question(site: Site) -> None:
    stored = site.get("/archive/-/queries.json").json()["queries"]
    assert {query["name"] for query in stored} >= {question.name for question in all_questions()}


def test_a_stored_question_runs_where_free_sql_may_not(site: Site) -> None:
    answered = site.get("/archive/secretariat-on.json?day=2012-03-01").json()
    assert answered["rows"]
    assert site.get("/archive/-/query.json?sql=select+1").status_code == 403


def test_a_stored_question_leads_to_its_form(site: Site) -> None:
    page = site.get("/archive/secretariat-on").text
    assert '<a href="/questions/secretariat-on">Ask this with a plain form</a>' in page


def _known_at(site: Site, text: str) -> list[object]:
    page = site.get("/questions/claims-about.json", params={"subject": "tm2", "known_at": text})
    assert page.status_code == 200, page.text
    rows: list[object] = page.json()["rows"]
    return rows


def test_the_past_is_asked_for_by_day_or_commit(site: Site, town_head: str) -> None:
    page = text(site.get("/questions/claims-about").text)
    assert "As the archive knew it on (day or commit)" in page
    assert _known_at(site, town_head[:10]) == _known_at(site, "2023-11-15")


@pytest.mark.parametrize("known_at", ["1", "zzzz", "2001-01-01"])
def test_a_moment_that_the_archive_never_knew_is_told(site: Site, known_at: str) -> None:
    page = site.get("/questions/claims-about", params={"subject": "tm2", "known_at": known_at})
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_the_stored_query_is_given_the_number_of_the_commit(site: Site, town_head: str) -> None:
    page = site.get(f"/questions/claims-about?subject=tm2&known_at={town_head[:10]}").text
    assert "/archive/claims-about?subject=tm2&amp;known_at=3" in page
    assert "takes the number of a commit" in site.get("/archive/claims-about").text


def test_only_columns_that_hold_ids_lead_to_them(site: Site) -> None:
    page = site.get("/questions/claims-about?subject=tm2&property=ready").text
    assert "<span>no</span>" in page
    assert "/archive/partner/no" not in page
    who = site.get("/questions/partners-on?day=2005-01-01").text
    assert '<a href="/partners/no" title="no">Norford</a>' in who


def test_dates_are_in_words_on_the_page_and_kept_in_files(site: Site) -> None:
    asked = "day=2012-03-01"
    assert "July 2010 \N{EN DASH} 2014" in text(site.get(f"/questions/secretariat-on?{asked}").text)
    assert "2010-07/2014" in site.get(f"/questions/secretariat-on.csv?{asked}").text
    assert "2010-07/2014" in site.get(f"/questions/secretariat-on.json?{asked}").text


def test_days_in_the_wrong_order_are_told_beside_the_form(site: Site) -> None:
    page = site.get("/questions/changes-between?since=2020-01-02&until=2020-01-01")
    assert page.status_code == 400
    assert "give a later until" in text(page.text)


def test_runs_that_begin_alike_are_told_once() -> None:
    one, two = (Ref("a"),), (Ref("b"),)
    rows = told_once([[one, one], [one, two], [two, two]])
    assert [[cell.span for cell in row] for row in rows] == [[2, 1], [0, 1], [1, 1]]
