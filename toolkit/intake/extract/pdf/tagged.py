"""Tables that a PDF's tags tell: the words of a page set into the cells that they belong to."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from toolkit.intake.extract.pdf.figures import is_figure
from toolkit.intake.extract.pdf.lines import Cell, Line, Table
from toolkit.intake.extract.pdf.rows import from_right
from toolkit.intake.extract.pdf.sheet import Sheet, placed
from toolkit.intake.extract.pdf.tags import TaggedTable, Tags, content_of

_MAX_COLUMNS = 100
_MAX_ALIGNED = 40
_MAX_ROWS = 3_000
_MAX_FIELDS = 100_000

_At = tuple[int, int, int]


def tagged(sheet: Sheet, lines: list[Line], tags: Tags) -> list[Line]:
    """The lines of a page, each tagged table in one."""
    kept: list[Line | None] = []
    places: dict[int, int] = {}
    inside: dict[int, dict[tuple[int, int], list[Line]]] = {}
    for line in lines:
        for piece, at in _pieces(sheet, line, tags):
            if at is None:
                kept.append(piece)
                continue
            if at[0] not in places:
                places[at[0]] = len(kept)
                inside[at[0]] = defaultdict(list)
                kept.append(None)
            inside[at[0]][at[1:]].append(piece)
    changed: list[Line] = []
    last = 0
    tables = dict(enumerate(tags.tables))
    ordered = sorted(places, key=places.__getitem__)
    for number, after in pairwise(ordered):
        if places[after] == places[number] + 1 and _are_heads(inside[number], inside[after]):
            tables[after] = TaggedTable([*tables[number].rows, *tables[after].rows])
            shift = len(tables[number].rows)
            rows = {(row + shift, cell): lines for (row, cell), lines in inside[after].items()}
            inside[after] = {**inside.pop(number), **rows}
            del places[number]
    for number, place in sorted(places.items(), key=lambda each: each[1]):
        changed += filter(None, kept[last:place])
        last = place
        table = _table(tables[number], inside[number])
        # Where it is no table after all, its lines stay as they stood.
        changed += (placed([None], 0, table) if table else None) or _in_order(inside[number])
    return [*changed, *filter(None, kept[last:])]


def _are_heads(
    inside: dict[tuple[int, int], list[Line]], below: dict[tuple[int, int], list[Line]]
) -> bool:
    """Whether a table is the one row of heads of the table directly under it, as spreadsheets
    tag those that they repeat on each page.
    """
    heads = [line for some in inside.values() for line in some]
    lines = [line for some in below.values() for line in some]
    if len({row for row, _ in inside}) != 1 or len(inside) < 2:
        return False
    if len({row for row, _ in below}) < 3 or any(is_figure(line.text) for line in heads):
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    size = lines[0].size
    under = min(line.bottom for line in heads) - max(line.top for line in lines)
    within = all(line.left < right and line.right > left for line in heads)
    return within and -0.5 * size < under < 2.5 * size


def _in_order(inside: dict[tuple[int, int], list[Line]]) -> list[Line]:
    return sorted((line for some in inside.values() for line in some), key=lambda line: line.start)


def _pieces(sheet: Sheet, line: Line, tags: Tags) -> list[tuple[Line, _At | None]]:
    """A line in the pieces that belong to different cells."""
    first = tags.cells.get(content_of(sheet.text_page, line.start))
    last = tags.cells.get(content_of(sheet.text_page, line.end - 1))
    if first == last and (first is None or not line.breaks):
        return [(line, first)]
    text = sheet.text
    cuts: list[int] = []
    of = {line.start: first}
    now = first
    for at in range(line.start + 1, line.end):
        if text[at].isspace() or not (text[at - 1].isspace() or now != first or last != first):
            continue
        cell = tags.cells.get(content_of(sheet.text_page, at))
        if cell != now:
            cuts.append(at)
            of[at] = now = cell
    if not cuts:
        return [(line, first)]
    pieces = sheet.cut(line, cuts)
    starts = sorted(of)
    return [(piece, of[starts[bisect_right(starts, piece.start) - 1]]) for piece in pieces]


def _table(tagged: TaggedTable, inside: dict[tuple[int, int], list[Line]]) -> Table | None:
    """The table as its tags tell; by where its words stand where these leave out empty cells."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    widths: list[int] = []
    for r, row in enumerate(tagged.rows[:_MAX_ROWS]):
        column = 0
        for c, cell in enumerate(row):
            while (r, column) in taken:
                column += 1
            if column + cell.columns > _MAX_COLUMNS or len(taken) > _MAX_FIELDS:
                return None
            lines = inside.get((r, c), [])
            cells.append(Cell(r, column, cell.rows, cell.columns, cell.is_head, lines))
            taken |= {(r + n, column + m) for n in range(cell.rows) for m in range(cell.columns)}
            column += cell.columns
        while (r, column) in taken:
            column += 1
        widths.append(column)
    full = [line for cell in cells for line in cell.lines]
    if not full:
        return None
    sides = min(line.left for line in full), max(line.right for line in full)
    rows = len(widths)
    if len(set(widths)) > 1 and not _stand_below(cells, widths):
        _set_columns(cells)
        return from_right(_sized(rows, cells, sides))
    return _sized(rows, cells, sides)


