"""The finding aid as a table: one row for each file of the records and of their originals.

What is closed is told in the fields of The National Archives (UK): `closure_type` is
`open_on_transfer` or `closed_for`, with the day from which it is closed, the period in years, the
ground (their exemption code), the day of the next review, and the title that may be shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from archive.export import csvtext
from archive.export.holdings import Archive, Closure, File, Holding, Progress, holdings

COLUMNS: Final = (
    "reference", "record", "role", "path", "package_path", "title", "kind", "level", "fonds",
    "series", "subseries", "file", "date", "date_start", "date_end", "date_basis", "meeting",
    "meeting_name", "body", "body_name", "language", "size", "media_type", "puid", "sha256",
    "status", "access", "closure_type", "closed_from", "closure_period", "closure_ground",
    "closure_review", "alternate_title", "retention", "retention_rule", "mandate", "mandate_name",
    "provenance", "source", "withheld", "disposed_on",
    "disposal_authority",
)  # fmt: skip

#: Where a package has the record's own file: in the history that it carries.
_IN_BUNDLE: Final = "records.bundle"


def finding_aid_csv(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
    held: Iterable[Holding] | None = None,
) -> Iterator[str]:
    """The finding aid as CSV; raises `NotInArchive` where one of `only` is not held.

    `held` are these records where they were read already.
    """
    archive = Archive(conn)
    rows = (
        _row(archive, holding, file)
        for holding in (holdings(conn, only, progress) if held is None else held)
        for file in holding.files or (None,)
    )
    return csvtext.lines(COLUMNS, rows)


def closure_type(holding: Holding) -> str:
    """Whether a record is open or closed, in the words of The National Archives."""
    if holding.row["access"] == "public" and holding.closure == Closure():
        return "open_on_transfer"
    return "closed_for"


def package_path(file: File) -> str:
    """Where a handover package has a file, below its data/."""
    return f"originals/{file.below_records}" if file.role == "original" else _IN_BUNDLE


def _row(archive: Archive, holding: Holding, file: File | None) -> tuple[object, ...]:
    row, closure, disposal = holding.row, holding.closure, holding.disposal
    levels = {level.level: level.title for level in holding.levels}
    return (
        archive.reference(holding), holding.id,
        *((file.role, file.path, package_path(file)) if file else ("record", None, None)),
        holding.title, row["kind"], "item", archive.name,
        levels.get("series"), levels.get("subseries"), levels.get("file"),
        *holding.dates, row["date_basis"],
        row["meeting"], row["meeting_name"], holding.body, archive.called(holding.body),
        row["language"],
        *((file.size, file.media_type, file.puid, file.sha256) if file else (None,) * 4),
        row["status"], row["access"], closure_type(holding),
        closure.closed_from, closure.years, closure.ground, closure.review,
        row["alternate_title"], row["retention"], archive.called(row["retention"]),
        row["mandate"], archive.called(row["mandate"]), row["provenance"], row["source"],
        holding.withheld, disposal and disposal.date, disposal and disposal.authority,
    )  # fmt: skip
