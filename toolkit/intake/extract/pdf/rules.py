"""The lines that are drawn on a PDF's page, as far as they may be those of a table.

A rule is drawn in many ways: as a line, as a thin rectangle, as a side of the rectangle around a
cell, as the edge of a shaded one, in one piece or in a piece for each cell. All of them become
straight lines across or down, those that touch in a row as one.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from toolkit.intake.extract.pdf.lines import turned

_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 2_000
_MAX_RULES = 6_000
_MAX_SHADED = 800
_MAX_DEPTH = 3
#: How thick a rule may be, how short one across and one down, how far apart two that are one.
_THICK = 3.2
_SHORT = 8.0
_LOW = 5.0
_NEAR = 2.6
_GAP = 3.0

#: How large what is drawn in one piece is at least, that may be a grid.
_FIGURE = 40.0

Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` that height (or that far right), from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rules:
    """Rules across a page from its top down, and down it from left to right."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class PageRules:
    """The rules that are drawn on a page; with the edges of shaded cells, where it has any."""

    drawn: Rules
    shaded: Rules | None
    across: list[Rule]  # with the edges of all that is shaded


def page_rules(page: Any, turn: int) -> PageRules:
    """The rules of a page that is turned by so many quarters; none where there are too many."""
    found = _Drawn(page)
    found.look_at(page, pdfium.FPDFPage_CountObjects(page), None, 0)
    drawn = _sorted(found.boxes, turn)
    if not found.shaded:
        return PageRules(drawn, None, drawn.across)
    every = _sorted([*found.boxes, *_edges(found.shaded)], turn)
    more = len(every.down) > len(drawn.down)
    return PageRules(drawn, every if more else None, every.across)


def _sorted(boxes: list[Box], turn: int) -> Rules:
    """Thin boxes as rules."""
    across: list[Rule] = []
    down: list[Rule] = []
    for box in boxes:
        left, bottom, right, top = turned(box, box, turn) if turn else box
        if top - bottom <= _THICK and right - left >= _SHORT:
            across.append(Rule((bottom + top) / 2, left, right))
        elif right - left <= _THICK and top - bottom >= _LOW:
            down.append(Rule((left + right) / 2, bottom, top))
    return Rules(_merged(across)[::-1], _merged(down))


