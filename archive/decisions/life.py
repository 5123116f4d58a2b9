"""The life of one decision, worked out from what is known at one moment: pure, no SQL.

    life(base, effects)      # [Span('adopted', ...), Span('superseded', ...)]

Rules, each from the records themselves:

- A decision is adopted from its own effective date, else the day of adoption, else the date of
  its meeting, else the date of a text that is final; never from a commit's. Unknown is unknown.
- Only an adopted decision (or record) ends another, and never one adopted after it. A draft or
  a proposal ends nothing; a part ends nothing, it amends.
- What has ended does not come back to life because its end was itself ended.
- Where dates do not tell, the order in which things were recorded does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.decisions.kinds import State
from archive.errors import BadDate
from archive.text.dates import validity

#: States that nothing but a new adoption follows.
ENDED: Final[frozenset[State]] = frozenset({"implemented", "superseded", "lapsed", "withdrawn"})

#: Relations that may end the decision they bear on.
ENDING: Final = frozenset({"supersedes", "revokes"})

#: Relations that change the state of the decision they bear on, or the end of its term.
BEARING: Final = ENDING | {"amends", "implements", "adopts", "extends"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is known: `first` and `last` are ISO days that enclose it, None unknown."""

    edtf: str | None = None
    first: str | None = None
    last: str | None = None
    basis: str | None = None

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.first is not None or self.last is not None

    def surely_before(self, other: Day) -> bool:
        """Whether it lies before `other`, whatever the two exactly are."""
        return self.last is not None and other.first is not None and self.last < other.first


UNKNOWN: Final = Day()


def day(edtf: str | None, basis: str) -> Day:
    """The day that an EDTF text stands for; unknown where there is none, or none that is a date."""
    if not edtf:
        return UNKNOWN
    try:
        found = validity(edtf, None)
    except BadDate:
        return UNKNOWN
    return Day(edtf, found.valid_from, found.surely_from, basis)


def day_after(edtf: str | None) -> Day:
    """The day on which what lasts until `edtf` is over."""
    if not edtf:
        return UNKNOWN
    try:
        found = validity(None, edtf)
    except BadDate:
        return UNKNOWN
    if found.valid_to is None:
        return UNKNOWN
    exact = found.surely_to == found.valid_to
    since = found.valid_to if exact else edtf
    return Day(since, found.surely_to, found.valid_to, "the end of its term")


@dataclass(frozen=True, slots=True)
class Change:
    """One turn in a life: the state it leads to, when, and what brought it about.

    `order` is the place in which it was recorded; it decides where days do not. `free` is one
    that may follow any other: the headers of foreign texts go back and forth.
    """

    state: State
    day: Day
    because: str | None
    order: int = 0
    free: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """A relation of an adopted decision that bears on this one, from `day` on.

    `until` is the new end of its term, where the relation extends it.
    """

    kind: str
    scope: str
    day: Day
    because: str
    order: int
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A state and the days on which it may have held, [valid_from, valid_to), and surely did."""

    state: State
    since: Day
    valid_from: str | None
    surely_from: str | None
    surely_to: str | None
    valid_to: str | None
    because: str | None


def life(
    base: Sequence[Change], effects: Iterable[Effect] = (), until: str | None = None,
    own: str | None = None,
) -> list[Span]:  # fmt: skip
    """The spans of a decision whose own record tells `base`, on which `effects` bear.

    `until` is the EDTF text of the end of its term, which `own` (a citation) states.
    """
    effects = sorted(effects, key=lambda each: each.order)
    changes = [*base, *_turns(effects)]
    term = _term(until, own, effects)
    if term is not None:
        changes.append(term)
    return _spans(_walk(_in_order(changes)))


def _turns(effects: Iterable[Effect]) -> list[Change]:
    out = []
    for each in effects:
        state = _state_of(each)
        if state is not None:
            out.append(Change(state, each.day, each.because, each.order))
    return out


def _state_of(effect: Effect) -> State | None:
    whole = effect.scope == "whole"
    match effect.kind:
        case "supersedes":
            return "superseded" if whole else "amended"
        case "revokes":
            return "withdrawn" if whole else "amended"
        case "amends":
            return "amended"
        case "implements":
            return "implemented" if whole else None
        case "adopts":
            return "adopted" if whole else None
        case _:
            return None  # it is told in the history, and changes no state


def _term(until: str | None, own: str | None, effects: Iterable[Effect]) -> Change | None:
    """The lapse at the end of its term, which each extension that came in time moves."""
    because, over = own, day_after(until)
    for each in effects:
        if each.kind == "extends" and each.until:
            if over.known and each.day.known and over.surely_before(each.day):
                continue  # it had lapsed already
            because, over = each.because, day_after(each.until)
    return Change("lapsed", over, because, 1 << 60) if over.known else None


def _in_order(changes: Sequence[Change]) -> list[Change]:
    """By day where the days tell which came first, else as recorded.

    How precisely a day is known so decides nothing: 2017 comes neither before nor after May 2017.
    """
    out: list[Change] = []
    newest = ""  # the latest of the first days so far
    for change in sorted(changes, key=lambda each: each.order):
        at = len(out)
        if change.day.last is not None and change.day.last < newest:
            at = next(i for i, each in enumerate(out) if change.day.surely_before(each.day))
        out.insert(at, change)
        newest = max(newest, change.day.first or "")
    return out


def _walk(changes: Iterable[Change]) -> list[Change]:
    """The changes that turn something."""
    out: list[Change] = []
    for change in changes:
        now = out[-1].state if out else None
        if now == change.state or not (change.free or _turns_to(now, change.state)):
            if out and now == change.state and not out[-1].day.known and change.day.known:
                out[-1] = replace(change, order=out[-1].order)  # the same, and now dated
            elif out and now in ENDED and change.state in ENDED:
                out[-1] = _no_later(out[-1], change.day)
            continue
        out.append(change)
    return out


def _no_later(end: Change, other: Day) -> Change:
    """`end`, of something that had come to its end by the day `other` anyhow."""
    if other.last is None or (end.day.last is not None and end.day.last <= other.last):
        return end
    return replace(end, day=replace(end.day, last=other.last))


def _turns_to(now: State | None, new: State) -> bool:
    if now is None:
        return new != "amended"
    if new == "adopted":
        return now == "proposed"
    if now in ENDED or new == "proposed":
        return False
    if new in ("amended", "implemented"):
        return now in ("adopted", "amended")
    return new != now


def _spans(changes: Sequence[Change]) -> list[Span]:
    out = []
    for at, change in enumerate(changes):
        following = changes[at + 1].day if at + 1 < len(changes) else None
        surely_to, valid_to = None, None
        if following is not None:
            # Over, but nobody knows since when at the earliest: nothing is sure from its first day.
            surely_to = following.first or change.day.first or "0001-01-01"
            valid_to = following.last
        out.append(
            Span(
                change.state, change.day, change.day.first, change.day.last, surely_to, valid_to,
                change.because,
            )
        )  # fmt: skip
    return out
