"""Rows of a PDF's page that stand in columns with clear space between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.intake.extract.pdf.figures import SIGNS, is_figure
from toolkit.intake.extract.pdf.lines import Line

#: How wide space between columns is at least, in points and in sizes of letters.
_CLEAR = 4.0
#: How wide the space is at least that all rows leave free between two columns.
_BETWEEN = 1.0
_MAX_ROWS = 600
_MAX_COLUMNS = 40
#: How many rows above tell how far apart rows stand.
_NEAR = 20


@dataclass(slots=True)
class Run:
    """A run of words in a line with no wide gap in it: characters `start` to `end` of the page."""

    line: Line
    start: int
    end: int
    left: float
    right: float
    text: str

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, an amount, a percentage or a dash in the place of one."""
        return is_figure(self.text)


@dataclass(slots=True)
class Row:
    """Runs at one height, from left to right."""

    middle: float
    size: float
    runs: list[Run] = field(default_factory=list)

    @property
    def is_parted(self) -> bool:
        """Whether it has two runs or more."""
        return len(self.runs) > 1


@dataclass(slots=True)
class Columns:
    """Rows that stand in columns, and where each column begins and ends."""

    rows: list[Row]
    spans: list[tuple[float, float]]

    def of(self, run: Run) -> tuple[int, int]:
        """The first and the last column that a run stands in."""
        found = [
            n
            for n, (left, right) in enumerate(self.spans)
            if run.left < right - 0.5 and run.right > left + 0.5
        ]
        if found:
            return found[0], found[-1]
        middle = (run.left + run.right) / 2
        near = min(
            range(len(self.spans)),
            key=lambda n: min(abs(self.spans[n][0] - middle), abs(self.spans[n][1] - middle)),
        )
        return near, near


def rows_of(lines: Iterable[Line], text: str) -> list[Row]:
    """The rows of a page from the top down; `text` are its characters."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda each: -each.middle):
        last = rows[-1] if rows else None
        if last is None or last.middle - line.middle > 0.4 * min(last.size, line.size):
            last = Row(line.middle, line.size)
            rows.append(last)
        last.size = max(last.size, line.size)
        last.runs += runs_of(line, text)
    for row in rows:
        row.runs.sort(key=lambda run: run.left)
    return rows


def runs_of(line: Line, text: str) -> list[Run]:
    """A line parted at its wide gaps."""
    found: list[Run] = []
    start, left = line.start, line.left
    for at, end, begin in line.breaks:
        found.append(Run(line, start, at, left, end, text[start:at].strip()))
        start, left = at, begin
    found.append(Run(line, start, line.end, left, line.right, text[start : line.end].strip()))
    return found


def in_columns(rows: Sequence[Row]) -> list[Columns]:
    """Where rows stand in columns."""
    return [columns for some in _stretches(rows) if (columns := _columns(some))]


def _stretches(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows in a sequence whose gaps are in the same places, with a few labels between."""
    found: list[list[Row]] = []
    now: list[Row] = []
    parted: list[Row] = []
    for row in rows:
        last = parted[-1] if parted else None
        if now and now[-1].middle - row.middle > 4 * max(row.size, now[-1].size):
            last = None
        if last is not None and _begins_anew(now, row):
            last = None
        if last is not None and (_agree(last, row) if row.is_parted else _is_label(row, parted)):
            now.append(row)
        else:
            found.append(now)
            now = [row] if row.is_parted else []
            parted = []
        if row.is_parted:
            parted.append(row)
    found.append(now)
    kept = []
    for some in found:
        while some and not some[-1].is_parted:
            some.pop()
        if 3 <= len(some) <= _MAX_ROWS:
            kept.append(some)
    return kept


def _begins_anew(above: Sequence[Row], row: Row) -> bool:
    """Whether a row has the heads of the next table, set apart from the figures above it."""
    if len(above) < 3 or not row.is_parted or any(run.is_figure for run in row.runs):
        return False
    steps = sorted(a.middle - b.middle for a, b in pairwise(above[-_NEAR:]))
    return above[-1].middle - row.middle > 1.5 * steps[len(steps) // 2] and any(
        run.is_figure for each in above[-2:] for run in each.runs
    )


def _spaces(row: Row) -> list[tuple[float, float]]:
    return [(a.right, b.left) for a, b in pairwise(row.runs)]


