"""Sets of records: what is held now, on a day, at a save."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from archive.lookup import open_archive
from archive.register.masks import of_rows
from archive.web import holdings
from archive.web.holdings import Holdings, load
from tests.conftest import Repository


@pytest.fixture(scope="module")
def conn(town: Repository) -> Iterator[sqlite3.Connection]:
    opened = open_archive(town.workspace.archive)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def held(conn: sqlite3.Connection) -> Holdings:
    return load(conn)


def ids(conn: sqlite3.Connection, held: Holdings, lines: int) -> list[str]:
    found = []
    for docid in held.page(lines, 0, 100):
        found += [conn.execute("SELECT id FROM record WHERE docid = ?", (docid,)).fetchone()[0]]
    return found


def test_what_is_held_stands_newest_first(conn: sqlite3.Connection, held: Holdings) -> None:
    rows = conn.execute(
        "SELECT id FROM record WHERE NOT removed"
        " ORDER BY date_end IS NULL, date_end DESC, date_start DESC, id"
    )
    assert ids(conn, held, held.held) == [row[0] for row in rows]


def test_what_was_removed_is_held_at_an_earlier_save_only(
    conn: sqlite3.Connection, held: Holdings
) -> None:
    assert "gone" in ids(conn, held, held.known(conn, 1))
    assert "gone" not in ids(conn, held, held.held)


def test_what_has_no_date_is_of_every_day(conn: sqlite3.Connection, held: Holdings) -> None:
    found = ids(conn, held, held.held & held.until("2013-01-01"))
    assert "conclusions-tm1" in found
    assert "thai" in found
    assert "letter" not in found


@pytest.mark.parametrize("name", ["kind", "language", "meeting", "mandate", "access"])
def test_counts_are_those_of_the_table(conn: sqlite3.Connection, held: Holdings, name: str) -> None:
    rows = conn.execute(
        f"SELECT coalesce({name}, '-'), count(*) FROM record WHERE NOT removed GROUP BY 1"  # noqa: S608 - a column of ours
    )
    assert held.counts(name, held.held) == {row[0]: row[1] for row in rows}


def test_an_empty_archive_holds_nothing() -> None:
    from archive.schema import create

    db = sqlite3.connect(":memory:")
    create(db)
    found = load(db)
    assert (found.held, found.page(found.held, 0, 10)) == (0, [])
    assert found.counts("kind", of_rows([], found.size)) == {}


@pytest.mark.parametrize("start", [0, 2, 50])
def test_few_records_come_in_the_order_of_many(
    held: Holdings, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    letters = held.held & held.facets["kind"].lines(["letter"])
    few = held.page(letters, start, 3)
    monkeypatch.setattr(holdings, "_FEW_LINES", 0)
    assert few == held.page(letters, start, 3)
    assert held.page(0, 0, 3) == []
