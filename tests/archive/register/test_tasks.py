"""Tasks on a day are those that the question open-actions tells, and those that ended by then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.questions import answer
from archive.register.tasks import known_at, on_day, read
from tests.archive.decided_by_hand import registered, task

TODAY = date.today().isoformat()
EVENT = st.sampled_from(("carried", "reassigned", "reported", "done", "dropped"))
DAY = st.sampled_from(("2017-01-01", "2018-06-01", "2019-01-01", None))
DUE = st.sampled_from(("2017", "2018-06", "2018-06-01~", None))


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    found = registered(tmp_path_factory.mktemp("tasks") / "archive.db")
    yield found
    found.close()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(DAY, st.lists(st.tuples(EVENT, DAY), max_size=3), DUE), max_size=3),
    st.sampled_from(("2016-12-31", "2018-01-01", "2018-07-01", "2019-01-01", TODAY)),
)
def test_open_are_those_that_the_question_tells(
    conn: sqlite3.Connection,
    tasks: list[tuple[str | None, list[tuple[str, str | None]], str | None]],
    day: str,
) -> None:
    conn.execute("DELETE FROM action")
    conn.execute("DELETE FROM action_event")
    for at, (opened, events, due) in enumerate(tasks, 1):
        task(conn, f"c6#p{at}", ("opened", opened), *events, due_edtf=due)
    told = answer(conn, "open-actions", {"day": day})
    rows = [dict(zip(told.columns, row, strict=True)) for row in told.rows]
    found = {each.id: each for each in on_day(read(conn), day, TODAY)}
    assert {name for name, each in found.items() if each.is_open} == {row["action"] for row in rows}
    for row in rows:
        each = found[str(row["action"])]
        assert each.overdue == (row["overdue"] == "overdue")
        assert each.owner == row["owner"]
        assert each.source == row["source"]
        assert each.last_heard == row["last heard of"]
        assert each.age_in_days == row["age in days"]
        assert each.sure == (row["certain"] == "yes")


def test_who_had_it_when_is_told(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM action")
    conn.execute("DELETE FROM action_event")
    task(conn, "c6#p1", ("opened", "2017-01-01"), ("reassigned", "2018-01-01"))
    conn.execute("UPDATE action_event SET owner = 'asef' WHERE n = 2")
    [before] = on_day(read(conn), "2017-06-01", TODAY)
    [after] = on_day(read(conn), "2018-06-01", TODAY)
    assert (before.owner, before.moves) == ("aes", ())
    assert (after.owner, [move.date for move in after.moves]) == ("asef", ["2018-01-01"])


def test_how_it_ended_is_told(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM action")
    conn.execute("DELETE FROM action_event")
    task(conn, "c6#p1", ("opened", "2017-01-01"), ("done", "2018-01-01"))
    [found] = on_day(read(conn), "2018-01-01", TODAY)
    assert (found.state, found.ended, found.ended_in) == ("done", "2018-01-01", "c6#p1")
    assert found.age_in_days == 365
    [before] = on_day(read(conn), "2017-12-31", TODAY)
    assert before.state == "open"


def told_in(conn: sqlite3.Connection, *texts: str) -> None:
    """Let the events of the task be told in these records, in their order."""
    for n, text in enumerate(texts, 1):
        conn.execute("UPDATE action_event SET record = ? WHERE n = ?", (text, n))


def test_what_only_a_later_text_tells_was_not_known(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM action")
    conn.execute("DELETE FROM action_event")
    task(conn, "c6#p1", ("opened", "2017-01-01"), ("carried", "2018-01-01"), ("done", "2019-01-01"))
    texts = [row[0] for row in conn.execute("SELECT id FROM record WHERE id <> 'c6' LIMIT 2")]
    told_in(conn, "c6", *texts)
    task_now = read(conn)
    seq = {name: at for name, at in conn.execute("SELECT record, min(commit_seq) FROM version"
                                                 " GROUP BY record")}  # fmt: skip
    for at in range(max(seq.values()) + 2):
        there = [name for name in ("c6", *texts) if seq[name] <= at]
        found = known_at(conn, task_now, at)
        assert [len(each.events) for each in found] == ([len(there)] if there else [])
        if found:
            ended = texts[1] in there
            assert (found[0].status, found[0].closed) == (
                ("done", "2019-01-01") if ended else ("open", None)
            )
            opened = "2017-01-01" if "c6" in there else found[0].events[0].start
            assert found[0].opened == opened
