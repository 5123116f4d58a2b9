"""How readers of word processors' files put their text together: lines with links, lists, pages.

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
from toolkit.intake.extract.shared.gathered import Gathered
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


class Line:
    """Words with links and signs of notes among them; `strong` where all of them are in bold.

    `page` is where its first word stands, where that is known. What is added is kept in pieces:
    a paragraph may come letter by letter.
    """

    __slots__ = ("_address", "_linked", "_pieces", "inserted", "page", "strong")

    def __init__(self, text: str = "") -> None:
        self._pieces = [text] if text else []
        self.inserted: list[str] = []
        self.strong: bool | None = None
        self.page: int | None = None
        self._address = ""
        self._linked: list[str] = []

    @property
    def text(self) -> str:
        """The words, with slots for what is set in."""
        if len(self._pieces) != 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @text.setter
    def text(self, text: str) -> None:
        self._pieces = [text]

    def add(self, text: str, address: str = "", *, strong: bool = False) -> None:
        """Words that go on the line, and where they lead, as they stand in the file."""
        if address != self._address:
            self.end_link()
            self._address = address
        if text and not text.isspace():
            self.strong = strong and self.strong is not False
        (self._linked if address else self._pieces).append(markdown.without_slots(text))

    def sign(self, written: str) -> None:
        """Something that is Markdown already."""
        self.end_link()
        if len(self.inserted) < _MAX_SLOTS:
            self._pieces.append(markdown.slot(len(self.inserted)))
            self.inserted.append(written)

    def end_link(self) -> None:
        """What follows belongs to no link that was begun."""
        if not self._linked:
            self._address = ""
            return
        linked, address = paired("".join(self._linked)), self._address
        self._linked, self._address = [], ""
        words = linked.strip()
        shown = markdown.link(words, address) if markdown.leads(address) else ""
        if not shown:
            self._pieces.append(linked)
            return
        before, _, after = linked.partition(words)
        self._pieces.append(before)
        self.sign(shown)
        self._pieces.append(after)

    def join(self, other: Line, between: str) -> None:
        """Set `other` after this line."""
        self.end_link()
        other.end_link()
        shift = len(self.inserted)
        moved = other.text
        if shift and other.inserted:
            moves = {
                ord(markdown.slot(at)): markdown.slot(at + shift)
                for at in range(min(len(other.inserted), _MAX_SLOTS - shift))
            }
            moved = moved.translate(moves)
        if moved:
            self._pieces += (between, moved) if any(self._pieces) else (moved,)
        self.inserted += other.inserted[: _MAX_SLOTS - shift]

    def ends_in(self, signs: str) -> bool:
        """Whether its last sign is one of these."""
        last = next((piece for piece in reversed(self._pieces) if piece.strip()), "")
        return last.rstrip()[-1:] in signs if last else False

    def __bool__(self) -> bool:
        pieces = (*self._pieces, *self._linked)
        return bool(self.inserted) or any(piece.strip() for piece in pieces)

    def words(self) -> str:
        """The line's own words, as one line without what is set in."""
        self.end_link()
        return " ".join(markdown.plain(self.text).split())


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


def paired(text: str) -> str:
    """`text` with the halves of a character that were written one by one put together."""
    if text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def set_after(whole: Line, line: Line, between: str) -> None:
    """Set a line after what `whole` has: `; ` only where no sentence has come to its end."""
    if not line:
        return
    line.end_link()
    if whole.page is None:
        whole.page = line.page
    line.text = line.text.strip()
    whole.join(line, " " if between == "; " and whole.ends_in(_ENDS) else between)


def _labelled(line: Line, label: Label | None) -> str:
    return f"{label.as_text} {line.text}" if label and label.as_text else line.text


def _holds(above: Label, label: Label) -> bool:
    """Whether an item belongs within the one above it."""
    if above.series == label.series:
        return above.depth < label.depth
    if label.number is not None and above.number is None:
        return False  # a numbered paragraph keeps its number only outside of lists
    return above.indent + _SET_IN <= label.indent
