"""Simple Dublin Core (DCMES 1.1, ISO 15836-1) of each record, in the form of OAI-PMH's `oai_dc`."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from archive.export.holdings import Archive, Holding, Progress, holdings, require_held
from archive.export.xmltext import HEAD, leaf, opened
from archive.text.numbers import counted

_NAMESPACES: Final = {
    "xmlns:oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": "http://www.openarchives.org/OAI/2.0/oai_dc/ "
    "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
}

_RIGHTS: Final = {
    "public": "Open to everyone.",
    "partners": "Closed: for the partners of the process.",
    "secretariat": "Closed: for the secretariat.",
}


def dublin_core_xml(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
    held: Iterable[Holding] | None = None,
) -> Iterator[str]:
    """All records, each as an `oai_dc:dc`, within one `records` element.

    `held` are these records where they were read already. Raises `NotInArchive` where one of
    `only` is not held.
    """
    archive = Archive(conn)
    require_held(conn, only)
    yield f"{HEAD}<records>\n"
    for holding in holdings(conn, only, progress) if held is None else held:
        yield oai_dc(archive, holding)
    yield "</records>\n"


def oai_dc(archive: Archive, holding: Holding) -> str:
    """One record as the element `oai_dc:dc`, with all its namespaces: whole by itself."""
    told = "".join(
        leaf(f"dc:{name}", text, **{"xml:lang": language})
        for name, text, language in _said(archive, holding)
    )
    return f"{opened('oai_dc:dc', **_NAMESPACES)}\n{told}</oai_dc:dc>\n"


def rights(holding: Holding) -> str:
    """Who may see a record, on what ground, and until when; and whether it is here at all."""
    closure = holding.closure
    parts = [_RIGHTS.get(holding.row["access"], f"Access: {holding.row['access']}.")]
    if closure.ground:
        parts.append(f"Ground: {closure.ground}.")
    if closure.closed_from:
        parts.append(f"Closed from {closure.closed_from}.")
    if closure.years is not None:
        parts.append(f"Closed for {counted(closure.years, 'year')}.")
    if closure.review:
        parts.append(f"Next review: {closure.review}.")
    if holding.withheld:
        parts.append("It is not shown here.")
    if holding.disposal:
        parts.append(holding.disposal.words())
    return " ".join(parts)


def _said(archive: Archive, holding: Holding) -> Iterator[tuple[str, str | None, str | None]]:
    """(element, text, language) in the order of the fifteen elements."""
    row, language = holding.row, holding.row["language"]
    yield "title", holding.title, language
    for creator in [*map(archive.called, holding.senders()), *holding.authors()]:
        yield "creator", creator, None
    for theme in holding.ids("themes"):
        yield "subject", archive.called(theme), None
    yield "description", row["summary"], None
    yield "publisher", archive.name, None
    for person in holding.ids("people"):
        if person not in holding.senders():
            yield "contributor", archive.called(person), None
    yield "date", row["date_edtf"], None
    yield "type", "Text", None  # of the DCMI Type Vocabulary
    yield "type", row["kind"], None
    for media_type in dict.fromkeys(file.media_type for file in holding.files):
        yield "format", media_type, None
    yield "identifier", holding.id, None
    yield "identifier", archive.reference(holding), None
    yield "source", row["source"], None
    yield "language", language, None
    if row["meeting"]:
        yield "relation", row["meeting_name"] or row["meeting"], None
    for other in holding.ids("reply_to", "supersedes", "encloses", "cites"):
        yield "relation", archive.called(other), None
    yield "rights", rights(holding), None
