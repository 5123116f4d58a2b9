"""What the reader found in the newest text of a record, and its tasks, as rows of the archive.

What is read is `basis=proposed`; it is made anew with the record's own rows and forgotten when
the text changes, so only the newest reading is ever kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.build import items
from archive.build.texts import Derived
from archive.decisions.marked import classes_of, whole_texts
from archive.model import Front
from archive.reader import Context
from archive.reader.keys import task_key
from archive.reader.model import Headings

Row = tuple[Any, ...]

_NONE = Headings()

#: Kinds of record that are read for decisions, tasks and who came.
READ = frozenset({"minutes", "decision", "report", "participants"})

#: Tables of what was read, with their columns; the first is the record.
COLUMNS = {
    "decision_known": (
        "decision", "record", "anchor", "sort", "number", "text", "actor", "verb", "tier",
        "addressee", "due_edtf", "due_meeting", "basis", "rule", "recorded_from",
    ),
    "attendance": (
        "record", "n", "meeting", "name_as_written", "role", "handle", "status", "line_start",
        "basis", "rule",
    ),
    "action_item": items.COLUMNS,
    "citation": ("record", "n", "anchor", "written", "number", "named", "rule", "line_start"),
    "vote": (
        "record", "n", "anchor", "question", "option", "count", "basis", "rule", "line_start",
    ),
}  # fmt: skip


def context_of(front: Front, path: str, headings: Headings = _NONE) -> Context | None:
    """How the text of a record is to be read; None where it is not."""
    if front.kind not in READ:
        return None
    return Context(front.kind, front.language or "en", front.title, front.date, path, headings)


def rows_of(front: Front, derived: Derived, recorded_from: int) -> Iterator[tuple[str, Row]]:
    """(table, row) of all that was read in one text."""
    yield from _decisions(front, derived, recorded_from)
    reading = derived.reading
    for row in items.item_rows(front, derived.found, reading, task_key):
        yield "action_item", row
    if not front.attendance:
        for n, who in enumerate(reading.present, 1):
            yield "attendance", (
                front.id, n, front.meeting, who.name, who.role, who.handle, who.status, who.line,
                "proposed", who.rule,
            )  # fmt: skip
    for n, cited in enumerate(reading.cited, 1):
        yield "citation", (
            front.id, n, cited.anchor, cited.written, cited.number, cited.of, cited.rule,
            cited.line,
        )  # fmt: skip
    place = 0
    for ballot in reading.ballots:
        for option, count in ballot.options:
            place += 1
            yield "vote", (
                front.id, place, ballot.anchor, ballot.question, option, count, "proposed",
                ballot.rule, ballot.line,
            )  # fmt: skip


def _decisions(front: Front, derived: Derived, recorded_from: int) -> Iterator[tuple[str, Row]]:
    if not derived.reading.decided or front.decision_unit == "record":
        return
    by_anchor = {p.anchor: p for p in derived.found}
    text_of = whole_texts(derived.found)
    spoken = {each.anchor: each for each in derived.reading.spoken}
    for each in derived.reading.decided:
        p = by_anchor[each.anchor]
        if classes_of(p.marks or {}):
            continue  # a person has said what it is
        said = spoken.get(each.anchor)
        words = (said.actor, said.verb, said.tier, said.addressee) if said else (None,) * 4
        yield "decision_known", (
            f"{front.id}#{p.anchor}", front.id, p.anchor, "decision", p.number, text_of(p),
            *words, items.date_of(each.due), each.due_meeting, "proposed", each.rule,
            recorded_from,
        )  # fmt: skip
