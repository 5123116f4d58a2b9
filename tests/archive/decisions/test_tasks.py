"""What becomes of a task over the texts that speak of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.decisions.sequence import Meeting, Text
from archive.decisions.tasks import ENDS, Item, Statement, Task, tasks_of

MEETINGS = tuple(
    Meeting(f"m{n}", "board", f"202{n}-05-01", f"202{n}-05-01", "Board", n) for n in range(1, 7)
)


def text(n: int, *, draft: bool = False) -> Text:
    """The minutes of the n-th meeting of the board."""
    return Text(f"r{n}", f"m{n}", "board", f"202{n}-05-01", f"202{n}-05-01", "board", draft)


def item(
    source: Text | int, key: str = "write", owner: str | None = "ana", *, at: int = 1,
    status: str = "open", basis: str = "stated", continues: str | None = None,
    origin: str | None = None, written: str | None = None,
) -> Item:  # fmt: skip
    return Item(
        text(source) if isinstance(source, int) else source, f"p{at}", owner, written, None,
        key.title(), key, status, continues, origin, basis, "mark:action", at, at,
    )  # fmt: skip


def said(
    source: int, to: str, kind: str = "reports-on", *, at: int = 9, scope: str = "whole",
    status: str | None = None, basis: str = "stated", draft: bool = False,
) -> Statement:  # fmt: skip
    by = f"r{source}#p{at}"
    return Statement(text(source, draft=draft), by, to, kind, scope, status, basis, at)


def told(items: Iterable[Item], statements: Iterable[Statement] = ()) -> list[Task]:
    return tasks_of(items, statements, MEETINGS)


def kinds(task: Task) -> list[tuple[str, str]]:
    return [(event.kind, event.record) for event in task.events]


def test_a_task_is_known_again_by_key_and_owner() -> None:
    (task,) = told([item(1), item(2), item(3)])
    assert kinds(task) == [("opened", "r1"), ("carried", "r2"), ("carried", "r3")]
    assert (task.id, task.status, task.opened_on) == ("r1#p1", "open", "2021-05-01")


def test_another_owner_is_a_reassignment() -> None:
    (task,) = told([item(1), item(2, owner="ben"), item(3, owner="ben")])
    assert [event.kind for event in task.events] == ["opened", "reassigned", "carried"]
    assert task.owner == "ben"
    assert task.events[0].owner == "ana"


def test_an_owner_who_is_not_named_again_is_still_the_owner() -> None:
    (task,) = told([item(1), item(2, owner=None)])
    assert (kinds(task)[1][0], task.owner, task.events[1].owner) == ("carried", "ana", "ana")


def test_a_name_that_leads_nowhere_is_no_other_owner() -> None:
    (task,) = told([item(1), item(2, owner=None, written="The Office", basis="proposed")])
    assert (kinds(task)[1][0], task.owner) == ("carried", "ana")


def test_the_same_owner_goes_before_another_one() -> None:
    first, second = told(
        [item(1, owner="ana"), item(1, owner="ben", at=2), item(2, owner="ben"),
         item(2, owner="cy", at=2)]
    )  # fmt: skip
    assert [event.kind for event in second.events] == ["opened", "carried"]
    assert first.owner == "cy"


def test_the_same_words_twice_in_one_text_are_two_tasks() -> None:
    tasks = told([item(1, at=1), item(1, at=2), item(2, at=5), item(2, at=7)])
    assert [[event.anchor for event in task.events] for task in tasks] == [
        ["p1", "p5"],
        ["p2", "p7"],
    ]


def test_another_body_has_tasks_of_its_own() -> None:
    other = Text("x", None, "panel", "2022", "2022-01-01", "panel")
    assert len(told([item(1), item(other)])) == 2


def test_done_ends_a_task_and_what_comes_back_is_a_new_one() -> None:
    first, second = told([item(1), item(2, status="done"), item(3)])
    assert (first.status, first.closed_on) == ("done", "2022-05-01")
    assert (second.id, second.status) == ("r3#p1", "open")


def test_what_is_listed_once_more_as_done_is_nothing_new() -> None:
    (task,) = told([item(1), item(2, status="done"), item(3, status="done")])
    assert len(task.events) == 2


def test_a_task_that_is_done_when_first_heard_of_is_opened_and_done() -> None:
    (task,) = told([item(1, status="dropped")])
    assert [event.kind for event in task.events] == ["opened", "dropped"]


def test_what_nobody_lists_any_more_stays_open() -> None:
    task, _ = told([item(1), item(2), item(4, key="other")])
    assert (task.status, task.events[-1].meeting, task.meetings_survived) == ("open", "m2", 5)


def test_a_mark_wins_over_likeness() -> None:
    write, call = told([item(1), item(1, key="call", at=2), item(2, continues="r1#p2")])
    assert kinds(write) == [("opened", "r1")]
    assert kinds(call) == [("opened", "r1"), ("carried", "r2")]


def test_other_words_that_a_mark_led_on_are_known_again() -> None:
    (task,) = told([item(1), item(2, key="draft", continues="r1#p1"), item(3, key="draft")])
    assert [event.kind for event in task.events] == ["opened", "carried", "carried"]


def test_a_mark_may_name_a_later_item_of_the_task() -> None:
    (task,) = told([item(1), item(2), item(3, key="x", continues="r2#p1", status="done")])
    assert task.status == "done"


def test_a_mark_that_leads_nowhere_loses_no_task() -> None:
    assert [task.id for task in told([item(1, continues="gone#p1")])] == ["r1#p1"]


def test_what_continues_an_ended_task_is_a_new_one_of_the_same_origin() -> None:
    _, new = told([item(1, status="done", origin="r1#p9"), item(2, continues="r1#p1")])
    assert new.origin == "r1#p9"


def test_a_report_is_told_and_ends_nothing() -> None:
    (task,) = told([item(1)], [said(2, "r1#p1"), said(3, "r1#p1", "implements", scope="part")])
    assert kinds(task)[1:] == [("reported", "r2"), ("reported", "r3")]
    assert task.status == "open"


def test_implementing_the_whole_of_it_is_doing_it() -> None:
    (task,) = told([item(1)], [said(3, "r1#p1", "implements")])
    assert (task.status, task.closed_on, task.meetings_survived) == ("done", "2023-05-01", 1)


def test_a_report_that_says_done_ends_it() -> None:
    (task,) = told([item(1)], [said(2, "r1#p1", status="done")])
    assert kinds(task)[-1] == ("done", "r2")


def test_an_open_action_that_implements_has_done_nothing_yet() -> None:
    first, _ = told([item(1), item(2, key="x", at=9)], [said(2, "r1#p1", "implements")])
    assert (first.status, kinds(first)[-1][0]) == ("open", "reported")


def test_an_action_that_reports_on_a_task_is_that_task() -> None:
    (task,) = told([item(1), item(2, key="x", at=9, status="done")], [said(2, "r1#p1")])
    assert kinds(task) == [("opened", "r1"), ("done", "r2")]


def test_a_revoked_decision_takes_its_tasks_along() -> None:
    (task,) = told([item(1, origin="r1#p3")], [said(2, "r1#p3", "revokes")])
    assert kinds(task)[-1] == ("dropped", "r2")


def test_both_sides_of_one_relation_are_one_event() -> None:
    both = [said(2, "r1#p1"), replace(said(2, "r1#p1"), basis="proposed")]
    (task,) = told([item(1)], both)
    assert [event.basis for event in task.events] == ["stated", "stated"]


def test_a_draft_ends_nothing() -> None:
    (task,) = told([item(1), item(text(2, draft=True), status="done")])
    assert (task.status, kinds(task)[-1][0]) == ("open", "reported")


def test_a_proposal_ends_no_task_that_a_person_stated() -> None:
    again = item(2, status="done", basis="proposed")
    (stated,) = told([item(1), again])
    (proposed,) = told([item(1, basis="proposed"), again])
    assert (stated.status, stated.basis) == ("open", "stated")
    assert (proposed.status, proposed.basis) == ("done", "proposed")


def test_position_in_the_text_orders_what_one_text_says() -> None:
    (task,) = told([item(1), item(2, at=20)], [said(2, "r1#p1", at=5)])
    assert [event.anchor for event in task.events] == ["p1", "p5", "p20"]


def test_numbers_order_meetings_that_their_dates_do_not() -> None:
    vague = (
        Meeting("m1", "board", "2021-05-01", "2021-05-01", "Board", 1),
        Meeting("m2", "board", "2021-01-01", "2021-12-31", "Board", 2),
        Meeting("m3", "board", None, None, "Board", 3),
    )
    (task,) = tasks_of([item(3), item(2), item(1)], (), vague)
    assert [event.meeting for event in task.events] == ["m1", "m2", "m3"]


def test_texts_without_a_date_come_last() -> None:
    bare = Text("a", None, "board", None, None, "board")
    (task,) = told([item(bare), item(1)])
    assert kinds(task) == [("opened", "r1"), ("carried", "a")]


def test_meetings_without_minutes_here_are_not_counted() -> None:
    held = [replace(each, kept=each.id != "m3") for each in MEETINGS]
    (task,) = tasks_of([item(1), item(5, status="done")], (), held)
    assert task.meetings_survived == 2


def test_minutes_that_name_no_meeting_are_counted_as_one() -> None:
    loose = [Text(f"x{n}", None, None, f"202{n}", f"202{n}-01-01", "club") for n in range(1, 5)]
    (task,) = tasks_of([item(loose[0])], (), (), loose)
    assert task.meetings_survived == 3


ITEMS = st.builds(
    item,
    st.integers(1, 6).map(text) | st.integers(1, 6).map(lambda n: text(n, draft=True)),
    st.sampled_from(["write", "call"]),
    st.sampled_from([None, "ana", "ben"]),
    at=st.integers(1, 6),
    status=st.sampled_from(["open", "done", "dropped"]),
    basis=st.sampled_from(["stated", "proposed"]),
    continues=st.none() | st.builds("r{}#p{}".format, st.integers(1, 6), st.integers(1, 6)),
    origin=st.none() | st.just("r1#p6"),
)
SAID = st.builds(
    said,
    st.integers(1, 6),
    st.builds("r{}#p{}".format, st.integers(1, 6), st.integers(1, 6)),
    st.sampled_from(["implements", "reports-on", "revokes"]),
    at=st.integers(1, 9),
    scope=st.sampled_from(["whole", "part"]),
    status=st.sampled_from([None, "open", "done", "dropped"]),
)
LISTED = st.lists(ITEMS, max_size=25, unique_by=lambda each: each.id)


@given(LISTED, st.lists(SAID, max_size=8))
def test_events_come_in_a_legal_order_and_no_task_is_lost(
    items: list[Item], statements: list[Statement]
) -> None:
    tasks = told(items, statements)
    assert len({task.id for task in tasks}) == len(tasks)
    for task in tasks:
        names = [event.kind for event in task.events]
        assert names[0] == "opened"
        assert "opened" not in names[1:]
        assert not set(names[:-1]) & set(ENDS)
        assert task.status == (names[-1] if names[-1] in ENDS else "open")
        assert task.meetings_survived >= 0
    heard = {f"{event.record}#{event.anchor}" for task in tasks for event in task.events}
    lost = [each for each in items if each.id not in heard]
    assert all(each.status in ENDS for each in lost)  # listed once more as what they are


@given(LISTED, st.lists(SAID, max_size=8))
def test_the_order_of_what_is_given_is_no_matter(
    items: list[Item], statements: list[Statement]
) -> None:
    before = told(items, statements)
    assert before == told(reversed(items), reversed(statements))
