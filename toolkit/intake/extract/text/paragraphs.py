"""Paragraphs, headings and lists of plain text, told by its empty lines, widths and indents.

Nothing marks them there, and lines that are broken at a width would part sentences from search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.intake import markdown

_BULLET = re.compile(r"([•‣◦▪▫●○■□◆◇➢➤►▶✓✔✗✦★∙·❖]|[-–—*+](?=\s)|o(?=\s{2,}))\s*")  # noqa: RUF001
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|\(?[a-z]\)|\([ivx\d]{1,5}\))\s+(?=\S)")
_UNDERLINE = re.compile(r"([=~^_\-])\1{2,}\s*\Z")
_RULE = re.compile(r"\s*([=~^_*#+.\-])(?:\s*\1){3,}\s*\Z")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[^\W\d_])")
_END = re.compile(r"[.,;!?。，；！？]\s*\Z")  # noqa: RUF001
_CELLS = re.compile(r"\S(?:\s{3,}|\t)\S")
_CJK = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef\u0e00-\u0eff]"
)
_TWICE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4, "_": 2}
_MAX_HEADING = 100
_WIDEST = 120
_NARROWEST = 50


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    text: str


def blocks_of(pages: Sequence[str]) -> list[list[str]]:
    """The Markdown blocks of each page of a plain text (LF line ends)."""
    raw = [_raw_blocks(page) for page in pages]
    width = _width([line for page in raw for block in page for line in block])
    loud = _is_loud([line.text for page in raw for block in page for line in block])
    return [_page(page, width, loud) for page in raw]


def _raw_blocks(page: str) -> list[list[_Line]]:
    blocks: list[list[_Line]] = [[]]
    for written in page.split("\n"):
        line = written.expandtabs(8).rstrip()
        if line.strip():
            text = line.lstrip()
            blocks[-1].append(_Line(len(line) - len(text), text))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _width(lines: Sequence[_Line]) -> int:
    """At which column the lines of the text are wrapped; 0 where they are not."""
    lengths = sorted(line.indent + _wide(line.text) for line in lines)
    if not lengths:
        return 0
    fit = [length for length in lengths if length <= _WIDEST]
    if len(fit) < 0.9 * len(lengths):
        return 0
    width = fit[min(len(fit) * 97 // 100, len(fit) - 1)]
    return width if width >= _NARROWEST else 0


def _wide(text: str) -> int:
    """How many columns a text takes: a sign of Chinese, Japanese or Korean takes two."""
    return len(text) if text.isascii() else len(text) + len(_TWICE.findall(text))


def _is_loud(lines: Sequence[str]) -> bool:
    """Whether much of the text is in capitals anyway, so that they tell nothing."""
    loud = sum(1 for line in lines if line.isupper())
    return loud > 3 and loud * 3 > len(lines)


def _page(blocks: Sequence[list[_Line]], width: int, loud: bool) -> list[str]:
    shown: list[str] = []
    items: list[str] = []
    edges: list[int] = []
    for at, block in enumerate(blocks):
        parts = _parts(block)
        for part in parts:
            bullet = _BULLET.match(part[0].text)
            if bullet and part[0].text[bullet.end() :].strip():
                items.append(_item(part, bullet.end(), width, edges))
                continue
            if items:
                shown.append("\n".join(items))
                items, edges = [], []
            after = blocks[at + 1] if at + 1 < len(blocks) else None
            shown.append(_shown(part, width, loud or len(parts) > 1, after))
    if items:
        shown.append("\n".join(items))
    return [block for block in shown if block]


def _parts(block: list[_Line]) -> list[list[_Line]]:
    """A block without empty lines, parted where an item, a number or an underlined line begins."""
    parts: list[list[_Line]] = []
    for at, line in enumerate(block):
        underlined = at + 1 < len(block) and _is_underline(block[at + 1].text, line.text)
        after_underline = (
            at > 1
            and _is_underline(line.text, block[at - 1].text) is False
            and (_is_underline(block[at - 1].text, block[at - 2].text))
        )
        starts = _BULLET.match(line.text) or (
            _LABEL.match(line.text) and (line.indent <= block[at - 1].indent or not at)
        )
        if not parts or underlined or after_underline or (starts and not _RULE.match(line.text)):
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _is_underline(line: str, above: str) -> bool:
    return (
        _UNDERLINE.match(line) is not None
        and len(above) <= _MAX_HEADING
        and any(map(str.isalnum, above))
        and len(above) // 2 <= len(line.strip()) <= len(above) + 6
    )


def _item(part: Sequence[_Line], skip: int, width: int, edges: list[int]) -> str:
    indent = part[0].indent
    while edges and indent < edges[-1]:
        edges.pop()
    if not edges or indent > edges[-1]:
        edges.append(indent)
    first = _Line(indent, part[0].text[skip:])
    text = _joined([first, *part[1:]], width, indent + skip)
    return markdown.item(markdown.paragraph(text, numbered=False), level=min(len(edges), 8) - 1)


def _shown(part: Sequence[_Line], width: int, quiet: bool, after: Sequence[_Line] | None) -> str:
    first = part[0].text
    if len(part) == 1 and _RULE.match(first):
        return ""
    if len(part) > 1 and _is_underline(part[1].text, first):
        level = _LEVELS[part[1].text[0]]
        rest = _shown(part[2:], width, quiet, after) if len(part) > 2 else ""
        return markdown.joined([markdown.heading(first, level), rest]).rstrip("\n")
    if len(part) == 1:
        level = _heading(part[0], quiet, after)
        if level:
            return markdown.heading(first, level)
    if all(line.text.startswith(">") for line in part):
        inner = [_Line(0, line.text.lstrip("> ")) for line in part]
        text = markdown.paragraph(_joined([each for each in inner if each.text], width, 0))
        return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""
    lines = [line for line in part if not _RULE.match(line.text)]
    return markdown.paragraph(_joined(lines, width, 0)) if lines else ""


def _heading(line: _Line, quiet: bool, after: Sequence[_Line] | None) -> int:
    """The level of a line that stands by itself as a heading; 0 where it is none."""
    text = line.text
    if len(text) > 80 or _END.search(text) or after is None or _CELLS.search(text):
        return 0
    numbered = _NUMBERED.match(text)
    words = text[numbered.end() :] if numbered else text
    depth = numbered[1].count(".") + 2 if numbered else 2
    if not quiet and words.isupper() and any(len(word) > 3 for word in words.split()):
        return min(depth, 6)
    # A number and a short title, over text that is no further item of a list.
    if numbered and words[:1].isupper() and not text.endswith(":") and len(words.split()) <= 10:
        below = after[0].text
        if not _NUMBERED.match(below) and not _LABEL.match(below) and len(below) > len(text):
            return min(depth, 6)
    return 0


def _joined(lines: Sequence[_Line], width: int, indent: int) -> str:
    """Lines as one text; a line's end is kept where the next word would still have fitted on it."""
    table = sum(1 for line in lines if _CELLS.search(line.text)) * 2 > len(lines) > 1
    text = ""
    reach = indent
    for line in lines:
        if not text:
            text, reach = line.text, max(line.indent, indent) + _wide(line.text)
            continue
        word = line.text.split(maxsplit=1)[0]
        cjk = _CJK.match(text[-1]) and _CJK.match(line.text)
        fits = reach + (2 if cjk else 1 + _wide(word)) <= width - 1
        if not width or fits or table:
            text += "\n" + line.text
        elif text[-1] == "-" and text[-2:-1].isalpha() and line.text[:1].islower():
            text += line.text  # the hyphen stays: plain text is seldom hyphenated
        else:
            text += line.text if cjk else " " + line.text
        reach = line.indent + _wide(line.text)
    return text
