"""What the page of a record shows that this edition does not hold: why, and when that is reviewed.

There is nothing else of it in the archive that is served; the page could tell no more if it would.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive.text.numbers import counted
from archive.text.spoken import date_words

#: Why it is not there, as a reader is told.
_WHY = {
    "access": "It is closed.",
    "removed": "It was taken out of the archive.",
    "unreadable": "It cannot be told whom it is for, and is shown to nobody until that is mended.",
}


@dataclass(frozen=True, slots=True)
class ClosedRecord:
    """A record that is not shown. `leaf` is its place in the sealed log, `leaf_hash` that leaf."""

    id: str
    title: str
    access: str
    why: str
    ground: str | None = None
    exemption: str | None = None
    closed_from: str | None = None
    years: int | None = None
    review: str | None = None
    leaf: int | None = None
    leaf_hash: str | None = None

    @property
    def words(self) -> str:
        """Why it is not there, in a sentence."""
        return _WHY.get(self.why, _WHY["access"])

    def facts(self) -> list[tuple[str, str]]:
        """What is known of it, line by line (the closure fields of The National Archives, UK)."""
        said = [
            ("Ground", self.ground),
            ("Exemption", self.exemption),
            ("Closed from", date_words(self.closed_from)),
            ("Closed for", self.years and counted(self.years, "year")),
            ("Reviewed next", date_words(self.review)),
        ]
        return [(label, str(value)) for label, value in said if value]


def closed_record(conn: sqlite3.Connection, name: str) -> ClosedRecord | None:
    """The closed record that `name` stands for; None where it is none."""
    row = conn.execute(
        "SELECT record.id, title, access, closure, why, leaf, leaf_hash FROM stub "
        "JOIN record ON record.id = stub.record WHERE record.id = ?",
        (name,),
    ).fetchone()
    if row is None:
        return None
    closure = json.loads(row[3]) if row[3] else {}
    return ClosedRecord(
        id=row[0],
        title=row[1],
        access="secretariat" if row[4] == "unreadable" else row[2],
        why=row[4],
        ground=closure.get("ground"),
        exemption=closure.get("exemption"),
        closed_from=closure.get("closed_from"),
        years=closure.get("years"),
        review=closure.get("review"),
        leaf=row[5],
        leaf_hash=row[6],
    )
