"""The small archive made by hand, with a register of decisions: row by row, apart from building.

Commits are those of `by_hand`: 1 (2024-01-10), 2 (2024-06-01), 3 (2025-02-01). Ministers decided
in 2017 (`c6`) and in 2024 (`c9`), officials in 2016 (`m16`, whose minutes nobody adopted).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from archive.text.dates import validity
from tests.archive.by_hand import entity, insert, make, record

Stage = tuple[str, str | None, str | None]  # state, since, and the last day or year it held

ADDRESSED: dict[str, Any] = {"addressee": "the ASEM Education Secretariat", "addressee_id": "aes"}


def decide(
    conn: sqlite3.Connection, name: str, *stages: Stage, text: str = "They agreed.",
    at: int = 1, until: int | None = None, from_state: int = 1, **columns: Any,
) -> None:  # fmt: skip
    """A decision with its states in order, known from the commit `at` to that before `until`."""
    of, _, anchor = name.partition("#")
    own = {
        "record": of, "anchor": anchor or None, "text": text, "sort": "decision",
        "number": int(anchor[1:]) if anchor[1:].isdecimal() else None,
        "basis": "stated", "rule": "mark:decision",
        "line_start": int(anchor[1:]) if anchor[1:].isdecimal() else None,
    } | columns  # fmt: skip
    told = {key: value for key, value in own.items() if key not in _OF_DECISION}
    insert(conn, "decision_known", decision=name, recorded_from=at, recorded_to=until, **told)
    meeting, mandate = conn.execute(
        "SELECT meeting, mandate FROM record WHERE id = ?", (of,)
    ).fetchone()
    body = conn.execute("SELECT body FROM meeting WHERE id = ?", (meeting,)).fetchone()
    states(conn, name, *stages, at=at, until=until, first=from_state)
    insert(
        conn, "decision", id=name, reference=f"{of} {anchor}", meeting=meeting, mandate=mandate,
        body=body and body[0], status=stages[-1][0] if stages else "proposed", version=1,
        removed=int(until is not None), **own,
    )  # fmt: skip


_OF_DECISION = ("addressee_id", "minutes_unadopted", "adopted_on", "valid_from", "line_start")


def states(
    conn: sqlite3.Connection, name: str, *stages: Stage, at: int = 1, until: int | None = None,
    first: int = 1,
) -> None:  # fmt: skip
    """States of a decision, counted from `first`."""
    for n, (state, since, last) in enumerate(stages, first):
        held = validity(since, last)
        insert(
            conn, "decision_state", decision=name, n=n, state=state, since_edtf=since,
            valid_from=held.valid_from, surely_from=held.surely_from, surely_to=held.surely_to,
            valid_to=held.valid_to, because=name, recorded_from=at, recorded_to=until,
        )  # fmt: skip


def relate(
    conn: sqlite3.Connection, source: str, kind: str, target: str, *, by: str | None = None,
    scope: str = "whole", at: int = 1,
) -> None:  # fmt: skip
    """What `by` (else `source`) says of how `source` bears on `target`."""
    by = by or source
    n = conn.execute("SELECT count(*) FROM relation").fetchone()[0] + 1
    insert(
        conn, "relation", asserted_in=by, n=n, kind=kind, scope=scope, basis="stated",
        record=by.partition("#")[0], recorded_from=at, **{"from": source, "to": target},
    )  # fmt: skip


def task(
    conn: sqlite3.Connection, name: str, *events: tuple[str, str | None], **columns: Any
) -> None:
    """A task with its events (kind, day), each told in its own record."""
    of, _, anchor = name.partition("#")
    ended = events[-1][0] if events[-1][0] in ("done", "dropped") else "open"
    own = {
        "text": "Prepare it.", "owner": "aes", "body": "asemme", "status": ended,
        "opened_on": events[0][1], "closed_on": None if ended == "open" else events[-1][1],
        "meetings_survived": 0, "basis": "stated",
    } | columns  # fmt: skip
    insert(conn, "action", id=name, **own)
    for n, (kind, day) in enumerate(events, 1):
        insert(
            conn, "action_event", action=name, n=n, kind=kind, record=of, anchor=anchor,
            owner=own["owner"], date_edtf=day, date_start=day, basis="stated",
        )  # fmt: skip


def paragraphs(conn: sqlite3.Connection, of: str, *anchors: str) -> None:
    for place, anchor in enumerate(anchors, 1):
        insert(
            conn, "paragraph", record=of, version=1, anchor=anchor, position=place, kind="item",
            text="They agreed.", line_start=place, line_end=place,
        )  # fmt: skip


def registered(path: Path) -> sqlite3.Connection:
    """The archive with its register at `path`, open for more rows."""
    conn = sqlite3.connect(make(path))
    insert(conn, "process", key="secretariat", value="aes")
    entity(conn, "body", "aes", "ASEM Education Secretariat")
    insert(conn, "body", id="aes", name="ASEM Education Secretariat", kind="secretariat")
    record(conn, "c6", "decision", "Conclusions of 2017", [(1, "x")], date="2017-11-22",
           status="adopted", meeting="asemme6", mandate="aes-belgium")  # fmt: skip
    record(conn, "c9", "decision", "Conclusions of 2024", [(2, "x")], date="2024-01-26",
           status="adopted", meeting="asemme9", mandate="aes-italy")  # fmt: skip
    record(conn, "m16", "minutes", "Minutes of 2016", [(1, "x")], date="2016-11-10",
           status="final", meeting="som1-2016")  # fmt: skip
    paragraphs(conn, "c6", "p1", "p2", "p3", "p4", "p5", "p6")
    paragraphs(conn, "c9", "p1", "p2")
    insert(conn, "record_reference", record="c9", n=1, field="themes.0", target="balanced")
    entity(conn, "theme", "mobility", "Mobility")
    insert(conn, "theme", id="mobility", name="Mobility", list="priorities")
    entity(conn, "theme", "balanced", "Balanced")
    insert(conn, "theme", id="balanced", name="Balanced", list="priorities", parent="mobility")
    _decisions(conn)
    conn.commit()
    return conn


def _decisions(conn: sqlite3.Connection) -> None:
    decide(conn, "c6#p1", verb="agreed", tier="binding")
    states(conn, "c6#p1", ("adopted", "2017-11-22", None), until=2)
    states(conn, "c6#p1", ("adopted", "2017-11-22", "2024-01-25"),
           ("superseded", "2024-01-26", None), at=2)  # fmt: skip
    decide(conn, "c6#p2", ("adopted", "2017-11-22", None), verb="mandated", tier="binding",
           responsible="aes", due_edtf="2018", text="They mandated a report.",
           **ADDRESSED)  # fmt: skip
    decide(conn, "c6#p3", ("adopted", None, None), verb="noted", tier="recognition")
    decide(conn, "c6#p4", ("proposed", "2017-11-22", None), sort="proposal", actor="Ministers")
    decide(conn, "c6#p5", ("adopted", "2017-11-22", "2020"), ("amended", "2020", None),
           verb="agreed", tier="binding", text="They changed it.")  # fmt: skip
    decide(conn, "c6#p6", ("adopted", "2017-11-22", "2019"), ("withdrawn", "2019", None))
    decide(conn, "m16#u3", ("adopted", "2016-11-10", None), basis="proposed", rule="verb",
           minutes_unadopted=1, verb="welcomed", tier="support")  # fmt: skip
    decide(conn, "c9#p1", ("adopted", "2024-01-26", None), at=2, verb="agreed", tier="binding")
    relate(conn, "c9#p1", "supersedes", "c6#p1", at=2)
    relate(conn, "c9#p1", "supersedes", "c6#p1", by="c6#p1", at=2)
    relate(conn, "c9#p1", "extends", "c6#p5", scope="part", at=2)
    task(conn, "c6#p2", ("opened", "2017-11-22"), ("carried", "2018-06-01"), origin="c6#p2",
         due_edtf="2018", meetings_survived=1)  # fmt: skip
