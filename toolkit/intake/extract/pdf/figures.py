"""Figures, as they stand in the cells of tables."""

from __future__ import annotations

import re
from itertools import pairwise

_FIGURE = re.compile(
    r"[\s(\[<>~±+−–—-]*(?:[A-Z]{2,3}|[$€£¥₩₹R]{1,2}|US\$)?[\s(+−–—-]*"  # noqa: RUF001
    r"(?:\d[\d.,'’\s/:%()*†‡×x±^-]*(?:[kKmMbB]n?\b|%|[€$£]|ms|s|GB|MB|kB)?"  # noqa: RUF001
    r"|[-–—−.]|n/?a|N/?A|nil|x|X|✓|✗)[\s)\]*†‡%]*\Z"  # noqa: RUF001
)


#: The number of an item of a list.
_LABEL = re.compile(r"\(?\d{1,2}[.)]\Z")


_BETWEEN = re.compile(r"(?<=[\d)%€])\s+(?=[$£(-]|€\s*\d|\d)")
#: What stands before and behind a space that parts thousands.
_HUNDREDS, _REST = re.compile(r"(?<![\d.,])\d{1,3}\Z|(?<=\d\s)\d{3}\Z"), re.compile(r"\d{3}(?!\d)")
SIGNS = frozenset(("$", "€", "£", "¥", "US$", "%", "(", "($", "(€", "-$"))


def several(text: str) -> list[int]:
    """Where the second and further figures begin in a text that is nothing but figures.

    The last may be the sign alone that stands before the next.
    """
    places = _places(text)
    if not places:
        return []
    parts = [text[a:b].strip() for a, b in pairwise([0, *places, len(text)])]
    return places if all(part in SIGNS or _is_one(part) for part in parts) else []


def _places(text: str) -> list[int]:
    """Where a figure begins behind a space that ends another."""
    return [
        found.end()
        for found in _BETWEEN.finditer(text)
        if not (_HUNDREDS.search(text[: found.start()]) and _REST.match(text, found.end()))
    ]


def is_figure(text: str) -> bool:
    """Whether it is one number, an amount, a percentage, or a sign in the place of one."""
    return _is_one(text) and not _places(text)


def _is_one(text: str) -> bool:
    return len(text) < 40 and bool(_FIGURE.match(text)) and not _LABEL.match(text)
