"""Our addresses. They are asked before Datasette's own, so `/` is ours; its index is `/-/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.web import asking, original, pages

# An id as the record format writes it, one that was brought in after the name of its import and a
# point (eips.eip-1); anything else at this address is told to be unknown too.
_ID = r"(?P<id>[^/]+?)"
_ANCHOR = r"(?:/(?P<anchor>[^/]+?))?"
_JSON = r"(?:\.(?P<format>json))?"

ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"/$", pages.home),
    (r"/records/?$", pages.to_records),
    (rf"/records/{_ID}{_JSON}$", pages.record),
    (r"/records/(?P<id>[^/]+)/original$", original.original),
    (r"/meetings/?$", pages.to_meetings),
    (rf"/meetings/{_ID}{_JSON}$", pages.meeting),
    (r"/decisions/?$", pages.to_decisions),
    (rf"/decisions/{_ID}{_ANCHOR}{_JSON}$", pages.decision),
    (rf"/search{_JSON}$", pages.search),
    (rf"/questions{_JSON}$", asking.questions),
    (r"/questions/(?P<name>[a-z0-9-]+)(?:\.(?P<format>json|csv))?$", asking.question),
]
