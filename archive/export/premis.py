"""PREMIS 3.0: the records, their files with fixity and format, what happened to them, and rights.

A record is an intellectual entity, each of its files an object of the category `file` that is
part of it. Who may see a record is a rights statement; those that are open to everyone share one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from typing import Final

from archive.export.dublin_core import rights
from archive.export.events import Agent, Event, events
from archive.export.finding_aid import closure_type
from archive.export.holdings import Archive, File, Holding, Progress, holdings, require_held
from archive.export.xmltext import HEAD, branch, leaf, opened

NAMESPACE: Final = "http://www.loc.gov/premis/v3"
_OPEN: Final = "access-open"
_ENTITY: Final = {"xsi:type": "intellectualEntity"}
_FILE: Final = {"xsi:type": "file"}


def premis_xml(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[str]:
    """Objects, events, agents and rights in the order that the schema asks for.

    The archive itself is the first object, of which the records are part. Raises `NotInArchive`
    where one of `only` is not held.
    """
    archive = Archive(conn)
    require_held(conn, only)
    instance = {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    yield HEAD + opened("premis", xmlns=NAMESPACE, **instance, version="3.0") + "\n"
    yield branch("object", _identifier("object", archive.code),
                 leaf("originalName", archive.name), **_ENTITY)  # fmt: skip
    for holding in holdings(conn, only, progress):
        yield _entity(archive, holding)
        for file in holding.files:
            yield _file(holding, file)
    agents: dict[str, Agent] = {}
    for event in events(conn, only):
        agents |= {agent.id: agent for agent, _ in event.agents}
        yield _event(event)
    for agent in sorted(agents.values(), key=lambda each: each.id):
        yield _agent(agent)
    open_ = False
    for holding in holdings(conn, only):
        if closure_type(holding) == "open_on_transfer":
            open_ = True
        else:
            yield _rights(holding)
    if open_:
        yield _open_rights()
    yield "</premis>\n"


def _identifier(of: str, value: str, *more: str) -> str:
    return branch(
        f"{of}Identifier", leaf(f"{of}IdentifierType", "local"),
        leaf(f"{of}IdentifierValue", value), *more,
    )  # fmt: skip


def _rights_id(holding: Holding) -> str:
    return _OPEN if closure_type(holding) == "open_on_transfer" else f"access-{holding.id}"


def _part_of(whole: str) -> str:
    return branch(
        "relationship",
        leaf("relationshipType", "structural"),
        leaf("relationshipSubType", "is part of"),
        _identifier("relatedObject", whole),
    )


def _entity(archive: Archive, holding: Holding) -> str:
    return branch(
        "object",
        _identifier("object", holding.id),
        leaf("originalName", holding.title),
        _part_of(archive.code),
        _identifier("linkingRightsStatement", _rights_id(holding)),
        **_ENTITY,
    )


def _file(holding: Holding, file: File) -> str:
    return branch(
        "object",
        _identifier("object", file.path),
        branch(
            "objectCharacteristics",
            leaf("compositionLevel", 0),
            _fixity(file),
            leaf("size", file.size),
            _format(file),
            branch("creatingApplication", leaf("creatingApplicationName", file.extracted_by))
            if file.role == "record"
            else "",
        ),
        leaf("originalName", file.name),
        branch(
            "storage",
            branch(
                "contentLocation",
                leaf("contentLocationType", "path in the workspace"),
                leaf("contentLocationValue", file.path),
            ),
        ),
        _part_of(holding.id),
        _identifier("linkingRightsStatement", _rights_id(holding)),
        **_FILE,
    )


def _fixity(file: File) -> str:
    if file.sha256 is None:
        return ""
    return branch(
        "fixity", leaf("messageDigestAlgorithm", "SHA-256"), leaf("messageDigest", file.sha256)
    )


def _format(file: File) -> str:
    return branch(
        "format",
        branch("formatDesignation", leaf("formatName", file.media_type or "unknown")),
        branch("formatRegistry", leaf("formatRegistryName", "PRONOM"),
               leaf("formatRegistryKey", file.puid)) if file.puid else "",
    )  # fmt: skip


def _event(event: Event) -> str:
    note = branch("eventOutcomeDetail", leaf("eventOutcomeDetailNote", event.note))
    return branch(
        "event",
        _identifier("event", event.id),
        leaf("eventType", event.type, valueURI=event.uri),
        leaf("eventDateTime", event.time or "unknown"),
        branch("eventDetailInformation", leaf("eventDetail", event.detail)),
        branch("eventOutcomeInformation", leaf("eventOutcome", event.outcome), note),
        *(
            _identifier("linkingAgent", agent.id, leaf("linkingAgentRole", role))
            for agent, role in event.agents
        ),
        *(_identifier("linkingObject", each) for each in event.objects),
    )


def _agent(agent: Agent) -> str:
    return branch(
        "agent",
        _identifier("agent", agent.id),
        leaf("agentName", agent.name),
        leaf("agentType", agent.kind),
    )


def _rights(holding: Holding) -> str:
    closure = holding.closure
    return branch(
        "rights",
        branch(
            "rightsStatement",
            _identifier("rightsStatement", _rights_id(holding)),
            leaf("rightsBasis", "other"),
            branch(
                "otherRightsInformation",
                leaf("otherRightsBasis", closure.ground or "policy"),
                branch("otherRightsApplicableDates", leaf("startDate", closure.closed_from)),
                leaf("otherRightsNote", rights(holding)),
            ),
            branch(
                "rightsGranted",
                leaf("act", "disseminate"),
                leaf("restriction", f"only for: {holding.row['access']}"),
                branch("termOfRestriction", leaf("startDate", closure.closed_from)),
            ),
            _identifier("linkingObject", holding.id),
        ),
    )


def _open_rights() -> str:
    return branch(
        "rights",
        branch(
            "rightsStatement",
            _identifier("rightsStatement", _OPEN),
            leaf("rightsBasis", "other"),
            branch(
                "otherRightsInformation",
                leaf("otherRightsBasis", "policy"),
                leaf("otherRightsNote", "Open to everyone."),
            ),
            branch("rightsGranted", leaf("act", "disseminate")),
        ),
    )
