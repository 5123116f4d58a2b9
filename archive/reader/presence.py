"""Tables of who came, and the words and forms that they share with lists (attendance.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from archive.reader.meanings import columns_of, introduces
from archive.reader.model import Present
from archive.reader.names import Person, people, person
from archive.reader.sections import Piece
from archive.reader.wording import bare, is_nothing, rows_of, terms
from archive.text.paragraphs import Paragraph

Status = Literal["present", "regrets", "observer"]
PURPOSES: dict[str, Status] = {
    "attendance": "present",
    "regrets": "regrets",
    "observers": "observer",
}
LABELLED = {"chair": "chair", "scribe": "scribe"}
_MAX_PRESENCE = 20  # characters of a role that says whether somebody came


def told(each: Person, status: Status, line: int, rule: str, role: str | None = None) -> Present:
    """A person as one who came, or not; `role` is what the place says of them.

    "Jane Doe - absent" says by its role whether she came, and has none.
    """
    own = each.role
    said = bare(own).casefold().strip(" .()") if own and len(own) < _MAX_PRESENCE else ""
    if len(said) > 1 and said in terms("no") | terms("yes"):
        status, own = "regrets" if said in terms("no") else status, None
    elif status == "present" and said in terms("observers"):
        status = "observer"
    roles = [part for part in (role, own) if part]
    return Present(each.name, ", ".join(roles) or None, each.handle, status, line, rule)


def _presence(cell: str, status: Status) -> Status | None:
    said = bare(cell).casefold().strip(" .()")
    first = said.split(" ")[0] if said else ""
    if said in terms("regrets") or first in terms("no") or said in terms("no"):
        return "regrets"
    if said in terms("observers"):
        return "observer"
    if said in terms("attendance") or first in terms("yes"):
        return "present"
    return status


_ADDRESS = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|h\.?\s?e|m|mm|mme|mlle|hr|herr|fr|frau|sr|sra|bapak|ibu)\.?\s*)*",
    re.IGNORECASE,
)


def of_table(piece: Piece, status: Status, strict: bool = False) -> Iterator[Present]:
    """A table of people; without a column for names the first one has them."""
    rows = rows_of(piece.text)
    wanted = ("name", "handle", "role", "affiliation", "presence")
    columns = columns_of(rows[0], wanted)
    titles = columns.get("role")
    if titles is not None and all(
        _ADDRESS.fullmatch(cell.strip()) for cell in _cells(rows, titles)
    ):
        # A column "Title" of Mr and Ms says nothing of offices; another may.
        columns = columns_of([*rows[0][:titles], "", *rows[0][titles + 1 :]], wanted)
    at = columns.get("name")
    if at is None:
        if strict:
            return
        at = next((n for n in range(len(rows[0])) if n not in columns.values()), 0)
    for number, row in enumerate(rows):
        if number < 2 or at >= len(row):
            continue
        each = person(row[at]) or person(row[at].replace(",", " "))
        if each is None:
            continue

        def cell(kind: str, row: list[str] = row) -> str | None:
            place = columns.get(kind)
            if place is None or place >= len(row) or is_nothing(row[place]):
                return None
            return bare(row[place])

        presence = columns.get("presence")
        came: Status | None = status
        if presence is not None and presence < len(row):
            came = _presence(row[presence], status)
        if came is None:
            continue
        handle = (cell("handle") or "").lstrip("@") or each.handle
        told = (cell("role") or each.role, cell("affiliation"))
        role = ", ".join(dict.fromkeys(each for each in told if each)) or None
        yield Present(each.name, role, handle, came, piece.line + number, f"table:{piece.heading}")


def _cells(rows: list[list[str]], at: int) -> list[str]:
    """The cells of a column below its heading, as far as there are any."""
    return [row[at] for row in rows[2:] if at < len(row)]


def of_fields(paragraph: Paragraph) -> Iterator[Present]:
    """A table outside such a section: rows "Attendees | A, B", or columns for name and presence."""
    rows = rows_of(paragraph.text)
    columns = columns_of(rows[0], ("name", "presence"))
    if len(columns) == 2:
        piece = Piece(
            paragraph, paragraph.text, paragraph.line_start, "attendance", "table", None, "table",
            0, False,
        )  # fmt: skip
        yield from of_table(piece, "present", strict=True)
        return
    for number, row in enumerate(rows):
        if len(row) != 2 or len(row[0]) > 60:
            continue
        known = introduces(bare(row[0]))
        if known is None or not (known.purpose in PURPOSES or known.purpose in LABELLED):
            continue
        for part in re.split(r"<br\s*/?>", row[1][:4000]):
            for each in people(part, strict=known.purpose in LABELLED):
                yield told(
                    each, PURPOSES.get(known.purpose, "present"), paragraph.line_start + number,
                    f"table:{bare(row[0])}", LABELLED.get(known.purpose),
                )  # fmt: skip
