"""What is recorded that a decision's life hangs on, and the life that follows at one moment.

A `Facts` gives timed rows by key, wherever they come from; `Lives` works out the spans of a
decision as known at one commit, and notes at which commits any of it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from archive.decisions.kinds import State
from archive.decisions.life import (
    BEARING,
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
    """One state of a record, from one commit to another; `n` is its place in the order.

    `unit` is 'record' where the record is one decision as a whole.
    """

    n: int
    status: str
    since: str | None
    adopted_by: str | None
    meeting: str | None
    kind: str | None
    unit: str | None
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

    @property
    def by_source(self) -> bool:
        """Whether the side that acts says so itself."""
        return self.asserted_in == self.source

    @property
    def meaning(self) -> tuple[str, str, str, str]:
        """What is stated, whichever side states it."""
        return self.source, self.target, self.kind, self.scope


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

    def dated(self, record: str) -> str | None:
        """The first ISO day that the date of the record may stand for."""

    def saved(self, record: str, commit: int) -> tuple[str | None, str | None]:
        """The ISO days of the record's last save before `commit`, and of `commit`."""

    def ring(self, end: str) -> int | None:
        """The ring of endings, of whatever time, on which it lies; None where on none."""


#: Steps of a search through relations, so that time is bounded whatever is stated.
_STEPS = 100

#: What leaves a decision standing though its record as a whole is ended by the same text.
_KEEPING = frozenset({"reaffirms", "amends", "extends"})

#: States that a record's header does not give to what it marks as a proposal.
_NOT_OF_PROPOSALS = frozenset({"adopted", "amended", "implemented"})

#: Relations that a life hangs on; of all others there may be many.
_HEARD = BEARING | _KEEPING

