"""Retention and disposal: T."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "T001",
        "note",
        "cites what was disposed of",
        "nothing need be done; what it says rests on a text that is not kept",
    ),
    (
        "T002",
        "warning",
        "certificate missing",
        "restore the file from the last save",
    ),
    (
        "T003",
        "warning",
        "period without an event",
        "say from what it is counted: `after: date`, `meeting`, `mandate` or `superseded`",
    ),
    (
        "T004",
        "warning",
        "two rules for one kind",
        "let one of them hold for it; the first by its id is taken meanwhile",
    ),
)
