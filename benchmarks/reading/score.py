"""Compares what is true with what was read, and prints both with their counts."""

from __future__ import annotations

import html
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that stands in a file: at which line (0: the file as a whole), and what."""

    path: str
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what is right, what was missed, what was read and is not so."""

    name: str
    right: tuple[Fact, ...]
    missed: tuple[Fact, ...]
    wrong: tuple[Fact, ...]
    target: float | None

    @property
    def true(self) -> int:
        """How many facts there are."""
        return len(self.right) + len(self.missed)

    @property
    def read(self) -> int:
        """How many were read."""
        return len(self.right) + len(self.wrong)

    @property
    def precision(self) -> float | None:
        """Right ones among those read; None where nothing was."""
        return len(self.right) / self.read if self.read else None

    @property
    def recall(self) -> float | None:
        """Right ones among those there are; None where there are none."""
        return len(self.right) / self.true if self.true else None

    @property
    def reached(self) -> bool | None:
        """Both figures reach the target; None where there is no target."""
        if self.target is None:
            return None
        return min(self.precision or 0.0, self.recall or 0.0) >= self.target


@dataclass(slots=True)
class Report:
    """All figures of one series, with remarks that are no measure, and what was read in all."""

    series: str
    commit: str
    files: int
    measures: list[Measure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unjudged: list[tuple[str, Fact]] = field(default_factory=list)


def even(text: str | None) -> str:
    """A text for comparing: small letters, one space, no spaces around, `&lt;` as `<`."""
    return " ".join(html.unescape(text or "").split()).casefold()


def compare(
    name: str, true: Iterable[Fact], read: Iterable[Fact], target: float | None = None
) -> Measure:
    """Each fact counts as often as it is there: what is read twice is wrong once."""
    left = Counter(read)
    right, missed = [], []
    for fact in true:
        if left[fact] > 0:
            left[fact] -= 1
            right.append(fact)
        else:
            missed.append(fact)
    wrong = sorted(left.elements(), key=lambda fact: (fact.path, fact.line, fact.value))
    return Measure(name, tuple(right), tuple(missed), tuple(wrong), target)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def table(report: Report) -> str:
    """The figures as a plain table."""
    rows = [("measure", "there", "read", "right", "precision", "recall", "target")]
    for one in report.measures:
        aim = "" if one.target is None else f"{one.target:g} {'yes' if one.reached else 'NO'}"
        rows.append(
            (one.name, str(one.true), str(one.read), str(len(one.right)),
             _share(one.precision), _share(one.recall), aim)
        )  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(7)]
    lines = [f"{report.series} at {report.commit[:12]}, {report.files} files", ""]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    if report.remarks:
        lines += ["", *report.remarks]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The figures for programs."""
    return json.dumps(
        {
            "series": report.series, "commit": report.commit, "files": report.files,
            "measures": [
                {"name": one.name, "there": one.true, "read": one.read, "right": len(one.right),
                 "precision": one.precision, "recall": one.recall, "target": one.target,
                 "reached": one.reached}
                for one in report.measures
            ],
            "remarks": report.remarks,
        },
        ensure_ascii=False, indent=2,
    )  # fmt: skip


Raw = Callable[[str, int], str]


def errors(report: Report, raw: Raw) -> str:
    """Every miss and every false one, with file and line."""
    lines = []
    for one in report.measures:
        for word, facts in (("missed", one.missed), ("wrong", one.wrong)):
            lines += [
                f"{one.name}: {word}: {fact.path}:{fact.line}: {fact.value!r}"
                f"  <- {raw(fact.path, fact.line).strip()[:120]}"
                for fact in facts
            ]
    return "\n".join(lines)


def sample(report: Report, raw: Raw, size: int, seed: int) -> str:
    """A random choice of what was read, each with its raw line, for a person to check."""
    read: list[tuple[str, Fact, str]] = []
    for one in report.measures:
        read += [(one.name, fact, "agrees") for fact in one.right]
        read += [(one.name, fact, "DIFFERS") for fact in one.wrong]
    read += [(name, fact, "unjudged") for name, fact in report.unjudged]
    chosen: Sequence[tuple[str, Fact, str]] = read
    if len(read) > size:
        chosen = random.Random(seed).sample(read, size)
    return "\n".join(
        f"{n:3} [{word}] {name}: {fact.value!r}\n      {fact.path}:{fact.line}: "
        f"{raw(fact.path, fact.line).strip()[:160]}"
        for n, (name, fact, word) in enumerate(chosen, 1)
    )
