"""What judging reads: the built archive, where things stand in the files, and what is named."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from archive import questions
from archive.findings import Finding
from archive.readiness.model import Lack
from archive.registers import FILE_OF, FOLDER, PROCESS

Row = Mapping[str, Any]

_ENTRY = re.compile(r"^[\s{-]*id:\s*[\"']?([a-z0-9][a-z0-9-]*)[\"']?\s*(?:[#,}].*)?$")
_WORD = re.compile(r"\w[\w-]*")


@dataclass(frozen=True)
class Place:
    """Where something stands, and what is known of it: its file and line, name, meeting, year."""

    path: str
    line: int
    name: str
    meeting: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Sources:
    """An open archive, the root of its workspace, and the ISO day on which it is judged."""

    conn: sqlite3.Connection
    root: Path
    day: str
    _lines: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query, as plain tuples."""
        cursor = self.conn.cursor()
        cursor.row_factory = None
        return cursor.execute(sql, values).fetchall()

    def number(self, sql: str, *values: object) -> int:
        """The single number that a query gives."""
        return int(self.rows(sql, *values)[0][0] or 0)

    def ask(self, question: str, **values: str) -> list[Row]:
        """The rows of a question by column, as of the day where it takes one."""
        takes = {param.name for param in questions.get(question).params}
        given = {"day": self.day, **values} if "day" in takes else dict(values)
        told = questions.answer(self.conn, question, given)
        return [dict(zip(told.columns, row, strict=True)) for row in told.rows]

    @cached_property
    def _records(self) -> dict[str, Place]:
        return {
            id_: Place(path, 0, title, meeting, _year(start or met))
            for id_, path, title, meeting, start, met in self.rows(
                "SELECT record.id, path, title, record.meeting, record.date_start,"
                " meeting.date_start FROM record LEFT JOIN meeting ON meeting.id = record.meeting"
                " WHERE NOT removed"
            )
        }

    @cached_property
    def _entities(self) -> dict[str, tuple[str, str]]:
        return {id_: (kind, name) for id_, kind, name in self.rows(
            "SELECT id, type, name FROM entity WHERE listed")}  # fmt: skip

    @cached_property
    def _meeting_years(self) -> dict[str, int | None]:
        return {id_: _year(start) for id_, start in self.rows("SELECT id, date_start FROM meeting")}

    @cached_property
    def _named(self) -> dict[str, list[set[str]]]:
        named: dict[str, list[set[str]]] = {}
        for subject, stated_in, prop in self.rows(
            "SELECT subject, stated_in, property FROM unknown WHERE recorded_to IS NULL"
        ):
            words = set(_WORD.findall(str(prop).casefold()))
            for each in {subject, stated_in}:
                named.setdefault(each, []).append(words)
        return named

    def is_named(self, subject: str | None, *words: str, but: str = "") -> bool:
        """Whether an unknown of `subject` has one of these words, and not the word `but`."""
        wanted = set(words)
        return any(wanted & said and but not in said for said in self._named.get(subject or "", ()))

    def is_here(self, record: str) -> bool:
        """Whether the workspace itself has this record, and not an imported history."""
        return "." not in record and record in self._records

    def place(self, citation: str) -> Place:
        """Where a record, a paragraph of it, or a register's entry stands in the files."""
        name, _, anchor = citation.partition("#")
        if name in self._records:
            found = self._records[name]
            return Place(found.path, self._line(name, anchor), found.name, found.meeting,
                         found.year)  # fmt: skip
        if name in self._entities:
            kind, called = self._entities[name]
            file = f"{FOLDER}/{FILE_OF.get(kind, PROCESS)}.yaml"
            met = name if kind == "meeting" else None
            line = self._lines_of(file).get(name, 0)
            return Place(file, line, called, met, self._meeting_years.get(name))
        return Place(FOLDER, 0, name)

    def _line(self, record: str, anchor: str) -> int:
        if not anchor:
            return 0
        found = self.rows(
            "SELECT line_start FROM paragraph WHERE record = ? AND anchor = ?", record, anchor
        )
        return int(found[0][0]) if found else 0

    def _lines_of(self, file: str) -> dict[str, int]:
        """The line of each `id:` in a register, as its file lies there; none where it does not."""
        if file not in self._lines:
            try:
                text = (self.root / file).read_text(encoding="utf-8", errors="replace")
            except OSError:
                text = ""
            found: dict[str, int] = {}
            for number, line in enumerate(text.splitlines(), 1):
                if match := _ENTRY.match(line):
                    found.setdefault(match[1], number)
            self._lines[file] = found
        return self._lines[file]

    def lack(
        self, code: str, about: str, said: str, do: str, cost: float, *, at: str | None = None,
        thing: str | None = None, line: int | None = None,
    ) -> Lack:  # fmt: skip
        """A finding about `about`, which stands where `at` (a citation) does.

        `thing` is what is judged, where that is not `about`.
        """
        place = self.place(at or about)
        where = place.line if line is None else line
        finding = Finding(place.path, where, code, said, about)
        return Lack(finding, do, cost, thing or about, place.meeting, place.year)


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day and day[:4].isdecimal() else None
