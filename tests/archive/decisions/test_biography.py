"""The life of a decision, read from rows made by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.decisions.biography import biography, is_decision
from archive.errors import NotInArchive
from archive.lookup import open_archive
from tests.archive.by_hand import insert
from tests.archive.decisions.register_by_hand import register, relation


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return register(tmp_path_factory.mktemp("register") / "archive.db")


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_archive(path)) as opened:
        yield opened


def test_what_the_text_said_and_when(conn: sqlite3.Connection) -> None:
    life = biography(conn, "first#p1")
    assert [(each.text, each.verb) for each in life.wordings] == [
        ("They asked for a strategy.", None),
        ("They mandated the secretariat to write a strategy.", "mandated"),
    ]
    first, second = life.wordings
    assert (first.learned.seq, first.ended and first.ended.seq, second.ended) == (1, 2, None)
    assert second.learned.message == "Add the strategy's draft"
    assert life.now is second


def test_states_in_both_times(conn: sqlite3.Connection) -> None:
    life = biography(conn, "first#p1")
    assert life.state == "superseded"
    assert [(s.state, s.since, s.valid_to) for s in life.standing] == [
        ("adopted", "2017-11-22", "2024-01-26"),
        ("superseded", "2024-01-26", None),
    ]
    earlier = life.stages[0]
    assert (earlier.valid_to, earlier.ended and earlier.ended.seq) == (None, 2)


def test_what_brought_a_state_about_is_named(conn: sqlite3.Connection) -> None:
    stage = biography(conn, "first#p1").standing[-1]
    assert stage.because is not None
    assert stage.because.reference == "Meeting asemme9, paragraph 1"
    assert stage.because.text == "They adopted another strategy."


def test_relations_from_both_ends(conn: sqlite3.Connection) -> None:
    withdrawn, superseded = biography(conn, "first#p1").bonds
    assert (superseded.kind, superseded.outgoing, superseded.other.id) == (
        "supersedes", False, "second#p1",
    )  # fmt: skip
    assert (superseded.said_here, superseded.said_there) == (False, True)
    assert superseded.one_sided
    assert superseded.date == "2024-01-26"
    assert (withdrawn.other.reference, withdrawn.ended and withdrawn.ended.seq) == (None, 2)
    [same] = biography(conn, "second#p1").bonds
    assert (same.outgoing, same.said_here, same.said_there) == (True, True, False)


def test_what_both_sides_say_is_one_relation(tmp_path: Path) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        relation(db, "first#p1", 2, "second#p1", "first#p1", "supersedes", at=3)
        db.commit()
    with closing(open_archive(made)) as conn:
        both = biography(conn, "first#p1").bonds[-1]
    assert both.said_by == ("second#p1", "first#p1")
    assert not both.one_sided


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ('UPDATE paragraph SET marks = \'{"class":"not-decision"}\'', "a mark in its text"),
        ("UPDATE paragraph SET marks = NULL", "its text no longer says"),
        ("DELETE FROM paragraph", "its paragraph is no longer"),
        ("UPDATE record SET removed = 1", "its record was removed"),
    ],
)
def test_what_is_no_decision_any_more_has_no_state(tmp_path: Path, change: str, why: str) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        db.execute("UPDATE decision_known SET recorded_to = 3 WHERE decision = 'first#p1'")
        db.execute("UPDATE decision_state SET recorded_to = 3 WHERE decision = 'first#p1'")
        db.execute(change)
        db.commit()
    with closing(open_archive(made)) as conn:
        life = biography(conn, "first#p1")
    assert life.state is None
    assert (life.gone or "").startswith(why)


def test_two_sides_that_disagree_are_two_statements(tmp_path: Path) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        relation(db, "first#p1", 2, "second#p1", "first#p1", "supersedes", at=3, scope="part")
        db.commit()
    with closing(open_archive(made)) as conn:
        *_, whole, part = biography(conn, "first#p1").bonds
    assert [(each.scope, each.one_sided, each.disputed) for each in (whole, part)] == [
        ("whole", True, True), ("part", True, True),
    ]  # fmt: skip
    assert (whole.without_effect, part.without_effect) == (
        None, "the side that acts says otherwise",
    )  # fmt: skip


def test_what_is_said_of_the_whole_record_counts_for_its_paragraphs(tmp_path: Path) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        relation(db, "second", 1, "second", "first", "reports-on", at=2)
        insert(db, "record_link", **{"from": "second"}, n=1, to="first", kind="supersedes")
        db.commit()
    with closing(open_archive(made)) as conn:
        life = biography(conn, "first#p1")
        paragraph = biography(conn, "second#p1")
    assert [(b.kind, b.of_record) for b in life.bonds if b.ended is None] == [
        ("reports-on", True), ("supersedes", False),
    ]  # fmt: skip
    assert [(kin.kind, kin.record) for kin in life.kin] == [("is replaced by", "second")]
    assert [(kin.kind, kin.record) for kin in paragraph.kin] == [("replaces", "first")]


def test_tasks_with_what_became_of_them(conn: sqlite3.Connection) -> None:
    [task] = biography(conn, "first#p1").tasks
    assert (task.status, task.owner, task.meetings_survived) == ("done", "aes-italy", 1)
    assert [(each.kind, each.source) for each in task.events] == [
        ("opened", "first#p1"), ("carried", "conclusions#p1"), ("done", "second#p1"),
    ]  # fmt: skip


def test_as_it_was_known_before(conn: sqlite3.Connection) -> None:
    then = biography(conn, "first#p1", 1)
    assert [wording.text for wording in then.wordings] == ["They asked for a strategy."]
    assert [(s.state, s.ended) for s in then.stages] == [("adopted", None)]
    assert then.state == "adopted"
    assert [(bond.kind, bond.ended) for bond in then.bonds] == [("implements", None)]
    with pytest.raises(NotInArchive):
        biography(conn, "second#p1", 1)


def test_what_is_no_decision_says_what_to_do(conn: sqlite3.Connection) -> None:
    assert is_decision(conn, "first#p2")
    assert not is_decision(conn, "first#p3")
    with pytest.raises(NotInArchive, match="no decision"):
        biography(conn, "first#p3")
    with pytest.raises(NotInArchive, match="did you mean"):
        biography(conn, "firs#p1")


def test_a_paragraph_that_is_none_is_told_from_what_is_not_there(tmp_path: Path) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        db.execute("DELETE FROM decision WHERE id = 'first#p2'")
        db.execute("DELETE FROM decision_known WHERE decision = 'first#p2'")
        db.commit()
    with (
        closing(open_archive(made)) as conn,
        pytest.raises(NotInArchive, match="`secretariat show first#p2` prints it"),
    ):
        biography(conn, "first#p2")


def test_a_relation_of_a_draft_says_so(tmp_path: Path) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        db.execute("UPDATE record SET status = 'draft' WHERE id = 'second'")
        db.commit()
    with closing(open_archive(made)) as conn:
        assert [bond.other.draft for bond in biography(conn, "first#p1").bonds] == [False, True]


@pytest.mark.parametrize(
    ("kind", "columns", "why"),
    [
        ("extends", {}, "it names no new end"),
        ("extends", {"until_edtf": "2030"}, "it came too late"),
        ("implements", {"scope": "part"}, "in part"),
        ("amends", {}, "it had ended already"),
        ("amends", {"effective_edtf": "2016"}, "it is the older of the two"),
        ("amends", {"effective_edtf": "2018"}, ""),
        ("reports-on", {}, None),
        ("supersedes", {}, None),
    ],
)
def test_why_a_relation_had_no_effect(
    tmp_path: Path, kind: str, columns: dict[str, Any], why: str | None
) -> None:
    made = register(tmp_path / "archive.db")
    with closing(sqlite3.connect(made)) as db:
        db.execute("DELETE FROM relation")
        relation(db, "second#p1", 1, "second#p1", "first#p1", kind, **columns)
        db.commit()
    with closing(open_archive(made)) as conn:
        [bond] = biography(conn, "first#p1").bonds
    assert bond.without_effect == why
