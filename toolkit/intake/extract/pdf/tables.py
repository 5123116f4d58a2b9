"""Tables of a PDF's page: what the file tags as one, else what is ruled, else clear columns.

A table takes its words out of the page's lines. In their place, where the first of them stood, one
line remains that holds the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from toolkit.intake.extract.pdf.columns import Columns, in_columns, rows_of
from toolkit.intake.extract.pdf.evidence import is_table
from toolkit.intake.extract.pdf.fonts import Fonts
from toolkit.intake.extract.pdf.grid import grids
from toolkit.intake.extract.pdf.lines import Cell, Line, PageText, Table
from toolkit.intake.extract.pdf.rows import from_right, of_columns
from toolkit.intake.extract.pdf.ruled import ruled
from toolkit.intake.extract.pdf.rules import Rule, Rules, page_rules
from toolkit.intake.extract.pdf.sheet import Sheet, placed
from toolkit.intake.extract.pdf.tagged import tagged
from toolkit.intake.extract.pdf.tags import Tags

_FEWEST, _MAX_LINES = 2, 3_000
#: How wide a space is, in sizes of letters, that may part two columns.
_SPACE = 0.5


def with_tables(found: PageText, page: Any, text_page: Any, fonts: Fonts, tags: Tags) -> list[Line]:
    """The lines of a page, each table in one; `tags` are what the file says of it."""
    lines = found.lines
    if not lines or len(lines) > _MAX_LINES:
        return lines
    sheet = Sheet(text_page, fonts, found.text)
    if tags.tables:
        return tagged(sheet, lines, tags)
    if len(lines) < _FEWEST:
        return lines
    turn = Counter(line.turn for line in lines).most_common(1)[0][0]
    rules = page_rules(page, turn)
    lines = _in_grids(sheet, lines, rules.drawn, turn)
    free = [line for line in lines if line.table is None and line.turn == turn]
    if may_hold(free) and not tags.there:
        rows = rows_of(free, found.text)
        for row in rows:
            row.runs = [part for run in row.runs for part in sheet.parted(run)]
        for columns in in_columns(rows):
            if is_table(columns, rules.across):
                lines = _in_columns(sheet, lines, columns, rules.across) or lines
    return _in_grids(sheet, lines, rules.shaded, turn) if rules.shaded else lines


def _in_grids(sheet: Sheet, lines: list[Line], rules: Rules, turn: int) -> list[Line]:
    """The lines of a page with what stands in grids of rules as tables."""
    for grid in grids(rules):
        lines = ruled(sheet, lines, grid, turn) or lines
    return lines


def may_hold(lines: Sequence[Line]) -> bool:
    """Whether two rows have words that stand apart from one another."""
    rows = sum(1 for line in lines if line.breaks)
    if rows > 1:
        return True
    by_height = sorted(lines, key=lambda line: -line.middle)
    for above, below in pairwise(by_height):
        if above.middle - below.middle < 0.5 * below.size and (
            above.right < below.left or below.right < above.left
        ):
            rows += 1
            if rows > 1:
                return True
    return False


def _in_columns(
    sheet: Sheet, lines: list[Line], columns: Columns, rules: Sequence[Rule]
) -> list[Line] | None:
    """The lines of a page with rows in columns as a table; None where it is none."""
    rows = {id(run.line): number for number, row in enumerate(columns.rows) for run in row.runs}
    spans = columns.spans
    gutters = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    middles = list(pairwise((left + right) / 2 for left, right in spans))
    kept: list[Line | None] = []
    place: int | None = None
    inside: dict[tuple[int, int, int], list[Line]] = {}
    for line in lines:
        row = rows.get(id(line))
        if row is None:
            kept.append(line)
            continue
        if place is None:
            place = len(kept)
            kept.append(None)
        at = [
            sheet.place(line, g, _SPACE) or sheet.widest(line, between, _SPACE)
            for g, between in zip(gutters, middles, strict=True)
            if line.left < g < line.right and not any(a <= g <= b for _, a, b in line.breaks)
        ]
        places = sorted({each for each in at if each is not None} | {n for n, _, _ in line.breaks})
        for piece in sheet.cut(line, places) if places else [line]:
            first = sum(1 for g in gutters if g <= piece.left + 0.5)
            last = max(sum(1 for g in gutters if g < piece.right - 0.5), first)
            inside.setdefault((row, first, last - first + 1), []).append(piece)
    cells = [
        Cell(row, column, columns=wide, lines=found)
        for (row, column, wide), found in sorted(inside.items())
    ]
    table = Table(len(columns.rows), len(spans), cells, (spans[0][0], spans[-1][1]))
    table = from_right(of_columns(table, rules))
    return placed(kept, place or 0, table) if table.rows > 2 else None
