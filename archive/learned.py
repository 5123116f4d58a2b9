"""What a record's versions changed in what it says of other things, and in what is not known.

for turn in statement_turns(conn, "som-1-minutes"):
    turn.commit_seq, turn.subject, turn.property, turn.old, turn.new
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Turn:
    """One statement of a record that came, went or changed at a commit.

    `old` and `new` are a claim's value with its kind, or the note of a gap ('' without one);
    None where the statement was not there before, or is not there after.
    """

    commit_seq: int
    what: Literal["claim", "unknown"]
    subject: str
    property: str
    old: tuple[str, str] | None
    new: tuple[str, str] | None


_ROWS = """
    SELECT 'claim', subject, property, value, kind, recorded_from, recorded_to, n
      FROM claim WHERE stated_in = :id
    UNION ALL
    SELECT 'unknown', subject, property, coalesce(note, ''), '', recorded_from, recorded_to, n
      FROM unknown WHERE stated_in = :id
    ORDER BY 1, 8
"""


def statement_turns(conn: sqlite3.Connection, record: str) -> list[Turn]:
    """Every change in the statements of `record`, by commit; what only moved is left out."""
    gone: dict[tuple[int, str, str, str], list[tuple[str, str]]] = {}
    came: dict[tuple[int, str, str, str], list[tuple[str, str]]] = {}
    for what, subject, name, value, kind, since, until, _ in conn.execute(_ROWS, {"id": record}):
        came.setdefault((since, what, subject, name), []).append((value, kind))
        if until is not None:
            gone.setdefault((until, what, subject, name), []).append((value, kind))
    turns = []
    for key in sorted({*gone, *came}):
        before, after = gone.get(key, []), came.get(key, [])
        for same in [each for each in before if each in after]:
            if same in after:
                before.remove(same)
                after.remove(same)
        seq, what, subject, name = key
        for at in range(max(len(before), len(after))):
            old = before[at] if at < len(before) else None
            new = after[at] if at < len(after) else None
            kind_: Literal["claim", "unknown"] = "claim" if what == "claim" else "unknown"
            turns.append(Turn(seq, kind_, subject, name, old, new))
    return turns
