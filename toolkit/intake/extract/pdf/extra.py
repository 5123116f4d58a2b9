"""What a PDF carries beside its text: properties, bookmarks, links, comments, fields, files.

The file's bytes are looked through once, before PDFium opens it: for streams that inflate to more
than any page needs, for scripts, and for its XMP packet, which PDFium does not give.
"""

from __future__ import annotations

import ctypes
import mmap
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium
from lxml import etree

from toolkit.intake import markdown
from toolkit.intake.extract.pdf.lines import clean
from toolkit.intake.model import Hidden, Limits
from toolkit.intake.room import NotReadable, Room

_STREAM = re.compile(rb"\bstream\r?\n")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_METADATA = re.compile(rb"/Type\s*/Metadata\b")
_SCRIPT = re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s*(?:<<|\d)")
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?\s*([-+Z])?(\d\d)?'?(\d\d)?")
_XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
#: A stream of fewer bytes cannot inflate to much more than a thousand times as many.
_SMALL = 64 * 1024
_STEP = 4 * 1024 * 1024
#: No page, font or table of objects unpacks to more; an enclosed file may.
_MOST = 64 * 1024 * 1024
_FILE = re.compile(rb"/EmbeddedFile\b")
_MAX_XMP = 1024 * 1024
_MAX_NOTES = 2_000
_MAX_BOOKMARKS = 5_000
_COMMENTS = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
    }
)


@dataclass
class Bytes:
    """What the bytes of a file show: whether it has scripts, and its XMP packets."""

    scripts: bool = False
    xmp: list[bytes] = field(default_factory=list)


def look_through(path: Path, limits: Limits) -> Bytes:
    """Look through a file's bytes; raises `NotReadable` for one that is made to fill memory."""
    found = Bytes()
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise NotReadable("I018", "the file is empty") from None
        with data:
            found.scripts = _SCRIPT.search(data) is not None
            for head, start, end in _streams(data):
                _look_at(found, head, memoryview(data)[start:end], limits)
    return found


def _streams(data: mmap.mmap) -> Iterator[tuple[bytes, int, int]]:
    """Each stream's dictionary, and where its bytes begin and end."""
    at = 0
    while opening := _STREAM.search(data, at):
        end = data.find(b"endstream", opening.end())
        if end < 0:
            end = len(data)
        head = data[max(opening.start() - 2048, at) : opening.start()]
        yield head.rpartition(b" obj")[2], opening.end(), end
        at = end


def _look_at(found: Bytes, head: bytes, raw: memoryview, limits: Limits) -> None:
    with raw:
        filters = len(_FLATE.findall(head))
        if _METADATA.search(head) and len(raw) < _MAX_XMP:
            found.xmp.append(_inflated(bytes(raw)) if filters else bytes(raw))
        elif filters and (filters > 1 or (len(raw) > _SMALL and not _IMAGE.search(head))):
            _refuse_bomb(raw, filters, limits.member if _FILE.search(head) else _MOST)


def _refuse_bomb(raw: memoryview, filters: int, most: int) -> None:
    if filters > 4 or _is_bomb(raw, filters, most):
        raise NotReadable("I003", f"a part of it unpacks to more than {most:,} bytes")


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, _MAX_XMP)
    except zlib.error:
        return b""


def _is_bomb(raw: memoryview, filters: int, most: int) -> bool:
    """Whether a stream inflates to more than `most` bytes, through any of its filters."""
    chain = [zlib.decompressobj() for _ in range(filters)]
    total = [0] * filters
    for at in range(0, len(raw), _SMALL):
        if _inflate(chain, total, bytes(raw[at : at + _SMALL]), 0, most):
            return True
        if at == 0 and filters == 1 and total[0] < 32 * _SMALL:
            return False  # it packs as text does
    return False


def _inflate(chain: list[Any], total: list[int], data: bytes, at: int, most: int) -> bool:
    while data and at < len(chain):
        try:
            out = chain[at].decompress(data, _STEP)
        except zlib.error:
            return False
        total[at] += len(out)
        if total[at] > most:
            return True
        if not out or _inflate(chain, total, out, at + 1, most):
            return bool(out)
        data = chain[at].unconsumed_tail
    return False


