"""Which words of a tagged PDF's page its author made headings.

Word processors tag what they export: each run of text belongs to a marked content, and the page's
tree of elements tells what that is.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from toolkit.intake.extract.pdf.lines import Line

_HEADING = re.compile(r"H([1-6])?\Z")
_MAX_ELEMENTS = 20_000
_MAX_DEPTH = 60


class _Tree:
    """Walks the elements of one page; `levels` are marked contents → (level, which heading)."""

    def __init__(self) -> None:
        self.levels: dict[int, tuple[int, int]] = {}
        self._left = _MAX_ELEMENTS
        self._headings = 0
        self._buffer = ctypes.create_string_buffer(64)

    def walk(self, element: Any, depth: int, heading: tuple[int, int] | None) -> None:
        """Note the contents of `element`, which stands in `heading`."""
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            return
        if heading is None and (level := self._level(element)):
            self._headings += 1
            heading = level, self._headings
        if heading:
            for at in range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)):
                number = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, at)
                self.levels.setdefault(number, heading)
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                self.walk(child, depth + 1, heading)

    def _level(self, element: Any) -> int:
        length = pdfium.FPDF_StructElement_GetType(element, self._buffer, len(self._buffer))
        if not 2 < length <= len(self._buffer):
            return 0
        name = self._buffer.raw[: length - 2].decode("utf-16-le", "replace")
        found = _HEADING.match(name)
        return int(found[1] or 2) if found else 1 if name == "Title" else 0


def tag(lines: Sequence[Line], page: Any, text_page: Any) -> bool:
    """Tell the lines of a page which heading they are; whether the page's tags have any."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return False
    try:
        found = _Tree()
        for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, at)
            if element:
                found.walk(element, 0, None)
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    if not found.levels:
        return False
    for line in lines:
        drawn = pdfium.FPDFText_GetTextObject(text_page, line.at)
        if drawn:
            line.tag = found.levels.get(pdfium.FPDFPageObj_GetMarkedContentID(drawn))
    return True
