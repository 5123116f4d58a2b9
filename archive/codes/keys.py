"""The keys of the mandates: K."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "K001",
        "error",
        "key not understood",
        "take the line out, and write it with `secretariat keys`",
    ),
    (
        "K002",
        "error",
        "key of no mandate",
        "correct the id, or enter the mandate in its register",
    ),
    (
        "K003",
        "error",
        "key outside its mandate",
        "give the line the mandate's dates: `secretariat keys trust KEY --mandate ID`",
    ),
    (
        "K004",
        "error",
        "key for more than handovers",
        'write namespaces="secretariat-handover" before the key',
    ),
    ("K005", "warning", "key listed twice", "keep one of the two lines"),
    (
        "K006",
        "warning",
        "revoked without day or reason",
        "write both after the key: 2026-05-03 the reason",
    ),
    (
        "K007",
        "error",
        "private key in the records",
        "move it out of the workspace; if it was ever saved or given away, revoke it",
    ),
)
