"""`/search`: records by their words, best first, narrowed down; proposals while one types."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from archive.register.masks import NONE, Counter, bits, of_rows
from archive.search import Entry, Found, Hit, find, folded_names, hits, named
from archive.text.spoken import date_words
from archive.web.answering import Page, as_json, number, once, read, show
from archive.web.holdings import Holdings, asked_for, holdings, ready
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.languages import language_words
from archive.web.moment import here, moment
from archive.web.names import Names, Ref, paragraph_words
from archive.web.sieve import Chip, Chosen, Sieve, chips, chosen, sieve
from archive.web.titles import proposed, titles
from archive.web.words import ACCESS, kind_words, plain

#: What hits are narrowed down by, with the words for it.
LABELS = {
    "kind": "Kind",
    "year": "Year",
    "language": "Language",
    "body": "Body",
    "meeting": "Meeting",
    "access": "Marked for",
}

#: Hits on one page.
PAGE = 20

#: As far as one can leaf; beyond, other words find it sooner.
DEEPEST = 1000

#: Characters of what is looked for.
LONGEST = 500

#: Proposals while one types: register entries, and in all.
_ENTRIES, _PROPOSALS = 3, 8

#: Characters from which on something is proposed.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class HitLine:
    """A hit with its addresses: that of the record, and that of the paragraph shown."""

    hit: Hit
    href: str
    there: Ref | None
    meeting: Ref | None


@dataclass(frozen=True, slots=True)
class Sifted:
    """How many fit what is chosen, the row numbers of a page of them, and counts by facet.

    `later` were found but are of a later day; `more` as `Found` has it.
    """

    total: int
    docids: list[int]
    counts: Mapping[str, Mapping[str, int]]
    later: int
    more: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The results as they are shown."""

    words: str
    asked: Chosen
    total: int
    more: bool
    later: int
    lines: list[HitLine]
    named: list[tuple[str, Ref]]
    sieves: list[Sieve]
    chips: list[Chip]
    start: int
    earlier: str | None
    further: str | None


async def search(request: Request, datasette: Host) -> Any:
    """Records in which all the words occur, best first: `?q=`, `?kind=`, `?year=` and so on."""
    words = (request.args.get("q") or "").strip()[:LONGEST]
    given = chosen(request, LABELS, ())
    asked = Chosen(given.facets, {"q": words})
    start = min(number(request, "start") or 0, DEEPEST)
    if words:
        await ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        shown, sifted, entries = _search(conn, datasette, asked, words, start)
        return Page(
            "search.html",
            {"shown": shown, "words": words},
            data={
                "as_of": moment().day,
                "q": words,
                "asked": asked.facets,
                "start": start,
                "results": {
                    "total": shown.total,
                    "more": shown.more,
                    "hits": [line.hit for line in shown.lines],
                },
                "facets": sifted.counts,
                "named": entries,
            },
            forms=("json",) if words else (),
        )

    return await show(datasette, request, get)


def _search(
    conn: sqlite3.Connection, host: Host, asked: Chosen, words: str, start: int
) -> tuple[Shown, Sifted, list[Entry]]:
    held = holdings(conn, host) if words else None
    found = find(conn, words)
    sifted = Sifted(0, [], {}, 0, False)
    if held:
        sifted = sift(conn, held, found, asked, start)
    names_known = kept(host, "names", lambda: folded_names(conn)) if words else []
    entries = named(conn, words, entries=names_known) if not start else []
    listed = hits(conn, sifted.docids, words)
    ids: list[str | None] = [entry.id for entry in entries]
    ids += [hit.meeting for hit in listed]
    for name in ("body", "meeting"):
        ids += [*list(sifted.counts.get(name, ()))[:40], *asked.facets.get(name, ())]
    names = Names(conn, host, ids)
    facet_words = {
        name: _words(name, [*sifted.counts.get(name, ()), *asked.facets.get(name, ())], names)
        for name in LABELS
    }
    total, end = sifted.total, start + len(listed)
    shown = Shown(
        words=words,
        asked=asked,
        total=total,
        more=sifted.more,
        later=sifted.later,
        lines=[_line(host, hit, names) for hit in listed],
        named=[(entry.type, names.ref(entry.id)) for entry in entries],
        sieves=_sieves(asked, sifted, facet_words),
        chips=[
            chip
            for name in asked.facets
            for chip in chips(asked, name, LABELS[name], facet_words[name])
        ],
        start=start,
        earlier=asked.address(start=str(max(start - PAGE, 0) or "")) if start else None,
        further=asked.address(start=str(end)) if end < total and end <= DEEPEST else None,
    )
    return shown, sifted, entries


