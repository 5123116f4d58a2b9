"""Questions of what lacks: minutes, numbers, answers, translations, final texts, reviews."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from archive.lookup import open_archive
from archive.questions import answer
from tests.archive.readiness.workspaces import in_order, wanting
from tests.archive.test_questions_decisions import by, column

DAY = "2026-11-27"


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    made = wanting(tmp_path_factory.mktemp("lacking") / "work")
    opened = open_archive(made.workspace.archive)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    made = in_order(tmp_path_factory.mktemp("whole") / "work")
    opened = open_archive(made.workspace.archive)
    yield opened
    opened.close()


def test_meetings_without_minutes_up_to_a_day(conn: sqlite3.Connection) -> None:
    told = answer(conn, "meetings-without-minutes", {"day": "2024-01-01"})
    assert column(told, "meeting") == ["som3"]


@pytest.mark.parametrize(("asked", "meetings"), [("som", ["som3"]), ("MIN", ["min3"])])
def test_meetings_without_minutes_of_a_body_or_series(
    conn: sqlite3.Connection, asked: str, meetings: list[str]
) -> None:
    told = answer(conn, "meetings-without-minutes", {"body": asked})
    assert column(told, "meeting") == meetings


def test_conclusions_count_as_minutes(good: sqlite3.Connection) -> None:
    assert column(answer(good, "meetings-without-minutes", {}), "meeting") == ["som2"]


def test_numbers_are_counted_anew_for_each_meeting_prepared(conn: sqlite3.Connection) -> None:
    told = answer(conn, "numbers-missing", {})
    assert by(told, "about", "to prepare", "missing", "comes before") == [
        ("min", None, "2", "min3"),
        ("som", "min1", "2", "som3"),
        ("som1-minutes", None, "3 to 4", "som1-minutes#p5"),
    ]


def test_no_number_is_missing(good: sqlite3.Connection) -> None:
    told = answer(good, "numbers-missing", {})
    assert told.said == "No number is missing in the archive, in a series of meetings or in a text."


def test_letters_without_an_answer_by_whom_they_were_to(conn: sqlite3.Connection) -> None:
    assert column(answer(conn, "letters-unanswered", {"day": DAY}), "record") == [
        "letter", "letter2",
    ]  # fmt: skip
    assert column(answer(conn, "letters-unanswered", {"to": "sec"}), "record") == ["letter"]


def test_an_answer_counts_from_its_day_on(good: sqlite3.Connection) -> None:
    before = answer(good, "letters-unanswered", {"day": "2025-04-08"})
    after = answer(good, "letters-unanswered", {"day": "2025-04-09"})
    assert (column(before, "record"), column(after, "record")) == (["letter"], [])


def test_translations_are_those_that_most_works_have(conn: sqlite3.Connection) -> None:
    told = answer(conn, "translations-missing", {})
    assert by(told, "work", "missing language", "languages here") == [("strat", "fr", "en")]
    assert answer(conn, "translations-missing", {"language": "en"}).rows == []


def test_drafts_until_their_final_text_is_here(
    conn: sqlite3.Connection, good: sqlite3.Connection
) -> None:
    assert column(answer(conn, "drafts-without-final", {}), "record") == ["strategy"]
    assert answer(conn, "drafts-without-final", {"kind": "report"}).rows == []
    assert answer(good, "drafts-without-final", {}).rows == []


@pytest.mark.parametrize(("day", "told"), [
    ("2025-01-30", ""), ("2025-01-31", "its date of review has come"),
])  # fmt: skip
def test_a_review_has_come_with_the_last_day_that_it_may_mean(
    conn: sqlite3.Connection, day: str, told: str
) -> None:
    found = answer(conn, "closed-records", {"day": day})
    assert ("closed", told) in by(found, "record", "to be looked at")
    assert ("secret", "no ground is given; no date of review is given") in by(
        found, "record", "to be looked at"
    )


def test_closed_records_for_whom(conn: sqlite3.Connection) -> None:
    assert column(answer(conn, "closed-records", {"access": "secretariat"}), "record") == ["secret"]
