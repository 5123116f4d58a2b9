"""Blocks of a PDF's pages, and which of them are headings.

Headings are told by the size and weight of their letters against those of the body, by capitals,
and by the bookmarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toolkit.intake.extract.pdflines import Line, Link

BULLET = re.compile(r"([•‣◦▪▫●○■□◆◇➢➤►▶✓✔✗✦★∙·⁃❖]|[-–—*o](?=\s))\s*")  # noqa: RUF001
STOP = re.compile(r"[.!?:;。！？：；؟۔।]['\"”’»)\]]*\s*\Z")  # noqa: RUF001
CJK = re.compile("[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef\u0e00-\u0eff]")
_MAX_HEADING = 200


@dataclass(slots=True)
class Block:
    """Lines that belong together, and what they are."""

    lines: list[Line]
    text: str = ""
    links: list[Link] = field(default_factory=list)
    level: int = 0  # of a heading; 0: none

    @property
    def size(self) -> float:
        """The size of its letters."""
        return self.lines[0].size

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
    empty: str = ""  # what stands there where it has no text


def bare(text: str) -> str:
    """Only the letters and figures of a title, by which a heading and its bookmark are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())


def tell_headings(blocks: Sequence[list[Block]], pages: Sequence[Page], body: float) -> None:
    """Set the level of each block that is a heading; `body` is the size of the body's letters."""
    styles: set[tuple[int, bool]] = set()
    found: list[tuple[Block, tuple[int, bool], int]] = []
    for page, on_page in zip(pages, blocks, strict=True):
        for at, block in enumerate(on_page):
            depth = page.outline.get(bare(block.text), 0) if page.outline else 0
            if depth or _may_be_heading(block, body, on_page, at):
                style = (round(block.size), block.bold)
                styles.add(style)
                found.append((block, style, depth))
    ranks = _ranks(styles)
    outlined = [ranks[style] for _, style, depth in found if depth]
    shift = 1 if outlined and min(outlined) > 1 else 0
    for block, style, depth in found:
        block.level = min(depth + shift if depth else ranks[style], 6)


def _ranks(styles: Iterable[tuple[int, bool]]) -> dict[tuple[int, bool], int]:
    """Styles by size; sizes that are nearly the same have the same rank, bold or not."""
    ranks: dict[tuple[int, bool], int] = {}
    rank, size = 0, 0.0
    for style in sorted(styles, reverse=True):
        if not rank or style[0] < 0.92 * size:
            rank, size = rank + 1, style[0]
        ranks[style] = rank
    return ranks


def _may_be_heading(block: Block, body: float, page: Sequence[Block], at: int) -> bool:
    text = block.text.strip()
    if len(text) > _MAX_HEADING or len(block.lines) > 4 or not any(map(str.isalpha, text)):
        return False
    if BULLET.match(text) or (len(text) < 3 and not CJK.match(text)):
        return False
    if len(block.lines) > 1 and any(line.is_row for line in block.lines):
        return False
    if "…" in text or (text[-1:].isdigit() and "\n" in text):
        return False
    if block.size >= body * 1.14:
        return not STOP.search(text) or len(text) <= (120 if block.size > 1.4 * body else 50)
    after = page[at + 1] if at + 1 < len(page) else None
    if text.isupper() and _is_loud_heading(text, block, body, after):
        return True
    if not block.bold or block.size < body * 0.93 or len(text) > 120 or "\n" in text:
        return False
    if text[-1] in ".,;:" and not text[:1].isdigit():
        return False
    if text[-1] in ",;":
        return False
    # Bold words in a row of others are labels or the cells of a table.
    return after is not None and (not after.bold or after.size != block.size or at == 0)


def _is_loud_heading(text: str, block: Block, body: float, after: Block | None) -> bool:
    """Whether a line in capitals stands over text that is not."""
    return (
        len(text) <= 80
        and len(block.lines) <= 2
        and block.size >= 0.93 * body
        and max(map(len, text.split())) > 3
        and text[-1] not in ".,;:"
        and sum(map(str.isdigit, text)) * 4 < len(text)
        and after is not None
        and len(after.text) > 40
    )
