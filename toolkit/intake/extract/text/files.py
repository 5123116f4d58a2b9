"""Plain text in any encoding as Markdown, and Markdown as it is.

Of Markdown only its header is taken away, and what the archive would read as marks of its own.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from archive.errors import SecretariatError
from archive.frontmatter import newlines, split
from toolkit.intake import markdown
from toolkit.intake.extract.shared.encodings import decoded
from toolkit.intake.extract.text.paragraphs import blocks_of
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

TXT_READER = "txt 1"
MD_READER = "md 1"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_FENCE = re.compile(r"\s{0,3}(?:[>*+-]\s+|\d{1,9}[.)]\s+)*(`{3,}|~{3,})")
# A line in braces, where the archive would read marks: by itself, quoted, or in an item.
_BRACES = re.compile(r"((?:[ \t]|>|[*+-](?=\s)|\d{1,9}[.)](?=\s))*)(\{.*\}\s*)\Z")
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([\w-]+)\s*[:=]\s*[\"']?(.*?)[\"']?\s*\Z")
_FIELDS = {
    "title": "title",
    "subject": "subject",
    "description": "subject",
    "summary": "subject",
    "keywords": "keywords",
    "tags": "keywords",
    "date": "date",
    "created": "created",
    "modified": "modified",
    "updated": "modified",
    "lastmod": "modified",
    "lang": "language",
    "language": "language",
}
_AUTHORS = ("author", "authors", "creator")


def read_txt(path: Path, room: Room) -> Extracted:
    """The text of the file at `path`, its paragraphs told; raises `NotReadable`."""
    text = _CONTROL.sub("", newlines(_decoded(path, room)))
    pages = text.rstrip("\f\n ").split("\f")
    if len(pages) > room.limits.pages:
        room.trouble("I010", f"only {room.limits.pages:,} of {len(pages):,} pages were read")
        pages = pages[: room.limits.pages]
    paged = len(pages) > 1
    shown: list[str] = []
    for number, (page, found) in enumerate(zip(pages, blocks_of(pages), strict=True), 1):
        if paged and not page.strip():
            found = [f"*Page {number} has no text.*"]
        if paged and found:
            found[0] = markdown.marked(found[0], page=number)
        shown += found
    return room.extracted(
        TXT_READER, markdown.joined(shown) if shown else "", pages=len(pages) if paged else None
    )


def read_md(path: Path, room: Room) -> Extracted:
    """The Markdown of the file at `path`, its front matter as properties; raises `NotReadable`."""
    text = _CONTROL.sub("", newlines(_decoded(path, room))).replace("\f", "\n")
    properties, body = _front(text, room)
    return room.extracted(MD_READER, escaped_marks(body), properties=properties)


def _decoded(path: Path, room: Room) -> str:
    most = room.limits.text * 4  # the widest encoding
    with path.open("rb") as file:
        data = file.read(most + 1)
    text = decoded(data[:most], room)
    if len(text) > room.limits.text or len(data) > most:
        room.trouble("I010", f"only the first {room.limits.text:,} characters were read")
        text = text[: room.limits.text]
    if "\0" in text and text.count("\0") > len(text) // 10:
        raise NotReadable("I006", "it is no text")
    return text


def escaped_marks(text: str) -> str:
    """Markdown from elsewhere, whose lines in braces are to be read as words."""
    fence = ""
    lines = text.strip("\n").split("\n")
    for at, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
        elif found:
            fence = found[1]
        elif "{" in line and (braces := _BRACES.match(line)):
            lines[at] = f"{braces[1]}\\{braces[2]}"
    kept = "\n".join(lines)
    return kept + "\n" if kept.strip() else ""


def _front(text: str, room: Room) -> tuple[dict[str, str], str]:
    """The properties that a header gives, and the text below it."""
    toml = _TOML.match(text)
    if toml:
        pairs = (_PAIR.match(line) for line in toml[1].split("\n"))
        return _told({pair[1]: pair[2] for pair in pairs if pair}, room), text[toml.end() :]
    parts = split(text)
    if parts.front is None:
        return {}, text
    fields = _fields(parts.front)
    if fields is None:
        return {}, text  # a rule at the top, and another further down: no header
    return _told(fields, room), parts.body


def _fields(front: str) -> dict[str, Any] | None:
    from archive.yamltext import read_mapping

    try:
        return read_mapping(front) if front.strip() else {}
    except SecretariatError:
        pairs = [_PAIR.match(line) for line in front.split("\n") if line.strip()]
        known = {pair[1]: pair[2] for pair in pairs if pair}
        return known if len(known) * 2 > len(pairs) else None


def _told(fields: dict[str, Any], room: Room) -> dict[str, str]:
    told: dict[str, str] = {}
    for key, value in fields.items():
        name = str(key).casefold()
        shown = _plain(value)
        if not shown:
            continue
        if name in _FIELDS:
            told.setdefault(_FIELDS[name], shown)
        elif name in _AUTHORS:
            room.hide("author", shown)
        else:
            room.hide("property", f"{key}: {shown}")
    return told


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_plain, value[:50])))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(each)}" for key, each in list(value.items())[:50])[:500]
    return " ".join(str(value).split())[:500] if value is not None else ""
