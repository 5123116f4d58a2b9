"""Which headings a PDF has by its tags and bookmarks, by PDFium, apart from our reader."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium

from extracting.words import even

_LONGEST = 120
_HEADING = re.compile(r"(?:H[1-6]?|Title)\Z")


@lru_cache(maxsize=4)
def tagged(path: Path) -> list[str]:
    """The words of what is tagged as a heading, page by page."""
    found: list[str] = []
    try:
        with pdfium2.PdfDocument(path) as document:
            if pdfium.FPDFCatalog_IsTagged(document.raw):
                for page in document:
                    found += _of_page(page)
    except pdfium2.PdfiumError:
        return []
    return found


def _of_page(page: pdfium2.PdfPage) -> list[str]:
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return []
    headings: list[list[int]] = []
    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        if element := pdfium.FPDF_StructTree_GetChildAtIndex(tree, at):
            headings += [list(_contents(each, 0)) for each in _headings(element, 0)]
    pdfium.FPDF_StructTree_Close(tree)
    if not headings:
        return []
    said: dict[int, list[str]] = {}
    text_page = page.get_textpage()
    for at in range(pdfium.FPDFPage_CountObjects(page.raw)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, at)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_TEXT:
            number = pdfium.FPDFPageObj_GetMarkedContentID(drawn)
            said.setdefault(number, []).append(_text(drawn, text_page.raw))
    words = ["".join(part for n in each for part in said.get(n, ())) for each in headings]
    return [each for each in words if len(each) <= _LONGEST]


def _headings(element: Any, depth: int) -> Iterator[Any]:
    buffer = ctypes.create_string_buffer(64)
    length = min(pdfium.FPDF_StructElement_GetType(element, buffer, 64), 64)
    if _HEADING.match(buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")):
        yield element
    elif depth < 60:
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
                yield from _headings(child, depth + 1)


def _contents(element: Any, depth: int) -> Iterator[int]:
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if number >= 0:
            yield number
        elif child and depth < 60:
            yield from _contents(child, depth + 1)


def _text(drawn: Any, text_page: Any) -> str:
    length = pdfium.FPDFTextObj_GetText(drawn, text_page, None, 0)
    buffer = (ctypes.c_ushort * max(length // 2 + 1, 1))()
    pdfium.FPDFTextObj_GetText(drawn, text_page, buffer, length)
    return bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", "replace")


def bookmarked(path: Path) -> list[str]:
    """The titles of the bookmarks whose words stand on the page that they lead to."""
    found: list[str] = []
    try:
        with pdfium2.PdfDocument(path) as document:
            for mark in document.get_toc(max_depth=6):
                target = mark.get_dest()
                at = target.get_index() if target else None
                if at is None or not 0 <= at < len(document):
                    continue
                title = mark.get_title()
                words = even(document[at].get_textpage().get_text_bounded())
                if f" {even(title)} " in f" {words} ":
                    found.append(title)
    except pdfium2.PdfiumError:
        return []
    return found
