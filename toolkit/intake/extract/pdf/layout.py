"""Lines of a PDF's pages as paragraphs, headings and items of lists.

A line's end is a break of the text only where the next word would still have fitted on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from toolkit.intake import markdown
from toolkit.intake.extract.pdf.blocks import BULLET, CJK, STOP, Block, Page
from toolkit.intake.extract.pdf.headings import tell_headings
from toolkit.intake.extract.pdf.lines import UNKNOWN, Line, Link, is_rtl, parted_links

_LABEL = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|[(（]?(?:[a-zA-Z]|[ivx]{1,5}|\d{1,3})[.)）])(?=\s)"  # noqa: RUF001
    r"|第[\d一二三四五六七八九十百]+[条章回部節款]"
)
#: The end of a line of a table of contents.
_LEADS = re.compile(r"… ?[\divxlc]{1,5}\s*\Z", re.IGNORECASE)
_HANGUL = re.compile("[\uac00-\ud7a3]")
#: Among the words that are known: that lines of Korean may end within a word.
HANGUL_PARTED = "\n"
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")  # noqa: RUF001
_KEEPS_HYPHEN = frozenset(
    ("self", "well", "non", "co", "all", "ex", "anti", "pre", "post", "semi", "quasi", "vice")
)
_MAX_LINKS = 60_000


def pages_as_markdown(pages: Sequence[Page]) -> str:
    """The text of a whole file, each page's first paragraph under its mark."""
    body = _body_size(pages)
    known = _words(pages)
    if _parts_hangul(pages):
        known[HANGUL_PARTED] = 1
    leading = _leading(pages, body)
    blocks = [_blocks(page.lines, leading) for page in pages]
    _over_pages(blocks)
    for on_page in blocks:
        for block in on_page:
            _put_together(block, known)
    tell_headings(blocks, pages, body)
    shown: list[str] = []
    for number, (page, found) in enumerate(zip(pages, blocks, strict=True), 1):
        texts = [*_markdown(found), *page.extra]
        texts = [text for text in texts if text.strip()] or [page.empty or _empty(number)]
        shown += [markdown.marked(texts[0], page=number), *texts[1:]]
    return markdown.joined(shown)


def _empty(number: int) -> str:
    return f"*Page {number} has no text.*"


def _body_size(pages: Iterable[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _words(pages: Iterable[Page]) -> Counter[str]:
    """How often each word stands in the file; nothing where no line's end parts one."""
    lines = [line for page in pages for line in page.lines]
    if not any(line.hyphen or line.text.endswith("-") for line in lines):
        return Counter()
    return Counter(word for line in lines for word in _WORD.findall(line.text.casefold()))


def _parts_hangul(pages: Iterable[Page]) -> bool:
    """Whether lines of Korean end within words, and those that do not end with a space."""
    ends = [
        line.spaced
        for page in pages
        for line in page.lines
        if not line.text.isascii() and _HANGUL.match(line.text[-1])
    ]
    return len(ends) > 3 and 0.15 < sum(ends) / len(ends) < 0.95


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
        above.turn == below.turn
        and abs(above.size - below.size) <= 0.15 * above.size
        and -0.2 * above.size < above.bottom - below.bottom < 2.2 * above.size
        and below.left < above.right
        and above.left < below.right
    )


def _parts_from(last: Line, line: Line, block: Block, leading: float) -> bool:
    """Whether `line` begins a new paragraph after `last`."""
    size = last.size
    if last.turn != line.turn or last.tag != line.tag:
        return True
    if last.hyphen:
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
        return _is_short(last, line) or line.text[:1].isupper()
    first = block.lines[0]
    if _changes_font(last, line, block):
        return True
    if line.left > last.right or line.right < last.left:
        return True
    if ended and _is_short(last, line):
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
    return abs(last.size - line.size) > 0.05 * last.size or _is_short(last, line)


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
    return (begins or STOP.search(last.text) is not None) and _is_short(last, line)


def _is_short(last: Line, line: Line) -> bool:
    """Whether the first word of `line` would have fitted on the line before it."""
    width = (line.right - line.left) / max(len(line.text), 1)
    word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    letters = 1 if CJK.match(word) else len(word) + 1
    used, right = last.right, last.edge
    if is_rtl(last.text):  # how far left lines go is told by the line that follows
        used, right = -last.left, max(-last.left, -line.left)
    return used + letters * width * 1.05 < right


def _put_together(block: Block, known: Counter[str]) -> None:
    """The lines of a paragraph as one text; '\\n' where a line was ended on purpose."""
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
    if HANGUL_PARTED in known and not last.spaced and _is_within_hangul(last, line):
        return text + line.text
    if last.hyphen:
        return _unhyphened(text, line.text, known)
    if text.endswith("-") and line.text[:1].islower() and text[-2:-1].isalpha():
        return _unhyphened(text[:-1], line.text, known)
    if line.bottom < last.bottom and (last.is_row or line.is_row or _is_short(last, line)):
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


def _over_pages(blocks: Sequence[list[Block]]) -> None:
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


def _markdown(blocks: Sequence[Block]) -> list[str]:
    shown: list[str] = []
    edges: list[float] = []
    items: list[str] = []
    above: Line | None = None
    for block in blocks:
        bullet = None if block.level else BULLET.match(block.text)
        if bullet and block.text[bullet.end() :].strip():
            left = block.lines[0].left
            if above is not None and block.lines[0].bottom > above.bottom:
                edges = []  # it stands in another column
            above = block.lines[-1]
            while edges and left < edges[-1] - 3:
                edges.pop()
            if not edges or left > edges[-1] + 3:
                edges.append(left)
            text = _paragraph(block, bullet.end(), numbered=False)
            items.append(markdown.item(text, level=min(len(edges), 8) - 1))
            continue
        if items:
            shown.append("\n".join(items))
            items, edges = [], []
        if block.level:
            text, inserted = _slotted(block)
            shown.append(markdown.heading(text, block.level, inserted=inserted))
        else:
            shown.append(_paragraph(block))
    return [*shown, "\n".join(items)] if items else shown


def _paragraph(block: Block, start: int = 0, *, numbered: bool = True) -> str:
    text, inserted = _slotted(block, start)
    return markdown.paragraph(text, numbered=numbered, inserted=inserted)


def _slotted(block: Block, start: int = 0) -> tuple[str, list[str]]:
    """The text of a block from `start` on with slots for its links, and the links."""
    if not block.links:
        return block.text[start:], []
    parts: list[str] = []
    inserted: list[str] = []
    for begin, end, address in block.links[:_MAX_LINKS]:
        begin = max(begin, start)
        if begin >= end:
            continue
        parts += [block.text[start:begin], markdown.slot(len(inserted))]
        inserted.append(markdown.link(block.text[begin:end], address))
        start = end
    return "".join([*parts, block.text[start:]]), inserted
