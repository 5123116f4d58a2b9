"""Readiness on a terminal: bars, worst first, then what lacks; in a pipe plain lines, all of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

import click

from archive.findings import CODES
from archive.readiness import Judged, Lack
from archive.text.spoken import date_words
from toolkit import output
from toolkit.handover.readiness.order import SEVERITIES, gravest_first
from toolkit.handover.readiness.run import Readiness

#: Findings of a heading that a terminal shows at first.
FEW = 5

#: Columns of the longest and the shortest bar.
_LONGEST, _SHORTEST = 30, 6

_SEVERITY = {"error": "red", "warning": "yellow", "note": "cyan"}


def lines_of(told: Readiness, width: int | None, *, every: bool) -> Iterator[str]:
    """The lines to print; `width` None is a pipe. `every` shows all findings."""
    if width is None:
        yield from _piped(told)
        return
    yield from output.hung(
        "", f"{told.process}: ready to be handed over? {date_words(told.day)}", width, 0
    )
    yield ""
    yield from _scores(told, width)
    yield ""
    yield from output.hung("", told.made_up(), width, 0)
    for each in told.worst_first:
        if each.lacks:
            yield ""
            yield from _heading(each, width, every)
    yield ""
    yield from output.hung("", _last(told), width, 0)


def _last(told: Readiness) -> str:
    number = sum(len(each.lacks) for each in told.judged)
    if not number:
        return "Nothing lacks that this program can tell. Pack with: secretariat handover pack"
    errors = sum(lack.finding.severity == "error" for each in told.judged for lack in each.lacks)
    stops = f"{output.count(errors, 'error')} must be mended before packing. " if errors else ""
    return f"{stops}What a code means: secretariat check --explain {_gravest(told)}"


def _gravest(told: Readiness) -> str:
    found = [lack.finding for each in told.worst_first for lack in each.lacks]
    return min(found, key=lambda each: SEVERITIES.index(each.severity)).code


def _piped(told: Readiness) -> Iterator[str]:
    score = "-" if told.score is None else str(told.score)
    yield f"overall: {score}; {told.made_up()}"
    for each in told.worst_first:
        score = "-" if each.score is None else str(each.score)
        yield f"{each.heading.id}: {score}; {output.clean(each.reckoning())}"
    for each in told.worst_first:
        for lack in gravest_first(each.lacks):
            yield output.clean(f"{lack.finding.line_of_text()}: {lack.do}")


def _scores(told: Readiness, width: int) -> Iterator[str]:
    names = ["Overall", *(each.heading.title for each in told.judged)]
    label = max(map(output.text_width, names))
    room = width - label - 2 - 4 - 2
    if room < _SHORTEST:  # the name above its bar
        label, room = 0, width - 4 - 2
    bar = min(_LONGEST, max(_SHORTEST, room))
    yield from _score("Overall", told.score, label, bar, bold=True)
    for each in told.worst_first:
        yield from _score(each.heading.title, each.score, label, bar)


def _score(
    name: str, score: int | None, label: int, bar: int, *, bold: bool = False
) -> Iterator[str]:
    shown = "-" if score is None else str(score)
    title = click.style(name, bold=True) if bold else name
    if not label:
        yield title
        yield f"{shown:>4}  {_bar(score, bar)}"
        return
    gap = " " * (label - output.text_width(name))
    yield f"{title}{gap}  {shown:>4}  {_bar(score, bar)}".rstrip()


def _bar(score: int | None, size: int) -> str:
    if score is None:
        return ""
    full, empty = ("█", "░") if _can_draw() else ("#", ".")
    filled = size * score // 100
    if score and not filled:
        filled = 1
    drawn = full * filled
    if output.coloured():
        drawn = click.style(
            drawn, fg="green" if score >= 80 else "yellow" if score >= 50 else "red"
        )
    return drawn + empty * (size - filled)


def _can_draw() -> bool:
    try:
        "█░".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _heading(each: Judged, width: int, every: bool) -> Iterator[str]:
    score = "-" if each.score is None else str(each.score)
    yield click.style(f"{each.heading.title}: {score}", bold=True)
    yield from output.hung("", f"{each.reckoning()[0].upper()}{each.reckoning()[1:]}.", width, 2)
    yield from output.hung("", f"100 means that {each.heading.full}.", width, 2)
    found = gravest_first(each.lacks)
    shown = found if every else found[:FEW]
    for code, group in groupby(shown, key=lambda lack: lack.finding.code):
        entry = CODES[code]
        number = sum(lack.finding.code == code for lack in found)
        label = click.style(f"  {code} {entry.severity}", fg=_SEVERITY[entry.severity])
        told = f"{entry.title}, {number:,}: {entry.remedy}"
        yield from output.hung(label, told, width, output.text_width(click.unstyle(label)) + 1, 0)
        for lack in group:
            yield from _lack(lack, width)
    more = len(found) - len(shown)
    if more:
        ways = f"secretariat handover readiness --only {each.heading.id} --all"
        yield from output.hung("", f"and {more:,} more: {ways}", width, 2)


def _lack(lack: Lack, width: int) -> Iterator[str]:
    finding = lack.finding
    where = f"{finding.path}:{finding.line}" if finding.line else finding.path
    yield from output.hung("", finding.message, width, 4, 2)
    yield from output.hung("", f"{where}; {lack.do}", width, 6, 2)
