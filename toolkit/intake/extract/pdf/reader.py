"""PDF, page by page with PDFium: a page that cannot be read costs itself and is reported."""

from __future__ import annotations

import ctypes
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium

from toolkit.intake import markdown
from toolkit.intake.extract.pdf import extra, tags
from toolkit.intake.extract.pdf.blocks import Page, bare
from toolkit.intake.extract.pdf.fonts import Fonts
from toolkit.intake.extract.pdf.layout import pages_as_markdown
from toolkit.intake.extract.pdf.lines import Line, clean, every, page_text
from toolkit.intake.extract.pdf.order import ordered, running_heads
from toolkit.intake.extract.pdf.tables import may_hold, with_tables
from toolkit.intake.extract.pictures import ocr
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

READER = "pdf 2"

#: Characters: a page of fewer, with a picture on most of it, is a scan.
_LITTLE = 40
_LARGE = 0.4
_MAX_OBJECTS = 400
_SCALE = 200 / 72
#: Pages without a heading among their tags, after which those of the rest are not looked at.
_MAX_WITHOUT = 20


@dataclass
class _Reading:
    """What is known so far of a file that is being read."""

    document: pdfium2.PdfDocument
    room: Room
    outline: dict[int, list[tuple[str, int]]]
    form: Any = None
    is_tagged: bool = False
    look: int = 0  # pages whose tags are still looked at for headings, though none had one
    fonts: Fonts = field(default_factory=Fonts)
    pages: list[Page] = field(default_factory=list)
    heights: list[tuple[float, float]] = field(default_factory=list)
    characters: int = 0
    failed: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)


def read_pdf(path: Path, room: Room) -> Extracted:
    """The text of the PDF at `path` with its pages marked; raises `NotReadable`."""
    seen = extra.look_through(path, room.limits)
    if seen.scripts:
        room.trouble("I015", "it holds JavaScript, which was not run")
    with closing(_opened(path)) as document:
        if not seen.scripts and pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
            room.trouble("I015", "it holds JavaScript, which was not run")
        properties = extra.properties(document, seen, room)
        count = len(document)
        reading = _Reading(document, room, extra.outline(document), _form(document))
        if pdfium.FPDFCatalog_IsTagged(document.raw):
            reading.is_tagged, reading.look = True, _MAX_WITHOUT
        extra.enclose(document, room)
        _read_pages(reading, count)
        text = _text(reading, properties)
    return Extracted(
        reader=READER,
        text=text,
        properties=properties,
        hidden=tuple(room.hidden),
        enclosed=tuple(room.enclosed),
        troubles=tuple(room.troubles),
        pages=count,
    )


def _opened(path: Path) -> pdfium2.PdfDocument:
    try:
        document = pdfium2.PdfDocument(path)
    except pdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise NotReadable("I002", "it can only be opened with a password") from None
        raise NotReadable("I006", f"it is no whole PDF ({error})") from None
    return document


def _form(document: pdfium2.PdfDocument) -> Any:
    if document.get_formtype() == pdfium.FORMTYPE_NONE:
        return None
    try:
        document.init_forms()
    except pdfium2.PdfiumError:
        return None
    return document.formenv.raw if document.formenv else None


def _read_pages(reading: _Reading, count: int) -> None:
    room = reading.room
    if count > room.limits.pages:
        room.trouble("I010", f"only {room.limits.pages:,} of {count:,} pages were read")
    for at in range(min(count, room.limits.pages)):
        page = Page([])
        reading.pages.append(page)
        reading.heights.append((0.0, 0.0))
        if reading.characters >= room.limits.text:
            reading.pages.pop()
            reading.heights.pop()
            room.trouble("I010", f"only the first {at:,} of {count:,} pages were read")
            break
        try:
            _read_page(reading, page, at)
        except (pdfium2.PdfiumError, ValueError, OSError, ctypes.ArgumentError):
            reading.failed.append(at + 1)
            page.empty = f"*Page {at + 1} cannot be read.*"
    for code, message, numbers in (
        ("I006", "cannot be read", reading.failed),
        ("I009", "no text is in them, only pictures", reading.pictures),
        ("I010", "there was no time to recognise their text", reading.late),
        ("I010", "their fonts do not say what their letters are", reading.unknown),
    ):
        if numbers:
            room.trouble(code, message, f"page {_ranges(numbers)}")


def _read_page(reading: _Reading, page: Page, at: int) -> None:
    raw = pdfium.FPDF_LoadPage(reading.document.raw, at)
    if not raw:
        raise pdfium2.PdfiumError("the page cannot be loaded")
    try:
        text_page = pdfium.FPDFText_LoadPage(raw)
        if not text_page:
            raise pdfium2.PdfiumError("the page has no text that can be loaded")
        try:
            _read_text(reading, page, raw, text_page, at)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(raw)


