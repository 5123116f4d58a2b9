"""`/themes`: the lists of themes on a day, with what there is of each theme.

The lists have different owners and dates and are never merged. Records name a theme, or a whole
list; what is counted for a theme includes what names one below it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from archive.lookup import NOW
from archive.text.spoken import date_words
from archive.web.answering import Page, show
from archive.web.descriptions import table_address
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.moment import here, moment
from archive.web.names import Names, Ref, sources
from archive.web.related import known_decisions, known_records
from archive.web.sheets import Sheet

# Each theme and each list with itself and all below it.
_COUNTS = """
WITH RECURSIVE below (top, id) AS (
  SELECT id, id FROM theme UNION SELECT id, id FROM theme_list
  UNION SELECT list, id FROM theme WHERE list IS NOT NULL
  UNION SELECT below.top, theme.id FROM below JOIN theme ON theme.parent = below.id
)
SELECT top, count(*), count(DISTINCT meeting),
       sum((SELECT count(*) FROM decision WHERE decision.record = named.id
            {decisions} AND sort = 'decision' AND basis = 'stated'))
FROM (
  SELECT DISTINCT below.top, record.id, record.meeting
  FROM below JOIN record_reference AS r INDEXED BY record_reference_target ON r.target = below.id
  JOIN record ON record.id = r.record
  WHERE substr(r.field, 1, 7) = 'themes.' {records}
    AND (record.date_start IS NULL OR record.date_start <= :day)
) AS named
GROUP BY top
"""
# The lists as they were known at :at, and whether each stood on :day.
_LISTS = """
SELECT s.list, s.name, theme_list.kind, theme_list.owner, s.status, s.from_edtf, s.to_edtf,
       theme_list.note, theme_list.source,
       CASE WHEN s.valid_from > :day THEN 'later' WHEN s.valid_to <= :day THEN 'ended'
            WHEN s.surely_from <= :day AND (s.surely_to > :day OR s.valid_to IS NULL) THEN 'yes'
            ELSE 'perhaps' END
FROM theme_list_state AS s JOIN theme_list ON theme_list.id = s.list
WHERE s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)
ORDER BY s.valid_from IS NULL, s.valid_from, s.list
"""

#: Behind every day.
_EVER = "9999-12-31"

# The lists with all their themes, as their register had them at :at.
_REGISTERED = """
SELECT entity, fields FROM entity_state WHERE type = 'theme_list'
  AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at) ORDER BY entity
"""

_COLUMNS = ("list", "list_name", "theme", "name", "kind", "level", "stood", "records",
            "decisions", "meetings")  # fmt: skip
#: Whether a list stood on the day: words, kind, sign.
STOOD = {
    "yes": ("stands", "good", "●"),
    "perhaps": ("stands perhaps", "doubt", "?"),
    "later": ("began later", "", "→"),
    "ended": ("no longer stands", "quiet", "✕"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is of a theme by the day."""

    records: int = 0
    meetings: int = 0
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme in its list; `level` counts from 0."""

    id: str
    name: str
    kind: str | None
    level: int
    note: str | None
    href: str
    counts: Counts


@dataclass(slots=True)
class ThemeList:
    """A list of themes; `stood` is whether it stood on the day."""

    id: str
    name: str
    kind: str | None
    owner: str | None
    status: str | None
    since: str
    until: str
    note: str | None
    sources: list[Ref]
    stood: str
    href: str
    counts: Counts
    themes: list[Theme] = field(default_factory=list)

    @property
    def badge(self) -> tuple[str, str, str]:
        """Whether it stood, as a chip; a draft stands for nothing yet."""
        if self.status == "draft" and self.stood in ("yes", "perhaps"):
            return "a draft", "doubt", "?"
        return STOOD[self.stood]


def theme_address(host: Host, of: str, theme: str | None = None) -> str:
    """The page of a list or of one of its themes."""
    return here(host, f"themes/{quote(of)}" + (f"/{quote(theme)}" if theme else ""))


def _counts(conn: sqlite3.Connection, host: Host, day: str, at: int) -> dict[str, Counts]:
    sql = _COUNTS.format(records=known_records(at), decisions=known_decisions(at))

    def make() -> dict[str, Counts]:
        rows = conn.execute(sql, {"day": day, "at": at})
        return {row[0]: Counts(row[1], row[2], row[3] or 0) for row in rows}

    return kept(host, "themes", make, asked="" if (day, at) == (_EVER, NOW) else f"{day} {at}")


def last_day() -> str:
    """The day up to which records count: today's page has all."""
    asked = moment()
    return asked.day if asked.asked else _EVER


def lists(conn: sqlite3.Connection, host: Host) -> list[ThemeList]:
    """All lists with their themes, in the order in which they began."""
    asked = moment()
    at = asked.at(conn)
    counts = _counts(conn, host, last_day(), at)
    rows = conn.execute(_LISTS, {"day": asked.day, "at": at}).fetchall()
    names = Names(conn, host, [each for row in rows for each in sources(row[8])])
    found = {
        row[0]: ThemeList(
            id=row[0], name=row[1], kind=row[2], owner=row[3], status=row[4],
            since=date_words(row[5]), until=date_words(row[6]), note=row[7],
            sources=[names.ref(each) for each in sources(row[8])], stood=row[9],
            href=theme_address(host, row[0]), counts=counts.get(row[0], Counts()),
        )
        for row in rows
    }  # fmt: skip
    for name, label, kind, level, note, of in _themes(conn, at):
        if of in found:
            theme = Theme(
                name, label, kind, level, note, theme_address(host, of, name),
                counts.get(name, Counts()),
            )  # fmt: skip
            found[of].themes.append(theme)
    return list(found.values())


def _themes(conn: sqlite3.Connection, at: int) -> Iterable[tuple[Any, ...]]:
    """(id, name, kind, level, note, list) of each theme in its lists, in their order, as the
    registers had them at the save `at`."""
    if at == NOW:
        yield from map(tuple, conn.execute(
            "SELECT id, name, kind, coalesce(depth, 0), note, list FROM theme"
            " WHERE listed ORDER BY list, position, id"
        ))  # fmt: skip
        return
    for of, told in conn.execute(_REGISTERED, {"at": at}):
        left = [(0, item) for item in json.loads(told).get("items", [])[::-1]]
        while left:
            level, item = left.pop()
            yield item["id"], item["label"], item.get("kind"), level, item.get("note"), of
            left += [(level + 1, each) for each in item.get("items", [])[::-1]]


async def themes(request: Request, datasette: Host) -> Any:
    """The lists that stood on the day first, then the others."""

    def get(conn: sqlite3.Connection) -> Page:
        told = sorted(lists(conn, datasette), key=lambda each: each.stood not in ("yes", "perhaps"))
        return Page(
            "themes.html",
            {"lists": told, "dates": {each.id: dates_of(each) for each in told}},
            data={"as_of": moment().day, "known_at": moment().known, "lists": told},
            sheet=lambda: Sheet("themes", _COLUMNS, list(_cells(told))),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "theme"),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _cells(told: Iterable[ThemeList]) -> Iterable[tuple[Any, ...]]:
    for each in told:
        for theme in each.themes:
            counts = theme.counts
            yield (each.id, each.name, theme.id, theme.name, theme.kind, theme.level, each.stood,
                   counts.records, counts.decisions, counts.meetings)  # fmt: skip


def dates_of(told: ThemeList) -> str:
    """From when to when a list stands, in words."""
    if told.since and told.until:
        return f"{told.since} to {told.until}"
    return f"since {told.since}" if told.since else f"until {told.until}" if told.until else ""
