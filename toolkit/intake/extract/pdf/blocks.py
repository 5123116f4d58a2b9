"""What the lines of a PDF's pages are put together to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.intake.extract.pdf.lines import Line, Link, Table

BULLET = re.compile(r"([•‣◦▪▫●○■□◆◇➢➤►▶✓✔✗✦★∙·⁃❖]|[-–—*o](?=\s))\s*")  # noqa: RUF001
STOP = re.compile(r"[.!?:;。！？：；؟۔।]['\"”’»)\]]*\s*\Z")  # noqa: RUF001
CJK = re.compile("[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef\u0e00-\u0eff]")


@dataclass(slots=True)
class Block:
    """Lines that belong together, and what they are."""

    lines: list[Line]
    text: str = ""
    links: list[Link] = field(default_factory=list)
    level: int = 0  # of a heading; 0: none
    cells: list[Block] = field(default_factory=list)  # those of its table
    head: tuple[str, ...] = ()  # of a table that goes on: the heads of columns, told again

    @property
    def size(self) -> float:
        """The size of its letters."""
        return self.lines[0].size

    @property
    def table(self) -> Table | None:
        """The table that it is."""
        return self.lines[0].table

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)


@dataclass(slots=True)
class Page:
    """A page's lines in reading order, its running heads left out, and its further paragraphs."""

    lines: list[Line]
    outline: dict[str, int] = field(default_factory=dict)  # bare title of a bookmark → its depth
    extra: list[str] = field(default_factory=list)  # Markdown already
    is_wide: bool = False  # wider than tall
    empty: str = ""  # what stands there where it has no text


def bare(text: str) -> str:
    """Only the letters and figures of a title, by which a heading and its bookmark are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())
