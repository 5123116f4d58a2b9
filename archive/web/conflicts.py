"""What does not fit between decisions, found once for all: rings are looked for in the whole."""

from __future__ import annotations

import sqlite3

from archive.web.host import Host
from archive.web.kept import kept

Conflicts = dict[str, list[tuple[str, str]]]


def conflicts(conn: sqlite3.Connection, host: Host) -> Conflicts:
    """Decision or record → (nature, what does not fit), as the question relation-conflicts tells.

    It may take longer than a page may: ask for it with `answering.once` first.
    """
    return kept(host, "relation-conflicts", lambda: _read(conn))


def _read(conn: sqlite3.Connection) -> Conflicts:
    from archive.questions import answer

    found: dict[str, dict[tuple[str, str], None]] = {}
    told = answer(conn, "relation-conflicts", {})
    for row in told.rows:
        each = dict(zip(told.columns, row, strict=True))
        said = (str(each["nature"]), str(each["note"]))
        ends = [str(each["from"]), str(each["to"])]
        parts = {*ends, *(end.partition("#")[0] for end in ends), str(each["asserted in"])}
        for name in parts:
            found.setdefault(name, {})[said] = None
    return {name: list(said) for name, said in found.items()}
