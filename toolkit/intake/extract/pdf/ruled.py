"""Tables that are ruled: the words of a page set into the cells of a grid."""

from __future__ import annotations

from itertools import pairwise

from toolkit.intake.extract.pdf.columns import Run, runs_of, spans_of
from toolkit.intake.extract.pdf.evidence import WORD
from toolkit.intake.extract.pdf.grid import Grid, Span
from toolkit.intake.extract.pdf.lines import Cell, Line, Table, turned
from toolkit.intake.extract.pdf.rows import from_right, parted
from toolkit.intake.extract.pdf.sheet import Sheet, placed

#: Fields of a grid that are drawn as no cells are, and cells with words, as parts of all.
_MOST_BROKEN = 0.2
_LEAST_FULL = 0.25
#: A cell with more letters and lines than these holds the text of a page set in columns.
_LONG, _TALL, _LONG_OF_FEW = 1_500, 18, 400
_LEAST_PARTED = 3


def ruled(sheet: Sheet, lines: list[Line], grid: Grid, turn: int) -> list[Line] | None:
    """The lines of a page with what stands in a grid as a table; None where it is none."""
    if grid.broken > _MOST_BROKEN * grid.rows * grid.columns:
        return None
    grid = _refined(sheet, grid, lines, turn)
    inside: dict[int, list[Line]] = {}
    kept: list[Line | None] = []
    place: int | None = None
    cut_off = 0
    for line in lines:
        row = None if line.table else _row(grid, line, turn)
        if row is None:
            kept.append(line)
            continue
        pieces = _pieces(sheet, line, grid, turn)
        for piece in pieces:
            at = _field(grid, piece, turn)
            if at is None:
                kept.append(piece)
                cut_off += len(pieces) > 1
                continue
            if place is None:
                place = len(kept)
                kept.append(None)
            inside.setdefault(grid.of[at], []).append(piece)
    if place is None or not _is_table(grid, inside, cut_off):
        return None
    cells = [
        cell for n, span in enumerate(grid.spans) for cell in _cells(grid, span, inside.get(n, []))
    ]
    table = Table(grid.rows, grid.columns, cells, (grid.sides[0], grid.sides[-1]))
    return placed(kept, place, from_right(parted(table)))


def _refined(sheet: Sheet, grid: Grid, lines: list[Line], turn: int) -> Grid:
    """The grid, columns parted where figures stand apart in most rows, without a rule between."""
    inside: dict[int, dict[int, list[Run]]] = {}
    for line in lines:
        row = None if line.table or line.turn != turn else _row(grid, line, turn)
        if row is None:
            continue
        for run in runs_of(line, sheet.text):
            column = grid.column_at((run.left + run.right) / 2)
            if column is not None and run.right < grid.sides[column + 1] + line.size:
                inside.setdefault(column, {}).setdefault(row, []).append(run)
    for column in sorted(inside, reverse=True):
        rows = list(inside[column].values())
        parted = [row for row in rows if len(row) > 1]
        if len(parted) < max(_LEAST_PARTED, 0.6 * len(rows)):
            continue
        spans = spans_of([[(run.left, run.right) for run in row] for row in rows])
        last = [row[-1] for row in parted]
        figures = sum(run.is_figure and run.left >= spans[-1][0] for run in last)
        if len(spans) > 1 and figures >= 0.6 * len(parted):
            grid = grid.divided(column, [(a[1] + b[0]) / 2 for a, b in pairwise(spans)])
    return grid


def _is_table(grid: Grid, inside: dict[int, list[Line]], cut_off: int) -> bool:
    """Whether a grid with these words in its cells is a table, and no drawing or page."""
    if len(inside) < _LEAST_FULL * len(grid.spans) or cut_off > 0.5 * grid.rows:
        return False
    texts = ["".join(line.text for line in lines) for lines in inside.values()]
    letters = sum(map(len, texts))
    full = len(inside) / len(grid.spans)
    worded = sum(bool(WORD.search(text)) for text in texts)
    if full < 0.8 and (
        worded < max(2, 0.15 * len(texts)) or letters < (2 if full > 0.5 else 4) * len(texts)
    ):
        return False  # the figures along the axes of a chart
    longest = max(texts, key=len)
    if len(inside) < 5 and len(longest) > _LONG_OF_FEW:
        return False
    tallest = max(map(len, inside.values()))
    return len(longest) <= _LONG or tallest <= _TALL or len(longest) <= 0.6 * letters


def _cells(grid: Grid, span: Span, lines: list[Line]) -> list[Cell]:
    """The cell of a span; one for each row where it is high only since no rule parts its rows."""
    whole = [Cell(span.row, span.column, span.rows, span.columns, lines=lines)]
    if span.rows < 3 or len(lines) < span.rows - 1:
        return whole
    rows: dict[int, list[Line]] = {}
    for line in lines:
        rows.setdefault(grid.row_at(line.middle) or span.row, []).append(line)
    begun = sum(not line.text[:1].islower() for line in lines)
    if len(rows) < 0.8 * span.rows or begun < 0.8 * len(lines) or len(lines) > 1.4 * span.rows:
        return whole
    return [Cell(row, span.column, 1, span.columns, lines=some) for row, some in rows.items()]


def _box(line: Line, turn: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a line on the page as the page is turned."""
    box = line.left, line.bottom, line.right, line.top
    if line.turn == turn:
        return box
    back = turned(box, box, -line.turn % 4)
    return turned(back, back, turn)


def _row(grid: Grid, line: Line, turn: int) -> int | None:
    """The row of a grid that a line stands in."""
    left, bottom, right, top = _box(line, turn)
    if right < grid.sides[0] or left > grid.sides[-1]:
        return None
    return grid.row_at((bottom + top) / 2)


def _pieces(sheet: Sheet, line: Line, grid: Grid, turn: int) -> list[Line]:
    """A line parted where it runs over the sides of cells, or goes back to the left."""
    if line.turn != turn:
        return [line]
    back = sheet.turns_back(line)
    pieces = sheet.cut(line, back, level=False) if back else [line]
    return [part for piece in pieces for part in _at_sides(sheet, piece, grid)]


def _at_sides(sheet: Sheet, line: Line, grid: Grid) -> list[Line]:
    row = grid.row_at(line.middle)
    if row is None:
        return [line]
    places = []
    for n, side in enumerate(grid.sides):
        if not line.left + 1 < side < line.right - 1:
            continue
        if 0 < n < grid.columns and grid.of[row, n - 1] == grid.of[row, n]:
            continue
        at = sheet.place(line, side)
        if at is not None:
            places.append(at)
    return sheet.cut(line, places) if places else [line]


def _field(grid: Grid, piece: Line, turn: int) -> tuple[int, int] | None:
    """The field of a piece: where most of it stands, or begins where it flows over."""
    left, bottom, right, top = _box(piece, turn)
    row = grid.row_at((bottom + top) / 2)
    column = grid.column_at((left + right) / 2)
    first = grid.column_at(left + min(1.0, piece.size))
    if first is not None and (
        column is None or (first != column and grid.sides[first + 1] - left > piece.size)
    ):
        column = first
    return None if row is None or column is None else (row, column)
