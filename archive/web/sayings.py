"""What sources say of one thing: each statement with its source, and which the register follows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.web.names import Names, Ref

#: What was known at the save :at, in a table whose rows carry recorded time.
THEN = " recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"

Unknown = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a fact."""

    value: Ref
    kind: str
    source: Ref
    followed: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class About:
    """A fact with all that sources say of it; `because` is why one of them is followed."""

    property: str
    said: tuple[Said, ...]
    differs: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class Sayings:
    """The statements about one thing as they were read, before their ids have names."""

    rows: list[sqlite3.Row]
    follows: dict[str, tuple[str, str]]
    unknowns: list[Unknown]

    @property
    def ids(self) -> list[str]:
        """What must be named to show them."""
        return [text for row in self.rows for text in (row["value"], row["source"])]

    def told(self, names: Names, first: Sequence[str]) -> list[About]:
        """A fact each: those of `first` in that order, all others after them by their names."""
        grouped: dict[str, list[sqlite3.Row]] = {}
        for row in self.rows:
            grouped.setdefault(row["property"], []).append(row)
        order = {name: place for place, name in enumerate(first)}
        return [
            self._about(name, grouped[name], names)
            for name in sorted(grouped, key=lambda name: (order.get(name, len(order)), name))
        ]

    def _about(self, name: str, rows: Iterable[sqlite3.Row], names: Names) -> About:
        followed, because = self.follows.get(name, ("", None))
        said = tuple(
            Said(
                names.value(row["value"], name), row["kind"], names.ref(row["source"]),
                followed == row["source"], row["note"],
            )
            for row in rows
        )  # fmt: skip
        return About(name, said, len({each.value for each in said}) > 1, because)


def sayings(conn: sqlite3.Connection, subject: str, at: int) -> Sayings:
    """All that sources say of `subject`, as known at the save `at`."""
    asked = {"id": subject, "at": at}
    rows = conn.execute(
        "SELECT property, value, kind, coalesce(record || '#' || anchor, source, record,"  # noqa: S608 - of ours
        f" stated_in) AS source, note FROM claim WHERE subject = :id AND {THEN}"
        " GROUP BY property, value, kind, 4 ORDER BY property, kind <> 'planned', value",
        asked,
    ).fetchall()
    follows = {
        row["property"]: (row["source"], row["because"])
        for row in conn.execute(
            f"SELECT property, source, because FROM follows WHERE subject = :id AND {THEN}",  # noqa: S608 - of ours
            asked,
        )
    }
    unknowns = conn.execute(
        f"SELECT property, note FROM unknown WHERE subject = :id AND {THEN} ORDER BY n",  # noqa: S608 - of ours
        asked,
    )
    return Sayings(rows, follows, [(row[0], row[1]) for row in unknowns])
