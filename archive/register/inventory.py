"""The register of decisions as the archive knew it at a save, ready to be narrowed down at once.

    inventory = load(conn, today="2026-11-27")
    found = inventory.select(Asked(day="2018-01-01", chosen={"meeting": ("asemme7",)}))
    found.total, found.counts("verb"), inventory.ids[found.rows[0]]

A served archive never changes, so it is read once; then each answer is a matter of a few sets
(`archive.register.masks`). What the questions `decisions` and `decisions-in-force` tell of a day,
it tells as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from archive.lookup import NOW
from archive.register.days import Day, Days, Held, course
from archive.register.masks import Counter, Facet, everything, facet, of_rows, rows_of

#: The facets, in the order in which they are shown; `state` is that of the day.
FACETS = (
    "state", "meeting", "body", "theme", "verb", "tier", "addressee", "mandate", "year",
)  # fmt: skip

#: Orders of the lines.
SORTS = ("newest", "oldest", "due")

#: Whether those that only the reader of the texts proposes are shown.
BASES = ("stated", "all", "proposed")

# The decisions that are known at :at, the newest first, each text in its own order.
_DECISIONS = """
SELECT d.id, {known}.sort, {known}.basis, d.meeting, d.body, d.mandate, {known}.verb, {known}.tier,
       coalesce(d.addressee_id, {known}.responsible, {known}.addressee), {known}.due_edtf,
       coalesce(meeting.date_start, record.date_start), d.record
FROM decision AS d JOIN record ON record.id = d.record
LEFT JOIN meeting ON meeting.id = d.meeting {join}
ORDER BY coalesce(meeting.date_start, record.date_start) DESC, record.meeting, record.id,
  d.line_start
"""
_THEN = (
    "JOIN decision_known AS k ON k.decision = d.id AND k.recorded_from <= :at"
    " AND (k.recorded_to IS NULL OR k.recorded_to > :at)"
)
_HELD = """
SELECT decision, n, state, valid_from, surely_from, surely_to, valid_to
FROM decision_state INDEXED BY decision_state_asked
WHERE recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at) ORDER BY decision, n
"""
_THEMES = (
    "SELECT record, target FROM record_reference WHERE substr(field, 1, 7) = 'themes.'"
    " AND record IN (SELECT record FROM decision)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a day, whether only what was in force then, the values of facets."""

    day: str
    in_force: bool = True
    basis: str = "stated"
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    sort: str = "newest"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register on the day: its place, state, and whether it was in force."""

    row: int
    id: str
    state: str
    force: str


class Found:
    """The lines that fit, and how many there are of what else could be asked."""

    def __init__(self, inventory: Inventory, asked: Asked, words: int) -> None:
        self._inventory, self._asked = inventory, asked
        self.day: Day = inventory.on(asked.day)
        self._facets = {**inventory.facets, "state": self.day.states()}
        size = len(inventory.ids)
        self._parts: dict[str, int] = {"": self.day.known & words}
        if asked.in_force and not asked.chosen.get("state"):
            self._parts["in_force"] = self.day.in_force
        if asked.basis != "all":
            self._parts["basis"] = inventory.basis.lines([asked.basis])
        for name, values in asked.chosen.items():
            if values:
                self._parts[name] = self._facets[name].lines(values)
        self._every = everything(size)
        self.lines = self._without(())

    def _without(self, names: Iterable[str]) -> int:
        """The lines that fit when what is asked under `names` is not."""
        left, found = set(names), self._every
        for name, lines in self._parts.items():
            if name not in left:
                found &= lines
        return found

    @property
    def total(self) -> int:
        """How many lines fit."""
        return self.lines.bit_count()

    @property
    def perhaps(self) -> int:
        """How many of them are in force only perhaps."""
        return (self.lines & self.day.perhaps).bit_count()

    @property
    def forces(self) -> tuple[int, int]:
        """How many fit that are in force on the day, and how many in any state."""
        left = self._without(("in_force", "state"))
        return (left & self.day.in_force).bit_count(), left.bit_count()

    @property
    def unconfirmed(self) -> int:
        """How many fit that only the reader of the texts proposes."""
        left = self._without(("basis",))
        return (left & self._inventory.basis.lines(["proposed"])).bit_count()

    @property
    def later(self) -> int:
        """How many would fit that are decided on a later day."""
        found = self.day.later
        for name, lines in self._parts.items():
            if name not in ("", "in_force", "state"):
                found &= lines
        return found.bit_count()

    def counts(self, name: str) -> dict[str, int]:
        """Value of the facet → how many fit, were it asked for; the most frequent first."""
        left = self._without(("in_force", "state") if name == "state" else (name,))
        return self._facets[name].counts(Counter(left, len(self._inventory.ids)))

    def rows(self, limit: int | None = None, start: int = 0) -> list[Line]:
        """`limit` of the lines from `start` on, in the order that was asked for."""
        kept = self._inventory
        rows = rows_of(self.lines, len(kept.ids), kept.order(self._asked.sort))
        if self._asked.sort == "oldest":
            rows = rows[::-1]
        shown = rows[start:] if limit is None else rows[start : start + limit]
        return [Line(row, kept.ids[row], self.day.state(row), self.day.force(row)) for row in shown]


#: Days, and words that are sought, whose lines are kept: pages of them are asked for again.
_KEPT = 16


@dataclass(slots=True)
class Inventory:
    """All decisions known at the save `at`, the newest first."""

    at: int
    ids: list[str]
    facets: dict[str, Facet]
    basis: Facet
    days: Days
    due: list[str | None]
    _days: dict[str, Day] = field(default_factory=dict)
    _words: dict[str, int] = field(default_factory=dict)
    _by_due: list[int] | None = None
    _folded: list[str] | None = None

    def on(self, day: str) -> Day:
        """The states of the ISO day."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self.days.on(day)
            _forget(self._days)
        return found

    def order(self, sort: str) -> list[int] | None:
        """The lines in an order; None where it is their own, or that turned round."""
        if sort != "due":
            return None
        if self._by_due is None:
            rows = range(len(self.ids))
            self._by_due = sorted(rows, key=lambda row: (self.due[row] or "~", row))
        return self._by_due

    def select(self, conn: sqlite3.Connection, asked: Asked) -> Found:
        """The lines that fit; the texts are read from `conn` where words are sought."""
        every = everything(len(self.ids))
        words = self._holding(conn, asked.words) if asked.words.strip() else every
        return Found(self, asked, words)

    def _holding(self, conn: sqlite3.Connection, words: str) -> int:
        """The lines in whose text or reference all the words occur, or words that begin so."""
        found = self._words.get(words)
        if found is None:
            if self._folded is None:
                self._folded = _folded(conn, self.ids, self.at)
            found = of_rows(holding(self._folded, words), len(self.ids))
            self._words[words] = found
            _forget(self._words)
        return found


