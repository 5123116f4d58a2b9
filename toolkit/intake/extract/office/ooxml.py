"""Parts of an Office Open XML package, read one by one: what is broken costs itself alone.

Both editions of the format are read: the names of the strict one are changed for the usual ones
before a part is parsed. No entity is resolved, no DTD loaded, nothing fetched.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from lxml import etree

from toolkit.intake import packages
from toolkit.intake.extract.shared.ole import MAGIC, holds_encrypted
from toolkit.intake.room import NotReadable, Room

#: An element of a tree of lxml, which has no types of its own.
Element = Any

#: Bytes of one part that are parsed; a tree takes several times as much memory.
MAX_XML = 64 * 1024 * 1024

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


@dataclass(frozen=True, slots=True)
class Relation:
    """From one part to another: its kind (the type's last word), and the part or address."""

    kind: str
    target: str
    external: bool


def local(element: Element) -> str:
    """An element's name without its namespace; '' for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def refuse_others(path: Path) -> None:
    """Raise `NotReadable` for what is no package but an encrypted or old file."""
    with path.open("rb") as file:
        head = file.read(8)
        if head != MAGIC:
            return
        if holds_encrypted(head + file.read(MAX_XML)):
            raise NotReadable("I002", "it can only be opened with a password")
    raise NotReadable("I006", "it is in an older format than its name says")


class Parts:
    """The parts of a package, by names without regard to case, without a first slash."""

    def __init__(self, package: ZipFile, room: Room) -> None:
        self._package = package
        self._room = room
        self.names: dict[str, ZipInfo] = {}
        for member in package.infolist():
            if not member.is_dir():
                self.names[_key(member.filename)] = member

    def data(self, name: str) -> bytes | None:
        """A part's bytes; None where it is missing or cannot be read, which is then told."""
        member = self.names.get(_key(name))
        if member is None:
            return None
        try:
            return packages.read(self._package, member, self._room.limits)
        except NotReadable as error:
            found = error.trouble
            self._room.trouble(found.code, found.message, found.place)
            return None

    def root(self, name: str) -> Element | None:
        """A part's root element; None where it is missing or cannot be read."""
        data = self.data(name)
        return None if data is None else parsed(data, f"member {name}", self._room)

    def relations(self, name: str) -> dict[str, Relation]:
        """The relations of a part ('' for the package) by their ids."""
        folder, base = posixpath.split(name)
        root = self.root(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        if root is None:
            return found
        for each in root:
            if local(each) != "Relationship":
                continue
            target = str(each.get("Target", ""))
            external = each.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
            kind = str(each.get("Type", "")).rpartition("/")[2]
            found[str(each.get("Id", ""))] = Relation(kind, target, external)
        return found

    def main(self, usual: str) -> str:
        """The name of the part that is the document itself; `usual` is what it mostly is."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and _key(relation.target) in self.names:
                return relation.target
        return usual


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def parsed(data: bytes, place: str, room: Room) -> Element | None:
    """The root of a part's tree; of a broken part, as much as can be read, which is told."""
    if b"<!DOCTYPE" in data[:4096]:
        room.trouble("I006", "it declares a document type, as no such part may", place)
        return None
    if _STRICT in data:
        for strict, usual in _USUAL:
            data = data.replace(strict, usual)
    cut = len(data) > MAX_XML
    if cut:
        room.trouble("I010", f"only its first {MAX_XML:,} bytes were read", place)
        data = data[:MAX_XML]
    error: Exception | None = None
    if not cut:
        try:
            return etree.fromstring(data, _parser(recover=False))
        except (etree.XMLSyntaxError, ValueError) as found:
            error = found
    try:
        root = etree.fromstring(data, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if error is not None:
        deep = "depth" in str(error).casefold()
        code, what = ("I012", "nested too deep") if deep else ("I006", "no well-formed XML")
        room.trouble(code, f"it is {what}; read as far as it goes", place)
    return root


def _parser(*, recover: bool) -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
