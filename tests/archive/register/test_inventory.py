"""The register narrows down: what a facet counts is what choosing it gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from archive.register.inventory import FACETS, Asked, Inventory, load
from archive.register.lines import entries
from tests.archive.decided_by_hand import registered

TODAY = "2026-11-27"


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    found = registered(tmp_path_factory.mktemp("register") / "archive.db")
    found.row_factory = sqlite3.Row
    yield found
    found.close()


@pytest.fixture(scope="module")
def register(conn: sqlite3.Connection) -> Inventory:
    return load(conn, TODAY)


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("basis", ["all", "stated"])
def test_a_count_is_what_choosing_gives(
    conn: sqlite3.Connection, register: Inventory, name: str, basis: str
) -> None:
    found = register.select(conn, Asked(TODAY, in_force=name != "state", basis=basis))
    counts = found.counts(name)
    assert counts
    for value, count in counts.items():
        asked = Asked(TODAY, in_force=name != "state", basis=basis, chosen={name: (value,)})
        assert register.select(conn, asked).total == count


def test_values_of_a_facet_are_alternatives_and_facets_narrow_down(
    conn: sqlite3.Connection, register: Inventory
) -> None:
    def total(**chosen: tuple[str, ...]) -> int:
        return register.select(conn, Asked(TODAY, in_force=False, basis="all", chosen=chosen)).total

    one, two = list(register.facets["meeting"].values)[:2]
    assert total(meeting=(one, two)) == total(meeting=(one,)) + total(meeting=(two,))
    years = register.facets["year"].values
    assert sum(total(meeting=(one,), year=(year,)) for year in years) == total(meeting=(one,))


def test_words_are_found_by_how_they_begin(conn: sqlite3.Connection, register: Inventory) -> None:
    def found(words: str) -> set[str]:
        asked = Asked(TODAY, in_force=False, basis="all", words=words)
        return {line.id for line in register.select(conn, asked).rows()}

    every, agreed = found(""), found("Agree")
    assert agreed
    assert agreed < every
    assert found("agree -agree") == set()
    assert found("-agree") == every - agreed
    assert found("nowhere OR agree") == agreed
    assert found("agree nowhere") == set()


def test_what_was_learned_later_is_left_out(conn: sqlite3.Connection) -> None:
    def told(at: int) -> dict[str, str]:
        register = load(conn, TODAY, at)
        found = register.select(conn, Asked(TODAY, in_force=False, basis="all"))
        return {each.id: each.state for each in entries(conn, found.rows(), TODAY, at)}

    assert told(1)["c6#p1"] == "adopted"
    assert "c9#p1" not in told(1)
    assert told(2)["c6#p1"] == "superseded"
    assert "c9#p1" in told(2)


def test_the_order_is_kept_in_pages(conn: sqlite3.Connection, register: Inventory) -> None:
    for sort in ("newest", "oldest", "due"):
        found = register.select(conn, Asked(TODAY, in_force=False, basis="all", sort=sort))
        whole = [line.id for line in found.rows()]
        assert [line.id for start in range(0, len(whole), 3) for line in found.rows(3, start)] == (
            whole
        )
    assert whole
