"""The register's questions on a small archive: what was decided and what holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import NotInArchive, UsageProblem
from archive.lookup import open_archive
from archive.questions import Answer, answer
from tests.archive.decided_by_hand import decide, registered, relate, states


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("register") / "archive.db"
    registered(path).close()
    opened = open_archive(path)
    yield opened
    opened.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The same for one test, to which it may add."""
    opened = registered(tmp_path / "archive.db")
    yield opened
    opened.close()


def column(found: Answer, name: str) -> list[object]:
    return [row[found.columns.index(name)] for row in found.rows]


def by(found: Answer, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(column(found, name) for name in names), strict=True))


def pairs(found: Answer, name: str, value: str) -> dict[object, object]:
    return dict(zip(column(found, name), column(found, value), strict=True))


def in_force(conn: sqlite3.Connection, day: str, **asked: str) -> dict[object, object]:
    found = answer(conn, "decisions-in-force", {"day": day} | asked)
    return pairs(found, "decision", "in force")


# -- in force -------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "held"), [
    ("2017-11-21", None), ("2017-11-22", "yes"), ("2024-01-25", "yes"), ("2024-01-26", None),
])  # fmt: skip
def test_a_decision_holds_from_its_adoption_to_the_day_before_its_end(
    conn: sqlite3.Connection, day: str, held: str | None
) -> None:
    assert in_force(conn, day).get("c6#p1") == held


def test_as_known_before_its_successor_came_it_still_holds(conn: sqlite3.Connection) -> None:
    assert in_force(conn, "2024-06-01", known_at="1")["c6#p1"] == "yes"
    assert "c9#p1" not in in_force(conn, "2024-06-01", known_at="1")


def test_since_when_unknown_is_perhaps_and_says_so(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions-in-force", {"day": "1999-01-01"})
    assert by(found, "decision", "since", "in force", "what to know") == [
        ("c6#p3", None, "perhaps", "since when is not known")
    ]


@pytest.mark.parametrize(("day", "state", "held"), [
    ("2019-12-31", "adopted", "yes"), ("2020-06-01", "amended", "yes"),
    ("2021-01-01", "amended", "yes"),
])  # fmt: skip
def test_amended_some_time_in_a_year_it_holds_all_through(
    conn: sqlite3.Connection, day: str, state: str, held: str
) -> None:
    found = answer(conn, "decisions-in-force", {"day": day})
    rows = {row[0]: row[1:] for row in by(found, "decision", "state", "in force")}
    assert rows["c6#p5"] == (state, held)


@pytest.mark.parametrize(
    ("day", "held"), [("2018-12-31", "yes"), ("2019-06-01", "perhaps"), ("2020-01-01", None)]
)
def test_withdrawn_some_time_in_a_year_it_perhaps_holds(
    conn: sqlite3.Connection, day: str, held: str | None
) -> None:
    assert in_force(conn, day).get("c6#p6") == held


def test_each_decision_stands_once(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions-in-force", {"day": "2020-06-01"})
    assert len(set(column(found, "decision"))) == len(found.rows)


@pytest.mark.parametrize("known_at", ["", "3"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"body": "som"}, {"m16#u3"}),
        ({"body": "SOM"}, {"m16#u3"}),
        ({"meeting": "asemme9"}, {"c9#p1"}),
        ({"mandate": "aes-italy"}, {"c9#p1"}),
        ({"theme": "mobility"}, {"c9#p1"}),
        ({"theme": "priorities"}, {"c9#p1"}),
        ({"verb": "mandate"}, {"c6#p2"}),
        ({"verb": "Binding"}, {"c6#p2", "c6#p5", "c9#p1"}),
        ({"addressee": "aes"}, {"c6#p2"}),
        ({"addressee": "ASEM education"}, {"c6#p2"}),
        ({"addressee": "duca"}, set()),
        ({"basis": "proposed"}, {"m16#u3"}),
    ],
)
def test_decisions_are_narrowed_down(
    conn: sqlite3.Connection, asked: dict[str, str], told: set[str], known_at: str
) -> None:
    assert set(in_force(conn, "2024-06-01", known_at=known_at, **asked)) == told


@pytest.mark.parametrize("known_at", ["", "1"])
def test_unadopted_minutes_are_told(conn: sqlite3.Connection, known_at: str) -> None:
    asked = {"day": "2020-01-01", "body": "som", "known_at": known_at}
    found = answer(conn, "decisions-in-force", asked)
    assert by(found, "basis", "what to know") == [
        ("proposed", "from minutes not adopted by a later meeting")
    ]