def properties(document: pdfium2.PdfDocument, seen: Bytes, room: Room) -> dict[str, str]:
    """Title, subject, keywords, dates and language; who and what made it goes to the hidden."""
    said = {key: _tidy(value) for key, value in document.get_metadata_dict(True).items()}
    dates = {key: _iso(said.get(key, "")) for key in ("CreationDate", "ModDate")}
    given = {
        "title": said.get("Title", ""),
        "subject": said.get("Subject", ""),
        "keywords": said.get("Keywords", ""),
        "created": dates["CreationDate"],
        "modified": dates["ModDate"],
        "language": _language(document),
    }
    hidden: list[tuple[str, str]] = [("author", said.get("Author", ""))]
    hidden += [("software", said.get(key, "")) for key in ("Creator", "Producer")]
    for packet in seen.xmp[-4:]:
        xmp = read_xmp(packet)
        for key in given:
            given[key] = given[key] or xmp.get(key, "")
        hidden += [("author", xmp.get("author", "")), ("software", xmp.get("software", ""))]
    for kind, value in dict.fromkeys(hidden):
        if value:
            room.hidden.append(Hidden(kind=kind, value=value[:500]))  # type: ignore[arg-type]
    return {key: value for key, value in given.items() if value}


def read_xmp(packet: bytes) -> dict[str, str]:
    """What an XMP packet says of the file; nothing where it cannot be read."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(packet.strip().strip(b"\0"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    if root is None or not root.xpath(
        "//*[@pdf:*] | //pdf:* | //dc:format[. = 'application/pdf']", namespaces=_XMP
    ):
        return {}  # of a picture on a page
    wanted = {
        "title": "dc:title",
        "subject": "dc:description",
        "keywords": "pdf:Keywords",
        "created": "xmp:CreateDate",
        "modified": "xmp:ModifyDate",
        "language": "dc:language",
        "author": "dc:creator",
        "software": "xmp:CreatorTool",
    }
    found = {}
    for key, name in wanted.items():
        values = root.xpath(
            f"//{name}//rdf:li/text() | //{name}[not(*)]/text() | //@{name}", namespaces=_XMP
        )
        told = [_tidy(str(value)) for value in dict.fromkeys(values) if str(value).strip()]
        if told:
            found[key] = "; ".join(told) if key == "author" else told[0]
    return found


def _tidy(text: str) -> str:
    return " ".join(clean(text).replace("\0", "").split())


def _iso(written: str) -> str:
    """A date as PDF writes it (`D:20240131120000+01'00'`) in ISO 8601; '' for none."""
    found = _DATE.match(written)
    if not found or not "1970" <= found[1] <= "2999":
        return ""
    year, month, day, hour, minute, second, sign, zone, zone_minute = found.groups()
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return f"{year}-{month}-{day}"
    shift = "Z" if sign == "Z" else f"{sign}{zone}:{zone_minute or '00'}" if sign and zone else ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{shift}"


def _language(document: pdfium2.PdfDocument) -> str:
    return wide(partial(pdfium.FPDFCatalog_GetLanguage, document.raw))


def wide(ask: Callable[[Any, int], int], most: int = 256 * 1024) -> str:
    """The UTF-16 text that `ask(buffer, size)` gives, by PDFium's way: the length first."""
    length = int(ask(None, 0))
    if not 2 < length <= most:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    ask(buffer, length)
    return bytes(buffer).decode("utf-16-le", "ignore").rstrip("\0")


def outline(document: pdfium2.PdfDocument) -> dict[int, list[tuple[str, int]]]:
    """Page → titles of the bookmarks that lead there, each with its depth from 1 on."""
    found: dict[int, list[tuple[str, int]]] = {}
    for count, mark in enumerate(document.get_toc(max_depth=8)):
        if count >= _MAX_BOOKMARKS:
            break
        place = mark.get_dest()
        page = place.get_index() if place else None
        if page is not None:
            found.setdefault(page, []).append((mark.get_title(), mark.level + 1))
    return found


