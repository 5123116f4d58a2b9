"""XML from others, parsed with nothing in it obeyed: no entity, no DTD, no network, no depth.

    root = parsed(data, room, "slide 3")     # None where not even its beginning can be read

A part that is cut off gives what stands before the cut, and a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import IO

from lxml import etree

from toolkit.intake.extract.shared.element import Element
from toolkit.intake.room import Room

__all__ = ["Element", "attribute", "elements", "is_on", "local", "note", "number", "parsed"]

#: How XML is parsed: nothing is expanded, loaded or fetched; comments and instructions are dropped.
_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_STEP = 64 * 1024
_MOST = 32 * 1024 * 1024
#: Bytes of which a tree is built: it takes several times as much memory.
_MOST_PARSED = 64 * 1024 * 1024
_DEEP = ("Excessive depth", "xmlParseElementStart: maximum depth")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parsed(data: bytes, room: Room, place: str) -> Element | None:
    """The root element of `data`; what is broken is noted, and what can be read of it is given."""
    if len(data) > _MOST_PARSED:
        room.trouble("I010", f"only its first {_MOST_PARSED:,} bytes were read", place)
        return _recovered(data[:_MOST_PARSED])
    try:
        root: Element | None = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        note(error, room, place)
    else:
        return root
    return _recovered(data)


def _recovered(data: bytes) -> Element | None:
    """The root of as much as can be read of what is broken or was cut."""
    try:
        root: Element | None = etree.fromstring(data, etree.XMLParser(**_SAFE, recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def note(error: Exception, room: Room, place: str) -> None:
    """Note a parser's error as a finding."""
    said = str(error).split("\n")[0]
    if any(sign in said for sign in _DEEP):
        room.trouble("I012", "its elements are nested too deep", place)
    else:
        room.trouble("I006", f"its XML is broken ({_NOT_XML.sub('', said)[:160]})", place)


def elements(file: IO[bytes], names: Sequence[str], room: Room, place: str) -> Iterator[Element]:
    """The elements of some names, each as it ends; it is emptied when the next is asked for.

    For parts too large to hold. One element may take `_MOST` bytes; what comes after a longer one
    is left out, and noted.
    """
    steps = etree.XMLPullParser(events=("end",), tag=[f"{{*}}{name}" for name in names], **_SAFE)
    waiting = 0
    try:
        while data := file.read(_STEP):
            steps.feed(data)
            waiting += len(data)
            for _, element in steps.read_events():
                waiting = 0
                yield element
                element.clear()
                above = element.getparent()
                while above is not None and element.getprevious() is not None:
                    del above[0]
            if waiting > _MOST:
                room.trouble("I010", "the rest is one element, too large to be read", place)
                return
        steps.close()
    except (etree.XMLSyntaxError, ValueError) as error:
        note(error, room, place)


def local(element: Element) -> str:
    """An element's name without its namespace ('' for what is none, as an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; '' where there is none."""
    value = element.get(name)
    if value is not None:
        return value
    ending = "}" + name
    return next((str(each) for key, each in element.items() if str(key).endswith(ending)), "")


def number(text: str | None, default: int = 0) -> int:
    """A whole number as it stands in an attribute; `default` where it is none, or absurd."""
    try:
        value = int(text or "")
    except ValueError:
        return default
    return value if abs(value) < 2**53 else default


def is_on(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return (text or "").strip().casefold() in {"1", "true", "on"}
