"""What the first page of an archive tells: the process, its mandates and meetings, what is new.

page = home(conn, today="2026-11-22")
page.name, page.mandates[-1].when, page.next_meeting
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A term of the secretariat; `when` is in words, `now` is 'yes', 'perhaps' or 'no'."""

    id: str
    host: str
    organisation: str | None
    place: str | None
    head: str | None
    when: str
    now: str


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting as one line; `when` is its date in words."""

    id: str
    title: str
    state: str | None
    date_edtf: str | None
    when: str
    place: str | None
    host: str | None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as one line; `when` is its date in words, `inferred` whether that was inferred."""

    id: str
    title: str
    kind: str
    status: str
    date_edtf: str | None
    when: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are for sure, how many perhaps, and how many of both nobody has confirmed."""

    sure: int
    perhaps: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Register:
    """How the register stands today, as the questions of the same names count it.

    `unconfirmed` counts all decisions and proposals that only the reader of the texts proposes.
    """

    in_force: Tally
    undecided: int
    unconfirmed: int
    open_tasks: Tally


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page says. `counts` goes by plain words, such as 'records' or 'partners'.

    `next_meeting` is the next one whose days are not yet past, by a plan or (seen from a day
    in the past) as it was held; None where the archive knows of none. `contradictions` counts
    the facts on which sources differ, `gaps` what is known to be missing; the questions of the
    same names list them. `not_public` counts the records that are marked for the partners or
    the secretariat only; they are shown all the same. `register` is None where the archive has
    no decision and no task.
    """

    process: dict[str, str]
    name: str
    about: str | None
    mandates: list[MandateLine]
    last_meeting: MeetingLine | None
    next_meeting: MeetingLine | None
    newest: list[RecordLine]
    counts: dict[str, int]
    contradictions: int
    gaps: int
    not_public: int
    register: Register | None


def home(conn: sqlite3.Connection, today: str, newest: int = 5) -> Home:
    """The home page as of the ISO day `today`, with `newest` of the newest records."""
    process = {row[0]: row[1] for row in conn.execute("SELECT key, value FROM process")}
    return Home(
        process=process,
        name=process.get("name") or "Archive",
        about=process.get("about"),
        mandates=_mandates(conn, today),
        last_meeting=_last_meeting(conn, today),
        next_meeting=_next_meeting(conn, today),
        newest=_newest(conn, newest),
        counts=_counts(conn),
        contradictions=_contradictions(conn),
        gaps=_gaps(conn),
        not_public=_not_public(conn),
        register=_register(conn, today),
    )


def _words(date_edtf: str | None) -> str:
    from archive.errors import BadDate
    from archive.text.dates import in_words

    if not date_edtf:
        return "date unknown"
    try:
        return in_words(date_edtf)
    except BadDate:
        return date_edtf


def _span(start: str | None, end: str | None) -> str:
    """The words for a term: 'July 2022 to about December 2026', 'since 2009'."""
    if start and end:
        return f"{_words(start)} to {_words(end)}"
    if start:
        return f"since {_words(start)}"
    return f"until {_words(end)}" if end else "dates unknown"


def _mandates(conn: sqlite3.Connection, today: str) -> list[MandateLine]:
    rows = conn.execute(
        "SELECT mandate.id, coalesce(partner.name, mandate.host, mandate.name) AS host,"
        " organisation, place, coalesce(person.name, mandate.head) AS head, from_edtf, to_edtf,"
        " CASE WHEN coalesce(valid_from, '') > :today OR valid_to <= :today THEN 'no'"
        "  WHEN surely_from <= :today AND (surely_to > :today OR valid_to IS NULL) THEN 'yes'"
        "  ELSE 'perhaps' END AS now"
        " FROM mandate LEFT JOIN partner ON partner.id = mandate.host"
        " LEFT JOIN person ON person.id = mandate.head"
        " WHERE mandate.listed ORDER BY valid_from, mandate.id",
        {"today": today},
    )
    return [
        MandateLine(name, host, organisation, place, head, _span(start, end), now)
        for name, host, organisation, place, head, start, end, now in rows
    ]


def _last_meeting(conn: sqlite3.Connection, today: str) -> MeetingLine | None:
    return _meeting(
        conn.execute(
            "SELECT meeting.id, meeting.name, state, date_edtf, place, partner.name"
            " FROM meeting LEFT JOIN partner ON partner.id = meeting.host"
            " WHERE meeting.listed AND state = 'held' AND date_start <= ?"
            " ORDER BY date_end DESC, date_start DESC, meeting.id DESC LIMIT 1",
            (today,),
        ).fetchone()
    )


