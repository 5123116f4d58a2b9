"""`/themes/LIST` and `/themes/LIST/ID`: the records, decisions and meetings of a theme, by year."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.errors import NotInArchive
from archive.register.inventory import Asked
from archive.register.lines import Entry, entries
from archive.text.spoken import date_words
from archive.web.answering import Elsewhere, Page, once, show
from archive.web.bars import Drawing, bars
from archive.web.host import Host, Request, row_address
from archive.web.moment import here, moment
from archive.web.names import Ref, decision_address
from archive.web.paging import LINES, Paging, paging, start_of
from archive.web.register import inventory
from archive.web.related import known_decisions, known_records
from archive.web.sheets import Sheet
from archive.web.themes import Counts, Theme, ThemeList, dates_of, last_day, lists

_RECORDS = """
WITH RECURSIVE below (id) AS (
  SELECT :theme UNION SELECT id FROM theme WHERE list = :theme
  UNION SELECT theme.id FROM below JOIN theme ON theme.parent = below.id
)
SELECT record.id, record.title, record.kind, record.date_edtf, record.status, record.language,
       record.meeting, substr(coalesce(record.date_start, meeting.date_start), 1, 4),
       substr(meeting.date_start, 1, 4), meeting.name, meeting.date_edtf,
       (SELECT count(*) FROM decision WHERE decision.record = record.id
        {decisions} AND sort = 'decision' AND basis = 'stated')
FROM record LEFT JOIN meeting ON meeting.id = record.meeting
WHERE 1 {records} AND (record.date_start IS NULL OR record.date_start <= :day)
  AND record.id IN (SELECT record FROM record_reference
                    WHERE target IN (SELECT id FROM below) AND substr(field, 1, 7) = 'themes.')
