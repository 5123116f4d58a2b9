"""What the first page of an archive tells: the process, its mandates and meetings, what is new.

page = home(conn, today="2026-11-22")
page.name, page.mandates[-1].when, page.next_meeting
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive.lookup import NOW

# What was known at the save :at, in a table whose rows carry recorded time.
_KNOWN = "s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)"

_MEETING = (
    "SELECT meeting.id, meeting.name, s.state, s.date_edtf, s.place, partner.name"  # noqa: S608 - of ours
    f" FROM meeting JOIN meeting_state AS s ON s.meeting = meeting.id AND {_KNOWN}"
    " LEFT JOIN partner ON partner.id = s.host"
    f" WHERE (meeting.listed OR :at < {NOW})"
)


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
    language: str | None


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
    the secretariat only and shown. `register` is None where the archive has
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


def home(
    conn: sqlite3.Connection,
    today: str,
    newest: int = 5,
    at: int = NOW,
    gaps: int | None = None,
) -> Home:
    """The home page as of the ISO day `today`, with `newest` of the newest records.

    It is told as known at the save `at`; the counts alone are always those of now. `gaps` is what
    `count_gaps` gave for that save, where that is known already.
    """
    process = {row[0]: row[1] for row in conn.execute("SELECT key, value FROM process")}
    return Home(
        process=process,
        name=process.get("name") or "Archive",
        about=process.get("about"),
        mandates=mandate_lines(conn, today, at),
        last_meeting=_last_meeting(conn, today, at),
        next_meeting=_next_meeting(conn, today, at),
        newest=_newest(conn, newest, at),
        counts=_counts(conn),
        contradictions=_contradictions(conn, at),
        gaps=count_gaps(conn, at) if gaps is None else gaps,
        not_public=_not_public(conn),
        register=_register(conn, today, at),
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


def span_words(start: str | None, end: str | None) -> str:
    """The words for a term: 'July 2022 to about December 2026', 'since 2009'."""
    if start and end:
        return f"{_words(start)} to {_words(end)}"
    if start:
        return f"since {_words(start)}"
    return f"until {_words(end)}" if end else "dates unknown"


def mandate_lines(conn: sqlite3.Connection, today: str, at: int) -> list[MandateLine]:
    """The terms of the secretariat in their order, as of `today`, as known at the save `at`."""
    rows = conn.execute(
        "SELECT mandate.id, coalesce(partner.name, s.host, mandate.name) AS host,"  # noqa: S608 - of ours
        " s.organisation, s.place, coalesce(person.name, s.head) AS head, s.from_edtf, s.to_edtf,"
        " CASE WHEN coalesce(s.valid_from, '') > :today OR s.valid_to <= :today THEN 'no'"
        "  WHEN s.surely_from <= :today AND (s.surely_to > :today OR s.valid_to IS NULL) THEN 'yes'"
        "  ELSE 'perhaps' END AS now"
        " FROM mandate JOIN mandate_state AS s ON s.mandate = mandate.id"
        f"  AND {_KNOWN} AND (mandate.listed OR :at < {NOW})"
        " LEFT JOIN partner ON partner.id = s.host LEFT JOIN person ON person.id = s.head"
        " ORDER BY s.valid_from, mandate.id",
        {"today": today, "at": at},
    )
    return [
        MandateLine(name, host, organisation, place, head, span_words(start, end), now)
        for name, host, organisation, place, head, start, end, now in rows
    ]


def _last_meeting(conn: sqlite3.Connection, today: str, at: int) -> MeetingLine | None:
    return _meeting(
        conn.execute(
            f"{_MEETING} AND s.state = 'held' AND s.date_start <= :today"
            " ORDER BY s.date_end DESC, s.date_start DESC, meeting.id DESC LIMIT 1",
            {"today": today, "at": at},
        ).fetchone()
    )


def _next_meeting(conn: sqlite3.Connection, today: str, at: int) -> MeetingLine | None:
    return _meeting(
        conn.execute(
            f"{_MEETING} AND (s.state = 'planned' AND s.date_end >= :today"
            "  OR s.state = 'held' AND s.date_start > :today)"
            " ORDER BY s.date_end, s.date_start, meeting.id LIMIT 1",
            {"today": today, "at": at},
        ).fetchone()
    )


def _meeting(row: sqlite3.Row | None) -> MeetingLine | None:
    if row is None:
        return None
    name, title, state, edtf, place, host = row
    return MeetingLine(name, title, state, edtf, _words(edtf), place, host)


_LINE = "id, title, kind, status, date_edtf, coalesce(date_basis, '') LIKE 'inferred%', language"


def _newest(conn: sqlite3.Connection, limit: int, at: int) -> list[RecordLine]:
    then = (
        "coalesce((SELECT change FROM version WHERE version.record = record.id"
        " AND commit_seq <= :at ORDER BY n DESC LIMIT 1), 'removed') <> 'removed'"
    )
    rows = conn.execute(
        f"SELECT {_LINE} FROM record WHERE {'NOT removed' if at == NOW else then}"  # noqa: S608 - of ours
        " ORDER BY date_end DESC, date_start DESC, id LIMIT :limit",
        {"limit": limit, "at": at},
    )
    return [_record_line(*row) for row in rows]


def newest_of(conn: sqlite3.Connection, docids: list[int]) -> list[RecordLine]:
    """The records with these row numbers, in their order."""
    rows = conn.execute(
        f"SELECT docid, {_LINE} FROM record WHERE docid IN (SELECT value FROM json_each(?))",  # noqa: S608 - of ours
        (json.dumps(docids),),
    )
    found = {row[0]: _record_line(*row[1:]) for row in rows}
    return [found[docid] for docid in docids if docid in found]


def _record_line(
    name: str,
    title: str,
    kind: str,
    status: str,
    edtf: str | None,
    inferred: int,
    language: str | None,
) -> RecordLine:
    return RecordLine(name, title, kind, status, edtf, _words(edtf), bool(inferred), language)


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


def _contradictions(conn: sqlite3.Connection, at: int) -> int:
    found = conn.execute(
        "SELECT count(*) FROM (SELECT DISTINCT subject, property FROM contradiction"
        " WHERE recorded_from <= :at AND (recorded_to > :at OR recorded_to = :now))",
        {"at": at, "now": NOW},
    )
    return int(found.fetchone()[0])


def count_gaps(conn: sqlite3.Connection, at: int = NOW) -> int:
    """How much is known to be missing; in a large archive that takes long."""
    from archive.questions import answer

    return len(answer(conn, "gaps", _known_then(at)).rows)


def _known_then(at: int) -> dict[str, str]:
    """What a question is asked with, so that it tells what was known at the save `at`."""
    return {} if at == NOW else {"known_at": str(at)}


def _not_public(conn: sqlite3.Connection) -> int:
    found = conn.execute(
        "SELECT count(*) FROM record WHERE NOT removed AND access <> 'public'"
        " AND id NOT IN (SELECT record FROM stub)"
    )
    return int(found.fetchone()[0])


def _register(conn: sqlite3.Connection, today: str, at: int) -> Register | None:
    decided, unconfirmed = conn.execute(
        "SELECT count(*), sum(basis = 'proposed') FROM decision WHERE NOT removed"
    ).fetchone()
    if not decided and conn.execute("SELECT 1 FROM action LIMIT 1").fetchone() is None:
        return None
    return Register(
        _tally(conn, "decisions-in-force", {"day": today, **_known_then(at)}, "in force"),
        _tally(conn, "proposals-undecided", {"day": today, **_known_then(at)}, None).sure,
        unconfirmed or 0,
        _tally(conn, "open-actions", {"day": today}, "certain"),
    )


def _tally(
    conn: sqlite3.Connection, question: str, asked: dict[str, str], certain: str | None
) -> Tally:
    """What a question has; `certain` is the column that says 'yes' or 'perhaps'."""
    from archive.questions import answer

    found = answer(conn, question, asked)
    basis = found.columns.index("basis")
    proposed = sum(row[basis] == "proposed" for row in found.rows)
    if certain is None:
        return Tally(len(found.rows), 0, proposed)
    at = found.columns.index(certain)
    sure = sum(row[at] == "yes" for row in found.rows)
    return Tally(sure, len(found.rows) - sure, proposed)