def sift(
    conn: sqlite3.Connection, held: Holdings, found: Found, asked: Chosen, start: int
) -> Sifted:
    """What of `found` fits the day and what is chosen, and how many each other choice would give.

    The texts are searched as they are now: of an earlier save it is only left out what was not in
    the archive yet.
    """
    lines = held.held & of_rows(found.docids, held.size)
    base = lines & asked_for(conn, held)
    fits = base & held.chosen(asked.facets)
    counts, all_chosen = {}, Counter(fits, held.size)
    for name in LABELS:
        others = base & held.chosen(asked.facets, name) if name in asked.facets else None
        counts[name] = held.counts(name, all_chosen if others is None else others)
    counts["year"] = dict(sorted(counts["year"].items(), reverse=True))
    later = lines.bit_count() - base.bit_count()
    return Sifted(fits.bit_count(), _page(held, found, fits, start), counts, later, found.more)


def _page(held: Holdings, found: Found, fits: int, start: int) -> list[int]:
    """The row numbers of one page of those that fit, the best first."""
    if not found.more:
        signs = bits(fits, held.size)
        return list(islice((each for each in found.docids if signs[each]), start, start + PAGE))
    titled = fits & of_rows(found.titled, held.size)
    first = titled.bit_count()
    shown = held.page(titled, start, PAGE) if start < first else []
    if len(shown) < PAGE:
        shown += held.page(fits & ~titled, max(start - first, 0), PAGE - len(shown))
    return shown


def _sieves(asked: Chosen, sifted: Sifted, words: Mapping[str, Mapping[str, str]]) -> list[Sieve]:
    found = [
        sieve(asked, name, label, sifted.counts[name], words[name])
        for name, label in LABELS.items()
        if name in sifted.counts
    ]
    return [each for each in found if each]


_NOTHING = {
    "year": "date not known",
    "language": "language not known",
    "body": "of no body",
    "meeting": "of no meeting",
}


def _words(name: str, values: Sequence[str], names: Names) -> dict[str, str]:
    told = {}
    for value in values:
        if value == NONE:
            told[value] = _NOTHING.get(name, "none")
        elif name == "kind":
            said = kind_words(value)
            told[value] = said[:1].upper() + said[1:]
        elif name == "language":
            told[value] = language_words(value)
        elif name == "access":
            told[value] = ACCESS.get(value, value)
        elif name in ("body", "meeting"):
            told[value] = names.ref(value).text
        else:
            told[value] = value
    return told


def _line(host: Host, hit: Hit, names: Names) -> HitLine:
    record = f"records/{quote(hit.id)}"
    there = None
    if hit.anchor:
        there = Ref(paragraph_words(hit.anchor), here(host, f"{record}#{quote(hit.anchor)}"))
    meeting = names.ref(hit.meeting) if hit.meeting else None
    return HitLine(hit, here(host, record), there, meeting)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that a reader may mean: what it is called, what it is, where it is found."""

    text: str
    note: str
    href: str
    language: str | None = None


async def suggest(request: Request, datasette: Host) -> Any:
    """`/search/suggest.json?q=`: what may be meant, while one types: register entries, titles."""
    words = (request.args.get("q") or "").strip()[:LONGEST]
    if len(words) >= _LEAST:

        def load(conn: sqlite3.Connection) -> None:
            titles(conn, datasette, holdings(conn, datasette))

        await ready(datasette)
        await once(datasette, load)

    found, state = await read(datasette, lambda conn: _proposals(conn, datasette, words))
    return as_json({"q": words, "proposals": found}, state)


def _proposals(conn: sqlite3.Connection, host: Host, words: str) -> list[Proposal]:
    if len(words) < _LEAST:
        return []
    entries = named(
        conn, words, _ENTRIES, kept(host, "names", lambda: folded_names(conn))
    )  # fmt: skip
    names = Names(conn, host, [entry.id for entry in entries])
    found = [
        Proposal(ref.text, plain(entry.type), ref.href)
        for entry in entries
        if (ref := names.ref(entry.id)).href
    ]
    held = holdings(conn, host)
    signs = bits(asked_for(conn, held), held.size)
    meant = (held.newest[place] for place in titles(conn, host, held).find(words))
    docids = list(islice((docid for docid in meant if signs[docid]), _PROPOSALS - len(found)))
    for each in proposed(conn, docids):
        note = ", ".join(filter(None, (kind_words(each.kind), date_words(each.date))))
        found.append(
            Proposal(each.title, note, here(host, f"records/{quote(each.id)}"), each.language)
        )
    return found
