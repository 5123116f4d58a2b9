"""CSV that a spreadsheet opens without running anything, and that can be read back exactly.

>>> guard("=1+1"), unguard(guard("=1+1"))
("'=1+1", '=1+1')

Lines end with CR LF and cells are quoted as RFC 4180 has it; the text is UTF-8 without a mark at
its start. A cell that a spreadsheet would take for a formula gets an apostrophe before it, and so
does one that would look like that afterwards: so taking it off is never a guess.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

#: What programs take for a formula, also behind spaces and in wide forms (OWASP, CSV injection).
_FORMULA: Final = re.compile("[\\s\ufeff']*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")

#: Rows that are put together before they are given out.
_AT_ONCE = 256


def guard(text: str) -> str:
    """`text` as a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """The text that `guard` made `cell` of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table as CSV, its heading first; None is an empty cell, texts are guarded."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
        if number % _AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