class _Drawn:
    """Goes through what is drawn on a page; `boxes` are thin ones."""

    def __init__(self, page: Any) -> None:
        self.boxes: list[Box] = []
        self.shaded: list[Box] = []
        self._left = _MAX_OBJECTS
        self._segments = 5 * _MAX_SEGMENTS
        self._width = pdfium.FPDF_GetPageWidthF(page)
        self._height = pdfium.FPDF_GetPageHeightF(page)
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._by_numbers = [ctypes.byref(each) for each in self._numbers]
        self._matrix = pdfium.FS_MATRIX()
        self._mode, self._stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
        self._by_mode, self._by_stroke = ctypes.byref(self._mode), ctypes.byref(self._stroke)

    def look_at(self, holder: Any, count: int, within: _Matrix | None, depth: int) -> None:
        """Look at the objects of a page, or of a form that is set into it by a matrix."""
        one = pdfium.FPDFPage_GetObject if not depth else pdfium.FPDFFormObj_GetObject
        kind_of = pdfium.FPDFPageObj_GetType
        for at in range(min(count, self._left)):
            drawn = one(holder, at)
            kind = kind_of(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(drawn, within)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = pdfium.FPDFFormObj_CountObjects(drawn)
                self._left -= inner
                if self._left > 0 and pdfium.FPDFPageObj_GetMatrix(drawn, self._matrix):
                    matrix = _product(self._own(), within)
                    self.look_at(drawn, inner, matrix, depth + 1)
            if len(self.boxes) + len(self.shaded) > _MAX_RULES:
                return

    def _own(self) -> _Matrix:
        m = self._matrix
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _path(self, drawn: Any, within: _Matrix | None) -> None:
        if not pdfium.FPDFPageObj_GetBounds(drawn, *self._by_numbers):
            return
        left, bottom, right, top = (each.value for each in self._numbers)
        if within:
            left, bottom, right, top = _box_in(within, (left, bottom, right, top))
        wide, high = right - left, top - bottom
        if wide < _LOW and high < _LOW:
            return
        if not pdfium.FPDFPath_GetDrawMode(drawn, self._by_mode, self._by_stroke):
            return
        if not self._stroke.value and not self._mode.value:
            return
        if wide <= _THICK or high <= _THICK:
            self.boxes.append((left, bottom, right, top))
            return
        count = pdfium.FPDFPath_CountSegments(drawn)
        if count < 4 or (count > 5 and wide < _FIGURE and high < _FIGURE):
            return  # a line askew, or some figure
        if self._stroke.value or count > 5:
            self._outline(drawn, count, within)
        elif wide < 0.95 * self._width or high < 0.95 * self._height:
            self.shaded.append((left, bottom, right, top))

    def _outline(self, drawn: Any, count: int, within: _Matrix | None) -> None:
        """The straight lines of a path of several."""
        self._segments -= count
        if count > _MAX_SEGMENTS or self._segments < 0:
            return
        if not pdfium.FPDFPageObj_GetMatrix(drawn, self._matrix):
            return
        matrix = _product(self._own(), within)
        x, y = self._numbers[:2]
        by_x, by_y = self._by_numbers[:2]
        start = last = (0.0, 0.0)
        for at in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if not pdfium.FPDFPathSegment_GetPoint(segment, by_x, by_y):
                continue
            here = _point_in(matrix, x.value, y.value)
            if kind == pdfium.FPDF_SEGMENT_LINETO:
                self._line(last, here)
            elif kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = here
            last = here
            if pdfium.FPDFPathSegment_GetClose(segment):
                self._line(last, start)
                last = start

    def _line(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        box = min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])
        wide, high = box[2] - box[0], box[3] - box[1]
        if min(wide, high) < 0.5 and max(wide, high) >= _LOW:
            self.boxes.append(box)


def _edges(shaded: list[Box]) -> Iterator[Box]:
    """The edges of shaded boxes that lie beside each other in a row: those of cells."""
    if len(shaded) > _MAX_SHADED:
        return
    beginning: dict[int, list[Box]] = defaultdict(list)
    for box in shaded:
        beginning[round(box[0] / _GAP)].append(box)
    for left, bottom, right, top in shaded:
        yield left, bottom, right, bottom
        yield left, top, right, top
        near = round(right / _GAP)
        for box in (box for step in (-1, 0, 1) for box in beginning.get(near + step, ())):
            shared = min(top, box[3]) - max(bottom, box[1])
            if abs(box[0] - right) < _GAP and shared > 0.8 * (top - bottom):
                # Both outer sides as well: they are those of two cells at least.
                yield left, bottom, left, top
                yield right, bottom, right, top
                yield box[2], box[1], box[2], box[3]
                break


def _product(inner: _Matrix, outer: _Matrix | None) -> _Matrix:
    """First by `inner`, then by `outer` (ISO 32000-1, 8.3.4)."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _point_in(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box_in(matrix: _Matrix, box: Box) -> Box:
    one = _point_in(matrix, box[0], box[1])
    two = _point_in(matrix, box[2], box[3])
    return min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules sorted by where they are; what lies on one line and touches is one."""
    merged: list[Rule] = []
    group: list[Rule] = []
    for rule in [*sorted(rules, key=lambda each: each.at), None]:
        if rule is not None and (not group or rule.at - group[0].at <= _NEAR):
            group.append(rule)
            continue
        merged += _joined(group)
        group = [rule] if rule else []
    return merged


def _joined(group: list[Rule]) -> Iterator[Rule]:
    """Rules at nearly the same place, from their beginning on."""
    at = sum(rule.at for rule in group) / max(len(group), 1)
    start = end = None
    for rule in sorted(group, key=lambda each: each.start):
        if start is None or end is None or rule.start > end + _GAP:
            if start is not None and end is not None:
                yield Rule(at, start, end)
            start, end = rule.start, rule.end
        else:
            end = max(end, rule.end)
    if start is not None and end is not None:
        yield Rule(at, start, end)
