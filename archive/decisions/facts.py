"""What is recorded that a decision's life hangs on, and the life that follows at one moment.

A `Facts` gives timed rows by key, wherever they come from; `Lives` works out the spans of a
decision as known at one commit, and notes at which commits any of it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from archive.decisions.kinds import State
from archive.decisions.life import (
    ENDING,
    UNKNOWN,
    Change,
    Day,
    Effect,
    Span,
    day,
    life,
)


class Known(NamedTuple):
    """What a text says of a decision, from one commit to another."""

    record: str
    sort: str
    effective: str | None
    until: str | None
    recorded_from: int
    recorded_to: int | None


class Status(NamedTuple):
    """One state of a record, from one commit to another; `n` is its place in the order."""

    n: int
    status: str
    since: str | None
    adopted_by: str | None
    meeting: str | None
    kind: str | None
    state: State | None
    recorded_from: int
    recorded_to: int | None


class Held(NamedTuple):
    """When a meeting was, from one commit to another."""

    state: str | None
    date: str | None
    recorded_from: int
    recorded_to: int | None


class Bond(NamedTuple):
    """One text's statement that one decision bears on another."""

    source: str
    target: str
    kind: str
    scope: str
    effective: str | None
    until: str | None
    asserted_in: str
    recorded_from: int
    recorded_to: int | None


class Timed(Protocol):
    """A row that is known from one commit to another."""

    @property
    def recorded_from(self) -> int:
        """The commit from which it is known."""

    @property
    def recorded_to(self) -> int | None:
        """The commit from which it no longer is; None: still."""


T = TypeVar("T", bound=Timed)


class Facts(Protocol):
    """Gives all rows of a key, of all times."""

    def known(self, decision: str) -> Sequence[Known]:
        """What its text says of the decision."""

    def statuses(self, record: str) -> Sequence[Status]:
        """The states of the record."""

    def held(self, meeting: str) -> Sequence[Held]:
        """When the meeting was."""

    def on(self, target: str) -> Sequence[Bond]:
        """What bears on the decision or record."""

    def of(self, source: str) -> Sequence[Bond]:
        """On what the decision or record bears."""


#: Steps of a search for rings: longer ones are left to the view of conflicts.
_STEPS = 2000

#: Base changes come before effects in the order of recording, whenever they were corrected.
_LATER = 1_000_000


class Lives:
    """Works out lives; `moments` gathers every commit at which something that was read changed."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.moments: set[int] = set()

    def spans(self, decision: str, at: int) -> list[Span]:
        """The life of `decision` as known at commit `at`; [] where it was not known then."""
        known = self._at(self._facts.known(decision), at)
        if not known:
            return []
        own = known[0]
        base = self._base(own.record, own, at)
        effects = list(self._effects(decision, own, base, at))
        return life(base, effects, own.until, decision)

    def _at(self, rows: Sequence[T], at: int) -> list[T]:
        out: list[T] = []
        for row in rows:
            self.moments.add(row.recorded_from)
            if row.recorded_to is not None:
                self.moments.add(row.recorded_to)
            if row.recorded_from <= at and (row.recorded_to is None or at < row.recorded_to):
                out.append(row)
        return out

    # -- what its own record says ---------------------------------------------------------

    def _base(self, record: str, own: Known | None, at: int) -> list[Change]:
        rows = sorted(self._at(self._facts.statuses(record), at))
        proposal = own is not None and own.sort == "proposal"
        out: list[Change] = []
        for row in rows:
            state = self._state(row, proposal)
            if not out or out[-1].state != state:
                because = row.adopted_by if state == "adopted" and row.adopted_by else record
                when = self._day(row, state, own.effective if own else None, at)
                out.append(Change(state, when, because, row.n))
        return out

    @staticmethod
    def _state(row: Status, proposal: bool) -> State:
        if row.state is not None:
            return row.state
        if row.status == "superseded" or row.status == "withdrawn":
            return "superseded" if row.status == "superseded" else "withdrawn"
        if proposal or (row.status == "draft" and row.kind != "minutes"):
            return "proposed"
        return "adopted"  # at its meeting, though the minutes of it may still be a draft

    def _day(self, row: Status, state: State, effective: str | None, at: int) -> Day:
        if state in ("superseded", "withdrawn") or row.state is not None:
            return day(row.since, "its own text")
        minutes = row.kind == "minutes"
        own = day(row.since, "the date of the text")
        meeting = self._held(row.meeting, "the date of its meeting", at)
        if state == "proposed":
            first = (meeting, own) if minutes else (own, meeting)
            return next((each for each in first if each.known), UNKNOWN)
        if effective:
            return day(effective, "its effective date")
        adopted = row.status == "adopted" and not minutes
        order = [
            day(row.since, "the day of adoption") if adopted else UNKNOWN,
            self._held(row.adopted_by, "the date of the meeting that adopted it", at)
            if adopted
            else UNKNOWN,
            meeting,
            own if row.status != "adopted" else UNKNOWN,
        ]
        return next((each for each in order if each.known), UNKNOWN)

    def _held(self, meeting: str | None, basis: str, at: int) -> Day:
        if not meeting:
            return UNKNOWN
        for row in self._at(self._facts.held(meeting), at):
            if row.state != "cancelled":
                return day(row.date, basis)
        return UNKNOWN

    # -- what others say ------------------------------------------------------------------

    def _effects(
        self, decision: str, own: Known, base: Sequence[Change], at: int
    ) -> Iterator[Effect]:
        days = {each.state: each.day for each in reversed(base)}
        begun = days.get("adopted") or days.get("proposed") or UNKNOWN
        bonds = [*self._facts.on(decision)]
        if decision != own.record:
            bonds += self._facts.on(own.record)
        for bond in self._at(bonds, at):
            if bond.source in (decision, own.record):
                continue  # nothing ends itself
            adopted = self._adopted(bond.source, at, frozenset({decision}))
            if adopted is None:
                continue
            if adopted.surely_before(begun):
                continue  # an older decision does not bear on a younger one
            if (
                bond.kind in ENDING
                and not begun.surely_before(adopted)
                and self._leads_to(decision, own.record, bond.source, at)
            ):
                continue  # each is said to end the other, and no date tells which came last
            when = day(bond.effective, "its effective date") if bond.effective else adopted
            order = _LATER + bond.recorded_from
            yield Effect(bond.kind, bond.scope, when, bond.asserted_in, order, bond.until)

    def _adopted(self, source: str, at: int, asked: frozenset[str]) -> Day | None:
        """Since when `source`, a decision or a record, is adopted; None where it is not."""
        record = source.partition("#")[0]
        known = self._at(self._facts.known(source), at)
        base = self._base(record, known[0] if known else None, at)
        for change in base:
            if change.state in ("adopted", "amended", "implemented"):
                return change.day
        if not known or source in asked:
            return None
        for bond in self._at(self._facts.on(source), at):
            if bond.kind == "adopts" and bond.scope == "whole":
                adopted = self._adopted(bond.source, at, asked | {source})
                if adopted is not None:
                    return adopted
        return None

    def _leads_to(self, decision: str, record: str, goal: str, at: int) -> bool:
        """Whether `decision` is said to end `goal`, itself or through others."""
        goals = {goal, goal.partition("#")[0]}
        waiting, seen = [decision, record], {decision, record}
        for _ in range(_STEPS):
            if not waiting:
                return False
            for bond in self._at(self._facts.of(waiting.pop()), at):
                if bond.kind in ENDING and bond.scope == "whole":
                    if bond.target in goals:
                        return True
                    if bond.target not in seen:
                        seen.add(bond.target)
                        waiting.append(bond.target)
        return False
