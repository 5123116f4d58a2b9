"""Rows of attendance: what a plain rule takes a line for, and the measures over such rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reading.score import Fact, Measure, compare, even

#: A handle that cannot be judged: an address stands where it should be.
ANY = "*"

#: A letter that slipped in before the bullet is let pass, with or without a space after it.
BULLET = re.compile(r"^(?:[*+-][ \t]+|\w [*+-])(\S.*)$")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_ADDRESS = re.compile(r"@?<[^<>]*@[^<>]*>")
_HANDLE = re.compile(r"(?<!\w)@([\w-]+)")
_ROLE = re.compile(r"\(([^()]*)\)?")
_DASHED = re.compile(r"\s[-\u2013]\s+(.+)$")


@dataclass(frozen=True, slots=True)
class Came:
    """One person on one line. `status`: 'present' or 'regrets'."""

    path: str
    line: int
    name: str
    handle: str | None
    role: str | None
    status: str


def row(path: str, line: int, text: str, status: str) -> Came:
    """`Name @handle (role)`, of which all but the name may be missing."""
    handle = None
    if _LINK.search(text):
        # The address of a link may be taken for a handle, or not.
        handle, text = ANY, _LINK.sub(r"\1", text)
    role = found[1].strip() if (found := _ROLE.search(text)) else None
    rest = text[: found.start()] + text[found.end() :] if found else text
    if _ADDRESS.search(rest):
        handle, rest = ANY, _ADDRESS.sub(" ", rest)
    elif named := _HANDLE.search(text):
        handle, rest = named[1], rest[:at] if (at := rest.find("@")) > 0 else rest
    if role is None and (dashed := _DASHED.search(rest)):
        role, rest = dashed[1].strip(), rest[: dashed.start()]
    elif dashed := _DASHED.search(rest):
        rest = rest[: dashed.start()]
    name = re.split(r"[(@<]", rest)[0].strip(" *.)")
    return Came(path, line, name, handle, role or None, status)


def measures(
    true: Sequence[Came], read: Sequence[Came], target: float, *, handles: bool
) -> list[Measure]:
    """Rows by name and presence; with `handles`, also rows as a whole and their parts."""
    unjudged = {(one.path, one.line) for one in true if one.handle == ANY}
    read = [replace(r, handle=ANY) if (r.path, r.line) in unjudged else r for r in read]

    def facts(rows: Sequence[Came], *parts: str, having: str | None = None) -> list[Fact]:
        return [
            Fact(r.path, r.line, " | ".join(even(getattr(r, part)) for part in parts))
            for r in rows
            if having is None or (getattr(r, having) not in (None, ANY))
        ]

    def one(name: str, *parts: str, having: str | None = None, aim: float | None = None) -> Measure:
        return compare(
            name, facts(true, *parts, having=having), facts(read, *parts, having=having), aim
        )

    found = [
        one("attendance: a person on that line", "status"),
        one("attendance rows: name", "name", "status", aim=None if handles else target),
    ]
    if handles:
        found.append(
            one("attendance rows: name, handle, role", "name", "handle", "role", aim=target)
        )
        found.append(one("... handles", "handle", having="handle"))
    found.append(one("... roles", "role", having="role"))
    return found
