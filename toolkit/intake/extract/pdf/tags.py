"""What the tags of a PDF tell of a page: which words its author made headings, and its tables.

Word processors tag what they export: each run of text belongs to a marked content, and the page's
tree of elements tells what that is (ISO 32000-1, 14.8).
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pypdfium2.raw as pdfium

from toolkit.intake.extract.pdf.lines import Line

_HEADING = re.compile(r"H([1-6])?\Z")
_MAX_ELEMENTS = 60_000  # with the marked contents in them
_MAX_DEPTH = 60
_MAX_SPAN = 200


@dataclass(slots=True)
class TaggedCell:
    """A cell as it is tagged: how many rows and columns it takes, and whether it is a head."""

    rows: int = 1
    columns: int = 1
    is_head: bool = False


@dataclass(slots=True)
class TaggedTable:
    """A table as it is tagged: its rows of cells."""

    rows: list[list[TaggedCell]] = field(default_factory=list)


@dataclass(slots=True)
class Tags:
    """The tags of one page: whether it has any, and what they tell.

    `levels` are marked contents → (level, which heading); `tables` its tables; `cells` marked
    contents → (which table, row, cell in it).
    """

    there: bool = False
    levels: dict[int, tuple[int, int]] = field(default_factory=dict)
    tables: list[TaggedTable] = field(default_factory=list)
    cells: dict[int, tuple[int, int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Within:
    """Where an element stands: in which heading, in which table, and in which cells.

    The cells are those of the table and of the tables around it, the outermost first.
    """

    heading: tuple[int, int] | None = None
    table: int | None = None
    cells: tuple[tuple[int, int, int], ...] = ()
    in_cell: bool = False  # of the table, not of one around it


class _Tree:
    """Walks the elements of one page."""

    def __init__(self) -> None:
        self.tags = Tags()
        self._cells: dict[int, tuple[tuple[int, int, int], ...]] = {}
        self._left = _MAX_ELEMENTS
        self._headings = 0
        self._buffer = ctypes.create_string_buffer(64)
        self._number = ctypes.c_float()

    def walk(self, element: Any, depth: int, within: _Within) -> None:
        """Note the contents of `element`, which stands within others."""
        if depth > _MAX_DEPTH:
            return
        within = self._within(element, within)
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            self._left -= 1
            if self._left < 0:
                return
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                self.walk(child, depth + 1, within)
            elif within.heading or within.cells:
                self._note(pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at), within)

    def _note(self, number: int, within: _Within) -> None:
        if number < 0:
            return
        if within.heading:
            self.tags.levels.setdefault(number, within.heading)
        if within.cells:
            self._cells.setdefault(number, within.cells)

    def end(self) -> Tags:
        """What was found: of tables within tables the outermost, unless that is one box."""
        for number, cells in self._cells.items():
            for cell in cells:
                if sum(map(len, self.tags.tables[cell[0]].rows)) > 1:
                    self.tags.cells[number] = cell
                    break
        return self.tags

    def _within(self, element: Any, within: _Within) -> _Within:
        """Where the children of an element stand."""
        name = self._name(element)
        tables = self.tags.tables
        if name == "Table" and (within.table is None or within.in_cell):
            tables.append(TaggedTable())
            return _Within(within.heading, len(tables) - 1, within.cells)
        if within.table is not None and not within.in_cell:
            rows = tables[within.table].rows
            if name == "TR":
                rows.append([])
            elif name in ("TD", "TH") and rows:
                rows[-1].append(self._cell(element, name))
                cell = within.table, len(rows) - 1, len(rows[-1]) - 1
                return _Within(within.heading, within.table, (*within.cells, cell), True)
        if within.heading is None and (level := _level(name)):
            self._headings += 1
            return replace(within, heading=(level, self._headings))
        return within

    def _name(self, element: Any) -> str:
        length = pdfium.FPDF_StructElement_GetType(element, self._buffer, len(self._buffer))
        if not 2 < length <= len(self._buffer):
            return ""
        return self._buffer.raw[: length - 2].decode("utf-16-le", "replace")

    def _cell(self, element: Any, name: str) -> TaggedCell:
        cell = TaggedCell(is_head=name == "TH")
        for at in range(pdfium.FPDF_StructElement_GetAttributeCount(element)):
            attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, at)
            if attributes:
                cell.rows = self._span(attributes, b"RowSpan") or cell.rows
                cell.columns = self._span(attributes, b"ColSpan") or cell.columns
        return cell

    def _span(self, attributes: Any, name: bytes) -> int:
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name)
        if not value or not pdfium.FPDF_StructElement_Attr_GetNumberValue(value, self._number):
            return 0
        number = self._number.value
        return min(int(number), _MAX_SPAN) if number >= 1 else 0


def _level(name: str) -> int:
    """The level of a heading by its type, 0 for what is none."""
    found = _HEADING.match(name)
    return int(found[1] or 2) if found else 1 if name == "Title" else 0


def page_tags(page: Any) -> Tags:
    """What the tags of a page tell; nothing where it has none."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return Tags()
    try:
        found = _Tree()
        for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, at)
            if element:
                found.tags.there = True
                found.walk(element, 0, _Within())
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return found.end()


def content_of(text_page: Any, at: int) -> int:
    """The marked content that a character belongs to; -1 for none."""
    drawn = pdfium.FPDFText_GetTextObject(text_page, at)
    return int(pdfium.FPDFPageObj_GetMarkedContentID(drawn)) if drawn else -1


def tag(lines: Sequence[Line], tags: Tags, text_page: Any) -> None:
    """Tell the lines of a page which heading they are."""
    for line in lines:
        line.tag = tags.levels.get(content_of(text_page, line.at))
