"""The order in which the lines of a PDF's page are read, and which of them are its running heads.

Most files draw their text in the order in which it is read, columns too; that order is kept. Where
a page was drawn row by row across its columns, or in no order at all, its lines are parted and
sorted by where they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.intake.extract.pdf.lines import Line

#: How much of a page, from its upper and its lower edge, may be running heads.
_EDGE = 0.13
_MAX_HEADS = 4
_MAX_DEPTH = 12
_MAX_SORTED = 2_000
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_SPACE = re.compile(r"\s+")


def ordered(lines: Sequence[Line]) -> list[Line]:
    """The lines of one page as they are read."""
    upright = Counter(line.turn for line in lines).most_common(1)[0][0] if lines else 0
    main = [line for line in lines if line.turn == upright]
    others = [line for line in lines if line.turn != upright]
    main = _joined(_columns(main))
    if _is_disordered(main):
        main = _sorted(main, 0)
    return main + others


def _columns(lines: list[Line]) -> list[Line]:
    """Lines that run across a gutter, parted at it: all on its left, then all on its right."""
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        cut = next((gap for gap in line.gaps if gap[1] <= gutter <= gap[2]), None)
        if cut:
            first, second = _cut(line, cut)
            left.append(first)
            right.append(second)
        elif line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:
            ordered += [*left, *right, line]
            left, right = [], []
    return [*ordered, *left, *right]


def _cut(line: Line, gap: tuple[int, float, float]) -> tuple[Line, Line]:
    at, left, right = gap
    before = tuple(each for each in line.gaps if each[0] < at)
    after = tuple((n - at, a, b) for n, a, b in line.gaps if n > at)
    return (
        replace(line, text=line.text[:at].rstrip(), right=left, gaps=before, hyphen=False),
        replace(line, text=line.text[at:], left=right, gaps=after),
    )


def _gutter(lines: list[Line]) -> float | None:
    """Where two columns of running text are parted, as told by the gaps within lines."""
    gapped = [line for line in lines if len(line.gaps) == 1 and line.turn == 0]
    if len(gapped) < 6:
        return None
    best, place = 0, 0.0
    for line in gapped[:: max(len(gapped) // 12, 1)]:
        middle = (line.gaps[0][1] + line.gaps[0][2]) / 2
        hits = sum(1 for each in gapped if each.gaps[0][1] < middle < each.gaps[0][2])
        if hits > best:
            best, place = hits, middle
    cut = [each for each in gapped if each.gaps[0][1] < place < each.gaps[0][2]]
    crossing = sum(
        1 for each in lines if each.left < place < each.right and each not in cut and each.gaps
    )
    if best < 6 or best < 0.6 * len(gapped) or crossing > best // 4:
        return None
    # A table has short cells; running text has words on both sides.
    text = [
        (each.text[: each.gaps[0][0]].split(), each.text[each.gaps[0][0] :].split()) for each in cut
    ]
    full = sum(1 for a, b in text if len(a) >= 4 and len(b) >= 4)
    return place if full >= 0.6 * len(cut) else None


def _joined(lines: list[Line]) -> list[Line]:
    """Lines of one row that follow each other closely, such as a number and its words, as one."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last is not None and not last.hyphen and _is_same_row(last, line):
            kept[-1] = Line(
                f"{last.text} {line.text}",
                last.left,
                min(last.bottom, line.bottom),
                max(last.right, line.right),
                max(last.top, line.top),
                max(last.size, line.size),
                last.bold and line.bold,
                line.hyphen,
                line.turn,
                (*last.gaps, (len(last.text) + 1, last.right, line.left)),
            )
            kept[-1].at, kept[-1].begins = line.at, last.begins
            if last.font == line.font:
                kept[-1].font = last.font
        else:
            kept.append(line)
    return kept


def _is_same_row(last: Line, line: Line) -> bool:
    if last.turn != line.turn or last.table or line.table:
        return False
    size = max(last.size, line.size)
    near = (
        abs(last.bottom - line.bottom) < 0.3 * size or abs(last.middle - line.middle) < 0.3 * size
    )
    return near and -0.3 * size < line.left - last.right < 3 * size


def _is_disordered(lines: list[Line]) -> bool:
    """Whether lines jump up too often for a page that was written in order."""
    if not 6 <= len(lines) <= _MAX_SORTED:
        return False
    ups = sum(1 for a, b in pairwise(lines) if b.middle > a.middle + 2 * a.size)
    return ups > max(3, len(lines) // 5)


def _sorted(lines: list[Line], depth: int) -> list[Line]:
    """Lines cut into blocks along the white space between them, blocks read top to bottom."""
    if len(lines) < 2 or depth >= _MAX_DEPTH:
        return _by_row(lines)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    rows = _parts(lines, lambda line: (-line.top, -line.bottom), 0.9 * size)
    columns = _parts(lines, lambda line: (line.left, line.right), 1.2 * size)
    if len(columns) > 1 and (depth % 2 or len(rows) < 2):
        return [line for part in columns for line in _sorted(part, depth + 1)]
    if len(rows) > 1:
        return [line for part in rows for line in _sorted(part, depth + 1)]
    return _by_row(lines)


def _by_row(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-round(line.middle / max(line.size, 1)), line.left))


def _parts(lines: list[Line], span: object, least: float) -> list[list[Line]]:
    """Lines in groups between which nothing stands for at least `least` points."""
    assert callable(span)
    spans = sorted(((*span(line), n) for n, line in enumerate(lines)))
    groups: list[list[Line]] = []
    reach = 0.0
    for start, end, n in spans:
        if groups and start < reach + least:
            groups[-1].append(lines[n])
        else:
            groups.append([lines[n]])
            reach = end
        reach = max(reach, end)
    return [[line for line in group] for group in groups]


def running_heads(
    pages: Sequence[Sequence[Line]], heights: Sequence[tuple[float, float]]
) -> tuple[list[set[int]], list[str], list[str]]:
    """For each page the places of lines that are repeated at its edges; the heads; the feet.

    `heights` are the lower and upper edge of each page. Numbers in them may differ.
    """
    found: list[set[int]] = [set() for _ in pages]
    seen: dict[tuple[str, bool], list[tuple[int, int, float]]] = {}
    for number, lines in enumerate(pages):
        bottom, top = heights[number]
        edge = (top - bottom) * _EDGE
        if any(line.turn for line in lines[:1]):
            continue
        by_height = sorted(range(len(lines)), key=lambda n: -lines[n].middle)
        for upper, some in ((True, by_height[:_MAX_HEADS]), (False, by_height[-_MAX_HEADS:])):
            for at in some:
                middle = lines[at].middle
                away = top - middle if upper else middle - bottom
                if away > edge:
                    continue
                key = _SPACE.sub("", _DIGITS.sub("#", lines[at].text.casefold()))
                seen.setdefault((key, upper), []).append((number, at, away))
    needed = 2 if len(pages) <= 6 else 3
    heads: dict[str, None] = {}
    feet: dict[str, None] = {}
    for (key, upper), places in seen.items():
        rows = Counter(round(away / 4) for _, _, away in places)
        kept = [
            each
            for each in places
            if sum(rows[round(each[2] / 4) + shift] for shift in (-1, 0, 1)) >= needed
        ]
        if len({number for number, _, _ in kept}) < needed:
            continue
        for number, at, _ in kept:
            found[number].add(at)
        if key.strip("#-–—/|.") and len(key) > 3:  # noqa: RUF001
            first = pages[kept[0][0]][kept[0][1]].text
            (heads if upper else feet)[_SPACE.sub(" ", first)] = None
    return found, list(heads)[:6], list(feet)[:6]
