"""Fonts of a PDF, and where PDFium says that a character stands and how large it is."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_BOLD = re.compile(r"bold|black|heavy|semibd|demi(?!r)|cmbx|sfbx|cmssbx|-bd\b|,b\b", re.I)
_FIXED = re.compile(r"courier|mono(?!t)|consol|typewriter|cmtt|letter ?gothic", re.I)
_LONG = 60
_IS_FIXED, _IS_BOLD = 0x1, 0x40000


@dataclass(frozen=True, slots=True)
class Font:
    """A font as far as it sets words apart from others."""

    name: str = ""
    bold: bool = False
    fixed: bool = False  # all letters are as wide


UNKNOWN = Font()


class Fonts:
    """Asks PDFium about characters, with buffers that are made once."""

    def __init__(self) -> None:
        self._rect = pdfium.FS_RECTF()
        self._by_rect = ctypes.byref(self._rect)
        self._matrix = pdfium.FS_MATRIX()
        self._by_matrix = ctypes.byref(self._matrix)
        self._name = ctypes.create_string_buffer(128)
        self._known: dict[tuple[bytes, int], Font] = {}
        self._flags = ctypes.c_int()
        self._by_flags = ctypes.byref(self._flags)
        self._corners = [ctypes.c_double() for _ in range(4)]
        self._by_corners = [ctypes.byref(each) for each in self._corners]

    def box(self, page: Any, at: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top of a character's cell."""
        if not pdfium.FPDFText_GetLooseCharBox(page, at, self._by_rect):
            return None
        rect = self._rect
        return rect.left, rect.bottom, rect.right, rect.top

    def size(self, page: Any, at: int) -> tuple[float, int]:
        """The size of a character in points, and by how many quarters it is turned."""
        size = float(pdfium.FPDFText_GetFontSize(page, at))
        if not pdfium.FPDFText_GetMatrix(page, at, self._by_matrix):
            return size, 0
        a, b, c, d = self._matrix.a, self._matrix.b, self._matrix.c, self._matrix.d
        if size < 0:  # it turns the letters by two quarters, and its matrix turns them back
            a, b, c, d = -a, -b, -c, -d
        size = abs(size) * float((c * c + d * d) ** 0.5)
        if abs(b) > abs(a):
            return size, 1 if b > 0 else 3
        return size, 2 if a < 0 and d < 0 else 0

    def font(self, page: Any, at: int) -> Font:
        """The font of a character."""
        length = pdfium.FPDFText_GetFontInfo(page, at, self._name, 128, self._by_flags)
        if not length or length > 128:
            return UNKNOWN
        key = self._name.value, self._flags.value
        known = self._known.get(key)
        if known is None:
            name = key[0].decode("latin-1")
            bold = bool(key[1] & _IS_BOLD) or _BOLD.search(name) is not None
            fixed = bool(key[1] & _IS_FIXED) or _FIXED.search(name) is not None
            known = Font(name, bold, fixed)
            if len(self._known) < 10_000:
                self._known[key] = known
        return known

    def told(self, page: Any, places: tuple[int, int, int], length: int) -> tuple[Font, Font, bool]:
        """The font in which a line begins, that of all of it, and whether it is bold.

        It is told by its first, its middle and its last character. Of a long line, which hardly is
        a heading, only the one in the middle is asked for.
        """
        middle = self.font(page, places[1])
        if length > _LONG and not middle.bold:
            return middle, middle, False
        first, last = self.font(page, places[0]), self.font(page, places[2])
        whole = first if first is middle is last else UNKNOWN
        return first, whole, first.bold and middle.bold and last.bold

    def rect(self, page: Any, at: int) -> tuple[float, float]:
        """Left and right end of a run of characters (after `FPDFText_CountRects`)."""
        pdfium.FPDFText_GetRect(page, at, *self._by_corners)
        return self._corners[0].value, self._corners[2].value
