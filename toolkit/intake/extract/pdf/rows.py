"""The rows of a table: lines that make up one, rows that are several, and what is none of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.intake.extract.pdf.figures import is_figure
from toolkit.intake.extract.pdf.lines import Cell, Line, Table, is_rtl
from toolkit.intake.extract.pdf.rules import Rule


def finished(table: Table) -> list[Line] | None:
    """A line that holds the table, and around it what is set over and under the whole of it.

    None where it is no table: where it has less than two rows or columns with words.
    """
    table = _without_empty(table)
    over: list[Line] = []
    under: list[Line] = []
    while table.rows > 1 and (lines := _over_all(table, 0)):
        over += lines
        table = _without_empty(_without_row(table, 0))
    while table.rows > 1 and (lines := _over_all(table, table.rows - 1)):
        under = lines + under
        table = _without_empty(_without_row(table, table.rows - 1))
    if table.rows < 2 or table.columns < 2 or not _is_filled(table):
        return None
    return [*over, _holder(table), *under]


def from_right(table: Table) -> Table:
    """A table of Arabic or the like with its columns in the order in which they are read."""
    lines = [line for cell in table.cells for line in cell.lines if not line.text.isascii()]
    if 2 * sum(is_rtl(line.text) for line in lines) <= len(lines) or not lines:
        return table
    for cell in table.cells:
        cell.column = table.columns - cell.column - cell.columns
    return table


def _is_filled(table: Table) -> bool:
    """Whether two rows have words in two columns at least, or it has heads and labels only."""
    rows = Counter(cell.row for cell in table.cells if cell.lines)
    labels = sum(1 for cell in table.cells if cell.lines and not cell.column)
    is_form = rows[0] > 1 and labels >= 0.6 * (table.rows - 1)
    return sum(count > 1 for count in rows.values()) > 1 or is_form


def _holder(table: Table) -> Line:
    lines = [line for cell in table.cells for line in cell.lines]
    sizes = sorted(line.size for line in lines)
    return Line(
        "",
        min(line.left for line in lines),
        min(line.bottom for line in lines),
        max(line.right for line in lines),
        max(line.top for line in lines),
        sizes[len(sizes) // 2],
        turn=lines[0].turn,
        at=lines[0].at,
        table=table,
    )


def _over_all(table: Table, row: int) -> list[Line]:
    """The lines of a row that is one cell over all columns."""
    cells = [cell for cell in table.cells if cell.row == row and cell.lines]
    wide = len(cells) == 1 and cells[0].columns == table.columns and cells[0].rows == 1
    return cells[0].lines if wide else []


def _without_row(table: Table, row: int) -> Table:
    return replace(table, cells=[cell for cell in table.cells if cell.row != row])


def _without_empty(table: Table) -> Table:
    """The table without rows and columns in which no words begin."""
    full = [cell for cell in table.cells if cell.lines]
    rows = {row: n for n, row in enumerate(sorted({cell.row for cell in full}))}
    columns = {column: n for n, column in enumerate(sorted({cell.column for cell in full}))}
    row_places, column_places = list(rows), list(columns)
    cells = [
        Cell(
            rows[cell.row],
            columns[cell.column],
            bisect_left(row_places, cell.row + cell.rows) - rows[cell.row],
            bisect_left(column_places, cell.column + cell.columns) - columns[cell.column],
            cell.is_head,
            cell.lines,
        )
        for cell in full
    ]
    return replace(table, rows=len(rows), columns=len(columns), cells=cells)


def parted(table: Table) -> Table:
    """A ruled table, its rows parted where a field holds several that no rule parts."""
    shifts: list[int] = []
    cells: list[Cell] = []
    total = 0
    for row in range(table.rows):
        here = [cell for cell in table.cells if cell.row == row]
        single = all(cell.rows == 1 for cell in here) and not any(
            cell.row < row < cell.row + cell.rows for cell in table.cells
        )
        levels = _levels(here) if single and table.rows < 5 else []
        shifts.append(total)
        if len(levels) < 3:
            cells += [replace(cell, row=total) for cell in here]
            total += 1
            continue
        for cell in here:
            at: dict[int, list[Line]] = defaultdict(list)
            for line in cell.lines:
                at[_nearest(levels, line.middle)].append(line)
            cells += [replace(cell, row=total + n, lines=lines) for n, lines in sorted(at.items())]
        total += len(levels)
    shifts.append(total)
    for cell in cells:
        if cell.rows > 1:
            row = shifts.index(cell.row)
            cell.rows = shifts[min(row + cell.rows, table.rows)] - cell.row
    return replace(table, rows=total, cells=cells)


def _nearest(levels: Sequence[float], middle: float) -> int:
    """The number of the level, of those from the top down, that is nearest."""
    low = bisect_left([-level for level in levels], -middle)
    near = [n for n in (low - 1, low) if 0 <= n < len(levels)]
    return min(near, key=lambda n: abs(levels[n] - middle))


def _levels(cells: Sequence[Cell]) -> list[float]:
    """The heights of the rows that the cells of one field hold; [] where they are one row."""
    full = [cell for cell in cells if cell.lines]
    if len(full) < 2:
        return []
    size = full[0].lines[0].size
    levels: list[float] = []
    for middle in sorted((line.middle for cell in full for line in cell.lines), reverse=True):
        if not levels or levels[-1] - middle > 0.4 * size:
            levels.append(middle)
    if len(levels) < 3:
        return []
    counts = [len(cell.lines) for cell in full]
    figures = [
        cell
        for cell in full[1:]
        if len(cell.lines) > 2
        and sum(is_figure(line.text) for line in cell.lines) > 0.6 * len(cell.lines)
    ]
    if figures and min(counts) > 0.5 * len(levels):
        return levels
    same = all(count == len(levels) for count in counts) and len(full) > 2
    short = all(len(line.text.split()) < 5 for cell in full for line in cell.lines)
    return levels if same and short else []


def of_columns(table: Table, rules: Sequence[Rule]) -> Table:
    """A table of rows in columns, those joined that are further lines of the one above."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    joins = _by_rules(table, rows, rules)
    if joins is None:
        joins = [False] + [_goes_on(rows, at, table.columns) for at in range(1, table.rows)]
    cells: dict[tuple[int, int], Cell] = {}
    number = -1
    for row, joined in zip(rows, joins, strict=True):
        number += not joined
        for cell in row:
            first = cells.get((number, cell.column))
            if first is None:
                cells[number, cell.column] = replace(cell, row=number)
            else:
                first.lines += cell.lines
                first.columns = max(first.columns, cell.columns)
    return replace(table, rows=number + 1, cells=list(cells.values()))


