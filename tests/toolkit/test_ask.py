"""`ask`: the stored questions at the terminal."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from archive.questions import all_questions
from tests.toolkit.steps import git, rewrite, run_in


def test_without_a_name_all_questions_are_listed_with_what_they_take(sample: Path) -> None:
    listed = run_in(sample, "ask").stdout
    for question in all_questions():
        assert f"  {question.name}" in listed
        assert question.title in listed
        for param in question.params:
            assert f"{param.name}=" in listed


def test_the_list_needs_no_workspace_and_serves_machines(tmp_path: Path) -> None:
    told = json.loads(run_in(tmp_path, "ask", "--json").stdout)
    assert [each["name"] for each in told] == [question.name for question in all_questions()]
    rows = list(csv.DictReader(io.StringIO(run_in(tmp_path, "ask", "--csv").stdout)))
    assert len(rows) == len(told)


@pytest.mark.parametrize("how", [(), ("--json",), ("--csv",)])
def test_every_question_can_be_asked(sample: Path, how: tuple[str, ...]) -> None:
    values = {"day": "2025-01-01", "since": "2024-01-01", "meeting": "som-1",
              "subject": "ministers-1", "record": "som-1-minutes",
              "decision": "ministers-1-conclusions#p2"}  # fmt: skip
    for question in all_questions():
        given = [f"{p.name}={values[p.name]}" for p in question.params if p.required]
        done = run_in(sample, "ask", question.name, *given, *how)
        assert done.exit_code == 0, (question.name, done.output)
        assert done.output.strip()


def test_an_answer_as_table_json_and_csv(sample: Path) -> None:
    asked = ("ask", "secretariat-on", "day=2025-03-01")
    assert "first-term" in run_in(sample, *asked).stdout
    told = json.loads(run_in(sample, *asked, "--json").stdout)
    assert told["in_archive"] is True
    assert told["answer"][0]["mandate"] == "first-term"
    [row] = csv.DictReader(io.StringIO(run_in(sample, *asked, "--csv").stdout))
    assert row["host"] == "Arland"


def test_what_is_not_in_the_archive_is_said_and_no_failure(sample: Path) -> None:
    asked = ("ask", "secretariat-on", "day=1999-01-01")
    done = run_in(sample, *asked)
    assert done.exit_code == 0
    assert "1999-01-01 is not in the archive" in done.stdout
    told = json.loads(run_in(sample, *asked, "--json").stdout)
    assert (told["in_archive"], told["answer"]) == (False, None)
    assert "not in the archive" in run_in(sample, *asked, "--csv").stderr


def test_today_is_a_day(sample: Path) -> None:
    told = json.loads(run_in(sample, "ask", "secretariat-on", "day=today", "--json").stdout)
    assert told["values"]["day"] == date.today().isoformat()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("secretariat-in",), "did you mean secretariat-on"),
        (("partners-on", "dai=2024-01-01"), "it takes day,"),
        (("partners-on", "2024-01-01"), "is no KEY=VALUE"),
        (("partners-on", "day=2024-02-30"), "which is no day"),
        (("partners-on", "day=2024-02-01", "day=2024-02-02"), "given twice"),
        (("records-of",), "meeting is missing"),
        (("gaps", "--json", "--csv"), "exclude each other"),
    ],
)
def test_a_question_put_wrongly_ends_with_2(
    sample: Path, words: tuple[str, ...], said: str
) -> None:
    done = run_in(sample, "ask", *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_an_unknown_id_is_said(sample: Path) -> None:
    done = run_in(sample, "ask", "records-of", "meeting=som-99")
    assert done.exit_code == 1
    assert "som-99" in done.stderr


def test_as_known_at_a_save(root: Path) -> None:
    first = git(root, "rev-parse", "--short", "HEAD").strip()
    rewrite(root / "records/registers/mandates.yaml", "host: arland", "host: cestria")
    assert run_in(root, "save", "why").exit_code == 0
    asked = ("ask", "secretariat-on", "day=2025-03-01", "--json")
    now = json.loads(run_in(root, *asked).stdout)
    then = json.loads(run_in(root, *asked, f"known_at={first}").stdout)
    by_git = json.loads(run_in(root, *asked, "known_at=HEAD~1").stdout)
    assert now["answer"][0]["host"] == "Cestria"
    assert then["answer"][0]["host"] == "Arland"
    assert by_git["answer"] == then["answer"]


def test_without_an_archive_the_way_to_one_is_named(root: Path) -> None:
    (root / "archive.db").unlink()
    done = run_in(root, "ask", "gaps")
    assert done.exit_code == 1
    assert "secretariat build" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("changes-between", "since=1990-01-01", "until=1990-01-02", "how=learned"),
            "The archive knows of nothing (learned) from 1990-01-01 to 1990-01-02.",
        ),
        (
            ("changes-between", "since=1990-01-01", "until=1990-01-02"),
            "The archive knows of nothing (happened or learned) from 1990-01-01 to 1990-01-02.",
        ),
        (
            ("partners-on", "day=1990-01-01"),
            "The archive knows of no partner in any region on 1990-01-01.",
        ),
    ],
)
def test_what_is_not_there_is_said_in_a_whole_sentence(
    sample: Path, words: tuple[str, ...], says: str
) -> None:
    assert says in run_in(sample, "ask", *words).output
