"""Cells as tables: what stands together becomes one table, and gaps cost nothing.

    grid = Grid(room.limits.cells, room.limits.text)
    grid.add(1, 1, "Item")           # row, column, from 1; rows in order
    for block in grid.blocks(): ...  # Markdown: tables, and single cells as paragraphs

A gap of a row, or of two columns, parts two tables; a single empty column within a table is a
space of its layout, and left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from toolkit.intake import markdown as md
from toolkit.intake.closed import Closed, closed

Row = list[tuple[int, str]]

#: Empty columns in a row that part one table from the next.
_GAP = 2
#: A table of more than so many cells for each filled one is set without its empty cells.
_SPARSE = 10
_SMALL = 1_000


def tables(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as one table; as several where one would be empty cells for the most part."""
    filled = sum(map(len, rows))
    if len(rows) * max(map(len, rows), default=0) <= filled * _SPARSE + _SMALL:
        yield md.table(rows)
        return
    for _, group in groupby(rows, key=len):
        yield md.table(list(group))


class Grid:
    """The filled cells of a sheet, row by row: at most `limit`, of `size` characters in all.

    A long text may be repeated in each cell and yet take no place in its file.
    """

    def __init__(self, limit: int, size: int) -> None:
        self._limit = limit
        self._left = size
        self._rows: list[tuple[int, Row]] = []
        self.count = 0

    def add(self, row: int, column: int, text: str) -> bool:
        """Take a filled cell in; False where the limit is reached, and it was not."""
        if self.count >= self._limit or self._left < 0:
            return False
        self.count += 1
        self._left -= len(text)
        if not self._rows or self._rows[-1][0] != row:
            self._rows.append((row, []))
        self._rows[-1][1].append((column, text))
        return True

    def blocks(self) -> Iterator[str]:
        """The sheet's tables, from the top down and, of those side by side, from the left."""
        for band in self._bands():
            columns = sorted({column for row in band for column, _ in row})
            for first, last in _runs(columns):
                part = [[cell for cell in row if first <= cell[0] <= last] for row in band]
                yield from _table(part)

    def _bands(self) -> Iterator[list[Row]]:
        """Rows that follow each other without a gap."""
        band: list[Row] = []
        before = 0
        for number, row in sorted(self._rows, key=itemgetter(0)):
            if band and number > before + 1:
                yield band
                band = []
            if band and number == before:
                band[-1] += row
            else:
                band.append(row)
            before = number
        if band:
            yield band


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    first = before = columns[0]
    for column in columns[1:]:
        if column - before > _GAP:
            yield first, before
            first = column
        before = column
    yield first, before


def _table(rows: list[Row]) -> Iterator[str]:
    """Rows as one table; each row that is empty here parts it in two."""
    part: list[Row] = []
    for row in [*rows, []]:
        if row:
            part.append(row)
            continue
        if part:
            yield from _set(part)
        part = []


def _set(rows: list[Row]) -> Iterator[str]:
    filled = sum(map(len, rows))
    if filled == 1:
        alone = rows[0][0][1]
        shown = md.paragraph(alone)
        yield closed(shown) if isinstance(alone, Closed) else shown
        return
    places = {at: place for place, at in enumerate(sorted({c for row in rows for c, _ in row}))}
    if len(rows) * len(places) > filled * _SPARSE + _SMALL:
        yield from tables([[text for _, text in sorted(row)] for row in rows])
        return
    table = [[""] * len(places) for _ in rows]
    for line, row in zip(table, rows, strict=True):
        for column, text in row:
            line[places[column]] = text
    yield md.table(table)
