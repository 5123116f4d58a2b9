"""A page's table to take away, as CSV or XLSX, row by row and within limits.

A cell that a spreadsheet would run as a formula is given as text (OWASP, "CSV Injection"): in CSV
as `archive.export.csvtext` guards it; in XLSX every text is written as the text that it is.
"""

from __future__ import annotations

import io
import re
from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

from archive.errors import UsageProblem
from archive.export.csvtext import lines

if TYPE_CHECKING:
    from archive.web.security import Send

Cell = str | int | float | None

#: Rows that one file may have. A workbook takes about ten times as long to write as CSV.
MOST_ROWS = {"csv": 200_000, "xlsx": 50_000}

#: Characters that one cell of a workbook may have (Excel's own limit).
LONGEST = 32_767

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# What the name of a sheet may not have (Excel), and what a header may not.
_UNNAMED = re.compile(r"[^A-Za-z0-9._-]+")
#: The day that workbooks say they were made on; ZIP knows none before it.
_CREATED = datetime(1980, 1, 1, tzinfo=UTC)

_CHUNK = 1 << 18
_IN_MEMORY = 1 << 22


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of a page: the file's name without its ending, columns, rows of plain values."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


@dataclass(slots=True)
class Download:
    """A response that is sent piece by piece; it closes its file."""

    file: IO[bytes]
    headers: dict[str, str]
    status: int = 200

    async def asgi_send(self, send: Send) -> None:
        """Send it (Datasette calls this)."""
        with self.file as file:
            told = [(key.encode(), value.encode("latin-1")) for key, value in self.headers.items()]
            await send({"type": "http.response.start", "status": self.status, "headers": told})
            while chunk := await to_thread(file.read, _CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def download(sheet: Sheet, form: str) -> Download:
    """The sheet as a file of the `form` csv or xlsx; raises `UsageProblem` where it is too long."""
    most = MOST_ROWS[form]
    if len(sheet.rows) > most:
        raise UsageProblem(
            f"this table has more than {most:,} rows: narrow it down"
            + (", or take it as CSV" if form == "xlsx" else "")
        )
    file = await to_thread(write, sheet, form)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    headers = {
        "content-type": TYPES[form],
        "content-disposition": f'attachment; filename="{_name(sheet)}.{form}"',
        "content-length": str(size),
    }
    return Download(file, headers)


def _name(sheet: Sheet) -> str:
    return _UNNAMED.sub("-", sheet.name).strip("-")[:60] or "table"


def write(sheet: Sheet, form: str) -> IO[bytes]:
    """The sheet in a new temporary file, to be closed by the caller."""
    file = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - given out
    try:
        (_write_xlsx if form == "xlsx" else _write_csv)(sheet, file)
    except BaseException:
        file.close()
        raise
    return file


def _write_csv(sheet: Sheet, file: IO[bytes]) -> None:
    # The mark at the start lets spreadsheets read it as UTF-8.
    out = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    out.writelines(lines(sheet.columns, sheet.rows))
    out.flush()
    out.detach()


def _write_xlsx(sheet: Sheet, file: IO[bytes]) -> None:
    from xlsxwriter import Workbook

    book: Any = Workbook(file, {"constant_memory": True})
    book.set_properties({"created": _CREATED})  # so that the same table has the same bytes
    page = book.add_worksheet(_name(sheet)[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    for at, name in enumerate(sheet.columns):
        page.write_string(0, at, name, bold)
        shown = [len(str(row[at] or "")) for row in sheet.rows[:100]]
        page.set_column(at, at, min(max([len(name), *shown]) + 2, 60))
    for line, row in enumerate(sheet.rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, at, cell[:LONGEST])
            elif cell is not None:
                page.write_number(line, at, cell)
    page.freeze_panes(1, 0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    book.close()
