"""Tasks as a list to read: those that are open, oldest first, and those that came to an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.statements import NameOf, Names

if TYPE_CHECKING:
    from archive.questions import Answer, Cell

Row = Mapping[str, "Cell"]

#: Columns that have their own place in an entry; any other is told as `name: value`.
_PLACED = frozenset(
    {"action", "text", "owner", "owner as written", "body", "origin", "opened", "due", "overdue",
     "age in days", "meetings survived", "last heard of", "source", "certain", "state", "ended",
     "ended in", "at meeting", "basis", "what to know"}
)  # fmt: skip

#: Columns from the left at which an entry stands: before it is the mark of what is only proposed.
_INDENT = 4


def rows_of(told: Answer, *, words: bool = False) -> list[Row]:
    """The rows of an answer by column, oldest first; with `words` as people read dates."""
    rows = told.in_words() if words else told.rows
    found: list[Row] = [dict(zip(told.columns, row, strict=True)) for row in rows]
    return sorted(found, key=_age)  # stable: where nothing tells the age, the answer's order stays


def _age(row: Row) -> float:
    age = row.get("age in days")
    return -age if isinstance(age, int | float) else 1.0


def state_of(row: Row) -> str:
    """'open', 'overdue', 'done' or 'dropped'."""
    return str(row.get("overdue") or row.get("state") or "open")


def owed_lines(left: Answer, ended: Answer | None, name_of: NameOf, width: int | None) -> list[str]:
    """The open tasks, then, where they are asked for, those that ended; their numbers last."""
    names = Names(name_of)
    lines: list[str] = []
    every: list[Row] = []
    for head, told in (("Open", left), ("Come to an end", ended)):
        if told is None:
            continue
        rows = rows_of(told, words=True)
        every += rows
        if ended is not None and rows:
            lines += [click.style(head, underline=True)]
        for row in rows:
            lines += [*_entry(row, names, width), ""]
        if told.said:
            lines += [*output.hung("", told.said, width, 0), *([""] if every else [])]
    return [*lines, *output.hung("", totals(every), width, 0)] if every else lines


def totals(rows: Sequence[Row]) -> str:
    """'12 tasks open, 3 of them overdue; 4 done, 1 dropped.', and how many are only proposed."""
    states = Counter(map(state_of, rows))
    late = states.pop("overdue", 0)
    parts = []
    if left := states.pop("open", 0) + late:
        over = f", {late:,} of them overdue" if late else ""
        parts.append(f"{output.count(left, 'task')} open{over}")
    if states:
        parts.append(", ".join(f"{number:,} {state}" for state, number in states.most_common()))
    told = "; ".join(parts)
    proposed = sum(row["basis"] == "proposed" for row in rows)
    if not proposed:
        return f"{told}."
    of = "all of them" if proposed == len(rows) else f"{proposed:,} of them (?)"
    return f"{told}; {of} proposed by the reader and not confirmed: secretariat review"


def _entry(row: Row, names: Names, width: int | None) -> list[str]:
    proposed = row["basis"] == "proposed"
    look = {"fg": "yellow"} if proposed else {"bold": True}
    head = output.hung("  ?" if proposed else "", str(row["action"]), width, _INDENT, 2)
    lines = [click.style(line, **look) for line in head]
    told = (_standing(row, names), _age_in_words(row), _ending(row, names), *_others(row))
    lines += output.hung("", " ".join(str(row["text"]).split()), width, _INDENT)
    for each in told:
        lines += output.hung("", each, width, _INDENT, 2) if each else []
    if row.get("what to know"):
        lines += output.hung("", f"Note: {row['what to know']}", width, _INDENT, 2)
    return lines


def _standing(row: Row, names: Names) -> str:
    """'owner: Secretariat (secretariat); due October 2024, overdue; from som-1-minutes#p4'."""
    parts = [f"owner: {names(row['owner'])}" if row["owner"] else "nobody is named for it"]
    if row["due"]:
        parts.append(f"due {row['due']}")
        if state_of(row) == "overdue":
            parts[-1] += ", overdue"
    if row["origin"] and row["origin"] != row["action"]:
        parts.append(f"from {row['origin']}")
    if row["basis"] == "proposed":
        parts.append("proposed by the reader, not confirmed")
    return "; ".join(parts)


def _age_in_words(row: Row) -> str:
    """'opened 14 March 2024, 720 days old; survived 2 meetings; last heard of 3 June 2025, ...'."""
    opened = f"opened {row['opened']}" if row["opened"] else "opened on a day that is not known"
    age = row.get("age in days")
    parts = [f"{opened}, {output.count(age, 'day')} old" if isinstance(age, int) else opened]
    survived = row.get("meetings survived")
    if isinstance(survived, int) and survived:
        parts.append(f"survived {output.count(survived, 'meeting')}")
    if row.get("source") not in (None, row["action"]):
        day = f" {row['last heard of']}" if row.get("last heard of") else ""
        parts.append(f"last heard of{day} in {row['source']}")
    return "; ".join(parts)


def _ending(row: Row, names: Names) -> str:
    """'done 3 June 2025 at Second Meeting (som-2), in som-2-minutes#p4'; '' while it is open."""
    if not row.get("ended in"):
        return ""
    day = f" {row['ended']}" if row["ended"] else ""
    meeting = f" at {names(row['at meeting'])}" if row["at meeting"] else ""
    return f"{row['state']}{day}{meeting}, in {row['ended in']}"


def _others(row: Row) -> list[str]:
    return [
        f"{name}: {value}"
        for name, value in row.items()
        if name not in _PLACED and value not in (None, "")
    ]
