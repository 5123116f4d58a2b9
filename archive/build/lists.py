"""Replays the registers of a commit: which entries came, changed or went, and what they say."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from archive import registers
from archive.build.ledger import Ledger, json_text
from archive.build.rows import entity_rows
from archive.errors import BadFrontMatter
from archive.findings import Finding
from archive.frontmatter import TOP_OF_LONG, decode, newlines
from archive.history import Blob
from archive.model import REGISTERS, Entry, Process

#: How `salvage` names what it found → the code of the finding.
ODD = {
    "missing": "H001", "not utf-8": "H002", "utf-16": "H002", "utf-8 crlf": "H003",
    "too large": "H004",
}  # fmt: skip
SAID = {
    "H001": "git does not hold this content",
    "H002": "this version is not UTF-8",
    "H003": "this version has Windows line ends",
    "H004": "this version is over 4 MiB",
}
_HOW_FAR = {
    "H002": "; what is not was read as Windows-1252",
    "H004": f"; only its first {TOP_OF_LONG // 1024} KiB were read",
}


def oddity(encoding: str) -> tuple[str, int, str] | None:
    """Code, line and message of what is odd about a text of that encoding; None where nothing is.

    The line is 0 where it concerns all of it.
    """
    name, _, line = encoding.partition(" from line ")
    code = ODD.get(name)
    if code is None:
        return None
    if name == "utf-16":
        return code, 0, "this version is not UTF-8, but UTF-16"
    if code == "H002" and not line:
        return code, 0, "this version is no text"
    return code, int(line or 0), SAID[code] + _HOW_FAR.get(code, "")


class Lists:
    """The registers as replayed so far; `touched` are the ids of entries that changed."""

    def __init__(self, connection: sqlite3.Connection, ledger: Ledger) -> None:
        self._db = connection
        self._ledger = ledger
        self.touched: dict[str, None] = {}

    def replay(self, seq: int, path: str, blob: Blob | None) -> Finding | None:
        """Take the register at `path` as commit `seq` left it; `blob` None: it was removed.

        What cannot be read changes nothing and is told by the finding.
        """
        name = registers.name_of(path)
        assert name is not None
        text = ""
        if blob is not None:
            read, encoding = decode(blob.data) if blob.data is not None else (None, "missing")
            if read is None:
                code = ODD[encoding]
                said = f"{SAID[code]}; the register stays as it was"
                return Finding(path, 0, code, said, name)
            text = newlines(read)
        try:
            if name == registers.PROCESS:
                self._process(seq, text)
            else:
                self._entries(seq, name, text)
        except BadFrontMatter as error:
            said = f"unreadable at this commit ({error}); the register stays as it was"
            return Finding(path, error.line, "H007", said, name)
        return None

    def _entries(self, seq: int, name: str, text: str) -> None:
        entries = registers.parse(name, text).entries
        kind = REGISTERS[name][0]
        standing = self._standing(kind)
        for entry_id in sorted({*standing, *entries}):
            old, new = standing.get(entry_id), entries.get(entry_id)
            if old != new:
                self.entry(seq, kind, entry_id, new, old)

    def _standing(self, kind: str) -> dict[str, Entry]:
        self._ledger.flush()
        rows = self._db.execute(
            "SELECT entity, fields FROM entity_state WHERE type = ? AND recorded_to IS NULL",
            (kind,),
        )
        return {
            entity: registers.decode_entry(kind, fields)
            for entity, fields in rows
            if "." not in entity  # an import's own stands in no register
        }

    def entry(
        self, seq: int, kind: str, entry_id: str, new: Entry | None, old: Entry | None
    ) -> None:
        """Take `new` (None: it was taken out) as what commit `seq` says of an entry after `old`."""
        shape = new or old
        assert shape is not None
        for table, values in entity_rows(kind, shape).items():
            self._ledger.replace(table, entry_id, values if new else [], seq)
        self.touched[entry_id] = None

    def _process(self, seq: int, text: str) -> None:
        process, _ = registers.parse_process(text)
        if process is not None:
            self.process(seq, process)

    def process(self, seq: int, process: Process) -> None:
        """Take `process` as what commit `seq` says of the whole."""
        own = registers.PROCESS
        said = entity_rows(own, Entry(id=own, claims=process.claims, unknowns=process.unknowns))
        said["entity_state"] = [(own, json_text(_facts(process)))]
        for table, values in said.items():
            self._ledger.replace(table, own, values, seq)
        self.touched[own] = None


def _facts(process: Process) -> dict[str, Any]:
    """What process.yaml says, its claims and unknowns left to tables of their own."""
    plain: dict[str, Any] = msgspec.to_builtins(process, order="sorted")
    return {key: value for key, value in plain.items() if key not in ("claims", "unknowns")}
