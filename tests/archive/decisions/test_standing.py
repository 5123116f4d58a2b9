"""States of decisions on a day are those that the view of today gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from archive.decisions.standing import standings
from archive.reading import open_archive
from tests.archive.web.town import make_town


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    town = make_town(tmp_path_factory.mktemp("standing") / "work")
    found = open_archive(town.workspace.archive)
    yield found
    found.close()


def test_today_it_is_what_the_view_says(conn: sqlite3.Connection) -> None:
    rows = conn.execute(
        "SELECT decision, state, since_edtf, begins_later, coming, coming_edtf FROM decision_today"
    ).fetchall()
    found = standings(conn, [row[0] for row in rows], date.today().isoformat())
    told = {
        name: (each.state, each.since_edtf, each.begins_later, each.coming, each.coming_edtf)
        for name, each in found.items()
    }
    assert told == {row[0]: (row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows}
    assert told


def test_on_a_day_between_it_is_what_held_then(conn: sqlite3.Connection) -> None:
    [found] = standings(conn, ["conclusions-tm1#p1"], "2013-01-01").values()
    assert (found.state, found.holds, found.coming) == ("adopted", True, "superseded")


def test_before_it_all_it_begins_later(conn: sqlite3.Connection) -> None:
    [found] = standings(conn, ["conclusions-tm1#p1"], "2001-01-01").values()
    assert found.begins_later
    assert not found.holds


def test_before_it_was_known_it_has_no_state(conn: sqlite3.Connection) -> None:
    assert standings(conn, ["conclusions-tm1#p1"], "2013-01-01", at=0) == {}
