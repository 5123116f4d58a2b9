"""Whether rows of a PDF's page that stand in columns are a table.

Prose in two columns, lists, tables of contents and blocks of addresses stand in columns, too. So
this asks for much: three rows at least, edges that agree, figures in all but the first column or
short texts in three. Rules drawn across make up for some of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from toolkit.intake.extract.pdf.columns import Columns, Row, Run
from toolkit.intake.extract.pdf.figures import SIGNS
from toolkit.intake.extract.pdf.rules import Rule

#: How many of the fields of full rows, and of all rows, have words.
_LEAST_FULL, _LEAST_OVERALL = 0.6, 0.4
#: What is a word rather than a sign of a formula or a figure.
WORD = re.compile(r"[^\W\d_]{3}|[\u2e80-\u9fff\uac00-\ud7a3]{2}")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3]")


def _between(columns: Columns, rules: Sequence[Rule]) -> list[Rule]:
    """The rules across that part the rows, or stand over or under them."""
    left, right = columns.spans[0][0], columns.spans[-1][1]
    top = columns.rows[0].middle + 2 * columns.rows[0].size
    bottom = columns.rows[-1].middle - 2 * columns.rows[-1].size
    return [
        rule
        for rule in rules
        if bottom < rule.at < top
        and min(rule.end, right) - max(rule.start, left) > 0.7 * (right - left)
    ]


def is_table(columns: Columns, rules: Sequence[Rule]) -> bool:
    """Whether rows that stand in columns are a table rather than anything else in columns."""
    count = len(columns.spans)
    if count < 2:
        return False
    rules = _between(columns, rules)
    inside: list[list[Run]] = [[] for _ in range(count)]
    full = 0
    for row in columns.rows:
        there = set()
        for run in row.runs:
            first, last = columns.of(run)
            if first == last and run.text not in SIGNS:
                inside[first].append(run)
                there.add(first)
        full += len(there) > 1
    runs = [run for each in inside for run in each]
    if full < 3 or not all(inside) or not _is_dense(columns, len(runs), full):
        return False
    if sum(run.line.begins.fixed for run in runs) > 0.5 * len(runs) or not _are_even(runs):
        return False
    figures = [_share(run.is_figure for run in each) for each in inside]
    length = [sum(map(_length, each)) / len(each) for each in inside]
    # Labels may be indented, one under another.
    aligned = sum(map(_are_aligned, inside[1:]))
    if aligned < count - (2 if count > 3 else 1) or _are_pages(columns, inside):
        return False
    labels = _share(bool(WORD.search(run.text)) for run in inside[0])
    some = [n for n in range(1, count) if figures[n] >= 0.6]
    if some:
        longest = 90 if len(some) == count - 1 else 60
        heads = sum(bool(WORD.search(run.text)) for run in columns.rows[0].runs)
        return (
            (labels >= 0.5 or heads > count / 2)
            and max(length) <= longest
            and (count > 2 or labels >= 0.5)
        )
    # Texts only.
    between = _parting(columns.rows, rules)
    if (
        labels < 0.5
        or not _are_aligned(inside[0])
        or (not _is_by_row(columns.rows) and between < 2)
    ):
        return False
    if count > 2 and max(length) <= 25 and full > 3:
        return True
    return between > 1 and len(rules) >= 0.4 * full and max(length) <= 90


def _is_dense(columns: Columns, runs: int, full: int) -> bool:
    """Whether enough of the fields have words, or each column its head."""
    count = len(columns.spans)
    for row in columns.rows[:3]:
        heads = {columns.of(run) for run in row.runs if not run.text.isspace()}
        if count > 2 and len(heads) >= count - 1 and all(a == b for a, b in heads):
            return True
    return runs >= _LEAST_FULL * full * count and (
        runs >= _LEAST_OVERALL * len(columns.rows) * count
    )


def _length(run: Run) -> int:
    """How many letters a run has; a sign of Chinese or Korean counts for two."""
    text = run.text
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _are_even(runs: Sequence[Run]) -> bool:
    """Whether the letters are of one size, as those of formulas and drawings are not."""
    sizes = sorted(run.line.size for run in runs)
    usual = sizes[len(sizes) // 2]
    return _share(abs(size - usual) <= 0.2 * usual for size in sizes) >= 0.8


def _share(values: Iterable[bool]) -> float:
    every = list(values)
    return sum(every) / len(every) if every else 0.0


def _are_aligned(runs: Sequence[Run]) -> bool:
    """Whether most runs of a column begin, end or are centred at one place."""
    if len(runs) < 3:
        return True
    for places in (
        [run.left for run in runs],
        [run.right for run in runs],
        [(run.left + run.right) / 2 for run in runs],
    ):
        places.sort()
        near = max(
            sum(1 for each in places if abs(each - place) <= 3.5)
            for place in places[:: max(len(places) // 10, 1)]
        )
        if near >= 0.6 * len(places):
            return True
    return False


def _are_pages(columns: Columns, inside: Sequence[Sequence[Run]]) -> bool:
    """Whether the last of two columns are numbers of pages, as in a table of contents."""
    if len(columns.spans) > 3:
        return False
    numbers = [run.text.strip(". ") for run in inside[-1]]
    pages = [int(each) for each in numbers if each.isdigit() and len(each) < 4]
    return len(pages) > 0.8 * len(numbers) and all(a <= b for a, b in pairwise(pages))


def _parting(rows: Sequence[Row], rules: Sequence[Rule]) -> int:
    """How many rules stand between rows."""
    return sum(1 for rule in rules if rows[-1].middle < rule.at < rows[0].middle)


def _is_by_row(rows: Sequence[Row]) -> bool:
    """Whether the file has the words of most rows one after another."""
    parted = [row for row in rows if row.is_parted]
    near = 0
    for row in parted:
        starts = sorted(run.start for run in row.runs)
        ends = sorted(run.end for run in row.runs)
        near += all(b - a < 12 for a, b in zip(ends, starts[1:], strict=False))
    return near >= 0.7 * len(parted)
