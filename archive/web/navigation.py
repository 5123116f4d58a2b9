"""The ways through the pages: one list, of which only that is shown which has a page.

A page that is new appears in the masthead as soon as its route is in `archive.web.routes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.web.host import Host
from archive.web.moment import here

#: (path, what it is called), in the order of the masthead.
ENTRIES = (
    ("meetings", "Meetings"),
    ("decisions", "Decisions"),
    ("actions", "Tasks"),
    ("records", "Records"),
    ("letters", "Letters"),
    ("themes", "Themes"),
    ("mandates", "Mandates"),
    ("custody", "Custody"),
    ("bodies", "Groups"),
    ("partners", "Partners"),
    ("contradictions", "Contradictions"),
    ("gaps", "Gaps"),
    ("charts", "Charts"),
    ("questions", "For auditors"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the masthead; `current`: 'page' on that page, 'true' on one below it, or ''."""

    href: str
    label: str
    current: str


@lru_cache(4096)
def is_page(path: str) -> bool:
    """Whether a page of ours is at `path`, which begins with a slash."""
    from archive.web.routes import NO_PAGES, ROUTES

    if any(re.match(pattern, path) for pattern in NO_PAGES):
        return False
    return any(re.match(pattern, path) for pattern, _ in ROUTES)


def ways(host: Host, path: str) -> list[Way]:
    """The entries that have a page, as seen from the page at `path` (without the prefix)."""
    found = []
    for entry, label in ENTRIES:
        if is_page(f"/{entry}"):
            own = path.rstrip("/") == f"/{entry}"
            below = path.startswith((f"/{entry}/", f"/{entry}."))
            current = "page" if own else "true" if below else ""
            found.append(Way(here(host, entry), label, current))
    return found
