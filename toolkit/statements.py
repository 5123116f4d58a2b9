"""What a record says of other things, and what is not known, grouped by what it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from archive.text.spoken import date_words
from toolkit import output

if TYPE_CHECKING:
    from archive.reading import ClaimRow, UnknownRow

#: The name that belongs to an id, None where there is none.
NameOf = Callable[[str], str | None]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_INDENT = 4


class Names:
    """Gives what an id names, with the id in parentheses the first time only."""

    def __init__(self, name_of: NameOf) -> None:
        self.name_of = name_of
        self._told: set[str] = set()

    def __call__(self, given: object) -> str:
        """'First Meeting (som-1)', then 'First Meeting'; what was given where it names nothing."""
        text = str(given)
        name = self.name_of(text)
        if not name or name == text:
            return text
        if text in self._told:
            return name
        self._told.add(text)
        return f"{name} ({text})"


def value_in_words(value: str, name_of: NameOf) -> str:
    """A claim's value as a person reads it: dates in words, ids by their names."""
    parts = value.split("; ")
    if all(map(_ID.match, parts)):
        value = "; ".join(name_of(part) or part for part in parts)
    return date_words(value)


def statement_lines(
    claims: Iterable[ClaimRow], names: Names, width: int | None, *, anchors: bool = True
) -> list[str]:
    """'Says of ...', then a line for each thing said of it, with the paragraph that says so."""
    by_subject: dict[str, dict[str, None]] = {}
    for claim in claims:
        at = f", {claim.anchor}" if anchors and claim.anchor else ""
        note = f" - {claim.note}" if claim.note else ""
        value = value_in_words(claim.value, names.name_of)
        said = f"{claim.property}: {value} ({claim.kind}){at}{note}"
        by_subject.setdefault(claim.subject, {})[said] = None
    lines = []
    for subject, told in by_subject.items():
        lines += _group(f"Says of {names(subject)}:", tuple(told), width)
    return lines


def unknown_lines(
    unknowns: Iterable[UnknownRow], own: str, names: Names, width: int | None
) -> list[str]:
    """'Not known:', then a line for each gap; those of `own` are not named again."""
    by_subject: dict[str, dict[str, None]] = {own: {}}
    for gap in unknowns:
        said = gap.property + (f" - {gap.note}" if gap.note else "")
        by_subject.setdefault(gap.subject, {})[said] = None
    lines = []
    for subject, told in by_subject.items():
        of = "" if subject == own else f" of {names(subject)}"
        if told:
            lines += _group(f"Not known{of}:", tuple(told), width)
    return lines


def _group(head: str, told: Sequence[str], width: int | None) -> list[str]:
    first = output.hung("", head, width, 0, 2)
    lines = [click.style(line, bold=True) for line in first]
    for each in told:
        lines += output.hung("", each, width, _INDENT, 2)
    return lines
