"""What a paragraph says by itself: its plain words, and whether it is empty or a template."""

from __future__ import annotations

import re

from archive.reader.ladder import Ladder
from archive.reader.later import later

#: Characters of a paragraph that are looked at.
LONGEST = 4000

_SIGNS = later(r"[*`]+|(?<!\w)_+|_+(?!\w)|<[^<>]{1,200}>|\\(?=[^\w\s])")
_LINKS = later(r"!?\[([^\[\]]{0,300})\](?:\([^()\s]{0,500}(?: [^()]{0,100})?\)|\{[^{}]{0,200}\})")
_TEMPLATE = later(
    r"\[\s*(?:insert|name|date|title|decision|text|describe|your|to be|add|fill|ins[ée]rer|"
    r"einfügen|sisipkan|\.\.\.|\N{HORIZONTAL ELLIPSIS}|x+\s*\]|\])|"
    r"\b[Xx]{3,}\b|_{4,}|\.{4,}",
    re.IGNORECASE,
)


def plain_line(text: str) -> str:
    """One line of the words of `text`, as far as they are looked at."""
    if len(text) > LONGEST:
        text = text[:LONGEST]
    if "](" in text or "]{" in text:
        text = _LINKS.sub(r"\1", text)
    if "*" in text or "_" in text or "`" in text or "<" in text or "\\" in text:
        text = _SIGNS.sub("", text)
    if not text.isascii():
        text = text.replace("\u2019", "'")
    return " ".join(text.split())


def is_void(ladder: Ladder, text: str) -> bool:
    """Whether nothing is decided: a question, an empty phrase or a template."""
    return (
        text.endswith("?")
        or (len(text) < 120 and ladder.empty.match(text) is not None)
        or _is_template(text)
    )


def is_carried(ladder: Ladder, text: str) -> bool:
    """Whether a text that begins as a motion ends as a motion that was carried."""
    return ladder.carried.search(text[-80:]) is not None


def _is_template(text: str) -> bool:
    if not ("[" in text or "...." in text or "__" in text or "xxx" in text.lower()):
        return False
    return _TEMPLATE.search(text) is not None
