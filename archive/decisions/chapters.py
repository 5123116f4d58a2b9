"""What a decision's life is told of: its wordings, states, relations, tasks; pure, no SQL.

Two times are kept apart: what held in the world (`since`, `valid_from` ...) and the save that
the archive learned it from (`Save`).
"""

from __future__ import annotations

from dataclasses import dataclass


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

    `draft` tells that it is, or stands in, a record that is only a draft now.
    """

    id: str
    reference: str | None
    text: str | None = None
    draft: bool = False


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
    where one side is said to be the whole record that the decision stands in.
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

    @property
    def one_sided(self) -> bool:
        """Whether one side only says so."""
        return not (self.said_here and self.said_there)


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """What became of a task, in the order of the texts; `source` is the text that says so."""

    kind: str
    date: str | None
    date_start: str | None
    meeting: str | None
    source: str
    owner: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task that came of the decision."""

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
    """All of it, each list oldest first. `state` is that of today, as now known.

    `addressee` is the id of a register that the words name, where they name one.
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
    line: int | None
    wordings: tuple[Wording, ...]
    stages: tuple[Stage, ...]
    bonds: tuple[Bond, ...]
    tasks: tuple[Task, ...]
    kin: tuple[Kin, ...]

    @property
    def now(self) -> Wording | None:
        """What is said of it now; None where nothing is any more."""
        return next((each for each in reversed(self.wordings) if each.ended is None), None)

    @property
    def standing(self) -> tuple[Stage, ...]:
        """The states as they are known now."""
        return tuple(stage for stage in self.stages if stage.ended is None)
