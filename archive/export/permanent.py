"""Ids for the world outside, which stay the same whoever hosts the archive and from which address.

They are made of the process's short name and the archive's own id alone (RFC 9562, section 5.5:
UUIDs of version 5, made from names), so a feed reader or a calendar that followed the archive at
its last host knows everything again at the next.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

#: The namespace of these names; it is made from a name itself and never changes.
_NAMESPACE: Final = UUID("5f0f5e6c-2f6e-5c53-9d3b-0b8c2c1f7a55")


def permanent_id(process: str, kind: str, name: str) -> UUID:
    """The UUID of `name`, which is a `kind` (record, decision, meeting, feed) of the process."""
    return uuid5(_NAMESPACE, "\0".join((process, kind, name)))


def utc(seconds: int | None) -> str | None:
    """A commit's time as RFC 3339 has it; None where it is unknown or outside the calendar."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):  # a commit's time can be anything at all
        return None


def saved_at(conn: sqlite3.Connection) -> str | None:
    """When the newest save was made that the archive knows of; None where it has no history."""
    row = conn.execute(
        "SELECT commit_time FROM commit_ WHERE uncommitted = 0 AND hash IS NOT NULL"
        " AND line IS NULL ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return utc(row[0]) if row else None
