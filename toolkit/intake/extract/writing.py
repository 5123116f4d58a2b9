"""How readers of word processors' files put their text together: lines with links, lists, pages.

text = Composer(room)
text.page = 1
text.heading(Line("Conclusions"), 1)
text.item(Line("Welcomed the report."), Label(number=59))
text.whole()    # '{page=1}\\n# Conclusions\\n\\n59. Welcomed the report.\\n'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.intake import markdown
from toolkit.intake.room import Room

#: Characters of a paragraph that can be a heading, or stand for one by being in bold.
MAX_HEADING = 400
MAX_STRONG = 150

_ENDS = ".,:;!?"
_MAX_SLOTS = 60_000
_MAX_LEVEL = 6
#: Twentieths of a point by which a list of another kind is set in to count as nested.
_SET_IN = 180


class Full(Exception):
    """The text has reached the room's limit: what was written until then stands."""


@dataclass
class Line:
    """Words with links and signs of notes among them; `strong` where all of them are in bold."""

    text: str = ""
    inserted: list[str] = field(default_factory=list)
    strong: bool | None = None
    page: int | None = None
    _address: str = ""
    _linked: str = ""

    def add(self, text: str, address: str = "", *, strong: bool = False) -> None:
        """Words that go on the line, and where they lead, as they stand in the file."""
        if address != self._address:
            self.end_link()
            self._address = address
        if text and not text.isspace():
            self.strong = strong and self.strong is not False
        text = markdown.without_slots(text)
        if address:
            self._linked += text
        else:
            self.text += text

    def sign(self, written: str) -> None:
        """Something that is Markdown already."""
        self.end_link()
        if len(self.inserted) < _MAX_SLOTS:
            self.text += markdown.slot(len(self.inserted))
            self.inserted.append(written)

    def end_link(self) -> None:
        """What follows belongs to no link that was begun."""
        linked, address = self._linked, self._address
        self._linked = self._address = ""
        if not linked:
            return
        words = linked.strip()
        shown = markdown.link(words, address) if markdown.leads(address) else ""
        if not shown:
            self.text += linked
            return
        before, _, after = linked.partition(words)
        self.text += before
        self.sign(shown)
        self.text += after

    def join(self, other: Line, between: str) -> None:
        """Set `other` after this line."""
        self.end_link()
        other.end_link()
        shift = len(self.inserted)
        moved = other.text
        if shift and other.inserted:
            moves = {ord(markdown.slot(at)): markdown.slot(at + shift)
                     for at in range(len(other.inserted))}  # fmt: skip
            moved = moved.translate(moves)
        if self.text and moved:
            self.text += between
        self.text += moved
        self.inserted += other.inserted

    def __bool__(self) -> bool:
        return bool(self._linked or self.inserted or self.text) and not self.is_blank()

    def is_blank(self) -> bool:
        """Whether nothing but white space is on it."""
        return not self.inserted and not self._linked.strip() and not self.text.strip()

    def words(self) -> str:
        """The line's own words, as one line without what is set in."""
        self.end_link()
        return markdown.plain(self.text)


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
        self._blocks: list[str] = []
        self._open: list[Label] = []
        self._size = 0
        self._marked: int | None = None

    def heading(self, line: Line, level: int, label: Label | None = None) -> None:
        """A heading; a long one is a paragraph all the same, and keeps its number as one."""
        line.end_link()
        if len(line.text) > MAX_HEADING:
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
        strong = bool(line.strong) and len(line.text) <= MAX_STRONG and not line.inserted
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
        level = min(len(self._open), _MAX_LEVEL)
        if label.shown and label.number is None and not self._open:
            self.paragraph(line, label)  # such as `a)` or `1.1`: no sign that Markdown has
            return
        shown = label.shown if label.number is None else ""
        text = f"{shown} {line.text}" if shown else line.text
        inside = markdown.paragraph(text, numbered=False, inserted=line.inserted)
        if not inside:
            return
        if len(self._open) < _MAX_LEVEL:
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
        return markdown.joined(self._blocks) if self._blocks else ""

    def _end_lists(self) -> None:
        self._open.clear()

    def _add(self, block: str) -> None:
        if not block:
            return
        if self.page is not None and self.page != self._marked:
            self._marked = self.page
            block = markdown.marked(block, page=self.page)
        size = len(block.encode("utf-8")) + 2
        if self._size + size > self._room.limits.text:
            self._room.trouble("I010", f"only its first {self._size:,} bytes of text were taken")
            raise Full
        self._size += size
        self._blocks.append(block)


def set_after(whole: Line, line: Line, between: str) -> None:
    """Set a line after what `whole` has: `; ` only where no sentence has come to its end."""
    if not line:
        return
    line.end_link()
    if whole.page is None:
        whole.page = line.page
    line.text = line.text.strip()
    ended = whole.text.rstrip()[-1:] in _ENDS
    whole.join(line, " " if between == "; " and ended else between)


def _labelled(line: Line, label: Label | None) -> str:
    return f"{label.as_text} {line.text}" if label and label.as_text else line.text


def _holds(above: Label, label: Label) -> bool:
    """Whether an item belongs within the one above it."""
    if above.series == label.series:
        return above.depth < label.depth
    if label.number is not None and above.number is None:
        return False  # a numbered paragraph keeps its number only outside of lists
    return above.indent + _SET_IN <= label.indent
