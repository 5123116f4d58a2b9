"""Lines of Markdown out of runs of text, some of them links; and lists that nest.

>>> joined_runs([Run("See "), Run("the site", "https://example.org"), Run(".")])
'See [the site](https://example.org).'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.intake import markdown as md

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+\Z", re.IGNORECASE)
_BRACKET = re.compile(r"(?<!\\)(?:\\\\)*[\[\]]")
#: Lists within lists that `archive.text` reads as such.
_DEEPEST = 6
_CODED = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph; `address` is where it leads, '' for nowhere."""

    text: str
    address: str = ""


def address(text: str) -> str:
    """`text` as an address that may stand in a link; '' for one that may not."""
    clean = text.strip()
    if not _ADDRESS.match(clean):
        return ""
    return "".join(_CODED.get(character, character) for character in clean)


def text_of(runs: Iterable[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def joined_runs(runs: Sequence[Run], *, numbered: bool = True) -> str:
    """Runs as one paragraph of Markdown; line breaks in them stay. '' for no text."""
    if not any(run.address for run in runs):
        return md.paragraph(text_of(runs), numbered=numbered)
    lines: list[list[Run]] = [[]]
    for target, group in groupby(runs, key=lambda run: run.address):
        first, *rest = md.plain("x" + text_of(group) + "x").split("\n")
        parts = [first, *rest]
        parts[0], parts[-1] = parts[0][1:], parts[-1][:-1] if rest else parts[-1][1:-1]
        lines[-1].append(Run(parts[0], target))
        lines += [[Run(part, target)] for part in parts[1:]]
    shown = ["".join(map(_piece, line)).strip() for line in lines]
    kept = [line for line in shown if line]
    return "\\\n".join(
        md.started(line, numbered=numbered and not at) for at, line in enumerate(kept)
    )


def _piece(run: Run) -> str:
    words = md.inline(run.text)
    if not words:
        return " " if run.text else ""
    if run.address:
        words = f"[{_BRACKET.sub(_escaped, words)}]({run.address})"
    before = " " if run.text[0].isspace() else ""
    return before + words + (" " if run.text[-1].isspace() else "")


def _escaped(found: re.Match[str]) -> str:
    return found[0][:-1] + "\\" + found[0][-1]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: Markdown of a paragraph, how deep, and its number where it has one."""

    text: str
    level: int = 0
    number: int | None = None


def listed(items: Sequence[Item]) -> str:
    """Items as one list. One that is deeper than its forerunner by more than a level is raised."""
    shown: list[str] = []
    above: list[tuple[int, int]] = []  # the level as written, and where its text begins
    for item in items:
        while above and (above[-1][0] >= item.level or len(above) > _DEEPEST):
            above.pop()
        shift = " " * (above[-1][1] if above else 0)
        sign = f"{item.number}." if item.number is not None else "-"
        under = " " * (len(shift) + len(sign) + 1)
        first, *rest = item.text.split("\n")
        shown += [f"{shift}{sign} {first}", *(f"{under}{line}".rstrip() for line in rest)]
        above.append((item.level, len(under)))
    return "\n".join(shown)


def quoted(blocks: Iterable[str]) -> str:
    """Blocks as one block quote."""
    text = "\n\n".join(block for block in blocks if block)
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""
