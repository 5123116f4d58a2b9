"""What was received, in numbers: for the one who takes over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from archive.editions.closures import due_since
from archive.model import Closure
from archive.questions import answer
from archive.reading import open_archive
from archive.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose closure is to be looked at: since when, and on what ground it is closed."""

    record: str
    title: str
    review: str
    ground: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what an archive holds, what it lacks, and what waits to be done."""

    records: int
    kinds: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    originals: int
    restricted: int
    gaps: tuple[tuple[str, int], ...]
    open_actions: int
    closures_due: tuple[Due, ...]

    def as_dict(self) -> dict[str, Any]:
        """The machine-readable form."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return {**built, "kinds": dict(self.kinds), "years": dict(self.years),
                "gaps": dict(self.gaps)}  # fmt: skip


def summary(workspace: Workspace, today: date) -> Summary:
    """The summary of the built archive of `workspace`, as of `today`."""
    with closing(open_archive(workspace.archive)) as db:
        kinds = _pairs(db, "SELECT kind, count(*) FROM record WHERE NOT removed"
                           " GROUP BY kind ORDER BY count(*) DESC, kind")  # fmt: skip
        years = _pairs(db, "SELECT coalesce(substr(date_start, 1, 4), 'no date'), count(*)"
                           " FROM record WHERE NOT removed GROUP BY 1 ORDER BY 1")  # fmt: skip
        gaps = answer(db, "gaps", {})
        missing = gaps.columns.index("missing")
        counted: dict[str, int] = {}
        for row in gaps.rows:
            counted[str(row[missing])] = counted.get(str(row[missing]), 0) + 1
        return Summary(
            records=sum(number for _, number in kinds),
            kinds=kinds,
            years=years,
            originals=_one(db, "SELECT count(*) FROM record WHERE NOT removed"
                               " AND original IS NOT NULL"),
            restricted=_one(db, "SELECT count(*) FROM record WHERE NOT removed"
                                " AND access <> 'public'"),
            gaps=tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0]))),
            open_actions=len(answer(db, "open-actions", {"day": today.isoformat()}).rows),
            closures_due=tuple(_due(db, today)),
        )  # fmt: skip


def _pairs(db: sqlite3.Connection, query: str) -> tuple[tuple[str, int], ...]:
    return tuple((str(name), int(number)) for name, number in db.execute(query))


def _one(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


def _due(db: sqlite3.Connection, today: date) -> list[Due]:
    found = []
    for record, title, closure in db.execute(
        "SELECT id, title, closure FROM record WHERE NOT removed AND closure IS NOT NULL"
    ):
        said = msgspec.json.decode(closure, type=Closure)
        day = due_since(said, today.isoformat())
        if day is not None:
            found.append(Due(str(record), str(title), day, said.ground))
    return sorted(found, key=lambda each: each.review)
