"""The tasks as now known, over all texts: the tables action and action_event.

They follow from action_item, the relations that stand, the records and the meetings. A mark may
go on with a task of any body, a meeting may get another day and a name another owner, and each
can change what became of a task elsewhere; so all of it is worked out anew, and only what
came out differently is written. A whole build so gives the same rows as many small ones.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple

from archive.build.rows import anchor_of
from archive.decisions.tasks import Item, Meeting, Statement, Task, Text, tasks_of

#: Kinds of record that tell what a meeting came to.
_MINUTES = ("minutes", "decision")

_ACTION = (
    "id", "text", "owner", "owner_as_written", "due_edtf", "origin", "body", "opened_on",
    "closed_on", "status", "meetings_survived", "basis",
)  # fmt: skip
_EVENT = (
    "action", "n", "kind", "meeting", "record", "anchor", "owner", "owner_as_written", "date_edtf",
    "date_start", "basis",
)  # fmt: skip

# What minutes tell has happened, though a later meeting has yet to adopt them.
# A translation lists the tasks of its original once more, in words that nobody would know again.
_TEXT = """
SELECT record.id, record.meeting, coalesce(meeting.body, record.body),
       CASE WHEN meeting.date_edtf IS NULL THEN record.date_edtf ELSE meeting.date_edtf END,
       CASE WHEN meeting.date_edtf IS NULL THEN record.date_start ELSE meeting.date_start END,
       CASE WHEN record.kind = 'minutes' AND record.status = 'draft' THEN 'final'
            ELSE record.status END,
       record.work IS NOT NULL AND NOT record.authoritative AND EXISTS (
         SELECT 1 FROM record AS other WHERE other.work = record.work AND other.authoritative
           AND NOT other.removed)
FROM record LEFT JOIN meeting ON meeting.id = record.meeting
WHERE record.id = ? AND NOT record.removed
"""


class _Source(NamedTuple):
    """A record as a text; `withdrawn` is its status, `twice` a translation of another one."""

    text: Text
    withdrawn: bool
    twice: bool


class _Sources:
    """The texts of records, each looked up once; None for what is not here."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._found: dict[str, _Source | None] = {}
        self._marks: dict[str, dict[str, tuple[int, str | None]]] = {}

    def of(self, record: str) -> _Source | None:
        """The text of `record`."""
        if record not in self._found:
            row = self._db.execute(_TEXT, (record,)).fetchone()
            self._found[record] = None if row is None else self._source(*row)
        return self._found[record]

    def _source(
        self, record: str, meeting: str | None, body: str | None, edtf: str | None,
        start: str | None, status: str, twice: int,
    ) -> _Source:  # fmt: skip
        series = body or self._line(record)
        text = Text(record, meeting, body, edtf, start, series, status == "draft")
        return _Source(text, status == "withdrawn", bool(twice))

    def _line(self, record: str) -> str:
        """The import that a record came with; '' for the workspace's own."""
        row = self._db.execute(
            "SELECT line FROM version JOIN commit_ ON commit_.seq = commit_seq "
            "WHERE record = ? AND n = 1",
            (record,),
        ).fetchone()
        return str(row[0] or "") if row else ""

    def place(self, record: str, anchor: str | None) -> tuple[int, str | None]:
        """The line on which a paragraph begins, and the status that its mark gives."""
        if anchor is None:
            return 0, None
        if record not in self._marks:
            rows = self._db.execute(
                "SELECT anchor, line_start, marks FROM paragraph WHERE record = ?", (record,)
            )
            self._marks[record] = {
                row[0]: (row[1], json.loads(row[2]).get("status") if row[2] else None)
                for row in rows
            }
        return self._marks[record].get(anchor, (0, None))


