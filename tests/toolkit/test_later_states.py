"""What is to come is told as such, and never as so today; what had no effect is told apart."""

from __future__ import annotations

import json

import pytest

from tests.archive.council import make_council
from tests.conftest import Repository
from tests.toolkit.steps import run_in


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Only to be read."""
    return make_council(tmp_path_factory.mktemp("council") / "ws")


def told(council: Repository, *words: str) -> str:
    done = run_in(council.workspace.root, *words)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_a_term_that_ends_later_holds_today(council: Repository) -> None:
    [last] = council.rows("SELECT status FROM decision WHERE id = 'c1-conclusions#p1'")
    assert last == ("lapsed",)
    shown = told(council, "show", "c1-conclusions#p1")
    assert "A decision, adopted since 1 March 2020" in shown
    assert "It will lapse on 1 January 2999." in shown
    life = told(council, "history", "c1-conclusions#p1")
    assert "to come it will lapse on 1 January 2999" in life
    assert "1 January 2999 will lapse" in life


def test_a_successor_that_holds_later_has_not_ended_it_yet(council: Repository) -> None:
    shown = told(council, "show", "c1-conclusions#p2")
    assert "A decision, adopted since 1 March 2020" in shown
    assert "It will be superseded on 1 May 2999 by" in shown
    assert "not in force yet: it will be in force on 1 May 2999" in told(
        council, "show", "c2-conclusions#p1"
    )


def test_the_list_tells_the_state_of_today_and_what_is_to_come(council: Repository) -> None:
    shown = told(council, "decisions", "--state", "adopted", "--body", "council")
    assert "adopted since 1 March 2020; to come: lapsed on 1 January 2999" in shown
    assert "c2-conclusions#p1" in shown
    assert "Note: it does not hold yet" in shown
    assert told(council, "decisions", "--state", "lapsed") == (
        "No decision in the archive fits: state lapsed."
    )


def test_terms_are_counted_by_the_state_of_today(council: Repository) -> None:
    data = json.loads(run_in(council.workspace.root, "ask", "decisions-by-mandate",
                             "body=council", "--json").stdout)  # fmt: skip
    [row] = data["answer"]
    assert (row["decisions"], row["in force"], row["not in force yet"]) == (7, 4, 1)
    assert (row["superseded"], row["lapsed"]) == (2, 0)


def test_a_body_is_not_the_series_of_another(council: Repository) -> None:
    assert "o1-conclusions" not in told(council, "decisions", "--body", "council")
    assert "o1-conclusions" in told(council, "decisions", "--body", "other")


def test_what_only_the_older_side_says_has_the_day_of_the_act(council: Repository) -> None:
    life = told(council, "history", "c1-conclusions#p5")
    assert "1 March 2021 superseded by c2-conclusions, paragraph 3 (c2-conclusions#p3)" in life
    assert "only this side says so" in life
    assert "1 March 2020 superseded" not in life


def test_a_draft_is_without_effect_and_minutes_are_not(council: Repository) -> None:
    life = told(council, "history", "c1-conclusions#p2")
    assert "superseded by plan, paragraph 1 (plan#p1) (without effect: a draft)" in life
    life = told(council, "history", "c1-conclusions#p3")
    assert "superseded by c2-minutes, paragraph 1 (c2-minutes#p1), in minutes not adopted" in life
    assert "a draft" not in life


def test_a_task_is_told_in_any_of_its_texts(council: Repository) -> None:
    shown = told(council, "show", "c2-conclusions#p2")
    assert "A task of Council (council), open since 1 March 2020, due 2022." in shown
    life = told(council, "history", "c2-conclusions#p2")
    assert "Task c1-conclusions#p4 The council writes to all." in life
    assert "1 March 2021 carried, Council, says c2-conclusions#p2" in life
