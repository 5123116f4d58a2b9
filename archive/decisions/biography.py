"""The whole life of a decision as the archive holds it, each thing with its source.

life = biography(conn, "ministers-1-conclusions#p3")
life.stages[-1].state, life.bonds[0].said_by, life.tasks

Nothing is written. What the chapters hold is in `archive.decisions.chapters`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from archive.decisions.chapters import (
    EFFECTS,
    Biography,
    Bond,
    Cited,
    Kin,
    Save,
    Stage,
    Task,
    TaskEvent,
    Wording,
    state_on,
)
from archive.decisions.effects import adopted_since, is_proposal, made_by, why_without
from archive.errors import NotInArchive
from archive.lookup import NOW, iso_time, near
from archive.text.places import is_place, place_words


def is_decision(conn: sqlite3.Connection, name: str) -> bool:
    """Whether a text says, or ever said, that `name` is a decision or a proposal."""
    return (
        conn.execute(
            "SELECT 1 FROM decision WHERE id = :id"
            " UNION ALL SELECT 1 FROM decision_known WHERE decision = :id LIMIT 1",
            {"id": name},
        ).fetchone()
        is not None
    )


def biography(
    conn: sqlite3.Connection, name: str, known_at: int | None = None, day: str | None = None
) -> Biography:
    """The life of the decision `name`, as it was known at the commit `known_at` (None: now).

    Its state is that of the ISO day `day` (None: today).

    Raises `NotInArchive` where nothing of that name is, or then was, known to be a decision.
    """
    at = NOW if known_at is None else known_at
    saves = _Saves(conn, at)
    wordings = tuple(_wordings(conn, name, saves))
    row = conn.execute("SELECT * FROM decision WHERE id = ?", (name,)).fetchone()
    if not wordings and (row is None or known_at is not None):
        raise NotInArchive(_missing(conn, name))
    record = name.partition("#")[0]
    cited = _Cites(conn)
    stages = tuple(_stages(conn, name, saves, cited))
    today = day or str(conn.execute("SELECT date('now')").fetchone()[0])
    now = state_on([stage for stage in stages if stage.ended is None], today)
    gone = _gone(conn, name) if wordings and wordings[-1].ended else None
    state = now.state if now else row["status"] if row and known_at is None and not gone else None
    facts = dict(row) if row else {}
    return Biography(
        id=name,
        record=record,
        anchor=name.partition("#")[2] or None,
        reference=facts.get("reference") or cited(name).reference or name,
        state=state,
        meeting=facts.get("meeting"),
        body=facts.get("body"),
        mandate=facts.get("mandate"),
        addressee=facts.get("addressee_id"),
        adopted_on=facts.get("adopted_on"),
        minutes_unadopted=bool(facts.get("minutes_unadopted")),
        removed=row is None or bool(facts["removed"]),
        gone=gone,
        line=facts.get("line_start"),
        wordings=wordings,
        stages=stages,
        bonds=tuple(_bonds(conn, name, record, saves, cited)),
        tasks=tuple(_tasks(conn, _OF_DECISION, name)),
        kin=tuple(_kin(conn, record)),
        today=today,
    )


def _missing(conn: sqlite3.Connection, name: str) -> str:
    record, _, anchor = name.partition("#")
    known = conn.execute(
        "SELECT 1 FROM paragraph WHERE record = ? AND anchor = ?", (record, anchor)
    ).fetchone()
    if known or is_place(anchor):
        return (
            f"{name} is no decision that the archive knows of: `secretariat show {name}` prints "
            f"it, and `secretariat history {record}` tells of the whole record"
        )
    return f"no decision in the archive is called {name!r}{near(conn, record, records=True)}"


def _gone(conn: sqlite3.Connection, name: str) -> str:
    """Why nothing says any more that `name` is a decision."""
    record, _, anchor = name.partition("#")
    kept = conn.execute("SELECT removed FROM record WHERE id = ?", (record,)).fetchone()
    if kept is None or kept[0]:
        return "its record was removed"
    row = conn.execute(
        "SELECT marks FROM paragraph WHERE record = ? AND anchor = ?", (record, anchor)
    ).fetchone()
    if anchor and row is None:
        return "its paragraph is no longer in the text of its record"
    if row and row[0] and "not-decision" in row[0]:
        return "a mark in its text says that it is none"
    return "its text no longer says that it is one"


class _Saves:
    """Saves by their number, as far as they were known at the commit `at`."""

    def __init__(self, conn: sqlite3.Connection, at: int) -> None:
        self.at = at
        self._conn = conn
        self._found: dict[int, Save] = {}

    def __getitem__(self, seq: int) -> Save:
        if seq not in self._found:
            row = self._conn.execute(
                "SELECT hash, author, author_time, author_zone, message FROM commit_ WHERE seq = ?",
                (seq,),
            ).fetchone() or (None, None, None, None, "")
            self._found[seq] = Save(seq, row[0], row[1], iso_time(row[2], row[3]), row[4] or "")
        return self._found[seq]

    def end(self, seq: int | None) -> Save | None:
        """The save that ended something; None where it had not by then."""
        return None if seq is None or seq > self.at else self[seq]


class _Cites:
    """What ids name, each looked up once."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._found: dict[str, Cited] = {}

    def __call__(self, name: str) -> Cited:
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> Cited:
        record, _, anchor = name.partition("#")
        found = self._conn.execute(
            "SELECT title, kind, status, (SELECT minutes_status FROM meeting"
            " WHERE meeting.id = record.meeting) AS minutes FROM record WHERE id = ?",
            (record,),
        ).fetchone()
        if found is None:
            row = self._conn.execute("SELECT name FROM entity WHERE id = ?", (record,)).fetchone()
            return Cited(name, row[0] if row else None)
        minutes = found["kind"] == "minutes"
        draft = found["status"] == "draft" and not minutes
        unadopted = (
            minutes and found["status"] in ("draft", "final") and found["minutes"] != "adopted"
        )
        row = self._conn.execute(
            "SELECT reference, text FROM decision WHERE id = ?", (name,)
        ).fetchone()
        if row:
            text = None if row[1] == row[0] else row[1]  # a record as a whole is its title
            return Cited(name, row[0], text, draft, unadopted)
        row = self._conn.execute(
            "SELECT text FROM paragraph WHERE record = ? AND anchor = ?", (record, anchor)
        ).fetchone()
        if anchor and row is None and not is_place(anchor):
            return Cited(name, None)
        place = f", {place_words(anchor) if is_place(anchor) else anchor}" if anchor else ""
        said = " ".join(row[0].split()) if row else None
        return Cited(name, f"{found['title']}{place}", said, draft, unadopted)


