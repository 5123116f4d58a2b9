"""What a copy gives to take away: the archive as one file, and its exports."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.export.dublin_core import dublin_core_xml
from archive.export.ead import ead_xml
from archive.export.events import custody_jsonl
from archive.export.finding_aid import finding_aid_csv
from archive.export.finding_aid_html import finding_aid_html
from archive.export.premis import premis_xml
from archive.export.registers import REGISTERS, register_csv
from archive.export.retention import retention_csv

#: Where downloads stand in the site.
FOLDER = "downloads"

#: The name of the archive's own file there.
ARCHIVE = "archive.db"


@dataclass(frozen=True, slots=True)
class Download:
    """One file; `write` gives its text, None where it is the archive's own file."""

    path: str
    title: str
    about: str
    write: Callable[[sqlite3.Connection], Iterator[str]] | None = None


def place(path: str) -> str:
    """The address of a download."""
    return f"/{FOLDER}/{path}"


def _register(name: str) -> Download:
    said = name.replace("_", " ").replace("-", " ")
    return Download(
        f"registers/{name}.csv", f"Register of {said}", "CSV", lambda conn: register_csv(conn, name)
    )


DOWNLOADS = (
    Download(ARCHIVE, "The archive as one file", "SQLite, for any program that opens it"),
    Download("finding-aid.html", "Finding aid", "a page to read and print", finding_aid_html),
    Download("finding-aid.csv", "Finding aid as a table", "CSV", finding_aid_csv),
    Download("ead.xml", "Finding aid for other archives", "EAD 3", ead_xml),
    Download("dublin-core.xml", "Descriptions of the records", "Dublin Core", dublin_core_xml),
    Download("premis.xml", "Preservation metadata", "PREMIS 3", premis_xml),
    Download("custody.jsonl", "Custody", "its events, one a line, JSON", custody_jsonl),
    Download("retention.csv", "Retention schedule", "CSV", retention_csv),
    *(_register(name) for name in REGISTERS),
)
