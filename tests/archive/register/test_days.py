"""The states of a day are those that the questions and `standings` tell, whatever the lives."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import schema
from archive.decisions.standing import standings
from archive.errors import BadDate
from archive.questions import answer
from archive.register.inventory import Asked, load
from archive.text.dates import validity
from tests.archive.by_hand import insert, record
from tests.archive.decided_by_hand import Stage, decide

TODAY = date.today().isoformat()
DAYS = ("2014-12-31", "2015-06-01", "2016-03-05", "2017-01-01", "2019-12-31", TODAY)
DATES = st.sampled_from(
    ("2015", "2016-03", "2016-03-05", "2017~", "2018-01-01", "2019-12-31/2020-01-02", None)
)
STATES = ("proposed", "adopted", "amended", "implemented", "superseded", "lapsed", "withdrawn")
LIFE = st.lists(st.tuples(st.sampled_from(STATES), DATES, DATES), min_size=1, max_size=4)
SORT = st.sampled_from(("decision", "proposal"))


@pytest.fixture(scope="module")
def conn() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.row_factory = sqlite3.Row
    schema.create(made)
    insert(made, "commit_", seq=1, hash="a" * 40, commit_time=1704880800, message="Save")
    record(made, "text", "decision", "A text", [(1, "x")], date="2015")
    return made


def live(conn: sqlite3.Connection, *lives: tuple[list[Stage], str]) -> sqlite3.Connection:
    """The archive with these decisions alone."""
    for table in ("decision", "decision_known", "decision_state"):
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 - of ours
    for at, (stages, sort) in enumerate(lives, 1):
        decide(conn, f"text#p{at}", *map(_possible, stages), sort=sort)
    return conn


def _possible(stage: Stage) -> Stage:
    """The stage without an end that lies before its start."""
    state, since, last = stage
    try:
        validity(since, last)
    except BadDate:
        last = None
    return state, since, last


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LIFE, SORT), min_size=1, max_size=4), st.sampled_from(DAYS))
def test_a_day_is_told_as_the_questions_tell_it(
    conn: sqlite3.Connection, lives: list[tuple[list[Stage], str]], day: str
) -> None:
    live(conn, *lives)
    register = load(conn, TODAY)
    every = register.select(conn, Asked(day, in_force=False, basis="all")).rows()
    told = answer(conn, "decisions-in-force", {"day": day})
    name, force = told.columns.index("decision"), told.columns.index("in force")
    decided = {line.id for line in every}
    assert {line.id: line.force for line in every if line.force != "no"} == {
        row[name]: row[force] for row in told.rows if row[name] in decided
    }
    for line in every:
        stands = standings(conn, [line.id], day)[line.id]
        later = stands.begins_later and stands.state != "proposed"
        assert line.state == ("not-yet" if later else stands.state)


@pytest.mark.parametrize(("day", "states"), [
    ("2014-01-01", []), ("2015-01-01", ["not-yet"]), ("2018-01-01", ["adopted"]),
])  # fmt: skip
def test_what_is_decided_later_is_left_out(
    conn: sqlite3.Connection, day: str, states: list[str]
) -> None:
    live(conn, ([("adopted", "2018-01-01", None)], "decision"))
    found = load(conn, TODAY).select(conn, Asked(day, in_force=False))
    assert [line.state for line in found.rows()] == states
    assert found.later == (0 if states else 1)
