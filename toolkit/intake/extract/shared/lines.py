"""Lines of Markdown out of runs of text, some of them links; and lists that nest.

>>> joined_runs([Run("See "), Run("the site", "https://example.org"), Run(".")])
'See [the site](https://example.org).'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.intake import markdown as md
from toolkit.intake.extract.shared.composer import Line

#: Lists within lists that `archive.text` reads as such.
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph; `address` is where it leads as the file says, '' for nowhere."""

    text: str
    address: str = ""


def text_of(runs: Iterable[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def joined_runs(runs: Iterable[Run], *, numbered: bool = True) -> str:
    """Runs as one paragraph of Markdown; line breaks in them stay. '' for no text."""
    line = Line()
    for run in runs:
        line.add(run.text, run.address)
    line.end_link()
    return md.paragraph(line.text, numbered=numbered, inserted=line.inserted)


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
