"""Letters as correspondence: who wrote to whom, in which capacity, what answers what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.errors import NotInArchive
from archive.register.masks import NONE, Counter, bits
from archive.text.spoken import date_words
from archive.web.answering import Page, show
from archive.web.correspondence import correspondence, letters_ready
from archive.web.descriptions import table_address
from archive.web.holdings import Holdings, asked_for, holdings
from archive.web.host import Host, Request, row_address
from archive.web.kept import kept
from archive.web.moment import here, moment
from archive.web.names import Names, Ref
from archive.web.paging import LINES, Choice, given, paging, start_of
from archive.web.sheets import MOST_ROWS, Sheet

_COLUMNS = (
    "id", "title", "date", "from", "capacity", "for", "to", "answers", "answered_by", "meeting",
    "status",
)  # fmt: skip

#: Letters of one correspondence that its page shows.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the list; `answers` and `answered_by` are other records of its correspondence.

    `sender` are who signed and for whom; `thread` is the address of its whole correspondence, where
    there is more of it than itself.
    """

    id: str
    title: str
    href: str
    language: str | None
    date: str | None
    date_note: str | None
    status: str
    sender: tuple[Ref, ...]
    capacity: str | None
    to: tuple[Ref, ...]
    answers: tuple[Ref, ...]
    answered_by: tuple[Ref, ...]
    meeting: Ref | None
    thread: str | None

    @property
    def when(self) -> str:
        """The date in words."""
        return date_words(self.date) or "date not known"


_LABELS = {"from": "From", "to": "To", "year": "Year", "meeting": "Meeting"}


async def letters(request: Request, datasette: Host) -> Any:
    """`/letters`: all letters, `?from=`, `?to=`, `?year=`, `?meeting=`, `?answered=no`."""
    chosen, start = given(request, *_LABELS, "answered"), start_of(request)
    await letters_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        held = holdings(conn, datasette)
        fits = _fits(conn, datasette, held, chosen)
        total = fits.bit_count()
        shown = _read(conn, datasette, held.page(fits, start, LINES))
        known = kept(datasette, "letters", lambda: _known(conn, datasette, held))
        answered = [("yes", "an answer is here"), ("no", "no answer is here")]
        return Page(
            "letters.html",
            {
                "lines": shown,
                "total": total,
                "choices": [
                    *(
                        Choice(name, label, chosen[name], known[name])
                        for name, label in _LABELS.items()
                    ),
                    Choice("answered", "Answered", chosen["answered"], answered),
                ],
                "narrowed": any(chosen.values()),
                "paging": paging(datasette, "letters", chosen, start, len(shown), total),
            },
            data={"as_of": moment().spoken, "total": total, "letters": shown},
            sheet=lambda: Sheet(
                "letters",
                _COLUMNS,
                [
                    _cells(each)
                    for each in _read(
                        conn, datasette, held.page(fits, 0, MOST_ROWS["csv"] + 1)
                    )
                ],
            ),
            trail=(Ref("Home", here(datasette, "")),),
            row=f"{table_address(datasette, 'record')}?kind=letter",
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)


def _last_day() -> str:
    """The day of which answers count: today's pages have those to come too."""
    return moment().asked or "9999-12-31"


def _fits(conn: sqlite3.Connection, host: Host, held: Holdings, chosen: dict[str, str]) -> int:
    """The letters that fit what is chosen, as a set of records."""
    known = correspondence(conn, host)
    found = known.letters & asked_for(conn, held)
    for name in ("year", "meeting"):
        if chosen[name]:
            found &= held.facets[name].lines([chosen[name]])
    for name in ("from", "to"):
        if chosen[name]:
            found &= known.facets[name].lines([chosen[name]])
    if chosen["answered"] == "yes":
        found &= known.answered(_last_day())
    elif chosen["answered"] == "no":
        found &= ~known.answered(_last_day())
    return found


def _cells(letter: Letter) -> list[str | int | None]:
    def texts(refs: Sequence[Ref]) -> str:
        return "; ".join(ref.text for ref in refs)

    return [
        letter.id, letter.title, letter.date, texts(letter.sender[:1]), letter.capacity,
        texts(letter.sender[1:]), texts(letter.to), texts(letter.answers),
        texts(letter.answered_by), letter.meeting.text if letter.meeting else None, letter.status,
    ]  # fmt: skip


