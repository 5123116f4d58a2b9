"""The header of a foreign file: YAML front matter, or lines of `Field: value` as in mail.

The latter may stand bare at the top, in a block of code, between <pre> and </pre>, or as
a list; in what is looked at, no more than 64 KiB and 400 lines, nothing is tried twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from archive.errors import BadFrontMatter
from archive.frontmatter import MAX_FRONT, read_front, split
from archive.profiles.model import plain_name

_LINES = 400
_FIELD = re.compile(
    r"([ \t]*)(?:[-*] )?([A-Za-z][A-Za-z0-9 _#-]{0,40})(?:\([^()]{0,40}\))?:(?:[ \t]+(.*)|)\Z"
)
_OPENING = re.compile(r"(`{3,}|~{3,}|<pre[^<>]{0,80}>)[ \t]*(?:yaml|text)?\Z", re.IGNORECASE)

Form = Literal["yaml", "rfc822"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A file in two parts; `front` is None where there is no header. Lines are 1-based."""

    front: str | None
    body: str
    front_line: int
    body_line: int
    form: Form = "yaml"


def find(text: str, form: str) -> Opening:
    """The header of `text` (with LF line ends) in that form ('auto', 'yaml', 'rfc822', 'none')."""
    if form in ("auto", "yaml"):
        parts = split(text)
        if parts.front is not None:
            return Opening(parts.front, parts.body, parts.front_line, parts.body_line)
    if form in ("auto", "rfc822"):
        return _mail_like(text)
    return Opening(None, text, 1, 1)


def _mail_like(text: str) -> Opening:
    none = Opening(None, text, 1, 1)
    lines = text[:MAX_FRONT].split("\n")[:_LINES]
    at = _past_heading(lines)
    if at >= len(lines):
        return none
    closing = ""
    opening = _OPENING.match(lines[at].strip())
    if opening:
        closing = "</pre>" if opening[1][0] == "<" else opening[1]
        at += 1
    first = at
    count = 0
    while at < len(lines):
        line = lines[at]
        if closing and line.strip().casefold().startswith(closing):
            break
        if not line.strip():
            if not closing:
                break
        elif _FIELD.match(line.rstrip()):
            count += 1
        elif not count or not (closing or line[:1] in " \t"):
            break
        at += 1
    if count < (1 if closing else 2):
        return none
    front = "\n".join(lines[first:at])
    if at < len(lines) and (closing or not lines[at].strip()):
        at += 1
    length = sum(len(line) + 1 for line in lines[:at])
    return Opening(front, text[length:], first + 1, at + 1, "rfc822")


def _past_heading(lines: list[str]) -> int:
    """Where the first line stands that is neither empty nor a heading."""
    at = 0
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith("#")):
        at += 1
    return at


@lru_cache(maxsize=2048)
def read_fields(front: str, form: Form) -> tuple[Mapping[str, Any], str | None]:
    """The fields of a header by their names evened out; what is wrong with it, or None.

    YAML that cannot be read is read line by line, as far as that goes.
    """
    if form == "yaml":
        try:
            return _even(read_front(front)), None
        except BadFrontMatter as error:
            return _even(_lines(front)), f"line {error.line} of the header: {error}"
    return _even(_lines(front)), None


def _even(fields: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType({plain_name(name): value for name, value in fields.items()})


def _lines(front: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    name = ""
    for line in front[:MAX_FRONT].split("\n"):
        found = _FIELD.match(line.rstrip())
        if found:
            name = found[2]
            out.setdefault(name, (found[3] or "").strip())
        elif name and line[:1] in " \t" and line.strip():
            out[name] = f"{out[name]}\n{line.strip()}"
    return {name: value.strip("\n") for name, value in out.items() if value.strip()}
