"""What is made in one pass over the records is what is made of each by itself."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from archive.export import together
from archive.export.holdings import Extent, Holding, extents, holdings
from archive.export.package import texts
from archive.export.together import FORMS, told_together


@pytest.mark.parametrize("only", [None, ["closed-1", "plain"]])
def test_each_file_is_as_if_it_were_made_by_itself(
    db: sqlite3.Connection, only: list[str] | None
) -> None:
    found = dict.fromkeys(FORMS, "")
    for name, piece in told_together(db, only):
        found[name] += piece
    alone = {path: "".join(pieces) for path, pieces in texts(db, only)}
    assert found == {name: alone[name] for name in FORMS}


def test_those_that_are_not_asked_for_are_not_made(db: sqlite3.Connection) -> None:
    assert {name for name, _ in told_together(db, None, ["ead.xml"])} == {"ead.xml"}


def test_no_file_is_let_far_ahead_of_the_others(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all records would be held in memory until the last file has them."""
    one = next(holdings(db))
    told: list[int] = []
    seen = Counter[str]()

    def many(conn: sqlite3.Connection, only: object) -> Iterator[Holding]:
        return iter([one] * 900)

    def form(name: str, batch: int) -> Callable[..., Iterator[str]]:
        def pieces(
            conn: sqlite3.Connection, only: object, held: Iterator[Holding]
        ) -> Iterator[str]:
            for number, _ in enumerate(held, 1):
                seen[name] += 1
                if number % batch == 0:
                    told.append(max(seen.values()) - min(seen[each] for each in ("a", "b")))
                    yield name

        return pieces

    monkeypatch.setattr(together, "holdings", many)
    monkeypatch.setattr(together, "FORMS", {"a": form("a", 1), "b": form("b", 100)})
    assert len(list(told_together(db, None, ("a", "b")))) == 909
    assert max(told) <= 101


@pytest.mark.parametrize("only", [None, ["letter-1", "plain"]])
def test_what_is_in_each_level_is_what_its_records_are(
    db: sqlite3.Connection, only: list[str] | None
) -> None:
    wanted: dict[tuple[str, ...], Extent] = {}
    for holding in holdings(db, only):
        codes = tuple(level.code for level in holding.levels)
        for depth in range(len(codes) + 1):
            old = wanted.get(codes[:depth], Extent(0, 0, None, None))
            wanted[codes[:depth]] = Extent(
                old.records + 1,
                old.size + holding.size,
                min(filter(None, (old.first, holding.dates[1])), default=None),
                max(filter(None, (old.last, holding.dates[2])), default=None),
            )
    assert extents(db, only) == wanted
