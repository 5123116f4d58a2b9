"""Word documents (.docx and its kin, of both editions of the format) as Markdown.

The parts are walked here and not by python-docx or mammoth: neither gives automatic numbers, the
state after all changes, text boxes, controls, page breaks and what is hidden all together, and
both read the whole package before they look at its size.

What stands where: the header of the first page first (a letter's sender), then the body, then the
footers and the other headers once each, then the notes. Page numbers are given only where Word
itself noted where its pages broke and came to the number of pages that it counted.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from toolkit.intake import markdown
from toolkit.intake.extract.office.package import Package, Relation, opened
from toolkit.intake.extract.office.properties import read_properties
from toolkit.intake.extract.shared.composer import Composer, Full
from toolkit.intake.extract.shared.xml import Element, local
from toolkit.intake.extract.word.body import Story, first_section, is_titled
from toolkit.intake.extract.word.fields import Margins
from toolkit.intake.extract.word.numbering import Numbers
from toolkit.intake.extract.word.runs import Notes, R
from toolkit.intake.extract.word.styles import Styles, W
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

READER = "docx 1"

_NOTES = {"footnote": "footnotes", "endnote": "endnotes"}


def read_docx(path: Path, room: Room) -> Extracted:
    """The text of the Word document at `path`, what it says of itself, and what is within it.

    Raises `NotReadable` for a package that is encrypted, broken beyond use or a bomb.
    """
    with opened(path, room) as package:
        return _Document(package, room).read()


class _Document:
    def __init__(self, package: Package, room: Room) -> None:
        self._package = package
        self._room = room
        self._main = package.main(usual="word/document.xml")
        self._relations = package.relations(self._main)
        self._text = Composer(room)
        self._notes = Notes(room, Styles(self._related("styles")))
        self._numbers = Numbers(self._related("numbering"))
        self._margins = Margins()

    def read(self) -> Extracted:
        root = self._package.xml(self._main)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise NotReadable("I006", "it holds no text of a Word document")
        properties, pages = read_properties(self._package)
        broken = self._pages(body, pages)
        with contextlib.suppress(Full):
            self._write(body)
        self._comments()
        self._package.tell_macros()
        self._package.enclose_files()
        text = self._text.whole()
        if not text:
            self._room.trouble("I018", "no text was found in it")
        return self._room.extracted(
            READER, text, properties=properties, pages=pages or (broken + 1 if broken else None)
        )

    def _pages(self, body: Element, pages: int | None) -> int:
        """Begin to count pages, if they can be trusted; gives the breaks that Word noted."""
        rows = 0
        for row in body.iter(f"{W}tr"):
            breaks = [_breaks(cell) for cell in row.iter(f"{W}tc")]
            rows += sum(breaks) - max(breaks, default=0)
        broken = _breaks(body) - rows
        if broken and (pages is None or pages == broken + 1):
            self._notes.page = 1
        return broken

    def _write(self, body: Element) -> None:
        first, others = self._sections(body)
        for target in first:
            self._margin(target)
        story = self._story(self._relations)
        story.blocks(body)
        for target in others:
            self._margin(target)
        self._write_notes()

    def _story(self, relations: dict[str, Relation], *, furniture: bool = False) -> Story:
        return Story(
            self._text, self._notes, self._numbers, self._package, relations, furniture=furniture
        )

    def _related(self, kind: str) -> Element | None:
        for relation in self._relations.values():
            if relation.kind == kind and not relation.external:
                return self._package.xml(relation.target)
        return None

    def _sections(self, body: Element) -> tuple[list[str], list[str]]:
        """The parts that are the first page's header, and all other headers and footers."""
        section = first_section(body)
        wanted = "first" if section is not None and is_titled(section) else "default"
        first: list[str] = []
        others: list[str] = []
        for each in body.iter(f"{W}headerReference", f"{W}footerReference"):
            relation = self._relations.get(each.get(f"{R}id", ""))
            if relation is None or relation.external:
                continue
            on_first = each.getparent() is section and each.get(f"{W}type", "default") == wanted
            is_header = local(each) == "headerReference"
            (first if on_first and is_header else others).append(relation.target)
        return first, [each for each in dict.fromkeys(others) if each not in first]

    def _margin(self, target: str) -> None:
        """A header or footer, unless the same words stood in one before."""
        root = self._package.xml(target)
        if root is None:
            return
        words = " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p"))
        if self._margins.is_new(words):
            self._story(self._package.relations(target), furniture=True).blocks(root)

    def _write_notes(self) -> None:
        roots: dict[str, tuple[Story, dict[str, Element]]] = {}
        for kind, plural in _NOTES.items():
            if not any(found == kind for found, _ in self._notes.signs):
                continue
            for relation in self._relations.values():
                if relation.kind == plural and not relation.external:
                    root = self._package.xml(relation.target)
                    story = self._story(self._package.relations(relation.target))
                    notes = () if root is None else root.iter(W + kind)
                    roots[kind] = story, {n.get(f"{W}id", ""): n for n in notes}
        for (kind, note_id), number in list(self._notes.signs.items()):
            if kind in roots and note_id in roots[kind][1]:
                story, notes_by_id = roots[kind]
                line = story.line(notes_by_id[note_id])
                line.text = line.text.strip()
                self._text.note(number, line)

    def _comments(self) -> None:
        root = self._related("comments")
        if root is None:
            return
        quiet = Notes(self._room, self._notes.styles, quiet=True)
        story = Story(self._text, quiet, Numbers(None), self._package, {})
        for each in root.iter(f"{W}comment"):
            words = story.line(each, " ").words()
            author = each.get(f"{W}author", "")
            day = each.get(f"{W}date", "")[:10]
            if words:
                value = f"{author}: {words}" if author else words
                self._room.hide("comment", markdown.plain(value), day)


def _breaks(element: Element) -> int:
    return sum(1 for _ in element.iter(f"{W}lastRenderedPageBreak"))
