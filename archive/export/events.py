"""What happened to what is held, as PREMIS 3 events, with the Library of Congress's event types.

Saved versions, imports and seals are told by the archive's own history, disposals by the records
that stand in the place of what is gone. What was packed, received and acknowledged stands in the
table `custody` where the archive has one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from archive.export.holdings import Archive, columns, require_held, rows
from archive.lookup import iso_time

#: id.loc.gov's vocabulary of event types, by the names that it gives them.
VOCABULARY: Final = "http://id.loc.gov/vocabulary/preservation/eventType/"
_CODES: Final = {
    "accession": "acc",
    "capture": "cap",
    "deaccession": "dea",
    "deletion": "del",
    "digital signature validation": "dig",
    "filename change": "fil",
    "fixity check": "fix",
    "information package creation": "ipc",
    "ingestion": "ing",
    "message digest calculation": "mes",
    "metadata modification": "mem",
    "modification": "mod",
    "transfer": "tra",
    "validation": "val",
}

#: A change of a record → the type of event that it is, and what is said of it.
_CHANGES: Final = {
    "created": ("ingestion", "The record was taken into the archive."),
    "text": ("modification", "Its text was changed."),
    "format": ("modification", "Only spacing and the like were changed."),
    "metadata": ("metadata modification", "What is said about it was changed."),
    "rename": ("filename change", "Its file was moved."),
    "removed": ("deaccession", "It was taken out of the archive."),
}

#: A step of custody → the types of the events that it is made of.
_CUSTODY: Final = {
    "packed": ("information package creation", "transfer"),
    "received": ("accession", "digital signature validation", "fixity check", "ingestion"),
    "acknowledged": ("transfer",),
}

#: How the saves of a sealed log begin.
_SEALED: Final = "Seal the log: "


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acted, `kind` in PREMIS's words: person, organization or software."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `type` is a name of the vocabulary; `time` ISO, or '' where nobody knows it.

    `objects` are ids of records, or the names of packages.
    """

    id: str
    type: str
    time: str
    detail: str
    agents: tuple[tuple[Agent, str], ...] = ()
    objects: tuple[str, ...] = ()
    outcome: str = "success"
    note: str | None = None

    @property
    def uri(self) -> str | None:
        """The type's address in the vocabulary."""
        code = _CODES.get(self.type)
        return f"{VOCABULARY}{code}" if code else None


def custody_jsonl(conn: sqlite3.Connection, only: Collection[str] | None = None) -> Iterator[str]:
    """The events, one JSON object a line, in PREMIS's terms, in the order of what was recorded."""
    for event in events(conn, only):
        yield json.dumps(_told(event), ensure_ascii=False, separators=(",", ":")) + "\n"


def events(conn: sqlite3.Connection, only: Collection[str] | None = None) -> Iterator[Event]:
    """All events: saves in their order, then disposals, then custody.

    With `only` those of these records alone, and no custody, which is of the whole. Raises
    `NotInArchive` where one of `only` is not held.
    """
    archive = Archive(conn)
    require_held(conn, only)
    wanted = None if only is None else json.dumps(sorted(set(only)))
    yield from _saves(archive, wanted)
    yield from _disposals(archive, wanted)
    if only is None:
        yield from _custody(archive)


def custody_sentences(conn: sqlite3.Connection) -> list[str]:
    """The custody events in words, for a finding aid."""
    return [
        f"{event.type.capitalize()}{f' on {event.time[:10]}' if event.time else ''}: {event.detail}"
        for event in _custody(Archive(conn))
    ]


_VERSIONS: Final = """
SELECT commit_.seq, author, author_time, author_zone, commit_.mandate, line, message,
       version.record, n, change, version.path, renamed_from, import.address
FROM commit_ LEFT JOIN version ON version.commit_seq = commit_.seq
LEFT JOIN import ON import.id = line
WHERE uncommitted = 0 AND (version.record IS NOT NULL OR (:only IS NULL AND message GLOB :sealed))
  AND (:only IS NULL OR version.record IN (SELECT value FROM json_each(:only)))
ORDER BY commit_.seq, version.record, n
"""


