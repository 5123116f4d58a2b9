"""Questions of what was left undone, and of what does not fit, on a small archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.questions import answer
from tests.archive.by_hand import insert, meeting, record
from tests.archive.decided_by_hand import ADDRESSED, decide, registered, relate, task
from tests.archive.test_questions_decisions import by, column


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = registered(tmp_path / "archive.db")
    yield opened
    opened.close()


# -- tasks ----------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "heard", "overdue"), [
    ("2018-01-01", "2017-11-22", ""), ("2018-12-31", "2018-06-01", ""),
    ("2019-01-01", "2018-06-01", "overdue"),
])  # fmt: skip
def test_an_open_task_with_its_age(
    conn: sqlite3.Connection, day: str, heard: str, overdue: str
) -> None:
    found = answer(conn, "open-actions", {"day": day})
    assert by(found, "action", "owner", "last heard of", "overdue", "certain") == [
        ("c6#p2", "aes", heard, overdue, "yes")
    ]


def test_no_task_before_it_was_opened(conn: sqlite3.Connection) -> None:
    found = answer(conn, "open-actions", {"day": "2017-11-21"})
    assert found.said == ("No task in the archive was open as of 2017-11-21.")


def test_a_task_is_closed_on_the_day_it_was_done(conn: sqlite3.Connection) -> None:
    task(conn, "c9#p2", ("opened", "2024-01-26"), ("done", "2024-05-01"))
    open_ = [column(answer(conn, "open-actions", {"day": f"2024-0{day}", "owner": "aes"}), "action")
             for day in ("4-30", "5-01")]  # fmt: skip
    assert open_ == [["c6#p2", "c9#p2"], ["c6#p2"]]


def test_closed_on_an_unknown_day_it_was_perhaps_open_then_and_is_not_today(
    conn: sqlite3.Connection,
) -> None:
    task(conn, "c9#p2", ("opened", "2024-01-26"), ("done", None))
    then = answer(conn, "open-actions", {"day": "2024-02-01"})
    assert ("c9#p2", "perhaps") in by(then, "action", "certain")
    assert "c9#p2" not in column(answer(conn, "open-actions", {}), "action")


def test_the_owner_is_the_one_of_that_day(conn: sqlite3.Connection) -> None:
    task(conn, "c9#p2", ("opened", "2024-01-26"), ("reassigned", "2024-05-01"))
    conn.execute("UPDATE action_event SET owner = 'kr' WHERE action = 'c9#p2' AND n = 2")
    conn.execute("UPDATE action SET owner = 'kr' WHERE id = 'c9#p2'")
    assert answer(conn, "open-actions", {"day": "2024-04-01", "owner": "kr"}).rows == []
    found = answer(conn, "open-actions", {"day": "2024-05-01", "owner": "kr"})
    assert column(found, "action") == ["c9#p2"]


@pytest.mark.parametrize(
    ("owner", "told"), [("secretariat", 1), ("the sec", 1), ("tariat", 0), ("kr", 0)]
)
def test_an_owner_is_found_by_words(conn: sqlite3.Connection, owner: str, told: int) -> None:
    conn.execute("UPDATE action SET owner_as_written = 'The Secretariat'")
    assert len(answer(conn, "open-actions", {"owner": owner}).rows) == told


def test_meetings_survived_are_those_of_its_body_with_minutes(conn: sqlite3.Connection) -> None:
    meeting(conn, "asemme7", "2019-05-15", "held")
    meeting(conn, "asemme8", "2021-12-15", "held")
    record(conn, "c8", "decision", "Conclusions", [(1, "x")], meeting="asemme8")
    found = answer(conn, "open-actions", {"day": "2022-01-01"})
    assert column(found, "meetings survived") == [1]


def test_a_task_that_nobody_has_says_so(conn: sqlite3.Connection) -> None:
    task(conn, "c9#p2", ("opened", None), owner=None)
    found = answer(conn, "open-actions", {})
    assert by(found, "action", "certain", "what to know")[-1] == (
        "c9#p2", "perhaps", "since when is not known; nobody is named for it"
    )  # fmt: skip


# -- what does not fit ----------------------------------------------------------------


def natures(conn: sqlite3.Connection) -> list[tuple[object, ...]]:
    found = answer(conn, "relation-conflicts", {})
    return by(found, "nature", "from", "to", "asserted in")


def test_where_all_fits_nothing_is_told(conn: sqlite3.Connection) -> None:
    found = answer(conn, "relation-conflicts", {})
    assert found.rows == []
    assert found.said == (
        "The archive has no relation of decisions that does not fit (any sort, any decision)."
    )


def test_an_older_text_need_not_know_its_successor(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "c6#p2")
    assert natures(conn) == []


def test_a_successor_must_say_what_it_replaces(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "c6#p2", by="c6#p2")
    assert natures(conn) == [("one-sided", "c9#p1", "c6#p2", "c6#p2")]


def test_the_two_sides_say_different_things(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "c6#p2")
    relate(conn, "c9#p1", "supersedes", "c6#p2", by="c6#p2")
    found = answer(conn, "relation-conflicts", {"nature": "contradictory"})
    assert by(found, "asserted in", "kind", "note") == [
        ("c9#p1", "amends", "c6#p2 says otherwise: supersedes"),
        ("c6#p2", "supersedes", "c9#p1 says otherwise: amends"),
    ]


def test_the_two_sides_mean_the_whole_and_a_part(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "c6#p2", scope="part")
    relate(conn, "c9#p1", "amends", "c6#p2", by="c6#p2")
    assert {row[0] for row in natures(conn)} == {"contradictory"}


def test_of_several_statements_one_that_fits_is_enough(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "c6#p2")
    relate(conn, "c9#p1", "amends", "c6#p2", by="c6#p2")
    relate(conn, "c9#p1", "reaffirms", "c6#p2")
    assert [row for row in natures(conn) if row[3] == "c6#p2"] == []


def test_each_is_said_to_replace_the_other(conn: sqlite3.Connection) -> None:
    relate(conn, "c6#p2", "supersedes", "c6#p3")
    relate(conn, "c6#p3", "revokes", "c6#p2")
    assert natures(conn) == [
        ("contradictory", "c6#p2", "c6#p3", "c6#p2"), ("contradictory", "c6#p3", "c6#p2", "c6#p3"),
    ]  # fmt: skip


def test_what_is_ended_was_adopted_after_what_ends_it(conn: sqlite3.Connection) -> None:
    relate(conn, "c6#p2", "supersedes", "c9#p1")
    [row] = answer(conn, "relation-conflicts", {}).rows
    assert row[0] == "contradictory"
    assert row[5] == "c9#p1 was adopted after c6#p2, on 2024-01-26 or later"


def test_a_ring_is_told_in_each_of_its_statements(conn: sqlite3.Connection) -> None:
    ring = ["c6#p2", "c6#p3", "c6#p4"]
    for at, name in enumerate(ring):
        relate(conn, name, "amends", ring[(at + 1) % 3])
    relate(conn, "c6#p5", "amends", "c6#p2")
    assert [(row[0], row[1]) for row in natures(conn)] == [("circular", name) for name in ring]


def test_what_acts_on_itself_is_a_ring(conn: sqlite3.Connection) -> None:
    relate(conn, "c6#p2", "amends", "c6#p2")
    assert natures(conn) == [("circular", "c6#p2", "c6#p2", "c6#p2")]


@pytest.mark.parametrize(("target", "note"), [
    ("lost", "no record here is called lost"), ("gone", "no record here is called gone"),
    ("c6#p99", "c6 has no paragraph p99"), ("lost#p1", "no record here is called lost"),
])  # fmt: skip
def test_what_is_named_is_not_here(conn: sqlite3.Connection, target: str, note: str) -> None:
    relate(conn, "c9#p1", "amends", target)
    [row] = answer(conn, "relation-conflicts", {}).rows
    assert (row[0], row[5]) == ("dangling", note)


@pytest.mark.parametrize("target", ["c6", "c9#p2", "letter-korea"])
def test_records_and_plain_paragraphs_may_be_named(conn: sqlite3.Connection, target: str) -> None:
    relate(conn, "c9#p1", "implements", target)
    assert natures(conn) == []


def test_conflicts_of_one_record(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "lost")
    assert len(answer(conn, "relation-conflicts", {"decision": "c9"}).rows) == 1
    assert answer(conn, "relation-conflicts", {"decision": "m16"}).rows == []


def test_what_is_no_longer_said_is_no_conflict(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "amends", "lost")
    conn.execute("UPDATE relation SET recorded_to = 3")
    assert natures(conn) == []


# -- what was left undone -------------------------------------------------------------


def test_minutes_that_nobody_adopted(conn: sqlite3.Connection) -> None:
    meeting(conn, "som-2018", "2018-10-15", "held", body="som")
    found = answer(conn, "minutes-never-adopted", {"day": "2016-11-20"})
    assert by(found, "record", "age in days", "later meetings", "decisions") == [("m16", 10, 0, 1)]
    found = answer(conn, "minutes-never-adopted", {"body": "SOM"})
    assert by(found, "record", "later meetings") == [("m16", 1)]


@pytest.mark.parametrize("change", [
    "UPDATE record_state SET status = 'adopted' WHERE record = 'm16'",
    "UPDATE meeting_state SET minutes_status = 'adopted' WHERE meeting = 'som1-2016'",
])  # fmt: skip
def test_adopted_minutes_are_not_listed(conn: sqlite3.Connection, change: str) -> None:
    conn.execute(change)
    assert answer(conn, "minutes-never-adopted", {}).rows == []


def test_what_is_cited_and_not_here(conn: sqlite3.Connection) -> None:
    insert(conn, "record_reference", record="c9", n=2, field="cites.0", target="c6", anchor="p99")
    insert(conn, "record_reference", record="c9", n=3, field="reply_to", target="lost")
    insert(conn, "record_reference", record="c9", n=4, field="cites.1", target="deck", anchor="p1")
    insert(conn, "record_reference", record="c9", n=5, field="cites.2", target="c6", anchor="p1")
    relate(conn, "c9#p1", "amends", "gone#p1")
    for n, (written, target) in enumerate((("CC 47", None), ("CC 1", "c6#p1")), 1):
        insert(conn, "citation", record="c9", n=n, anchor="p2", written=written, number=47,
               target=target, rule="conclusion", line_start=1)  # fmt: skip
    found = answer(conn, "cited-but-missing", {"record": "c9"})
    assert by(found, "cited in", "how", "as written", "cited", "missing", "basis") == [
        ("c9", "cites.0", None, "c6#p99", "paragraph", "stated"),
        ("c9", "reply to", None, "lost", "record", "stated"),
        ("c9#p1", "amends", None, "gone#p1", "record", "stated"),
        ("c9#p2", "in the text", "CC 47", None, "unresolved", "proposed"),
    ]
    assert column(found, "note")[2] == "the record was taken out of the archive"
    only = answer(conn, "cited-but-missing", {"missing": "unresolved"})
    assert column(only, "as written") == ["CC 47"]


def test_a_proposal_that_nobody_decided(conn: sqlite3.Connection) -> None:
    found = answer(conn, "proposals-undecided", {"day": "2017-12-02"})
    assert by(found, "decision", "proposed on", "proposed by", "age in days") == [
        ("c6#p4", "2017-11-22", "Ministers", 10)
    ]
    assert answer(conn, "proposals-undecided", {"day": "2017-11-21"}).rows == []


def test_a_proposal_is_undecided_until_the_day_of_its_adoption(conn: sqlite3.Connection) -> None:
    decide(conn, "c6#p7", ("proposed", "2017-11-22", "2024-01-25"), ("adopted", "2024-01-26", None),
           sort="proposal")  # fmt: skip
    told = [column(answer(conn, "proposals-undecided", {"day": day}), "decision")
            for day in ("2024-01-25", "2024-01-26")]  # fmt: skip
    assert told == [["c6#p4", "c6#p7"], ["c6#p4"]]


def test_decided_on_an_unknown_day_it_is_decided_today(conn: sqlite3.Connection) -> None:
    decide(conn, "c6#p7", ("proposed", "2017-11-22", None), ("withdrawn", None, None))
    then = answer(conn, "proposals-undecided", {"day": "2018-01-01"})
    assert by(then, "decision", "what to know")[-1] == (
        "c6#p7", "decided on a day that is not known"
    )  # fmt: skip
    assert column(answer(conn, "proposals-undecided", {}), "decision") == ["c6#p4"]


def test_what_another_decision_adopts_is_decided(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "adopts", "c6#p4", at=2)
    assert answer(conn, "proposals-undecided", {}).rows == []
    assert len(answer(conn, "proposals-undecided", {"known_at": "1"}).rows) == 1
    assert len(answer(conn, "proposals-undecided", {"day": "2020-01-01"}).rows) == 1


def test_what_a_draft_adopts_is_not(conn: sqlite3.Connection) -> None:
    decide(conn, "c9#p2", ("proposed", "2024-01-26", None))
    relate(conn, "c9#p2", "adopts", "c6#p4")
    assert "c6#p4" in column(answer(conn, "proposals-undecided", {}), "decision")


def test_decisions_that_nothing_followed_binding_ones_with_a_name_first(
    conn: sqlite3.Connection,
) -> None:
    found = answer(conn, "decisions-without-follow-up", {"day": "2024-06-01"})
    assert column(found, "decision") == ["c6#p2", "c9#p1", "m16#u3", "c6#p3"]
    assert column(found, "what to know")[0] == "its task is open: c6#p2"


def test_a_follow_up_counts_from_its_own_day_on(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "reaffirms", "c6#p2")
    told = [column(answer(conn, "decisions-without-follow-up", {"day": day}), "decision")[0]
            for day in ("2024-01-25", "2024-01-26")]  # fmt: skip
    assert told == ["c6#p2", "c9#p1"]


def test_a_draft_follows_nothing_up(conn: sqlite3.Connection) -> None:
    record(conn, "plan", "strategy", "A plan", [(1, "x")], date="2019", status="draft")
    relate(conn, "plan", "implements", "c6#p2")
    found = answer(conn, "decisions-without-follow-up", {})
    assert "c6#p2" in column(found, "decision")


def test_a_mandate_on_which_nothing_was_reported(conn: sqlite3.Connection) -> None:
    found = answer(conn, "mandates-unreported", {"day": "2018-01-01"})
    assert by(found, "decision", "mandate", "overdue", "age in days") == [
        ("c6#p2", "aes-belgium", "", 40)
    ]
    later = answer(conn, "mandates-unreported", {})
    assert column(later, "overdue") == ["overdue"]


def test_by_words_alone_the_secretariat_is_known_too(conn: sqlite3.Connection) -> None:
    decide(conn, "c9#p2", ("adopted", "2024-01-26", None), addressee=ADDRESSED["addressee"])
    assert column(answer(conn, "mandates-unreported", {}), "decision") == ["c6#p2", "c9#p2"]


def test_without_a_named_secretariat_bodies_of_that_kind_count(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM process WHERE key = 'secretariat'")
    assert column(answer(conn, "mandates-unreported", {}), "decision") == ["c6#p2"]


@pytest.mark.parametrize("event", ["reported", "done"])
def test_a_task_that_was_reported_on_answers_its_mandate(
    conn: sqlite3.Connection, event: str
) -> None:
    task(conn, "c9#p2", ("opened", "2024-01-26"), (event, "2024-05-01"), origin="c6#p2")
    assert answer(conn, "mandates-unreported", {}).rows == []
    assert len(answer(conn, "mandates-unreported", {"day": "2024-04-01"}).rows) == 1


def test_a_report_answers_its_mandate(conn: sqlite3.Connection) -> None:
    relate(conn, "c9#p1", "reports-on", "c6#p2")
    found = answer(conn, "mandates-unreported", {})
    assert found.said is not None
    assert found.said.startswith("No mandate to the secretariat in the archive was without")


def test_an_adopted_proposal_is_told_by_what_adopted_it(conn: sqlite3.Connection) -> None:
    decide(conn, "c9#p7", ("proposed", "2024-01-20", "2024-01-25"), ("adopted", "2024-01-26", None),
           sort="proposal", at=2)  # fmt: skip
    found = answer(conn, "decisions-without-follow-up", {"day": "2024-06-01"})
    assert "c9#p7" not in column(found, "decision")