def _read_text(reading: _Reading, page: Page, raw: Any, text_page: Any, at: int) -> None:
    limit = reading.room.limits.text - reading.characters
    found = page_text(text_page, reading.fonts, max(limit, 0))
    reading.characters += found.characters
    reading.heights[at] = _edges(raw)
    told = _tags(reading, raw, found.lines)
    page.lines = ordered(with_tables(found, raw, text_page, reading.fonts, told))
    page.is_wide = pdfium.FPDF_GetPageWidthF(raw) > pdfium.FPDF_GetPageHeightF(raw)
    if told.levels:
        tags.tag(page.lines, told, text_page)
    if pdfium.FPDFPage_GetAnnotCount(raw) > 0:
        _link(reading, list(every(page.lines)), raw, text_page)
        notes = extra.notes(raw, reading.form, reading.room, at + 1)
        page.extra += [markdown.paragraph(text, numbered=False) for text in notes.texts]
        page.extra += [
            markdown.paragraph(f"{name}: {value}" if name else value, numbered=False)
            for name, value in notes.fields
        ]
    page.outline = {bare(title): depth for title, depth in reading.outline.get(at, ())}
    letters = sum(len(line.text) for line in every(page.lines))
    if letters < 10 * _LITTLE:
        letters = sum(sum(map(str.isalnum, line.text)) for line in every(page.lines))
    if not letters:
        page.lines = []
    if found.unknown > max(letters, 20):
        reading.unknown.append(at + 1)
    if letters < _LITTLE:
        _look_at_picture(reading, page, raw, at + 1, letters)


def _tags(reading: _Reading, raw: Any, lines: list[Line]) -> tags.Tags:
    """The tags of a page, where they may tell something."""
    if not reading.is_tagged or not (reading.look or may_hold(lines)):
        return tags.Tags(there=reading.is_tagged)
    told = tags.page_tags(raw)
    reading.look = max(reading.look - (not told.levels), 0)
    return told


def _edges(raw: Any) -> tuple[float, float]:
    box = [ctypes.c_float() for _ in range(4)]
    for ask in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if ask(raw, *box):
            return min(box[1].value, box[3].value), max(box[1].value, box[3].value)
    return 0.0, float(pdfium.FPDF_GetPageHeightF(raw))


def _look_at_picture(reading: _Reading, page: Page, raw: Any, number: int, letters: int) -> None:
    """Recognise the text of a page that is a picture, where that can be done."""
    if not _has_picture(raw, letters):
        return
    if ocr.is_there() and not ocr.has_time(reading.room):
        reading.late.append(number)
    elif ocr.is_there():
        text = _recognised(reading, number)
        if text:
            page.extra = [*text, *page.extra]
            reading.recognised.append(number)
            return
    if not page.lines:
        reading.pictures.append(number)


def _has_picture(raw: Any, letters: int) -> bool:
    """Whether something is drawn on a page without text, or a large picture on one with little."""
    count = pdfium.FPDFPage_CountObjects(raw)
    area = pdfium.FPDF_GetPageWidthF(raw) * pdfium.FPDF_GetPageHeightF(raw)
    box = [ctypes.c_float() for _ in range(4)]
    for at in range(min(count, _MAX_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(raw, at)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) and (
            pdfium.FPDFPageObj_GetBounds(drawn, *box)
            and (box[2].value - box[0].value) * (box[3].value - box[1].value) > _LARGE * area
        ):
            return True
    return not letters and count > 0


def _recognised(reading: _Reading, number: int) -> list[str]:
    page = reading.document.get_page(number - 1)
    with closing(page):
        area = max(page.get_width() * page.get_height(), 1)
        scale = min(_SCALE, (reading.room.limits.pixels / area) ** 0.5)
        picture = page.render(scale=scale, grayscale=True).to_pil()
        return ocr.paragraphs_of(picture, reading.room)


def _link(reading: _Reading, lines: list[Line], raw: Any, text_page: Any) -> None:
    """Tell the lines which of their words are links."""
    for words, address, left, bottom, right, top in extra.links(reading.document, raw, text_page):
        near = [line for line in lines if bottom - line.size < line.middle < top + line.size]
        for part in clean(words).splitlines():
            part = part.strip().rstrip("-\ufffe\x02")
            for line in near:
                place = _place(line, part, (left + right) / 2) if part else None
                if place is not None:
                    line.links = tuple(sorted((*line.links, (place, place + len(part), address))))
                    break


def _place(line: Line, part: str, middle: float) -> int | None:
    """Where in the line's text the words of a link stand whose middle is there."""
    step = (line.right - line.left) / max(len(line.text), 1)
    best: int | None = None
    nearest = 0.0
    at = line.text.find(part)
    while at >= 0:
        free = all(at + len(part) <= start or end <= at for start, end, _ in line.links)
        away = abs(line.left + (at + len(part) / 2) * step - middle)
        if free and (best is None or away < nearest):
            best, nearest = at, away
        at = line.text.find(part, at + len(part))
    return best


def _text(reading: _Reading, properties: dict[str, str]) -> str:
    words = [list(every(page.lines)) for page in reading.pages]
    heads, upper, lower = running_heads(words, reading.heights)
    for page, lines, places in zip(reading.pages, words, heads, strict=True):
        if places and len(places) < len(lines):
            gone = {id(lines[n]) for n in places}
            page.lines = [line for line in page.lines if not _is_gone(line, gone)]
    if upper:
        properties["header"] = " | ".join(upper)[:500]
    if lower:
        properties["footer"] = " | ".join(lower)[:500]
    if reading.recognised:
        properties["recognised"] = f"page {_ranges(reading.recognised)}"
    return pages_as_markdown(reading.pages)


def _is_gone(line: Line, gone: set[int]) -> bool:
    """Whether a line, or all that stands in a table, is among those; a head of its own stays."""
    return all(id(each) in gone for each in every([line]))


def _ranges(numbers: list[int]) -> str:
    """Numbers as `3, 5-9`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