def _next_meeting(conn: sqlite3.Connection, today: str) -> MeetingLine | None:
    return _meeting(
        conn.execute(
            "SELECT meeting.id, meeting.name, state, date_edtf, place, partner.name"
            " FROM meeting LEFT JOIN partner ON partner.id = meeting.host"
            " WHERE meeting.listed AND (state = 'planned' AND date_end >= :today"
            "  OR state = 'held' AND date_start > :today)"
            " ORDER BY date_end, date_start, meeting.id LIMIT 1",
            {"today": today},
        ).fetchone()
    )


def _meeting(row: sqlite3.Row | None) -> MeetingLine | None:
    if row is None:
        return None
    name, title, state, edtf, place, host = row
    return MeetingLine(name, title, state, edtf, _words(edtf), place, host)


def _newest(conn: sqlite3.Connection, limit: int) -> list[RecordLine]:
    rows = conn.execute(
        "SELECT id, title, kind, status, date_edtf, coalesce(date_basis, '') LIKE 'inferred%'"
        " FROM record WHERE NOT removed"
        " ORDER BY date_end IS NULL, date_end DESC, date_start DESC, id LIMIT ?",
        (limit,),
    )
    return [
        RecordLine(name, title, kind, status, edtf, _words(edtf), bool(inferred))
        for name, title, kind, status, edtf, inferred in rows
    ]


def _counts(conn: sqlite3.Connection) -> dict[str, int]:
    cursor = conn.execute(
        "SELECT (SELECT count(*) FROM record WHERE NOT removed) AS records,"
        " (SELECT count(*) FROM version) AS versions,"
        " (SELECT count(*) FROM meeting WHERE listed) AS meetings,"
        " (SELECT count(*) FROM partner WHERE listed) AS partners,"
        " (SELECT count(*) FROM stakeholder WHERE listed) AS stakeholders,"
        " (SELECT count(*) FROM body WHERE listed) AS 'groups and bodies',"
        " (SELECT count(*) FROM mandate WHERE listed) AS mandates,"
        " (SELECT count(*) FROM person WHERE listed) AS people,"
        " (SELECT count(*) FROM claim WHERE recorded_to IS NULL) AS claims"
    )
    words = [column[0] for column in cursor.description]
    return dict(zip(words, cursor.fetchone(), strict=True))


def _contradictions(conn: sqlite3.Connection) -> int:
    found = conn.execute(
        "SELECT count(*) FROM (SELECT DISTINCT subject, property FROM contradiction"
        " WHERE recorded_to = 9223372036854775807)"
    )
    return int(found.fetchone()[0])


def _gaps(conn: sqlite3.Connection) -> int:
    from archive.questions import answer

    return len(answer(conn, "gaps", {}).rows)


def _not_public(conn: sqlite3.Connection) -> int:
    found = conn.execute("SELECT count(*) FROM record WHERE NOT removed AND access <> 'public'")
    return int(found.fetchone()[0])


def _register(conn: sqlite3.Connection, today: str) -> Register | None:
    decided, unconfirmed = conn.execute(
        "SELECT count(*), sum(basis = 'proposed') FROM decision WHERE NOT removed"
    ).fetchone()
    if not decided and conn.execute("SELECT 1 FROM action LIMIT 1").fetchone() is None:
        return None
    return Register(
        _tally(conn, "decisions-in-force", today, "in force"),
        _tally(conn, "proposals-undecided", today, None).sure,
        unconfirmed or 0,
        _tally(conn, "open-actions", today, "certain"),
    )


def _tally(conn: sqlite3.Connection, question: str, today: str, certain: str | None) -> Tally:
    """What a question has for today; `certain` is the column that says 'yes' or 'perhaps'."""
    from archive.questions import answer

    found = answer(conn, question, {"day": today})
    basis = found.columns.index("basis")
    proposed = sum(row[basis] == "proposed" for row in found.rows)
    if certain is None:
        return Tally(len(found.rows), 0, proposed)
    at = found.columns.index(certain)
    sure = sum(row[at] == "yes" for row in found.rows)
    return Tally(sure, len(found.rows) - sure, proposed)
