"""Tables whose cells are drawn: a grid of rules, and which of its fields make up one cell."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from toolkit.intake.extract.pdf.rules import Rule, Rules

_TOUCH = 3.0
_MAX_RULES = 600
_MAX_FIELDS = 20_000
#: How much of the side of a field must be drawn to part it from the next: this part, and all but
#: so many points. An underlined word does not reach from side to side.
_DRAWN, _OPEN = 0.6, 7.0
_LEAST_WIDE = 6.0
_LEAST_HIGH = 6.0


@dataclass(frozen=True, slots=True)
class Span:
    """Fields that make up one cell: the first row and column, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class Grid:
    """A grid: where its columns are parted, from left to right, its rows, from the top down.

    `spans` are its cells, `of` tells which of them a field (row, column) belongs to.
    """

    sides: list[float]
    levels: list[float]
    spans: list[Span]
    of: dict[tuple[int, int], int]
    broken: int  # fields whose sides are drawn so that they make up no rectangle

    @property
    def rows(self) -> int:
        """How many rows of fields it has."""
        return len(self.levels) - 1

    @property
    def columns(self) -> int:
        """How many columns of fields it has."""
        return len(self.sides) - 1

    def row_at(self, height: float) -> int | None:
        """The row of fields at a height of the page."""
        if not self.levels[-1] <= height <= self.levels[0]:
            return None
        low = bisect_right([-level for level in self.levels], -height)
        return min(max(low - 1, 0), self.rows - 1)

    def column_at(self, place: float) -> int | None:
        """The column of fields that far right on the page."""
        if not self.sides[0] <= place <= self.sides[-1]:
            return None
        return min(bisect_right(self.sides, place) - 1, self.columns - 1)

    def divided(self, column: int, places: list[float]) -> Grid:
        """The grid with a column parted at those places, and its cells in rows."""
        more = len(places)
        sides = sorted([*self.sides, *places])
        spans: list[Span] = []
        for span in self.spans:
            if span.column == column and span.columns == 1:
                rows = range(span.row, span.row + span.rows)
                spans += [Span(row, column + n, 1, 1) for row in rows for n in range(more + 1)]
                continue
            over = span.column <= column < span.column + span.columns
            shift = more if span.column > column else 0
            wide = span.columns + (more if over else 0)
            spans.append(Span(span.row, span.column + shift, span.rows, wide))
        of = {
            (span.row + r, span.column + c): n
            for n, span in enumerate(spans)
            for r in range(span.rows)
            for c in range(span.columns)
        }
        return Grid(sides, self.levels, spans, of, self.broken)


def grids(rules: Rules) -> list[Grid]:
    """The grids that the rules of a page make, from the top of the page down."""
    if not (2 <= len(rules.across) <= _MAX_RULES and 2 <= len(rules.down) <= _MAX_RULES):
        return []
    found = [_grid(across, down) for across, down in _connected(rules)]
    return sorted((each for each in found if each), key=lambda each: -each.levels[0])


def _connected(rules: Rules) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules in groups of those that touch or cross one another."""
    across, down = rules.across, rules.down
    parents = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for n, one in enumerate(across):
        for m, other in enumerate(down, len(across)):
            if (
                one.start - _TOUCH <= other.at <= one.end + _TOUCH
                and other.start - _TOUCH <= one.at <= other.end + _TOUCH
            ):
                parents[root(n)] = root(m)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for n, one in enumerate(across):
        groups[root(n)][0].append(one)
    for m, other in enumerate(down, len(across)):
        groups[root(m)][1].append(other)
    return list(groups.values())


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    if len(across) < 2 or len(down) < 2:
        return None
    sides = _places([rule.at for rule in down], _LEAST_WIDE)
    levels = _places([rule.at for rule in across], _LEAST_HIGH)
    # An open side is as far as the rules across go.
    left, right = min(rule.start for rule in across), max(rule.end for rule in across)
    if left < sides[0] - _LEAST_WIDE:
        sides.insert(0, left)
    if right > sides[-1] + _LEAST_WIDE:
        sides.append(right)
    low, high = min(rule.start for rule in down), max(rule.end for rule in down)
    if low < levels[0] - _LEAST_HIGH:
        levels.insert(0, low)
    if high > levels[-1] + _LEAST_HIGH:
        levels.append(high)
    levels.reverse()
    if len(sides) < 3 or len(levels) < 2 or len(sides) * len(levels) > _MAX_FIELDS:
        return None
    return _with_cells(sides, levels, across, down)


def _places(values: list[float], least: float) -> list[float]:
    """Values in order, those nearer to one another than `least` as one."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] < least:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(each) / len(each) for each in found]


