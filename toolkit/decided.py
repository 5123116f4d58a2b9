"""Decisions as a list to read: what a person stated is told from what a reader proposes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.statements import NameOf, Names

if TYPE_CHECKING:
    from archive.questions import Answer, Cell

Row = Mapping[str, "Cell"]

#: Columns that have their own place in an entry; any other is told as `name: value`.
_PLACED = frozenset(
    {"decision", "reference", "state", "since", "in force", "meeting", "body", "actor",
     "verb", "tier", "addressee", "due", "text", "basis", "what to know", "to come"}
)  # fmt: skip

#: Columns from the left at which an entry stands: before it is the mark of what is only proposed.
_INDENT = 4


def decided_lines(told: Answer, name_of: NameOf, width: int | None) -> list[str]:
    """The decisions under the meetings that they come from, and their number at the end."""
    rows = [dict(zip(told.columns, row, strict=True)) for row in told.in_words()]
    names = Names(name_of)
    lines: list[str] = []
    for (meeting, body), group in groupby(rows, key=lambda row: (row["meeting"], row["body"])):
        head = names(meeting) if meeting else names(body) if body else "Of no meeting"
        lines += [click.style(line, underline=True) for line in output.hung("", head, width, 0)]
        for row in group:
            lines += [*_entry(row, width), ""]
    if told.said:
        lines += output.hung("", told.said, width, 0)
    if rows:
        lines += output.hung("", totals(rows), width, 0)
    return lines


def totals(rows: Sequence[Row]) -> str:
    """'12 in force, 3 perhaps; 5 of them only proposed by the reader: secretariat review'."""
    if any("in force" in row for row in rows):
        sure = sum(row["in force"] == "yes" for row in rows)
        parts = [f"{sure:,} in force"] if sure else []
        parts += [f"{len(rows) - sure:,} perhaps"] if sure < len(rows) else []
        told = ", ".join(parts)
    else:
        states = Counter(str(row["state"] or "state not known") for row in rows)
        by_state = ", ".join(f"{number:,} {state}" for state, number in states.most_common())
        told = f"{output.count(len(rows), 'decision')}: {by_state}"
    proposed = sum(row["basis"] == "proposed" for row in rows)
    if not proposed:
        return f"{told}."
    of = "all of them" if proposed == len(rows) else f"{proposed:,} of them (?)"
    return f"{told}; {of} proposed by the reader and not confirmed: secretariat review"


def _entry(row: Row, width: int | None) -> list[str]:
    proposed = row["basis"] == "proposed"
    own = str(row["decision"])
    name = f"{row['reference']} ({own})" if row["reference"] not in (None, "", own) else own
    look = {"fg": "yellow"} if proposed else {"bold": True}
    head = output.hung("  ?" if proposed else "", name, width, _INDENT, 2)
    lines = [click.style(line, **look) for line in head]
    for told in (_standing(row), _acting(row), *_others(row)):
        lines += output.hung("", told, width, _INDENT, 2) if told else []
    if row["text"] and row["text"] != row["reference"]:  # a record as a whole is its title
        lines += output.hung("", " ".join(str(row["text"]).split()), width, _INDENT)
    if row["what to know"]:
        lines += output.hung("", f"Note: {row['what to know']}", width, _INDENT, 2)
    return lines


def _standing(row: Row) -> str:
    """'adopted since 22 November 2017, perhaps in force; proposed by the reader'."""
    parts = [str(row["state"] or "state not known")]
    if row["since"]:
        parts[0] += f" since {row['since']}"
    if row.get("in force") == "perhaps":
        parts.append("perhaps in force")
    if row.get("to come"):
        parts.append(f"to come: {row['to come']}")
    if row["basis"] == "proposed":
        parts.append("proposed by the reader, not confirmed")
    return "; ".join(parts)


def _acting(row: Row) -> str:
    """'mandated, to the secretariat; due 2018'."""
    parts = [f"verb: {row['verb']}"] if row["verb"] else []
    parts += [f"to: {row['addressee']}"] if row["addressee"] else []
    parts += [f"due: {row['due']}"] if row["due"] else []
    return "; ".join(parts)


def _others(row: Row) -> list[str]:
    return [
        f"{name}: {value}"
        for name, value in row.items()
        if name not in _PLACED and value not in (None, "")
    ]
