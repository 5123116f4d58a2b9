"""The history of the records: H."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    ("H001", "warning", "content missing", "fetch the whole repository again and build --full"),
    ("H002", "warning", "old version not UTF-8", "nothing can be done; look at its odd letters"),
    ("H003", "note", "old version with Windows line ends", "nothing need be done"),
    ("H004", "warning", "old version over 4 MiB", "nothing need be done"),
    (
        "H005",
        "warning",
        "history cut off",
        "run git fetch --unshallow, then secretariat build --full",
    ),
    ("H006", "note", "no history", "run secretariat init here to keep versions from now on"),
    (
        "H007",
        "warning",
        "old version unreadable",
        "nothing need be done; it is kept as text under the record that stood in its place",
    ),
    ("H008", "warning", "two files with one id", "give one of the two another id"),
    ("H009", "warning", "import not here", "run secretariat import-git for it again"),
    (
        "H010",
        "note",
        "unknown status",
        "add the word to `status:` in the profile, with the state that it means",
    ),
    ("H011", "warning", "profile not usable", "mend the profile, or name another in imports.yaml"),
    (
        "H012",
        "warning",
        "days of saves out of order",
        "ask who saved it which of the days is right",
    ),
)