def _height(row: Sequence[Cell]) -> float:
    return max(cell.lines[0].middle for cell in row)


def _by_rules(
    table: Table, rows: Sequence[Sequence[Cell]], rules: Sequence[Rule]
) -> list[bool] | None:
    """Which rows go on with the one above, where rules part the rows of the table; else None."""
    left, right = table.sides
    heights = [_height(row) for row in rows]
    levels = [
        rule.at
        for rule in rules
        if heights[-1] < rule.at < heights[0]
        and min(rule.end, right) - max(rule.start, left) > 0.6 * (right - left)
    ]
    if len(levels) < 2:
        return None
    joins = [False] + [
        not any(below < level < above for level in levels) for above, below in pairwise(heights)
    ]
    bands = len(joins) - sum(joins)
    firsts = sum(any(cell.column == 0 for cell in row) for row in rows)
    figures = [0] * table.columns
    for row in rows:
        for cell in row:
            figures[cell.column] += is_figure(cell.lines[0].text)
    if max(figures[1:], default=0) > 1.3 * bands:
        return None
    if firsts <= 1.4 * bands or bands >= 0.4 * len(rows):
        return _without_rows(joins, rows)
    return None


def _without_rows(joins: list[bool], rows: Sequence[Sequence[Cell]]) -> list[bool]:
    """Which rows go on with the one above, but for those that plainly are rows of their own."""
    taken: set[int] = set()  # columns that have a figure
    kept = []
    for joined, row in zip(joins, rows, strict=True):
        here = {cell.column for cell in row if is_figure(cell.lines[0].text)}
        named = any(not cell.column and not cell.lines[0].text[:1].islower() for cell in row)
        if not joined or here & taken or (named and taken):
            joined, taken = False, set()
        taken |= here
        kept.append(joined)
    return kept


def _goes_on(rows: Sequence[Sequence[Cell]], at: int, columns: int) -> bool:
    """Whether a row is a further line of the one above it."""
    above, row = rows[at - 1], rows[at]
    size = row[0].lines[0].size
    if _height(above) - _height(row) > 1.6 * size:
        return False
    texts = [cell.lines[0].text for cell in row]
    if any(is_figure(text) for text in texts):
        return False
    if _is_head(rows, at, columns):
        return True
    there = {cell.column for cell in above}
    return all(cell.column and cell.column in there for cell in row) and len(row) < columns


def _is_head(rows: Sequence[Sequence[Cell]], at: int, columns: int) -> bool:
    """Whether a row is a further line of the heads of columns, before any with figures."""
    if at > 2 or columns < 3:
        return False
    if any(is_figure(cell.lines[0].text) for row in rows[: at + 1] for cell in row):
        return False
    below = rows[at + 1 : at + 4]
    figures = sum(any(is_figure(cell.lines[0].text) for cell in row) for row in below)
    bold = all(cell.lines[0].bold for row in rows[at - 1 : at + 1] for cell in row)
    return figures > 0 and len(rows[at]) > 1 and (bold or len(rows[at]) > columns // 2)
