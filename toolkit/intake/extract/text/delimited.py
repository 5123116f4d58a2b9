"""Tables as plain text: values between commas, semicolons, tabs or bars (RFC 4180 and habit).

Nothing says which sign it is: the one wins that parts most lines into as many values, so that a
comma within numbers does not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from toolkit.intake.extract.shared.blocks import Gathered
from toolkit.intake.extract.shared.encodings import decoded
from toolkit.intake.extract.shared.grid import tables
from toolkit.intake.model import Extracted
from toolkit.intake.room import Room

READER = "csv 1"

_SEPARATORS = ",;\t|"
_HEAD = 64 * 1024
_LINES = 50
_WIDEST = 16_384


def read_csv(path: Path, room: Room) -> Extracted:
    """One table, its first row as the heading; rows may be of different lengths."""
    separator, lines = separator_of(decoded(room.bytes_of(path), room))
    text = Gathered(room)
    for table in tables(list(_rows(lines, separator, room))):
        text.add(table)
    return room.extracted(READER, text.whole())


def separator_of(words: str) -> tuple[str, str]:
    """What separates the values, and the text without a first line that says so (`sep=;`)."""
    first, _, rest = words.partition("\n")
    said = first.strip().casefold()
    if said.startswith("sep=") and len(said) == 5:
        return first.strip()[4], rest
    if first.rstrip("\r") == "sep=\t":
        return "\t", rest
    return max(_SEPARATORS, key=lambda sign: _fit(words, sign)), words


def _fit(words: str, separator: str) -> tuple[bool, float, int]:
    """How well a sign parts the first lines: whether each quoted value ends at one, the share of
    lines that agree, and into how many values.
    """
    for strict in (True, False):
        reader = csv.reader(StringIO(words[:_HEAD], newline=""), delimiter=separator, strict=strict)
        try:
            widths = [len(row) for row in islice(reader, _LINES) if row]
        except csv.Error:
            continue
        several = [width for width in widths if width > 1]
        if not several:
            return False, 0.0, 0
        common = max(set(several), key=several.count)
        return strict, several.count(common) / len(widths), common
    return False, 0.0, 0


def _rows(words: str, separator: str, room: Room) -> Iterator[list[str]]:
    cells = 0
    size = 0
    csv.field_size_limit(max(room.limits.text, 131_072))
    reader = csv.reader(StringIO(words, newline=""), delimiter=separator)
    line = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            room.trouble("I010", f"the rest was not read ({error})", f"line {reader.line_num}")
            return
        if row is None:
            return
        line += 1
        while row and not row[-1].strip():
            row.pop()
        if not row:
            continue
        if len(row) > _WIDEST:
            room.trouble("I010", f"only the first {_WIDEST:,} values were read", f"row {line}")
            row = row[:_WIDEST]
        cells += len(row)
        size += sum(map(len, row))
        if cells > room.limits.cells or size > room.limits.text:
            limit = room.limits.cells
            room.trouble("I010", f"only its first rows were read (at most {limit:,} cells)")
            return
        yield row
