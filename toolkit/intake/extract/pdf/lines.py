"""Lines of a PDF's page as PDFium finds them: their words, where they stand, size and weight.

PDFium gives the characters of a page in one call, in the order in which they were drawn, with a
break at each end of a line. Only the first, the middle and the last character of a line are asked
for their place and font: asking for each would take longer than all the rest.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

#: Words that are a link: where they begin and end in a text, and where they lead.
Link = tuple[int, int, str]

_HYPHEN = "\ufffe"
_END = re.compile(r"\r\n?|\n|\ufffe")
#: Dots that lead the eye to a page's number.
_LEADER = re.compile(r"\s*(?:\.[ \t]?){4,}\s*|\s*(?:…[ \t]?){2,}\s*")
_BOLD = re.compile(r"bold|black|heavy|semibd|demi(?!r)|cmbx|sfbx|cmssbx|-bd\b|,b\b", re.I)
_FIXED = re.compile(r"courier|mono(?!t)|consol|typewriter|cmtt|letter ?gothic", re.I)
_LONG = 60
_IS_FIXED, _IS_BOLD = 0x1, 0x40000
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


@dataclass(frozen=True, slots=True)
class Font:
    """A font as far as it sets words apart from others."""

    name: str = ""
    bold: bool = False
    fixed: bool = False  # all letters are as wide


UNKNOWN = Font()


@dataclass(slots=True)
class Line:
    """A line as it stands on the page, turned so that it runs from left to right.

    `left` to `top` are points, `size` that of its letters; `hyphen` tells that its last word goes
    on in the next one; `turn` how many quarters it was turned; `gaps` where it has wide ones:
    (offset in the text, left end, right end); `links` in the order of the text.
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

    @property
    def is_row(self) -> bool:
        """Whether it has a gap as wide as those between the cells of a table."""
        return any(right - left > 2 * self.size for _, left, right in self.gaps)

    @property
    def middle(self) -> float:
        """Half its height."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class PageText:
    """A page's lines in the order of the file, how many characters, and how many unknown."""

    lines: list[Line]
    characters: int = 0
    unknown: int = 0


class Fonts:
    """Asks PDFium about characters, with buffers that are made once."""

    def __init__(self) -> None:
        self._rect = pdfium.FS_RECTF()
        self._by_rect = ctypes.byref(self._rect)
        self._matrix = pdfium.FS_MATRIX()
        self._by_matrix = ctypes.byref(self._matrix)
        self._name = ctypes.create_string_buffer(128)
        self._known: dict[tuple[bytes, int], Font] = {}
        self._flags = ctypes.c_int()
        self._by_flags = ctypes.byref(self._flags)
        self._corners = [ctypes.c_double() for _ in range(4)]
        self._by_corners = [ctypes.byref(each) for each in self._corners]

    def box(self, page: Any, at: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top of a character's cell."""
        if not pdfium.FPDFText_GetLooseCharBox(page, at, self._by_rect):
            return None
        rect = self._rect
        return rect.left, rect.bottom, rect.right, rect.top

    def size(self, page: Any, at: int) -> tuple[float, int]:
        """The size of a character in points, and by how many quarters it is turned."""
        size = float(pdfium.FPDFText_GetFontSize(page, at))
        if not pdfium.FPDFText_GetMatrix(page, at, self._by_matrix):
            return size, 0
        a, b, c, d = self._matrix.a, self._matrix.b, self._matrix.c, self._matrix.d
        size *= float((c * c + d * d) ** 0.5)
        if abs(b) > abs(a):
            return size, 1 if b > 0 else 3
        return size, 2 if a < 0 and d < 0 else 0

    def font(self, page: Any, at: int) -> Font:
        """The font of a character."""
        length = pdfium.FPDFText_GetFontInfo(page, at, self._name, 128, self._by_flags)
        if not length or length > 128:
            return UNKNOWN
        key = self._name.value, self._flags.value
        known = self._known.get(key)
        if known is None:
            name = key[0].decode("latin-1")
            bold = bool(key[1] & _IS_BOLD) or _BOLD.search(name) is not None
            fixed = bool(key[1] & _IS_FIXED) or _FIXED.search(name) is not None
            known = Font(name, bold, fixed)
            if len(self._known) < 10_000:
                self._known[key] = known
        return known

    def tell(self, line: Line, page: Any, places: tuple[int, int, int]) -> None:
        """Tell a line its fonts, by its first, its middle and its last character.

        Of a long line, which hardly is a heading, only the one in the middle is asked for.
        """
        middle = self.font(page, places[1])
        if len(line.text) > _LONG and not middle.bold:
            line.begins = line.font = middle
            return
        first, last = self.font(page, places[0]), self.font(page, places[2])
        line.begins = first
        line.font = first if first is middle is last else UNKNOWN
        line.bold = first.bold and middle.bold and last.bold

    def rect(self, page: Any, at: int) -> tuple[float, float]:
        """Left and right end of a run of characters (after `FPDFText_CountRects`)."""
        pdfium.FPDFText_GetRect(page, at, *self._by_corners)
        return self._corners[0].value, self._corners[2].value


def page_text(page: Any, fonts: Fonts, limit: int) -> PageText:
    """The lines of PDFium's text page `page`, of no more than `limit` characters."""
    count = min(pdfium.FPDFText_CountChars(page), limit)
    if count <= 0:
        return PageText([])
    text = _characters(page, count)
    found = PageText([], count)
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
    while start < end and text[start].isspace():
        start += 1
    whole = end
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
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
    if found.lines and abs(size - found.lines[-1].size) > 0.1 * size and end - start > 3:
        # In the middle there may be a sign that is set high and small.
        size = max(size, fonts.size(page, start)[0])
    left, bottom, right, top = _turned(first, last, turn)
    if size < 1:
        size = max(top - bottom, 1.0) * 0.85
    gaps: tuple[tuple[int, float, float], ...] = ()
    if end - start > 3 and not turn and right - left > 8 * size:
        gaps = _gaps(page, fonts, text, (start, end), (left, right), size)
    shown = clean(raw)
    if not raw.isascii():
        found.unknown += len(_PRIVATE.findall(raw)) + raw.count("\ufffd")
        if not shown.strip():
            return
    if "...." in shown or ". . . ." in shown or "…" in shown:
        shown = _LEADER.sub(" … ", shown)
        gaps = ()
    if len(shown) != len(raw) and gaps:
        gaps = tuple((len(clean(raw[:at])), a, b) for at, a, b in gaps)
    line = Line(shown, left, bottom, right, top, size, False, hyphen, turn, gaps)
    line.spaced = end < whole
    line.at = middle
    fonts.tell(line, page, (start, middle, end - 1))
    found.lines.append(line)


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


def _turned(
    first: tuple[float, float, float, float], last: tuple[float, float, float, float], turn: int
) -> tuple[float, float, float, float]:
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
            found.append((space.end(), before[2], after[0]))
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