_ADOPTING = "the date of the meeting that adopted it"
_ITS_MEETING = "the date of its meeting"

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
        if "." in record and rows and rows[-1].unit == "record":
            return self._header(record, at)
        proposal = own is not None and own.sort == "proposal"
        effective = own.effective if own else None
        out: list[Change] = []
        for row in rows:
            state = self._state(row, proposal)
            when = self._day(row, state, effective, at)
            because = _brought_by(row, when, record) if state == "adopted" else record
            if not out or out[-1].state != state:
                begun = None if out or proposal else self._before(row, state, when, effective, at)
                if begun is not None:
                    out.append(Change("adopted", begun, _brought_by(row, begun, record), row.n))
                out.append(Change(state, when, because, row.n))
            elif when.known and (row.status == "adopted" or not out[-1].day.known):
                out[-1] = Change(state, when, because, out[-1].order)  # a final text, now adopted
        return out

    def _header(self, record: str, at: int) -> list[Change]:
        """What the header of a foreign text said from save to save.

        Such a header seldom dates its status. Where it does not, that held at the latest when it
        was saved so, and at the earliest when the text was last saved otherwise; so these days
        enclose its beginning.
        """
        out: list[Change] = []
        before: str | None = self._facts.dated(record)
        rows = [row for row in self._facts.statuses(record) if row.recorded_from <= at]
        for order, row in enumerate(sorted(rows, key=lambda each: each.recorded_from)):
            state = row.state or "unknown"
            if out and out[-1].state == state:
                continue
            last, now = self._facts.saved(record, row.recorded_from)
            when = _between(last if out else before, now)
            if not out and state == "proposed" and row.since:
                when = day(row.since, "its own text")
            elif state == "adopted" and row.since:
                when = day(row.since, "the day of adoption")
            out.append(Change(state, when, record, order, free=True))
        return out

    def _before(
        self, row: Status, state: State, when: Day, effective: str | None, at: int
    ) -> Day | None:
        """Since when it was adopted, where the first that is known of it tells what came after."""
        if state == "amended":
            return when
        if state == "superseded" and row.state is None:
            adopted = row._replace(status="adopted", since=None)
            return self._day(adopted, "adopted", effective, at)
        return None

    @staticmethod
    def _state(row: Status, proposal: bool) -> State:
        if row.state is not None and not (proposal and row.state in _NOT_OF_PROPOSALS):
            return row.state
        if row.status == "superseded" or row.status == "withdrawn":
            return "superseded" if row.status == "superseded" else "withdrawn"
        if proposal or (row.status == "draft" and row.kind != "minutes"):
            return "proposed"
        return "adopted"  # at its meeting, though the minutes of it may still be a draft

    def _day(self, row: Status, state: State, effective: str | None, at: int) -> Day:
        if state in ("superseded", "withdrawn") or state == row.state:
            return day(row.since, "its own text")
        minutes = row.kind == "minutes"
        own = day(row.since, "the date of the text")
        meeting = self._held(row.meeting, _ITS_MEETING, at)
        if state == "proposed":
            first = (meeting, own) if minutes else (own, meeting)
            return next((each for each in first if each.known), UNKNOWN)
        if effective:
            return day(effective, "its effective date")
        adopted = row.status == "adopted" and not minutes
        order = [
            day(row.since, "the day of adoption") if adopted else UNKNOWN,
            self._held(row.adopted_by, _ADOPTING, at) if adopted else UNKNOWN,
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
        bonds = self._on(decision, at)
        if decision != own.record:
            # What is said of the paragraph itself goes before what is said of its whole record.
            kept = {each.source.partition("#")[0] for each in bonds if each.kind in _KEEPING}
            bonds += [
                each
                for each in self._on(own.record, at)
                if each.kind not in ENDING or each.source.partition("#")[0] not in kept
            ]
        deciding = {(each.source, each.target) for each in bonds if each.by_source}
        meant = {each.meaning for each in bonds if each.by_source}
        for bond in bonds:
            if bond.source in (decision, own.record) or bond.kind not in BEARING:
                continue  # nothing ends itself
            if bond.meaning not in meant and (bond.source, bond.target) in deciding:
                continue  # the text that acts says otherwise of it, and it is the one that decides
            adopted = self._adopted(bond.source, at, decision)
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

    def _on(self, target: str, at: int) -> list[Bond]:
        return self._at([each for each in self._facts.on(target) if each.kind in _HEARD], at)

    def _adopted(self, source: str, at: int, decision: str) -> Day | None:
        """Since when `source`, a decision or a record, is adopted; None where it is not.

        A proposal is where something adopted adopts it, itself or through others.
        """
        waiting, seen = [source], {decision}
        for _ in range(_STEPS):
            if not waiting:
                return None
            each = waiting.pop()
            known = self._at(self._facts.known(each), at)
            for change in self._base(each.partition("#")[0], known[0] if known else None, at):
                if change.state in ("adopted", "amended", "implemented"):
                    return change.day
            if known and each not in seen:
                seen.add(each)
                found = [bond.source for bond in self._on(each, at) if _adopts(bond)]
                waiting += reversed(found)
        return None

    def _leads_to(self, decision: str, record: str, goal: str, at: int) -> bool:
        """Whether `decision` is said to end `goal`, itself or through others.

        Only what was ever on a ring with it is looked through; a ring that is too long for that is
        taken for one at all times.
        """
        goals = {goal, goal.partition("#")[0]}
        waiting, seen = [decision, record], {decision, record}
        if not any(_ends(bond) for each in seen for bond in self._facts.of(each)):
            return False
        rings = {self._facts.ring(each) for each in seen} - {None}
        if rings.isdisjoint({self._facts.ring(each) for each in goals}):
            return False
        for _ in range(_STEPS):
            if not waiting:
                return False
            for bond in self._at(self._facts.of(waiting.pop()), at):
                if _ends(bond):
                    if bond.target in goals:
                        return True
                    if bond.target not in seen and self._facts.ring(bond.target) in rings:
                        seen.add(bond.target)
                        waiting.append(bond.target)
        return bool(waiting)


def _brought_by(row: Status, when: Day, record: str) -> str:
    """The meeting that adopted: the one whose date counts, else the one that is said to."""
    if row.meeting and (row.kind == "minutes" or when.basis == _ITS_MEETING):
        return row.meeting  # a later meeting adopts the minutes, not what they tell of
    return row.adopted_by or row.meeting or record


def _between(first: str | None, last: str | None) -> Day:
    basis = "as its header was saved"
    if last is None:
        return UNKNOWN
    if first is None:
        return Day(f"../{last}", None, last, basis)
    if first >= last:
        return Day(last, last, last, basis)
    return Day(f"{first}/{last}", first, last, basis)


def _ends(bond: Bond) -> bool:
    return bond.kind in ENDING and bond.scope == "whole"


def _adopts(bond: Bond) -> bool:
    return bond.kind == "adopts" and bond.scope == "whole"