def _saves(archive: Archive, only: str | None) -> Iterator[Event]:
    cursor = archive.conn.cursor()
    cursor.row_factory = sqlite3.Row
    for row in cursor.execute(_VERSIONS, {"only": only, "sealed": f"{_SEALED}*"}):
        time = iso_time(row["author_time"], row["author_zone"])
        agents = _agents(archive, row["author"], row["mandate"])
        if row["record"] is None:
            detail = str(row["message"]).splitlines()[0]
            yield Event(f"seal-{row['seq']}", "message digest calculation", time, detail, agents)
            continue
        kind, detail = _CHANGES.get(row["change"], ("modification", row["change"]))
        if row["line"] is not None and row["change"] == "created":
            detail = f"The record was brought in from {row['address'] or row['line']}."
        note = f"{row['renamed_from']} became {row['path']}" if row["renamed_from"] else None
        name = f"version-{row['record']}-{row['n']}"
        yield Event(name, kind, time, detail, agents, (row["record"],), note=note)


def _agents(
    archive: Archive, author: str | None, mandate: str | None
) -> tuple[tuple[Agent, str], ...]:
    found: list[tuple[Agent, str]] = []
    if author:
        found.append((Agent(f"person-{author}", author, "person"), "implementer"))
    if mandate:
        agent = Agent(mandate, archive.called(mandate) or mandate, "organization")
        found.append((agent, "authorizer"))
    return tuple(found)


def _disposals(archive: Archive, only: str | None) -> Iterator[Event]:
    """What was disposed of, as the records that stand in its place tell it."""
    if "disposal" not in columns(archive.conn, "record"):
        return
    found = rows(
        archive.conn,
        "SELECT id, disposal FROM record WHERE disposal IS NOT NULL"
        " AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) ORDER BY id",
        only,
    )
    for row in found:
        told = json.loads(row["disposal"])
        detail = f"It was disposed of by the authority of: {told.get('authority') or 'not known'}."
        if told.get("reason"):
            detail += f" Reason: {told['reason']}."
        hashes = ", ".join(told.get("sha256") or ())
        yield Event(
            id=f"disposal-{row['id']}",
            type="deletion",
            time=str(told.get("date") or ""),
            detail=detail,
            objects=(row["id"],),
            note=f"SHA-256 of what was removed: {hashes}" if hashes else None,
        )


def _custody(archive: Archive) -> Iterator[Event]:
    """The steps of custody that the archive has; none where it has no such table."""
    if not columns(archive.conn, "custody"):
        return
    for row in rows(archive.conn, "SELECT * FROM custody ORDER BY seq"):
        told: dict[str, Any] = dict(row)
        kind, agent = str(told.get("kind")), told.get("agent")
        name = archive.called(agent)
        package, digest = told.get("package"), told.get("digest")
        for each in _CUSTODY.get(kind, (kind,)):
            yield Event(
                id=f"custody-{told['seq']}-{_CODES.get(each, each)}",
                type=each,
                time=str(told.get("time") or ""),
                detail=f"{f'The package {package}' if package else 'A package'} was {kind}"
                + (f" by {name}." if name else "."),
                agents=((Agent(agent, name or agent, "organization"), "implementer"),)
                if agent
                else (),
                objects=(package or f"package-{digest}",) if package or digest else (),
                outcome=_outcome(each, told),
                note=_evidence(told),
            )


def _outcome(kind: str, told: dict[str, Any]) -> str:
    if kind == "digital signature validation":
        signature = str(told.get("signature") or "not looked at")
        return "success" if signature == "holds" else signature
    if kind == "fixity check" and told.get("reserved"):
        return f"{told['reserved']} of {told.get('files')} files with reservations"
    return "success"


def _evidence(told: dict[str, Any]) -> str | None:
    parts = []
    if told.get("digest"):
        parts.append(f"digest of the package: SHA-256 {told['digest']}")
    if told.get("checkpoint"):
        parts.append(f"checkpoint of the log: {told['checkpoint']}")
    return "; ".join(parts) or None


def _told(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = {
        "eventIdentifier": {"eventIdentifierType": "local", "eventIdentifierValue": event.id},
        "eventType": event.type,
        "eventTypeURI": event.uri,
        "eventDateTime": event.time,
        "eventDetail": event.detail,
        "eventOutcome": event.outcome,
        "eventOutcomeDetailNote": event.note,
        "linkingAgents": [
            {
                "linkingAgentIdentifierType": "local",
                "linkingAgentIdentifierValue": agent.id,
                "agentName": agent.name,
                "agentType": agent.kind,
                "linkingAgentRole": role,
            }
            for agent, role in event.agents
        ],
        "linkingObjects": [
            {"linkingObjectIdentifierType": "local", "linkingObjectIdentifierValue": each}
            for each in event.objects
        ],
    }
    return {key: value for key, value in said.items() if value not in (None, "", [])}
