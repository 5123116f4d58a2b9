"""`/actions`: what is to be done, by whom, since when, and what was done or dropped."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from archive.lookup import NOW
from archive.register.masks import NONE, Counter, Facet, everything, facet, of_rows, rows_of
from archive.register.tasks import (
    AGES,
    COLUMNS,
    DUE,
    STATES,
    Held,
    Task,
    known_at,
    on_day,
    read,
    sort_key,
)
from archive.text.numbers import counted
from archive.text.spoken import date_words
from archive.web.answering import Page, once, show
from archive.web.descriptions import table_address
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.moment import here, moment
from archive.web.names import Names, Ref
from archive.web.paging import LINES, Paging, start_of
from archive.web.sheets import Sheet
from archive.web.sieve import Chip, Chosen, Sieve, chips, chosen, sieve, words_chip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FACETS = ("state", "owner", "due", "age", "body")
LABELS = {"state": "State", "owner": "Who has it", "due": "Due", "age": "How long open",
          "body": "Body"}  # fmt: skip
STATE_WORDS = {
    "open": "open, told once",
    "carried": "open, carried over",
    "done": "done",
    "dropped": "dropped",
}
_DUE_WORDS = {"overdue": "overdue", "later": "due later", "none": "no day is said"}
_NOTHING = {"owner": "nobody named", "body": "no body"}
_SORTS = {
    "due": "overdue first", "oldest": "oldest first", "newest": "newest first",
    "owner": "by who has it",
}  # fmt: skip

#: A task's state as a chip: words, kind, sign.
BADGES = {
    "open": ("open", "", "○"),
    "carried": ("open, carried over", "", "↷"),
    "done": ("done", "good", "✓"),
    "dropped": ("dropped", "quiet", "✕"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A task in the list. `moves` tell when it came into which hands, and where that stands."""

    href: str
    task: Task
    owner: Ref | None
    origin: Ref | None
    source: Ref
    ended_in: Ref | None
    age: str
    moves: list[tuple[str, Ref | None, Ref]]

    @property
    def badge(self) -> tuple[str, str, str]:
        """Its state as a chip."""
        return BADGES[self.task.state]


@dataclass(frozen=True, slots=True)
class Shown:
    """The list of tasks as it is shown."""

    asked: Chosen
    basis: str
    every: bool
    total: int
    open: int
    any_state: int
    overdue: int
    unconfirmed: int
    later: int
    chips: list[Chip]
    sieves: list[Sieve]
    lines: list[Line]
    sorts: list[tuple[str, str]]
    paging: Paging


class Tasks:
    """The tasks of a day, ready to be narrowed down."""

    def __init__(self, tasks: list[Task]) -> None:
        self.tasks, self.size = tasks, len(tasks)
        self.facets: dict[str, Facet] = {
            "state": facet([each.state for each in tasks]),
            "owner": facet([each.owner for each in tasks]),
            "due": facet([each.due_on if each.is_open else "ended" for each in tasks]),
            "age": facet([each.age if each.is_open else "ended" for each in tasks]),
            "body": facet([each.body for each in tasks]),
        }
        self.open = of_rows([at for at, each in enumerate(tasks) if each.is_open], self.size)
        proposed = [at for at, each in enumerate(tasks) if each.basis == "proposed"]
        self.proposed = of_rows(proposed, self.size)


