"""A record's text for a terminal: each paragraph beside the anchor by which it is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import TYPE_CHECKING

import click

from archive.text.places import places, statements
from toolkit import output

if TYPE_CHECKING:
    from archive.text.paragraphs import Paragraph

_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n")
_MARKER = re.compile(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)")


def body_lines(
    paragraphs: Sequence[Paragraph], text: str, first_line: int, width: int | None,
    *, signs: bool = True,
) -> list[str]:  # fmt: skip
    """Every paragraph with its anchor in a narrow gutter; `text` begins on line `first_line`.

    With `signs` a line says where a page, slide or sheet of the original begins.
    """
    if not paragraphs:
        return output.clean(text.strip("\n")).split("\n")
    source = text.split("\n")
    gutter = max(len(each.anchor) for each in paragraphs) + 2
    lines: list[str] = []
    before: Paragraph | None = None
    begins: dict[int, list[str]] = {}
    for place in places(paragraphs) if signs else ():
        begins.setdefault(place.first, []).append(place.words)
    for position, each in enumerate(paragraphs):
        at = each.line_start - first_line
        line = source[at] if 0 <= at < len(source) else ""
        tight = before is not None and before.kind == each.kind == "item"
        if before is not None and not (tight and before.line_end + 1 >= each.line_start):
            lines.append("")
        if position in begins:
            said = f"-- {', '.join(begins[position])} --"
            lines.append(click.style(output.clean(said), dim=True))
        lines += _block(each, line, gutter, width)
        before = each
    return lines


def flowed(paragraph: Paragraph) -> str:
    """A paragraph's text without the line breaks that only its file has; code as it stands."""
    if paragraph.kind in ("code", "table"):
        return dedent(paragraph.text.expandtabs(4)).strip("\n")
    parts = _HARD_BREAK.split(paragraph.text)
    return "\n".join(" ".join(part.split()) for part in parts)


def marks_in_words(marks: dict[str, str]) -> str:
    """'decision; owner secretariat'."""
    return "; ".join(
        value if key == "class" else f"{key} {value}".strip() for key, value in marks.items()
    )


def _block(each: Paragraph, line: str, gutter: int, width: int | None) -> list[str]:
    anchor = click.style(each.anchor, dim=True)
    text = output.clean(flowed(each))
    if each.kind in ("code", "table"):
        parts = text.split("\n")
        first = f"{anchor}{' ' * (gutter - len(each.anchor))}{parts[0]}"
        lines = [first, *(" " * gutter + part for part in parts[1:])]
    else:
        lead = _lead(each, line)
        inner = None if width is None else width - gutter
        told = (
            output.hung(lead.rstrip(), text, inner, len(lead))
            if lead
            else (output.hung("", text, inner, 0))
        )
        if each.kind == "heading":
            told = [click.style(part, bold=True) for part in told]
        pad = " " * (gutter - len(each.anchor))
        lines = [f"{anchor}{pad}{told[0]}", *(" " * gutter + part for part in told[1:])]
    if marked := statements(each.marks):
        said = output.clean(f"[{marks_in_words(marked)}]")
        lines.append(" " * gutter + click.style(said, dim=True))
    return [part.rstrip() for part in lines]


def _lead(each: Paragraph, line: str) -> str:
    """What stands before the text: a number, a bullet, the mark of a quotation."""
    if each.number is not None:
        return f"{each.number}. "
    if each.kind == "item":
        found = _MARKER.match(line)
        marker = found[0].expandtabs(4).replace(">", " ") if found else "-"
        depth = len(marker) - len(marker.lstrip())
        sign = marker.strip()
        return f"{' ' * min(depth, 12)}{'-' if sign in '-+*' else sign} "
    return "> " if each.kind == "quote" else ""
