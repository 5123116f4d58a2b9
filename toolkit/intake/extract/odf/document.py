"""OpenDocument files (ISO/IEC 26300): the package or flat file, its styles and properties.

Read here, not by odfpy: it cannot open every document that LibreOffice opens (a DTD is named in
it, a thumbnail is missing), builds an object of its own for each element, and is not maintained.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from toolkit.intake import packages
from toolkit.intake.extract.shared.parts import Parts
from toolkit.intake.extract.shared.xml import Element, attribute, local, number, parsed
from toolkit.intake.model import HiddenKind
from toolkit.intake.room import NotReadable, Room

_DATE = re.compile(r"(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?\Z")
_PICTURES = re.compile(rb"<office:binary-data>[^<]*</office:binary-data>")
_PROPERTIES = {"title": "title", "subject": "subject", "language": "language"}
_LISTED: dict[str, tuple[HiddenKind, str]] = {
    "initial-creator": ("author", ""),
    "creator": ("last editor", ""),
    "generator": ("software", ""),
    "description": ("property", "description: "),
    "editing-cycles": ("property", "revision: "),
    "editing-duration": ("property", "time of editing: "),
    "printed-by": ("property", "printed by: "),
    "print-date": ("property", "last printed: "),
}
_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a level of a list is numbered; `form` is '' for bullets and for no sign at all."""

    form: str
    prefix: str
    suffix: str
    start: int
    levels: int


@dataclass
class Styles:
    """The styles of a document, by family and name."""

    _own: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _above: dict[tuple[str, str], str] = field(default_factory=dict)
    _lists: dict[str, dict[int, Numbering]] = field(default_factory=dict)

    def read(self, root: Element | None) -> None:
        """Take in what a part defines."""
        if root is None:
            return
        for style in root.iter("{*}style"):
            key = attribute(style, "family"), attribute(style, "name")
            self._above[key] = attribute(style, "parent-style-name")
            own = self._own.setdefault(key, {})
            if attribute(style, "list-style-name"):
                own["list-style-name"] = attribute(style, "list-style-name")
            for inner in style:
                if local(inner).endswith("-properties"):
                    own.update({_bare(name): str(value) for name, value in inner.items()})
        for style in root.iter("{*}list-style", "{*}outline-style"):
            name = attribute(style, "name") if local(style) == "list-style" else "\0outline"
            self._lists[name] = dict(map(_numbering, style))

    def value(self, family: str, name: str, key: str) -> str:
        """A property of a style or of those that it is made from; '' where none says."""
        for _ in range(_ANCESTORS):
            found = self._own.get((family, name), {}).get(key)
            if found is not None:
                return found
            name = self._above.get((family, name), "")
            if not name:
                break
        return ""

    def is_made_from(self, name: str, ancestor: str) -> bool:
        """Whether a paragraph's style is `ancestor` or was made from it."""
        for _ in range(_ANCESTORS):
            if name == ancestor:
                return True
            name = self._above.get(("paragraph", name), "")
        return False

    def numbering(self, name: str, level: int) -> Numbering | None:
        """How `level` (from 0) of a list is numbered; None where it is not."""
        found = self._lists.get(name, {}).get(level)
        return found if found is not None and found.form else None

    def outline(self, level: int) -> Numbering | None:
        """How headings of `level` (from 0) are numbered."""
        return self.numbering("\0outline", level)


def _numbering(level: Element) -> tuple[int, Numbering]:
    at = number(attribute(level, "level"), 1) - 1
    is_number = local(level) in ("list-level-style-number", "outline-level-style")
    form = attribute(level, "num-format") if is_number else ""
    return at, Numbering(
        form=form.strip(),
        prefix=attribute(level, "num-prefix"),
        suffix=attribute(level, "num-suffix"),
        start=number(attribute(level, "start-value"), 1),
        levels=max(number(attribute(level, "display-levels"), 1), 1),
    )


