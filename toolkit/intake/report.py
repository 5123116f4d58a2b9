"""What a run of `add` tells: a row a file, for the terminal, for a spreadsheet, for a machine."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from archive.findings import CODES
from toolkit.intake.adding import Outcome
from toolkit.intake.store import Item, Store

_COLUMNS = (
    "file", "outcome", "kind", "title", "date", "language", "meeting", "sure", "format", "puid",
    "bytes", "sha256", "findings",
)  # fmt: skip
_OUTCOMES = {
    "read": "waits for review",
    "failed": "failed",
    "duplicate": "duplicate",
    "container": "only holds other files",
    "waiting": "not read yet",
    "accepted": "became a record",
    "refused": "left out",
}


def rows_of(items: Iterable[Item]) -> Iterator[dict[str, object]]:
    """A flat row for each file, as they come."""
    return map(_row, items)


def _row(item: Item) -> dict[str, object]:
    proposal = item.proposal

    def guessed(name: str) -> str:
        found = proposal.best(name) if proposal else None
        return found.value if found else ""

    identity = item.identity
    return {
        "file": item.place,
        "outcome": _OUTCOMES[item.state],
        **{name: guessed(name) for name in ("kind", "title", "date", "language", "meeting")},
        "sure": item.sure,
        "format": (identity.format or identity.media_type) if identity else "",
        "puid": identity.puid if identity else "",
        "bytes": item.size,
        "sha256": item.sha256,
        "findings": "; ".join(said_of(item)),
    }


def said_of(item: Item) -> list[str]:
    """The findings about a file, each on a line: `I009 page 3: pages without text; ...`."""
    told = []
    for trouble in item.troubles:
        place = f" {trouble.place}" if trouble.place else ""
        told.append(f"{trouble.code}{place}: {trouble.message}; {CODES[trouble.code].remedy}")
    return told


def write_report(store: Store, outcome: Outcome, now: str) -> Path:
    """Write the table of a run as CSV that spreadsheets open (UTF-8 with its mark); its path."""
    store.reports.mkdir(parents=True, exist_ok=True)
    path = store.reports / f"{now[:10]}-run-{outcome.run}.csv"
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        for row in rows_of(store.each(dict.fromkeys(outcome.items))):
            writer.writerow({name: _harmless(value) for name, value in row.items()})
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return path


def _harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def summary(outcome: Outcome, sure: int, threshold: float) -> Sequence[tuple[str, int, str]]:
    """The lines of the summary: what, how many, and a remark."""
    states = outcome.states
    read = states["read"]
    return [
        (
            "added",
            read,
            f"of these {outcome.enclosed:,} came within others" if outcome.enclosed else "",
        ),
        ("duplicate", states["duplicate"], "the same bytes are here already"),
        ("failed", states["failed"], "the reasons are below and in the report"),
        ("already here", outcome.here, "from an earlier run; not read again"),
        ("needs review", states["failed"] + read - sure, f"less sure than {threshold:.2f}"),
    ]
