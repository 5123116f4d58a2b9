"""Two plain charts as inline SVG, each beside or above the numbers that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from archive.export.xmltext import legal
from toolkit.handover.packing.report.facts import Bar

#: Width and height of the drawings, in their own units.
_WIDE, _HIGH = 760, 150


def said(text: str) -> str:
    """`text` as HTML shows it."""
    return escape(legal(text))


def bars(caption: str, head: str, found: Sequence[Bar]) -> str:
    """A table with a bar in each row; '' where there is nothing."""
    if not found:
        return ""
    most = max(1, *(each.count for each in found))
    lines = "".join(
        f'<tr><th scope="row"><span dir="auto">{said(each.label)}</span>'
        + (f"<small>{said(each.more)}</small>" if each.more else "")
        + f'</th><td class="number">{each.count:,}</td>'
        f"<td>{_bar(each.count, most)}</td></tr>\n"
        for each in found
    )
    return (
        f"<table>\n<caption>{said(caption)}</caption>\n<thead><tr>"
        f'<th scope="col">{said(head)}</th><th scope="col" class="number">records</th>'
        f"<td></td></tr></thead>\n<tbody>\n{lines}</tbody></table>\n"
    )


def _bar(count: int, most: int) -> str:
    wide = round(240 * count / most, 1)
    return (
        '<svg class="bar" viewBox="0 0 240 12" width="240" height="12" aria-hidden="true">'
        f'<rect width="{wide}" height="12" rx="2"/></svg>'
    )


def columns(caption: str, found: Sequence[Bar]) -> str:
    """A chart with a column for each year; '' where there is nothing.

    What it shows is told in words beside it, for those who cannot see it.
    """
    if not found:
        return ""
    most = max(1, *(each.count for each in found))
    step = _WIDE / max(len(found), 12)
    label_each = max(1, -(-40 // max(1, int(step))))
    shapes = []
    for at, each in enumerate(found):
        high = round((_HIGH - 40) * each.count / most, 1)
        left = round(at * step + step * 0.12, 1)
        middle = round(at * step + step / 2, 1)
        top = round(_HIGH - 20 - high, 1)
        if each.count:
            shapes.append(
                f'<rect x="{left}" y="{top}" width="{round(step * 0.76, 1)}" height="{high}"/>'
            )
            if step >= 18:
                shapes.append(f'<text x="{middle}" y="{top - 4}">{each.count:,}</text>')
        if at % label_each == 0:
            shapes.append(f'<text x="{middle}" y="{_HIGH - 6}">{said(each.label)}</text>')
    words = ", ".join(f"{each.label}: {each.count:,}" for each in found if each.count)
    return (
        f"<figure>\n<figcaption>{said(caption)}</figcaption>\n"
        f'<svg class="columns" viewBox="0 0 {_WIDE} {_HIGH}" role="img" '
        f'aria-label="{said(words)}">\n<line x1="0" x2="{_WIDE}" y1="{_HIGH - 20}" '
        f'y2="{_HIGH - 20}"/>\n' + "\n".join(shapes) + "\n</svg>\n</figure>\n"
    )
