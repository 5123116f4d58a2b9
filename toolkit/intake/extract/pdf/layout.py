"""Lines of a PDF's pages as paragraphs, headings and items of lists.

A line's end is a break of the text only where the next word would still have fitted on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from toolkit.intake import markdown
from toolkit.intake.extract.pdf.blocks import BULLET, STOP, Block, Page
from toolkit.intake.extract.pdf.fonts import UNKNOWN
from toolkit.intake.extract.pdf.headings import tell_headings
from toolkit.intake.extract.pdf.joining import is_short, over_pages, put_together, words
from toolkit.intake.extract.pdf.lines import Line, every
from toolkit.intake.extract.pdf.written import as_markdown, tell_heads_again

_LABEL = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|[(（]?(?:[a-zA-Z]|[ivx]{1,5}|\d{1,3})[.)）])(?=\s)"  # noqa: RUF001
    r"|第[\d一二三四五六七八九十百]+[条章回部節款]"
)
#: The end of a line of a table of contents.
_LEADS = re.compile(r"… ?[\divxlc]{1,5}\s*\Z", re.IGNORECASE)


def pages_as_markdown(pages: Sequence[Page]) -> str:
    """The text of a whole file, each page's first paragraph under its mark."""
    body = _body_size(pages)
    known = words(pages)
    leading = _leading(pages, body)
    blocks = [_blocks(page.lines, leading) for page in pages]
    over_pages(blocks)
    for on_page in blocks:
        for block in on_page:
            put_together(block, known)
    tell_headings(blocks, pages, body)
    tell_heads_again(blocks)
    shown: list[str] = []
    for number, (page, found) in enumerate(zip(pages, blocks, strict=True), 1):
        texts = [*as_markdown(found), *page.extra]
        texts = [text for text in texts if text.strip()] or [page.empty or _empty(number)]
        shown += [markdown.marked(texts[0], page=number), *texts[1:]]
    return markdown.joined(shown)


def _empty(number: int) -> str:
    return f"*Page {number} has no text.*"


def _body_size(pages: Iterable[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in every(page.lines):
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _leading(pages: Iterable[Page], body: float) -> float:
    """How far apart the lines of the body mostly stand, in sizes of their letters."""
    steps: Counter[float] = Counter()
    for page in pages:
        for above, below in pairwise(page.lines):
            step = above.bottom - below.bottom
            if abs(above.size - body) < 0.6 and 0 < step < 3 * body:
                steps[round(step / body * 20) / 20] += 1
    return steps.most_common(1)[0][0] if steps else 1.2


def _blocks(lines: Sequence[Line], leading: float) -> list[Block]:
    blocks: list[Block] = []
    _set_edges(lines)
    for at, line in enumerate(lines):
        last = lines[at - 1] if at else None
        if last is None or _parts_from(last, line, blocks[-1], leading):
            blocks.append(Block([line]))
        else:
            blocks[-1].lines.append(line)
    return blocks


def _set_edges(lines: Sequence[Line]) -> None:
    """Tell each line how far right the lines around it go: those of its column."""
    edges = [0.0] * len(lines)
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _is_run(lines[at - 1], lines[at]):
            continue
        right = max(line.right for line in lines[start:at])
        for n in range(start, at):
            edges[n] = right
        start = at
    # A short paragraph between others is as wide as those that begin where it does.
    columns: dict[tuple[int, int], list[float]] = {}
    places = [(round(line.left / (2 * line.size)), round(line.size)) for line in lines]
    for place, edge in zip(places, edges, strict=True):
        columns.setdefault(place, []).append(edge)
    usual = {place: sorted(each)[len(each) * 2 // 3] for place, each in columns.items()}
    for line, place, edge in zip(lines, places, edges, strict=True):
        line.edge = max(edge, usual[place])


def _is_run(above: Line, below: Line) -> bool:
    return (
        not above.table
        and not below.table
        and above.turn == below.turn
        and abs(above.size - below.size) <= 0.15 * above.size
        and -0.2 * above.size < above.bottom - below.bottom < 2.2 * above.size
        and below.left < above.right
        and above.left < below.right
    )


def _parts_from(last: Line, line: Line, block: Block, leading: float) -> bool:
    """Whether `line` begins a new paragraph after `last`."""
    size = last.size
    if last.turn != line.turn or last.tag != line.tag or last.table or line.table:
        return True
    if last.hyphen or line.tag is not None:  # by its tags it goes on with the same heading
        return False
    if _LEADS.search(last.text):
        return True
    if abs(line.size - size) > 0.12 * size and len(line.text) > 3 and len(last.text) > 3:
        return True
    if BULLET.match(line.text) or _begins_numbered(line, block):
        return True
    down = last.bottom - line.bottom
    ended = STOP.search(last.text) is not None
    if down < -0.5 * size or down > 12 * size:  # the next column, or the other side of a picture
        return ended or line.text[:1].isupper() or last.bold != line.bold
    if down > max(leading * 1.4, 1.5) * size:
        return True
    if last.bold != line.bold and (last.bold and all(each.bold for each in block.lines)):
        return is_short(last, line) or line.text[:1].isupper()
    first = block.lines[0]
    if _changes_font(last, line, block):
        return True
    if line.left > last.right or line.right < last.left:
        return True
    if ended and is_short(last, line):
        return True
    indent = line.left - min(each.left for each in block.lines)
    if len(block.lines) > 1 and first.left - last.left > 0.5 * size:  # indented first lines
        return ended and line.left - last.left > 0.5 * size
    return ended and 0.8 * size < indent < 6 * size and abs(line.left - last.left) > 0.8 * size


def _changes_font(last: Line, line: Line, block: Block) -> bool:
    """Whether a line all in another font, such as a heading in italics, ends above `line`."""
    if last.font == line.begins or UNKNOWN in (last.font, line.begins) or last.font.fixed:
        return False
    if len(block.lines) > 2 or len(last.text) > 100 or STOP.search(last.text):
        return False
    if line.text[:1].islower():
        return False
    return abs(last.size - line.size) > 0.05 * last.size or is_short(last, line)


def _begins_numbered(line: Line, block: Block) -> bool:
    label = _LABEL.match(line.text)
    if not label:
        return False
    # A line may begin with a number by chance: it must stand where a paragraph may begin.
    first = block.lines[0]
    if _LABEL.match(first.text) and abs(first.left - line.left) < 1.5:
        return True
    last = block.lines[-1]
    if line.left < first.left - 1:
        return True
    # What begins at 1 begins anew, also behind a line without a full stop: a date, a place.
    begins = re.match(r"1[.)]\s", line.text) is not None
    return (begins or STOP.search(last.text) is not None) and is_short(last, line)
