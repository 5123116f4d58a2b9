"""Sheets: Excel's files (Office Open XML).

The XML of the cells is read here, step by step: openpyxl believes a sheet's own word on how
large it is and fills in what is not there, which for two cells in its corners never ends.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

from toolkit.intake import markdown as md
from toolkit.intake.closed import Closed, closed
from toolkit.intake.extract.office import cellformats as numbers
from toolkit.intake.extract.office import drawingml
from toolkit.intake.extract.office.cellformats import Kind
from toolkit.intake.extract.office.package import Package, opened, relation_id
from toolkit.intake.extract.office.properties import read_properties
from toolkit.intake.extract.shared.blocks import Gathered
from toolkit.intake.extract.shared.grid import Grid
from toolkit.intake.extract.shared.xml import (
    Element,
    attribute,
    elements,
    is_on,
    local,
    number,
)
from toolkit.intake.model import Extracted
from toolkit.intake.room import Room

READER = "xlsx 1"

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LISTED = 200
_FORMS = ("row", "col", "drawing", "oddHeader", "oddFooter")
#: What unpacking a broken member may raise.
_BROKEN = (BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError)


@dataclass
class _Beside:
    """What a sheet has beside its cells: the relations of its drawings, headers and footers."""

    drawings: list[str] = field(default_factory=list)
    edges: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Book:
    """What the sheets of a book have in common."""

    package: Package
    room: Room
    strings: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    from_1904: bool = False
    left: int = 0

    def sheet(self, name: str, title: str, at: int, state: str, text: Gathered) -> None:
        """Add one sheet: a heading, its tables, and what is drawn on it.

        What does not show is in the text as well, for the secretariat (see `closed`).
        """
        place = f'sheet "{title}"'
        hidden = state not in ("", "visible")
        grid = Grid(self.left, self.room.limits.text)
        beside = _Beside()
        if hidden:
            self.room.hide("hidden text", "the sheet is hidden", place)
        for row, column, words in self._cells(name, place, beside, hidden):
            if not grid.add(row, column, words):
                self.room.trouble("I010", f"only its first {grid.count:,} cells were read", place)
                break
        self.left -= grid.count
        heading = md.heading(title, 2)
        if hidden:  # the mark is read by everyone: it has a number for a name
            text.add(md.marked(closed(heading), sheet=str(at + 1)), place)
        else:
            text.add(md.marked(heading, sheet=title), place)
        some = False
        for block in grid.blocks():
            some = True
            if not text.add(block, place):
                return
        relations = self.package.relations(name)
        for each in beside.drawings:
            target = relations.get(each)
            for block in self._drawn(target.target, place) if target is not None else ():
                some = text.add(closed(block, table=True) if hidden else block, place) or some
        for edge, words in beside.edges:
            if words:
                shown = f"*{edge}: {words}*"
                text.add(closed(shown) if hidden else shown, place)
        if not some:
            text.add("*This sheet has no text.*", place)
        self._comments(name, place)

    def _cells(
        self, name: str, place: str, beside: _Beside, hidden: bool
    ) -> Iterator[tuple[int, int, str]]:
        """The filled cells of a sheet, with their row and column."""
        file = self.package.file(name)
        if file is None:
            self.room.trouble("I006", "the sheet's part is not there", place)
            return
        concealed: dict[str, list[str]] = {"rows": [], "columns": []}
        columns: list[range] = []
        row = 1
        try:
            with file:
                for element in elements(file, _FORMS, self.room, place):
                    form = local(element)
                    if form == "row":
                        row = number(element.get("r"), row)
                        unseen = is_on(element.get("hidden"))
                        if unseen:
                            concealed["rows"].append(str(row))
                        for line, column, words in self._row(element, row):
                            if hidden or unseen or any(column in each for each in columns):
                                words = Closed(words)
                            yield line, column, words
                        row += 1
                    elif form == "col" and is_on(element.get("hidden")):
                        concealed["columns"].append(_columns(element))
                        first = number(element.get("min"), 1)
                        columns.append(range(first, number(element.get("max"), first) + 1))
                    elif form == "drawing":
                        beside.drawings.append(relation_id(element))
                    elif form in ("oddHeader", "oddFooter") and element.text:
                        beside.edges.append((form[3:], md.inline(_page_line(element.text))))
        except _BROKEN as error:
            self.room.trouble("I006", f"it cannot be unpacked ({error})", place)
        for what, found in concealed.items():
            if found:
                more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
                self.room.hide("hidden text", f"{what} {', '.join(_spans(found))}{more}", place)

    def _row(self, element: Element, row: int) -> Iterator[tuple[int, int, str]]:
        for at, cell in enumerate(element, 1):
            if not len(cell):  # it only has a style: most cells of many sheets
                continue
            here = _REFERENCE.match(cell.get("r") or "")
            column = _column(here[1]) if here else at
            words = self._value(cell)
            if words and row <= _LAST_ROW and column <= _LAST_COLUMN:
                yield row, column, words

    def _value(self, cell: Element) -> str:
        """What a cell shows: of a formula the value that it had when it was saved."""
        form = cell.get("t") or "n"
        if form == "inlineStr":
            inner = cell.find("{*}is")
            return "" if inner is None else _rich(inner)
        element = cell[-1]
        if local(element) != "v":  # there is more after it, which is rare
            found = cell.find("{*}v")
            element = cell if found is None else found
        value = element.text or ""
        if not value:
            return ""
        if form == "s":
            at = number(value, -1)
            return self.strings[at] if 0 <= at < len(self.strings) else ""
        if form == "b":
            return "TRUE" if is_on(value) else "FALSE"
        if form == "d":
            return value.replace("T00:00:00", "").replace("T", " ")
        if form != "n":
            return value
        style = number(cell.get("s"))
        how = self.kinds[style] if 0 <= style < len(self.kinds) else ""
        if not how and value.isdecimal():  # all its digits: it may be an account's number
            return value
        try:
            return numbers.shown(float(value), how, from_1904=self.from_1904)
        except (ValueError, OverflowError):
            return value

    def _drawn(self, name: str, place: str) -> Iterator[str]:
        """Text boxes, charts, SmartArt and described pictures of a drawing."""
        root = self.package.xml(name, place)
        relations = self.package.relations(name)
        for each in (
            () if root is None else root.iter("{*}txBody", "{*}chart", "{*}relIds", "{*}pic")
        ):
            form = local(each)
            if form == "txBody":
                yield from drawingml.text_blocks(each, relations)
            elif form == "pic":
                about = each.find("*/{*}cNvPr")
                words = "" if about is None else md.inline(attribute(about, "descr"))
                yield f"*Picture: {words}*" if words else ""
            else:
                target = relations.get(relation_id(each, "id" if form == "chart" else "dm"))
                part = None if target is None else self.package.xml(target.target, place)
                if part is not None and form == "chart":
                    yield from drawingml.chart(part)
                elif part is not None:
                    yield drawingml.diagram(part)

    def _comments(self, name: str, place: str) -> None:
        relations = self.package.relations(name).values()
        threads = [each.target for each in relations if each.kind == "threadedComment"]
        for part in threads:
            people = self._people()
            root = self.package.xml(part, place)
            for each in () if root is None else root.iter("{*}threadedComment"):
                body = each.find("{*}text")
                words = "" if body is None else body.text or ""
                who = people.get(each.get("personId", ""), "")
                self._comment(who, words, each.get("ref", ""), place)
        for part in (each.target for each in relations if each.kind == "comments"):
            root = self.package.xml(part, place)
            if root is None:
                continue
            authors = [each.text or "" for each in root.iter("{*}author")]
            for each in root.iter("{*}comment"):
                at = number(each.get("authorId"), -1)
                who = authors[at] if 0 <= at < len(authors) else ""
                body = each.find("{*}text")
                if body is not None and not (threads and who.startswith("tc=")):
                    self._comment(who, _rich(body), each.get("ref", ""), place)

    def _comment(self, who: str, words: str, cell: str, place: str) -> None:
        words = words.strip()
        if who and words.startswith(f"{who}:"):  # Excel sets the name above the words, too
            words = words[len(who) + 1 :].strip()
        if words:
            shown = f"{who}: {words}" if who else words
            self.room.hide("comment", shown, f"{place}, cell {cell}")

    def _people(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in self.package.names():
            if "/persons/" in name.casefold() and name.endswith(".xml"):
                root = self.package.xml(name)
                for each in () if root is None else root.iter("{*}person"):
                    found[each.get("id", "")] = each.get("displayName", "")
        return found


def read_xlsx(path: Path, room: Room) -> Extracted:
    """The sheets of a book in their order, hidden ones too, each cell as it was last saved."""
    with opened(path, room) as package:
        main = package.main(usual="xl/workbook.xml")
        properties, _ = read_properties(package)
        package.tell_macros()
        relations = package.relations(main)
        root = package.xml(main)
        book = _Book(package, room, left=room.limits.cells)
        parts = {each.kind: each.target for each in relations.values()}
        book.strings = list(_strings(package, parts.get("sharedStrings", "xl/sharedStrings.xml")))
        book.kinds = _kinds(package, parts.get("styles", "xl/styles.xml"))
        about = None if root is None else root.find("{*}workbookPr")
        book.from_1904 = about is not None and is_on(about.get("date1904"))
        text = Gathered(room)
        sheets = [] if root is None else root.findall("{*}sheets/{*}sheet")
        for at, each in enumerate(sheets):
            target = relations.get(relation_id(each))
            title = each.get("name") or f"Sheet {at + 1}"
            if at >= room.limits.pages or text.full:
                room.trouble("I010", f"only the first {at:,} sheets were read")
                break
            if target is None or target.external:
                room.trouble("I006", "the sheet's part is not there", f'sheet "{title}"')
                continue
            if target.kind in ("worksheet", "chartsheet", "dialogsheet"):
                book.sheet(target.target, title, at, each.get("state", ""), text)
        package.enclose_files()
    return room.extracted(READER, text.whole(), properties=properties, pages=len(sheets))


def _strings(package: Package, name: str) -> Iterator[str]:
    """The strings that cells refer to by their place."""
    file = package.file(name)
    if file is None:
        return
    try:
        with file:
            for element in elements(file, ("si",), package.room, f"member {name}"):
                yield _rich(element)
    except _BROKEN as error:
        package.room.trouble("I006", f"it cannot be unpacked ({error})", f"member {name}")


def _rich(element: Element) -> str:
    """The words of a string in one or several fonts, without how they are pronounced."""
    found = []
    for each in element:
        form = local(each)
        if form == "t":
            found.append(each.text or "")
        elif form == "r":
            found += [part.text or "" for part in each.iterfind("{*}t")]
    return "".join(found).strip()


def _kinds(package: Package, name: str) -> list[Kind]:
    """How each style of the book shows its numbers."""
    root = package.xml(name)
    if root is None:
        return []
    own = {
        number(each.get("numFmtId"), -1): numbers.kind(each.get("formatCode") or "")
        for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    found: list[Kind] = []
    for each in root.iterfind("{*}cellXfs/{*}xf"):
        at = number(each.get("numFmtId"))
        found.append(own.get(at, numbers.BUILT_IN.get(at, "")))
    return found


@lru_cache(maxsize=2048)
def _column(letters: str) -> int:
    at = 0
    for letter in letters.upper():
        at = at * 26 + ord(letter) - 64
    return at


def _letters(column: int) -> str:
    shown = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        shown = chr(65 + rest) + shown
    return shown


def _columns(element: Element) -> str:
    first, last = number(element.get("min"), 1), number(element.get("max"), 1)
    names = _letters(min(first, _LAST_COLUMN)), _letters(min(last, _LAST_COLUMN))
    return names[0] if names[0] == names[1] else "-".join(names)


def _spans(names: list[str]) -> list[str]:
    """'4', '5', '6', '9' as '4-6', '9'; names that are no numbers as they are."""
    spans: list[list[str]] = []
    for name in names[:_LISTED]:
        if spans and name.isdigit() and number(spans[-1][-1], -9) + 1 == number(name, -1):
            spans[-1] = [spans[-1][0], name]
        else:
            spans.append([name])
    return ["-".join(span) for span in spans]


def _page_line(text: str) -> str:
    """A header or footer without its codes for fonts and pages."""
    bare = re.sub(r'&"[^"]*"|&\d+|&K[0-9A-F]{6}|&[A-Z&]', " ", text, flags=re.IGNORECASE)
    return " ".join(bare.split())
