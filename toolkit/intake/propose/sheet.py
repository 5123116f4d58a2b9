"""A text laid out for reading: its first and last lines bare of markup, with their places.

>>> sheet = lay_out(Extracted(reader="md 1", text="{page=1}\\n# Minutes\\n\\nRiga, 5 May 2019"))
>>> [(line.number, line.level, line.text) for line in sheet.head]
[(2, 1, 'Minutes'), (4, 0, 'Riga, 5 May 2019')]
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from archive.reader.daytext import day_in
from archive.reader.wording import bare
from toolkit.intake.model import Extracted
from toolkit.intake.propose.words import found, terms, words

_HEAD = 60  # lines
_HEAD_SIZE = 12_000  # characters
_TAIL = 40  # lines
_MAX_LINE = 1_000  # characters of a line that are read
_MARKS = re.compile(r"\s*\{[^{}\n]*\}\s*\Z")
#: Readers that can only guess what a heading is, by its letters or by the lines around it.
GUESSING = frozenset({"pdf", "txt", "image", "rtf", "xlsx", "ods", "csv"})
_PAGE = re.compile(r"\{(?:page|slide|sheet)=")
#: What readers write themselves: of pages without text, and of pictures.
_NO_TEXT = re.compile(
    r"\*(?:(?:Page|Slide|Sheet)\b.{0,60}has no text\.?|Picture: .{1,80} pixels.{0,80})\*",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+")
_ITEM = re.compile(r"\s*(?:[-+*•▪▮▶✓○●◦‣·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
_FIELD = re.compile(r"([A-Za-z][\w-]{1,30}):\s*(.*)\Z")
_ROW = re.compile(r"\s*\|")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, bare of markup. `level` is that of a heading, 1 to 6, else 0;
    `block` counts the blocks between blank lines, `page` the pages, slides or sheets, from 1;
    `rank` is the level of a heading that a reader could only guess, by the size of its letters."""

    number: int
    text: str
    level: int = 0
    kind: str = "text"  # text, heading, bold, item, row, quote
    block: int = 0
    page: int = 1
    rank: int = 0


@dataclass(frozen=True)
class Sheet:
    """`fields` is front matter that stands at the top of the text itself."""

    text: str
    head: list[Line] = field(default_factory=list)
    tail: list[Line] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    units: int = 0  # pages, slides or sheets
    unit: str = ""  # 'page', 'slide', 'sheet' or ''
    words: int = 0


def lay_out(extracted: Extracted) -> Sheet:
    """The first and last lines of a text. Costs what a pass over its lines costs."""
    text = extracted.text
    lines = text.split("\n")
    soft = extracted.reader.split(" ")[0].lower() in GUESSING
    fields, first = _front(lines)
    fields |= _own_fields(extracted)
    often = _running(lines, text)
    found = _PAGE.findall(text)
    head: list[Line] = []
    told: set[str] = set()
    size, block, page, last = 0, 0, 0, first
    for last in range(first, len(lines)):
        raw = lines[last]
        if not raw.strip():
            block += 1
            continue
        if _MARKS.match(raw):
            page += _PAGE.match(raw.strip()) is not None
            continue
        line = _line(last + 1, raw, block, page or 1, soft)
        if line is None:
            continue
        if line.text in often:
            if line.text in told or not _says(line.text):
                continue
            told.add(line.text)  # the name and day of a paper may stand on all of its pages
        head.append(line)
        size += len(line.text)
        if len(head) >= _HEAD or size > _HEAD_SIZE:
            break
    return Sheet(
        text=text, head=head, tail=_tail(lines, last, often), fields=fields,
        units=extracted.pages or len(found), unit=found[0][1:-1] if found else "",
        words=text.count(" ") + text.count("\n"),
    )  # fmt: skip


def _own_fields(extracted: Extracted) -> dict[str, str]:
    """The front matter of a Markdown file, which its reader gives as properties."""
    if extracted.reader.split(" ")[0].lower() != "md":
        return {}
    return {
        name: extracted.properties[name]
        for name in ("title", "date", "language", "lang")
        if extracted.properties.get(name)
    }


def _tail(lines: list[str], after: int, often: frozenset[str]) -> list[Line]:
    tail: list[Line] = []
    block = 0
    for place in range(len(lines) - 1, after, -1):
        raw = lines[place]
        if not raw.strip():
            block += 1
        elif not _MARKS.match(raw):
            line = _line(place + 1, raw, -block, 0)
            if line and line.text not in often:
                tail.append(line)
            if len(tail) >= _TAIL:
                break
    return tail[::-1]


def _front(lines: list[str]) -> tuple[dict[str, str], int]:
    """Fields of front matter that stands at the top, and the line after it."""
    start = next((n for n, line in enumerate(lines[:5]) if line.strip()), 0)
    if not lines or lines[start].strip() != "---":
        return {}, 0
    fields: dict[str, str] = {}
    for place in range(start + 1, min(len(lines), start + 60)):
        line = lines[place].strip()
        if line == "---":
            return fields, place + 1
        match = _FIELD.match(line)
        if match and match[2]:
            fields.setdefault(match[1].lower(), match[2].strip().strip("\"'"))
    return {}, 0


def _running(lines: list[str], text: str) -> frozenset[str]:
    """Lines that stand on page after page: they are of the paper, not of this text."""
    pages = len(_PAGE.findall(text[:2_000_000]))
    if pages < 4:
        return frozenset()
    seen: Counter[str] = Counter()
    near = 0
    for raw in lines[:200_000]:
        if _PAGE.match(raw.strip()):
            near = 4
        elif near and raw.strip():
            near -= 1
            said = bare(_HEADING.sub("", raw.rstrip("\\")))
            if 3 <= len(said) <= 120:
                seen[said] += 1
    return frozenset(said for said, times in seen.items() if times >= 3 and times * 3 >= pages)


def _says(text: str) -> bool:
    """Whether a running line names a kind of text or a day."""
    said = tuple(term for kind in words()["kinds"] for term in terms("kinds", kind, "strong"))
    return found(text, said) is not None or day_in(text) is not None


def _line(number: int, raw: str, block: int, page: int, soft: bool = False) -> Line | None:
    raw = raw[:_MAX_LINE].rstrip().removesuffix("\\").rstrip()
    if _NO_TEXT.fullmatch(raw.strip()):
        return None
    kind, level, rank = "text", 0, 0
    heading = _HEADING.match(raw)
    body = _PICTURE.sub("", raw)
    stripped = body.strip()
    if heading:
        kind, level, rank = (
            ("bold", 0, len(heading[1])) if soft else ("heading", len(heading[1]), 0)
        )
        body = body[heading.end() :]
    elif stripped.startswith(("**", "__")) and stripped.endswith(("**", "__")):
        kind = "bold"
    elif _ROW.match(body):
        kind = "row"
    elif _ITEM.match(body):
        kind = "item"
    elif stripped.startswith(">"):
        kind = "quote"
        body = stripped.lstrip("> ")
    said = bare(body).strip("*_ ") if kind != "row" else _cells(body)
    if not any(character.isalnum() for character in said):
        return None
    return Line(number, said, level, kind, block, page, rank)


def _cells(row: str) -> str:
    """The cells that hold something; "| " before them where the first holds nothing."""
    cells = [bare(cell) for cell in row.strip().strip("|").split("|")]
    held = " | ".join(cell for cell in cells if cell.strip("-: "))
    return held if cells[0].strip("-: ") else f"| {held}"