def _wordings(conn: sqlite3.Connection, name: str, saves: _Saves) -> Iterator[Wording]:
    rows = conn.execute(
        "SELECT sort, text, actor, verb, tier, addressee, responsible,"
        " CASE WHEN due_meeting IS NULL THEN due_edtf ELSE"
        "  (SELECT due_edtf FROM decision WHERE id = decision_known.decision) END AS due,"
        " effective_edtf AS effective, until_edtf AS until, basis, rule, recorded_from, recorded_to"
        " FROM decision_known"
        " WHERE decision = ? AND recorded_from <= ? ORDER BY recorded_from",
        (name, saves.at),
    )
    for row in map(dict, rows):
        learned, ended = saves[row.pop("recorded_from")], saves.end(row.pop("recorded_to"))
        yield Wording(**row, learned=learned, ended=ended)


def _stages(
    conn: sqlite3.Connection, name: str, saves: _Saves, cited: Callable[[str], Cited]
) -> Iterator[Stage]:
    rows = conn.execute(
        "SELECT state, since_edtf AS since, since_basis, valid_from, surely_from, surely_to,"
        " valid_to, because, recorded_from, recorded_to FROM decision_state"
        " WHERE decision = ? AND recorded_from <= ?"
        " ORDER BY coalesce(recorded_to, 9223372036854775807), n",
        (name, saves.at),
    )
    for row in map(dict, rows):
        because = row.pop("because")
        learned, ended = saves[row.pop("recorded_from")], saves.end(row.pop("recorded_to"))
        source = cited(because) if because else None
        yield Stage(**row, because=source, learned=learned, ended=ended)


