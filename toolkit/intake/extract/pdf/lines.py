"""Lines of a PDF's page as PDFium finds them: their words, where they stand, size and weight.

PDFium gives the characters of a page in one call, in the order in which they were drawn, with a
break at each end of a line. Only the first, the middle and the last character of a line are asked
for their place and font: asking for each would take longer than all the rest.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from toolkit.intake.extract.pdf.fonts import UNKNOWN, Font, Fonts

#: Words that are a link: where they begin and end in a text, and where they lead.
Link = tuple[int, int, str]

_HYPHEN = "\ufffe"
_END = re.compile(r"\r\n?|\n|\ufffe")
#: Fonts that have signs in the place of letters.
_SIGNS = re.compile("wingding|webding|dingbat", re.IGNORECASE)
#: Dots that lead the eye to a page's number.
_LEADER = re.compile(r"\s*(?:\.[ \t]?){4,}\s*|\s*(?:…[ \t]?){2,}\s*")
_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        "\u00ad": "",
        "\u200b": "",
        "\ufffd": "",
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf0a8": "•",
        "\uf06e": "▪",
        "\uf06c": "•",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf0e8": "➔",
        "\uf0e0": "→",
        "\uf0be": "–",  # noqa: RUF001
        "\uf02d": "–",  # noqa: RUF001
    }
)
#: Private use: what a font means by them is known to that font alone.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")
_GLUED = re.compile("([A-Za-z]{2})(?=[\u0620-\u064a]{2})")
_LTR = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")


@dataclass(slots=True)
class Line:
    """A line as it stands on the page, turned so that it runs from left to right.

    `left` to `top` are points, `size` that of its letters; `hyphen` tells that its last word goes
    on in the next one; `turn` how many quarters it was turned; `gaps` where it has wide ones:
    (offset in the text, left end, right end), `breaks` the same by numbers of the page's
    characters, of which its own are those from `start` to `end`; `links` in the order of the text.
    Where a `table` stands, it has no words of its own.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    hyphen: bool = False
    turn: int = 0
    gaps: tuple[tuple[int, float, float], ...] = ()
    edge: float = 0.0  # how far right the lines around it go
    spaced: bool = False  # it ends with a space
    links: tuple[Link, ...] = ()
    font: Font = UNKNOWN  # where all of it is in one
    begins: Font = UNKNOWN  # that of its first character
    at: int = 0  # one of its characters, by its number on the page
    tag: tuple[int, int] | None = None  # by the file's tags: level of a heading, and which it is
    start: int = 0
    end: int = 0
    breaks: tuple[tuple[int, float, float], ...] = ()
    table: Table | None = None

    @property
    def is_row(self) -> bool:
        """Whether it has a gap as wide as those between the cells of a table."""
        return any(right - left > 2 * self.size for _, left, right in self.gaps)

    @property
    def middle(self) -> float:
        """Half its height."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class Cell:
    """A cell of a table: where it begins, how far it goes, and its lines."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    is_head: bool = False
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table as it stands on one page; `sides` are its left and right end."""

    rows: int
    columns: int
    cells: list[Cell]
    sides: tuple[float, float] = (0.0, 0.0)


def every(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, and in the place of tables those of their cells."""
    for line in lines:
        if line.table is None:
            yield line
        else:
            for cell in line.table.cells:
                yield from cell.lines


@dataclass(slots=True)
class PageText:
    """A page's lines in the order of the file, how many characters, and how many unknown."""

    lines: list[Line]
    characters: int = 0
    unknown: int = 0
    text: str = ""  # each character at its own number


def page_text(page: Any, fonts: Fonts, limit: int) -> PageText:
    """The lines of PDFium's text page `page`, of no more than `limit` characters."""
    count = min(pdfium.FPDFText_CountChars(page), limit)
    if count <= 0:
        return PageText([])
    text = _characters(page, count)
    found = PageText([], count, text=text)
    start = 0
    for end in _END.finditer(text):
        _add(found, page, fonts, text, start, end.start(), end[0] == _HYPHEN)
        start = end.end()
    _add(found, page, fonts, text, start, len(text), False)
    return found


