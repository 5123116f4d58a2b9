"""The lives of decisions and their own rows, worked out anew from the timed rows they hang on.

What a life hangs on is in tables that hold in both times (decision_known, relation,
record_state, meeting_state); so a life can be worked out as known at each commit, and a
whole build gives the same rows as many small ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from archive.build.order import counted_times
from archive.decisions.facts import Bond, Held, Known, Lives, Status
from archive.decisions.life import ENDING, Span
from archive.decisions.rings import rings
from archive.lookup import iso_time

_NOW = 2**63 - 1
_STATE = (
    "INSERT INTO decision_state (decision, n, state, since_edtf, since_basis, valid_from, "
    "surely_from, surely_to, valid_to, because, recorded_from, recorded_to) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class _Tables:
    """The facts as the archive's tables have them, each key looked up once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._kept: dict[tuple[str, str], list[Any]] = {}
        self._rings: dict[str, int] | None = None
        self._times: dict[int, int] | None = None

    def _rows(self, kind: type[Any], query: str, key: str) -> list[Any]:
        place = (query, key)
        if place not in self._kept:
            found = self._db.execute(query, (key,))
            self._kept[place] = [kind._make(row) for row in found]
        return self._kept[place]

    def known(self, decision: str) -> Sequence[Known]:
        """See `archive.decisions.facts.Facts`."""
        return self._rows(
            Known,
            "SELECT record, sort, effective_edtf, until_edtf, recorded_from, recorded_to "
            "FROM decision_known WHERE decision = ? ORDER BY recorded_from",
            decision,
        )

    def statuses(self, record: str) -> Sequence[Status]:
        """See `archive.decisions.facts.Facts`."""
        return self._rows(
            Status,
            "SELECT n, status, since_edtf, adopted_by, meeting, kind, unit, state, recorded_from, "
            "recorded_to FROM record_state WHERE record = ? ORDER BY n, recorded_from",
            record,
        )

    def held(self, meeting: str) -> Sequence[Held]:
        """See `archive.decisions.facts.Facts`."""
        return self._rows(
            Held,
            "SELECT state, date_edtf, recorded_from, recorded_to FROM meeting_state "
            "WHERE meeting = ? ORDER BY recorded_from",
            meeting,
        )

    def on(self, target: str) -> Sequence[Bond]:
        """See `archive.decisions.facts.Facts`; what only `requires` another changes no life."""
        query = f"{_BOND} WHERE \"to\" = ? AND kind <> 'requires' {_BOND_ORDER}"
        return self._rows(Bond, query, target)

    def of(self, source: str) -> Sequence[Bond]:
        """See `archive.decisions.facts.Facts`."""
        return self._rows(Bond, f'{_BOND} WHERE "from" = ? {_BOND_ORDER}', source)

    def dated(self, record: str) -> str | None:
        """See `archive.decisions.facts.Facts`."""
        row = self._db.execute("SELECT date_start FROM record WHERE id = ?", (record,)).fetchone()
        return row[0] if row else None

    def saved(self, record: str, commit: int) -> tuple[str | None, str | None]:
        """See `archive.decisions.facts.Facts`."""
        before = self._db.execute(
            "SELECT max(commit_seq) FROM version WHERE record = ? AND commit_seq < ?",
            (record, commit),
        ).fetchone()[0]
        return self._day(before), self._day(commit)

    def _day(self, commit: int | None) -> str | None:
        if self._times is None:
            self._times = counted_times(self._db)
        said = iso_time(self._times.get(commit or 0), None)
        return said[:10] if said and not said.startswith("@") else None

    def ring(self, end: str) -> int | None:
        """See `archive.decisions.facts.Facts`; all rings are found the first time."""
        if self._rings is None:
            kinds = ", ".join(f"'{kind}'" for kind in sorted(ENDING))
            query = f"""SELECT DISTINCT "from", "to" FROM relation
                WHERE kind IN ({kinds}) AND scope = 'whole' ORDER BY 1, 2"""  # noqa: S608
            self._rings = rings(self._db.execute(query))
        return self._rings.get(end)

    def forget(self) -> None:
        """Let go of what was looked up."""
        self._kept.clear()


_BOND = (
    'SELECT "from", "to", kind, scope, effective_edtf, until_edtf, asserted_in, recorded_from, '
    "recorded_to FROM relation"
)
_BOND_ORDER = "ORDER BY recorded_from, asserted_in, n"


def refresh(
    db: sqlite3.Connection, records: Collection[str], entries: Collection[str], *, fresh: bool
) -> list[str]:
    """Make the lives and own rows anew of all decisions that a build may have changed.

    `records` and `entries` are what it touched; with `fresh` all decisions are made. Gives the
    ids that were looked at, those of decisions among them.
    """
    if fresh:
        found = [row[0] for row in db.execute("SELECT DISTINCT decision FROM decision_known")]
    else:
        found = _affected(db, records, entries)
    tables = _Tables(db)
    found.sort()
    for at in range(0, len(found), 1000):
        batch = found[at : at + 1000]
        if not fresh:
            marks = [(decision,) for decision in batch]
            db.executemany("DELETE FROM decision_state WHERE decision = ?", marks)
            db.executemany("DELETE FROM decision WHERE id = ?", marks)
        for decision in batch:
            db.executemany(_STATE, _states(tables, decision))
        db.executemany(_OWN, [(decision,) for decision in batch])
        tables.forget()
    if entries and not fresh:
        db.execute(
            "UPDATE decision SET mandate = (SELECT mandate FROM record WHERE id = record) "
            "WHERE mandate IS NOT (SELECT mandate FROM record WHERE id = record)"
        )
    return found


