"""Charts as inline SVG without a word in them: what they show stands in a table beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from archive.export.xmltext import legal
from archive.readiness.spread import Here, OfMeeting, OfYear

#: More columns than this are gathered into spans of years.
MOST_COLUMNS = 30

#: Between the first and the last year of a span.
TO = "\N{EN DASH}"

#: What a mark in the table of meetings says to those who cannot see it.
SAID = {"yes": "here", "no": "lacks", "named": "named as unknown", "": "not asked for"}

_MARKS = {
    "yes": '<circle cx="8" cy="8" r="6" class="here"/>',
    "no": '<circle cx="8" cy="8" r="5" class="ring"/>',
    "named": '<circle cx="8" cy="8" r="5" class="dash"/>',
}


@dataclass(frozen=True, slots=True)
class Span:
    """One column: a year, or several, with what is here of it and what lacks."""

    label: str
    records: int
    lacks: int


def said(text: object) -> str:
    """`text` as HTML shows it."""
    return escape(legal(str(text)))


def marked_up(text: str) -> str:
    """`text` of ours as HTML, what stands in backticks as code."""
    parts = said(text).split("`")
    if len(parts) % 2 == 0:
        return said(text)
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def bar(score: int | None) -> str:
    """A score as a bar on its track; nothing where there is no score."""
    if score is None:
        return ""
    shade = "here" if score >= 50 else "low"
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="10"/>'
        f'<rect class="{shade}" width="{max(score, 0.8)}" height="10"/></svg>'
    )


def mark(here: Here) -> str:
    """A cell's mark, with its word for those who cannot see it."""
    drawn = _MARKS.get(here, "")
    picture = f'<svg viewBox="0 0 16 16" aria-hidden="true">{drawn}</svg>' if drawn else ""
    return f'{picture}<span class="unseen">{SAID[here]}</span>'


def key(shade: str, words: str) -> str:
    """What a colour means, as an item of a legend."""
    return (
        '<li><svg viewBox="0 0 16 16" aria-hidden="true">'
        f'<rect class="{shade}" x="1" y="1" width="14" height="14"/></svg>{said(words)}</li>'
    )


def shown_score(score: int | None) -> str:
    """A score, or a dash where there is none."""
    return TO if score is None else str(score)


def legend(*each: tuple[Here, str]) -> str:
    """What the marks mean."""
    items = "".join(
        f'<li><svg viewBox="0 0 16 16" aria-hidden="true">{_MARKS[here]}</svg>{said(words)}</li>'
        for here, words in each
    )
    return f'<ul class="legend">{items}</ul>\n'


def spans(years: Sequence[OfYear]) -> list[Span]:
    """The years, gathered by 5, 10, ... where they are too many for one column each."""
    if len(years) <= MOST_COLUMNS:
        return [Span(str(each.year), each.records, each.lacks) for each in years]
    first, last = years[0].year, years[-1].year
    wide = next((w for w in (5, 10, 25, 50, 100) if (last - first) // w < MOST_COLUMNS), 500)
    found: dict[int, list[OfYear]] = {}
    for each in years:
        found.setdefault(each.year // wide * wide, []).append(each)
    begin = range(first // wide * wide, last + 1, wide)
    return [
        Span(
            f"{start}{TO}{start + wide - 1}",
            sum(each.records for each in found.get(start, ())),
            sum(each.lacks for each in found.get(start, ())),
        )
        for start in begin
    ]


def columns(found: Sequence[Span]) -> str:
    """Two columns for each span: upwards what is here, downwards what lacks, on one scale."""
    up = max(1, *(each.records for each in found))
    down = max(1, *(each.lacks for each in found))
    scale = 200 / (up + down)
    zero = up * scale
    shapes = []
    for at, each in enumerate(found):
        left, wide = at * 10 + 1.5, 7
        high, deep = each.records * scale, each.lacks * scale
        if high:
            shapes.append(f'<rect class="here" x="{left}" y="{zero - high:.2f}" width="{wide}" '
                          f'height="{high:.2f}"/>')  # fmt: skip
        if deep:
            shapes.append(f'<rect class="lack" x="{left}" y="{zero + 1.5:.2f}" width="{wide}" '
                          f'height="{deep:.2f}"/>')  # fmt: skip
    step = max(1, -(-len(found) // 6))
    alone = ' class="alone"' if step == 1 else ""
    labels = "".join(
        f'<span{alone} style="grid-column: {at + 1} / span {min(step, len(found) - at)}">'
        f"{said(found[at].label.partition(TO)[0])}</span>"
        for at in range(0, len(found), step)
    )
    return (
        '<div class="columns" aria-hidden="true">\n'
        f'<svg viewBox="0 -1 {len(found) * 10} 205" preserveAspectRatio="none">'
        + "".join(shapes)
        + f'<rect class="axis" x="0" y="{zero:.2f}" width="{len(found) * 10}" height="0.8"/>'
        + f'</svg>\n<div class="years" style="grid-template-columns: repeat({len(found)}, 1fr)">'
        + f"{labels}</div>\n</div>\n"
    )


def stacks(meetings: Sequence[OfMeeting]) -> list[tuple[str, int, int, int]]:
    """For each sort of paper: at how many meetings it is here, lacks, or is named as unknown."""
    sorts = (
        ("Agenda", [each.agenda for each in meetings]),
        ("Who came", [each.participants for each in meetings]),
        ("Minutes or conclusions", [each.minutes for each in meetings]),
        ("Minutes adopted", [each.adopted for each in meetings]),
    )
    return [
        (name, found.count("yes"), found.count("no"), found.count("named")) for name, found in sorts
    ]


def stacked(found: Sequence[tuple[str, int, int, int]]) -> str:
    """A bar for each sort, all as long: what is here, what is named, what lacks."""
    rows = []
    for name, here, lacks, named in found:
        of = here + lacks + named
        if not of:
            continue
        shapes, left = [], 0.0
        for shade, number in (("here", here), ("named", named), ("lack", lacks)):
            wide = 100 * number / of
            if number:
                shapes.append(f'<rect class="{shade}" x="{left:.2f}" '
                              f'width="{max(wide - 0.7, 0.2):.2f}" height="10"/>')  # fmt: skip
            left += wide
        rows.append(
            f'<dt>{said(name)}</dt><dd><svg viewBox="-0.4 -0.6 100.8 11.2" '
            f'preserveAspectRatio="none">'
            f"{''.join(shapes)}</svg></dd>\n"
        )
    return f'<div class="stacks" aria-hidden="true">\n<dl>\n{"".join(rows)}</dl>\n</div>\n'
