"""Packages of Office Open XML (ECMA-376): their parts, relations, properties and enclosures.

Read here, not by python-pptx or openpyxl: those load a package as a whole, so that one broken
part costs all of it, and give neither SmartArt nor comments nor alternate content. Names are
compared without their namespaces, which differ between the transitional and the strict form.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from toolkit.intake import packages
from toolkit.intake.extract.shared.embedded import enclose_object
from toolkit.intake.extract.shared.xml import Element, attribute, local, parsed
from toolkit.intake.model import Hidden
from toolkit.intake.room import NotReadable, Room

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?\Z")
_CORE = {
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "created": "created",
    "modified": "modified",
    "language": "language",
}
#: Words of a document's own properties → the kind that they are listed as.
_LISTED: dict[str, tuple[str, str]] = {
    "creator": ("author", ""),
    "lastModifiedBy": ("last editor", ""),
    "Company": ("organisation", ""),
    "Manager": ("property", "manager: "),
    "revision": ("property", "revision: "),
    "description": ("property", "description: "),
    "category": ("property", "category: "),
    "contentStatus": ("property", "status: "),
    "lastPrinted": ("property", "last printed: "),
    "TotalTime": ("property", "minutes of editing: "),
    "Template": ("property", "template: "),
    "HyperlinkBase": ("property", "address of links: "),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and a part or an address."""

    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """An open package. `room` gets what is found wrong with its parts."""

    archive: ZipFile
    room: Room
    _members: dict[str, ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for member in self.archive.infolist():
            self._members.setdefault(member.filename.lstrip("/").casefold(), member)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def names(self) -> Iterator[str]:
        """The parts' names, as written."""
        return (member.filename for member in self._members.values())

    def data(self, name: str) -> bytes | None:
        """A part's bytes; None where there is none or it is broken, which is noted."""
        member = self._members.get(name.casefold())
        if member is None:
            return None
        try:
            return packages.read(self.archive, member, self.room.limits)
        except NotReadable as error:
            self.room.trouble(error.trouble.code, error.trouble.message, error.trouble.place)
            return None

    def file(self, name: str) -> IO[bytes] | None:
        """A part to be read step by step; None where there is none, or it cannot be opened."""
        member = self._members.get(name.casefold())
        if member is None:
            return None
        try:
            return self.archive.open(member)
        except (OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
            self.room.trouble("I006", f"it cannot be unpacked ({error})", f"member {name}")
            return None

    def xml(self, name: str, place: str = "") -> Element | None:
        """A part's root element, or None."""
        data = self.data(name)
        return None if data is None else parsed(data, self.room, place or f"member {name}")

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

    def main(self, kind: str = "officeDocument", *, usual: str) -> str:
        """The name of the part that the package is about; raises `NotReadable` without it."""
        for relation in self.relations("").values():
            if relation.kind == kind and relation.target in self:
                return relation.target
        if usual in self:
            return usual
        raise NotReadable("I006", f"it lacks its main part ({usual})")

    def properties(self) -> dict[str, str]:
        """What the document says of itself; what is not shown on its pages goes to `hidden`."""
        found: dict[str, str] = {}
        for name, value in self._own():
            if name in _CORE and _CORE[name] not in found:
                key = _CORE[name]
                if key not in ("created", "modified") or _ISO.match(value):
                    found[key] = value
            elif name in _LISTED:
                kind, label = _LISTED[name]
                if (name, value) not in (("revision", "0"), ("TotalTime", "0")):
                    self._hide(kind, label + value)
        root = self.xml("docProps/custom.xml")
        for each in () if root is None else root.iter("{*}property"):
            value = " ".join("".join(map(str, each.itertext())).split())
            if value:
                self._hide("property", f"{each.get('name', '')}: {value}")
        return found

    def _own(self) -> Iterator[tuple[str, str]]:
        software: dict[str, str] = {}
        core = [each.target for each in self.relations("").values() if each.kind[:4] == "core"]
        for part in (*(core or ["docProps/core.xml"])[:1], "docProps/app.xml"):
            root = self.xml(part)
            for each in () if root is None else root:
                value = " ".join((each.text or "").split())
                if not value:
                    continue
                if local(each) in ("Application", "AppVersion"):
                    software[local(each)] = value
                else:
                    yield local(each), value
        if "Application" in software:
            shown = f"{software['Application']} {software.get('AppVersion', '')}".strip()
            self._hide("software", shown)

    def _hide(self, kind: str, value: str) -> None:
        hidden = Hidden(kind=kind, value=value)  # type: ignore[arg-type]  # of the table above
        if hidden not in self.room.hidden:
            self.room.hidden.append(hidden)

    def programs(self) -> None:
        """Note macros, wherever in the package they lie."""
        for name in self.names():
            last = posixpath.basename(name).casefold()
            if last.startswith("vbaproject") or "/macrosheets/" in name.casefold():
                self.room.trouble("I015", "it holds macros, which were not run")
                return

    def enclose(self, name: str, shown: str = "") -> None:
        """Keep the file that lies in the part `name`, out of its OLE wrapping where it has one."""
        data = self.data(name)
        if data is not None:
            enclose_object(self.room, shown or posixpath.basename(name), data, name)


@contextmanager
def opened(path: Path, room: Room) -> Iterator[Package]:
    """The package at `path`; raises `NotReadable` for one that is encrypted or none at all."""
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            file.seek(0)
            if _ENCRYPTED in file.read(1024 * 1024) or _ENCRYPTED in _end(path):
                raise NotReadable("I002", "it can only be opened with a password")
            raise NotReadable("I006", "it is an older format than its name says")
    with packages.opened(path, room.limits) as archive:
        yield Package(archive, room)


def _end(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(size - 1024 * 1024, 0))
        return file.read()


def relation_id(element: Element, name: str = "id") -> str:
    """The id of a relation in an attribute such as `r:id`."""
    for key, value in element.items():
        if str(key).endswith("relationships}" + name):
            return str(value)
    return ""


def shown_name(element: Element) -> str:
    """What a drawing's object is called."""
    return attribute(element, "name")
