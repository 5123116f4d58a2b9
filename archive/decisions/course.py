"""What tasks are made of: the items that texts list, and a task while its texts are read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from archive.decisions.sequence import Place, Text
from archive.reader.keys import owner_key

#: Among which tasks one is looked for: the series of its text, and its key.
Pool = tuple[str, str]

EventKind = Literal["opened", "carried", "reassigned", "reported", "done", "dropped"]

#: What ends a task: nothing comes after it.
ENDS: Final = ("done", "dropped")


@dataclass(frozen=True, slots=True)
class Item:
    """One task as one text puts it: a row of action_item, and the text that it stands in."""

    source: Text
    anchor: str
    owner: str | None
    owner_as_written: str | None
    due_edtf: str | None
    text: str
    key: str
    status: str
    continues: str | None
    origin: str | None
    basis: str
    rule: str | None
    line_start: int
    line_end: int

    @property
    def id(self) -> str:
        """How it is cited."""
        return f"{self.source.record}#{self.anchor}"

    @property
    def pool(self) -> Pool:
        """Among which tasks it is looked for."""
        return self.source.series, self.key

    @property
    def who(self) -> str | None:
        """Who is to do it, in a form in which owners can be compared; None where nobody is said."""
        return self.owner or owner_key(self.owner_as_written) or None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says of a task elsewhere: `by` implements, reports on or revokes `to`.

    Both are citations. `status` is the one that the mark of `by` gives, None where it gives
    none; `line` is where it stands in `source`, 0 where the whole record says so.
    """

    source: Text
    by: str
    to: str
    kind: str
    scope: str
    status: str | None
    basis: str
    line: int


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One row of action_event but for its task and its place, which are those of its list."""

    kind: EventKind
    meeting: str | None
    record: str
    anchor: str | None
    owner: str | None
    owner_as_written: str | None
    date_edtf: str | None
    date_start: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Task:
    """One row of action with its events in order; its id is the citation of its first item."""

    id: str
    text: str
    owner: str | None
    owner_as_written: str | None
    due_edtf: str | None
    origin: str | None
    body: str | None
    opened_on: str | None
    closed_on: str | None
    status: str
    meetings_survived: int
    basis: str
    events: tuple[TaskEvent, ...]


@dataclass(slots=True)
class Course:
    """A task while its texts are read; `pools` are the (series, key) by which it is known again."""

    first: Item
    place: Place
    owner: str | None
    owner_as_written: str | None
    who: str | None
    due: str | None
    origin: str | None
    stated: bool
    events: list[TaskEvent] = field(default_factory=list)
    ended: tuple[str, Place, str | None] | None = None
    heard: set[tuple[str, str]] = field(default_factory=set)
    pools: list[Pool] = field(default_factory=list)

    def may_end(self, source: Text, basis: str) -> bool:
        """Whether what `source` says can end it: no draft, and no proposal against a person."""
        return not source.draft and (basis == "stated" or not self.stated)

    def list_again(self, item: Item, place: Place, *, as_report: bool) -> None:
        """Take a later item of the task; `as_report` where its mark says that it reports on it."""
        other = _differs(item, self)
        if item.who and (other or not self.who):
            self.owner, self.owner_as_written, self.who = (
                item.owner, item.owner_as_written, item.who,
            )  # fmt: skip
        self.due = item.due_edtf or self.due
        self.origin = self.origin or item.origin
        self.stated = self.stated or item.basis == "stated"
        if not self.take_status(item, place):
            kind: EventKind = "carried"
            if other or as_report:
                kind = "reassigned" if other else "reported"
            self.tell(kind, item.source, item.anchor, item.basis, item)

    def take_status(self, item: Item, place: Place) -> bool:
        """End it where `item` says that it has ended, or tell so; False where it is open."""
        if item.status not in ENDS:
            return False
        if self.may_end(item.source, item.basis):
            self.end(item.status, item.source, item.anchor, item.basis, place, item)
        else:
            self.tell("reported", item.source, item.anchor, item.basis, item)
        return True

    def end(
        self, status: str, source: Text, anchor: str | None, basis: str, place: Place,
        item: Item | None = None,
    ) -> None:  # fmt: skip
        """End it as 'done' or 'dropped'."""
        self.ended = status, place, source.date_start
        self.tell("done" if status == "done" else "dropped", source, anchor, basis, item)

    def tell(
        self, kind: EventKind, source: Text, anchor: str | None, basis: str,
        item: Item | None = None,
    ) -> None:  # fmt: skip
        """Add an event; the owner is the one that `item` names, or else the last that was named."""
        says = item is not None and item.who is not None
        who: Item | Course = item if item is not None and says else self
        self.events.append(
            TaskEvent(
                kind, source.meeting, source.record, anchor, who.owner, who.owner_as_written,
                source.date_edtf, source.date_start, basis,
            )
        )  # fmt: skip

    def task(self, kept: Sequence[Place]) -> Task:
        """The task as its texts leave it; `kept` are the meetings of its body with minutes here."""
        status, closed, day = self.ended or ("open", None, None)
        until = len(kept) if closed is None else bisect_left(kept, closed)
        return Task(
            self.first.id, self.first.text, self.owner, self.owner_as_written, self.due,
            self.origin, self.first.source.body, self.first.source.date_start, day, status,
            max(0, until - bisect_right(kept, self.place)),
            "stated" if self.stated else "proposed", tuple(self.events),
        )  # fmt: skip


def _differs(item: Item, course: Course) -> bool:
    """Whether another owner is said; a name that leads to no id cannot be held against an id."""
    if not item.who or not course.who or item.who == course.who:
        return False
    return (item.owner is None) == (course.owner is None)