def _known(
    conn: sqlite3.Connection, host: Host, held: Holdings
) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from, the most frequent first; the same for every reader."""
    known = correspondence(conn, host)
    among = Counter(known.letters, known.size)
    counts = {name: known.facets[name].counts(among) for name in ("from", "to")}
    counts |= {name: held.counts(name, known.letters) for name in ("year", "meeting")}
    names = Names(conn, host, [name for found in counts.values() for name in list(found)[:300]])
    found = {
        name: [
            (value, f"{_addressee(value, names).text} ({count:,})")
            for value, count in list(counts[name].items())[:300]
            if value != NONE
        ]
        for name in _LABELS
    }
    found["year"] = [(year, year) for year in sorted(counts["year"], reverse=True) if year != NONE]
    return found


def _read(conn: sqlite3.Connection, host: Host, docids: list[int]) -> list[Letter]:
    """The letters with these row numbers, and those around them, in a few queries in all."""
    rows = conn.execute(
        "SELECT docid, id, title, language, date_edtf, date_basis, status, sender_person,"
        " sender_name, sender_capacity, sender_partner, sender_other, meeting FROM record"
        " WHERE docid IN (SELECT value FROM json_each(?))",
        (json.dumps(docids),),
    ).fetchall()
    place = {docid: at for at, docid in enumerate(docids)}
    rows.sort(key=lambda row: place[row["docid"]])
    ids = json.dumps([row["id"] for row in rows])
    to: dict[str, list[str]] = {}
    answers: dict[str, list[str]] = {}
    answered: dict[str, list[str]] = {}
    for record, field, target in conn.execute(
        "SELECT record, field, target FROM record_reference"
        " WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, n",
        (ids,),
    ):
        if field.startswith("to."):
            to.setdefault(record, []).append(target)
        elif field == "reply_to":
            answers.setdefault(record, []).append(target)
    for record, target in conn.execute(
        "SELECT part.record, part.target FROM record_reference AS part"
        " JOIN record ON record.id = part.record AND NOT record.removed"
        "  AND (record.date_start IS NULL OR record.date_start <= :day)"
        " WHERE part.target IN (SELECT value FROM json_each(:ids)) AND part.field = 'reply_to'"
        " ORDER BY record.date_start, record.id",
        {"ids": ids, "day": _last_day()},
    ):
        answered.setdefault(target, []).append(record)
    columns = ("sender_person", "sender_partner", "sender_other", "meeting")
    names = Names(
        conn,
        host,
        [*(row[column] for row in rows for column in columns),
         *(text for found in (to, answers, answered) for each in found.values() for text in each)],
    )  # fmt: skip
    return [
        Letter(
            id=row["id"],
            title=row["title"],
            href=here(host, f"records/{quote(row['id'])}"),
            language=row["language"],
            date=row["date_edtf"],
            date_note=row["date_basis"],
            status=row["status"],
            sender=_sender(row, names),
            capacity=row["sender_capacity"],
            to=tuple(_addressee(each, names) for each in to.get(row["id"], ())),
            answers=tuple(names.ref(each) for each in answers.get(row["id"], ())),
            answered_by=tuple(names.ref(each) for each in answered.get(row["id"], ())),
            meeting=names.ref(row["meeting"]) if row["meeting"] else None,
            thread=here(host, f"letters/{quote(row['id'])}")
            if row["id"] in answers or row["id"] in answered
            else None,
        )
        for row in rows
    ]


def _addressee(name: str, names: Names) -> Ref:
    """Somebody with an id, or a group such as 'partners' in words."""
    found = names.ref(name)
    return Ref(f"all {name}") if found.href is None and name in _GROUPS else found


_GROUPS = frozenset({"partners", "stakeholders"})


def _sender(row: sqlite3.Row, names: Names) -> tuple[Ref, ...]:
    """Who signed, and for whom."""
    found = []
    if row["sender_person"] or row["sender_name"]:
        person = row["sender_person"]
        found.append(names.ref(person) if person else Ref(row["sender_name"]))
    found += [names.ref(row[each]) for each in ("sender_partner", "sender_other") if row[each]]
    return tuple(found)


async def letter(request: Request, datasette: Host) -> Any:
    """`/letters/ID`: the whole correspondence in which a letter stands, oldest first."""
    name = request.url_vars["id"]
    await letters_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        found = conn.execute("SELECT title, kind FROM record WHERE id = ?", (name,)).fetchone()
        if found is None or found[1] != "letter":
            from archive.reading import near

            raise NotInArchive(f"there is no letter called {name!r}{near(conn, name)}")
        thread = conn.execute(
            "SELECT docid FROM record WHERE id IN (SELECT value FROM json_each(:ids))"
            " AND (date_start IS NULL OR date_start <= :day)"
            " ORDER BY date_start IS NULL, date_start, id",
            {"ids": json.dumps(_thread(conn, name)), "day": _last_day()},
        ).fetchall()
        held = holdings(conn, datasette)
        signs = bits(asked_for(conn, held), held.size)
        shown = _read(
            conn, datasette, [row[0] for row in thread if row[0] < held.size and signs[row[0]]]
        )
        return Page(
            "correspondence.html",
            {"lines": shown, "own": name, "title": found[0], "whole": len(shown) < LONGEST},
            data={"as_of": moment().spoken, "letter": name, "correspondence": shown},
            trail=(Ref("Home", here(datasette, "")), Ref("Letters", here(datasette, "letters"))),
            row=row_address(datasette, "record", name),
        )

    return await show(datasette, request, get)


def _thread(conn: sqlite3.Connection, name: str) -> list[str]:
    """Every record that answers, or is answered by, one of those that hang together with it."""
    found = {name}
    fresh = [name]
    while fresh and len(found) < LONGEST:
        rows = conn.execute(
            "SELECT target FROM record_reference WHERE field = 'reply_to'"
            " AND record IN (SELECT value FROM json_each(:ids))"
            " UNION SELECT record FROM record_reference WHERE field = 'reply_to'"
            " AND target IN (SELECT value FROM json_each(:ids)) ORDER BY 1",
            {"ids": json.dumps(fresh)},
        )
        fresh = [row[0] for row in rows if row[0] not in found][: LONGEST - len(found)]
        found.update(fresh)
    return sorted(found)
