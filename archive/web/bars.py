"""Numbers by year as a small drawing: rows of bars, made on the server, for the eye alone.

The table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: The drawing's measures, in its own units.
WIDTH, ROW, GAP, HEAD, FOOT, LABEL = 720, 46, 16, 4, 22, 104

#: Years that one drawing shows; of more, the last ones.
MOST = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, and the words that name it."""

    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of bars; `base` is where they stand, `most` the highest number."""

    label: str
    base: float
    most: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A year below the bars."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing with its table: `years` as rows of (year, numbers)."""

    width: int
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    columns: tuple[str, ...]
    years: tuple[tuple[str, tuple[int, ...]], ...]


def bars(series: Sequence[tuple[str, Mapping[int, int]]]) -> Drawing | None:
    """Rows of bars, one for each of (its words, year → number); None where there is no number."""
    told = [year for _, numbers in series for year, n in numbers.items() if n]
    if not told:
        return None
    last = max(told)
    first = max(min(told), last - MOST + 1)
    years = range(first, last + 1)
    step = (WIDTH - LABEL) / len(years)
    wide = min(step * 0.72, 34)
    rows = []
    for at, (label, numbers) in enumerate(series):
        base = HEAD + ROW + at * (ROW + GAP)
        most = max((numbers.get(year, 0) for year in years), default=0)
        drawn = []
        for place, year in enumerate(years):
            n = numbers.get(year, 0)
            if n:
                high = max(3.0, (ROW - 12) * n / most)
                x = LABEL + place * step + (step - wide) / 2
                drawn.append(Bar(round(x, 1), round(base - high, 1), round(wide, 1),
                                 round(high, 1), f"{year}: {n} {label.lower()}"))  # fmt: skip
        rows.append(Row(label, base, most, tuple(drawn)))
    every = max(1, round(44 / step + 0.5))
    ticks = tuple(
        Tick(round(LABEL + (place + 0.5) * step, 1), str(year))
        for place, year in enumerate(years)
        if place % every == 0
    )
    return Drawing(
        WIDTH,
        HEAD + len(series) * (ROW + GAP) - GAP + FOOT,
        tuple(rows),
        ticks,
        tuple(label for label, _ in series),
        tuple(
            (str(year), tuple(numbers.get(year, 0) for _, numbers in series))
            for year in years
            if any(numbers.get(year, 0) for _, numbers in series)
        ),
    )