def enclose(document: pdfium2.PdfDocument, room: Room) -> None:
    """Keep the files that the document as a whole encloses."""
    for at in range(min(document.count_attachments(), room.limits.members)):
        try:
            attachment = document.get_attachment(at)
            name, data = attachment.get_name(), bytes(attachment.get_data())
        except (pdfium2.PdfiumError, ValueError, MemoryError) as error:
            room.trouble("I010", f"an enclosed file cannot be read ({error})")
            continue
        room.enclose(name or f"attachment {at + 1}", data)


def links(
    document: pdfium2.PdfDocument, page: Any, text_page: Any
) -> list[tuple[str, str, float, float, float, float]]:
    """Words, address, left, bottom, right and top of each link to the web or to a mailbox."""
    found = []
    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    rect = pdfium.FS_RECTF()
    for _ in range(_MAX_NOTES):
        if not pdfium.FPDFLink_Enumerate(page, at, link):
            break
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        address = _address(document.raw, action)
        if address and pdfium.FPDFLink_GetAnnotRect(link, rect):
            box = (
                min(rect.left, rect.right),
                min(rect.bottom, rect.top),
                max(rect.left, rect.right),
                max(rect.bottom, rect.top),
            )
            words = wide(partial(_bounded, text_page, box))
            found.append((words, address, *box))
    return found


def _bounded(text_page: Any, box: tuple[float, ...], buffer: Any, size: int) -> int:
    left, bottom, right, top = box
    ask = pdfium.FPDFText_GetBoundedText
    return 2 * int(ask(text_page, left, top, right, bottom, buffer, size // 2))


def _address(document: Any, action: Any) -> str:
    length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    if not 1 < length < 4096:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
    address = buffer.value.decode("utf-8", "replace").strip()
    return address if markdown.leads(address) else ""


@dataclass
class Notes:
    """What stands on a page as annotations: texts that are seen, and fields filled in."""

    texts: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)


def notes(page: Any, form: Any, room: Room, number: int) -> Notes:
    """The annotations of a page; comments and enclosed files are noted in the room."""
    seen = Notes()
    place = f"page {number}"
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, at)
        if not note:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                _field(note, form, seen)
            elif kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                _file(note, room, place)
            elif kind in _COMMENTS:
                text = _tidy(_value(note, b"Contents"))
                if text and kind == pdfium.FPDF_ANNOT_FREETEXT:
                    seen.texts.append(text)
                if text:
                    author = _tidy(_value(note, b"T"))
                    value = f"{author}: {text}" if author else text
                    room.hidden.append(Hidden(kind="comment", value=value, place=place))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return seen


def _value(note: Any, key: bytes) -> str:
    return wide(partial(pdfium.FPDFAnnot_GetStringValue, note, key))


def _field(note: Any, form: Any, seen: Notes) -> None:
    if form is None:
        return

    def ask(function: Callable[..., int]) -> str:
        return _tidy(wide(partial(function, form, note)))

    kind = pdfium.FPDFAnnot_GetFormFieldType(form, note)
    if kind in (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_SIGNATURE):
        return
    value = ask(pdfium.FPDFAnnot_GetFormFieldValue)
    name = ask(pdfium.FPDFAnnot_GetFormFieldAlternateName) or ask(pdfium.FPDFAnnot_GetFormFieldName)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        if not pdfium.FPDFAnnot_IsChecked(form, note):
            return
        value = ask(pdfium.FPDFAnnot_GetFormFieldExportValue) or value or "✓"
    if value and (name, value) not in seen.fields:
        seen.fields.append((name, value))


def _file(note: Any, room: Room, place: str) -> None:
    raw = pdfium.FPDFAnnot_GetFileAttachment(note)
    if not raw:
        return
    attachment = pdfium2.PdfAttachment(raw, None)
    try:
        room.enclose(attachment.get_name() or "attachment", bytes(attachment.get_data()))
    except (pdfium2.PdfiumError, ValueError, MemoryError) as error:
        room.trouble("I010", f"an enclosed file cannot be read ({error})", place)
