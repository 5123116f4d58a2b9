"""Text set for a terminal: lines, tables and lists that fit it and never cut a word.

In a pipe (a width of None) a row of a table and a paragraph are one line. Texts from records
can hold anything, so what would steer a terminal is made visible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import click

#: Lines that a cell of prose should not exceed, and the columns that this may cost at most;
#: where it cannot have them, a list reads better.
_TALL, _WIDE = 6, 30
_GAP = "  "
_TOKEN = re.compile(r"\s+|\S+")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_CONTROL = {
    code: 0x2400 + code if code < 0x20 else 0xFFFD
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x202D, 0x202E, *range(0xDC80, 0xDD00))
    if code not in (0x09, 0x0A)
}


def clean(text: str) -> str:
    """`text` with control characters made visible, so that no record steers the terminal."""
    return text.translate(_CONTROL)


def char_width(char: str) -> int:
    """Columns that `char` takes: 0, 1, or 2 for wide East Asian ones (Unicode UAX #11)."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def text_width(text: str) -> int:
    """Columns that one line of `text` takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces and between wide characters.

    A word (an id, a date, an address) is never cut: one that is wider has a line to itself.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, used = "", 0
        for piece in pieces(paragraph):
            size = text_width(piece)
            if used + size > width and line.strip() and not piece.isspace():
                lines.append(line.rstrip())
                line, used = "", 0
            if piece.isspace() and not line:
                continue
            line, used = line + piece, used + size
        lines.append(line.rstrip())
    return lines


def pieces(text: str) -> Iterator[str]:
    """What stays together on a line: words, and single characters of scripts without spaces."""
    for token in _TOKEN.findall(text):
        if token.isascii():
            yield token
            continue
        run = ""
        for char in token:
            if _stands_alone(char):
                if run:
                    yield run
                run = char
            elif run and _stands_alone(run[0]) and char.isalnum():
                yield run  # a Latin word begins after a wide character
                run = char
            else:
                run += char  # punctuation and marks stay with what they follow
        yield run


def _stands_alone(char: str) -> bool:
    """Whether a line may break at `char`: wide ones, but not Korean, which has spaces."""
    return char_width(char) == 2 and not _HANGUL.match(char)


def hung(head: str, text: str, width: int | None, indent: int, hang: int = 0) -> list[str]:
    """`text` beside `head` (which may be styled), further lines under its beginning.

    They stand `indent` columns from the left, and `hang` more from the second on. Where a word
    does not fit there, the text goes below the head.
    """
    told, used = clean(text), text_width(click.unstyle(head))
    if width is None:
        parts = told.splitlines() or [""]
    else:
        room = width - indent - hang
        if _longest(told) > room and indent > 2:
            return [head, *hung("", text, width, 2)] if used else hung("", text, width, 2)
        first, *rest = told.splitlines() or [""]
        parts = _hanging(first, room + hang, hang)
        for line in rest:
            parts += _hanging(line, room + hang, hang)
    lines = [" " * indent + part if part else "" for part in parts]
    if not used:
        return lines
    if used >= indent:
        return [head, *lines]
    return [(head + " " * (indent - used) + parts[0]).rstrip(), *lines[1:]]


def _hanging(line: str, width: int, hang: int) -> list[str]:
    line = line.strip()
    if text_width(line) <= width:
        return [line]
    first = wrap(line, width)[0]
    rest = wrap(line[len(first) :].strip(), width - hang) if hang else wrap(line, width)[1:]
    return [first, *(" " * hang + part for part in rest)]


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], width: int | None = None
) -> str:
    """The rows under their headings, in `width` columns of the terminal (None: as wide as need be).

    Where they are too many to fit, columns that are empty in every row are left out; where a
    word would have to be cut even so, each row becomes a list of `column: value`.
    """
    heads = [clean(column.replace("_", " ")) for column in columns]
    cells = [[_cell(value) for value in row] for row in rows]
    if width is None:
        cells = [[" ".join(cell.split()) for cell in row] for row in cells]
    right = [bool(rows) and all(_is_number(row[at]) for row in rows) for at in range(len(heads))]
    natural = _natural(heads, cells)
    if width is not None and sum(natural) + len(_GAP) * (len(natural) - 1) > width:
        kept = [at for at in range(len(heads)) if any(row[at].strip() for row in cells)]
        kept = kept or list(range(len(heads)))
        heads, right = [heads[at] for at in kept], [right[at] for at in kept]
        cells = [[row[at] for at in kept] for row in cells]
        natural = _natural(heads, cells)
    least = [_least(head, [row[at] for row in cells]) for at, head in enumerate(heads)]
    sizes = _fit(natural, least, width)
    if sizes is None:
        return _list(heads, cells, width)
    lines = _row([click.style(head, bold=True) for head in heads], heads, sizes, right)
    for row in cells:
        lines += _row(None, row, sizes, right)
    return "\n".join(lines)


def _cell(value: object) -> str:
    return "" if value is None else clean(str(value)).replace("\t", " ")


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _natural(heads: list[str], cells: list[list[str]]) -> list[int]:
    return [
        max([text_width(head), *(_widest(row[at]) for row in cells)])
        for at, head in enumerate(heads)
    ]


def _least(head: str, cells: list[str]) -> int:
    """Columns that a column cannot do without: no word is cut, and prose is no tower."""
    widest = max(map(_widest, cells), default=0)
    return max(_longest(head), min(widest // _TALL, _WIDE), *map(_longest, cells), 0)


def _widest(cell: str) -> int:
    return max(map(text_width, cell.splitlines()), default=0)


def _longest(cell: str) -> int:
    """Columns of the widest piece that `wrap` keeps together."""
    return max(map(text_width, pieces(cell)), default=0)


def _fit(natural: list[int], least: list[int], width: int | None) -> list[int] | None:
    """A width for each column, at most its natural one and at least `least`; None if too narrow."""
    if width is None:
        return natural
    room = width - len(_GAP) * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    if sum(least) > room:
        return None

    def under(cap: int) -> list[int]:
        return [max(low, min(size, cap)) for size, low in zip(natural, least, strict=True)]

    sizes = next(under(cap) for cap in range(max(natural), -1, -1) if sum(under(cap)) <= room)
    spare = room - sum(sizes)
    for at, size in enumerate(sizes):  # what is left over goes to the first that want it
        more = max(0, min(spare, natural[at] - size))
        sizes[at] += more
        spare -= more
    return sizes


def _row(
    styled: list[str] | None, cells: list[str], sizes: list[int], right: list[bool]
) -> list[str]:
    parts = [wrap(cell, size) if size else [""] for cell, size in zip(cells, sizes, strict=True)]
    lines = []
    for at in range(max(map(len, parts), default=0)):
        line = []
        for column, (part, size) in enumerate(zip(parts, sizes, strict=True)):
            text = part[at] if at < len(part) else ""
            pad = " " * (size - text_width(text))
            if styled is not None and text:
                text = styled[column] if len(part) == 1 else click.style(text, bold=True)
            line.append(pad + text if right[column] else text + pad)
        lines.append(_GAP.join(line).rstrip())
    return lines


def _list(heads: list[str], cells: list[list[str]], width: int | None) -> str:
    blocks = [
        "\n".join(facts([(h, c) for h, c in zip(heads, row, strict=True) if c], width))
        for row in cells
    ]
    return "\n\n".join(blocks)


def facts(pairs: Sequence[tuple[str, str | Sequence[str]]], width: int | None = None) -> list[str]:
    """Lines of `name  value`, the values one under the other, each of several on its own line."""
    indent = min(24, max((text_width(clean(name)) for name, _ in pairs), default=0)) + len(_GAP)
    if width:
        indent = min(indent, width // 2)
    lines = []
    for name, value in pairs:
        label = click.style(clean(name), bold=True)
        if isinstance(value, str):
            lines += hung(label, value, width, indent)
            continue
        for each in value:
            lines += hung(label, each, width, indent, 2)
            label = ""
    return lines
