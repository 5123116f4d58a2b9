"""Blocks of a Word document: headings, paragraphs, items with their numbers, tables, text boxes.

Tables that are there for their looks are read as the text that they lay out, and what is anchored
in a paragraph comes after it: as a person reads the page, and search finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.intake.extract.office.package import Package, Relation, relation_id
from toolkit.intake.extract.shared.composer import Composer, Label
from toolkit.intake.extract.shared.lines import Line, set_after
from toolkit.intake.extract.shared.xml import Element, local
from toolkit.intake.extract.word.changes import Changes
from toolkit.intake.extract.word.numbering import Numbers, indent_in
from toolkit.intake.extract.word.runs import MC, A, Found, Notes, Runs
from toolkit.intake.extract.word.styles import W, number_in, numbering_in, switch

_AROUND = frozenset(
    W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent", "sdt")
)
_MAX_SPAN = 63  # columns of a table, as Word itself has it
#: Characters and paragraphs of a cell beyond which a table is there for its looks.
_MAX_CELL = 1_500
_MAX_LINES = 12


@dataclass
class _Paragraph:
    """A paragraph as it was read: what it is, and what goes on with the next one."""

    found: Found
    level: int | None = None
    label: Label | None = None
    goes_on: bool = False


class Story:
    """One run of text (the body, a header, a note), written into a composer block by block."""

    def __init__(
        self,
        text: Composer,
        notes: Notes,
        numbers: Numbers,
        package: Package,
        relations: dict[str, Relation],
        *,
        furniture: bool = False,
    ) -> None:
        self._text = text
        self._notes = notes
        self._numbers = numbers
        self._package = package
        self._relations = relations
        self._furniture = furniture
        self._runs = Runs(notes, relations, furniture=furniture)
        self._begun: Line | None = None
        self._tables = 0

    def blocks(self, parent: Element) -> None:
        """Write the blocks within an element."""
        for each in parent:
            tag = each.tag
            if tag == f"{W}p":
                self._paragraph(each)
            elif tag == f"{W}tbl":
                self._table(each)
            elif tag in _AROUND:
                self.blocks(each)
            elif tag == f"{MC}AlternateContent":
                self.blocks(_choice(each))
            elif tag == f"{W}altChunk":
                self._foreign(each)

    def _foreign(self, each: Element) -> None:
        relation = self._relations.get(relation_id(each))
        place = f"member {relation.target}" if relation else ""
        self._notes.room.trouble("I010", "a part in another format was not read", place)
        if relation and not relation.external:
            self._package.enclose(relation.target)

    def _paragraph(self, element: Element) -> None:
        paragraph = self._read(element)
        found = paragraph.found
        if paragraph.goes_on and not found.boxes and not found.tables:
            self._begun = found.line
            return
        self._write(paragraph)
        self._anchored(found)

    def _write(self, paragraph: _Paragraph) -> None:
        line = paragraph.found.line
        if not line:
            return
        if self._notes.page is not None:
            self._text.page = line.page if line.page is not None else self._notes.page
        if paragraph.level and not self._furniture:
            self._text.heading(line, paragraph.level, paragraph.label)
        elif paragraph.label:
            self._text.item(line, paragraph.label)
        else:
            self._text.paragraph(line)

    def _anchored(self, found: Found) -> None:
        """What hangs on a paragraph: boxes, tables, diagrams, what pictures show."""
        for box in found.boxes:
            self._inner(box)
        for table in found.tables:
            self._table(table)
        for name in found.diagrams:
            root = self._package.xml(name)
            for point in () if root is None else root.iter(f"{A}p"):
                self._text.paragraph(Line("".join(t.text or "" for t in point.iter(f"{A}t"))))
        for text in found.asides:
            self._text.aside(f"Picture: {text}")

    def _inner(self, element: Element) -> None:
        outer, self._begun = self._begun, None
        self.blocks(element)
        self._begun = outer

    def _read(self, element: Element) -> _Paragraph:
        styles = self._notes.styles
        properties = element.find(f"{W}pPr")
        style_id = styles.default
        begun, self._begun = self._begun, None
        numbering = outline = indent = None
        goes_on = False
        if properties is not None:
            style = properties.find(f"{W}pStyle")
            style_id = style_id if style is None else style.get(f"{W}val", "")
            numbering = numbering_in(properties)
            outline = number_in(properties.find(f"{W}outlineLvl"))
            indent = indent_in(properties)
            mark = properties.find(f"{W}rPr")
            goes_on = mark is not None and mark.find(f"{W}del") is not None
        found = self._runs.read(
            element, begun, strong=styles.is_strong(style_id), hide=styles.is_hidden(style_id)
        )
        if goes_on:
            return _Paragraph(found, goes_on=True)
        level = styles.heading(style_id)
        if outline is not None and not styles.is_contents(style_id):
            level = outline + 1 if outline < 9 else None
        label = self._label(style_id, numbering)
        if label and indent is not None:
            label = replace(label, indent=indent)
        return _Paragraph(found, level, label)

    def _label(
        self, style_id: str, numbering: tuple[str | None, int | None] | None
    ) -> Label | None:
        number, depth = numbering or (None, None)
        if number is None:
            number, styled = self._notes.styles.numbering(style_id)
            depth = styled if depth is None else depth
            if number and depth is None:
                depth = self._numbers.depth_of(number, style_id)
        if not number or number == "0":
            return None
        return self._numbers.count(number, depth or 0)

    def line(self, parent: Element, between: str = "\n") -> Line:
        """All that is within an element on one line: for cells, notes and comments."""
        whole_line = Line()
        for each in self._leaves(parent):
            paragraph = self._read(each) if each.tag == f"{W}p" else None
            if paragraph is None:
                continue
            line = paragraph.found.line
            if paragraph.goes_on:
                self._begun = line
                continue
            if paragraph.label and paragraph.label.as_text:  # also where there is nothing else
                line.text = f"{paragraph.label.as_text} {line.text}"
            set_after(whole_line, line, between)
            for inner in (*paragraph.found.boxes, *paragraph.found.tables):
                set_after(whole_line, self.line(inner, between), between)
            for text in paragraph.found.asides:
                set_after(whole_line, Line(f"(Picture: {text})"), between)
        if self._begun:
            begun, self._begun = self._begun, None
            set_after(whole_line, begun, between)
        return whole_line

    def _leaves(self, parent: Element) -> Iterator[Element]:
        """The paragraphs within an element, also those in tables in it."""
        for each in parent:
            if each.tag == f"{W}p":
                yield each
            elif each.tag == f"{MC}AlternateContent":
                yield from self._leaves(_choice(each))
            elif each.tag in _AROUND or each.tag in (f"{W}tbl", f"{W}tr", f"{W}tc"):
                yield from self._leaves(each)

    def _table(self, table: Element) -> None:
        self._tables += 1
        rows = list(_within(table, f"{W}tr"))
        if self._is_layout(rows):
            for row in rows:
                for cell in _within(row, f"{W}tc"):
                    self._inner(cell)
            self._tables -= 1
            return
        first = self._notes.page
        lines = []
        most = self._notes.room.limits.cells
        for row in rows:
            if self._notes.cells >= most:
                self._notes.room.trouble("I010", f"only {most:,} cells of tables were read")
                break
            line = self._row(row)
            if line is not None:
                lines.append(line)
                self._notes.cells += len(line)
        if first is not None:
            pages = [cell.page for row in lines for cell in row if cell.page is not None]
            self._text.page = min(pages, default=first)
        self._text.table(_without_blank(lines))
        self._tables -= 1

    def _row(self, row: Element) -> list[Line] | None:
        """The cells of a row, empty ones where a cell goes on; None for a row that was deleted."""
        properties = row.find(f"{W}trPr")
        deleted = properties is not None and properties.find(f"{W}del") is not None
        before = properties.find(f"{W}gridBefore") if properties is not None else None
        cells = [Line() for _ in range(min(number_in(before) or 0, _MAX_SPAN))]
        begins = ends = self._notes.page
        for cell in _within(row, f"{W}tc"):
            self._notes.page = begins  # the cells of a row lie side by side
            line, span = self._cell(cell)
            ends = max(ends or 0, self._notes.page or 0) if begins is not None else None
            cells.append(line)
            cells += [Line() for _ in range(span - 1)]
            if len(cells) > _MAX_SPAN * 4:
                self._notes.room.trouble("I010", "a table has more columns than any page holds")
                break
        self._notes.page = ends
        if deleted:
            words = " | ".join(cell.words() for cell in cells)
            changes = Changes()
            changes.add("deleted text", "", words)
            self._notes.list_changes(changes)
            return None
        return cells

    def _cell(self, cell: Element) -> tuple[Line, int]:
        properties = cell.find(f"{W}tcPr")
        span = 1
        if properties is not None:
            span = min(max(number_in(properties.find(f"{W}gridSpan")) or 1, 1), _MAX_SPAN)
            merged = properties.find(f"{W}vMerge")
            if merged is not None and merged.get(f"{W}val") != "restart":
                return Line(), span
        return self.line(cell, "; "), span

    def _is_layout(self, rows: list[Element]) -> bool:
        """Whether a table is there for its looks: one cell, or long texts or headings in cells."""
        if self._tables > self._notes.room.limits.depth:
            self._notes.room.trouble("I012", "tables are nested too deep; read as one line")
            return False
        cells = [cell for row in rows for cell in _within(row, f"{W}tc")]
        if len(cells) < 2:
            return True
        heading = self._notes.styles.heading
        for cell in cells:
            paragraphs = [each for each in self._leaves(cell)]
            size = sum(len(t.text or "") for t in cell.iter(f"{W}t"))
            if size > _MAX_CELL or (len(paragraphs) > _MAX_LINES and size > _MAX_CELL // 2):
                return True
            if len(paragraphs) > 1 or len(rows) == 1:
                for each in paragraphs:
                    style = each.find(f"{W}pPr/{W}pStyle")
                    if style is not None and heading(style.get(f"{W}val", "")):
                        return True
        return False


def _without_blank(rows: list[list[Line]]) -> list[list[Line]]:
    """Rows and columns in which something stands: the others are there for their looks."""
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    kept = [at for at in range(width) if any(len(row) > at and row[at] for row in rows)]
    return [[row[at] for at in kept if at < len(row)] for row in rows]


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also those that stand in controls or changes."""
    for each in parent:
        if each.tag == tag:
            yield each
        elif each.tag in _AROUND:
            yield from _within(each, tag)


def _choice(alternatives: Element) -> Element:
    for each in alternatives:
        if local(each) == "Choice":
            return each
    return alternatives


def first_section(body: Element) -> Element | None:
    """The properties of the section that the first page is in."""
    for each in body.iter(f"{W}sectPr"):
        return each
    return None


def is_titled(section: Element) -> bool:
    """Whether the first page of a section has a header of its own."""
    return bool(switch(section, "titlePg"))
