"""Tasks on a day: open, carried over, done, dropped; who had them then, how old, whether overdue.

    [task.state for task in on_day(read(conn), "2026-11-27", today="2026-11-27")]

It is what the questions open-actions and ended-actions tell, in one list. What happened is taken in
the order of the texts, whatever their dates say.

The archive keeps no recorded time of tasks, but of the texts that tell them. So `known_at` tells
tasks out of the texts that the archive held at a save, as these read now: what only a later text
tells was not known, and where a text was changed since, it is not sure that it told this then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from archive.errors import BadDate
from archive.text.dates import bounds

#: What a task is on a day.
STATES = ("open", "carried", "done", "dropped")

#: How old an open task is, by full years: the first that fits.
AGES = ((1, "under a year"), (2, "one year"), (5, "two to four years"), (10_000, "five and more"))

#: What is said of when a task is due.
DUE = ("overdue", "later", "none")

_TASKS = """
SELECT action.id, action.text, action.owner, action.owner_as_written, action.due_edtf,
       action.origin, action.body, action.opened_on, action.closed_on, action.status,
       action.meetings_survived, action.basis
FROM action ORDER BY action.id
"""
_EVENTS = """
SELECT action, n, kind, meeting, record || coalesce('#' || anchor, ''), owner, owner_as_written,
       date_edtf, date_start, basis
FROM action_event ORDER BY action, n
"""
# The texts with tasks that the archive held at :at, and whether each was changed since.
_TEXTS = """
SELECT record.id, EXISTS (SELECT 1 FROM version AS later
                          WHERE later.record = record.id AND later.commit_seq > :at)
FROM record WHERE record.id IN (SELECT record FROM action_event)
  AND coalesce((SELECT change FROM version WHERE version.record = record.id
                AND commit_seq <= :at ORDER BY n DESC LIMIT 1), 'removed') <> 'removed'
"""


class Event(NamedTuple):
    """What a text tells of a task; dates as written, and the first ISO day that they may mean."""

    n: int
    kind: str
    meeting: str | None
    source: str
    owner: str | None
    written: str | None
    date: str | None
    start: str | None
    basis: str


class Held(NamedTuple):
    """A task as the archive holds it, with its events in the order of the texts.

    `changed` tells that one of the texts was changed since the save that was asked for.
    """

    id: str
    text: str
    owner: str | None
    written: str | None
    due: str | None
    origin: str | None
    body: str | None
    opened: str | None
    closed: str | None
    status: str
    survived: int
    basis: str
    events: tuple[Event, ...]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task on a day. `owner` is an id, or the words where no register has them; then it had it.

    `sure` is False where a day is missing, so that it may have been opened later or closed before,
    and where a text was changed since the save that was asked for.
    `survived` is how many later meetings of its body it outlived until today. `moves` are the
    events by which it came into other hands.
    """

    id: str
    text: str
    state: str
    owner: str | None
    owner_as_written: str | None
    body: str | None
    origin: str | None
    opened: str | None
    due: str | None
    overdue: bool
    age_in_days: int | None
    carried: int
    survived: int
    last_heard: str | None
    source: str
    ended: str | None
    ended_in: str | None
    basis: str
    sure: bool
    moves: tuple[Event, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in ("open", "carried")

    @property
    def age(self) -> str:
        """How old it is, in the words of `AGES`."""
        if self.age_in_days is None:
            return "age not known"
        years = self.age_in_days / 365.25
        return next(words for most, words in AGES if years < most)

    @property
    def due_on(self) -> str:
        """'overdue', 'later', or 'none' where no day is known."""
        return "overdue" if self.overdue else "later" if self.due else "none"


#: The columns of the tasks as a table.
COLUMNS = (
    "id", "text", "state", "owner", "owner_as_written", "body", "origin", "opened", "due",
    "overdue", "age_in_days", "carried", "survived", "last_heard", "source", "ended", "ended_in",
    "basis", "sure",
)  # fmt: skip


def read(conn: sqlite3.Connection) -> list[Held]:
    """All tasks of the archive."""
    events: dict[str, tuple[Event, ...]] = {
        name: tuple(Event._make(tuple(row)[1:]) for row in rows)
        for name, rows in groupby(conn.execute(_EVENTS), key=lambda row: row[0])
    }
    return [Held._make((*row, events.get(row[0], ()), False)) for row in conn.execute(_TASKS)]


def known_at(conn: sqlite3.Connection, tasks: Iterable[Held], at: int) -> list[Held]:
    """`tasks` as the texts told them that the archive held at the save `at`."""
    texts = dict(map(tuple, conn.execute(_TEXTS, {"at": at})))
    return [known for task in tasks if (known := _known(task, texts)) is not None]


def _known(task: Held, texts: Mapping[str, int]) -> Held | None:
    events = tuple(each for each in task.events if each.source.partition("#")[0] in texts)
    if not events:
        return None
    changed = any(texts[each.source.partition("#")[0]] for each in events)
    ended = any(each.kind == task.status for each in events)
    return task._replace(
        opened=task.opened if events[0] is task.events[0] else events[0].start,
        closed=task.closed if ended else None,
        status=task.status if ended else "open",
        events=events,
        changed=changed,
    )


def on_day(tasks: Sequence[Held], day: str, today: str) -> list[Task]:
    """The tasks that were opened by the ISO day, as they stood on it."""
    return [_on(task, day, today) for task in tasks if not task.opened or task.opened <= day]


def _on(task: Held, day: str, today: str) -> Task:
    ended = task.status != "open" and (task.closed <= day if task.closed else day >= today)
    unsure = not ended and task.status != "open" and task.closed is None
    heard = list(_heard(task, day))
    speaking = [each for each in heard if each.kind not in ("done", "dropped")]
    last = speaking[-1] if speaking else None
    end = next((each for each in task.events if each.kind == task.status), None) if ended else None
    carried = sum(each.kind == "carried" for each in heard)
    owner = last.owner if last else task.owner
    written = last.written if last else task.written
    if written is None and owner == task.owner:
        written = task.written
    return Task(
        id=task.id,
        text=task.text,
        state=task.status if ended else "carried" if carried else "open",
        owner=owner or written,
        owner_as_written=written,
        body=task.body,
        origin=task.origin,
        opened=task.events[0].date if task.events and task.events[0].date else task.opened,
        due=task.due,
        overdue=not ended and _over(task.due, day),
        age_in_days=_days(task.opened, (task.closed or None) if ended else day),
        carried=carried,
        survived=task.survived,
        last_heard=last.date if last else None,
        source=last.source if last else task.id,
        ended=end.date if end else None,
        ended_in=end.source if end else None,
        basis=task.basis,
        sure=bool(task.opened) and not unsure and not task.changed,
        moves=tuple(each for each in heard if each.kind == "reassigned"),
    )


def _heard(task: Held, day: str) -> list[Event]:
    """What was heard by the day: what has no day was before the next event that has one."""
    for at, each in enumerate(task.events):
        if each.start and each.start > day:
            return list(task.events[:at])
    return list(task.events)


def _over(due: str | None, day: str) -> bool:
    """Whether it was due by then: a month or year is over with its last day."""
    if not due:
        return False
    try:
        last = bounds(due.rstrip("~?%")).last
    except BadDate:
        return False
    return last is not None and last < day


def _days(first: str | None, last: str | None) -> int | None:
    if not first or not last:
        return None
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return None


def sort_key(task: Task) -> tuple[Any, ...]:
    """What is overdue first, then what is due first, then what is oldest."""
    return (not task.overdue, task.due is None, task.due or "", -(task.age_in_days or 0), task.id)
