"""Editions: E."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "E001",
        "error",
        "mark cannot be read",
        "write it as [words]{.personal} or [words]{.restricted}, within one paragraph",
    ),
    (
        "E002",
        "warning",
        "marked here, not there",
        "mark the other place too, or take the mark away",
    ),
    ("E003", "error", "not clear for whom", "add `access:`, or take `closure:` away"),
    (
        "E004",
        "warning",
        "closure to be reviewed",
        "open the record, or write the date of the next review",
    ),
    ("E005", "error", "key of the editions damaged", "restore the file from a save or a copy"),
)
