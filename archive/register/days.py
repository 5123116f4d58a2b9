"""In which state each decision is on a day: worked out once, then asked for any day.

A decision changes at a few dates only. So all changes of all decisions stand in one list by their
dates, and the states of a day are what the list says up to there. `Days` tells the same as
`archive.decisions.standing` and the question decisions-in-force, for all decisions at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from archive.decisions.kinds import IN_FORCE, STATES
from archive.register import masks

#: What a decision is before it is taken: it is left out.
LATER = 0

#: A decision that is taken, and whose first state begins on a later day.
NOT_YET = "not-yet"

_STATES: tuple[str, ...] = (*STATES, NOT_YET)

# A code holds the state (from 1 on) and whether it is in force: 0 no, 1 perhaps, 2 surely.
_FORCES = 3


class Held(NamedTuple):
    """A state of a decision as the archive holds it; dates are ISO days."""

    n: int
    state: str
    valid_from: str | None
    surely_from: str | None
    surely_to: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """The states of one day: a code for each line."""

    codes: bytearray

    @property
    def known(self) -> int:
        """The lines that are decided by then."""
        return masks.everything(len(self.codes)) & ~masks.of_codes(self.codes, [LATER])

    @property
    def later(self) -> int:
        """The lines that are decided on a later day."""
        return masks.of_codes(self.codes, [LATER])

    @property
    def in_force(self) -> int:
        """The lines that are, or may be, in force."""
        return masks.of_codes(self.codes, [code for code in range(1, _END) if code % _FORCES])

    @property
    def perhaps(self) -> int:
        """The lines of which it is not sure that they are in force."""
        return masks.of_codes(self.codes, [code for code in range(1, _END) if code % _FORCES == 1])

    def states(self) -> masks.Facet:
        """The states as a facet."""
        found: dict[str, int] = {}
        for at, state in enumerate(_STATES):
            lines = masks.of_codes(self.codes, range(_code(at, 0), _code(at, 0) + _FORCES))
            if lines:
                found[state] = lines
        return masks.Facet(found, len(self.codes))

    def state(self, line: int) -> str:
        """The state of one line; '' where it is decided later."""
        code = self.codes[line]
        return _STATES[code // _FORCES - 1] if code else ""

    def force(self, line: int) -> str:
        """'yes', 'perhaps' or 'no': whether the line is in force."""
        return ("no", "perhaps", "yes")[self.codes[line] % _FORCES]


def _code(state: int, force: int) -> int:
    return (state + 1) * _FORCES + force


_END = _code(len(_STATES), 0)
_NUMBER = {state: at for at, state in enumerate(_STATES)}


class Days:
    """The changes of all lines by their dates."""

    def __init__(self, courses: Iterable[Sequence[tuple[str, int]]]) -> None:
        changes: list[tuple[str, int, int]] = []
        begin = bytearray()
        for line, course in enumerate(courses):
            begin.append(course[0][1] if course else LATER)
            changes += [(day, line, code) for day, code in course[1:]]
        changes.sort()
        self._begin = begin
        self._dates = [change[0] for change in changes]
        self._lines = [change[1] for change in changes]
        self._codes = bytes(change[2] for change in changes)

    def on(self, day: str) -> Day:
        """The states of the ISO day."""
        end = bisect_right(self._dates, day)
        codes = bytearray(self._begin)
        for line, code in zip(self._lines[:end], self._codes, strict=False):
            codes[line] = code
        return Day(codes)


def course(
    held: Sequence[Held], decided: str | None, today: str, *, proposal: bool = False
) -> list[tuple[str, int]]:
    """The days on which a decision changes, each with its code from then on; the first is ''.

    `held` are its states in the order of `n`, `decided` is the first day on which it may have been
    taken, `today` the day on which what ended on a day that nobody knows has ended.
    """
    days = {""}
    for each in held:
        days.update(filter(None, each[2:]))
        if each.valid_to is None and each.surely_to is not None:
            days.add(today)
    if decided:
        days.add(decided)
    found: list[tuple[str, int]] = []
    for day in sorted(days):
        code = _on(held, day, decided, today, proposal=proposal)
        if not found or found[-1][1] != code:
            found.append((day, code))
    return found


def _on(held: Sequence[Held], day: str, decided: str | None, today: str, *, proposal: bool) -> int:
    state: str | None = None
    for each in held:
        if (each.valid_from or "") <= day:
            state = each.state
    if state is None:
        if decided is None or day < decided or not held:
            return LATER
        state = held[0].state if held[0].state == "proposed" else NOT_YET
    force = 0 if proposal else _force(held, day, today)
    return _code(_NUMBER.get(state, _NUMBER["unknown"]), force)


def _force(held: Sequence[Held], day: str, today: str) -> int:
    """Whether it is in force: the last state that may hold, as decisions-in-force looks for it."""
    found = None
    for each in held:
        if (
            each.state in IN_FORCE
            and (each.valid_from is None or each.valid_from <= day)
            and (each.valid_to is None or each.valid_to > day)
        ):
            found = each
    if found is None or (found.valid_to is None and found.surely_to is not None and day >= today):
        return 0
    if found.surely_to is not None and day >= found.surely_to:
        return 1
    if found.surely_from is not None and found.surely_from <= day:
        return 2
    # Amended at a time that is not sure, it is in force all the same.
    before = any(
        each.n == found.n - 1
        and each.state in IN_FORCE
        and each.surely_from is not None
        and each.surely_from <= day
        and (each.valid_to is None or each.valid_to > day)
        for each in held
    )
    return 2 if before else 1
