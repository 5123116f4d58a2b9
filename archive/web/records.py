"""The list of records: by kind, year, language and meeting, the newest first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archive.register.masks import NONE
from archive.text.spoken import date_words
from archive.web.answering import Page, show
from archive.web.descriptions import table_address
from archive.web.holdings import Holdings, asked_for, holdings, ready
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.languages import language_words
from archive.web.moment import here, moment
from archive.web.names import Names, Ref
from archive.web.paging import LINES, Choice, given, paging, start_of
from archive.web.sheets import MOST_ROWS, Sheet
from archive.web.words import kind_words

_COLUMNS = ("id", "title", "kind", "date", "status", "language", "meeting", "access")


@dataclass(frozen=True, slots=True)
class Line:
    """A record in the list."""

    href: str
    meeting_href: str | None
    id: str
    title: str
    kind: str
    date: str | None
    status: str
    language: str | None
    meeting: str | None
    access: str
    inferred: bool
    meeting_name: str | None

    @property
    def when(self) -> str:
        """The date in words."""
        return date_words(self.date) or "date not known"


def _rows(conn: sqlite3.Connection, docids: list[int]) -> list[tuple[Any, ...]]:
    """What is told of the records with these row numbers, in their order."""
    rows = conn.execute(
        "SELECT docid, record.id, title, kind, record.date_edtf, status, language, record.meeting,"
        " access, coalesce(record.date_basis, '') LIKE 'inferred%', meeting.name"
        " FROM record LEFT JOIN meeting ON meeting.id = record.meeting"
        " WHERE docid IN (SELECT value FROM json_each(?))",
        (json.dumps(docids),),
    )
    found = {row[0]: tuple(row)[1:] for row in rows}
    return [found[docid] for docid in docids if docid in found]


def _line(host: Host, row: tuple[Any, ...]) -> Line:
    meeting = here(host, f"meetings/{row[6]}") if row[6] else None
    return Line(here(host, f"records/{row[0]}"), meeting, *row)


_LABELS = {"kind": "Kind", "year": "Year", "language": "Language", "meeting": "Meeting"}

#: What other pages narrow it down by; no choice is shown of these unless one is chosen.
_BESIDE = {"mandate": "Term of the secretariat", "body": "Body"}


def _known(
    conn: sqlite3.Connection, host: Host, held: Holdings
) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from, the most frequent first; the same for every reader."""
    counts = {name: held.counts(name, held.held) for name in _LABELS}
    listed = {name: [each for each in list(counts[name])[:300] if each != NONE] for name in counts}
    names = Names(conn, host, listed["meeting"])
    words: dict[str, Callable[[str], str]] = {
        "kind": kind_words,
        "language": language_words,
        "meeting": lambda name: names.ref(name).text,
    }
    found = {
        name: [(each, f"{said(each)} ({counts[name][each]:,})") for each in listed[name]]
        for name, said in words.items()
    }
    return found | {"year": [(year, year) for year in sorted(listed["year"], reverse=True)]}


async def records(request: Request, datasette: Host) -> Any:
    """`/records`: all records, `?kind=`, `?year=`, `?language=`, `?meeting=`, and so on."""
    chosen, start = given(request, *_LABELS, *_BESIDE), start_of(request)
    await ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        held = holdings(conn, datasette)
        narrowed = {name: [value] for name, value in chosen.items() if value}
        fits = asked_for(conn, held) & held.chosen(narrowed)
        total = fits.bit_count()
        shown = [_line(datasette, row) for row in _rows(conn, held.page(fits, start, LINES))]
        known = kept(datasette, "records", lambda: _known(conn, datasette, held))
        names = Names(conn, datasette, [chosen[name] for name in _BESIDE])
        beside = [
            Choice(name, label, chosen[name], [(chosen[name], names.ref(chosen[name]).text)])
            for name, label in _BESIDE.items()
            if chosen[name]
        ]
        return Page(
            "records.html",
            {
                "lines": shown,
                "total": total,
                "choices": [
                    Choice(name, label, chosen[name], known[name])
                    for name, label in _LABELS.items()
                ] + beside,
                "narrowed": bool(narrowed),
                "paging": paging(datasette, "records", chosen, start, len(shown), total),
            },
            data={"as_of": moment().spoken, "total": total, "records": shown},
            sheet=lambda: Sheet(
                "records", _COLUMNS,
                [
                    row[: len(_COLUMNS)]
                    for row in _rows(conn, held.page(fits, 0, MOST_ROWS["csv"] + 1))
                ],
            ),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "record"),
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)
