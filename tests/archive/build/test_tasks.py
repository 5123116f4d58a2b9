"""Tasks in the archive: what texts list, and what becomes of it over all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import schema
from archive.build.items import COLUMNS, item_rows
from archive.build.tasks import refresh
from archive.model import Front
from archive.reader.model import Decided, Reading, Task
from archive.text.fold import fold
from archive.text.paragraphs import paragraphs
from tests.archive.by_hand import days, insert
from tests.conftest import Repository

FRONT = Front(id="r1", kind="minutes", title="Minutes", meeting="m1")


def items(body: str, reading: Reading | None = None) -> list[dict[str, object]]:
    rows = item_rows(FRONT, paragraphs(body), reading or Reading(), fold)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def read(anchor: str, text: str = "Write", **values: object) -> Task:
    given = {"owner": None, "due": None, "status": "open", "rule": "section"} | values
    return Task(anchor, text, **given)  # type: ignore[arg-type]


# -- what one text lists ------------------------------------------------------------------


def test_a_marked_action_is_an_item() -> None:
    (found,) = items("{.action owner=ana due=2025-06 status=done}\n3. Write the\nletter.")
    assert found == {
        "record": "r1", "anchor": "p3", "meeting": "m1", "owner": "ana", "owner_as_written": None,
        "due_edtf": "2025-06", "text": "Write the letter.", "key": "write the letter",
        "status": "done", "continues": None, "origin": None, "basis": "stated",
        "rule": "mark:action", "line_start": 2, "line_end": 3, "due_meeting": None,
    }  # fmt: skip


def test_where_its_marks_are_silent_the_words_of_a_marked_task_speak() -> None:
    reading = Reading(tasks=(read("p1", owner="Ana", due="2025"),))
    (found,) = items("{.action}\n1. Ana: write.", reading)
    assert (found["owner"], found["owner_as_written"]) == (None, "Ana")
    assert (found["due_edtf"], found["text"], found["key"]) == ("2025", "Ana: write.", "write")
    (found,) = items("{.action owner=bo due=2026}\n1. Ana: write.", reading)
    assert (found["owner"], found["owner_as_written"]) == ("bo", None)
    assert (found["due_edtf"], found["key"], found["basis"]) == ("2026", "write", "stated")


def test_a_decision_is_a_task_where_someone_is_to_act_or_by_when() -> None:
    found = items("{.decision responsible=ana}\n1. One.\n\n{.decision}\n2. Two.")
    assert [(each["owner"], each["origin"]) for each in found] == [("ana", "r1#p1")]


def test_a_part_of_a_decision_comes_from_it() -> None:
    (found,) = items("{.decision}\n1. Agreed.\n\n   {.action owner=ana}\n   Ana writes.")
    assert (found["anchor"], found["origin"]) == ("p1.1", "r1#p1")


def test_marks_name_what_a_task_continues_and_comes_from() -> None:
    (found,) = items('{.action continues="r0#p2" origin="r0#p1"}\n1. One.')
    assert (found["continues"], found["origin"]) == ("r0#p2", "r0#p1")


def test_what_the_reader_finds_is_proposed() -> None:
    (found,) = items("Ana: write.", Reading(tasks=(read("p1", owner="Ana", due="2025"),)))
    assert (found["basis"], found["owner"], found["owner_as_written"]) == ("proposed", None, "Ana")
    assert (found["text"], found["due_edtf"], found["rule"]) == ("Write", "2025", "section")


@pytest.mark.parametrize(
    "marks", [".not-action", ".decision", ".proposal", "owner=ana", "status=done"]
)
def test_what_a_person_has_marked_is_not_proposed(marks: str) -> None:
    assert items(f"{{{marks}}}\n1. Write.", Reading(tasks=(read("p1"),))) == []


def test_a_person_may_say_that_it_is_no_task() -> None:
    assert items("{.action .not-action}\n1. Write.") == []


def test_a_marked_task_is_known_by_the_words_that_the_reader_knows_it_by() -> None:
    (found,) = items("{.action}\n1. Ana: write.", Reading(tasks=(read("p1"),)))
    assert (found["text"], found["key"], found["basis"]) == ("Ana: write.", "write", "stated")


def test_the_tasks_of_one_table_are_told_apart() -> None:
    found = items("1. A.\n\nBetween.\n\n1. B.", Reading(tasks=(read("p1"), read("p1"), read("p1"))))
    assert [each["anchor"] for each in found] == ["p1", "p1-3", "p1-4"]


def test_the_tasks_of_a_table_stay_where_it_is_marked_as_a_decision() -> None:
    table = "{.decision}\n| Decision |\n|---|\n| They agreed to write. |"
    (found,) = items(table, Reading(tasks=(read("p1", owner="Ana"),)))
    assert (found["basis"], found["origin"]) == ("proposed", "r1#p1")


def test_a_task_in_a_proposed_decision_comes_from_it() -> None:
    decided = (Decided("p1", "verb"),)
    (found,) = items("1. Asked Ana to write.", Reading(decided=decided, tasks=(read("p1"),)))
    assert found["origin"] == "r1#p1"


def test_values_that_mean_nothing_are_left_out() -> None:
    (found,) = items('{.action owner="Ana Lee" due=soon status=later}\n1. One.')
    assert (found["owner"], found["owner_as_written"]) == (None, "Ana Lee")
    assert (found["due_edtf"], found["status"]) == (None, "open")


# -- what becomes of them -----------------------------------------------------------------


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(archive()) as made:
        yield made


def archive() -> sqlite3.Connection:
    """Three meetings of a board with minutes, and whom tasks may belong to."""
    made = sqlite3.connect(":memory:")
    made.deserialize(template())
    return made


@cache
def template() -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        schema.create(made)
        insert(made, "body", id="board", name="Board")
        insert(made, "body", id="office", name="Secretariat of the Board", aliases=["SB"])
        insert(made, "person", id="ana", name="Ana Lee")
        for n in range(1, 4):
            insert(made, "meeting", id=f"m{n}", name=f"M{n}", body="board", **days(f"202{n}-05"))
            minutes(made, n)
        made.commit()
        return made.serialize()


def minutes(db: sqlite3.Connection, n: int, **columns: object) -> None:
    row = {"id": f"r{n}", "docid": n, "kind": "minutes", "title": "M", "meeting": f"m{n}",
           "status": "final", "access": "public", "path": f"r{n}.md", "current_version": 1,
           "removed": 0}  # fmt: skip
    insert(db, "record", **(row | columns))


def listed(
    db: sqlite3.Connection, record: str, key: str = "write", at: int = 1, **values: object
) -> None:
    row = {"record": record, "anchor": f"p{at}", "text": key, "key": key, "status": "open",
           "basis": "stated", "line_start": at, "line_end": at}  # fmt: skip
    insert(db, "action_item", **(row | values))


def related(db: sqlite3.Connection, by: str, to: str, kind: str, **values: object) -> None:
    row = {"asserted_in": by, "n": 1, "from": by, "to": to, "kind": kind, "scope": "whole",
           "record": by.partition("#")[0], "basis": "stated", "recorded_from": 1}  # fmt: skip
    insert(db, "relation", **(row | values))


def events(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute("SELECT action, kind, record FROM action_event ORDER BY action, n").fetchall()


def test_tasks_and_events_are_written(db: sqlite3.Connection) -> None:
    listed(db, "r1", owner="ana")
    listed(db, "r3", owner="ana", status="done")
    refresh(db, fresh=True)
    assert db.execute(
        "SELECT id, owner, body, opened_on, closed_on, status, meetings_survived FROM action"
    ).fetchall() == [("r1#p1", "ana", "board", "2021-05-01", "2023-05-01", "done", 1)]
    assert events(db) == [("r1#p1", "opened", "r1"), ("r1#p1", "done", "r3")]


def test_a_report_closes_with_the_status_of_its_mark(db: sqlite3.Connection) -> None:
    listed(db, "r1")
    insert(db, "paragraph", record="r2", version=1, anchor="p7", position=1, kind="item",
           text="Done.", marks={"status": "done"}, line_start=9, line_end=9)  # fmt: skip
    related(db, "r2#p7", "r1#p1", "reports-on")
    refresh(db, fresh=True)
    assert events(db)[-1] == ("r1#p1", "done", "r2")


def test_the_side_of_the_task_may_say_what_was_done(db: sqlite3.Connection) -> None:
    listed(db, "r1")
    related(db, "r3#p7", "r1#p1", "implements", asserted_in="r1#p1", record="r1")
    refresh(db, fresh=True)
    assert events(db)[-1] == ("r1#p1", "done", "r3")


def test_a_proposal_ends_nothing(db: sqlite3.Connection) -> None:
    listed(db, "r1")
    related(db, "r2#p1", "r1#p1", "revokes")
    insert(db, "decision_known", decision="r2#p1", record="r2", sort="proposal", text="x",
           basis="stated", recorded_from=1)  # fmt: skip
    refresh(db, fresh=True)
    assert events(db)[-1][1] == "reported"


def test_relations_that_no_longer_stand_say_nothing(db: sqlite3.Connection) -> None:
    listed(db, "r1")
    related(db, "r2#p1", "r1#p1", "revokes", recorded_to=2)
    refresh(db, fresh=True)
    assert len(events(db)) == 1


def test_minutes_of_a_body_that_name_no_meeting_are_counted(db: sqlite3.Connection) -> None:
    listed(db, "r1")
    minutes(db, 9, meeting=None, body="board", **days("2024-02"))
    refresh(db, fresh=True)
    assert db.execute("SELECT meetings_survived FROM action").fetchone() == (3,)


def test_tasks_go_on_within_what_was_brought_in_together(db: sqlite3.Connection) -> None:
    for n, line in ((7, "club"), (8, "club"), (9, "team")):
        insert(db, "commit_", seq=n, message="x", line=line)
        insert(db, "version", record=f"r{n}", n=1, commit_seq=n, path="x", change="created")
        minutes(db, n, meeting=None, **days(f"201{n}"))
        listed(db, f"r{n}")
    refresh(db, fresh=True)
    assert events(db) == [
        ("r7#p1", "opened", "r7"), ("r7#p1", "carried", "r8"), ("r9#p1", "opened", "r9")
    ]  # fmt: skip


def test_a_translation_lists_no_task_of_its_own(db: sqlite3.Connection) -> None:
    minutes(db, 8, meeting="m1", work="w", authoritative=1)
    minutes(db, 9, meeting="m1", work="w")
    listed(db, "r8")
    listed(db, "r9", "schreiben")
    refresh(db, fresh=True)
    assert events(db) == [("r8#p1", "opened", "r8")]


def test_the_tasks_of_a_withdrawn_record_are_dropped(db: sqlite3.Connection) -> None:
    db.execute("UPDATE record SET status = 'withdrawn' WHERE id = 'r1'")
    listed(db, "r1")
    refresh(db, fresh=True)
    assert db.execute("SELECT status FROM action").fetchone() == ("dropped",)


STEP = st.tuples(
    st.integers(1, 3), st.integers(1, 3), st.sampled_from(["write", "call"]),
    st.sampled_from([None, "ana", "office"]), st.sampled_from(["open", "done"]),
    st.sampled_from([None, "r1#p1", "r2#p2"]),
)  # fmt: skip


def apply(db: sqlite3.Connection, step: tuple[int, int, str, str | None, str, str | None]) -> None:
    """List a task, or strike it out where it is listed; on the way a meeting may be moved."""
    n, at, key, owner, status, continues = step
    gone = db.execute(
        "DELETE FROM action_item WHERE record = ? AND anchor = ?", (f"r{n}", f"p{at}")
    )
    if not gone.rowcount:
        listed(db, f"r{n}", key, at, owner=owner, status=status, continues=continues)
    if owner == "office":
        day = f"202{4 - n}-0{at}"
        db.execute(
            "UPDATE meeting SET date_edtf = ?, date_start = ?, date_end = ? WHERE id = ?",
            (*days(day).values(), f"m{n}"),
        )


def tables(db: sqlite3.Connection) -> list[object]:
    return [db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608
            for name in ("action", "action_event")]  # fmt: skip


@given(st.lists(STEP, max_size=12))
def test_many_builds_give_what_one_gives(
    steps: list[tuple[int, int, str, str | None, str, str | None]],
) -> None:
    with closing(archive()) as whole, closing(archive()) as grown:
        for step in steps:
            apply(whole, step)
            apply(grown, step)
            refresh(grown, fresh=False)
        refresh(whole, fresh=True)
        assert tables(whole) == tables(grown)


def test_a_task_that_is_marked_later_is_the_same_task(repository: Repository) -> None:
    text = "## Actions\n\n1. Secretariat: send the list"
    repository.record("first", text, more="meeting: som\n", kind="minutes")
    marked = "# Decisions\n\n{.action status=done}\n7. Secretariat: send the list"
    repository.record("second", marked, more="meeting: som2\n", kind="minutes")
    meetings = "".join(
        f"- {{id: {name}, body: officials, title: {name}, date: {day}}}\n"
        for name, day in (("som", "2016-11-10"), ("som2", "2017-05-10"))
    )
    repository.write("registers/meetings.yaml", meetings)
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, owner_as_written, status FROM action") == [
        ("first#p1", "Secretariat", "done")
    ]