class Selection:
    """The tasks of a day that fit what is asked, and the counts of what else could be."""

    def __init__(self, every: Tasks, asked: Chosen) -> None:
        self.tasks, self._size, self.facets = every.tasks, every.size, every.facets
        self._open, self._proposed = every.open, every.proposed
        self._parts: dict[str, int] = {
            name: self.facets[name].lines(values) for name, values in asked.facets.items()
        }
        if asked.settings["show"] != "all" and "state" not in asked.facets:
            self._parts["open"] = self._open
        basis = asked.settings["basis"]
        if basis == "proposed":
            self._parts["basis"] = self._proposed
        elif basis != "all":
            self._parts["basis"] = everything(self._size) & ~self._proposed
        if words := asked.settings["q"]:
            self._parts["words"] = of_rows(_holding(self.tasks, words), self._size)

    def lines(self, *without: str) -> int:
        """The lines that fit when what is asked under some names is not."""
        found = everything(self._size)
        for name, lines in self._parts.items():
            if name not in without:
                found &= lines
        return found

    def counts(self, name: str) -> dict[str, int]:
        """Value of a facet → how many would fit."""
        left = self.lines(*(("state", "open") if name == "state" else (name,)))
        found = self.facets[name].counts(Counter(left, self._size))
        found.pop("ended", None)
        return found

    def in_order(self, sort: str) -> list[Task]:
        """The tasks that fit."""
        found = [self.tasks[row] for row in rows_of(self.lines(), self._size)]
        if sort in ("oldest", "newest"):
            found.sort(key=lambda each: (each.opened is None, each.opened or "", each.id))
            known = [each for each in found if each.opened]
            return found if sort == "oldest" else known[::-1] + found[len(known) :]
        if sort == "owner":
            return sorted(found, key=lambda each: (each.owner is None, each.owner or "", each.id))
        return sorted(found, key=sort_key)

    @property
    def open(self) -> int:
        """How many fit that are open, whatever state was asked for."""
        return (self.lines("open", "state") & self._open).bit_count()

    @property
    def any_state(self) -> int:
        """How many fit in whatever state."""
        return self.lines("open", "state").bit_count()

    @property
    def overdue(self) -> int:
        """How many of those that fit are overdue."""
        return (self.lines() & self.facets["due"].lines(["overdue"])).bit_count()

    @property
    def unconfirmed(self) -> int:
        """How many fit that only the reader of the texts takes for tasks."""
        return (self.lines("basis") & self._proposed).bit_count()


def _holding(tasks: list[Task], words: str) -> list[int]:
    from archive.register.inventory import holding
    from archive.text.fold import fold

    return holding([f" {fold(each.text)}" for each in tasks], words)


def every_task(conn: sqlite3.Connection, host: Host) -> list[Held]:
    """All tasks, read once for all readers."""
    return kept(host, "tasks", lambda: read(conn))


def held_tasks(conn: sqlite3.Connection, host: Host) -> list[Held]:
    """The tasks that were known at the save that was asked for."""
    every, at = every_task(conn, host), moment().at(conn)
    if at == NOW:
        return every
    return kept(host, "tasks", lambda: known_at(conn, every, at), asked=str(at))


#: Days of which the tasks are kept: of many tasks, each takes some megabytes.
_DAYS = 3

_of_day: WeakKeyDictionary[Any, dict[tuple[str, str, int], Tasks]] = WeakKeyDictionary()


def tasks_on(conn: sqlite3.Connection, host: Host) -> Tasks:
    """The tasks of the day that was asked for, as known then, worked out once for all readers."""
    when, held = moment(), held_tasks(conn, host)
    days = _of_day.setdefault(host, {})
    key = (when.day, when.today, when.at(conn))
    found = days.get(key)
    if found is None:
        found = days[key] = Tasks(on_day(held, *key[:2]))
        for old in list(days)[: max(len(days) - _DAYS, 0)]:
            days.pop(old, None)
    return found


async def actions(request: Request, datasette: Host) -> Any:
    """The tasks on the day: `?owner=aes`, `?due=overdue`, `?show=all`, `?basis=all`, `?q=`."""
    asked, start = chosen(request, FACETS, ("q", "show", "basis", "sort")), start_of(request)
    await once(datasette, lambda conn: every_task(conn, datasette))

    def get(conn: sqlite3.Connection) -> Page:
        when, held = moment(), held_tasks(conn, datasette)
        found = Selection(tasks_on(conn, datasette), asked)
        sort = asked.settings["sort"] if asked.settings["sort"] in _SORTS else "due"
        tasks = found.in_order(sort)
        counts = {name: found.counts(name) for name in FACETS}
        listed = tasks[start : start + LINES]
        later = len(held) - len(found.tasks)
        return Page(
            "actions.html",
            {"shown": _shown(conn, datasette, asked, found, counts, listed, start, later)},
            data={
                "as_of": when.day,
                "known_at": when.known,
                "asked": {**asked.facets, **{k: v for k, v in asked.settings.items() if v}},
                "total": len(tasks),
                "overdue": found.overdue,
                "proposed_by_the_reader": found.unconfirmed,
                "opened_later": later,
                "facets": counts,
                "start": start,
                "tasks": [plain_task(each) for each in listed],
            },
            sheet=lambda: Sheet(
                "tasks", COLUMNS,
                [[_cell(getattr(each, name)) for name in COLUMNS] for each in tasks],
            ),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "action"),
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)


