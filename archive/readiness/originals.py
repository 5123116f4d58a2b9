"""Originals: are they here, can they be opened, and will they be in some years?"""

from __future__ import annotations

from pathlib import Path

from archive.readiness.formats import PICTURES, Risk, ending, risk_of
from archive.readiness.locked import SEALED, is_locked
from archive.readiness.model import HEADINGS, Judged, Lack
from archive.readiness.sources import Sources

#: How much of an original each thing costs.
_WATCH, _RECOGNISED = 0.25, 0.25


def originals(sources: Sources) -> Judged:
    """The originals of the records as they are now, and records that say they came from one."""
    lacks: list[Lack] = []
    number = named = 0
    for record, title, said_from, path, puid, size in sources.rows(
        "SELECT record.id, title, extracted_by, o.path, o.puid, o.size FROM record"
        " JOIN original AS o ON o.record = record.id AND o.version = current_version"
        " WHERE NOT removed AND instr(record.id, '.') = 0 ORDER BY record.id"
    ):
        number += 1
        lacks += _of(sources, record, title, said_from, path, puid, size)
    for record, title in sources.rows(
        "SELECT record.id, title FROM record WHERE NOT removed AND original IS NULL"
        " AND instr(record.id, '.') = 0 AND provenance LIKE 'Read from the file %' ORDER BY id"
    ):
        number += 1
        if sources.is_named(record, "original"):
            named += 1
            continue
        said = f"{title} says that it was read from a file, and names no original"
        lacks.append(sources.lack("G029", record, said, f"secretariat history {record}", 1))
    why = "a format to watch and a text that was only recognised in a picture cost a quarter"
    return Judged(HEADINGS["originals"], number, tuple(lacks), named, why)


def _of(
    sources: Sources, record: str, title: str, read_by: str | None, path: str, puid: str | None,
    size: int | None,
) -> list[Lack]:  # fmt: skip
    do = f"secretariat show {record}"
    name = path.rpartition("/")[2]
    if size is None:
        said = f"{title}: its original {name} is not here"
        return [sources.lack("G029", record, said, do, 1)]
    if puid == SEALED or _locked(sources.root / path):
        said = f"{title}: its original {name} can only be opened with a password"
        return [sources.lack("G028", record, said, do, 1)]
    found: list[Lack] = []
    risk = risk_of(path, puid)
    if risk is not None:
        found.append(_at_risk(sources, record, title, name, risk))
    if ending(path) in PICTURES and read_by:
        said = f"{title}: its text was only recognised in the picture {name}"
        found.append(sources.lack("G030", record, said, do, _RECOGNISED))
    return found


def _at_risk(sources: Sources, record: str, title: str, name: str, risk: Risk) -> Lack:
    said = f"{title}: its original {name} is {risk.name}; {risk.why}"
    code, cost = ("G026", 1.0) if risk.high else ("G027", _WATCH)
    return sources.lack(code, record, said, risk.remedy, cost)


def _locked(path: Path) -> bool:
    try:
        return is_locked(path)
    except OSError:
        return False
