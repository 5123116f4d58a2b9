"""What commands print with: tables that fit the terminal, JSON, CSV, a pager, progress.

Colour, paging and progress bars appear on a terminal only; in a pipe a row of a table is one
line. Texts from records can hold anything, so what would steer a terminal is made visible.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from archive.text.diff import Change

#: A word is broken only beyond this width; where even that is too much, a table becomes a list.
WORD = 20
_GAP = "  "
_TOKEN = re.compile(r"\s+|\S+")
_CONTROL = {
    code: 0x2400 + code if code < 0x20 else 0xFFFD
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x202D, 0x202E, *range(0xDC80, 0xDD00))
    if code not in (0x09, 0x0A)
}


def clean(text: str) -> str:
    """`text` with control characters made visible, so that no record steers the terminal."""
    return text.translate(_CONTROL)


def on_terminal() -> bool:
    """Whether a person reads the output as it comes."""
    return sys.stdout.isatty()


def coloured() -> bool:
    """Whether colour will be seen; without it, marks must tell."""
    return on_terminal() and click.get_current_context().color is not False


def terminal_width() -> int | None:
    """Columns to fit into; None in a pipe, where nothing needs to fit (COLUMNS overrules)."""
    if on_terminal() or os.environ.get("COLUMNS", "").isdecimal():
        return max(20, shutil.get_terminal_size().columns)
    return None


def char_width(char: str) -> int:
    """Columns that `char` takes: 0, 1, or 2 for wide East Asian ones (Unicode UAX #11)."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def text_width(text: str) -> int:
    """Columns that one line of `text` takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces and between wide characters."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, used = "", 0
        for piece in _pieces(paragraph):
            size = text_width(piece)
            if used + size > width and not piece.isspace():
                if line.strip():
                    lines.append(line.rstrip())
                line, used = "", 0
                while size > width:
                    head = _cut(piece, width)
                    lines.append(head)
                    piece = piece[len(head) :]
                    size = text_width(piece)
            if piece.isspace() and not line:
                continue
            line, used = line + piece, used + size
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        if token.isascii():
            yield token
            continue
        run = ""
        for char in token:
            if char_width(char) == 2:
                if run:
                    yield run
                run = char
            elif run and char_width(run[0]) == 2 and char_width(char) == 1 and char.isalnum():
                yield run  # a Latin word begins after a wide character
                run = char
            else:
                run += char  # punctuation and marks stay with what they follow
        yield run


def _cut(text: str, width: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += char_width(char)
        if used > width:
            return text[: max(at, 1)]
    return text


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], width: int | None = None
) -> str:
    """The rows under their headings, in `width` columns of the terminal (None: as wide as need be).

    Where not even narrow columns fit, each row becomes a list of `column: value`.
    """
    heads = [clean(column.replace("_", " ")) for column in columns]
    cells = [[_cell(value) for value in row] for row in rows]
    if width is None:
        cells = [[" ".join(cell.split()) for cell in row] for row in cells]
    natural = [
        max([text_width(head), *(_widest(row[at]) for row in cells)])
        for at, head in enumerate(heads)
    ]
    words = [
        [_longest(cell) for cell in (head, *(row[at] for row in cells))]
        for at, head in enumerate(heads)
    ]
    sizes = _fit(natural, [min(max(column), WORD) for column in words], width)
    if sizes is None:
        return _list(heads, cells, width)
    right = [bool(rows) and all(_is_number(row[at]) for row in rows) for at in range(len(heads))]
    lines = _row([click.style(head, bold=True) for head in heads], heads, sizes, right)
    for row in cells:
        lines += _row(None, row, sizes, right)
    return "\n".join(lines)


def _cell(value: object) -> str:
    return "" if value is None else clean(str(value)).replace("\t", " ")


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _widest(cell: str) -> int:
    return max(map(text_width, cell.splitlines()), default=0)


def _longest(cell: str) -> int:
    """Columns of the widest piece that `wrap` keeps together."""
    return max(map(text_width, _pieces(cell)), default=0)


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
        more = min(spare, natural[at] - size)
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


def facts(pairs: Sequence[tuple[str, str]], width: int | None = None) -> list[str]:
    """Lines of `name  value`, the values one under the other."""
    indent = min(20, max((text_width(name) for name, _ in pairs), default=0)) + len(_GAP)
    if width:
        indent = min(indent, width // 2)
    lines = []
    for name, value in pairs:
        told, label = clean(value), clean(name)
        parts = wrap(told, width - indent) if width else told.splitlines() or [""]
        styled, room = click.style(label, bold=True), indent - text_width(label)
        if room > 0:
            lines.append(f"{styled}{' ' * room}{parts[0]}".rstrip())
            parts = parts[1:]
        else:
            lines.append(styled)
        lines += [" " * indent + part for part in parts]
    return lines


def difference(changes: Sequence[Change], *, colour: bool, context: int | None = None) -> str:
    """A word diff to read: colours, or [-removed-] {+added+} {~moved~} where there are none.

    Of a longer stretch without change only `context` lines at its ends are shown.
    """
    out = []
    for at, change in enumerate(changes):
        text = clean(change.text)
        if change.op == "same":
            out.append(text if context is None else _ends(text, context, at, len(changes)))
        elif text.strip():
            out.append(_marked(text, change.op, colour))
        else:
            out.append(text)
    return "".join(out)


_LOOKS = {
    "removed": ("red", "[-", "-]"),
    "added": ("green", "{+", "+}"),
    "moved": ("cyan", "{~", "~}"),
}


def _marked(text: str, op: str, colour: bool) -> str:
    """Each line of `text` marked, so that a line by itself still says what it is."""
    shade, opening, closing = _LOOKS[op]
    lines = []
    for line in text.split("\n"):
        core = line.strip()
        if core:
            styled = (
                click.style(core, fg=shade, strikethrough=op == "removed")
                if colour
                else f"{opening}{core}{closing}"
            )
            line = line.replace(core, styled, 1)
        lines.append(line)
    return "\n".join(lines)


def _ends(text: str, context: int, at: int, of: int) -> str:
    """`text` between changes, its middle lines left out; before the first change, its head."""
    lines = text.split("\n")  # the first and last are the ends of lines that change
    front = context + 1 if at > 0 else 0
    back = context + 1 if at < of - 1 else 1
    left_out = len(lines) - front - back
    if left_out <= 1:
        return text
    gap = f"... {count(left_out, 'line')} without change ..."
    return "\n".join([*lines[:front], gap, *lines[len(lines) - back :]])


def show(text: str) -> None:
    """Print `text`; on a terminal it goes through the pager where it is longer than the screen."""
    if on_terminal():
        size = shutil.get_terminal_size()
        if text.count("\n") + 2 > size.lines:
            os.environ.setdefault("LESS", "-RFX")
            click.echo_via_pager(text)
            return
    click.echo(text)


def show_json(value: object) -> None:
    """Print `value` for a machine."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    import dataclasses

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)


def show_csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print the rows as CSV (RFC 4180's quoting, one heading line)."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    click.echo(buffer.getvalue(), nl=False)


def note(text: str) -> None:
    """Tell the person something beside the answer: on stderr, so that no pipe is spoilt."""
    click.echo(clean(text), err=True)


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 record', '2 records', '12,345 records'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None]]:
    """A callback (fraction done, 0 to 1) that draws a bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda fraction: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def step(fraction: float) -> None:
            bar.update(max(0, round(1000 * fraction) - bar.pos))

        yield step
        step(1.0)
