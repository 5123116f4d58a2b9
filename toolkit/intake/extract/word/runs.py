"""The words within paragraphs of a Word document: runs, links, fields, changes, notes, boxes.

What a reader would see once all changes were accepted is the text; what was deleted, what is
hidden and who wrote what in is noted beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.intake import markdown
from toolkit.intake.extract.office.package import Relation
from toolkit.intake.extract.shared.lines import Line
from toolkit.intake.extract.shared.xml import Element, local
from toolkit.intake.extract.word.changes import Change, Changes
from toolkit.intake.extract.word.fields import address_in, is_page_number
from toolkit.intake.extract.word.formulas import MATH, linear
from toolkit.intake.extract.word.styles import Styles, W, switch
from toolkit.intake.extract.word.symbols import symbol
from toolkit.intake.room import Room

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_MAX_VALUE = 2_000
_FILE_NAME = re.compile(
    r"\S*[\\/]\S*\Z|.*\.(?:png|jpe?g|gif|bmp|tiff?|wmf|emf|svg)\Z", re.IGNORECASE
)
_MADE = re.compile(
    r"\s*(?:Description automatically generated|AI-generated content may be).*\Z", re.DOTALL
)


@dataclass
class _Field:
    """A field that has begun: its instruction, and whether its result has been reached."""

    code: str = ""
    shown: bool = False
    address: str = ""
    silent: bool = False


@dataclass
class Notes:
    """What all stories of a document share: signs of notes, pages, what is hidden."""

    room: Room
    styles: Styles
    signs: dict[tuple[str, str], int] = field(default_factory=dict)
    page: int | None = None
    quiet: bool = False
    cells: int = 0

    def sign(self, kind: str, note_id: str) -> int:
        """The number of a footnote or endnote, counted as they are referred to."""
        return self.signs.setdefault((kind, note_id), len(self.signs) + 1)

    def list_changes(self, changes: Changes) -> None:
        """List what is not seen on the page that is being read."""
        if not self.quiet:
            changes.end(self.room, f"page {self.page}" if self.page else "")


@dataclass
class Found:
    """A paragraph's words, the boxes that are anchored in it, and descriptions of its pictures."""

    line: Line = field(default_factory=Line)
    boxes: list[Element] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)


