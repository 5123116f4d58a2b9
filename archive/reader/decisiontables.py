"""Tables of decisions: a column headed "Decision", whatever section the table stands in.

| No | Decision | Responsible | Deadline |

A table is one paragraph with one anchor, so it is proposed as one decision; its rows that name
somebody responsible and a deadline are tasks that come from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.reader.meanings import columns_of, meaning
from archive.reader.model import Headings
from archive.reader.sections import Piece
from archive.reader.wording import bare, rows_of
from archive.text.paragraphs import Paragraph

_FEWEST = 3  # words of a row that may be a decision


def with_tables(
    found: Sequence[Piece], paragraphs: Sequence[Paragraph], own: Headings
) -> Sequence[Piece]:
    """`found` and, in their places, the tables of decisions that stand in none of its sections."""
    tables = [each for each in paragraphs if each.kind == "table"]
    if not tables:
        return found
    known = {piece.paragraph.position for piece in found}
    more = [
        Piece(
            table, table.text, table.line_start, "decisions", heading, None, "column",
            table.level, False,
        )
        for table in tables
        if table.position not in known and (heading := _heading(table, own))
    ]  # fmt: skip
    if not more:
        return found
    return sorted((*found, *more), key=lambda piece: piece.paragraph.position)


def _heading(table: Paragraph, own: Headings) -> str | None:
    """The words over its column of decisions; None where it has none, or its section is of else."""
    section = meaning(table.section, own) if table.section else None
    if section and section.purpose == "ignored":
        return None
    rows = rows_of(table.text)
    at = columns_of(rows[0], ("decision",)).get("decision")
    if at is None:
        return None
    said = (bare(row[at]) for row in rows[2:] if at < len(row))
    return bare(rows[0][at]) if any(len(each.split()) >= _FEWEST for each in said) else None
