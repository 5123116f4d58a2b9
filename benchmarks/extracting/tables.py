"""Tables of Markdown texts, and how much of those that are there a reader gave.

Two tables are compared by their neighbours, as is usual for tables (Göbel et al., 2012): each
cell with words and the next one with words on its right, and each and the next one below it. So
it counts what stands beside what, and an empty column more or less does not matter.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from extracting.words import even

_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_BAR = re.compile(r"(?<!\\)\|")

Table = list[list[str]]


@dataclass(slots=True)
class Score:
    """Pairs of neighbours: how many are there, how many were given, how many of both."""

    there: int = 0
    given: int = 0
    both: int = 0
    tables: int = 0
    found: int = 0
    more: int = 0  # tables given that are none of those there

    @property
    def recall(self) -> float:
        """The share of what is there that was given."""
        return self.both / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        """The share of what was given that is there."""
        return self.both / self.given if self.given else 1.0


def tables(text: str) -> list[Table]:
    """The tables of a Markdown text, their cells evened out; those of one cell only are none."""
    found: list[Table] = []
    now: Table = []
    for line in [*text.splitlines(), ""]:
        if _RULE.match(line):
            continue
        if _ROW.match(line):
            cells = _BAR.split(line.strip())[1:-1]
            now.append([even(each).replace(" ", "") for each in cells])
            continue
        if len(now) > 1 and any(sum(map(bool, row)) > 1 for row in now):
            found.append(now)
        now = []
    return found


def pairs(table: Table) -> Counter[tuple[str, str, str]]:
    """The neighbours in a table, to the right and below."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in table:
        full = [each for each in row if each]
        found.update((a, b, "right") for a, b in pairwise(full))
    width = max(map(len, table))
    for column in range(width):
        full = [row[column] for row in table if column < len(row) and row[column]]
        found.update((a, b, "below") for a, b in pairwise(full))
    return found


def add(score: Score, there: list[Table], given: list[Table]) -> None:
    """Count the tables of one file."""
    wanted, told = [pairs(each) for each in there], [pairs(each) for each in given]
    right: Counter[tuple[str, str, str]] = sum(wanted, Counter())
    read: Counter[tuple[str, str, str]] = sum(told, Counter())
    score.there += right.total()
    score.given += read.total()
    score.both += (right & read).total()
    score.tables += len(there)
    score.found += sum(1 for each in wanted if 2 * (each & read).total() >= each.total())
    score.more += sum(1 for each in told if 4 * (each & right).total() < each.total())