class Runs:
    """Reads runs of one story (the body, a header, a note); fields may go on over paragraphs."""

    def __init__(self, notes: Notes, relations: dict[str, Relation], *, furniture: bool) -> None:
        self._notes = notes
        self._relations = relations
        self._furniture = furniture  # headers and footers: page numbers are left out
        self._fields: list[_Field] = []
        self._found = Found()
        self._author: tuple[Change, str] | None = None
        self._changes = Changes()
        self._link = ""
        self._hidden = self._strong = False
        self._many: dict[object, Callable[[Element], None]] = {
            f"{W}r": self._run,
            f"{W}t": lambda each: self._text(each.text),
            f"{W}delText": lambda each: self._text(each.text),
            f"{W}instrText": self._instruction,
            f"{W}tab": lambda each: self._text("\t"),
            f"{W}ptab": lambda each: self._text("\t"),
            f"{W}br": self._break,
            f"{W}cr": lambda each: self._text("\n"),
            f"{W}noBreakHyphen": lambda each: self._text("-"),
            f"{W}sym": lambda each: self._text(symbol(each)),
            f"{W}fldChar": self._field_sign,
            f"{W}fldSimple": self._simple_field,
            f"{W}hyperlink": self._hyperlink,
            f"{W}ins": lambda each: self._changed(each, "inserted text"),
            f"{W}moveTo": self.inside,
            f"{W}del": lambda each: self._changed(each, "deleted text"),
            f"{W}moveFrom": lambda each: None,
            f"{W}footnoteReference": lambda each: self._note(each, "footnote"),
            f"{W}endnoteReference": lambda each: self._note(each, "endnote"),
            f"{W}lastRenderedPageBreak": self._page_break,
            f"{W}drawing": self._drawing,
            f"{W}pict": self._drawing,
            f"{W}object": self._drawing,
            f"{MC}AlternateContent": self._alternatives,
            f"{W}ruby": self._ruby,
            f"{MATH}oMath": self._formula,
            f"{MATH}oMathPara": self.inside,
            f"{W}tbl": lambda each: self._found.tables.append(each),
            f"{W}txbxContent": lambda each: self._found.boxes.append(each),
        }
        for name in ("smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "subDoc", "p"):
            self._many[W + name] = self.inside

    def read(
        self,
        element: Element,
        into: Line | None = None,
        *,
        strong: bool = False,
        hide: bool = False,
    ) -> Found:
        """The words in an element, `into` a line that was begun before it."""
        outer = self._found, self._strong, self._hidden, self._changes
        self._found = found = Found(line=Line() if into is None else into)
        self._strong, self._hidden, self._changes = strong, hide, Changes()
        self.inside(element)
        found.line.end_link()
        self._notes.list_changes(self._changes)
        self._found, self._strong, self._hidden, self._changes = outer
        return found

    def inside(self, element: Element) -> None:
        """Go through what is within an element."""
        for each in element:
            reader = self._many.get(each.tag)
            if reader is not None:
                reader(each)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        inner = self._fields[-1] if self._fields else None
        if inner is not None and (not inner.shown or any(not each.shown for each in self._fields)):
            return
        if self._hidden:
            self._changes.add("hidden text", "", text)
            return
        if self._author:
            self._changes.add(*self._author, text)
            if self._author[0] == "deleted text":
                return
        if inner is not None and any(each.silent for each in self._fields):
            return
        address = self._link or next((each.address for each in self._fields if each.address), "")
        line = self._found.line
        if line.page is None and not text.isspace():
            line.page = self._notes.page
        line.add(text, address, strong=self._strong)

    def _run(self, run: Element) -> None:
        properties = run.find(f"{W}rPr")
        if properties is None:
            self.inside(run)
            return
        outer = self._hidden, self._strong
        styles = self._notes.styles
        style = properties.find(f"{W}rStyle")
        style_id = "" if style is None else style.get(f"{W}val", "")
        hidden, strong = switch(properties, "vanish"), switch(properties, "b")
        if hidden is None and style_id:
            hidden = styles.is_hidden(style_id)
        if strong is None and style_id:
            strong = styles.is_strong(style_id) or None
        self._hidden = self._hidden if hidden is None else hidden
        self._strong = self._strong if strong is None else strong
        self.inside(run)
        self._hidden, self._strong = outer

    def _break(self, each: Element) -> None:
        self._text("\n" if each.get(f"{W}type", "textWrapping") == "textWrapping" else " ")

    def _page_break(self, each: Element) -> None:
        if self._notes.page is not None:
            self._notes.page += 1

    def _hyperlink(self, each: Element) -> None:
        relation = self._relations.get(each.get(f"{R}id", ""))
        outer = self._link
        self._link = relation.target if relation and relation.external else ""
        self.inside(each)
        self._link = outer

    def _field_sign(self, each: Element) -> None:
        kind = each.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            self._form(each)
        elif kind == "separate" and self._fields:
            self._reached(self._fields[-1])
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._found.line.end_link()

    def _reached(self, field_: _Field) -> None:
        field_.shown = True
        field_.address = address_in(field_.code)
        field_.silent = self._furniture and is_page_number(field_.code)

    def _form(self, each: Element) -> None:
        """What a check box or list of choices of a form shows, which is no text of its own."""
        data = each.find(f"{W}ffData")
        if data is None:
            return
        begun, self._fields = self._fields, self._fields[:-1]
        box = data.find(f"{W}checkBox")
        if box is not None:
            on = switch(box, "checked")
            on = switch(box, "default") if on is None else on
            self._text("\N{BALLOT BOX WITH X}" if on else "\N{BALLOT BOX}")
        choices = data.find(f"{W}ddList")
        if choices is not None:
            entries = choices.findall(f"{W}listEntry")
            result = choices.find(f"{W}result")
            at = result.get(f"{W}val", "0") if result is not None else "0"
            if at.isdecimal() and int(at) < len(entries):
                self._text(entries[int(at)].get(f"{W}val", ""))
        self._fields = begun

    def _simple_field(self, each: Element) -> None:
        field_ = _Field(code=each.get(f"{W}instr", ""))
        self._reached(field_)
        self._fields.append(field_)
        self.inside(each)
        self._fields.pop()
        self._found.line.end_link()

    def _instruction(self, each: Element) -> None:
        if self._fields and not self._fields[-1].shown and len(self._fields[-1].code) < 4000:
            self._fields[-1].code += each.text or ""

    def _changed(self, each: Element, kind: Change) -> None:
        outer = self._author
        if outer is None or outer[0] != "deleted text":
            self._author = (kind, each.get(f"{W}author", ""))
        self.inside(each)
        self._author = outer

    def _note(self, each: Element, kind: str) -> None:
        if self._author and self._author[0] == "deleted text":
            return
        number = self._notes.sign(kind, each.get(f"{W}id", ""))
        self._found.line.sign(markdown.note_sign(number))

    def _alternatives(self, each: Element) -> None:
        """The first choice whose words can be read; else what is there for older programs."""
        choices = [part for part in each if part.tag == f"{MC}Choice"]
        fallback = each.find(f"{MC}Fallback")
        for choice in choices:
            if fallback is None or _says_something(choice) or not _says_something(fallback):
                self.inside(choice)
                return
        if fallback is not None:
            self.inside(fallback)

    def _ruby(self, each: Element) -> None:
        base = each.find(f"{W}rubyBase")
        if base is not None:
            self.inside(base)

    def _formula(self, each: Element) -> None:
        self._text(linear(each))

    def _drawing(self, drawing: Element) -> None:
        """Text boxes, shapes with words, descriptions of pictures."""
        if self._author and self._author[0] == "deleted text":
            return
        described: list[str] = []
        stack = list(drawing)[::-1]
        while stack:
            each = stack.pop()
            if each.tag == f"{W}txbxContent":
                self._found.boxes.append(each)
                continue
            if each.tag == f"{MC}AlternateContent":
                self._alternatives(each)
                continue
            name = local(each)
            if name in ("docPr", "cNvPr"):
                described.append(str(each.get("descr") or each.get("title") or ""))
            elif name == "shape":
                described.append(each.get("alt", ""))
            elif name == "textpath":
                self._text(each.get("string", ""))
            elif name == "relIds":
                relation = self._relations.get(each.get(f"{R}dm", ""))
                if relation:
                    self._found.diagrams.append(relation.target)
            elif each.tag == f"{A}p":
                self._text("".join(part.text or "" for part in each.iter(f"{A}t")) + "\n")
                continue
            elif each.tag in (f"{MATH}oMath", f"{W}p"):
                self.inside(each)
                continue
            stack.extend(list(each)[::-1])
        for text in dict.fromkeys(_MADE.sub("", each[:_MAX_VALUE]).strip() for each in described):
            if text and not _FILE_NAME.match(text):
                self._found.asides.append(text)


def _says_something(element: Element) -> bool:
    return any(
        local(each) in ("t", "txbxContent", "blip", "docPr", "relIds", "imagedata")
        for each in element.iter()
    )
