"""The log: L."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "L001",
        "error",
        "log damaged",
        "restore records/log from a save or a copy; nothing there is edited by hand",
    ),
    (
        "L002",
        "error",
        "opening lost",
        "restore records/log/openings from a save or a copy",
    ),
    (
        "L003",
        "error",
        "log not as saved",
        "take it back: secretariat undo records/log",
    ),
    (
        "L004",
        "error",
        "not as it was sealed",
        "bring back what was saved; where the change was meant, set its leaves aside",
    ),
    (
        "L005",
        "note",
        "event read otherwise",
        "nothing need be done: the texts are as they were sealed",
    ),
    (
        "L006",
        "error",
        "log altered by a save",
        "bring the file back as it was before that save, from another copy or an older one",
    ),
)