def test_the_record_of_a_draft_is_told(own: sqlite3.Connection) -> None:
    own.execute("UPDATE record_state SET status = 'draft' WHERE record = 'c9'")
    found = answer(own, "decisions-in-force", {"day": "2024-06-01", "meeting": "asemme9"})
    assert column(found, "what to know") == ["its record is a draft"]


def test_the_newest_come_first_and_paragraphs_in_their_order(own: sqlite3.Connection) -> None:
    for anchor in ("p10", "p9"):
        decide(own, f"c9#{anchor}", ("adopted", "2024-01-26", None))
    found = answer(own, "decisions-in-force", {"day": "2024-06-01"})
    assert column(found, "decision")[:3] == ["c9#p1", "c9#p9", "c9#p10"]


def test_adopted_again_after_an_end_at_no_sure_time_is_perhaps(own: sqlite3.Connection) -> None:
    decide(own, "c9#p3", ("adopted", "2018", "2020"), ("withdrawn", "2020", "2020"),
           ("adopted", "2020", None))  # fmt: skip
    assert in_force(own, "2020-06-01")["c9#p3"] == "perhaps"


def test_none_in_force_is_said(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions-in-force", {"day": "1999-01-01", "body": "som"})
    assert found.said is not None
    assert found.said == "No decision in the archive was in force on 1999-01-01: body som."


def test_a_day_must_be_given(conn: sqlite3.Connection) -> None:
    with pytest.raises(UsageProblem, match="day is missing"):
        answer(conn, "decisions-in-force", {})


# -- the register ---------------------------------------------------------------------


def test_the_register_tells_the_last_state_of_each(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions", {})
    assert pairs(found, "decision", "state") == {
        "c9#p1": "adopted", "c6#p1": "superseded", "c6#p2": "adopted", "c6#p3": "adopted",
        "c6#p4": "proposed", "c6#p5": "amended", "c6#p6": "withdrawn", "m16#u3": "adopted",
    }  # fmt: skip


def test_the_register_as_known_earlier(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions", {"known_at": "1"})
    assert pairs(found, "decision", "state")["c6#p1"] == "adopted"
    assert "c9#p1" not in column(found, "decision")


def test_the_register_by_state(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions", {"state": "amended"})
    assert column(found, "decision") == ["c6#p5"]


def test_the_order_of_events_decides_and_not_their_days(own: sqlite3.Connection) -> None:
    decide(own, "c9#p3", ("adopted", "2024-01-26", None), ("superseded", None, None))
    assert pairs(answer(own, "decisions", {}), "decision", "state")["c9#p3"] == "superseded"


def test_what_was_removed_is_only_known_before(own: sqlite3.Connection) -> None:
    decide(own, "c9#p3", ("adopted", "2024-01-26", None), until=3)
    assert "c9#p3" not in column(answer(own, "decisions", {}), "decision")
    assert "c9#p3" in column(answer(own, "decisions", {"known_at": "2"}), "decision")


def test_decisions_are_counted_by_term_and_body(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decisions-by-mandate", {})
    assert by(found, "mandate", "body", "decisions", "in force", "not decided", "superseded",
              "stated by a person", "proposed by the reader") == [
        ("aes-belgium", "asemme", 6, 3, 1, 1, 6, 0), ("aes-italy", "asemme", 1, 1, 0, 0, 1, 0),
        (None, "som", 1, 1, 0, 0, 0, 1),
    ]  # fmt: skip


# -- what hangs together --------------------------------------------------------------


def test_a_chain_goes_both_ways_step_by_step(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decision-chain", {"decision": "c6#p5"})
    assert by(found, "depth", "decision", "kind", "of", "scope", "asserted in", "state") == [
        (0, "c6#p5", None, None, None, None, "amended"),
        (1, "c9#p1", "extends", "c6#p5", "part", "c9#p1", "adopted"),
        (2, "c6#p1", "superseded by", "c9#p1", "whole", "c6#p1", "superseded"),
        (2, "c6#p1", "superseded by", "c9#p1", "whole", "c9#p1", "superseded"),
    ]


def test_a_chain_as_known_before_there_was_one(conn: sqlite3.Connection) -> None:
    found = answer(conn, "decision-chain", {"decision": "c6#p5", "known_at": "1"})
    assert column(found, "decision") == ["c6#p5"]


def test_a_ring_comes_to_an_end(own: sqlite3.Connection) -> None:
    relate(own, "c6#p5", "amends", "c6#p6")
    relate(own, "c6#p6", "amends", "c9#p1")
    found = answer(own, "decision-chain", {"decision": "c6#p5"})
    assert len(found.rows) == 6


def test_requirements_are_not_followed_on(own: sqlite3.Connection) -> None:
    relate(own, "c6#p2", "requires", "c6#p3")
    relate(own, "c6#p3", "requires", "c6#p4")
    found = answer(own, "decision-chain", {"decision": "c6#p2"})
    assert column(found, "decision") == ["c6#p2", "c6#p3"]


def test_what_is_not_here_stands_in_the_chain_and_says_so(own: sqlite3.Connection) -> None:
    relate(own, "c6#p2", "implements", "lost#p4")
    found = answer(own, "decision-chain", {"decision": "c6#p2"})
    assert by(found, "decision", "what to know")[-1] == ("lost#p4", "not in the archive")


def test_an_unknown_decision_names_those_of_its_record(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="did you mean c6#p"):
        answer(conn, "decision-chain", {"decision": "c6#p66"})


# -- a life ---------------------------------------------------------------------------


def test_a_life_tells_states_relations_and_tasks_with_their_sources(
    conn: sqlite3.Connection,
) -> None:
    found = answer(conn, "life-of", {"decision": "c6#p1"})
    assert by(found, "n", "when", "learned", "what", "source") == [
        (1, "2017-11-22", "2024-01-10", "written down as a decision: They agreed.", "c6#p1"),
        (2, "2017-11-22", "2024-01-10", "adopted", "c6#p1"),
        (3, "2024-01-26", "2024-06-01", "superseded", "c6#p1"),
        (4, "2024-01-26", "2024-06-01", "c9#p1 supersedes it", "c6#p1"),
        (5, "2024-01-26", "2024-06-01", "c9#p1 supersedes it", "c9#p1"),
    ]


def test_a_life_tells_what_became_of_its_tasks(conn: sqlite3.Connection) -> None:
    told = column(answer(conn, "life-of", {"decision": "c6#p2"}), "what")
    assert told[-2:] == ["task opened: Prepare it. (aes)", "task carried: Prepare it. (aes)"]


def test_a_life_as_known_earlier(conn: sqlite3.Connection) -> None:
    found = answer(conn, "life-of", {"decision": "c6#p1", "known_at": "1"})
    assert column(found, "what")[1:] == ["adopted"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE record SET status = 'draft' WHERE id = 'c9'", "a draft"),
        ("UPDATE decision_known SET sort = 'proposal' WHERE decision = 'c9#p1'", "a proposal only"),
    ],
)
def test_a_life_says_of_a_draft_or_proposal_that_it_is_without_effect(
    own: sqlite3.Connection, change: str, why: str
) -> None:
    own.execute("DELETE FROM record_state WHERE record = 'c9'")
    own.execute("DELETE FROM decision_state WHERE decision = 'c9#p1'")
    own.execute(change)
    told = column(answer(own, "life-of", {"decision": "c6#p1"}), "what")
    assert told.count(f"c9#p1 supersedes it (without effect: {why})") == 2


def test_a_life_tells_what_is_no_longer_said(own: sqlite3.Connection) -> None:
    decide(own, "c9#p3", until=3)
    states(own, "c9#p3", ("adopted", "2024-01-26", None), until=3)
    found = answer(own, "life-of", {"decision": "c9#p3"})
    assert by(found, "learned", "what")[-1] == (
        "2025-02-01", "no longer said to be adopted since 2024-01-26"
    )  # fmt: skip


def test_a_life_tells_new_words_and_who_confirmed_it(own: sqlite3.Connection) -> None:
    own.execute("UPDATE decision_known SET recorded_to = 2 WHERE decision = 'm16#u3'")
    own.execute(
        "INSERT INTO decision_known (decision, record, anchor, sort, text, basis, due_edtf,"
        " recorded_from) VALUES ('m16#u3', 'm16', 'u3', 'decision', 'New.', 'stated', '2030', 2)"
    )
    assert column(answer(own, "life-of", {"decision": "m16#u3"}), "what") == [
        "the reader takes it for a decision: They agreed.", "adopted", "now reads: New.",
        "due 2030; a person states that it is a decision",
    ]  # fmt: skip
