"""Styles of a Word document: which are headings, which number, hide or embolden what has them.

Programs other than Word name the styles of headings in the language of their user; without those
names half of what they wrote would have no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.intake.extract.shared.xml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_OFF = frozenset({"0", "false", "off"})
_MAX_CHAIN = 20

# Word itself calls them `heading 1`, `Title` in every language; other programs do not.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|títol|titlu|titel|заголовок|загаловак|заглавие"
    r"|标题|標題|見出し|제목|kop|nagłówek|nadpis|naslov|rubrik|overskrift|otsikko|címsor|başlık"  # noqa: RUF001
    r"|επικεφαλίδα|encabezado|intestazione|cabeçalho|หัวเรื่อง|tiêu đề|judul|tajuk|antraštė"
    r"|virsraksts|pealkiri|fyrirsögn)\s*([1-9])(?![0-9])"
)
# fmt: off
_TITLES = frozenset((
    "title", "titel", "titre", "título", "titolo", "títol", "titlu", "название", "заголовок",
    "назва", "标题", "標題", "表題", "제목", "tytuł", "název", "názov", "naslov", "rubrik",
    "tittel", "otsikko", "cím", "konu başlığı", "τίτλος", "ชื่อเรื่อง", "tiêu đề", "judul",  # noqa: RUF001
    "pavadinimas", "nosaukums", "pealkiri",
))
_SUBTITLES = frozenset((
    "subtitle", "untertitel", "sous-titre", "subtítulo", "sottotitolo", "подзаголовок",
    "підзаголовок", "副标题", "副標題", "副題", "부제", "부제목", "podtytuł", "podtitul",
    "podnaslov", "underrubrik", "undertittel", "undertitel", "alaotsikko",
    "alcím", "altyazı", "ondertitel", "υπότιτλος", "subjudul",  # noqa: RUF001
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Style:
    """One style, and what it says itself."""

    based: str
    name: str
    outline: int | None
    numbering: tuple[str | None, int | None] | None
    hidden: bool | None
    strong: bool | None


class Styles:
    """The styles of a document by their ids; what one does not say, the style under it does."""

    def __init__(self, root: Element | None) -> None:
        # Read when it is asked for: Word writes 160 styles down, a text has a dozen.
        self._elements: dict[str, Element] = {}
        self._styles: dict[str, Style] = {}
        self._levels: dict[str, int | None] = {}
        self.default = ""
        if root is None:
            return
        for each in root.iter(f"{W}style"):
            style_id = each.get(f"{W}styleId")
            if style_id:
                self._elements[style_id] = each
                if each.get(f"{W}type") == "paragraph" and is_on(each, f"{W}default"):
                    self.default = style_id

    def heading(self, style_id: str) -> int | None:
        """The level of a heading in this style, from 1; None for what is no heading."""
        if style_id not in self._levels:
            self._levels[style_id] = self._heading(style_id)
        return self._levels[style_id]

    def _heading(self, style_id: str) -> int | None:
        for style in self._chain(style_id):
            if style.name == "toc heading":
                return 1
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
            level = named_level(style.name)
            if level:
                return level
        return None if style_id in self._elements else named_level(style_id.casefold())

    def is_contents(self, style_id: str) -> bool:
        """Whether it is for lines of a table of contents."""
        style = self._style(style_id)
        return bool(style and re.match(r"toc \d|table of figures", style.name))

    def numbering(self, style_id: str) -> tuple[str | None, int | None]:
        """(list, level) that the style puts its paragraphs in."""
        number, depth = None, None
        for style in self._chain(style_id):
            if style.numbering:
                number = style.numbering[0] if number is None else number
                depth = style.numbering[1] if depth is None else depth
                if number is not None:
                    break
        return number, depth

    def is_hidden(self, style_id: str) -> bool:
        """Whether text in this style is not shown."""
        return any(style.hidden for style in self._first(style_id, "hidden"))

    def is_strong(self, style_id: str) -> bool:
        """Whether text in this style is bold."""
        return any(style.strong for style in self._first(style_id, "strong"))

    def _first(self, style_id: str, said: str) -> Iterator[Style]:
        for style in self._chain(style_id):
            if getattr(style, said) is not None:
                yield style
                return

    def _style(self, style_id: str) -> Style | None:
        if style_id not in self._styles and style_id in self._elements:
            self._styles[style_id] = _style(self._elements[style_id])
        return self._styles.get(style_id)

    def _chain(self, style_id: str) -> Iterator[Style]:
        for _ in range(_MAX_CHAIN):
            style = self._style(style_id)
            if style is None:
                return
            yield style
            style_id = style.based


def named_level(name: str) -> int | None:
    """The level of headings in a style of this name (in small letters); None for other styles."""
    found = _HEADING.match(name)
    if found:
        return int(found[1])
    if name in _TITLES or name == "heading":  # which LibreOffice bases its headings on
        return 1
    return 2 if name in _SUBTITLES else None


def _style(each: Element) -> Style:
    name = based = ""
    outline: int | None = None
    numbering: tuple[str | None, int | None] | None = None
    hidden: bool | None = None
    strong: bool | None = None
    for part in each:
        if part.tag == f"{W}name":
            name = " ".join(part.get(f"{W}val", "").casefold().split())
        elif part.tag == f"{W}basedOn":
            based = part.get(f"{W}val", "")
        elif part.tag == f"{W}pPr":
            outline = number_in(part.find(f"{W}outlineLvl"))
            numbering = numbering_in(part)
        elif part.tag == f"{W}rPr":
            hidden, strong = switch(part, "vanish"), switch(part, "b")
    return Style(based, name, outline, numbering, hidden, strong)


def numbering_in(properties: Element) -> tuple[str | None, int | None] | None:
    """(list, level) that a paragraph's properties put it in; None where they say nothing."""
    found = properties.find(f"{W}numPr")
    if found is None:
        return None
    number = found.find(f"{W}numId")
    return (
        None if number is None else number.get(f"{W}val", ""),
        number_in(found.find(f"{W}ilvl")),
    )


def number_in(element: Element | None) -> int | None:
    """The number that is an element's value; None for none."""
    return None if element is None else whole(element.get(f"{W}val"))


def whole(value: str | None) -> int | None:
    """A number as XML has it, also in points; None for none and for one beyond all measure."""
    found = re.match(r"\s*([-+]?[0-9]{1,9})(?:\.[0-9]*)?(pt)?", value or "")
    if not found:
        return None
    return int(found[1]) * (20 if found[2] else 1)


def switch(properties: Element, name: str) -> bool | None:
    """Whether a property is switched on; None where nothing is said."""
    found = properties.find(W + name)
    return None if found is None else found.get(f"{W}val", "1").casefold() not in _OFF


def is_on(element: Element, name: str) -> bool:
    """Whether an attribute is there and says yes."""
    return element.get(name, "0").casefold() not in _OFF