def _with_cells(
    sides: list[float], levels: list[float], across: list[Rule], down: list[Rule]
) -> Grid | None:
    rows, columns = len(levels) - 1, len(sides) - 1
    right, under = _parting(sides, levels, across, down)
    kept_levels = [y for n, y in enumerate(levels) if n in (0, rows) or n in {r for r, _ in under}]
    kept_sides = [x for n, x in enumerate(sides) if n in (0, columns) or n in {c for c, _ in right}]
    if len(kept_levels) < len(levels) or len(kept_sides) < len(sides):
        sides, levels = kept_sides, kept_levels
        right, under = _parting(sides, levels, across, down)
        rows, columns = len(levels) - 1, len(sides) - 1
    names = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(at: tuple[int, int]) -> tuple[int, int]:
        while names[at] != at:
            names[at] = names[names[at]]
            at = names[at]
        return at

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and (c + 1, r) not in right:
                names[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and (r + 1, c) not in under:
                names[root((r + 1, c))] = root((r, c))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for at in names:
        groups[root(at)].append(at)
    spans: list[Span] = []
    of: dict[tuple[int, int], int] = {}
    broken = 0
    for fields in groups.values():
        top, left = min(r for r, _ in fields), min(c for _, c in fields)
        high = max(r for r, _ in fields) - top + 1
        wide = max(c for _, c in fields) - left + 1
        if high * wide != len(fields):  # no rectangle: its fields stand for themselves
            broken += len(fields)
            for r, c in fields:
                of[r, c] = len(spans)
                spans.append(Span(r, c, 1, 1))
            continue
        for at in fields:
            of[at] = len(spans)
        spans.append(Span(top, left, high, wide))
    return Grid(sides, levels, spans, of, broken) if len(spans) > 1 else None


def _parting(
    sides: list[float], levels: list[float], across: list[Rule], down: list[Rule]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Which (side, row) and which (level, column) are drawn."""
    steps = [(-a, -b) for a, b in pairwise(levels)]
    right = _drawn(sides, steps, [Rule(each.at, -each.end, -each.start) for each in down])
    turned = [Rule(-each.at, each.start, each.end) for each in across]
    return right, _drawn([-level for level in levels], list(pairwise(sides)), turned)


def _drawn(
    places: list[float], steps: list[tuple[float, float]], rules: list[Rule]
) -> set[tuple[int, int]]:
    """Which (place, step) a rule is drawn at, along most of the step."""
    found: set[tuple[int, int]] = set()
    covered: dict[tuple[int, int], float] = defaultdict(float)
    for rule in rules:
        near = min(range(len(places)), key=lambda n: abs(places[n] - rule.at))
        if abs(places[near] - rule.at) > _LEAST_WIDE:
            continue
        for n, (start, end) in enumerate(steps):
            shared = min(end, rule.end) - max(start, rule.start)
            if shared > 0:
                covered[near, n] += shared / (end - start)
                open_ = (1 - covered[near, n]) * (end - start)
                if covered[near, n] >= _DRAWN and open_ <= _OPEN:
                    found.add((near, n))
    return found