ORDER BY record.date_end IS NULL, record.date_end DESC, record.id
"""
# Decisions that are listed with a theme; the register has all.
_DECISIONS = 8

_RECORD_COLUMNS = ("id", "title", "kind", "date", "status", "language", "meeting", "decisions")


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record on the theme."""

    ref: Ref
    id: str
    title: str
    kind: str
    date: str | None
    when: str
    status: str
    language: str
    meeting: str | None
    decisions: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A theme, or a list as a whole (`theme` None)."""

    of: ThemeList
    dates: str
    theme: Theme | None
    name: str
    above: list[Ref]
    below: list[Theme]
    alike: list[tuple[Ref, str]]
    counts: Counts
    drawing: Drawing | None
    decided: list[tuple[str, Entry]]
    records: list[RecordLine]
    meetings: list[tuple[Ref, str]]
    paging: Paging


async def theme(request: Request, datasette: Host) -> Any:
    """A theme or a list: its records, decisions and meetings, by year."""
    of, name = request.url_vars["list"], request.url_vars.get("id")
    start = start_of(request)
    await once(datasette, lambda conn: inventory(conn, datasette))

    def get(conn: sqlite3.Connection) -> Page:
        shown, rows = _theme(conn, datasette, of, name, start)
        trail = [Ref("Home", here(datasette, "")), Ref("Themes", here(datasette, "themes"))]
        if shown.theme:
            trail.append(Ref(shown.of.name, shown.of.href))
        return Page(
            "theme.html",
            {"shown": shown},
            data={
                "as_of": moment().day,
                "known_at": moment().known,
                "list": shown.of.id,
                "theme": shown.theme,
                "counts": shown.counts,
                "by_year": {
                    year: dict(zip(("records", "decisions", "meetings"), numbers, strict=True))
                    for year, numbers in (shown.drawing.years if shown.drawing else ())
                },
                "records": [
                    dict(zip(_RECORD_COLUMNS, _record_cells(row), strict=True)) for row in rows
                ][start : start + LINES],
            },
            sheet=lambda: Sheet(name or of, _RECORD_COLUMNS, [_record_cells(row) for row in rows]),
            trail=tuple(trail),
            row=row_address(datasette, *(("theme", name) if name else ("theme_list", of))),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _record_cells(row: sqlite3.Row) -> tuple[Any, ...]:
    return (*tuple(row)[:7], row[11])


def _theme(
    conn: sqlite3.Connection, host: Host, of: str, name: str | None, start: int
) -> tuple[Shown, list[sqlite3.Row]]:
    every = lists(conn, host)
    own = next((each for each in every if each.id == of), None)
    found = next((each for each in own.themes if each.id == name), None) if own else None
    if own is None and name is None:
        row = conn.execute("SELECT list FROM theme WHERE id = ?", (of,)).fetchone()
        if row and row[0] and row[0] != of:
            raise Elsewhere(f"themes/{quote(row[0])}/{quote(of)}")
    if own is None or (name is not None and found is None):
        missing = f"theme {name!r} in the list {of!r}" if name else f"list of themes {of!r}"
        raise NotInArchive(f"there is no {missing} in the archive")
    at = moment().at(conn)
    sql = _RECORDS.format(records=known_records(at), decisions=known_decisions(at))
    rows = conn.execute(sql, {"theme": name or of, "day": last_day(), "at": at}).fetchall()
    shown = rows[start : start + LINES]
    path = f"themes/{of}" + (f"/{name}" if name else "")
    told = Shown(
        of=own,
        dates=dates_of(own),
        theme=found,
        name=found.name if found else own.name,
        above=list(_above(conn, host, own, found)),
        below=list(_below(own, found)),
        alike=list(_alike(every, own, found)),
        counts=(found or own).counts,
        drawing=bars(
                        [
                ("Records", _by_year(row[7] for row in rows)),
                ("Decisions", _by_year(row[7] for row in rows for _ in range(row[11]))),
                ("Meetings", _by_year(dict.fromkeys((r[6], r[8]) for r in rows if r[6]))),
            ]
        ),
        decided=_decided(conn, host, name or of),
        records=[
            RecordLine(
                ref=Ref(row[1], here(host, f"records/{quote(row[0])}")),
                id=row[0],
                title=row[1],
                kind=row[2],
                date=row[3],
                when=date_words(row[3]) or "date not known",
                status=row[4],
                language=row[5] or "en",
                meeting=row[6],
                decisions=row[11],
            )
            for row in shown
        ],
        meetings=_meetings(host, rows),
        paging=paging(host, path, {}, start, len(shown), len(rows)),
    )  # fmt: skip
    return told, rows


def _decided(conn: sqlite3.Connection, host: Host, theme: str) -> list[tuple[str, Entry]]:
    """The newest decisions of its records on the day, each with its address."""
    held, day = inventory(conn, host), moment().day
    found = held.select(conn, Asked(day, in_force=False, chosen={"theme": (theme,)}))
    told = entries(conn, found.rows(_DECISIONS), day, held.at)
    return [(decision_address(host, each.id), each) for each in told]


def _by_year(years: Iterable[Any]) -> dict[int, int]:
    """How many there are of each year; of pairs, the year is the second."""
    found: dict[int, int] = {}
    for each in years:
        year = each[1] if isinstance(each, tuple) else each
        if year and year.isdecimal():
            found[int(year)] = found.get(int(year), 0) + 1
    return found


def _meetings(host: Host, rows: Iterable[sqlite3.Row]) -> list[tuple[Ref, str]]:
    """The meetings with records on it, the newest first."""
    found = {row[6]: (row[8] or "", row[9] or row[6], row[10]) for row in rows if row[6]}
    told = sorted(found.items(), key=lambda each: each[1][0], reverse=True)
    return [
        (Ref(label, here(host, f"meetings/{quote(name)}")), date_words(when))
        for name, (_, label, when) in told[:40]
    ]


def _above(
    conn: sqlite3.Connection, host: Host, own: ThemeList, found: Theme | None
) -> Iterable[Ref]:
    parents = dict(
        conn.execute("SELECT id, parent FROM theme WHERE list = ?", (own.id,)).fetchall()
    )
    known = {each.id: each for each in own.themes}
    chain: list[Ref] = []
    at = parents.get(found.id) if found else None
    while at in known and len(chain) < 20:
        chain.append(Ref(known[at].name, known[at].href))
        at = parents.get(at)
    return chain[::-1]


def _below(own: ThemeList, found: Theme | None) -> Iterable[Theme]:
    """The themes that stand below, in their order: those that follow and are set in further."""
    if found is None:
        yield from own.themes
        return
    after = own.themes[own.themes.index(found) + 1 :]
    for each in after:
        if each.level <= found.level:
            return
        yield each


def _alike(
    every: list[ThemeList], own: ThemeList, found: Theme | None
) -> Iterable[tuple[Ref, str]]:
    """Themes of other lists that are called alike; they are other themes all the same."""
    from archive.text.fold import fold

    name = fold(found.name if found else own.name)
    for other in every:
        if other.id != own.id:
            for each in other.themes:
                if fold(each.name) == name:
                    yield Ref(each.name, each.href), other.name
