"""Figures, as they stand in the cells of tables."""

from __future__ import annotations

import re

_FIGURE = re.compile(
    r"[\s(\[<>~±+−–—-]*(?:[A-Z]{2,3}|[$€£¥₩₹R]{1,2}|US\$)?[\s(+−–—-]*"  # noqa: RUF001
    r"(?:\d[\d.,'’\s/:%()*†‡×x±^-]*(?:[kKmMbB]n?\b|%|[€$£]|ms|s|GB|MB|kB)?"  # noqa: RUF001
    r"|[-–—−.]|n/?a|N/?A|nil|x|X|✓|✗)[\s)\]*†‡%]*\Z"  # noqa: RUF001
)


#: The number of an item of a list.
_LABEL = re.compile(r"\(?\d{1,2}[.)]\Z")


def is_figure(text: str) -> bool:
    """Whether it is a number, an amount, a percentage, or a sign in the place of one."""
    return len(text) < 40 and bool(_FIGURE.match(text)) and not _LABEL.match(text)
