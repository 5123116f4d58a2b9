"""What happened to what is held, as PREMIS 3 events, with the Library of Congress's event types.

Saved versions, imports and seals are told by the archive's own history. What was packed, received
and acknowledged stands in the table `custody` where the archive has one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from archive.export.holdings import Archive, rows
from archive.lookup import iso_time

#: id.loc.gov's vocabulary of event types, by the names that it gives them.
VOCABULARY: Final = "http://id.loc.gov/vocabulary/preservation/eventType/"
_CODES: Final = {
    "accession": "acc",
    "capture": "cap",
    "deaccession": "dea",
    "deletion": "del",
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
    "received": ("accession", "fixity check", "ingestion"),
    "acknowledged": ("transfer",),
    "disposed": ("deletion",),
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
    """All events: saves in their order, then custody; with `only` those of these records alone."""
    archive = Archive(conn)
    wanted = None if only is None else json.dumps(sorted(set(only)))
    yield from _saves(archive, wanted)
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


def _custody(archive: Archive) -> Iterator[Event]:
    """The steps of custody that the archive has; none where it has no such table."""
    there = archive.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'custody'").fetchone()
    for row in rows(archive.conn, "SELECT * FROM custody ORDER BY seq") if there else ():
        told: dict[str, Any] = dict(row)
        kinds = _CUSTODY.get(str(told.get("kind")), (str(told.get("kind")),))
        agent = told.get("agent")
        agents = (
            (Agent(str(agent), archive.called(str(agent)) or "", "organization"), "implementer"),
        )
        digest = told.get("digest")
        for kind in kinds:
            yield Event(
                id=f"custody-{told['seq']}-{_CODES.get(kind, kind)}",
                type=kind,
                time=str(told.get("time") or ""),
                detail=f"A package was {told.get('kind')}" + (f" by {agent}." if agent else "."),
                agents=agents if agent else (),
                objects=(f"package-{digest}",) if digest else (),
                note=f"checkpoint {told['checkpoint']}" if told.get("checkpoint") else None,
            )


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
