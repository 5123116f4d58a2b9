"""What a run of `add` tells: a row a file, for the terminal, for a spreadsheet, for a machine."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.findings import CODES
from toolkit.intake.adding import Outcome
from toolkit.intake.store import Item, Store
from toolkit.layout import hung
from toolkit.output import count

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


@dataclass(slots=True)
class _Sort:
    """One sort of finding in a run: its files, the first of them, and whether all say the same."""

    files: int = 0
    times: int = 0
    shown: list[tuple[str, str]] = field(default_factory=list)
    message: str = ""
    same: bool = True


@dataclass(slots=True)
class Tally:
    """What a run comes to, file by file, so that no run is too long to be told.

    `sure` is how sure a proposal must be to need no look, `few` how many files are named with
    each sort of finding.
    """

    sure: float
    few: int
    read: int = 0
    within: int = 0
    unsure: int = 0
    failed: int = 0
    found: dict[str, _Sort] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        """Count a file."""
        if item.state == "read":
            self.read += 1
            self.within += item.parent is not None
            self.unsure += (item.sure or 0.0) < self.sure
        self.failed += item.state == "failed"
        codes = set()
        for trouble in item.troubles:
            if CODES[trouble.code].severity == "note":
                continue
            sort = self.found.setdefault(trouble.code, _Sort())
            place = f"{trouble.place}: " if trouble.place else ""
            said = f"{place}{trouble.message}"
            sort.same &= not sort.times or said == sort.message
            sort.message = said
            sort.times += 1
            sort.files += trouble.code not in codes
            codes.add(trouble.code)
            if len(sort.shown) < self.few:
                sort.shown.append((one_line(item.place), said))


def summary(outcome: Outcome, tally: Tally) -> Sequence[tuple[str, int, str]]:
    """The lines of the summary: what, how many, a remark; what there was none of is left out."""
    came = f"; {tally.within:,} of them came within mails and packages" if tally.within else ""
    lines = [
        ("added", tally.read, f"each waits as a record that is proposed{came}"),
        ("duplicate", outcome.states["duplicate"], "the same bytes are here already"),
        ("failed", tally.failed, "kept, but nothing could be read: see below"),
        ("opened", outcome.states["container"], "packages and mailboxes: no records themselves"),
        ("already here", outcome.here, "from an earlier run; not read again"),
        ("needs review", tally.failed + tally.unsure, f"less sure than {tally.sure:.2f}"),
    ]
    return [line for line in lines if line[1] or line[0] == "added"]


def in_order(items: Iterable[Item]) -> list[Item]:
    """Files as a person has them: by folder and name, what came within a file after it."""
    return sorted(items, key=lambda item: _natural(item.place))


def one_line(name: str) -> str:
    """A name from elsewhere on one line: what breaks lines in it is a space."""
    return " ".join(name.split())


def _natural(place: str) -> list[tuple[str, int]]:
    """A key by which `message 2` comes before `message 10`."""
    parts = re.findall(r"(\D*)(\d*)", place.casefold().replace("/", "\0"))
    return [(text, int(number or 0)) for text, number in parts]


def proposed(item: Item, width: int | None, numbered: bool = True) -> list[str]:
    """A file, with its number, and what is proposed of it, in lines that fit any screen."""
    from archive.text.dates import in_words

    row = _row(item)
    place = one_line(item.place)
    head = f"{item.id}  {place}" if numbered else place
    if item.proposal is None:
        return [*hung("", head, width, 0, 4), *hung("", "nothing could be read", width, 4)]
    date = str(row["date"])
    said = [str(row["kind"]), in_words(date) if date else "no date"]
    said += [str(row["meeting"])] if row["meeting"] else []
    said += [] if item.sure is None else [f"{item.sure:.2f} sure"]
    title = str(row["title"]) or item.name
    return [
        *hung("", head, width, 0, 4),
        *hung("", f"{title} ({', '.join(said)})", width, 4, 2),
    ]


def grouped(tally: Tally, width: int | None) -> list[str]:
    """The warnings and errors of a run, each sort of them once, with its first files."""
    lines: list[str] = []
    for code, sort in sorted(tally.found.items(), key=lambda pair: -pair[1].files):
        what = f"{code} {CODES[code].title}, {count(sort.files, 'file')}: {CODES[code].remedy}"
        lines += ["", *hung("", what, width, 0, 2)]
        together = sort.same and sort.times > 1
        if together:
            lines += hung("", f"{sort.message}:", width, 2, 2)
        for place, said in sort.shown:
            lines += hung("", place if together else f"{place}: {said}", width, 4, 2)
        if sort.times > len(sort.shown):
            more = f"... and {sort.times - len(sort.shown):,} more: see the report"
            lines += hung("", more, width, 4)
    return lines
