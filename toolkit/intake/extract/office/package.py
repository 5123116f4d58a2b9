"""Packages of Office Open XML (ECMA-376, part 2): their relations, macros and enclosures.

Read here, not by python-docx, python-pptx or openpyxl: those load a package as a whole, so that
one broken part costs all of it, and give neither SmartArt nor comments nor alternate content.
Both editions of the format are read: the names of the strict one are changed for the usual ones
before a part is parsed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from toolkit.intake import packages
from toolkit.intake.extract.shared.ole import MAGIC, is_encrypted, unwrapped
from toolkit.intake.extract.shared.parts import Parts
from toolkit.intake.extract.shared.xml import Element, parsed
from toolkit.intake.room import NotReadable, Room

_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = tuple(
    (_STRICT + strict, b"http://schemas.openxmlformats.org/" + usual)
    for strict, usual in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"presentationml/main", b"presentationml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"drawingml/", b"drawingml/2006/"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
        (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
        (b"officeDocument/docPropsVTypes", b"officeDocument/2006/docPropsVTypes"),
    )
)
#: How much of a part is looked at for a document type, which stands before its first element.
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and a part or an address."""

    kind: str
    target: str
    external: bool


class Package(Parts):
    """An open package, with what holds its parts together."""

    def xml(self, name: str, place: str = "") -> Element | None:
        """A part's root element, or None; a part that declares a document type is refused."""
        data = self.data(name)
        if data is None:
            return None
        place = place or f"member {name}"
        if b"<!DOCTYPE" in data[:_HEAD]:
            self.room.trouble("I006", "it declares a document type, as no such part may", place)
            return None
        if _STRICT in data:
            for strict, usual in _USUAL:
                data = data.replace(strict, usual)
        return parsed(data, self.room, place)

    def relations(self, name: str) -> dict[str, Relation]:
        """What the part `name` refers to, by the relation's id ('' for the package's own)."""
        folder, last = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{last}.rels"))
        found: dict[str, Relation] = {}
        for each in () if root is None else root.iter("{*}Relationship"):
            kind = each.get("Type", "").rstrip("/").rpartition("/")[2]
            target = each.get("Target", "")
            external = each.get("TargetMode", "").casefold() == "external"
            if not external:
                target = unquote(target) if target not in self else target
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[each.get("Id", "")] = Relation(kind, target, external)
        return found

    def main(self, *, usual: str) -> str:
        """The name of the part that the package is about; raises `NotReadable` without it."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        if usual in self:
            return usual
        raise NotReadable("I006", f"it lacks its main part ({usual})")

    def tell_macros(self) -> None:
        """Note macros, wherever in the package they lie."""
        for name in self.names():
            last = posixpath.basename(name).casefold()
            if last.startswith("vbaproject") or "/macrosheets/" in name.casefold():
                self.room.trouble("I015", "it holds macros, which were not run")
                return

    def enclose_files(self, but: Callable[[str], bool] | None = None) -> None:
        """Keep the files that lie in the package, out of their OLE wrapping where they have one.

        `but` says of a part's name whether it is left out.
        """
        for name in self.names():
            if "/embeddings/" in f"/{name}".casefold() and not (but and but(name)):
                self.enclose(name)

    def enclose(self, name: str) -> None:
        """Keep the file that lies in the part `name`."""
        data = self.data(name)
        if data:
            shown, inside = unwrapped(posixpath.basename(name), data, self.room.limits.member)
            self.room.enclose(shown, inside, name)


@contextmanager
def opened(path: Path, room: Room) -> Iterator[Package]:
    """The package at `path`; raises `NotReadable` for one that is encrypted or none at all."""
    with path.open("rb") as file:
        old = file.read(len(MAGIC)) == MAGIC
    if old and is_encrypted(path):
        raise NotReadable("I002", "it can only be opened with a password")
    if old:
        raise NotReadable("I006", "it is in an older format than its name says")
    with packages.opened(path, room.limits) as archive:
        yield Package(archive, room)


def relation_id(element: Element, name: str = "id") -> str:
    """The id of a relation in an attribute such as `r:id`."""
    for key, value in element.items():
        if str(key).endswith("relationships}" + name):
            return str(value)
    return ""
