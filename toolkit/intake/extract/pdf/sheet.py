"""A page whose tables are looked for: its lines cut in pieces, and a table set in their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from toolkit.intake.extract.pdf.columns import Run
from toolkit.intake.extract.pdf.figures import several
from toolkit.intake.extract.pdf.fonts import UNKNOWN, Fonts
from toolkit.intake.extract.pdf.lines import (
    Line,
    Table,
    clean,
    is_rtl,
    line_of,
    turned,
    without_leaders,
)
from toolkit.intake.extract.pdf.rows import finished

Box = tuple[float, float, float, float]

#: The end of a figure and the beginning of another.
_PARTED = re.compile(r"[\d)%€][\d$€£(-]")
#: More characters than there are spaces between two runs of words.
_MANY = 4
#: How high a line is at most, in sizes of its letters, whose words all stand at one height.
_HIGH = 1.6


@dataclass(slots=True)
class Sheet:
    """A page that is open, and the characters on it."""

    text_page: Any
    fonts: Fonts
    text: str
    _boxes: dict[int, Box | None] = field(default_factory=dict)
    _letters: tuple[Line | None, list[int]] = (None, [])

    def cut(self, line: Line, places: Sequence[int], *, level: bool = True) -> list[Line]:
        """A line in pieces that begin at those characters; `level` if all are at one height."""
        pieces = []
        ends = [*sorted(places), line.end]
        start = line.start
        for end in ends:
            if start < end:
                piece = self._piece(line, start, end, level)
                if piece is not None and piece.text.strip():
                    piece.spaced = piece.spaced or end != line.end
                    pieces.append(piece)
            start = max(start, end)
        if pieces:
            pieces[-1].hyphen = line.hyphen
        return pieces

    def _piece(self, line: Line, start: int, end: int, level: bool) -> Line | None:
        """A part of a line; as most are in one font, it is taken for one in that of the line."""
        raw = self.text[start:end]
        text = raw.strip()
        if not text or line.turn or is_rtl(raw):
            return line_of(self.text_page, self.fonts, self.text, (start, end))
        start += len(raw) - len(raw.lstrip())
        end = start + len(text)
        level = level and line.top - line.bottom < _HIGH * line.size
        box = (level and _between_breaks(line, start, end)) or self._span(start, end)
        if box is None:
            return None
        left, bottom, right, top = box
        piece = Line(clean(without_leaders(text)), left, bottom, right, top, line.size, line.bold)
        piece.start, piece.end, piece.at = start, end, start
        piece.breaks = tuple(each for each in line.breaks if start < each[0] < end)
        piece.font = piece.begins = line.font
        if line.font is UNKNOWN:
            piece.begins = self.fonts.font(self.text_page, start)
            piece.bold = piece.begins.bold
        return piece

    def _span(self, start: int, end: int) -> tuple[float, float, float, float] | None:
        first = self.fonts.box(self.text_page, start)
        last = self.fonts.box(self.text_page, end - 1)
        return turned(first, last, 0) if first and last else None

    def place(self, line: Line, side: float, least: float = 0.0) -> int | None:
        """The first character of a line behind `side`, where a space or a gap stands there.

        It is to be `least` wide, in sizes of the line's letters.
        """
        letters = self._letters_of(line)
        low, high = 0, len(letters)
        while low < high:
            half = (low + high) // 2
            box = self._box(line, letters[half])
            if box is None or (box[0] + box[2]) / 2 < side:
                low = half + 1
            else:
                high = half
        if not 0 < low < len(letters):
            return None
        last, at = letters[low - 1], letters[low]
        if at - last > 1 and not least:
            return at
        before, after = self._box(line, last), self._box(line, at)
        wide = (least or 0.25) * line.size
        return at if before and after and after[0] - before[2] > wide else None

    def widest(self, line: Line, span: tuple[float, float], least: float) -> int | None:
        """The character of a line behind the widest space that ends in a span of the page.

        It is to be `least` wide, in sizes of the line's letters; any will do between two figures.
        """
        text = self.text
        best, found = -line.size, None
        for last_letter, at in pairwise(self._letters_of(line)):
            if at - last_letter == 1:
                continue
            box = self._box(line, at)
            if box is None or not span[0] < box[0] < span[1]:
                continue
            last = self._box(line, last_letter)
            wide = box[0] - last[2] if last else best
            enough = wide > least * line.size or _PARTED.match(text[last_letter] + text[at])
            if enough and wide > best:
                best, found = wide, at
        return found

    def parted(self, run: Run) -> list[Run]:
        """A run in parts where it is several figures that stand close together."""
        places = several(run.text)
        if not places:
            return [run]
        begin = run.start + self.text[run.start : run.end].index(run.text)
        starts = [begin, *(begin + place for place in places)]
        parts = []
        for start, end in pairwise([*starts, run.end]):
            words = self.text[start:end].strip()
            box = self._span(start, start + len(words))
            if box is None:
                return [run]
            parts.append(Run(run.line, start, start + len(words), box[0], box[2], words))
        return parts

    def turns_back(self, line: Line) -> list[int]:
        """The characters of a line at which it goes back to the left, as rows drawn askew do."""
        if is_rtl(line.text) or line.turn:
            return []
        words = [
            at
            for at in range(line.start + 1, line.end)
            if self.text[at - 1].isspace() and not self.text[at].isspace()
        ]
        boxes = [self.fonts.box(self.text_page, at) for at in (line.start, *words)]
        return [
            at
            for at, (before, box) in zip(words, pairwise(boxes), strict=True)
            if before and box and box[0] < before[0]
        ]

    def _letters_of(self, line: Line) -> list[int]:
        """The characters of a line that are no spaces: asked for at one gutter after the other."""
        if self._letters[0] is not line:
            text = self.text
            found = [at for at in range(line.start, line.end) if not text[at].isspace()]
            self._letters = line, found
        return self._letters[1]

    def _box(self, line: Line, at: int) -> Box | None:
        if at not in self._boxes:
            self._boxes[at] = self.fonts.box(self.text_page, at)
        box = self._boxes[at]
        return turned(box, box, line.turn) if box and line.turn else box


def _between_breaks(line: Line, start: int, end: int) -> tuple[float, float, float, float] | None:
    """Where characters of a line stand that go from one of its wide gaps to the next."""
    left = line.left if start == line.start else None
    right = line.right if end == line.end else None
    for at, before, after in line.breaks:
        if at == start:
            left = after
        elif right is None and at > end:
            right = before if at - end < _MANY else None
            break
    if left is None or right is None:
        return None
    return left, line.bottom, right, line.top


def placed(kept: Sequence[Line | None], place: int, table: Table) -> list[Line] | None:
    """Lines with a table set in at its place; None where it is no table."""
    whole = finished(table)
    if whole is None:
        return None
    before, after = kept[:place], kept[place:]
    return [*filter(None, before), *whole, *filter(None, after)]
