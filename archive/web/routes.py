"""Our addresses. They are asked before Datasette's own, so `/` is ours; its index is `/-/`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from archive.web import (
    action,
    actions,
    asking,
    auditors,
    bodies,
    calendars,
    charts,
    crawling,
    disposal,
    doubts,
    feeds,
    finding,
    gate,
    harvest,
    health,
    home,
    leading,
    letters,
    look,
    mandates,
    meetings,
    original,
    pages,
    partners,
    people,
    records,
    register,
    stakeholders,
    theme,
    themes,
)
from archive.web.caching import lasting
from archive.web.limits import PROPOSAL, limited

# An id as the record format writes it, one that was brought in after the name of its import and a
# point (eips.eip-1); anything else at this address is told to be unknown too.
_ID = r"(?P<id>[^/]+?)"
_ANCHOR = r"(?:/(?P<anchor>[^/]+?))?"
_JSON = r"(?:\.(?P<format>json))?"
_TABLE = r"(?:\.(?P<format>json|csv|xlsx))?"


@lru_cache(4096)
def is_page(path: str) -> bool:
    """Whether a page of ours is at `path`, which begins with a slash."""
    if any(re.match(pattern, path) for pattern in NO_PAGES):
        return False
    return is_ours(path)


@lru_cache(4096)
def is_ours(path: str) -> bool:
    """Whether `path`, which begins with a slash, is of ours: a page, a feed, a file."""
    return any(re.match(pattern, path) for pattern, _ in ROUTES)


#: Pages, which may stand behind `/as-of/DAY`, are told to be lasting; the first that fits answers.
ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"/(?:index\.(?P<format>json))?$", lasting(home.home)),
    (r"/records\.atom$", lasting(feeds.records)),
    (r"/decisions\.atom$", lasting(feeds.decisions)),
    (r"/sitemap(?:-(?P<part>[0-9]{1,5}))?\.xml$", lasting(crawling.sitemap)),
    (r"/oai$", limited(harvest.oai)),
    (r"/robots\.txt$", lasting(crawling.robots)),
    (r"/meetings\.ics$", lasting(calendars.meetings)),
    (r"/meetings/(?P<id>[^/]+)\.ics$", lasting(calendars.meeting)),
    (rf"/records/?{_TABLE}$", lasting(records.records)),
    (rf"/records/{_ID}{_JSON}$", lasting(pages.record)),
    (rf"/records/{_ID}/versions/(?P<version>[0-9]{{1,9}}){_JSON}$", lasting(pages.record)),
    (r"/records/(?P<id>[^/]+)/original$", original.original),
    (r"/records/(?P<id>[^/]+)/certificate$", disposal.certificate),
    (
        rf"/records/{_ID}/diff(?:/(?P<from>[0-9]{{1,9}})/(?P<to>[0-9]{{1,9}}))?"
        rf"(?P<side>/side)?{_JSON}$",
        lasting(pages.changes),
    ),
    (rf"/meetings/?{_TABLE}$", lasting(meetings.meetings)),
    (rf"/meetings/{_ID}{_JSON}$", lasting(pages.meeting)),
    (rf"/decisions/?{_TABLE}$", lasting(register.register)),
    (rf"/decisions/{_ID}{_ANCHOR}{_JSON}$", lasting(pages.decision)),
    (rf"/custody{_JSON}$", lasting(pages.custody)),
    (rf"/actions/?{_TABLE}$", lasting(actions.actions)),
    (rf"/actions/{_ID}{_ANCHOR}{_JSON}$", lasting(action.action)),
    (rf"/themes/?{_TABLE}$", lasting(themes.themes)),
    (rf"/themes/(?P<list>[^/]+?){_TABLE}$", lasting(theme.theme)),
    (rf"/themes/(?P<list>[^/]+)/{_ID}{_TABLE}$", lasting(theme.theme)),
    (rf"/contradictions/?{_TABLE}$", lasting(doubts.contradictions)),
    (rf"/gaps/?{_TABLE}$", lasting(doubts.gaps)),
    (r"/charts(?:\.(?P<format>json|csv))?$", lasting(charts.charts)),
    (rf"/questions{_JSON}$", lasting(auditors.questions)),
    (rf"/questions/(?P<name>[a-z0-9-]+){_TABLE}$", lasting(asking.question)),
    (r"/-/health$", health.health),
    (gate.CLOSED, gate.closed),
    (rf"/mandates/?{_TABLE}$", lasting(mandates.mandates)),
    (rf"/mandates/{_ID}{_JSON}$", lasting(mandates.mandate)),
    (rf"/bodies/?{_TABLE}$", lasting(bodies.bodies)),
    (rf"/bodies/{_ID}{_JSON}$", lasting(bodies.body)),
    (rf"/partners/?{_TABLE}$", lasting(partners.partners)),
    (rf"/partners/{_ID}{_JSON}$", lasting(partners.partner)),
    (rf"/stakeholders/?{_TABLE}$", lasting(stakeholders.stakeholders)),
    (rf"/stakeholders/{_ID}{_JSON}$", lasting(stakeholders.stakeholder)),
    (rf"/people/?{_TABLE}$", lasting(people.people)),
    (rf"/people/{_ID}{_JSON}$", lasting(people.person)),
    (rf"/letters/?{_TABLE}$", lasting(letters.letters)),
    (rf"/letters/{_ID}{_JSON}$", lasting(letters.letter)),
    (rf"/search{_JSON}$", limited(lasting(finding.search))),
    (r"/search/suggest\.json$", limited(finding.suggest, PROPOSAL)),
    (r"/as-of/?$", leading.to_day(is_page)),
    (r"/as-of/(?P<day>[^/]+)(?:/.*)?$", leading.no_day),
    (r"/look-(?P<key>[0-9a-f]+)\.css$", look.style),
    (r"/logo-(?P<key>[0-9a-f]+)$", look.logo),
]

#: What is no page, though it is ours: it has no day.
NO_PAGES = (
    r"/as-of(?:/|$)",
    r"/look-",
    r"/logo-",
    r"/(?:records|decisions)\.atom$",
    r"/sitemap(?:-[0-9]+)?\.xml$",
    r"/robots\.txt$",
    r"/oai$",
    r"/-/",
)
