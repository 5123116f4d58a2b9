"""What texts cite in their words, read from both ends.

citations_in(conn, "som1-2016-minutes", "p4"), cited_by(conn, "asemme5-conclusions", "p47")
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation in the words of a text: `record` and `anchor` are where it stands.

    `document` is the record that is meant and `target` the paragraph of it (`record#anchor`):
    both None where that cannot be told, `target` alone where the document has no such paragraph.
    """

    record: str
    anchor: str
    written: str
    number: int
    document: str | None
    target: str | None
    line: int


_CITATION = (
    "SELECT citation.record, anchor, written, number, document, target, line_start FROM citation"
    " JOIN record ON record.id = citation.record AND NOT record.removed"
)


def citations_in(
    conn: sqlite3.Connection, record_id: str, anchor: str | None = None
) -> list[CitationRow]:
    """What a record cites in its words, as now known; with `anchor` only that paragraph and its
    parts. In the order of the text; nothing for what is not here."""
    rows = conn.execute(
        f"{_CITATION} WHERE citation.record = :id AND (:anchor IS NULL OR anchor = :anchor"
        " OR substr(anchor, 1, length(:anchor) + 1) = :anchor || '.')"
        " ORDER BY line_start, n",
        {"id": record_id, "anchor": anchor},
    )
    return [CitationRow(*row) for row in rows]


def cited_by(
    conn: sqlite3.Connection, record_id: str, anchor: str | None = None
) -> list[CitationRow]:
    """The citations that mean a record, as now known; with `anchor` only those that mean that
    paragraph. The oldest record first; nothing for what is not here."""
    column, name = (
        ("document", record_id) if anchor is None else ("target", f"{record_id}#{anchor}")
    )
    rows = conn.execute(
        f"{_CITATION} WHERE citation.{column} = ?"
        " ORDER BY record.date_start IS NULL, record.date_start, citation.record, line_start, n",
        (name,),
    )
    return [CitationRow(*row) for row in rows]
