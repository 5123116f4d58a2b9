"""A small register of decisions on the archive made by hand: rows as a build writes them.

`first#p1` was adopted in 2017 and superseded in 2024 by `second#p1`, which says so alone; the
reader proposes `first#p2` (since when it holds is not known). The task of `first#p1` was
carried over once, and then done.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from tests.archive.by_hand import file, insert, make, record

TEXTS = {
    "first": "1. They mandated the secretariat to write a strategy.\n2. They agreed to meet.\n",
    "second": "1. They adopted another strategy.\n",
}


def register(path: Path) -> Path:
    """The archive of `tests.archive.by_hand` with decisions, at `path`."""
    made = make(path)
    conn = sqlite3.connect(made)
    for name, meeting, date, at in (
        ("first", "asemme6", "2017-11-22", 1), ("second", "asemme9", "2024-01-26", 2),
    ):  # fmt: skip
        title = f"Conclusions, {name}"
        record(conn, name, "decision", title, [(at, file(title, TEXTS[name]))], status="adopted",
               date=date, meeting=meeting)  # fmt: skip
        for number, line in enumerate(TEXTS[name].splitlines(), 1):
            insert(
                conn, "paragraph", record=name, version=1, anchor=f"p{number}", position=number,
                kind="item", number=number, text=line[3:], line_start=5 + number,
                line_end=5 + number,
            )  # fmt: skip
    decision(conn, "first#p1", status="superseded", verb="mandated", addressee="secretariat",
             due_edtf="2018")  # fmt: skip
    known(conn, "first#p1", text="They asked for a strategy.", to=2)
    known(conn, "first#p1", at=2, verb="mandated", addressee="secretariat", due_edtf="2018")
    decision(conn, "first#p2", basis="proposed", rule="numbered-verb", minutes_unadopted=1)
    known(conn, "first#p2", basis="proposed", rule="numbered-verb")
    decision(conn, "second#p1")
    known(conn, "second#p1", at=2)
    state(conn, "first#p1", 1, "adopted", "2017-11-22", None, "asemme6", to=2)
    state(conn, "first#p1", 1, "adopted", "2017-11-22", "2024-01-26", "asemme6", at=2)
    state(conn, "first#p1", 2, "superseded", "2024-01-26", None, "second#p1", at=2)
    state(conn, "first#p2", 1, "adopted", None, None, "asemme6")
    state(conn, "second#p1", 1, "adopted", "2024-01-26", None, "asemme9", at=2)
    relation(conn, "second#p1", 1, "second#p1", "first#p1", "supersedes", at=2)
    relation(conn, "first#p1", 1, "first#p1", "nowhere#p9", "implements", at=1, to=2)
    _task(conn)
    conn.commit()
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()
    return made


def text_of(name: str) -> tuple[str, str, int, str]:
    """(record, anchor, number, text) of the decision `name`."""
    own, _, anchor = name.partition("#")
    number = int(anchor[1:])
    return own, anchor, number, TEXTS[own].splitlines()[number - 1][3:]


def decision(conn: sqlite3.Connection, name: str, **columns: Any) -> None:
    own, anchor, number, text = text_of(name)
    meeting = "asemme6" if own == "first" else "asemme9"
    day = "2017-11-22" if own == "first" else "2024-01-26"
    row = {
        "sort": "decision", "reference": f"Meeting {meeting}, paragraph {number}",
        "meeting": meeting, "body": "asemme", "text": text, "adopted_on": day, "valid_from": day,
        "status": "adopted", "basis": "stated", "version": 1,
        "line_start": 5 + number, "line_end": 5 + number,
    }  # fmt: skip
    insert(conn, "decision", id=name, record=own, anchor=anchor, number=number, **row | columns)


def known(
    conn: sqlite3.Connection, name: str, *, at: int = 1, to: int | None = None, **columns: Any
) -> None:
    own, anchor, number, text = text_of(name)
    row = {"sort": "decision", "text": text, "basis": "stated"} | columns
    insert(conn, "decision_known", decision=name, record=own, anchor=anchor, number=number,
           recorded_from=at, recorded_to=to, **row)  # fmt: skip


def state(
    conn: sqlite3.Connection, name: str, n: int, word: str, since: str | None, until: str | None,
    because: str, *, at: int = 1, to: int | None = None,
) -> None:  # fmt: skip
    insert(
        conn, "decision_state", decision=name, n=n, state=word, since_edtf=since,
        since_basis="the date of the meeting", valid_from=since, surely_from=since,
        surely_to=until, valid_to=until, because=because, recorded_from=at, recorded_to=to,
    )  # fmt: skip


def relation(
    conn: sqlite3.Connection, by: str, n: int, source: str, target: str, kind: str, *,
    at: int = 1, to: int | None = None, **columns: Any,
) -> None:  # fmt: skip
    row = {"scope": "whole", "basis": "stated"} | columns
    insert(
        conn, "relation", asserted_in=by, n=n, **{"from": source, "to": target}, kind=kind,
        record=by.partition("#")[0], recorded_from=at, recorded_to=to, **row,
    )  # fmt: skip


def _task(conn: sqlite3.Connection) -> None:
    insert(
        conn, "action", id="first#p1", text="Write a strategy.", owner="aes-italy", due_edtf="2018",
        origin="first#p1", opened_on="2017-11-22", closed_on="2024-01-26", status="done",
        meetings_survived=1, basis="stated",
    )  # fmt: skip
    events = (("opened", "first", "p1", "2017-11-22"), ("carried", "conclusions", "p1", None),
              ("done", "second", "p1", "2024-01-26"))  # fmt: skip
    for n, (kind, own, anchor, day) in enumerate(events, 1):
        insert(
            conn, "action_event", action="first#p1", n=n, kind=kind, record=own, anchor=anchor,
            owner="aes-italy", date_edtf=day, date_start=day, basis="stated",
        )  # fmt: skip
    own, anchor, _, text = text_of("first#p2")
    insert(
        conn, "action_item", record=own, anchor=anchor, meeting="asemme6", owner_as_written="Ana",
        text=text, key=text.lower(), status="open", basis="proposed", rule="bullet-owner",
        line_start=7, line_end=7,
    )  # fmt: skip
