"""Who leads which body on a day, as the question `chairs-on` answers it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import BadDate
from archive.lookup import NOW
from archive.questions import answer
from archive.text.dates import bounds
from archive.web.moment import Moment
from archive.web.names import Ref


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads a body on the day; `sure` is whether the sources leave no doubt."""

    who: Ref
    role: str
    sure: bool


def leads_on(conn: sqlite3.Connection, asked: Moment, body: str = "") -> list[dict[str, Any]]:
    """Who leads which body on the day: the answer to the question `chairs-on`."""
    at = asked.at(conn)
    known = {} if at == NOW else {"known_at": str(at)}
    found = answer(conn, "chairs-on", {"day": asked.day, "body": body, **known})
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def day_of_start(edtf: str | None) -> str | None:
    """The first day that a beginning may mean; None where it tells none."""
    try:
        return bounds(edtf).first if edtf else None
    except BadDate:
        return None


def day_of_end(edtf: str | None) -> str | None:
    """The last day that an end may mean; None where it tells none."""
    try:
        return bounds(edtf).last if edtf else None
    except BadDate:
        return None
