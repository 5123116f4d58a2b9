"""Atom feeds (RFC 4287) with paging (RFC 5005, section 3), as text.

Texts are given as plain text (`type="text"`), so that nothing in them can be markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from archive.export.xmltext import HEAD, branch, empty, leaf, opened

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is told of. `updated` is an RFC 3339 time, `terms` are its categories."""

    id: UUID
    title: str
    href: str
    updated: str
    language: str | None = None
    published: str | None = None
    summary: str | None = None
    content: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed; `links` are (relation, address) pairs: self, first, next, ..."""

    id: UUID
    title: str
    subtitle: str
    author: str
    updated: str
    page: str
    links: tuple[tuple[str, str], ...]
    entries: Sequence[Entry]


def atom(feed: Feed) -> str:
    """The feed as an Atom document."""
    return "".join(
        (
            HEAD,
            f"{opened('feed', xmlns=_ATOM)}\n",
            leaf("id", feed.id.urn),
            leaf("title", feed.title),
            leaf("subtitle", feed.subtitle),
            leaf("updated", feed.updated),
            branch("author", leaf("name", feed.author)),
            empty("link", rel="alternate", type="text/html", href=feed.page),
            *(
                empty("link", rel=rel, type="application/atom+xml", href=href)
                for rel, href in feed.links
            ),
            *(_entry(entry) for entry in feed.entries),
            "</feed>\n",
        )
    )


def _entry(entry: Entry) -> str:
    return branch(
        "entry",
        leaf("id", entry.id.urn),
        leaf("title", entry.title) or "<title/>\n",
        leaf("updated", entry.updated),
        leaf("published", entry.published),
        empty("link", rel="alternate", type="text/html", href=entry.href),
        *(empty("category", term=term) for term in entry.terms),
        leaf("summary", entry.summary, type="text"),
        leaf("content", entry.content, type="text"),
        **{"xml:lang": entry.language},
    )
