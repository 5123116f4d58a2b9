"""`/decisions`: the register, narrowed down by facets and words, as of a day and as known then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from archive.lookup import NOW
from archive.register.days import NOT_YET
from archive.register.inventory import BASES, FACETS, SORTS, Asked, Found, Inventory, load
from archive.register.lines import COLUMNS, Entry, entries
from archive.register.masks import NONE
from archive.text.spoken import date_words
from archive.web.answering import Page, once, show
from archive.web.descriptions import table_address
from archive.web.host import Host, Request
from archive.web.kept import keeps, kept
from archive.web.moment import here, moment
from archive.web.names import Names, Ref, decision_address
from archive.web.paging import LINES, Paging, start_of
from archive.web.sheets import Sheet
from archive.web.sieve import MOST, Chip, Chosen, Sieve, chips, chosen, sieve, words_chip
from archive.web.words import STATES

LABELS = {
    "state": "State",
    "meeting": "Meeting",
    "body": "Body",
    "theme": "Theme",
    "verb": "Verb",
    "tier": "Weight of the verb",
    "addressee": "Addressed to",
    "mandate": "Term of the secretariat",
    "year": "Year",
}

#: What a facet calls lines that have no value of it.
_NOTHING = {
    "meeting": "no meeting",
    "body": "no body",
    "theme": "no theme named",
    "verb": "no verb was read",
    "tier": "no verb was read",
    "addressee": "nobody named",
    "mandate": "in no term",
    "year": "year not known",
}

_SORT_WORDS = {"newest": "newest first", "oldest": "oldest first", "due": "by the day due"}

#: Registers that are kept: that of now, and as it was known at a few saves.
_MOST = 4

_lock = Lock()
_inventories: WeakKeyDictionary[Any, dict[tuple[int, str], Inventory]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Line:
    """A decision in the list."""

    href: str
    entry: Entry
    to: Ref | None
    due: str
    since: str


@dataclass(frozen=True, slots=True)
class Group:
    """Decisions of one meeting, or of one text of none, that stand together."""

    title: Ref
    when: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Shown:
    """The register as it is shown."""

    asked: Chosen
    basis: str
    all_states: bool
    total: int
    perhaps: int
    in_force: int
    any_state: int
    unconfirmed: int
    later: int
    chips: list[Chip]
    sieves: list[Sieve]
    groups: list[Group]
    sorts: list[tuple[str, str]]
    paging: Paging


def inventory(conn: sqlite3.Connection, host: Host) -> Inventory:
    """The register as known at the save that was asked for, read once for all readers."""
    asked = moment()
    key = (asked.at(conn), asked.today)
    if keeps(host):
        return kept(host, "register", lambda: load(conn, asked.today, key[0]), asked=str(key))
    with _lock:
        held = _inventories.setdefault(host, {})
        if key not in held:
            found = load(conn, asked.today, key[0])
            for old in [each for each in held if each[0] != NOW or each[1] != asked.today]:
                if len(held) >= _MOST:
                    del held[old]
            held[key] = found
        return held[key]


async def register(request: Request, datasette: Host) -> Any:
    """The register of decisions: `?meeting=asemme7`, `?q=`, `?show=all`, `?basis=all` and so on."""
    asked, start = chosen(request, FACETS, ("q", "show", "basis", "sort")), start_of(request)
    await once(datasette, lambda conn: inventory(conn, datasette))

    def get(conn: sqlite3.Connection) -> Page:
        held, when = inventory(conn, datasette), moment()
        found = held.select(conn, _asked(asked, when.day))
        told = entries(conn, found.rows(LINES, start), when.day, held.at)
        counts = {name: found.counts(name) for name in FACETS}
        return Page(
            "decisions.html",
            {"shown": _shown(conn, datasette, asked, found, counts, told, start)},
            data={
                "as_of": when.day,
                "known_at": when.known,
                "asked": {**asked.facets, **{k: v for k, v in asked.settings.items() if v}},
                "total": found.total,
                "perhaps_in_force": found.perhaps,
                "proposed_by_the_reader": found.unconfirmed,
                "decided_later": found.later,
                "facets": counts,
                "start": start,
                "decisions": told,
            },
            sheet=lambda: Sheet(
                "decisions", COLUMNS,
                [
                    [_cell(getattr(each, name)) for name in COLUMNS]
                    for each in entries(conn, found.rows(), when.day, held.at)
                ],
            ),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "decision"),
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)


def _asked(asked: Chosen, day: str) -> Asked:
    given = asked.settings
    return Asked(
        day=day,
        in_force=given["show"] != "all",
        basis=given["basis"] if given["basis"] in BASES else "stated",
        chosen=asked.facets,
        words=given["q"],
        sort=given["sort"] if given["sort"] in SORTS else SORTS[0],
    )


def _cell(value: Any) -> Any:
    return ("yes" if value else "") if isinstance(value, bool) else value


def _shown(
    conn: sqlite3.Connection,
    host: Host,
    asked: Chosen,
    found: Found,
    counts: Mapping[str, Mapping[str, int]],
    told: list[Entry],
    start: int,
) -> Shown:
    themes = _Themes(conn, counts["theme"])
    ids: list[str | None] = [each.to for each in told]
    for name in ("meeting", "body", "mandate", "addressee"):
        ids += [*list(counts[name])[:MOST], *asked.facets.get(name, ())]
    ids += asked.facets.get("theme", ())
    names = Names(conn, host, ids)
    words = {
        name: _words(name, [*_most(counts[name], name), *asked.facets.get(name, ())], names, themes)
        for name in FACETS
    }
    listed = {
        **counts,
        "state": {name: counts["state"][name] for name in STATE_ORDER if name in counts["state"]},
        "theme": themes.counts,
        "year": dict(sorted(counts["year"].items(), key=lambda each: each[0], reverse=True)),
    }
    sieves = [
        sieve(asked, name, LABELS[name], listed[name], words[name],
              themes.levels if name == "theme" else None)
        for name in FACETS
    ]  # fmt: skip
    all_words = [
        chip for name in asked.facets for chip in chips(asked, name, LABELS[name], words[name])
    ]
    all_words += words_chip(asked)
    sort = asked.settings["sort"] if asked.settings["sort"] in SORTS else SORTS[0]
    in_force, any_state = found.forces
    total, end = found.total, start + len(told)
    return Shown(
        asked=asked,
        basis=asked.settings["basis"] if asked.settings["basis"] in BASES else "stated",
        all_states=asked.settings["show"] == "all" or "state" in asked.facets,
        total=total,
        perhaps=found.perhaps,
        in_force=in_force,
        any_state=any_state,
        unconfirmed=found.unconfirmed,
        later=found.later,
        chips=all_words,
        sieves=[each for each in sieves if each],
        groups=_groups(host, told, names, together=sort != "due"),
        sorts=[(name, _SORT_WORDS[name]) for name in SORTS],
        paging=Paging(
            first=start + 1 if told else start,
            last=end,
            total=total,
            earlier=asked.address(start=str(max(start - LINES, 0) or "")) if start else None,
            later=asked.address(start=str(end)) if end < total and told else None,
        ),
    )


STATE_ORDER = (
    "adopted", "amended", "implemented", NOT_YET, "proposed", "superseded", "lapsed", "withdrawn",
    "unknown",
)  # fmt: skip


def _most(counts: Mapping[str, int], name: str) -> list[str]:
    """The values that may be listed: of themes and years all, as they stand in another order."""
    return list(counts) if name in ("theme", "year") else list(counts)[:MOST]


def _words(name: str, values: Iterable[str], names: Names, themes: _Themes) -> dict[str, str]:
    found = {}
    for value in values:
        if value == NONE:
            found[value] = _NOTHING.get(name, "none")
        elif name == "state":
            found[value] = STATES.get(value, value)
        elif name == "theme":
            found[value] = themes.names.get(value) or names.ref(value).text
        elif name in ("verb", "tier", "year"):
            found[value] = value
        else:
            found[value] = names.ref(value).text
    return found


class _Themes:
    """The themes that occur, by their lists, each below that in which it is."""

    def __init__(self, conn: sqlite3.Connection, counts: Mapping[str, int]) -> None:
        lists = dict(conn.execute("SELECT id, name FROM theme_list").fetchall()) if counts else {}
        rows = conn.execute("SELECT id, name, list, depth FROM theme").fetchall() if counts else []
        self.names: dict[str, str] = {**lists, **{row[0]: row[1] for row in rows}}
        of = {row[0]: row[2] for row in rows}
        self.levels = {row[0]: 1 for row in rows if row[2] in lists}
        self.counts: dict[str, int] = {}
        for name in [each for each in counts if each in lists]:
            self.counts[name] = counts[name]
            self.counts |= {each: n for each, n in counts.items() if of.get(each) == name}
        self.counts |= {each: n for each, n in counts.items() if each not in self.counts}


def _groups(host: Host, told: list[Entry], names: Names, *, together: bool) -> list[Group]:
    """The lines under their meetings; in an order of another kind, all under none."""
    if not together:
        return [Group(Ref(""), "", [_line(host, each, names) for each in told])] if told else []
    found = []
    for _, run in groupby(told, key=lambda each: each.meeting or f"#{each.record}"):
        each, *others = list(run)
        if each.meeting:
            title = Ref(each.meeting_name or each.meeting, here(host, f"meetings/{each.meeting}"))
            when = date_words(each.meeting_date)
        else:
            title = Ref(each.record_title, here(host, f"records/{each.record}"))
            when = date_words(each.record_date)
        found.append(Group(title, when, [_line(host, one, names) for one in (each, *others)]))
    return found


def _line(host: Host, entry: Entry, names: Names) -> Line:
    to = None
    if entry.to:
        known = names.ref(entry.to)
        to = Ref(entry.addressee or known.text, known.href)
    return Line(
        decision_address(host, entry.id), entry, to, date_words(entry.due), date_words(entry.since)
    )
