"""The retention schedule, and what falls under each of its rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from archive.export import csvtext
from archive.export.holdings import columns, rows

#: What the schedule says of a rule, in the order of the table; some archives do not have them all.
_OF_RULE: Final = {
    "id": "rule", "name": "rule_name", "permanent": "permanent", "years": "years",
    "months": "months", "after_event": "after", "trigger_event": "trigger", "action": "action",
    "authority": "authority", "ground": "ground", "note": "rule_note",
}  # fmt: skip

COLUMNS: Final = (
    *_OF_RULE.values(), "record", "title", "kind", "date", "meeting", "status", "access", "path",
    "original", "stated",
)  # fmt: skip

#: A rule under which nothing falls has one row without a record; a record that names no rule, or
#: one that the schedule does not have, one without a rule: both are gaps that somebody has to see.
_ROWS: Final = """
SELECT {rule}, record.id, title, record.kind, date_edtf, meeting, status, access, record.path,
       o.path, falls.stated
FROM {falls} AS falls JOIN record ON record.id = falls.record
LEFT JOIN original AS o ON o.record = record.id AND o.version = record.current_version
{join}
"""
_UNDER: Final = "JOIN (SELECT * FROM retention WHERE listed) AS rule ON rule.id = falls.retention"
_OTHER: Final = (
    "LEFT JOIN (SELECT * FROM retention WHERE listed) AS rule ON rule.id = falls.retention"
    " WHERE rule.id IS NULL ORDER BY record.id"
)


def retention_csv(conn: sqlite3.Connection) -> Iterator[str]:
    """The schedule as CSV: a row for each rule and record under it.

    `stated` is 1 where the record itself names the rule, 0 where it follows from its kind.
    """
    return csvtext.lines(COLUMNS, _rows(conn))


def _rows(conn: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    known = columns(conn, "retention")
    said = [f'rule."{name}"' if name in known else "NULL" for name in _OF_RULE]
    falls = "record_retention"
    if not columns(conn, falls):
        falls = "(SELECT id AS record, retention, 1 AS stated FROM record WHERE NOT removed)"
    rule = ", ".join(said)
    gaps = (None,) * (len(COLUMNS) - len(_OF_RULE))
    for each in rows(conn, f"SELECT {rule} FROM retention AS rule WHERE listed ORDER BY id"):  # noqa: S608 - names of ours
        under = rows(
            conn,
            _ROWS.format(rule=rule, falls=falls, join=_UNDER)
            + "WHERE rule.id = ? ORDER BY record.id",
            each[0],
        )
        empty = True
        for row in under:
            empty = False
            yield tuple(row)
        if empty:
            yield (*each, *gaps)
    named = ", ".join(["falls.retention", *["NULL"] * (len(said) - 1)])
    for row in rows(conn, _ROWS.format(rule=named, falls=falls, join=_OTHER)):
        yield (*tuple(row)[:-1], None)
