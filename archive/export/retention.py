"""The retention schedule, and what falls under each of its rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from archive.export import csvtext

COLUMNS: Final = (
    "rule", "rule_name", "permanent", "years", "trigger", "authority", "rule_note", "record",
    "title", "kind", "date", "meeting", "status", "access", "path", "original",
)  # fmt: skip

#: A rule under which nothing falls has one row without a record; a record that names no rule, or
#: one that the schedule does not have, one without a rule: both are gaps that somebody has to see.
_ROWS: Final = """
SELECT rule.id, rule.name, rule.permanent, years, trigger_event, authority, rule.note,
       record.id, title, record.kind, date_edtf, meeting, status, access, record.path,
       o.path, rule.id IS NULL AS last
FROM (SELECT * FROM retention WHERE listed) AS rule
LEFT JOIN record ON record.retention = rule.id AND NOT removed
LEFT JOIN original AS o ON o.record = record.id AND o.version = record.current_version
UNION ALL
SELECT record.retention, NULL, NULL, NULL, NULL, NULL, NULL,
       record.id, title, kind, date_edtf, meeting, status, access, record.path, o.path, 1
FROM record
LEFT JOIN original AS o ON o.record = record.id AND o.version = record.current_version
WHERE NOT removed
  AND NOT EXISTS (SELECT 1 FROM retention WHERE listed AND id = record.retention)
ORDER BY last, 1, 8
"""


def retention_csv(conn: sqlite3.Connection) -> Iterator[str]:
    """The schedule as CSV: a row for each rule and record under it."""
    return csvtext.lines(COLUMNS, (tuple(row)[:-1] for row in conn.cursor().execute(_ROWS)))