@dataclass
class Document:
    """An open document: its body, its styles, and what else is in its package."""

    room: Room
    body: Element | None
    styles: Styles
    master: Element | None = None
    meta: Element | None = None
    package: Parts | None = None
    folder: str = ""
    depth: int = 0

    def part(self, address: str) -> str:
        """The name of the part that an address within the document leads to; '' for none."""
        if self.package is None or ":" in address or not address or address.startswith("/"):
            return ""
        return posixpath.normpath(posixpath.join(self.folder, unquote(address)))

    def inner(self, address: str) -> Document | None:
        """The document that is set into this one; None where there is none to read."""
        name = self.part(address)
        if not name or self.package is None or f"{name}/content.xml" not in self.package:
            return None
        if self.depth >= self.room.limits.depth:
            self.room.trouble("I012", "its objects are nested too deep", name)
            return None
        root = self.package.xml(f"{name}/content.xml")
        styles = Styles()
        styles.read(root)
        body = root if root is None or local(root) == "math" else root.find("{*}body")
        return Document(
            self.room,
            body,
            styles,
            package=self.package,
            folder=name,
            depth=self.depth + 1,
        )

    def properties(self) -> dict[str, str]:
        """What the document says of itself; what its pages do not show goes to `hidden`."""
        found: dict[str, str] = {}
        keywords: list[str] = []
        for each in () if self.meta is None else self.meta:
            name = local(each)
            value = " ".join("".join(map(str, each.itertext())).split())
            if name == "template":
                value = attribute(each, "title") or attribute(each, "href")
                self.room.hide("property", f"template: {value}" if value else "")
            elif not value:
                continue
            elif name in _PROPERTIES:
                found.setdefault(_PROPERTIES[name], value)
            elif name == "keyword":
                keywords.append(value)
            elif name in ("creation-date", "date"):
                day = _DATE.match(value)
                if day:
                    key = "created" if name == "creation-date" else "modified"
                    found.setdefault(key, day[1] + (day[2] or ""))
            elif name in _LISTED:
                kind, label = _LISTED[name]
                self.room.hide(kind, label + value)
            elif name == "user-defined":
                self.room.hide("property", f"{attribute(each, 'name')}: {value}")
        if keywords:
            found["keywords"] = ", ".join(keywords)
        return found

    def pages(self) -> int | None:
        """How many pages the program that saved it counted."""
        found = None if self.meta is None else self.meta.find("{*}document-statistic")
        value = 0 if found is None else number(attribute(found, "page-count"))
        return value if value > 0 else None


@contextmanager
def opened(path: Path, room: Room) -> Iterator[Document]:
    """The document at `path`, in a package or flat; raises `NotReadable` where it is none."""
    with path.open("rb") as file:
        head = file.read(4)
    if not head.startswith(b"PK"):
        yield _flat(path, room)
        return
    with packages.opened(path, room.limits) as archive:
        package = Parts(archive, room)
        _require_open(package)
        content = package.xml("content.xml")
        if content is None:
            raise NotReadable("I006", "it has no content that can be read")
        master = package.xml("styles.xml")
        styles = Styles()
        styles.read(master)
        styles.read(content)
        meta = package.xml("meta.xml")
        if any(name.startswith(("Basic/", "Scripts/")) for name in package.names()) or (
            _has_program(content)
        ):
            room.trouble("I015", "it holds macros, which were not run")
        yield Document(
            room,
            content.find("{*}body"),
            styles,
            master=master,
            meta=None if meta is None else meta.find("{*}meta"),
            package=package,
        )


def _flat(path: Path, room: Room) -> Document:
    root = parsed(_PICTURES.sub(b"", room.bytes_of(path)), room, "")
    if root is None or root.find("{*}body") is None:
        raise NotReadable("I006", "it is neither a package nor a flat document")
    styles = Styles()
    styles.read(root)
    if _has_program(root):
        room.trouble("I015", "it holds macros, which were not run")
    return Document(room, root.find("{*}body"), styles, master=root, meta=root.find("{*}meta"))


def _has_program(root: Element) -> bool:
    scripts = root.find("{*}scripts")
    found = () if scripts is None else scripts.iter("{*}module", "{*}source-code")
    return any((each.text or "").strip() for each in found)


def _require_open(package: Parts) -> None:
    """Raise `NotReadable` for a document under a password: only its manifest says so."""
    data = package.data("META-INF/manifest.xml")
    if data is None or b"encryption-data" not in data:
        return
    root = parsed(data, package.room, "member META-INF/manifest.xml")
    for each in () if root is None else root.iter("{*}file-entry"):
        name = attribute(each, "full-path")
        if name in ("content.xml", "encrypted-package") and (
            each.find("{*}encryption-data") is not None
        ):
            raise NotReadable("I002", "it can only be opened with a password")


def _bare(name: object) -> str:
    return str(name).rpartition("}")[2]


def formula(root: Element) -> str:
    """The signs of a formula (MathML) in a row."""
    signs = root.iter("{*}mi", "{*}mn", "{*}mo", "{*}mtext")
    return " ".join((each.text or "").strip() for each in signs)
