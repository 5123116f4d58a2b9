"""Slides: PowerPoint's files (Office Open XML), slide by slide.

The XML is walked here: python-pptx gives up a whole file for one broken part, and knows neither
SmartArt, comments, alternate content nor hidden slides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.intake import markdown as md
from toolkit.intake.closed import closed
from toolkit.intake.extract.office import drawingml
from toolkit.intake.extract.office.package import Package, Relation, opened, relation_id
from toolkit.intake.extract.office.properties import read_properties
from toolkit.intake.extract.shared.blocks import Gathered, noted
from toolkit.intake.extract.shared.placed import in_order
from toolkit.intake.extract.shared.xml import Element, attribute, is_on, local, number
from toolkit.intake.model import Extracted
from toolkit.intake.room import Room

READER = "pptx 1"

_TITLES = frozenset({"title", "ctrTitle"})
_BULLETED = frozenset({"body", "obj", ""})
#: Shapes whose tops differ by less (English Metric Units; a quarter of an inch) stand in a row.
_ROW = 228_600
#: What a group's own groups may be nested to; XML of more is refused by its parser.
_DEEP = 60

Relations = Mapping[str, Relation]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape: where it stands, and what kind of placeholder it is (None: it is none)."""

    top: int
    left: int
    element: Element
    holds: str | None


@dataclass
class _Show:
    """The slides that are read, and what is known of their layouts."""

    package: Package
    room: Room
    authors: dict[str, str] = field(default_factory=dict)
    behind_charts: set[str] = field(default_factory=set)
    _places: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def slide(self, name: str, at: int, text: Gathered) -> None:
        """Add one slide's text, under its marks."""
        place = f"slide {at}"
        root = self.package.xml(name, place)
        relations = self.package.relations(name)
        blocks = [] if root is None else list(self._blocks(root, name, relations, place))
        shown = "\n\n".join(filter(None, blocks))
        notes = self._notes(relations, place)
        if root is not None and root.get("show") in ("0", "false"):
            words = drawingml.plain_text(root)
            self.room.hide("hidden text", f"the slide is not shown: {words[:300]}".strip(), place)
            shown = closed(shown, table=True)
        self._comments(relations, place)
        if not shown:
            why = "has no text" if root is not None else "could not be read"
            shown = f"*Slide {at} {why}.*"
        text.add("\n\n".join(filter(None, [md.marked(shown, slide=at), notes])), place)

    def _blocks(self, root: Element, name: str, relations: Relations, place: str) -> Iterator[str]:
        tree = root.find("{*}cSld/{*}spTree")
        if tree is None:
            self.room.trouble("I006", "it has no shapes' tree", place)
            return
        shapes = list(self._shapes(tree, self._inherited(relations)))
        title = next((each for each in shapes if each.holds in _TITLES), None)
        if title is not None:
            shapes.remove(title)
            body = title.element.find("{*}txBody")
            words = "" if body is None else drawingml.plain_text(body)
            yield md.heading(words, 2)
        for shape in _in_order(shapes):
            yield from self._shown(shape, relations, place, 0)

    def _shapes(self, tree: Element, places: Mapping[str, tuple[int, int]]) -> Iterator[_Shape]:
        for element in tree:
            name = local(element)
            if name == "AlternateContent":
                yield from self._shapes(_chosen(element), places)
            elif name in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"):
                marks = element.find("{*}nvSpPr/{*}nvPr/{*}ph")
                if marks is None:
                    marks = element.find("*/{*}nvPr/{*}ph")
                kind = None if marks is None else marks.get("type", "")
                top, left = _place(element) or _of_layout(marks, places)
                yield _Shape(top, left, element, kind)

    def _shown(self, shape: _Shape, relations: Relations, place: str, depth: int) -> Iterator[str]:
        element, name = shape.element, local(shape.element)
        if shape.holds == "sldNum":
            return
        about = element.find("*/{*}cNvPr")
        if about is not None and is_on(about.get("hidden")):
            words = drawingml.plain_text(element)
            self.room.hide("hidden text", words, place)
            return
        if name == "grpSp":
            if depth >= _DEEP:
                self.room.trouble("I012", "its groups are nested too deep", place)
                return
            for inner in _in_order(self._shapes(element, {})):
                yield from self._shown(inner, relations, place, depth + 1)
            return
        body = element.find("{*}txBody")
        if body is not None:
            bulleted = shape.holds in _BULLETED if shape.holds is not None else False
            yield from drawingml.text_blocks(body, relations, bulleted=bulleted)
        elif name == "graphicFrame":
            yield from self._framed(element, relations, place)
        if about is not None and (body is None or not drawingml.plain_text(body)):
            described = attribute(about, "descr") or attribute(about, "title")
            words = md.inline(described)
            if words:
                yield f"*Picture: {words}*" if name == "pic" else words

    def _framed(self, element: Element, relations: Relations, place: str) -> Iterator[str]:
        for each in element.iter("{*}tbl"):
            yield drawingml.table(each)
        for each in element.iter("{*}chart"):
            target = relations.get(relation_id(each))
            root = self.package.xml(target.target, place) if target is not None else None
            if root is not None and target is not None:
                yield from drawingml.chart(root)
                for inner in self.package.relations(target.target).values():
                    if inner.kind == "package" and not inner.external:
                        self.behind_charts.add(inner.target)
                        self.room.hide("property", f"data behind a chart: {inner.target}", place)
        for each in element.iter("{*}relIds"):
            target = relations.get(relation_id(each, "dm"))
            root = self.package.xml(target.target, place) if target is not None else None
            if root is not None:
                yield drawingml.diagram(root)

    def _inherited(self, relations: Relations) -> dict[str, tuple[int, int]]:
        """Where the layout of a slide, and then its master, put their placeholders."""
        layout = next((each for each in relations.values() if each.kind == "slideLayout"), None)
        if layout is None or layout.external:
            return {}
        if layout.target not in self._places:
            found: dict[str, tuple[int, int]] = {}
            masters = self.package.relations(layout.target).values()
            above = [each.target for each in masters if each.kind == "slideMaster"]
            for part in (*above[:1], layout.target):
                root = self.package.xml(part)
                for marks in () if root is None else root.iter("{*}ph"):
                    shape = marks.getparent()
                    shape = None if shape is None else shape.getparent()
                    shape = None if shape is None else shape.getparent()
                    where = None if shape is None else _place(shape)
                    if where:
                        found[f"type {_family(marks)}"] = where
                        found[f"idx {marks.get('idx', '0')}"] = where
            self._places[layout.target] = found
        return self._places[layout.target]

    def _notes(self, relations: Relations, place: str) -> str:
        target = next((each for each in relations.values() if each.kind == "notesSlide"), None)
        root = self.package.xml(target.target, place) if target is not None else None
        if root is None or target is None:
            return ""
        own = self.package.relations(target.target)
        blocks: list[str] = []
        words: list[str] = []
        for shape in root.iter("{*}sp"):
            marks = shape.find("*/{*}nvPr/{*}ph")
            body = shape.find("{*}txBody")
            kind = "" if marks is None else marks.get("type", "body")
            if body is not None and kind not in ("sldNum", "sldImg", "dt", "hdr", "ftr"):
                blocks += drawingml.text_blocks(body, own)
                words.append(drawingml.plain_text(body))
        self.room.hide("speaker notes", "\n".join(filter(None, words)), place)
        return noted(blocks)

    def _comments(self, relations: Relations, place: str) -> None:
        for target in relations.values():
            if target.kind != "comments" or target.external:
                continue
            root = self.package.xml(target.target, place)
            for each in () if root is None else root.iter("{*}cm", "{*}reply"):
                old = each.find("{*}text")
                body = each.find("{*}txBody")
                words = (old.text or "") if old is not None else ""
                if body is not None:
                    words = drawingml.plain_text(body)
                who = self.authors.get(each.get("authorId", ""), "")
                if words.strip():
                    self.room.hide("comment", f"{who}: {words}" if who else words, place)


