"""What an Office package says of itself: its title and dates, who made it, with what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.intake import markdown
from toolkit.intake.extract.office.package import Package
from toolkit.intake.extract.shared.xml import Element, local
from toolkit.intake.model import HiddenKind
from toolkit.intake.room import Room

_SHOWN = frozenset({"title", "subject", "keywords", "language", "created", "modified"})
#: Words of a document's own properties → the kind that they are listed as.
_LISTED: dict[str, tuple[HiddenKind, str]] = {
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
    "HyperlinkBase": ("property", "base of links: "),
}
#: Kind of relation → the part that it leads to, where a broken package does not say so.
_USUAL = {
    "core-properties": "docProps/core.xml",
    "extended-properties": "docProps/app.xml",
    "custom-properties": "docProps/custom.xml",
}
_DATE = re.compile(
    r"\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?)?)?\Z"
)
_PAGES = re.compile(r"[1-9][0-9]{0,5}\Z")
_MAX_VALUE = 2_000


def read_properties(package: Package) -> tuple[dict[str, str], int | None]:
    """(properties, pages that Word counted); what no page shows is listed in the room."""
    room = package.room
    parts = _USUAL | {
        each.kind: each.target
        for each in package.relations("").values()
        if each.kind in _USUAL and not each.external
    }
    said: dict[str, str] = {}
    for kind in ("core-properties", "extended-properties"):
        for each in _children(package.xml(parts[kind])):
            said.setdefault(local(each), _words(each.text))
    properties: dict[str, str] = {}
    for name, value in said.items():
        if name in _SHOWN:
            if value and (name not in ("created", "modified") or _DATE.match(value)):
                properties[name] = value
        elif name in _LISTED and value and value != "0":
            kind_listed, label = _LISTED[name]
            room.hide(kind_listed, label + value)
    if said.get("Application"):
        room.hide("software", f"{said['Application']} {said.get('AppVersion', '')}".strip())
    _list_custom(package.xml(parts["custom-properties"]), room)
    pages = said.get("Pages", "")
    return properties, int(pages) if _PAGES.match(pages) else None


def _children(root: Element | None) -> Iterator[Element]:
    return (each for each in (() if root is None else root) if local(each))


def _list_custom(root: Element | None, room: Room) -> None:
    for each in _children(root):
        value = _words(" ".join(each.itertext()))
        if value:
            room.hide("property", f"{_words(each.get('name'))}: {value}")


def _words(text: str | None) -> str:
    return " ".join(markdown.plain(text or "").split())[:_MAX_VALUE]