def refresh(db: sqlite3.Connection, *, fresh: bool) -> None:
    """Work out all tasks and write what came out differently.

    action_item (with the ids that its owners' names lead to), relation, record, paragraph and
    meeting must be as now known; `fresh` promises that no task is written yet.
    """
    sources = _Sources(db)
    items = list(_items(db, sources))
    tasks: list[Task] = []
    if items:
        tasks = tasks_of(items, _statements(db, sources), _meetings(db), _loose(db, sources))
    new = {task.id: (_row(task), _events(task)) for task in tasks}
    old = {} if fresh else _standing(db)
    gone = [task for task in old if old[task] != new.get(task)]
    for task in gone:
        db.execute("DELETE FROM action_event WHERE action = ?", (task,))
        db.execute("DELETE FROM action WHERE id = ?", (task,))
    come = [rows for task, rows in new.items() if old.get(task) != rows]
    _insert(db, "action", _ACTION, (row for row, _ in come))
    _insert(db, "action_event", _EVENT, (event for _, events in come for event in events))


_row = attrgetter(*_ACTION)
_event = attrgetter(*_EVENT[2:])


def _events(task: Task) -> list[tuple[Any, ...]]:
    return [(task.id, n, *_event(event)) for n, event in enumerate(task.events, 1)]


def _standing(db: sqlite3.Connection) -> dict[str, tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    events: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    query = f"SELECT {', '.join(_EVENT)} FROM action_event ORDER BY action, n"  # noqa: S608
    for row in db.execute(query):
        events[row[0]].append(row)
    found = db.execute(f"SELECT {', '.join(_ACTION)} FROM action")  # noqa: S608 - names of ours
    return {row[0]: (row, events[row[0]]) for row in found}


def _insert(
    db: sqlite3.Connection, table: str, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * len(names))
    db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608


# -- what the tables say ------------------------------------------------------------------


def _items(db: sqlite3.Connection, sources: _Sources) -> Iterator[Item]:
    rows = db.execute(
        "SELECT record, anchor, owner, owner_as_written, due_edtf, text, key, status, continues, "
        "origin, basis, rule, line_start, line_end FROM action_item"
    ).fetchall()
    for record, *values in rows:
        source = sources.of(record)
        if source is not None and not source.twice:
            item = Item(source.text, *values)
            yield replace(item, status="dropped") if source.withdrawn else item


def _statements(db: sqlite3.Connection, sources: _Sources) -> Iterator[Statement]:
    """What stands of how decisions bear on each other, where it can concern a task."""
    proposals = {
        row[0]
        for row in db.execute(
            "SELECT decision FROM decision_known WHERE sort = 'proposal' AND recorded_to IS NULL"
        )
    }
    rows = db.execute(
        'SELECT "from", "to", kind, scope, basis, record FROM relation '
        "WHERE recorded_to IS NULL AND kind IN ('implements', 'reports-on', 'revokes')"
    ).fetchall()
    for by, to, kind, scope, basis, record in rows:
        asserting = sources.of(record)
        own, anchor = anchor_of(by)
        source = sources.of(own) or asserting
        if asserting is None or source is None or source.withdrawn or source.twice:
            continue
        line, status = sources.place(own, anchor)
        draft = source.text.draft or asserting.text.draft or by in proposals
        yield Statement(replace(source.text, draft=draft), by, to, kind, scope, status, basis, line)


def _loose(db: sqlite3.Connection, sources: _Sources) -> Iterator[Text]:
    """Minutes that name no meeting, as those of another house do not."""
    rows = db.execute(
        "SELECT id FROM record WHERE kind = 'minutes' AND meeting IS NULL AND NOT removed"
    ).fetchall()
    for (record,) in rows:
        source = sources.of(record)
        if source is not None and not source.twice:
            yield source.text


def _meetings(db: sqlite3.Connection) -> Iterator[Meeting]:
    kept = {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT meeting FROM record WHERE NOT removed AND kind IN (?, ?)", _MINUTES
        )
    }
    rows = db.execute(
        "SELECT id, body, date_start, date_end, series, series_no FROM meeting WHERE listed"
    )
    for meeting, body, start, end, series, number in rows:
        yield Meeting(meeting, body, start, end, series, number, meeting in kept)
