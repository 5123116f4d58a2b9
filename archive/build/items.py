"""From a text's marks, and from what its reader proposes, to its rows of action_item: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from archive.decisions.marked import cited, classes_of, evened, whole_texts
from archive.errors import BadDate
from archive.model import Front
from archive.reader.model import Reading, Task
from archive.text.dates import bounds
from archive.text.paragraphs import Paragraph

#: The columns of a row, in order.
COLUMNS: Final = (
    "record", "anchor", "meeting", "owner", "owner_as_written", "due_edtf", "text", "key",
    "status", "continues", "origin", "basis", "rule", "line_start", "line_end",
    "due_meeting",
)  # fmt: skip

STATUSES: Final = ("open", "done", "dropped")

#: Marks that speak of a task or a decision: with one of them a person has read the paragraph.
_OF_A_TASK = frozenset({"owner", "responsible", "due", "status", "continues", "origin"})

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")

Row = tuple[Any, ...]


def item_rows(
    front: Front, paragraphs: Sequence[Paragraph], reading: Reading, key_of: Callable[[str], str]
) -> list[Row]:
    """The tasks of one text, in its order; `key_of` gives the form in which a task is known again.

    Stated are paragraphs marked `.action`, and decisions marked with `responsible` or `due`; of a
    marked task, owner and day are taken as its words have them where the mark is silent, and its
    key is that of the words without the owner, as it was before somebody marked it.
    Proposed are those that the reader takes for tasks, where no mark says what they are; where a
    paragraph (a table) has several, the further ones get anchors of their own. They stay where the
    table as a whole is marked as a decision. Whom a name that
    is written in a text belongs to is for the registers to say: `owner` is only given where a
    mark names an id.
    """
    read: dict[str, list[Task]] = {}
    for task in reading.tasks:
        read.setdefault(task.anchor, []).append(task)
    taken = {p.anchor for p in paragraphs}
    decisions = _decisions(paragraphs, reading)
    text_of = whole_texts(paragraphs)
    rows = []
    for p in paragraphs:
        marks = p.marks or {}
        classes = classes_of(marks)
        proposed = read.get(p.anchor, [])
        if "not-action" in classes or not p.text.strip():
            continue
        origin = _origin(front.id, p.anchor, decisions)
        if "action" in classes or ("decision" in classes and {"responsible", "due"} & set(marks)):
            first = proposed[0] if proposed else None
            rows.append(_stated(front, p, marks, text_of(p), first, origin, key_of))
        elif (not classes or _rows_only(p, classes)) and not _OF_A_TASK & set(marks):
            for n, task in enumerate(proposed, 1):
                anchor = p.anchor if n == 1 else _free(p.anchor, n, taken)
                rows.append(_proposed(front, p, anchor, task, origin, key_of))
    return rows


def _rows_only(p: Paragraph, classes: Sequence[str]) -> bool:
    """Whether a person spoke of a table as one decision, and not of its rows."""
    return p.kind == "table" and list(classes) == ["decision"]


def _free(anchor: str, n: int, taken: set[str]) -> str:
    """An anchor for the n-th task of one paragraph, such as a row of a table: u5-2, u5-3 ..."""
    while f"{anchor}-{n}" in taken:
        n += 1
    taken.add(f"{anchor}-{n}")
    return f"{anchor}-{n}"


def _decisions(paragraphs: Sequence[Paragraph], reading: Reading) -> frozenset[str]:
    """The anchors of decisions: what marks say, and the reader where they are silent."""
    decided = {each.anchor for each in reading.decided}
    return frozenset(
        p.anchor
        for p in paragraphs
        if "decision" in (classes := classes_of(p.marks or {}))
        or (p.anchor in decided and not classes)
    )


def _origin(record: str, anchor: str, decisions: frozenset[str]) -> str | None:
    """The decision that a paragraph is, or that it stands in as a part of its item."""
    for part in (anchor, anchor.partition(".")[0]):
        if part in decisions:
            return f"{record}#{part}"
    return None


def _stated(
    front: Front, p: Paragraph, marks: Mapping[str, str], text: str, read: Task | None,
    origin: str | None, key_of: Callable[[str], str],
) -> Row:  # fmt: skip
    owner = evened(marks.get("owner") or marks.get("responsible") or "") or None
    named = owner if owner is not None and _ID.match(owner) else None
    written = None if named else owner
    due, meeting = marks.get("due"), None
    is_task = "action" in classes_of(marks)
    if is_task and read is not None:  # where its marks are silent, its words speak
        written = written if owner is not None else read.owner
        due = due or read.due
        meeting = None if due else read.due_meeting
    status = marks.get("status")
    return (
        front.id, p.anchor, front.meeting, named, written,
        date_of(due), text, key_of(read.text if read else text),
        status if status in STATUSES else "open", _first(marks.get("continues")),
        _first(marks.get("origin")) or origin, "stated",
        "mark:action" if is_task else "mark:decision",
        p.line_start, p.line_end, meeting,
    )  # fmt: skip


def _proposed(
    front: Front, p: Paragraph, anchor: str, task: Task, origin: str | None,
    key_of: Callable[[str], str],
) -> Row:  # fmt: skip
    text = evened(task.text) or evened(p.text)
    return (
        front.id, anchor, front.meeting, None, task.owner, date_of(task.due), text, key_of(text),
        task.status, None, origin, "proposed", task.rule, p.line_start, p.line_end,
        task.due_meeting,
    )  # fmt: skip


def _first(value: str | None) -> str | None:
    """The first citation of a mark's value."""
    return next(iter(cited(value or "")), None)


def date_of(text: str | None) -> str | None:
    """`text` where it is a date in EDTF; what is none is for the check to tell."""
    if not text:
        return None
    try:
        bounds(text)
    except BadDate:
        return None
    return text