def _bonds(
    conn: sqlite3.Connection, name: str, record: str, saves: _Saves, cited: Callable[[str], Cited]
) -> Iterator[Bond]:
    """Relations by what they say, one for both sides that say the same."""
    own = {name, record}
    rows = conn.execute(
        'SELECT relation."from", relation."to", relation.kind, scope, effective_edtf, until_edtf,'
        " asserted_in, basis, recorded_from, recorded_to FROM relation"
        ' WHERE (relation."from" IN (:name, :record) OR relation."to" IN (:name, :record))'
        " AND recorded_from <= :at ORDER BY recorded_from, asserted_in, n",
        {"name": name, "record": record, "at": saves.at},
    )
    groups: dict[tuple[str, str, str, str], list[sqlite3.Row]] = {}
    sides: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if not (row["from"] in own and row["to"] in own):
            key = (row["from"], row["to"], row["kind"], row["scope"])
            groups.setdefault(key, []).append(row)
            if saves.end(row["recorded_to"]) is None:
                sides.setdefault(key[:2], set()).add(row["asserted_in"])
    for (source, target, kind, scope), group in groups.items():
        open_ = [row for row in group if saves.end(row["recorded_to"]) is None]
        said = open_ or group
        here, other = (source, target) if source in own else (target, source)
        by = tuple(dict.fromkeys(row["asserted_in"] for row in said))
        last = max((row["recorded_to"] for row in group if not open_), default=None)
        effective = next((row["effective_edtf"] for row in said if row["effective_edtf"]), None)
        until = next((row["until_edtf"] for row in said if row["until_edtf"]), None)
        made = made_by(conn, target, kind, by, until, saves.at)
        disputed = bool(open_) and not sides[source, target] <= set(by)
        overruled = disputed and source not in by
        date = effective or made.since or adopted_since(conn, source, saves.at)
        yield Bond(
            kind=kind,
            outgoing=source in own,
            other=cited(other),
            scope=scope,
            effective=effective,
            until=until,
            date=date,
            said_by=by,
            said_here=any(each.partition("#")[0] == record for each in by),
            said_there=any(each.partition("#")[0] == other.partition("#")[0] for each in by),
            of_record=here != name,
            basis="stated" if any(row["basis"] == "stated" for row in said) else "proposed",
            learned=saves[group[0]["recorded_from"]],
            ended=None if last is None else saves[last],
            without_effect=(
                why_without(
                    said[-1],
                    cited(source),
                    is_proposal(conn, source, saves.at),
                    made,
                    date,
                    overruled=overruled,
                )
                if kind in EFFECTS and not made.state and open_
                else None
            ),
            disputed=disputed,
        )


#: Which tasks are meant: those of a decision, and those that a paragraph lists or opened.
_OF_DECISION = "origin = :id OR id = :id"
_OF_PARAGRAPH = (
    "id = :id OR id IN (SELECT action FROM action_event"
    " WHERE record = :record AND anchor = :anchor)"
)


def tasks_of(conn: sqlite3.Connection, paragraph: str) -> tuple[Task, ...]:
    """The tasks that the paragraph `record#anchor` opens or speaks of again, oldest first."""
    return tuple(_tasks(conn, _OF_PARAGRAPH, paragraph))


def _tasks(conn: sqlite3.Connection, which: str, name: str) -> Iterator[Task]:
    record, _, anchor = name.partition("#")
    rows = conn.execute(
        "SELECT id, text, coalesce(owner, owner_as_written) AS owner, due_edtf AS due, status,"  # noqa: S608 - of ours
        f" meetings_survived, basis FROM action WHERE {which}"
        " ORDER BY opened_on IS NULL, opened_on, id",
        {"id": name, "record": record, "anchor": anchor},
    ).fetchall()
    for row in map(dict, rows):
        events = conn.execute(
            "SELECT kind, date_edtf, date_start, event.meeting,"
            " CASE WHEN event.anchor IS NULL THEN event.record"
            "  ELSE event.record || '#' || event.anchor END,"
            " coalesce(event.owner, event.owner_as_written), event.basis, item.text"
            " FROM action_event AS event LEFT JOIN action_item AS item"
            "  ON item.record = event.record AND item.anchor = event.anchor"
            " WHERE action = ? ORDER BY n",
            (row["id"],),
        )
        yield Task(**row, events=tuple(TaskEvent(*event) for event in events))


def _kin(conn: sqlite3.Connection, record: str) -> Iterator[Kin]:
    rows = conn.execute(
        "WITH kin (id, kind, place) AS ("
        " SELECT \"to\", 'replaces', 1 FROM record_link"
        "  WHERE \"from\" = :id AND kind = 'supersedes'"
        " UNION SELECT \"from\", 'is replaced by', 3 FROM record_link"
        "  WHERE \"to\" = :id AND kind = 'supersedes'"
        " UNION SELECT other.id, 'is of one work with', 2 FROM record AS own"
        "  JOIN record AS other ON other.work = own.work AND other.id <> own.id"
        "  WHERE own.id = :id)"
        " SELECT record.id, record.title, kin.kind, record.status, record.date_edtf"
        " FROM kin JOIN record ON record.id = kin.id"
        " ORDER BY place, record.date_start IS NULL, record.date_start, record.id",
        {"id": record},
    )
    return (Kin(*row) for row in rows)
