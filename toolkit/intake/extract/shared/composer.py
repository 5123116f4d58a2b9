"""How readers of word processors' files put their text together: headings, lists, pages.

text = Composer(room)
text.page = 1
text.heading(Line("Conclusions"), 1)
text.item(Line("Welcomed the report."), Label(number=59))
text.whole()    # '{page=1}\\n# Conclusions\\n\\n59. Welcomed the report.\\n'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.intake import markdown
from toolkit.intake.extract.shared.blocks import DEEPEST, Gathered
from toolkit.intake.extract.shared.lines import Line
from toolkit.intake.room import Room

#: Characters of a paragraph that can be a heading, or stand for one by being in bold.
_MAX_HEADING = 400
_MAX_STRONG = 150

#: Twentieths of a point by which a list of another kind is set in to count as nested.
_SET_IN = 180


class Full(Exception):
    """The text has reached the room's limit: what was written until then stands."""


@dataclass(frozen=True, slots=True)
class Label:
    """The sign of an item: its number, or `shown` for what else stands before it ('' : a bullet).

    `series` tells lists apart, `depth` is the level within one, `indent` how far it is set in.
    """

    shown: str = ""
    number: int | None = None
    series: str = ""
    depth: int = 0
    indent: int = 0

    @property
    def as_text(self) -> str:
        """What a reader of the page sees before the words; '' for a bullet."""
        return f"{self.number}." if self.number is not None else self.shown


class Composer:
    """Blocks of Markdown in order, within the limit on text; `page` is where the next one is."""

    def __init__(self, room: Room) -> None:
        self.page: int | None = None
        self._room = room
        self._gathered = Gathered(room)
        self._open: list[Label] = []
        self._marked: int | None = None

    def heading(self, line: Line, level: int, label: Label | None = None) -> None:
        """A heading; a long one is a paragraph all the same, and keeps its number as one."""
        line.end_link()
        if len(line.text) > _MAX_HEADING:
            if label and label.number is not None:
                self.item(line, label)
            else:
                self.paragraph(line, label)
            return
        self._end_lists()
        self._add(markdown.heading(_labelled(line, label), level, inserted=line.inserted))

    def paragraph(self, line: Line, label: Label | None = None) -> None:
        """A paragraph; a short one all in bold stays so, as it may stand for a heading."""
        line.end_link()
        strong = bool(line.strong) and len(line.text) <= _MAX_STRONG and not line.inserted
        self._end_lists()
        self._add(
            markdown.paragraph(
                _labelled(line, label),
                numbered=label is None,
                inserted=line.inserted,
                strong=strong and not label,
            )
        )

    def item(self, line: Line, label: Label) -> None:
        """An item of a list, nested in the one above it where the list or its place says so."""
        line.end_link()
        while self._open and not _holds(self._open[-1], label):
            self._open.pop()
        level = min(len(self._open), DEEPEST)
        if label.shown and label.number is None and not self._open:
            self.paragraph(line, label)  # such as `a)` or `1.1`: no sign that Markdown has
            return
        shown = label.shown if label.number is None else ""
        text = f"{shown} {line.text}" if shown else line.text
        inside = markdown.paragraph(text, numbered=False, inserted=line.inserted)
        if not inside:
            return
        if len(self._open) < DEEPEST:
            self._open.append(label)
        self._add(markdown.item(inside, level=level, number=label.number))

    def table(self, rows: Sequence[Sequence[Line]]) -> None:
        """A table; its first row is its heading."""
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        most = max(self._room.limits.cells // width, 1)
        if len(rows) > most:
            self._room.trouble("I010", f"only {most:,} rows of a table were read")
        cells = []
        for row in rows[:most]:
            for line in row:
                line.end_link()
            cells.append([markdown.cell(line.text, inserted=line.inserted) for line in row])
        self._end_lists()
        self._add(markdown.table(cells, ready=True))

    def note(self, number: int, line: Line) -> None:
        """A footnote's text, at the end of all."""
        line.end_link()
        text = markdown.paragraph(line.text, numbered=False, inserted=line.inserted)
        self._end_lists()
        if text:
            self._add(markdown.note(number, text))

    def aside(self, text: str) -> None:
        """What no word of the file says itself, such as what a picture shows; in italics."""
        shown = markdown.inline(text)
        if shown:
            self._end_lists()
            self._add(f"*{shown}*")

    def whole(self) -> str:
        """All of it as one text."""
        return self._gathered.whole()

    def _end_lists(self) -> None:
        self._open.clear()

    def _add(self, block: str) -> None:
        if not block:
            return
        if self.page is not None and self.page != self._marked:
            self._marked = self.page
            block = markdown.marked(block, page=self.page)
        if not self._gathered.add(block):
            raise Full


def _labelled(line: Line, label: Label | None) -> str:
    return f"{label.as_text} {line.text}" if label and label.as_text else line.text


def _holds(above: Label, label: Label) -> bool:
    """Whether an item belongs within the one above it."""
    if above.series == label.series:
        return above.depth < label.depth
    if label.number is not None and above.number is None:
        return False  # a numbered paragraph keeps its number only outside of lists
    return above.indent + _SET_IN <= label.indent
