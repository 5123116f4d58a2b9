"""What a relation between decisions came to: the state that it brought about, or why none."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.decisions.chapters import EFFECTS, Cited
from archive.decisions.life import ENDED, day_after
from archive.errors import BadDate
from archive.text.dates import bounds


@dataclass(frozen=True, slots=True)
class Made:
    """What statements brought about: whether a state, and `since` when it holds.

    `begun` and `ended` are the ISO days on which what they bear on began and came to its end, None
    where they are not known or not all of it has ended.
    """

    state: bool
    since: str | None
    begun: str | None
    ended: str | None


def made_by(
    conn: sqlite3.Connection,
    target: str,
    kind: str,
    by: tuple[str, ...],
    until: str | None,
    at: int,
) -> Made:
    """What the statements `by` of a relation of this `kind` brought about of `target`.

    Of a record that is no decision as a whole, its decisions are looked at. `until` is the end
    that an extension gives.
    """
    rows = conn.execute(
        "SELECT decision, since_edtf, valid_from, state, because FROM decision_state"
        " WHERE (decision = :id OR decision > :id || '#' AND decision < :id || '$')"
        " AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at) ORDER BY n",
        {"id": target, "at": at},
    ).fetchall()
    states = EFFECTS.get(kind, ())
    found = [row for row in rows if row["because"] in by and row["state"] in states]
    if kind == "extends":  # the older side may say it, which says its own first end as well
        end = day_after(until).first
        found = [row for row in found if row["valid_from"] == end]
    # An extension moves the end of the term: the day of that end is not the day of the extension.
    since = found[0]["since_edtf"] if found and kind != "extends" else None
    ends = {row["decision"]: row["valid_from"] for row in rows if row["state"] in ENDED}
    over = len(ends) == len({row["decision"] for row in rows}) and all(ends.values())
    begun = min((row["valid_from"] for row in rows if row["valid_from"]), default=None)
    return Made(bool(found), since, begun, max(ends.values(), default=None) if over else None)


def adopted_since(conn: sqlite3.Connection, source: str, at: int) -> str | None:
    """Since when `source` is adopted; else the date of its record or of that one's meeting."""
    row = conn.execute(
        "SELECT since_edtf FROM decision_state WHERE decision = ? AND state = 'adopted'"
        " AND recorded_from <= ? AND (recorded_to IS NULL OR recorded_to > ?) ORDER BY n LIMIT 1",
        (source, at, at),
    ).fetchone() or conn.execute(
        "SELECT coalesce(adopted_on, CASE WHEN record.kind IN ('minutes', 'decision')"
        "  THEN meeting.date_edtf END, record.date_edtf, meeting.date_edtf)"
        " FROM record LEFT JOIN meeting ON meeting.id = record.meeting WHERE record.id = ?",
        (source.partition("#")[0],),
    ).fetchone()  # fmt: skip
    return row[0] if row else None


def is_proposal(conn: sqlite3.Connection, source: str, at: int) -> bool:
    """Whether `source` is a proposal that nothing adopted."""
    return (
        conn.execute(
            "SELECT 1 FROM decision_known AS k WHERE decision = :id AND sort = 'proposal'"
            " AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"
            " AND NOT EXISTS (SELECT 1 FROM decision_state WHERE decision = k.decision"
            "  AND state = 'adopted' AND recorded_from <= :at"
            "  AND (recorded_to IS NULL OR recorded_to > :at))",
            {"id": source, "at": at},
        ).fetchone()
        is not None
    )


def why_without(
    said: sqlite3.Row, acting: Cited, proposal: bool, made: Made, date: str | None, *,
    overruled: bool = False,
) -> str:  # fmt: skip
    """Why a relation that could change a state changed none; '' where that cannot be told.

    `date` is that from which it would hold. `overruled` is one that only the side acted on says,
    while the side that acts says otherwise.
    """
    if overruled:
        return "the side that acts says otherwise"
    if acting.reference is None:
        return "it is not in the archive"
    if acting.draft:
        return "a draft"
    if proposal:
        return "a proposal only"
    if said["scope"] == "part" and said["kind"] in ("implements", "adopts"):
        return "in part"
    if said["kind"] == "extends" and not said["until_edtf"]:
        return "it names no new end"
    first, last = _days(date)
    if first and made.ended and made.ended <= first:
        return "it came too late" if said["kind"] == "extends" else "it had ended already"
    return "it is the older of the two" if last and made.begun and last < made.begun else ""


def _days(edtf: str | None) -> tuple[str | None, str | None]:
    try:
        found = bounds(edtf) if edtf else None
    except BadDate:
        return None, None
    return (found.first, found.last) if found else (None, None)
