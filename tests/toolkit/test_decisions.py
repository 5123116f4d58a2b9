"""`decisions`, `history` and `show` of decisions: the register at the terminal."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import make_repository
from tests.toolkit.register import register_workspace
from tests.toolkit.steps import run_in

FIRST = "Meeting asemme6, paragraph 1 (first#p1)"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only to be read."""
    return register_workspace(tmp_path_factory.mktemp("register"))


def told(root: Path, *words: str) -> str:
    done = run_in(root, *words)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_was_in_force_on_a_day(register: Path) -> None:
    before = told(register, "decisions", "--in-force-on", "2020-05-01")
    assert FIRST in before
    assert "second#p1" not in before
    after = told(register, "decisions", "--in-force-on", "2024-05-01")
    assert FIRST not in after
    assert "second#p1" in after
    assert "adopted since 26 January 2024" in after


def test_entries_stand_under_their_meetings_with_text_and_task(register: Path) -> None:
    lines = told(register, "decisions", "--in-force-on", "2020-05-01").splitlines()
    assert lines[0] == "Meeting asemme6 (asemme6)"
    assert f"    {FIRST}" in lines
    assert "    verb: mandated; to: secretariat; due: 2018" in lines
    assert "    They mandated the secretariat to write a strategy." in lines


def test_what_is_only_proposed_has_a_question_mark(register: Path) -> None:
    shown = told(register, "decisions", "--in-force-on", "2020-05-01")
    [head] = [line for line in shown.splitlines() if "first#p2" in line]
    assert head.startswith("  ? ")
    assert "adopted; perhaps in force; proposed by the reader, not confirmed" in shown
    assert "Note: since when is not known" in shown
    assert shown.splitlines()[-1] == (
        "1 in force, 1 perhaps; 1 of them (?) proposed by the reader and not confirmed: "
        "secretariat review"
    )
    stated = told(register, "decisions", "--in-force-on", "2020-05-01", "--basis", "stated")
    assert "?" not in stated
    assert stated.splitlines()[-1] == "1 in force."


@pytest.mark.parametrize(("day", "there"), [("2017", True), ("2017-10", False), ("today", False)])
def test_a_day_may_be_a_year_a_month_or_today(register: Path, day: str, there: bool) -> None:
    shown = told(register, "decisions", "--in-force-on", day, "--basis", "stated")
    assert ("first#p1" in shown) is there


def test_as_it_was_known_before(register: Path) -> None:
    asked = ("decisions", "--in-force-on", "2025-01-01", "--as-known-at")
    assert "first#p1" in told(register, *asked, "2024-01-31")
    assert "first#p1" not in told(register, *asked, "2024")


def test_filters(register: Path) -> None:
    asked = ("decisions", "--in-force-on", "2020-01-01")
    assert "first#p2" not in told(register, *asked, "--verb", "mandated")
    assert "first#p1" in told(register, *asked, "--addressee", "secretariat", "--body", "asemme")
    none = told(register, *asked, "--meeting", "asemme9")
    assert none == "No decision in the archive was in force on 2020-01-01: meeting asemme9.\n"


def test_an_addressee_is_found_by_its_name_and_by_its_alias(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "named")
    made.write("registers/bodies.yaml", "- {id: aes, name: The Office, kind: office, aliases: [O]}")
    body = "{.decision responsible=aes}\n1. Asked the office to write.\n\n{.decision}\n2. Agreed."
    made.record("a", body, more="date: 2020-01-01\n", kind="decision")
    made.build()
    for name in ("aes", "Office", "the office", "O"):
        shown = told(made.root, "decisions", "--addressee", name)
        assert ("a#p1" in shown, "a#p2" in shown) == (True, False)


def test_what_is_printed_for_machines_names_actor_and_tier(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "spoken")
    body = "The Ministers:\n\n1. Mandated the secretariat to write."
    made.record("a", body, more="date: 2020-01-01\n", kind="decision")
    made.build()
    for asked in (("decisions",), ("decisions", "--in-force-on", "2021-01-01")):
        [row] = json.loads(told(made.root, *asked, "--json"))["answer"]
        assert (row["actor"], row["verb"], row["tier"]) == ("The Ministers", "mandated", "binding")


def test_the_register_lists_every_decision_with_its_state(register: Path) -> None:
    shown = told(register, "decisions")
    assert all(name in shown for name in ("first#p1", "first#p2", "second#p1"))
    assert "superseded since 26 January 2024" in shown
    assert "3 decisions: 2 adopted, 1 superseded" in shown.splitlines()[-1]
    only = told(register, "decisions", "--state", "superseded")
    assert "first#p1" in only
    assert "second#p1" not in only


def test_for_machines(register: Path) -> None:
    asked = ("decisions", "--in-force-on", "2020-05-01")
    data = json.loads(told(register, *asked, "--json"))
    assert data["question"] == "decisions-in-force"
    assert {row["decision"]: row["basis"] for row in data["answer"]} == {
        "first#p1": "stated", "first#p2": "proposed",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(told(register, *asked, "--csv"))))
    assert {row["in force"] for row in rows} == {"yes", "perhaps"}