def _characters(page: Any, count: int) -> str:
    """Characters 0 to `count`, each at its own index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # Some have no UTF-16 of one unit, and the text is shorter than the list of characters.
    get = pdfium.FPDFText_GetUnicode
    return "".join(_one(get(page, at)) for at in range(count))


def _one(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _add(
    found: PageText, page: Any, fonts: Fonts, text: str, start: int, end: int, hyphen: bool
) -> None:
    """Add the line that stands from `start` to `end`."""
    above = found.lines[-1].size if found.lines else 0.0
    line = line_of(page, fonts, text, (start, end), above)
    if line is None:
        return
    if line.top - line.bottom > 2.5 * line.size and not line.turn:
        places = _steps(page, fonts, text, line)
        if places:
            for begin, stop in pairwise((line.start, *places, end)):
                _add(found, page, fonts, text, begin, stop, hyphen and stop == end)
            return
    if not text.isascii():
        raw = text[line.start : line.end]
        found.unknown += len(_PRIVATE.findall(raw)) + raw.count("\ufffd")
        if not line.text.strip():
            return
    line.hyphen = hyphen
    found.lines.append(line)


def line_of(
    page: Any, fonts: Fonts, text: str, span: tuple[int, int], above: float = 0.0
) -> Line | None:
    """The line of the characters of a span; None where they are blank.

    `above` is the size of the letters in the line before it.
    """
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    whole = end
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    raw = text[start:end]
    if not raw.isascii() and is_rtl(raw):
        raw = _from_right(page, fonts, raw, start)
    first = fonts.box(page, start)
    last = fonts.box(page, end - 1) if end - 1 > start else first
    if first is None or last is None:
        first = last = (0.0, 0.0, 0.0, 0.0)
    middle = (start + end) // 2
    if text[middle].isspace():
        middle = start
    size, turn = fonts.size(page, middle)
    if above and abs(size - above) > 0.1 * size and end - start > 3:
        # In the middle there may be a sign that is set high and small.
        size = max(size, fonts.size(page, start)[0])
    left, bottom, right, top = turned(first, last, turn)
    if size < 1:
        size = max(top - bottom, 1.0) * 0.85
    line = Line(clean(raw), left, bottom, right, top, size, turn=turn)
    line.start, line.end, line.spaced, line.at = start, end, end < whole, middle
    shown = without_leaders(line.text)
    if shown is not line.text:
        line.text = shown
    elif end - start > 3 and not turn and right - left > 8 * size:
        line.breaks = _gaps(page, fonts, text, (start, end), (left, right), size)
        if line.breaks:
            line.gaps = tuple((len(clean(raw[: n - start])), a, b) for n, a, b in line.breaks)
    line.begins, line.font, line.bold = fonts.told(page, (start, middle, end - 1), len(line.text))
    if raw[1:2].isspace() and _SIGNS.search(line.begins.name):
        line.text = f"•{line.text[1:]}"  # whatever letter the font has that sign for
    return line


def without_leaders(text: str) -> str:
    """A text in which dots that lead the eye to what follows are one sign."""
    if "...." in text or ". . . ." in text or "…" in text:
        return _LEADER.sub(" … ", text)
    return text


def _steps(page: Any, fonts: Fonts, text: str, line: Line) -> list[int]:
    """The words of a line that stand on another row than the one before them."""
    words = [
        at
        for at in range(line.start, line.end)
        if not text[at].isspace() and (at == line.start or text[at - 1].isspace())
    ]
    boxes = [fonts.box(page, at) for at in words]
    return [
        at
        for at, (before, box) in zip(words[1:], pairwise(boxes), strict=True)
        if before and box and max(box[1] - before[3], before[1] - box[3]) > 0.5 * line.size
    ]


def _from_right(page: Any, fonts: Fonts, raw: str, start: int) -> str:
    """A line of Arabic; the letters of a ligature of lam and alef, which PDFium turns, in order.

    Both letters of one sign have one place.
    """
    letters = list(raw)
    for found in _ALEF_LAM.finditer(raw):
        at = found.start()
        if fonts.box(page, start + at) == fonts.box(page, start + at + 1):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return _GLUED.sub(r"\1 ", "".join(letters))


def turned(
    first: tuple[float, float, float, float], last: tuple[float, float, float, float], turn: int
) -> tuple[float, float, float, float]:
    """What holds both boxes, as it stands on the page turned by that many quarters."""
    left, bottom = min(first[0], last[0]), min(first[1], last[1])
    right, top = max(first[2], last[2]), max(first[3], last[3])
    if turn == 1:
        return bottom, -right, top, -left
    if turn == 2:
        return -right, -top, -left, -bottom
    if turn == 3:
        return -top, left, -bottom, right
    return left, bottom, right, top


def _gaps(
    page: Any,
    fonts: Fonts,
    text: str,
    span: tuple[int, int],
    sides: tuple[float, float],
    size: float,
) -> tuple[tuple[int, float, float], ...]:
    """Wide gaps within a line, told by the runs in which it was drawn."""
    (start, end), (left, right) = span, sides
    count = pdfium.FPDFText_CountRects(page, start, end - start)
    if count < 2:
        return ()
    wide = max(1.1 * size, 8.0)
    most = count
    if count > 60:  # set letter by letter: only where it is wider than its letters are
        if right - left < 0.56 * size * (end - start):
            return ()
    else:
        ends = [fonts.rect(page, at) for at in range(count)]
        most = sum(1 for a, b in pairwise(ends) if b[0] - a[1] > wide)
        if not most:
            return ()
    found = []
    for space in re.finditer(r"\s+", text[start:end]):
        before = fonts.box(page, start + space.start() - 1)
        after = fonts.box(page, start + space.end())
        if before and after and after[0] - before[2] > wide:
            found.append((start + space.end(), before[2], after[0]))
            if len(found) == most:
                break
    return tuple(found)


def clean(text: str) -> str:
    """Text with ligatures in letters, known bullets as bullets, and nothing for unknown signs."""
    if text.isascii():
        return text
    text = text.translate(_LIGATURES)
    return _PRIVATE.sub("", text)


def parted_links(
    links: tuple[Link, ...], end: int, start: int
) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The links of a text that is parted: those up to `end`, and those from `start` on."""
    before = tuple((a, min(b, end), address) for a, b, address in links if a < end)
    after = tuple(
        (max(a, start) - start, b - start, address) for a, b, address in links if b > start
    )
    return before, after


def is_rtl(text: str) -> bool:
    """Whether a line runs from right to left."""
    return not text.isascii() and len(_RTL.findall(text)) > len(_LTR.findall(text))
