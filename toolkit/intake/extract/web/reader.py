"""HTML: what a reader of the page would see. Nothing is run and nothing is loaded.

libxml2 parses, and tells each element as it begins and ends: no tree is built, so that 200,000
nested elements cost no more than as many beside each other. The standard library's parser takes
six times as long, and a tree of libxml2 ends at its 256th level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from toolkit.intake.extract.shared.encodings import decoded
from toolkit.intake.extract.web.blocks import Builder
from toolkit.intake.model import Extracted, Hidden, HiddenKind
from toolkit.intake.room import NotReadable, Room

READER = "html 1"

_SKIPPED = frozenset(
    (
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "audio",
        "video",
        "datalist",
        "noframes",
        "noembed",
    )
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body center dd details dialog dir div dl dt fieldset
        figcaption figure footer form header hgroup hr html legend li main menu nav ol option p
        pre search section summary table tbody td tfoot th thead tr ul caption h1 h2 h3 h4 h5
        h6""",
    )
)
_VOID = frozenset(
    re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr")
)
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_META = {
    "author": "author",
    "dc.creator": "author",
    "dcterms.creator": "author",
    "generator": "software",
    "keywords": "keywords",
    "description": "subject",
    "dc.title": "title",
    "dc.language": "language",
    "content-language": "language",
    "dc.date": "created",
    "date": "created",
    "dcterms.created": "created",
    "article:published_time": "created",
    "dcterms.modified": "modified",
    "article:modified_time": "modified",
    "last-modified": "modified",
}
_HIDDEN_KINDS: dict[str, HiddenKind] = {"author": "author", "software": "software"}
_ISO = re.compile(
    r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_MAX_HIDDEN = 2_000


def read_html(path: Path, room: Room) -> Extracted:
    """The text of the page at `path`; raises `NotReadable`."""
    with path.open("rb") as file:
        data = file.read(room.limits.member + 1)
    if len(data) > room.limits.member:
        raise NotReadable("I003", f"it is larger than {room.limits.member:,} bytes")
    text, properties = page(decoded(data, room, markup=True), room)
    return Extracted(
        reader=READER,
        text=text,
        properties=properties,
        hidden=tuple(room.hidden),
        troubles=tuple(room.troubles),
    )


def page(text: str, room: Room) -> tuple[str, dict[str, str]]:
    """A page of HTML as Markdown, and its properties. What is not seen is noted in the room."""
    target = _Target(room)
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=False)
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    if not text.strip():
        return "", {}
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    except _Enough:
        room.trouble("I010", f"only the first {room.limits.text:,} characters were read")
    except etree.LxmlError:
        room.trouble("I006", "its markup breaks off")
    return target.finished()


class _Enough(Exception):
    """As much text as may be read has been read."""


@dataclass
class _Target:
    """Told by the parser what begins and ends; keeps what is seen."""

    room: Room
    out: Builder = field(default_factory=Builder)
    properties: dict[str, str] = field(default_factory=dict)
    #: Open elements: name, and whether it began a part that is skipped or hidden.
    open: list[tuple[str, str]] = field(default_factory=list)
    skipping: int = 0
    hiding: int = 0
    concealed: list[str] = field(default_factory=list)
    title: list[str] | None = None
    heading: str = ""
    read: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "title" and not self.skipping:
            self.title = self.title if self.title is not None else []
        if name == "meta":
            self._meta(attributes)
        part = ""
        if name in _SKIPPED:
            part = "skip"
            self.skipping += 1
        elif _is_hidden(name, attributes):
            part = "hide"
            self.hiding += 1
        if name not in _VOID:
            self.open.append((name, part))
        elif part == "hide":
            self.hiding -= 1
            self._conceal(attributes.get("value", "") if name == "input" else "")
            return
        elif part == "skip":
            self.skipping -= 1
            return
        if self.skipping:
            return
        if name == "html" and attributes.get("lang", attributes.get("xml:lang")):
            self.properties.setdefault("language", (attributes.get("lang") or "").strip()[:35])
        if self.hiding:
            if name in _BLOCKS or name == "br":
                self.concealed.append(" ")
            return
        if name in _BLOCKS:
            self.out.begin(name, attributes)
        elif name == "br":
            self.out.line_break()
        elif name == "a":
            self.out.open_link(attributes.get("href", ""))
        elif name == "img":
            self.out.words(attributes.get("alt", "") or "")
        elif name == "input":
            self._input(attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _VOID:
            return
        if name == "title":
            self._titled()
        part = ""
        if self.open and self.open[-1][0] == name:
            _, part = self.open.pop()
        seen = not self.skipping and not self.hiding
        if part == "skip":
            self.skipping -= 1
        elif part == "hide":
            self.hiding -= 1
            if not self.hiding:
                self._conceal("".join(self.concealed))
                self.concealed = []
        if seen and name in _BLOCKS:
            self.out.end(name)
        elif seen and name == "a":
            self.out.close_link()

    def data(self, text: str) -> None:
        """Words, between tags."""
        if self.skipping:
            return
        if self.title is not None and self.open and self.open[-1][0] == "title":
            self.title.append(text)
            return
        self.read += len(text)
        if self.read > self.room.limits.text:
            raise _Enough
        if self.hiding:
            self.concealed.append(text)
        else:
            self.out.words(text)

    def comment(self, text: str) -> None:
        """Left out: a comment is not seen."""

    def close(self) -> None:
        """The page ends."""

    def finished(self) -> tuple[str, dict[str, str]]:
        """The text and the properties."""
        if self.concealed:
            self._conceal("".join(self.concealed))
        return self.out.markdown(), {key: value for key, value in self.properties.items() if value}

    def _titled(self) -> None:
        if self.title:
            self.properties.setdefault("title", _SPACE.sub(" ", "".join(self.title)).strip()[:500])
        self.title = None

    def _conceal(self, text: str) -> None:
        shown = _SPACE.sub(" ", text).strip()
        if shown and len(self.room.hidden) < _MAX_HIDDEN:
            self.room.hidden.append(Hidden(kind="hidden text", value=shown[:2000]))

    def _meta(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv")
        value = _SPACE.sub(" ", attributes.get("content") or "").strip()
        meant = _META.get((name or "").casefold(), "")
        if not meant or not value:
            return
        if meant in _HIDDEN_KINDS:
            found = Hidden(kind=_HIDDEN_KINDS[meant], value=value[:500])
            if found not in self.room.hidden:
                self.room.hidden.append(found)
        elif meant not in ("created", "modified") or _ISO.fullmatch(value):
            self.properties.setdefault(meant, value[:500])

    def _input(self, attributes: dict[str, str]) -> None:
        kind = (attributes.get("type") or "text").casefold()
        if kind in ("checkbox", "radio"):
            self.out.words("☑ " if "checked" in attributes else "☐ ")
        elif kind not in ("password", "image", "file"):
            self.out.words(attributes.get("value") or "")


def _is_hidden(name: str, attributes: dict[str, str]) -> bool:
    if "hidden" in attributes and attributes.get("hidden") != "until-found":
        return True
    if name == "input" and (attributes.get("type") or "").casefold() == "hidden":
        return True
    style = attributes.get("style")
    return bool(style and _UNSEEN.search(style))
