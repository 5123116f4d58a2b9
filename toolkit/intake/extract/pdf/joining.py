"""Lines of a PDF put together to the text of a paragraph or of a cell.

A line's end is a break of the text only where the next word would still have fitted on it; a word
that it parts is whole again, with a hyphen or without as the file has it elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from toolkit.intake.extract.pdf.blocks import CJK, Block, Page
from toolkit.intake.extract.pdf.lines import Line, Link, every, is_rtl, parted_links

_HANGUL = re.compile("[\uac00-\ud7a3]")
#: Among the words that are known: that lines of Korean may end within a word.
_HANGUL_PARTED = "\n"
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")  # noqa: RUF001
_KEEPS_HYPHEN = frozenset(
    ("self", "well", "non", "co", "all", "ex", "anti", "pre", "post", "semi", "quasi", "vice")
)


def words(pages: Iterable[Page]) -> Counter[str]:
    """How often each word stands in the file, as far as that tells how parted ones are written."""
    lines = [line for page in pages for line in every(page.lines)]
    known: Counter[str] = Counter()
    if any(line.hyphen or line.text.endswith("-") for line in lines):
        known.update(word for line in lines for word in _WORD.findall(line.text.casefold()))
    if _parts_hangul(lines):
        known[_HANGUL_PARTED] = 1
    return known


def _parts_hangul(lines: Iterable[Line]) -> bool:
    """Whether lines of Korean end within words, and those that do not end with a space."""
    ends = [
        line.spaced for line in lines if not line.text.isascii() and _HANGUL.match(line.text[-1])
    ]
    return len(ends) > 3 and 0.15 < sum(ends) / len(ends) < 0.95


def is_short(last: Line, line: Line) -> bool:
    """Whether the first word of `line` would have fitted on the line before it."""
    width = (line.right - line.left) / max(len(line.text), 1)
    word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    letters = 1 if CJK.match(word) else len(word) + 1
    used, right = last.right, last.edge
    if is_rtl(last.text):  # how far left lines go is told by the line that follows
        used, right = -last.left, max(-last.left, -line.left)
    return used + letters * width * 1.05 < right


def put_together(block: Block, known: Counter[str]) -> None:
    """The lines of a paragraph as one text; '\\n' where a line was ended on purpose."""
    if block.table:
        block.cells = [Block(cell.lines) for cell in block.table.cells]
        for each in block.cells:
            put_together(each, known)
        block.text = " ".join(each.text for each in block.cells)
        return
    text = ""
    last: Line | None = None
    for line in block.lines:
        text = _with(text, last, line, known) if last else line.text
        last = line
        if line.links or block.links:
            _add_links(block.links, line, text)
    block.text = text


def _add_links(links: list[Link], line: Line, text: str) -> None:
    """Add the links of the line at the end of `text`; one that goes on from above grows."""
    shift = len(text) - len(line.text)
    if links and links[-1][1] > shift:  # the hyphen at the end of the line above is gone
        links[-1] = (links[-1][0], shift, links[-1][2])
    for start, end, address in line.links:
        start, end = start + shift, end + shift
        if links and links[-1][2] == address and not text[links[-1][1] : start].strip("- \n"):
            start = links.pop()[0]
        links.append((start, end, address))


def _with(text: str, last: Line, line: Line, known: Counter[str]) -> str:
    """`text`, which ends with `last`, with the line after it; the line stands whole at the end."""
    if _HANGUL_PARTED in known and not last.spaced and _is_within_hangul(last, line):
        return text + line.text
    if last.hyphen:
        return _unhyphened(text, line.text, known)
    if text.endswith("-") and line.text[:1].islower() and text[-2:-1].isalpha():
        return _unhyphened(text[:-1], line.text, known)
    if line.bottom < last.bottom and (last.is_row or line.is_row or is_short(last, line)):
        return f"{text}\n{line.text}"
    if CJK.match(text[-1:]) and CJK.match(line.text[:1]):
        return text + line.text
    return f"{text} {line.text}"


def _is_within_hangul(last: Line, line: Line) -> bool:
    return bool(_HANGUL.match(last.text[-1]) and _HANGUL.match(line.text))


def _unhyphened(before: str, after: str, known: Counter[str]) -> str:
    """Two parts of a word that the end of a line parts, joined as the file has it elsewhere."""
    head = re.search(r"[^\W_]+(?:-[^\W_]+)*\Z", before)
    tail = re.match(r"[^\W_]+", after)
    if not head or not tail:
        return f"{before}-{after}"
    a, b = head[0], tail[0]
    if "://" in before.rsplit(maxsplit=1)[-1]:
        return f"{before}-{after}"
    whole, parted = known[(a + b).casefold()], known[f"{a}-{b}".casefold()]
    if whole != parted:
        keep = parted > whole
    elif not b[0].islower() or a[-1].isdigit() or (len(a) > 1 and a.isupper()):
        keep = True
    else:
        keep = a.casefold() in _KEEPS_HYPHEN
    return f"{before}{'-' if keep else ''}{after}"


def over_pages(blocks: Sequence[list[Block]]) -> None:
    """Bring the rest of a word that a page's end parts back to where it begins."""
    for page, following in pairwise(blocks):
        if not page or not following:
            continue
        last, line = page[-1].lines[-1], following[0].lines[0]
        if not last.hyphen and not last.text.endswith("-"):
            continue
        head, _, rest = line.text.partition(" ")
        if not head[:1].islower() or not rest:
            if last.hyphen:
                last.text += "-"
                last.hyphen = False
            continue
        more = Line(head, last.left, last.bottom, last.right, last.top, last.size)
        more.links, line.links = parted_links(line.links, len(head), len(head) + 1)
        page[-1].lines.append(more)
        line.text = rest
