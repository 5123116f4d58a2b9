"""Blocks of a PDF's page as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from toolkit.intake import markdown
from toolkit.intake.extract.pdf.blocks import BULLET, Block
from toolkit.intake.extract.pdf.lines import Cell, Line, Table

_MAX_LINKS = 60_000
#: How far the sides of a table on the next page may be from those on this one.
_NEAR = 8.0


def tell_heads_again(blocks: Sequence[list[Block]]) -> None:
    """Give tables that go on from the page before the heads of their columns."""
    for page, following in pairwise(blocks):
        if not page or not following:
            continue
        above, below = page[-1], following[0]
        first, second = above.table, below.table
        if first is None or second is None or first.columns != second.columns:
            continue
        if max(abs(a - b) for a, b in zip(first.sides, second.sides, strict=True)) > _NEAR:
            continue
        head = above.head or _head(above, first)
        if head and head != tuple(_rows(below, second)[0]):
            below.head = head


def _head(block: Block, table: Table) -> tuple[str, ...]:
    """The heads of a table's columns, where its first row plainly holds them."""
    top = [(cell, text) for cell, text in _cells(block, table) if cell.row == 0]
    below = [cell for cell, _ in _cells(block, table) if cell.row]
    tagged = all(cell.is_head for cell, _ in top) and not all(cell.is_head for cell in below)
    bold = all(text.bold for _, text in top) and not all(
        line.bold for cell in below for line in cell.lines
    )
    return tuple(_rows(block, table)[0]) if tagged or bold else ()


def _cells(block: Block, table: Table) -> list[tuple[Cell, Block]]:
    return list(zip(table.cells, block.cells, strict=True))


def _rows(block: Block, table: Table) -> list[list[str]]:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell, text in _cells(block, table):
        words, inserted = _slotted(text)
        shown = markdown.cell(words, inserted=inserted)
        before = rows[cell.row][cell.column]
        rows[cell.row][cell.column] = f"{before} {shown}" if before else shown
    return rows


def _table(block: Block, table: Table) -> str:
    rows = _rows(block, table)
    return markdown.table([list(block.head), *rows] if block.head else rows, ready=True)


def as_markdown(blocks: Sequence[Block]) -> list[str]:
    """Each block as Markdown; items of a list that follow one another as one."""
    shown: list[str] = []
    edges: list[float] = []
    items: list[str] = []
    above: Line | None = None
    for block in blocks:
        bullet = None if block.level or block.table else BULLET.match(block.text)
        if bullet and block.text[bullet.end() :].strip():
            left = block.lines[0].left
            if above is not None and block.lines[0].bottom > above.bottom:
                edges = []  # it stands in another column
            above = block.lines[-1]
            while edges and left < edges[-1] - 3:
                edges.pop()
            if not edges or left > edges[-1] + 3:
                edges.append(left)
            text = _paragraph(block, bullet.end(), numbered=False)
            items.append(markdown.item(text, level=min(len(edges), 8) - 1))
            continue
        if items:
            shown.append("\n".join(items))
            items, edges = [], []
        if block.table:
            shown.append(_table(block, block.table))
        elif block.level:
            text, inserted = _slotted(block)
            shown.append(markdown.heading(text, block.level, inserted=inserted))
        else:
            shown.append(_paragraph(block))
    return [*shown, "\n".join(items)] if items else shown


def _paragraph(block: Block, start: int = 0, *, numbered: bool = True) -> str:
    text, inserted = _slotted(block, start)
    return markdown.paragraph(text, numbered=numbered, inserted=inserted)


def _slotted(block: Block, start: int = 0) -> tuple[str, list[str]]:
    """The text of a block from `start` on with slots for its links, and the links."""
    if not block.links:
        return block.text[start:], []
    parts: list[str] = []
    inserted: list[str] = []
    for begin, end, address in block.links[:_MAX_LINKS]:
        begin = max(begin, start)
        if begin >= end:
            continue
        parts += [block.text[start:begin], markdown.slot(len(inserted))]
        inserted.append(markdown.link(block.text[begin:end], address))
        start = end
    return "".join([*parts, block.text[start:]]), inserted
