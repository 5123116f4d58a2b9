"""OpenDocument files as Markdown: texts by their pages, shows by their slides, books by sheets.

What the three have in common is written by `Writer`; here is how each kind lays it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.intake import markdown as md
from toolkit.intake.closed import Closed, closed
from toolkit.intake.extract.odf import document as odf
from toolkit.intake.extract.odf.document import Document
from toolkit.intake.extract.odf.text import Writer, signed, table_rows
from toolkit.intake.extract.shared.blocks import Gathered, noted
from toolkit.intake.extract.shared.grid import Grid
from toolkit.intake.extract.shared.placed import in_order
from toolkit.intake.extract.shared.xml import Element, attribute, local, number
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

_LENGTH = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(cm|mm|in|inch|pt|pc|px)?")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72, "inch": 72, "pt": 1, "pc": 12, "px": 0.75, None: 1}
#: Shapes whose tops differ by less (points; a quarter of an inch) stand in a row.
_ROW = 18.0
_LAST_COLUMN = 16_384


def read_odt(path: Path, room: Room) -> Extracted:
    """A text. Pages are marked where the program that saved it said where they end."""
    with odf.opened(path, room) as document:
        body = _body(document, "text")
        properties = document.properties()
        writer = Writer(document)
        blocks = [(writer.began, writer.page, block) for block in writer.blocks(body) if block]
        writer.close()
        told = document.pages()
        marked = attribute(body, "use-soft-page-breaks") == "true" and writer.page == told
        text = Gathered(room)
        last = reached = 0
        for page, end, block in blocks:
            for empty in range(reached + 1, page) if marked else ():
                text.add(md.marked(f"*Page {empty} has no text.*", page=empty))
            if not text.add(md.marked(block, page=page) if marked and page > last else block):
                break
            last, reached = page, max(reached, end)
        for block in (*_edges(document), *writer.endnotes()):
            text.add(block)
        return _extracted("odt 1", room, text, properties, told)


def read_odp(path: Path, room: Room) -> Extracted:
    """The slides of a show, in their order, hidden ones too; its notes as quotes under them."""
    with odf.opened(path, room) as document:
        body = _body(document, "presentation", "drawing")
        properties = document.properties()
        text = Gathered(room)
        pages = [each for each in body if local(each) == "page"]
        writer = Writer(document)
        for at, page in enumerate(pages, 1):
            if at > room.limits.pages:
                room.trouble("I010", f"only the first {room.limits.pages:,} slides were read")
                break
            writer.place = f"slide {at}"
            if not text.add(_slide(writer, page, at), writer.place):
                break
        writer.close()
        for block in writer.endnotes():
            text.add(block)
        return _extracted("odp 1", room, text, properties, len(pages))


def read_ods(path: Path, room: Room) -> Extracted:
    """The sheets in their order, hidden ones too; dates in ISO 8601, the rest as shown."""
    with odf.opened(path, room) as document:
        body = _body(document, "spreadsheet")
        properties = document.properties()
        text = Gathered(room)
        sheets = [each for each in body if local(each) == "table"]
        writer = Writer(document)
        left = room.limits.cells
        for at, sheet in enumerate(sheets):
            if at >= room.limits.pages or text.full:
                room.trouble("I010", f"only the first {at:,} sheets were read")
                break
            left -= _sheet(writer, sheet, at, text, left)
        for block in writer.endnotes():
            text.add(block)
        return _extracted("ods 1", room, text, properties, len(sheets))


def _extracted(
    reader: str, room: Room, text: Gathered, properties: dict[str, str], pages: int | None
) -> Extracted:
    return room.extracted(reader, text.whole(), properties=properties, pages=pages)


def _body(document: Document, *names: str) -> Element:
    """The part of the body that is named; of another kind of document, what there is."""
    found = list(() if document.body is None else document.body)
    for each in found:
        if local(each) in names:
            return each
    if found:
        return found[0]
    raise NotReadable("I006", "it has no body")


def _edges(document: Document) -> Iterator[str]:
    """The headers and footers of the pages, each once: letterheads, references."""
    seen: set[str] = set()
    styles = None if document.master is None else document.master.find("{*}master-styles")
    for each in () if styles is None else styles.iter("{*}header", "{*}footer"):
        if attribute(each, "display") == "false":
            continue
        words = " ".join(" ".join(Writer(document).words(each)).split())
        shown = md.inline(words)
        if shown and shown not in seen:
            seen.add(shown)
            yield f"*{local(each).capitalize()}: {shown}*"


def _slide(writer: Writer, page: Element, at: int) -> str:
    styles = writer.document.styles
    hidden = styles.value("drawing-page", attribute(page, "style-name"), "visibility") == "hidden"
    if hidden:
        words = " ".join(Writer(writer.document).words(page))
        writer.hide("hidden text", f"the slide is not shown: {words[:300]}")
    shapes = [each for each in page if local(each) not in ("notes", "annotation")]
    for each in page:
        if local(each) == "annotation":
            writer.comment(each)
    titles = [each for each in shapes if attribute(each, "class") == "title"]
    blocks: list[str] = []
    if titles:
        shapes.remove(titles[0])
        blocks.append(signed(md.heading(" ".join(writer.words(titles[0])), 2)))
    for each in in_order(shapes, _place, _ROW):
        blocks += writer.drawn(each)
    blocks += _footers(writer, page)
    shown = "\n\n".join(filter(None, blocks))
    shown = closed(shown, table=True) if hidden else shown
    shown = shown or f"*Slide {at} has no text.*"
    notes = [block for each in page.iterfind("{*}notes") for block in _notes(writer, each)]
    return "\n\n".join(filter(None, [md.marked(shown, slide=at), noted(notes)]))


def _footers(writer: Writer, page: Element) -> Iterator[str]:
    """The date and footer that a slide shows: they are declared once for all of them."""
    above = page.getparent()
    style = attribute(page, "style-name")
    for name in ("date-time", "footer", "header"):
        wanted = attribute(page, f"use-{name}-name")
        key = f"display-{name}"
        if not wanted or writer.document.styles.value("drawing-page", style, key) == "false":
            continue
        for each in () if above is None else above.iterfind(f"{{*}}{name}-decl"):
            if attribute(each, "name") == wanted:
                yield md.paragraph(each.text or "", numbered=False)


def _notes(writer: Writer, notes: Element) -> list[str]:
    frames = [each for each in notes if attribute(each, "class") in ("notes", "")]
    blocks = [block for each in frames for block in writer.drawn(each) if block]
    words = (line for each in frames for line in Writer(writer.document).words(each))
    writer.hide("speaker notes", "\n".join(words))
    return blocks


def _place(shape: Element) -> tuple[float, float]:
    """Where a shape stands, in points: from the top, and from the left."""
    for each in shape.iter():
        top, left = attribute(each, "y"), attribute(each, "x")
        if not (top and left):
            found = re.search(
                r"translate\s*\(\s*(\S+?)[\s,]+(\S+?)\s*\)", attribute(each, "transform")
            )
            if found:
                left, top = found[1], found[2]
        if top and left:
            return _points(top), _points(left)
        if local(each) not in ("g", "a"):
            break
    return 0.0, 0.0


def _points(length: str) -> float:
    found = _LENGTH.match(length)
    return float(found[1]) * _POINTS[found[2]] if found else 0.0


def _sheet(writer: Writer, sheet: Element, at: int, text: Gathered, left: int) -> int:
    """Add one sheet; gives how many of its cells were read."""
    room = writer.document.room
    title = attribute(sheet, "name") or f"Sheet {at + 1}"
    place = writer.place = f'sheet "{title}"'
    styles = writer.document.styles
    hidden = styles.value("table", attribute(sheet, "style-name"), "display") == "false"
    if hidden:
        writer.hide("hidden text", "the sheet is hidden")
    for each in sheet.iter("{*}table-column", "{*}table-row"):
        if _unseen(each):
            what = "columns" if local(each) == "table-column" else "rows"
            writer.hide("hidden text", f"some of its {what} are hidden")
            break
    grid = Grid(left, room.limits.text)
    drawings: list[str] = []
    for row, column, words in _cells(writer, sheet, drawings, hidden):
        if not grid.add(row, column, words):
            room.trouble("I010", f"only its first {grid.count:,} cells were read", place)
            break
    heading = md.heading(title, 2)
    if hidden:  # the mark is read by everyone: it has a number for a name
        text.add(md.marked(closed(heading), sheet=str(at + 1)), place)
    else:
        text.add(md.marked(heading, sheet=title), place)
    for each in sheet.iterfind("{*}shapes"):
        drawings += writer.blocks(each)
    if hidden:
        drawings = [closed(block, table=True) for block in drawings]
    blocks = [block for block in (*map(signed, grid.blocks()), *drawings) if block]
    for block in blocks or ["*This sheet has no text.*"]:
        text.add(block, place)
    return grid.count


def _unseen(element: Element) -> bool:
    """Whether a row or column is hidden, by hand or by a filter."""
    return attribute(element, "visibility") in ("collapse", "filter")


def _columns(element: Element) -> Iterator[Element]:
    """The columns of a table, those of its groups too."""
    for each in element:
        if local(each) == "table-column":
            yield each
        elif local(each) in ("table-header-columns", "table-columns", "table-column-group"):
            yield from _columns(each)


def _hidden_columns(sheet: Element) -> list[range]:
    found: list[range] = []
    column = 1
    for each in _columns(sheet):
        times = max(number(attribute(each, "number-columns-repeated"), 1), 1)
        if _unseen(each):
            found.append(range(column, column + times))
        column += times
    return found


def _cells(
    writer: Writer, sheet: Element, drawings: list[str], hidden: bool
) -> Iterator[tuple[int, int, str]]:
    """The filled cells, those that are repeated as often as they are; gaps cost nothing."""
    place = writer.place
    columns = _hidden_columns(sheet)
    line = 1
    for row, times in table_rows(sheet):
        unseen = hidden or _unseen(row)
        found: list[tuple[int, int, str]] = []
        column = 1
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            again = max(number(attribute(cell, "number-columns-repeated"), 1), 1)
            if len(cell) or attribute(cell, "value-type"):
                writer.place = f"{place}, row {line}, column {column}"
                words = _value(writer, cell, drawings)
                if words and column <= _LAST_COLUMN:
                    found.append((column, min(again, _LAST_COLUMN - column + 1), words))
            column += again
        for step in range(times if found else 0):
            for first, count, words in found:
                for at in range(first, first + count):
                    closed_here = unseen or any(at in each for each in columns)
                    yield line + step, at, Closed(words) if closed_here else words
        line += times
    writer.place = place


def _value(writer: Writer, cell: Element, drawings: list[str]) -> str:
    shown: list[str] = []
    for each in cell:
        name = local(each)
        if name == "annotation":
            writer.comment(each)
        elif name in ("p", "h"):
            shown += writer.lines(each, drawings)
        else:
            drawings += [block for block in writer.drawn(each) if block]
    kind = attribute(cell, "value-type")
    if kind == "date" and attribute(cell, "date-value"):
        return attribute(cell, "date-value").removesuffix("T00:00:00").replace("T", " ")
    if shown:
        return "\n".join(shown)
    if kind == "boolean":
        return attribute(cell, "boolean-value").upper()
    return attribute(cell, "string-value") or attribute(cell, "value")
