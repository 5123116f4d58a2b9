"""The metadata document of an RO-Crate 1.2 (https://w3id.org/ro/crate/1.2).

The root is the folder that it lies in. Every file there is a `File` with its size and SHA-256;
every record a `CreativeWork` whose encodings are those files of it that are in the crate; people,
organisations and meetings stand as they are named by the records.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from archive.export.finding_aid import package_path
from archive.export.holdings import Archive, File, Holding, Progress, holdings, require_held, rows
from archive.export.linked import TYPES, Thing, event, without_gaps, work
from archive.originals import media_type

METADATA: Final = "ro-crate-metadata.json"
_VERSION: Final = "https://w3id.org/ro/crate/1.2"
_PRONOM: Final = "https://www.nationalarchives.gov.uk/PRONOM/"
_RIGHTS: Final = "#rights"

#: What the files of a crate are, by their path or its beginning.
_ABOUT: Final = {
    "archive.db": "The built archive, an SQLite database",
    "custody.jsonl": "Custody events in the terms of PREMIS, one a line",
    "dublin-core.xml": "Simple Dublin Core of each record",
    "ead.xml": "Finding aid in EAD 3",
    "finding-aid.csv": "Finding aid: one row for each file",
    "finding-aid.html": "Finding aid for people",
    "log/checkpoint": "The checkpoint of the log",
    "log/growth.json": "Proof that the log has only grown",
    "premis.xml": "PREMIS 3 of all files, events, agents and rights",
    "records.bundle": "All records with their history, a git bundle",
    "report.html": "What is in this package, for people",
    "retention.csv": "The retention schedule with what falls under each rule",
}

_TYPES: Final = {
    ".bundle": "application/octet-stream",
    ".db": "application/vnd.sqlite3",
    ".jsonl": "application/jsonl",
}


def ro_crate_json(
    conn: sqlite3.Connection,
    files: Mapping[str, tuple[str, int]],
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[str]:
    """The document for a folder with these `files`: path → (SHA-256 in hexadecimal, bytes).

    Paths are told from the folder with / between names; originals are looked for below
    originals/, the records' own files below records/, as seen from the workspace's records/.
    Raises `NotInArchive` where one of `only` is not held.
    """
    archive = Archive(conn)
    require_held(conn, only)
    graph = _graph(archive, files, only, progress)
    yield f'{{\n"@context": {json.dumps(f"{_VERSION}/context")},\n"@graph": [\n'
    for number, thing in enumerate(graph):
        yield ",\n" if number else ""
        yield json.dumps(thing, ensure_ascii=False)
    yield "\n]\n}\n"


def record_path(file: File) -> str:
    """Where a crate that has the records as files keeps the file of a record."""
    return package_path(file) if file.role == "original" else f"records/{file.below_records}"


def _graph(
    archive: Archive,
    files: Mapping[str, tuple[str, int]],
    only: Collection[str] | None,
    progress: Progress | None,
) -> Iterator[Thing]:
    paths = sorted(path for path in files if path != METADATA)
    yield {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _VERSION},
        "about": {"@id": "./"},
    }
    yield _root(archive, paths, only)
    yield {
        "@id": _RIGHTS,
        "@type": "CreativeWork",
        "name": "Access and use",
        "description": "No licence is granted for the records as a whole. Whom each record is open "
        "to stands with it (conditionsOfAccess); its rights stay with those who made it.",
    }
    yield {"@id": "#keeper", "@type": "Organization", "name": archive.keeper}
    named: set[tuple[str, str]] = set()
    formats: set[str] = set()
    described: set[str] = set()
    for holding in holdings(archive.conn, only, progress):
        here = [file for file in holding.files if record_path(file) in files]
        for file in here:
            path = record_path(file)
            if path not in described:
                described.add(path)
                yield _file(path, files[path], file)
                formats |= {file.puid} if file.puid else set()
        yield _record(archive, holding, here, named)
    for path in paths:
        if path not in described:
            yield _file(path, files[path], None)
    for puid in sorted(formats):
        yield {"@id": _PRONOM + puid, "@type": "WebPage", "name": f"PRONOM {puid}"}
    yield from _context(archive, named)


def _id(path: str) -> str:
    """A path as a relative URI (RFC 3986)."""
    return quote(path)


def _local(kind: str, name: str) -> str:
    """The identifier of something that is named in the crate and is no file of it."""
    return f"#{kind}/{quote(name, safe='')}"


def _root(archive: Archive, paths: list[str], only: Collection[str] | None) -> Thing:
    part = "" if only is None else ", some of them"
    return without_gaps(
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"{archive.name}: records of its secretariat{part}",
            "description": archive.process.get("about") or f"The archive of {archive.name}.",
            "datePublished": archive.saved_on or _newest(archive),
            "identifier": archive.saved["hash"] if archive.saved else None,
            "license": {"@id": _RIGHTS},
            "publisher": {"@id": "#keeper"},
        }
    ) | {"hasPart": [{"@id": _id(path)} for path in paths]}


def _newest(archive: Archive) -> str:
    """The newest day that a record speaks of, for an archive that was never saved."""
    row = archive.conn.execute("SELECT max(date_end) FROM record WHERE NOT removed").fetchone()
    return str(row[0]) if row[0] else "1970-01-01"


def _file(path: str, fixity: tuple[str, int], file: File | None) -> Thing:
    sha256, size = fixity
    ending = path[path.rfind(".") :] if "." in path.rpartition("/")[2] else ""
    kind = (file and file.media_type) or _TYPES.get(ending) or media_type(path)
    return without_gaps(
        {
            "@id": _id(path),
            "@type": "File",
            "name": path.rpartition("/")[2],
            "description": _ABOUT.get(path)
            or (f"The register {path[10:-4]}" if path.startswith("registers/") else None),
            "contentSize": str(size),
            "sha256": sha256,
            "encodingFormat": [kind, {"@id": _PRONOM + file.puid} if file and file.puid else None],
        }
    )


def _record(
    archive: Archive, holding: Holding, here: list[File], named: set[tuple[str, str]]
) -> Thing:
    def refer(kind: str, name: str) -> Thing | None:
        if kind not in TYPES:
            return None
        named.add((kind, name))
        return {"@id": _local(kind, name)}

    return without_gaps(
        {
            "@id": _local("record", holding.id),
            "@type": "CreativeWork",
            **work(archive, holding, refer),
            "encoding": [{"@id": _id(record_path(file))} for file in here],
        }
    )


def _context(archive: Archive, named: set[tuple[str, str]]) -> Iterator[Thing]:
    """The people, organisations, meetings and themes that were referred to, and what these name."""
    waiting = sorted(named)
    told = set(named)

    def refer(kind: str, name: str) -> Thing | None:
        if kind not in TYPES:
            return None
        if (kind, name) not in told:
            told.add((kind, name))
            waiting.append((kind, name))
        return {"@id": _local(kind, name)}

    for kind, name in waiting:
        thing: Thing = {"@id": _local(kind, name), "@type": TYPES[kind]}
        if kind != "place":
            thing["identifier"] = name
        row = None
        if kind == "meeting":
            row = rows(archive.conn, "SELECT * FROM meeting WHERE id = ?", name).fetchone()
        yield thing | (event(archive, row, refer) if row else {"name": archive.called(name)})
