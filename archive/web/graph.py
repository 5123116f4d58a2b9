"""Relations as a small drawing: what one thing acts on to the left, what acts on it to the right.

It is made on the server, as SVG without scripts or styles of its own, and says nothing that does
not stand in words beside it: it is for the eye alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

#: The drawing's measures, in its own units.
BOX, HEIGHT, GAP, SPACE, EDGE = 236, 66, 14, 56, 2

#: How many boxes stand on one side; the list beside tells of all.
MOST = 6

# Signs of common width that one line of a box holds, and its lines.
_LINE, _LINES = 30, 2

# The same of the box in the middle, whose text is bold.
_BOLD = 26


@dataclass(frozen=True, slots=True)
class End:
    """One thing that is related: what it is called, its address, how it is related.

    `weak` marks what is without effect, disputed, or only proposed.
    """

    text: str
    href: str | None
    how: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A box with its lines of text; `top` is where the first stands below its upper edge."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    how: str
    href: str | None
    own: bool
    top: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A line from one box to another, with its tip."""

    path: str
    tip: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing, and in a sentence what it leaves out."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    said: str


def graph(own: str, acts_on: Sequence[End], acted_on_by: Sequence[End]) -> Graph | None:
    """The drawing around `own`; None where nothing is related to it."""
    left, right = acts_on[:MOST], acted_on_by[:MOST]
    if not (left or right):
        return None
    rows = max(len(left), len(right), 1)
    height = rows * (HEIGHT + GAP) - GAP + 2 * EDGE
    middle_x = EDGE + (BOX + SPACE if left else 0)
    middle_y = (height - HEIGHT) // 2
    nodes = [_node(own, None, "", middle_x, middle_y, own=True)]
    ties = []
    for side, ends in ((-1, left), (1, right)):
        x = middle_x + side * (BOX + SPACE)
        first = (height - len(ends) * (HEIGHT + GAP) + GAP) // 2
        for at, end in enumerate(ends):
            y = first + at * (HEIGHT + GAP)
            nodes.append(_node(end.text, end.href, end.how, x, y, own=False))
            source, goal = ((middle_x, middle_y), (x, y))[:: 1 if side < 0 else -1]
            ties.append(_tie(source, goal, weak=end.weak))
    width = max(node.x + node.width for node in nodes) + EDGE
    more = len(acts_on) + len(acted_on_by) - len(left) - len(right)
    said = "An arrow leads from the text that acts to the one that it acts on. "
    said += f"{more} more are in the list below." if more else "The list below says the same."
    return Graph(width, height, tuple(nodes), tuple(ties), said)


def _node(text: str, href: str | None, how: str, x: int, y: int, *, own: bool) -> Node:
    lines = wrapped(text, _BOLD if own else _LINE, _LINES)
    top = 38 if how else 28 if len(lines) > 1 else 38
    return Node(x, y, BOX, HEIGHT, lines, how, href, own, top)


def _tie(source: tuple[int, int], goal: tuple[int, int], *, weak: bool) -> Tie:
    """From the left edge of the box that acts to the right edge of the one it acts on."""
    x1, y1 = source[0], source[1] + HEIGHT // 2
    x2, y2 = goal[0] + BOX + 9, goal[1] + HEIGHT // 2
    half = (x1 + x2) // 2
    path = f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}"
    return Tie(path, f"M{x2 - 9} {y2}l10 -5v10z", weak)


def width_of(text: str) -> int:
    """How wide a text is about, in signs of common width; those of East Asia count two."""
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def wrapped(text: str, line: int, lines: int) -> tuple[str, ...]:
    """`text` in at most `lines` lines of that width, with dots where it is cut.

    Lines break at spaces, and within words that are longer than a line, as in Thai or Chinese.
    """
    found: list[str] = []
    rest = " ".join(text.split())
    while rest and len(found) < lines:
        end = _fits(rest, line)
        if end < len(rest) and " " in rest[1 : end + 1]:
            end = rest.rindex(" ", 1, end + 1)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest and found:
        found[-1] = found[-1][: _fits(found[-1], line - 1)].rstrip(" ,;:") + "…"
    return tuple(found)


def _fits(text: str, line: int) -> int:
    """How many signs of `text` fit on a line, one at least."""
    wide = 0
    for at, each in enumerate(text):
        wide += width_of(each)
        if wide > line and at:
            return at
    return len(text)
