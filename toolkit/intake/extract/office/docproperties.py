"""What an Office package says of itself: its title and dates, who made it, with what."""

from __future__ import annotations

import re

from toolkit.intake import markdown
from toolkit.intake.extract.office.ooxml import Element, Parts, local
from toolkit.intake.model import Hidden, HiddenKind
from toolkit.intake.room import Room

#: Name in a package's core properties → name among the properties of a text.
_CORE = {
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "category": "category",
    "language": "language",
    "created": "created",
    "modified": "modified",
}
_HIDDEN: dict[str, HiddenKind] = {
    "creator": "author",
    "lastModifiedBy": "last editor",
    "Company": "organisation",
    "Manager": "author",
}
_PROPERTIES = {
    "revision": "revision",
    "lastPrinted": "last printed",
    "TotalTime": "minutes of editing",
    "Template": "template",
    "HyperlinkBase": "base of links",
}
_DATE = re.compile(
    r"\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?)?)?\Z"
)
_MAX_VALUE = 2_000
_MAX_CUSTOM = 200


def read_properties(parts: Parts, room: Room) -> tuple[dict[str, str], int | None]:
    """(properties, pages that Word counted); what speaks of people is listed in the room."""
    properties: dict[str, str] = {}
    said: dict[str, str] = {}
    for relation in parts.relations("").values():
        if relation.kind == "custom-properties":
            _custom(parts.root(relation.target), room)
        elif relation.kind in ("core-properties", "extended-properties"):
            for each in _children(parts.root(relation.target)):
                said.setdefault(local(each), _words(each.text))
    for name, value in said.items():
        if not value:
            continue
        if name in _CORE:
            if name not in ("created", "modified") or _DATE.match(value):
                properties[_CORE[name]] = value
        elif name in _HIDDEN:
            room.hidden.append(Hidden(kind=_HIDDEN[name], value=value))
        elif name in _PROPERTIES and value != "0":
            room.hidden.append(Hidden(kind="property", value=f"{_PROPERTIES[name]}: {value}"))
    software = " ".join(filter(None, (said.get("Application"), said.get("AppVersion"))))
    if software:
        room.hidden.append(Hidden(kind="software", value=software))
    pages = said.get("Pages", "")
    return properties, int(pages) if re.fullmatch("[1-9][0-9]{0,5}", pages) else None


def _children(root: Element | None) -> list[Element]:
    return [] if root is None else [each for each in root if local(each)]


def _custom(root: Element | None, room: Room) -> None:
    for at, each in enumerate(_children(root)):
        if at >= _MAX_CUSTOM:
            room.trouble("I010", f"only {_MAX_CUSTOM} properties were listed")
            return
        value = _words(" ".join(each.itertext()))
        name = _words(each.get("name"))
        if name and value:
            room.hidden.append(Hidden(kind="property", value=f"{name}: {value}"))


def _words(text: str | None) -> str:
    return " ".join(markdown.plain(text or "").split())[:_MAX_VALUE]
