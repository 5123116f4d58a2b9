"""An answer as its page shows it: ids as names, dates in words, equal cells told once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.questions import Answer, Cell, answer
from archive.web.host import Host
from archive.web.names import Names, Ref, sources


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell's texts, some of them links, and over how many rows they hold (0: told above)."""

    texts: tuple[Ref, ...]
    span: int


@dataclass(frozen=True, slots=True)
class Table:
    """An answer and the rows to be shown of it; a column that only repeats names is left out."""

    answer: Answer
    columns: tuple[str, ...]
    rows: list[list[Shown]]


def shown(conn: sqlite3.Connection, host: Host, name: str, given: dict[str, str]) -> Table:
    """The answer to the question `name`; raises what `archive.questions.answer` raises."""
    found = answer(conn, name, given)
    names = Names(conn, host, (text for row in found.rows for cell in row for text in texts(cell)))
    rows = [
        [
            tuple(names.value(text, column) for text in texts(cell))
            for column, cell in zip(found.columns, row, strict=True)
        ]
        for row in found.rows
    ]
    kept = [at for at in range(len(found.columns)) if not _repeats(rows, at, names)]
    rows = [[row[at] for at in kept] for row in rows]
    return Table(found, tuple(found.columns[at] for at in kept), told_once(rows))


def texts(cell: Cell) -> list[str]:
    """The single texts of a cell: none, one, or those of a JSON list."""
    if cell is None or cell == "":
        return []
    return sources(cell) if isinstance(cell, str) else [str(cell)]


def _repeats(rows: list[list[tuple[Ref, ...]]], at: int, names: Names) -> bool:
    """Whether column `at` says in every row the name of what an id before it is shown as."""
    for other in range(at):
        found = [_is_name_of(row[at], row[other], names) for row in rows if row[at]]
        if any(found) and False not in found:
            return True
    return False


def _is_name_of(cell: tuple[Ref, ...], other: tuple[Ref, ...], names: Names) -> bool | None:
    """Whether `cell` names what `other` is; None where they are the same words anyway."""
    if len(cell) != 1 or len(other) != 1:
        return False
    known = names.get(other[0].title or "")
    if known is not None and cell[0].text in (known.name, known.listed_as):
        return True
    return None if cell[0].text == other[0].text else False


def told_once(rows: list[list[tuple[Ref, ...]]]) -> list[list[Shown]]:
    """Cells with spans: a run of rows that begin alike shows what they share only once."""
    spans = [[1] * len(row) for row in rows]
    for at in range(len(rows[0]) if rows else 0):
        head = 0
        for place in range(1, len(rows)):
            if rows[place][: at + 1] == rows[head][: at + 1] and rows[place][at]:
                spans[place][at] = 0
                spans[head][at] += 1
            else:
                head = place
    return [
        [Shown(cell, span) for cell, span in zip(row, widths, strict=True)]
        for row, widths in zip(rows, spans, strict=True)
    ]
