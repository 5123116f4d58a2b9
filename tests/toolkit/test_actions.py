"""`actions`: the tasks that are open, and those that came to an end."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from archive.build.tasks import refresh
from tests.archive.by_hand import insert
from tests.toolkit.steps import run_in

ITEMS = (
    ("som-1-minutes", "p3", "som-1", "secretariat", None, "2024-10", "open", "stated"),
    ("som-1-minutes", "p9", "som-1", None, "The Chair", None, "open", "proposed"),
    ("ministers-1-conclusions", "p5", "ministers-1", "secretariat", None, "2099", "open", "stated"),
    ("ministers-1-conclusions", "p8", "ministers-1", "arland", None, None, "done", "stated"),
)


@pytest.fixture
def root(root: Path) -> Path:
    """A copy of the sample workspace with four tasks, one of which is done."""
    with closing(sqlite3.connect(root / "archive.db")) as db:
        db.execute("DELETE FROM action_item")
        for record, anchor, meeting, owner, written, due, status, basis in ITEMS:
            insert(
                db, "action_item", record=record, anchor=anchor, meeting=meeting, owner=owner,
                owner_as_written=written, due_edtf=due, text=f"Task {anchor} of {record}.",
                key=f"task {anchor}", status=status, basis=basis, line_start=9, line_end=9,
            )  # fmt: skip
        refresh(db, fresh=False)
        db.commit()
    return root


def ask(root: Path, *words: str) -> Result:
    done = run_in(root, "actions", *words)
    assert done.exit_code == 0, done.output
    return done


def test_what_is_open_is_told_oldest_first(root: Path) -> None:
    told = ask(root).stdout
    places = [told.index(each) for each in ("som-1-minutes#p3", "ministers-1-conclusions#p5")]
    assert places == sorted(places)
    assert "ministers-1-conclusions#p8" not in told
    assert "owner: Secretariat of the Example Process (secretariat); due October 2024" in told


def test_the_end_counts_what_is_overdue_and_what_is_only_proposed(root: Path) -> None:
    last = ask(root).stdout.splitlines()[-1]
    assert last.startswith("3 tasks open, 1 of them overdue; 1 of them (?) proposed by the reader")


def test_what_only_the_reader_proposes_is_marked(root: Path) -> None:
    told = ask(root, "--body", "senior-officials").stdout
    assert "  ? som-1-minutes#p9" in told
    assert "proposed by the reader, not confirmed" in told


def test_open_on_a_day(root: Path) -> None:
    told = json.loads(ask(root, "--open-on", "2024-06", "--json").stdout)
    assert told["values"]["day"] == "2024-06-30"
    assert {row["action"] for row in told["answer"]} == {"som-1-minutes#p3", "som-1-minutes#p9"}


@pytest.mark.parametrize(("owner", "found"), [
    ("secretariat", 2), ("the chair", 1), ("Secretariat of the Example Process", 2),
])  # fmt: skip
def test_tasks_of_an_owner(root: Path, owner: str, found: int) -> None:
    assert len(json.loads(ask(root, "--owner", owner, "--json").stdout)["answer"]) == found


def test_all_tells_when_and_where_a_task_ended(root: Path) -> None:
    told = ask(root, "--all").stdout
    place = "First Meeting of Ministers (ministers-1), in ministers-1-conclusions#p8"
    assert f"done 20\N{EN DASH}21 November 2024 at {place}" in " ".join(told.split())
    assert "3 tasks open, 1 of them overdue; 1 done; " in told


def test_all_for_machines(root: Path) -> None:
    told = json.loads(ask(root, "--all", "--json").stdout)
    assert [row["state"] for row in told["ended"]["answer"]] == ["done"]
    assert len(told["open"]["answer"]) == 3
    rows = list(csv.DictReader(io.StringIO(ask(root, "--all", "--csv").stdout)))
    assert [row["state"] for row in rows] == ["", "", "", "done"]


def test_where_nothing_is_open_that_is_said(root: Path) -> None:
    done = ask(root, "--owner", "arland", "--open-on", "1999")
    assert done.stdout == "No task in the archive was open as of 1999-12-31: owner arland.\n"


def test_an_owner_who_never_had_a_task_is_said(root: Path) -> None:
    done = run_in(root, "actions", "--owner", "secretariet")
    assert done.exit_code == 1
    assert done.stderr == (
        "error: no task in the archive ever had the owner 'secretariet';"
        " did you mean secretariat?\n"
    )


def test_an_error_names_the_option_that_was_typed(root: Path) -> None:
    done = run_in(root, "actions", "--open-on", "soon")
    assert done.exit_code == 2
    assert done.stderr.startswith("error: --open-on is 'soon', which is no day")


def test_the_entries_fit_a_narrow_terminal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert max(map(len, ask(root, "--all").stdout.splitlines())) <= 40


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--json", "--csv"), "exclude each other"),
        (("--all", "--open-on", "2024"), "leave out --all"),
        (("--open-on", "soon"), "no day"),
    ],
)
def test_what_cannot_be_asked_ends_with_2(root: Path, words: tuple[str, ...], said: str) -> None:
    done = run_in(root, "actions", *words)
    assert done.exit_code == 2
    assert said in done.stderr
