"""Which blocks of a PDF are headings, and of what level.

They are told by the file's tags and bookmarks, by the size, weight and font of their letters
against those of the body, by capitals and by numbers such as `2.1`. A page of slides has one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from toolkit.intake.extract.pdf.blocks import BULLET, CJK, STOP, Block, Page, bare
from toolkit.intake.extract.pdf.figures import is_figure
from toolkit.intake.extract.pdf.fonts import UNKNOWN, Font
from toolkit.intake.extract.pdf.lines import every

_MAX_HEADING = 200
_MAX_LINES = 4
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=[^\W\d_])")
#: The words under or over a picture or a table.
_CAPTION = re.compile(
    r"[\[(<]?\s*(?:figure|fig|table|tab|tabelle|abbildung|abb|tableau|chart|box|exhibit|listing"
    r"|source|sources|quelle|note|notes|algorithm|표|그림|图|圖|図|表)(?![^\W\d_]{2}|s)\s*"
    r"(?:[.:]|\d|[A-Z]\b|[IVX]+\b)",
    re.I,
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LABELLED = re.compile(r"\(\w{1,3}\)\s")
#: An item such as `(a) to vote`.
_ITEM = re.compile(r"[(\[]?[a-z0-9]{1,4}[)\].]\s+[a-z]")
_SLIDE_LETTERS = 900
_LEAST_LETTERS = 300


def tell_headings(blocks: Sequence[list[Block]], pages: Sequence[Page], body: float) -> None:
    """Set the level of each block that is a heading; `body` is the size of the body's letters."""
    styles: set[tuple[int, bool]] = set()
    found: list[tuple[Block, tuple[int, bool], int]] = []
    slides = _are_slides(pages)
    font = _body_font(pages, body)
    for number, (page, on_page) in enumerate(zip(pages, blocks, strict=True)):
        title = _slide_title(on_page) if slides else None
        here = _body_here(page, body)
        for at, block in enumerate(on_page):
            if block.table:
                continue
            depth = page.outline.get(bare(block.text), 0) if page.outline else 0
            if depth and _is_item(block.text):
                depth = 0
            level = block.lines[0].tag[0] if _is_tagged(block) and block.lines[0].tag else 0
            if level and not depth:
                block.level = level
            elif slides and not depth:
                block.level = (2 if number else 1) if block is title else 0
            elif (
                depth
                or _may_be_heading(block, body, font, on_page, at)
                or (
                    here < body
                    and _stands_over_text(block, on_page, at)
                    and _may_be_heading(block, here, font, on_page, at)
                )
            ):
                style = (round(block.size), block.bold)
                styles.add(style)
                found.append((block, style, depth))
    ranks = _ranks(styles)
    outlined = [ranks[style] for _, style, depth in found if depth]
    shift = 1 if outlined and min(outlined) > 1 else 0
    for block, style, depth in found:
        number_found = _NUMBER.match(block.text)
        level = depth + shift if depth else ranks[style]
        if number_found and not depth:  # `2.1` stands under `2`, and that under the title
            level = min(level, number_found[1].count(".") + 2)
        block.level = min(level, 6)


def _ranks(styles: Iterable[tuple[int, bool]]) -> dict[tuple[int, bool], int]:
    """Styles by size; sizes that are nearly the same have the same rank, bold or not."""
    ranks: dict[tuple[int, bool], int] = {}
    rank, size = 0, 0.0
    for style in sorted(styles, reverse=True):
        if not rank or style[0] < 0.92 * size:
            rank, size = rank + 1, style[0]
        ranks[style] = rank
    return ranks


def _is_tagged(block: Block) -> bool:
    """Whether its tags make it a heading, and it is none of the paragraphs that some files tag."""
    text = block.text.strip()
    return (
        block.lines[0].tag is not None
        and len(text) <= _MAX_HEADING
        and any(map(str.isalpha, text))
        and (not STOP.search(text) or text[-1] in "?!")
        and not text[:1].islower()
        and not _is_item(text)
        and all(line.tag == block.lines[0].tag for line in block.lines)
    )


def _is_item(text: str) -> bool:
    """Whether it is a sentence, as some files have them among their headings and bookmarks."""
    return bool(_ITEM.match(text)) or (len(text) > 120 and bool(STOP.search(text)))


def _are_slides(pages: Sequence[Page]) -> bool:
    """Whether most pages are wider than tall, with few words on each."""
    full = [page for page in pages if page.lines]
    wide = sum(1 for page in full if page.is_wide)
    letters = sum(len(line.text) for page in full for line in every(page.lines))
    return len(full) > 2 and wide > 0.8 * len(full) and letters < _SLIDE_LETTERS * len(full)


def _slide_title(blocks: Sequence[Block]) -> Block | None:
    """One of the first blocks, where its letters are larger than all others."""
    likely = [
        block
        for block in blocks[:3]
        if not block.table
        and len(block.text) <= _MAX_HEADING
        and len(block.lines) <= _MAX_LINES
        and sum(map(str.isalpha, block.text)) > 2
        and not BULLET.match(block.text)
    ]
    if not likely:
        return None
    title = max(likely, key=lambda block: block.size)
    others = [block.size for block in blocks if block is not title]
    return title if not others or title.size > 1.1 * max(others) else None


