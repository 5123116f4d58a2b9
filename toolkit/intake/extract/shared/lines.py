"""Lines of words with links and signs of notes among them, kept in pieces until they are whole.

>>> joined_runs([Run("See "), Run("the site", "https://example.org"), Run(".")])
'See [the site](https://example.org).'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.intake import markdown

_ENDS = ".,:;!?"
_MAX_SLOTS = 60_000


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
class Run:
    """A piece of a paragraph; `address` is where it leads as the file says, '' for nowhere."""

    text: str
    address: str = ""


def text_of(runs: Iterable[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def joined_runs(runs: Iterable[Run], *, numbered: bool = True) -> str:
    """Runs as one paragraph of Markdown; line breaks in them stay. '' for no text."""
    line = Line()
    for run in runs:
        line.add(run.text, run.address)
    line.end_link()
    return markdown.paragraph(line.text, numbered=numbered, inserted=line.inserted)


def set_after(whole: Line, line: Line, between: str) -> None:
    """Set a line after what `whole` has: `; ` only where no sentence has come to its end."""
    if not line:
        return
    line.end_link()
    if whole.page is None:
        whole.page = line.page
    line.text = line.text.strip()
    whole.join(line, " " if between == "; " and whole.ends_in(_ENDS) else between)


def paired(text: str) -> str:
    """`text` with the halves of a character that were written one by one put together."""
    if text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