def _agree(above: Row, below: Row) -> bool:
    """Whether there is space in one of the gaps of both."""
    return any(
        min(b, d) - max(a, c) >= _CLEAR for a, b in _spaces(above) for c, d in _spaces(below)
    )


def _is_label(row: Row, parted: Sequence[Row]) -> bool:
    """Whether a row of one run may stand between those: within a column of them."""
    run = row.runs[0]
    above = parted[-1]
    spaces = _spaces(above)
    if len(parted) > 1:
        spaces = [
            (max(a, c), min(b, d))
            for a, b in spaces
            for c, d in _spaces(parted[-2])
            if min(b, d) - max(a, c) >= _CLEAR
        ] or spaces
    return not any(run.left < (a + b) / 2 < run.right for a, b in spaces)


def _columns(rows: Sequence[Row]) -> Columns | None:
    """The columns of rows: what is between the places that they leave free."""
    rows = _without_strangers(rows)
    parted = [row for row in rows if row.is_parted]
    if len(parted) < 3:
        return None
    size = sorted(row.size for row in parted)[len(parted) // 2]
    spans = _without_specks(_spans(rows), size)
    if not 2 <= len(spans) <= _MAX_COLUMNS:
        return None
    return _signs_joined(Columns(list(rows), spans))


def _spans(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Where the columns of those rows begin and end that have several runs."""
    return spans_of([[(run.left, run.right) for run in row.runs] for row in rows if row.is_parted])


def _without_strangers(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without a first and a last one that stand apart and in no columns of the others.

    They are the line above a table, or the foot of the page.
    """
    for at, rest in ((-1, slice(None, -1)), (0, slice(1, None))):
        kept = rows[rest]
        if len(kept) < 4:
            break
        steps = sorted(a.middle - b.middle for a, b in pairwise(kept))
        step = rows[-2].middle - rows[-1].middle if at else rows[0].middle - rows[1].middle
        if step <= 1.3 * steps[len(steps) // 2]:
            continue  # where the columns are is only looked for where it may tell something
        if _is_stranger(rows[at], kept) if at else len(_spans(kept)) > len(_spans(rows)):
            rows = kept
    while rows and not rows[-1].is_parted:
        rows = rows[:-1]
    return rows


def _is_stranger(row: Row, rows: Sequence[Row]) -> bool:
    """Whether words of a row stand over the space between columns of the others."""
    spans = _spans(rows)
    gaps = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    return any(run.left < gap < run.right for run in row.runs for gap in gaps)


def spans_of(rows: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Where the columns of rows begin and end, of which the left and right ends of words are given.

    What stands over the gaps of several rows, such as the head of two columns, is in none.
    """
    gaps = sorted((a[1], b[0]) for row in rows for a, b in pairwise(sorted(row)))
    begins = [left for left, _ in gaps]
    most = max(2, len(rows) // 8)
    single: list[tuple[float, float]] = []
    for left, right in (each for row in rows for each in row):
        first, end = bisect_left(begins, left + 1), bisect_left(begins, right)
        if end - first >= most:  # else too few gaps begin there to be over as many
            over = 0
            for at in range(first, end):
                over += gaps[at][1] < right - 1
                if over >= most:
                    break
            if over >= most:
                continue
        single.append((left, right))
    spans: list[tuple[float, float]] = []
    for left, right in sorted(single):
        if spans and left < spans[-1][1] + _BETWEEN:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _without_specks(spans: list[tuple[float, float]], size: float) -> list[tuple[float, float]]:
    return [(a, b) for a, b in spans if b - a > 0.15 * size]


def _signs_joined(columns: Columns) -> Columns:
    """Signs of currencies that stand in a column of their own, joined with the amounts."""
    inside: list[list[Run]] = [[] for _ in columns.spans]
    for row in columns.rows:
        for run in row.runs:
            first, last = columns.of(run)
            if first == last:
                inside[first].append(run)
    spans: list[tuple[float, float]] = []
    held: float | None = None
    for (left, right), runs in zip(columns.spans, inside, strict=True):
        if held is not None:
            left, held = held, None
        if runs and all(run.text in SIGNS for run in runs) and len(spans) + 1 < len(inside):
            held = left
            continue
        spans.append((left, right))
    columns.spans = spans
    return columns