def _stand_below(cells: Sequence[Cell], widths: Sequence[int]) -> bool:
    """Whether the cells of shorter rows stand where those of the longest have their columns."""
    wide = max(widths)
    ranges: dict[int, tuple[float, float]] = {}
    for cell in cells:
        if cell.lines and widths[cell.row] == wide and cell.columns == 1:
            left, right = _ends(cell)
            low, high = ranges.get(cell.column, (left, right))
            ranges[cell.column] = min(low, left), max(high, right)
    for cell in cells:
        if cell.lines and widths[cell.row] < wide and cell.columns == 1 and cell.column in ranges:
            left, right = _ends(cell)
            low, high = ranges[cell.column]
            if left > high or right < low:
                return False
    return True


def _ends(cell: Cell) -> tuple[float, float]:
    return min(line.left for line in cell.lines), max(line.right for line in cell.lines)


def _sized(rows: int, cells: list[Cell], sides: tuple[float, float]) -> Table:
    return Table(rows, max(c.column + c.columns for c in cells), cells, sides)


def _set_columns(cells: Sequence[Cell]) -> None:
    """Set the columns of cells by where their words stand, in the order of their tags.

    Where the columns are is told by the rows with most cells, then by all cells that are in one.
    """
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.lines:
            rows[cell.row].append(cell)
    wide = max(map(len, rows.values()))
    if not 1 < wide <= _MAX_ALIGNED:
        return
    every = {number: [_middle(cell) for cell in row] for number, row in rows.items()}
    full = [middles for middles in every.values() if len(middles) == wide]
    places = [median(middles[n] for middles in full) for n in range(wide)]
    for _ in range(2):
        found: list[list[float]] = [[] for _ in places]
        for number, row in rows.items():
            middles = every[number]
            for cell, middle, column in zip(row, middles, _nearest(middles, places), strict=True):
                cell.column, cell.columns = column, 1
                found[column].append(middle)
        places = [
            median(some) if some else place for some, place in zip(found, places, strict=True)
        ]
    for row in rows.values():
        for cell, after in zip(row, [*row[1:], None], strict=True):
            end = after.column if after else wide
            right = _ends(cell)[1]
            cell.columns = 1 + sum(places[n] < right for n in range(cell.column + 1, end))


def _middle(cell: Cell) -> float:
    left, right = _ends(cell)
    return (left + right) / 2


def _nearest(middles: Sequence[float], places: Sequence[float]) -> list[int]:
    """For each middle a place behind that of the one before, all of them as near as can be."""
    count, wide = len(middles), len(places)
    least = [0.0] * (wide + 1)  # how far away the cells so far are, in the first places
    taken: list[list[bool]] = []
    for n, middle in enumerate(middles):
        costs = [float("inf")] * (wide + 1)
        took = [False] * (wide + 1)
        for at in range(n + 1, wide + 1):
            here = least[at - 1] + abs(middle - places[at - 1])
            took[at] = here < costs[at - 1]
            costs[at] = min(here, costs[at - 1])
        least = costs
        taken.append(took)
    found: list[int] = []
    at = wide
    for n in range(count - 1, -1, -1):
        while not taken[n][at]:
            at -= 1
        at -= 1
        found.append(at)
    return found[::-1]