def _body_font(pages: Iterable[Page], body: float) -> Font:
    """The font in which most of the body is."""
    fonts: Counter[Font] = Counter()
    for page in pages:
        for line in every(page.lines):
            if abs(line.size - body) < 0.6 and line.font is not UNKNOWN:
                fonts[line.font] += len(line.text)
    return fonts.most_common(1)[0][0] if fonts else UNKNOWN


def _body_here(page: Page, body: float) -> float:
    """The size of the body on a page: smaller where hardly any of it is in that of the file."""
    sizes: Counter[float] = Counter()
    for line in every(page.lines):
        sizes[round(line.size * 2) / 2] += len(line.text)
    if sizes.total() < _LEAST_LETTERS:
        return body
    usual = sizes.most_common(1)[0][0]
    large = sum(number for size, number in sizes.items() if size > 0.93 * body)
    return usual if usual < 0.85 * body and large < 0.2 * sizes.total() else body


def _stands_over_text(block: Block, page: Sequence[Block], at: int) -> bool:
    """Whether text in smaller letters follows, not the next label of a drawing."""
    after = page[at + 1] if at + 1 < len(page) else None
    return (
        after is not None
        and len(after.text) > 40
        and after.size < 0.9 * block.size
        and abs(after.lines[0].left - block.lines[0].left) < 3 * block.size
        and 0 < block.lines[-1].bottom - after.lines[0].bottom < 4 * block.size
    )


def _may_be_heading(block: Block, body: float, font: Font, page: Sequence[Block], at: int) -> bool:
    text = block.text.strip()
    if len(text) > _MAX_HEADING or len(block.lines) > _MAX_LINES:
        return False
    if not any(map(str.isalpha, text)) or BULLET.match(text) or _CAPTION.match(text):
        return False
    if len(text) < 3 and not CJK.match(text):
        return False
    if len(block.lines) > 1 and any(line.is_row for line in block.lines):
        return False
    gaps = block.lines[0].gaps
    if gaps and (is_figure(block.lines[0].text[gaps[-1][0] :]) or _is_row_of_figures(text)):
        return False
    if "…" in text or (text[-1:].isdigit() and "\n" in text) or block.lines[0].font.fixed:
        return False
    if block.size >= body * 1.14:
        return not STOP.search(text) or len(text) <= (120 if block.size > 1.4 * body else 50)
    after = page[at + 1] if at + 1 < len(page) else None
    if text.isupper() and _is_loud_heading(text, block, body, font, after):
        return True
    if block.size < body * 0.93 or len(text) > 120 or "\n" in text or text[-1] in ",;":
        return False
    if text[-1] in ".:" and not text[:1].isdigit():
        return False
    if _is_row_of_figures(text):
        return False
    if not block.bold:
        return _is_set_apart(block, font, page, at)
    if (
        after is not None
        and _NUMBER.match(text)
        and not text[-1].isdigit()
        and not block.lines[0].is_row
    ):
        return True
    # Bold words in a row of others are labels or the cells of a table.
    is_first = at == 0 and not text[-1].isdigit()
    return after is not None and (not after.bold or after.size != block.size or is_first)


def _is_row_of_figures(text: str) -> bool:
    """Whether figures or signs of formulas make up much of it, as of a row of a table."""
    signs = sum(not each.isspace() for each in text)
    letters = sum(map(str.isalpha, text))
    label = _NUMBER.match(text)
    return letters < 0.5 * (signs - (label.end(1) if label else 0))


def _is_loud_heading(text: str, block: Block, body: float, font: Font, after: Block | None) -> bool:
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
        and after.size < 1.05 * block.size  # what stands over a heading is none for that
        # Code in capitals goes on in the same font, which is not the body's.
        and (block.lines[0].font == font or after.lines[0].font != block.lines[0].font)
    )


def _is_set_apart(block: Block, font: Font, page: Sequence[Block], at: int) -> bool:
    """Whether a line in another font than the body's stands over text in that."""
    line = block.lines[0]
    after = page[at + 1] if at + 1 < len(page) else None
    labelled = _LABELLED.match(line.text) is not None
    # So long that it hardly is the value that a label stands over.
    least = 20 if labelled else 40
    return (
        len(block.lines) == 1
        and UNKNOWN not in (font, line.font)
        and line.font != font
        and not line.is_row
        and (line.text[:1].isalnum() or labelled)
        and not line.text[:1].islower()
        and len(line.text) <= 80
        and ", " not in line.text
        and not STOP.search(line.text)
        and after is not None
        and len(after.text) > (least if CJK.match(after.text) or _HANGUL.match(after.text) else 80)
        and after.lines[0].font in (font, UNKNOWN)
        and abs(after.lines[0].left - line.left) < 3 * line.size
        and 0 < line.bottom - after.lines[0].bottom < 4 * line.size
    )
