"""Fields and margins, which Word's documents and RTF have alike: the same program writes both."""

from __future__ import annotations

import re

_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF)\b", re.IGNORECASE)
#: What is left of a header or footer that only numbers its pages.
_NUMBERING = frozenset({"page", "pageof", "seite", "seitevon"})
_LEAST = 3


def address_in(code: str) -> str:
    """The address that a field's instruction leads to; '' for other fields."""
    link = _LINK.match(code)
    return (link[1] or link[2] or "") if link else ""


def is_page_number(code: str) -> bool:
    """Whether a field shows the number of a page, or of pages."""
    return bool(_PAGE.match(code))


class Margins:
    """Headers and footers that were seen: most stand in several sections, in the same words."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def is_new(self, words: str) -> bool:
        """Whether a header or footer says something, and nothing that another one said."""
        key = "".join(sign for sign in words if sign.isalpha()).casefold()
        if len(key) < _LEAST or key in _NUMBERING or key in self._seen:
            return False
        self._seen.add(key)
        return True