def read_pptx(path: Path, room: Room) -> Extracted:
    """The slides of a show, in their order, hidden ones too; its notes as quotes under them."""
    with opened(path, room) as package:
        main = package.main(usual="ppt/presentation.xml")
        properties, _ = read_properties(package)
        package.tell_macros()
        relations = package.relations(main)
        show = _Show(package, room, authors=_authors(package, relations))
        names = list(_slides(package, main, relations))
        text = Gathered(room)
        for at, name in enumerate(names, 1):
            if at > room.limits.pages:
                room.trouble("I010", f"only the first {room.limits.pages:,} slides were read")
                break
            show.slide(name, at, text)
            if text.full:
                break
        package.enclose_files(but=show.behind_charts.__contains__)
    return room.extracted(READER, text.whole(), properties=properties, pages=len(names))


def _in_order(shapes: Iterable[_Shape]) -> Iterator[_Shape]:
    return in_order(shapes, lambda each: (each.top, each.left), _ROW)


def _slides(package: Package, main: str, relations: Relations) -> Iterator[str]:
    """The names of the slides' parts, in the order of the show."""
    root = package.xml(main)
    listed = [] if root is None else list(root.iterfind("{*}sldIdLst/{*}sldId"))
    for each in listed:
        target = relations.get(relation_id(each))
        if target is None or target.target not in package:
            package.room.trouble("I006", "a slide is listed, but is not there", main)
        else:
            yield target.target
    if not listed:  # a broken list: then by their numbers
        found = [name for name in package.names() if name.startswith("ppt/slides/slide")]
        yield from sorted(found, key=lambda name: (len(name), name))


def _authors(package: Package, relations: Relations) -> dict[str, str]:
    found: dict[str, str] = {}
    for target in relations.values():
        if target.kind in ("commentAuthors", "authors"):
            root = package.xml(target.target)
            for each in () if root is None else root.iter("{*}cmAuthor", "{*}author"):
                found[each.get("id", "")] = each.get("name", "")
    return found


def _chosen(element: Element) -> Element:
    """Of alternate content, what a program of today shows; what others show where that is empty."""
    choice, other = element.find("{*}Choice"), element.find("{*}Fallback")
    if choice is not None and (other is None or next(choice.iter("{*}t", "{*}relIds"), None)):
        return choice
    if choice is None or (other is not None and next(other.iter("{*}t"), None) is not None):
        return element if other is None else other
    return choice


def _place(element: Element) -> tuple[int, int] | None:
    """Where a shape says that it stands: from the top, and from the left."""
    for path in ("{*}spPr/{*}xfrm/{*}off", "{*}xfrm/{*}off", "{*}grpSpPr/{*}xfrm/{*}off"):
        found = element.find(path)
        if found is not None:
            return number(found.get("y")), number(found.get("x"))
    return None


def _of_layout(marks: Element | None, places: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    if marks is None:
        return 0, 0
    found = places.get(f"idx {marks.get('idx', '0')}") if marks.get("idx") else None
    return found or places.get(f"type {_family(marks)}") or (0, 0)


def _family(marks: Element) -> str:
    kind = marks.get("type", "obj")
    return {"ctrTitle": "title", "subTitle": "body", "obj": "body"}.get(kind, kind)
