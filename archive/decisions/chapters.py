"""What a decision's life is told of: its wordings, states, relations, tasks; pure, no SQL.

Two times are kept apart: what held in the world (`since`, `valid_from` ...) and the save that
the archive learned it from (`Save`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Save:
    """The save that something was learned from; `time` is ISO, `hash` None where not saved yet."""

    seq: int
    hash: str | None
    author: str | None
    time: str
    message: str


@dataclass(frozen=True, slots=True)
class Cited:
    """What an id names: `reference` as people cite it, None where it is not in the archive.

    `draft` tells that it is, or stands in, a record that is only a draft now; `unadopted` that
    it is, or stands in, minutes that no later meeting adopted: they hold all the same.
    """

    id: str
    reference: str | None
    text: str | None = None
    draft: bool = False
    unadopted: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text said of the decision from one save to another (None: still)."""

    sort: str
    text: str
    actor: str | None
    verb: str | None
    tier: str | None
    addressee: str | None
    responsible: str | None
    due: str | None
    effective: str | None
    until: str | None
    basis: str
    rule: str | None
    learned: Save
    ended: Save | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A state: since when in the world, what brought it about, and when that was learned.

    `ended` is the save since which the archive holds it otherwise; None where it stands.
    """

    state: str
    since: str | None
    since_basis: str | None
    valid_from: str | None
    surely_from: str | None
    surely_to: str | None
    valid_to: str | None
    because: Cited | None
    learned: Save
    ended: Save | None


@dataclass(frozen=True, slots=True)
class Bond:
    """A relation to `other`: `outgoing` where this decision acts on it.

    `said_here` and `said_there` tell which side says so, in the texts `said_by`; `of_record`
    where one side is said to be the whole record that the decision stands in. `date` is that from
    which it holds: where none is stated, the day on which the side that acts was adopted. Where
    the kind of relation changes a state and this one did not, `without_effect` says why, as far
    as that can be told ('' where it cannot). `disputed` where both sides speak of it, and the
    other one says otherwise: another relation, or another scope.
    """

    kind: str
    outgoing: bool
    other: Cited
    scope: str
    effective: str | None
    until: str | None
    date: str | None
    said_by: tuple[str, ...]
    said_here: bool
    said_there: bool
    of_record: bool
    basis: str
    learned: Save
    ended: Save | None
    without_effect: str | None = None
    disputed: bool = False

    @property
    def one_sided(self) -> bool:
        """Whether one side only says so."""
        return not (self.said_here and self.said_there)


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """What became of a task, in the order of the texts.

    `source` is the citation of the text that says so, `text` its words where it lists the task.
    """

    kind: str
    date: str | None
    date_start: str | None
    meeting: str | None
    source: str
    owner: str | None
    basis: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task over all its texts."""

    id: str
    text: str
    owner: str | None
    due: str | None
    status: str
    meetings_survived: int
    basis: str
    events: tuple[TaskEvent, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """A record that the decision's record replaces, is replaced by, or shares its work with."""

    record: str
    title: str
    kind: str
    status: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Biography:
    """All of it, each list oldest first. `state` is that of the day `today`, as now known.

    `addressee` is the id of a register that the words name, where they name one. `gone` is why
    nothing says any more that it is a decision, None where something does; then `state` is None.
    """

    id: str
    record: str
    anchor: str | None
    reference: str
    state: str | None
    meeting: str | None
    body: str | None
    mandate: str | None
    addressee: str | None
    adopted_on: str | None
    minutes_unadopted: bool
    removed: bool
    gone: str | None
    line: int | None
    wordings: tuple[Wording, ...]
    stages: tuple[Stage, ...]
    bonds: tuple[Bond, ...]
    tasks: tuple[Task, ...]
    kin: tuple[Kin, ...]
    today: str

    @property
    def now(self) -> Wording | None:
        """What is said of it now; None where nothing is any more."""
        return next((each for each in reversed(self.wordings) if each.ended is None), None)

    @property
    def standing(self) -> tuple[Stage, ...]:
        """The states as they are known now."""
        return tuple(stage for stage in self.stages if stage.ended is None)

    @property
    def current(self) -> Stage | None:
        """Its state today; where none has begun yet, the first that is to come."""
        return state_on(self.standing, self.today)

    @property
    def coming(self) -> Stage | None:
        """The state that is to follow on a later day; None where none is known of."""
        now = self.current
        after = self.standing[self.standing.index(now) + 1 :] if now else ()
        return after[0] if after else None

    def cause(self, stage: Stage) -> Cited | None:
        """What else brought `stage` about; None where its own text alone says so."""
        if stage.because is None or stage.state == "lapsed":
            return None  # its term came to an end, whoever had extended it
        if stage.because.id not in (self.id, self.record):
            return stage.because
        # Where only the older side says it, the statement is its own, and the act the other's.
        for bond in self.bonds:
            ours = stage.because.id in bond.said_by and bond.ended is None
            acted = not bond.outgoing and bond.without_effect is None
            if ours and acted and stage.state in EFFECTS.get(bond.kind, ()):
                return bond.other
        return None


#: Relations that change the state of what they bear on → the states that they lead to.
EFFECTS: Final[dict[str, tuple[str, ...]]] = {
    "supersedes": ("superseded", "amended"),
    "revokes": ("withdrawn", "amended"),
    "amends": ("amended",),
    "implements": ("implemented",),
    "adopts": ("adopted",),
    "extends": ("lapsed",),
}


def begun(stage: Stage, today: str) -> bool:
    """Whether a state has begun by the ISO day `today`, as far as is known."""
    return stage.valid_from is None or stage.valid_from <= today


def state_on(stages: Sequence[Stage], today: str) -> Stage | None:
    """The state of the ISO day `today` among `stages`, which stand in the order of events.

    It is the last that has begun, as in the view decision_today; where none has, the first.
    """
    past = [stage for stage in stages if begun(stage, today)]
    return past[-1] if past else stages[0] if stages else None
