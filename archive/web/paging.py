"""Long lists in pages, and what narrows them down, all in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from archive.web.answering import number
from archive.web.host import Host, Request
from archive.web.moment import here

#: Lines on one page of a list.
LINES = 50

#: As far as one can leaf; beyond, narrowing down finds it sooner, and CSV has all.
DEEPEST = 100_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which lines of a list are shown, counted from 1, and the addresses of those around them."""

    first: int
    last: int
    total: int
    earlier: str | None
    later: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow a list down; `choices` are (value, words), none for a free text."""

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    type: str = "text"


def start_of(request: Request) -> int:
    """How many lines the page leaves out before its first; raises `UsageProblem`."""
    return min(number(request, "start") or 0, DEEPEST)


def given(request: Request, *names: str) -> dict[str, str]:
    """What the address gives for `names`, '' for what it leaves out."""
    return {name: (request.args.get(name) or "").strip()[:200] for name in names}


def paging(
    host: Host, path: str, chosen: Mapping[str, str], start: int, shown: int, total: int
) -> Paging:
    """The paging of a list at `path`, of which `shown` lines after `start` are shown."""

    def leaf(to: int) -> str:
        asked = {name: value for name, value in chosen.items() if value}
        query = urlencode(asked | ({"start": str(to)} if to else {}))
        return here(host, f"{path}?{query}" if query else path)

    end = start + shown
    return Paging(
        first=start + 1 if shown else start,
        last=end,
        total=total,
        earlier=leaf(max(start - LINES, 0)) if start else None,
        later=leaf(end) if end < total and end <= DEEPEST else None,
    )