@pytest.mark.parametrize(
    "words",
    [
        ("--in-force-on", "soon"),
        ("--in-force-on", "2020-01-01", "--state", "adopted"),
        ("--json", "--csv"),
        ("--state", "done"),
        ("--basis", "mine"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(register: Path, words: tuple[str, ...]) -> None:
    done = run_in(register, "decisions", *words)
    assert done.exit_code == 2
    assert done.stderr.strip().splitlines()[-1].lower().startswith("error: ")


def test_an_unknown_body_is_said(register: Path) -> None:
    done = run_in(register, "decisions", "--in-force-on", "2020-01-01", "--body", "asemm")
    assert done.exit_code == 1
    assert "did you mean" in done.stderr


# -- the life of one ----------------------------------------------------------------


def test_the_whole_life_of_a_decision(register: Path) -> None:
    shown = told(register, "history", "first#p1")
    assert shown.splitlines()[0] == FIRST
    life = shown.index("Its life:")
    assert life < shown.index("22 November 2017", life) < shown.index("26 January 2024", life)
    assert "superseded by Meeting asemme9, paragraph 1 (second#p1)" in shown
    assert "only that side says so (second#p1)" in shown
    assert "[-asked for-]{+mandated the secretariat to write+}" in shown
    assert "verb: nothing -> mandated" in shown
    assert "adopted since 22 November 2017: known so from aaaa111100 of 2024-01-10" in shown
    assert "The task that came of it: Write a strategy." in shown
    assert "done, aes-italy" in shown or "done, Term aes-italy" in shown


def test_what_was_said_once_is_told_as_withdrawn(register: Path) -> None:
    shown = told(register, "history", "first#p1")
    assert "implements nowhere#p9, which is not in the archive" in shown
    assert "no longer since aaaa222200" in shown


def test_a_life_for_machines(register: Path) -> None:
    data = json.loads(told(register, "history", "first#p1", "--json"))
    assert [stage["state"] for stage in data["stages"] if not stage["ended"]] == [
        "adopted", "superseded",
    ]  # fmt: skip
    assert data["bonds"][1]["said_by"] == ["second#p1"]


def test_the_history_of_what_is_no_decision(register: Path) -> None:
    done = run_in(register, "history", "first#p9")
    assert done.exit_code == 1
    assert "no decision" in done.stderr


def test_a_record_that_is_one_decision_has_both_its_histories(tmp_path: Path) -> None:
    root = register_workspace(tmp_path)
    with closing(sqlite3.connect(root / "archive.db")) as db:
        for table in ("decision", "decision_known"):
            column = "id" if table == "decision" else "decision"
            db.execute(
                f"UPDATE {table} SET anchor = NULL, {column} = 'second'"  # noqa: S608
                f" WHERE {column} = 'second#p1'"
            )
        db.commit()
    shown = told(root, "history", "second")
    assert shown.splitlines()[0] == "Meeting asemme9, paragraph 1 (second)"
    assert "What was learned of the record:" in shown
    assert "version 1: created" in shown


def test_a_record_that_is_one_decision_says_so_and_its_title_once(tmp_path: Path) -> None:
    root = register_workspace(tmp_path)
    title = "Conclusions, second"
    with closing(sqlite3.connect(root / "archive.db")) as db:
        db.execute(
            "UPDATE decision SET anchor = NULL, id = 'second', text = ?1, reference = ?1"
            " WHERE id = 'second#p1'",
            (title,),
        )
        db.execute(
            "UPDATE decision_known SET anchor = NULL, decision = 'second', text = ?"
            " WHERE decision = 'second#p1'",
            (title,),
        )
        db.execute("UPDATE decision_state SET decision = 'second' WHERE decision = 'second#p1'")
        db.execute("UPDATE record SET status_as_written = 'Final', authors = ?"
                   " WHERE id = 'second'", ('["Jo Doe", "Al Roe"]',))  # fmt: skip
        db.commit()
    shown = told(root, "show", "second")
    assert "status there  Final" in shown
    assert "Jo Doe" in shown
    assert "Al Roe" in shown
    assert "A decision, adopted since 26 January 2024" in shown
    assert "Its life: secretariat history second" in shown
    assert json.loads(told(root, "show", "second", "--json"))["decision"]["state"] == "adopted"
    life = told(root, "history", "second")
    assert life[: life.index("What was learned of the record:")].count(title) == 1
    assert told(root, "decisions", "--state", "adopted").count(title) == 1


def test_a_paragraph_says_that_it_is_a_decision(register: Path) -> None:
    shown = told(register, "show", "first#p1")
    assert "A decision, superseded since 26 January 2024 by Meeting asemme9" in shown
    assert "Its life: secretariat history first#p1" in shown
    assert "proposed by the reader" in told(register, "show", "first#p2")
    assert "decision" not in told(register, "show", "letter-korea#p1")


def test_a_paragraph_as_it_was_known_then(register: Path) -> None:
    shown = told(register, "show", "first#p1", "--as-known-at", "2024-02-01")
    assert "A decision, adopted since 22 November 2017" in shown
    data = json.loads(told(register, "show", "first#p1", "--json"))
    assert data["decision"]["state"] == "superseded"
    assert json.loads(told(register, "show", "letter-korea#p1", "--json"))["decision"] is None
