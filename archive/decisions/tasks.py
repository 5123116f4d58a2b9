"""Tasks over all their texts: opened, carried over, reassigned, reported, done or dropped.

    tasks = tasks_of(items, statements, meetings)
    tasks[0].status, tasks[0].meetings_survived, [event.kind for event in tasks[0].events]

Pure. The texts are gone through in the order of their meetings, and each text from its first
line to its last: that sequence is the order of events, whatever their dates are written like.
A task is known again by its key and its owner; a mark that names the task it continues wins
over that likeness. What nobody lists any more stays open. Drafts end nothing, and what only a
reader proposes never ends a task that a person stated: there they are told as reports.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from archive.decisions.course import ENDS, Course, Item, Pool, Statement, Task, TaskEvent
from archive.decisions.sequence import Meeting, Place, Places, Text

__all__ = ["ENDS", "Item", "Meeting", "Statement", "Task", "TaskEvent", "Text", "tasks_of"]


def tasks_of(
    items: Iterable[Item], statements: Iterable[Statement], meetings: Iterable[Meeting],
    minutes: Iterable[Text] = (),
) -> list[Task]:  # fmt: skip
    """All tasks, in the order in which they were opened; the order of what is given is no matter.

    No two items may have the same text and anchor. `minutes` are those that name no meeting:
    each counts as one of its series.
    """
    held = list(meetings)
    places = Places(held)
    texts: dict[str, tuple[Text, list[Item], list[Statement]]] = {}
    for item in items:
        texts.setdefault(item.source.record, (item.source, [], []))[1].append(item)
    for said in statements:
        texts.setdefault(said.source.record, (said.source, [], []))[2].append(said)
    ledger = _Ledger(places)
    for source, listed, told in sorted(texts.values(), key=lambda each: places.of(each[0])):
        ledger.read(source, sorted(listed, key=_in_text), sorted(told, key=_told))
    kept = _kept(held, minutes, places)
    return [course.task(kept[course.first.source.series]) for course in ledger.courses]


def _in_text(item: Item) -> tuple[int, int, int, str]:
    return item.line_start, item.line_end, len(item.anchor), item.anchor


def _told(said: Statement) -> tuple[int, bool, str, str, str, bool, str, bool]:
    """By lines; of several on one line what a person stated, and what acts on the whole, first."""
    proposed, part, draft = said.basis != "stated", said.scope != "whole", said.source.draft
    return said.line, proposed, said.by, said.to, said.kind, part, said.status or "", draft


def _kept(
    meetings: Iterable[Meeting], minutes: Iterable[Text], places: Places
) -> defaultdict[str, list[Place]]:
    """Where the meetings stand whose minutes are here, in order, by series."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for meeting in meetings:
        if meeting.kept and meeting.body:
            found[meeting.body].append(places.of_meeting[meeting.id])
    for text in minutes:
        if text.series:
            found[text.series].append(places.of(text)[0])
    for each in found.values():
        each.sort()
    return found