def plain_task(task: Task) -> dict[str, Any]:
    """A task as JSON tells it."""
    told = {name: getattr(task, name) for name in COLUMNS}
    return {**told, "reassigned": [each._asdict() for each in task.moves]}


def _cell(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _shown(
    conn: sqlite3.Connection,
    host: Host,
    asked: Chosen,
    found: Selection,
    counts: Mapping[str, Mapping[str, int]],
    listed: list[Task],
    start: int,
    later: int,
) -> Shown:
    ids: list[str | None] = [*list(counts["owner"])[:40], *list(counts["body"])[:40]]
    ids += [*asked.facets.get("owner", ()), *asked.facets.get("body", ())]
    for task in listed:
        ids += [task.owner, task.origin, task.source, task.ended_in]
        ids += [part for move in task.moves for part in (move.owner, move.source)]
    names = Names(conn, host, ids)
    orders = {
        "state": STATES,
        "due": DUE,
        "age": [words for _, words in reversed(AGES)] + ["age not known"],
    }
    sieves, taken = [], []
    for name in FACETS:
        order = orders.get(name, list(counts[name]))
        listed_counts = {each: counts[name][each] for each in order if each in counts[name]}
        words = _words(name, [*listed_counts, *asked.facets.get(name, ())], names)
        sieves.append(sieve(asked, name, LABELS[name], listed_counts, words))
        taken += chips(asked, name, LABELS[name], words)
    total, end = found.lines().bit_count(), start + len(listed)
    basis = asked.settings["basis"]
    return Shown(
        asked=asked,
        basis=basis if basis in ("all", "proposed") else "stated",
        every=asked.settings["show"] == "all" or "state" in asked.facets,
        total=total,
        open=found.open,
        any_state=found.any_state,
        overdue=found.overdue,
        unconfirmed=found.unconfirmed,
        later=later,
        chips=taken + words_chip(asked),
        sieves=[each for each in sieves if each],
        lines=[task_line(host, each, names) for each in listed],
        sorts=list(_SORTS.items()),
        paging=Paging(
            first=start + 1 if listed else start,
            last=end,
            total=total,
            earlier=asked.address(start=str(max(start - LINES, 0) or "")) if start else None,
            later=asked.address(start=str(end)) if end < total and listed else None,
        ),
    )


def _words(name: str, values: Iterable[str], names: Names) -> dict[str, str]:
    told = {"state": STATE_WORDS, "due": _DUE_WORDS}.get(name, {})
    return {
        value: _NOTHING[name]
        if value == NONE and name in _NOTHING
        else told.get(value) or (names.ref(value).text if name in ("owner", "body") else value)
        for value in values
    }


def task_path(task: str) -> str:
    """Where the page of the task `record#anchor` is."""
    return f"actions/{quote(task.replace('#', '/', 1))}"


def age_words(days: int | None) -> str:
    """How long it is open: '2 years', '3 months'; '' where that is not known."""
    if days is None:
        return ""
    if days < 60:
        return counted(days, "day")
    if days < 730:
        return counted(int(days / 30.44), "month")
    return counted(int(days / 365.25), "year")


def task_line(host: Host, task: Task, names: Names) -> Line:
    """A task as the list shows it."""

    def who(owner: str | None, written: str | None) -> Ref | None:
        known = names.ref(owner or written or "") if owner or written else None
        return known

    return Line(
        href=here(host, task_path(task.id)),
        task=task,
        owner=who(task.owner, task.owner_as_written),
        origin=names.decision(task.origin) if task.origin and task.origin != task.id else None,
        source=names.ref(task.source),
        ended_in=names.ref(task.ended_in) if task.ended_in else None,
        age=age_words(task.age_in_days) if task.is_open else "",
        moves=[
            (date_words(each.date), who(each.owner, each.written), names.ref(each.source))
            for each in task.moves
        ],
    )