def _forget(kept: dict[str, Any]) -> None:
    """Let go of what was kept first, as far as there is too much."""
    for name in list(kept)[: max(len(kept) - _KEPT, 0)]:
        kept.pop(name, None)


def holding(folded: Sequence[str], words: str) -> list[int]:
    """The numbers of the texts that hold the words; each word narrows down what is left."""
    from archive.text.query import terms

    groups: list[list[str]] = []
    without: list[str] = []
    for term in terms(words):
        sought = f" {term.words}"
        if term.excluded:
            without.append(sought)
        elif term.alternative and groups:
            groups[-1].append(sought)
        else:
            groups.append([sought])
    left = list(range(len(folded)))
    for group in groups:
        if len(group) == 1:
            word = group[0]
            left = [at for at in left if word in folded[at]]
        else:
            left = [at for at in left if any(word in folded[at] for word in group)]
    return [at for at in left if not any(word in folded[at] for word in without)]


def load(conn: sqlite3.Connection, today: str, at: int = NOW) -> Inventory:
    """The register as known at the save `at`; `today` is the day on which it is asked for."""
    held = {
        name: [Held(*row[1:]) for row in rows]
        for name, rows in groupby(conn.execute(_HELD, {"at": at}), key=lambda row: row[0])
    }
    sql = _DECISIONS.format(known="d" if at == NOW else "k", join="" if at == NOW else _THEN)
    rows = [row for row in conn.execute(sql, {"at": at}) if row[0] in held]
    themes = _themes(conn)
    return Inventory(
        at=at,
        ids=[row[0] for row in rows],
        facets={
            "meeting": facet([row[3] for row in rows]),
            "body": facet([row[4] for row in rows]),
            "mandate": facet([row[5] for row in rows]),
            "verb": facet([row[6] for row in rows]),
            "tier": facet([row[7] for row in rows]),
            "addressee": facet([row[8] for row in rows]),
            "year": facet([row[10] and row[10][:4] for row in rows]),
            "theme": facet([themes.get(row[11], ()) for row in rows]),
        },
        basis=facet([row[2] for row in rows]),
        days=Days(
            course(held[row[0]], row[10], today, proposal=row[1] == "proposal") for row in rows
        ),
        due=[row[9] for row in rows],
    )


def _themes(conn: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Record → its themes, those above them, and the lists in which they are."""
    above = {
        row[0]: [each for each in row[1:] if each]
        for row in conn.execute("SELECT id, list, parent FROM theme")
    }
    found: dict[str, dict[str, None]] = {}
    for record, target in conn.execute(_THEMES):
        told = found.setdefault(record, {})
        left = [target]
        while left:
            theme = left.pop()
            if theme not in told:
                told[theme] = None
                left += above.get(theme, ())
    return {record: tuple(told) for record, told in found.items()}


def _folded(conn: sqlite3.Connection, ids: Sequence[str], at: int) -> list[str]:
    """The words of each line as search compares them, a space before each word."""
    from archive.text.fold import fold

    sql = "SELECT id, reference || ' ' || text FROM decision"
    if at != NOW:
        sql = (
            "SELECT d.id, d.reference || ' ' || k.text FROM decision AS d"
            " JOIN decision_known AS k ON k.decision = d.id"
            " AND k.recorded_from <= :at AND (k.recorded_to IS NULL OR k.recorded_to > :at)"
        )
    texts = {row[0]: row[1] for row in conn.execute(sql, {"at": at} if at != NOW else {})}
    return [f" {fold(texts.get(name, ''))}" for name in ids]