class _Ledger:
    """All tasks so far, and what is known of them: where they stand, and which are open."""

    def __init__(self, places: Places) -> None:
        self.courses: list[Course] = []
        self._places = places
        self._at: dict[str, Course] = {}
        self._from: defaultdict[str, list[Course]] = defaultdict(list)
        self._open: defaultdict[Pool, dict[str, Course]] = defaultdict(dict)
        self._ended: defaultdict[tuple[Pool, str | None, str], list[Course]] = defaultdict(list)
        self._early: defaultdict[str, list[tuple[Statement, Place]]] = defaultdict(list)
        self._actions: dict[str, Item] = {}

    def read(self, source: Text, items: Sequence[Item], told: Sequence[Statement]) -> None:
        """Take one text: its items and what it says of others, from its first line on."""
        place = self._places.of(source)[0]
        reported = {
            each.by: each.to for each in told if each.kind == "reports-on" and each.scope == "whole"
        }
        known = self._known_again(items, reported)
        again: list[Course] = []
        ended: list[Course] = []
        in_order: list[Item | Statement] = sorted((*items, *told), key=_line)
        for each in in_order:  # stable: an item before what it says
            if isinstance(each, Item):
                ended += self._list(each, place, known.get(each.anchor), reported, again)
            else:
                ended += self._hear(each, place)
        for course in (*again, *ended):
            if course.ended is not None:
                self._ended[course.pools[-1], course.who, course.ended[0]].append(course)

    # -- which task an item is ------------------------------------------------------------

    def _cited(self, item: Item, reported: dict[str, str]) -> Course | None:
        """The task that a mark of `item` names; a decision goes on with no other task."""
        if item.continues is None and not reported:
            return None
        report = reported.get(item.id) if item.origin != item.id else None
        for cited in (item.continues, report):
            if cited is not None and cited in self._at:
                return self._at[cited]
        return None

    def _known_again(self, items: Sequence[Item], reported: dict[str, str]) -> dict[str, Course]:
        """Anchor → the open task that an item is by its likeness; each task at most once.

        Those of the same owner come first, then items that name nobody, then all others; among
        equals the order of the text and the order of opening decide.
        """
        taken: set[str] = set()
        alike: defaultdict[Pool, list[Item]] = defaultdict(list)
        for item in items:
            course = self._cited(item, reported)
            if course is not None:
                taken.add(course.first.id)
            else:
                alike[item.pool].append(item)
        found: dict[str, Course] = {}
        for pool, same in alike.items():
            left = {i: each for i, each in self._open.get(pool, {}).items() if i not in taken}
            if not left:
                continue
            owners: defaultdict[str | None, deque[Course]] = defaultdict(deque)
            for course in left.values():
                owners[course.who].append(course)
            rest = []
            for item in same:
                if owners[item.who]:
                    course = found[item.anchor] = owners[item.who].popleft()
                    del left[course.first.id]
                    taken.add(course.first.id)
                else:
                    rest.append(item)
            rest.sort(key=lambda item: item.who is not None)  # stable
            for item, course in zip(rest, left.values(), strict=False):
                found[item.anchor] = course
                taken.add(course.first.id)
        return found

    def _list(
        self, item: Item, place: Place, known: Course | None, reported: dict[str, str],
        again: list[Course],
    ) -> list[Course]:  # fmt: skip
        """Take an item; the tasks that this ended. Those that had ended before go to `again`."""
        own = item.id
        cited = self._cited(item, reported)
        course = cited or known
        if item.origin != own:
            self._actions[own] = item
        if course is None or course.ended is not None:
            same = self._ended_alike(item) if course is None else course
            if same is not None and same.ended is not None and same.ended[0] == item.status:
                self._at[own] = same  # it is listed once more as what it is: nothing new
                if course is None:
                    again.append(same)
                return []
            course = self._begin(item, place, origin=cited.origin if cited else None)
            course.take_status(item, place)
        else:
            as_report = cited is not None and item.continues is None
            before = course.origin
            course.list_again(item, place, as_report=as_report)
            if before is None and course.origin is not None:
                self._from[course.origin].append(course)
        self._at[own] = course
        pool = item.pool
        if pool not in course.pools:  # a mark may go on with it in other words
            course.pools.append(pool)
            self._open[pool][course.first.id] = course
        for said, at in self._early.pop(own, ()):
            self._act(course, said, at)
        return self._closed(course) if course.ended is not None else []

    def _ended_alike(self, item: Item) -> Course | None:
        found = self._ended.get((item.pool, item.who, item.status))
        return found.pop() if found else None

    def _begin(self, item: Item, place: Place, origin: str | None) -> Course:
        course = Course(
            item, place, item.owner, item.owner_as_written, item.who, item.due_edtf,
            item.origin or origin, item.basis == "stated",
        )  # fmt: skip
        course.tell("opened", item.source, item.anchor, item.basis, item)
        self.courses.append(course)
        if course.origin is not None:
            self._from[course.origin].append(course)
        return course

    def _closed(self, *courses: Course) -> list[Course]:
        """Those of `courses` that have just ended, which are open no more."""
        ended = [each for each in courses if each.ended is not None]
        found = [each for each in ended if each.first.id in self._open[each.pools[-1]]]
        for each in found:
            for pool in each.pools:
                self._open[pool].pop(each.first.id, None)
        return found

    # -- what texts say of tasks elsewhere -------------------------------------------------

    def _hear(self, said: Statement, place: Place) -> list[Course]:
        """Take a statement; the tasks that it ended."""
        course = self._at.get(said.to)
        touched = [course] if course is not None else []
        if course is None:
            self._early[said.to].append((said, place))
        if said.kind == "revokes":  # what came of a revoked decision is to be done no more
            touched += [each for each in self._from.get(said.to, ()) if each is not course]
        for each in touched:
            self._act(each, said, place)
        return self._closed(*touched)

    def _act(self, course: Course, said: Statement, place: Place) -> None:
        if course.ended is not None or (said.by, said.kind) in course.heard:
            return
        if self._at.get(said.by) is course:
            return  # it is this very task that is listed there: its item has told it
        course.heard.add((said.by, said.kind))
        source, _, anchor = said.by.partition("#")
        where = anchor or None if source == said.source.record else None
        status = self._outcome(said)
        if status is not None and course.may_end(said.source, said.basis):
            course.end(status, said.source, where, said.basis, place)
        else:
            course.tell("reported", said.source, where, said.basis)

    def _outcome(self, said: Statement) -> str | None:
        """How a statement ends a task; None where it only reports."""
        if said.scope != "whole":
            return None
        if said.kind == "revokes":
            return "dropped"
        if said.kind == "reports-on":
            return said.status if said.status in ENDS else None
        action = self._actions.get(said.by)
        return "done" if action is None or action.status == "done" else None


def _line(each: Item | Statement) -> int:
    return each.line_start if isinstance(each, Item) else each.line
