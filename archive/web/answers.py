"""An answer as its page shows it: ids as names, dates in words, equal cells told once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.questions import Answer, Cell, Column, answer
from archive.text.spoken import dates_within
from archive.web.host import Host
from archive.web.names import Names, Ref, sources


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell's texts, some of them links, and over how many rows they hold (0: told above)."""

    texts: tuple[Ref, ...]
    span: int


@dataclass(frozen=True, slots=True)
class Table:
    """An answer and the rows to be shown of it.

    Left out are columns that only repeat names, and those that hold nothing in any row.
    """

    answer: Answer
    columns: tuple[str, ...]
    rows: list[list[Shown]]


def shown(conn: sqlite3.Connection, host: Host, name: str, given: dict[str, str]) -> Table:
    """The answer to the question `name`; raises what `archive.questions.answer` raises."""
    found = answer(conn, name, given)
    holds = [found.question.column(name) for name in found.columns]
    ids = {
        text
        for row in found.rows
        for cell, column in zip(row, holds, strict=True)
        if column and column.kind != "edtf"
        for text in texts(cell)
    }
    names = Names(conn, host, ids)
    rows = [_row(dict(zip(found.columns, row, strict=True)), holds, names) for row in found.rows]
    _link_names(found.columns, rows, names)
    told = {column for column, _ in found.question.missing}
    kept = [
        at
        for at, column in enumerate(found.columns)
        if (column in told or any(row[at] for row in rows)) and not _repeats(rows, at, names)
    ]
    rows = [[row[at] for at in kept] for row in rows]
    return Table(found, tuple(found.columns[at] for at in kept), told_once(rows))


def _row(row: dict[str, Cell], holds: list[Column | None], names: Names) -> list[tuple[Ref, ...]]:
    """The cells of a row, by what their columns hold: links for ids, words for dates.

    Words that only repeat the name of the decision before them, as of a whole record, are left out.
    """
    cells: list[tuple[Ref, ...]] = []
    decided: tuple[Ref, ...] = ()
    for cell, column in zip(row.values(), holds, strict=True):
        found = [str(cell)] if cell not in (None, "") else []
        if column is None:
            words = tuple(Ref(text) for text in found)
            told = [each.text for each in words] == [each.text for each in decided]
            cells.append(() if told else words)
        elif column.kind == "decision":
            cells.append(tuple(names.decision(text) for text in texts(cell)))
            decided = decided or cells[-1]
        elif column.kind == "id":
            parts = texts(cell)
            known = any(names.get(text.partition("#")[0]) for text in parts)
            cells.append(tuple(names.ref(text) for text in (parts if known else found)))
        elif column.kind == "edtf":
            cells.append(tuple(_dated(text) for text in found))
        else:
            of = str(row[column.of or ""])
            cells.append(tuple(names.value(text, of) for text in found))
    return cells


def _dated(text: str) -> Ref:
    said = dates_within(text)
    return Ref(said, None, text if said != text else None)


def texts(cell: Cell) -> list[str]:
    """The single ids or citations of a cell: a JSON list, or parted by commas."""
    if cell is None or cell == "":
        return []
    if not isinstance(cell, str):
        return [str(cell)]
    return [text for cited in sources(cell) for text in cited.split(", ")]


def _link_names(columns: tuple[str, ...], rows: list[list[tuple[Ref, ...]]], names: Names) -> None:
    """Let the names before a column `id` lead where the ids do; the ids are then told already."""
    at = columns.index("id") if "id" in columns else 0
    if at and not any(_is_name_of(row[at - 1], row[at], names) is False for row in rows if row[at]):
        for row in rows:
            if row[at]:
                row[at - 1], row[at] = row[at], ()


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
