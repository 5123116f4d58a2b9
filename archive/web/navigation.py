"""The ways through the pages: one list, and each entry has its page in `archive.web.routes`."""

from __future__ import annotations

from dataclasses import dataclass

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


def ways(host: Host, path: str) -> list[Way]:
    """The entries as seen from the page at `path` (without the prefix)."""
    found = []
    for entry, label in ENTRIES:
        own = path.rstrip("/") == f"/{entry}"
        below = path.startswith((f"/{entry}/", f"/{entry}."))
        current = "page" if own else "true" if below else ""
        found.append(Way(here(host, entry), label, current))
    return found
