"""What the groups of an RTF file are gathered in: runs of text with paragraphs and tables.

Notes, boxes and headers stand within the words of another paragraph; each is gathered by itself
and written where it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.intake.extract.shared.composer import Composer, Label
from toolkit.intake.extract.shared.lines import Line, paired, set_after

_MAX_COLUMNS = 64


@dataclass
class Block:
    """A paragraph, or a table where it has rows."""

    line: Line = field(default_factory=Line)
    level: int | None = None
    label: Label | None = None
    rows: list[list[Line]] | None = None


@dataclass(eq=False)
class Story:
    """A run of text: the body, a note, a header, a comment, a box."""

    kind: str = ""
    number: int = 0
    blocks: list[Block] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    label: str = ""
    boxes: list[Story] = field(default_factory=list)
    _cell: Line = field(default_factory=Line)
    _row: list[Line] = field(default_factory=list)
    _rows: list[list[Line]] = field(default_factory=list)

    def taken(self) -> tuple[Line, str]:
        """The line that has been gathered, and the label before it."""
        line, label = self.line, self.label
        self.line, self.label = Line(), ""
        line.end_link()
        line.text = paired(line.text)
        return line, label

    def end_paragraph(self, level: int | None, label: Callable[[str], Label | None]) -> None:
        """The end of a paragraph that stands in no table."""
        line, shown = self.taken()
        if line:
            self.end_table()
            self.blocks.append(Block(line, level, label(shown)))
        self._end_boxes()

    def end_line(self, label: Callable[[str], Label | None]) -> None:
        """The end of a paragraph within a cell."""
        line, shown = self.taken()
        found = label(shown)
        if line and found and found.as_text:
            line.text = f"{found.as_text} {line.text}"
        set_after(self._cell, line, "; ")

    def end_cell(self) -> None:
        """The end of a cell, whose last paragraph has ended."""
        if len(self._row) < _MAX_COLUMNS:
            self._row.append(self._cell)
        self._cell = Line()

    def end_row(self) -> None:
        """The end of a row."""
        if any(self._row):
            self._rows.append(self._row)
        self._row = []

    def end_table(self) -> None:
        """What follows stands in no table."""
        if self._cell:
            self.end_cell()
        self.end_row()
        if self._rows:
            self.blocks.append(Block(rows=self._rows))
            self._rows = []

    def end(self) -> None:
        """The end of the story, where nothing is open any more."""
        self.end_table()
        self._end_boxes()

    def _end_boxes(self) -> None:
        for box in self.boxes:
            self.end_table()
            self.blocks += box.blocks
        self.boxes = []

    def flat(self, between: str = "\n") -> Line:
        """All of it on one line."""
        whole = Line()
        for block in self.blocks:
            if block.rows is None:
                if block.label and block.label.as_text:
                    block.line.text = f"{block.label.as_text} {block.line.text}"
                set_after(whole, block.line, between)
            for row in block.rows or ():
                for cell in row:
                    set_after(whole, cell, "; ")
        return whole

    def write(self, text: Composer, *, plain: bool = False) -> None:
        """Write it block by block; `plain` without headings, for headers and footers."""
        for block in self.blocks:
            if block.rows is not None:
                width = max(len(row) for row in block.rows)
                if width > 1:
                    text.table(block.rows)
                else:
                    for row in block.rows:
                        text.paragraph(row[0])
            elif block.level and not plain:
                text.heading(block.line, block.level, block.label)
            elif block.label:
                text.item(block.line, block.label)
            else:
                text.paragraph(block.line)