def _affected(
    db: sqlite3.Connection, records: Collection[str], entries: Collection[str]
) -> list[str]:
    """The decisions of touched records, of records whose meetings were, and all they bear on.

    With them those that lost their row when unsaved edits were taken back.
    """
    touched = {*records, *_column(db, _ROWLESS, "")}
    for entry in entries:
        touched |= _column(
            db,
            "SELECT record FROM record_state WHERE meeting = :key OR adopted_by = :key",
            entry,
        )
    out: set[str] = set()
    waiting = sorted(touched)
    seen = set(waiting)
    while waiting:
        key = waiting.pop()
        out.add(key)
        reached: Iterable[str] = _column(db, 'SELECT "to" FROM relation WHERE "from" = :key', key)
        if "#" not in key:
            own = _column(db, "SELECT decision FROM decision_known WHERE record = :key", key)
            gone = _column(db, "SELECT id FROM decision WHERE record = :key", key)
            stated = _column(db, 'SELECT "to" FROM relation WHERE record = :key', key)
            named = _column(db, _NAMED, key)
            reached = {*reached, *own, *gone, *stated, *named}
        for each in sorted(reached):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return sorted(out)


#: What is said to be borne upon by a paragraph of a record, whether or not it is a decision.
_NAMED = """
SELECT "to" FROM relation WHERE "from" >= :key || '#' AND "from" < :key || '$'
"""


_ROWLESS = """
SELECT decision FROM decision_known WHERE decision NOT IN (SELECT id FROM decision)
UNION SELECT decision FROM decision_state WHERE decision NOT IN (SELECT id FROM decision)
"""


def _column(db: sqlite3.Connection, query: str, key: str) -> set[str]:
    return {row[0] for row in db.execute(query, {"key": key})}


def _states(tables: _Tables, decision: str) -> list[tuple[Any, ...]]:
    """The rows of decision_state of one decision, in both times."""
    lives = Lives(tables)
    by_moment: dict[int, list[Span]] = {}
    lives.spans(decision, _NOW)
    while left := lives.moments - by_moment.keys():
        for moment in left:
            by_moment[moment] = lives.spans(decision, moment)
    standing: dict[int, tuple[tuple[Any, ...], int]] = {}
    rows: list[tuple[Any, ...]] = []
    for moment in sorted(by_moment):
        now = {n: _values(span) for n, span in enumerate(by_moment[moment], 1)}
        for n in sorted({*standing, *now}):
            if n in standing and standing[n][0] != now.get(n):
                values, since = standing.pop(n)
                rows.append((decision, n, *values, since, moment))
            if n in now and n not in standing:
                standing[n] = (now[n], moment)
    rows += [(decision, n, *values, since, None) for n, (values, since) in standing.items()]
    return rows


def _values(span: Span) -> tuple[Any, ...]:
    since = span.since
    return (
        span.state, since.edtf, since.basis, span.valid_from, span.surely_from, span.surely_to,
        span.valid_to, span.because,
    )  # fmt: skip


#: A decision's own row: what was last known of it, and the last of its states.
_OWN = """
INSERT INTO decision (
  id, record, anchor, sort, reference, number, meeting, body, mandate, actor, verb, tier,
  addressee, responsible, due_edtf, text, adopted_on, valid_from, status, minutes_unadopted,
  basis, rule, version, line_start, line_end, removed
)
SELECT known.decision, known.record, known.anchor, known.sort,
       CASE WHEN known.anchor IS NULL THEN record.title
            WHEN known.anchor GLOB 'p[0-9]*'
              THEN record.title || ', paragraph ' || substr(known.anchor, 2)
            ELSE record.title || ', paragraph ' || known.anchor END,
       known.number, record.meeting, coalesce(record.body, meeting.body), record.mandate,
       known.actor, known.verb, known.tier, known.addressee, known.responsible, known.due_edtf,
       known.text, begun.since_edtf, begun.valid_from, coalesce(last.state, 'unknown'),
       record.kind = 'minutes' AND record.status <> 'adopted'
         AND coalesce(meeting.minutes_status, '') <> 'adopted',
       known.basis, known.rule, record.current_version, paragraph.line_start, paragraph.line_end,
       known.recorded_to IS NOT NULL
FROM (SELECT * FROM decision_known WHERE decision = ?1 ORDER BY recorded_from DESC LIMIT 1)
  AS known
JOIN record ON record.id = known.record
LEFT JOIN meeting ON meeting.id = record.meeting
LEFT JOIN paragraph ON paragraph.record = known.record AND paragraph.anchor = known.anchor
  AND known.recorded_to IS NULL
LEFT JOIN (
  SELECT state FROM decision_state WHERE decision = ?1
  ORDER BY recorded_to IS NULL DESC, recorded_to DESC, n DESC LIMIT 1
) AS last
LEFT JOIN (
  SELECT since_edtf, valid_from FROM decision_state WHERE decision = ?1 AND state = 'adopted'
  ORDER BY recorded_to IS NULL DESC, recorded_to DESC, n LIMIT 1
) AS begun
"""
