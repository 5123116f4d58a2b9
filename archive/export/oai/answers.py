"""The answer to each verb, as XML."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

from archive.export.dublin_core import oai_dc
from archive.export.holdings import Archive, Holding, holdings, series_title
from archive.export.oai.entries import Header, Identifiers, earliest, header, headers, sets
from archive.export.oai.requests import (
    PREFIX,
    Refused,
    Span,
    checked,
    onward,
    require_format,
    resumed,
    span,
    token,
)
from archive.export.xmltext import HEAD, branch, empty, leaf, opened

#: Entries on a page of a list.
RECORDS = 100
IDENTIFIERS = 1_000

#: Where the register of the process names no address to write to: one that cannot exist (RFC 2606).
NOBODY = "unknown@secretariat.invalid"

_EMAIL = re.compile(r"[^\s@]+@(?:[^\s@.]+\.)+[^\s@.]+\Z")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PMH = "http://www.openarchives.org/OAI/2.0/"
_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"


def answer(
    conn: sqlite3.Connection, pairs: Sequence[tuple[str, str]], base_url: str, now: str
) -> str:
    """The answer to a request with these arguments, errors included; `now` is an RFC 3339 time."""
    try:
        verb, given = checked(pairs)
        # An error badVerb or badArgument tells the arguments back of no one (section 3.2).
        told: dict[str, str] = {"verb": verb, **given}
        try:
            inner = "".join(_VERBS[verb](conn, verb, given, base_url))
        except Refused as refused:
            inner = leaf("error", str(refused), code=refused.code)
            told = {} if refused.code == "badArgument" else told
        else:
            inner = f"{opened(verb)}\n{inner}</{verb}>\n"
    except Refused as refused:
        inner, told = leaf("error", str(refused), code=refused.code), {}
    return "".join(
        (
            HEAD,
            opened(
                "OAI-PMH",
                xmlns=_PMH,
                **{"xmlns:xsi": _XSI, "xsi:schemaLocation": f"{_PMH} {_PMH}OAI-PMH.xsd"},
            ),
            "\n",
            leaf("responseDate", now),
            leaf("request", base_url, **told),
            inner,
            "</OAI-PMH>\n",
        )
    )


def _state(conn: sqlite3.Connection) -> str:
    """What tells this state of the archive from any other, for tokens."""
    head = conn.execute("SELECT value FROM build WHERE key = 'head'").fetchone()
    last = conn.execute("SELECT max(seq) FROM commit_").fetchone()
    return f"{head[0] if head else ''} {last[0]}"


def _identify(
    conn: sqlite3.Connection, verb: str, given: dict[str, str], base_url: str
) -> Iterator[str]:
    archive = Archive(conn)
    names = Identifiers(archive.process)
    contact = archive.process.get("contact") or ""
    yield leaf("repositoryName", archive.name)
    yield leaf("baseURL", base_url)
    yield leaf("protocolVersion", "2.0")
    yield leaf("adminEmail", contact if _EMAIL.match(contact) else NOBODY)
    yield leaf("earliestDatestamp", earliest(conn) or "1970-01-01T00:00:00Z")
    # What an edition stops showing is told as deleted, with the time of the save that it was in.
    yield leaf("deletedRecord", "transient")
    yield leaf("granularity", "YYYY-MM-DDThh:mm:ssZ")
    if names.is_host:
        about = opened(
            "oai-identifier",
            xmlns=_IDENTIFIER,
            **{"xmlns:xsi": _XSI, "xsi:schemaLocation": f"{_IDENTIFIER} {_IDENTIFIER}.xsd"},
        )
        yield branch(
            "description",
            f"{about}\n",
            leaf("scheme", "oai"),
            leaf("repositoryIdentifier", names.namespace),
            leaf("delimiter", ":"),
            leaf("sampleIdentifier", names.of("letter-1")),
            "</oai-identifier>\n",
        )


def _formats(
    conn: sqlite3.Connection, verb: str, given: dict[str, str], base_url: str
) -> Iterator[str]:
    if "identifier" in given:
        header(conn, Identifiers(Archive(conn).process), given["identifier"])
    yield branch(
        "metadataFormat",
        leaf("metadataPrefix", PREFIX),
        leaf("schema", f"{_PMH}oai_dc.xsd"),
        leaf("metadataNamespace", f"{_PMH}oai_dc/"),
    )


def _sets(
    conn: sqlite3.Connection, verb: str, given: dict[str, str], base_url: str
) -> Iterator[str]:
    if "resumptionToken" in given:
        raise Refused("badResumptionToken", "the sets are given at once")
    found = sets(conn)
    if not found:
        raise Refused("noSetHierarchy", "there are no records, and so no kinds of them")
    for spec, kind in found.items():
        yield branch("set", leaf("setSpec", spec), leaf("setName", series_title(kind)))


def _list(
    conn: sqlite3.Connection, verb: str, given: dict[str, str], base_url: str
) -> Iterator[str]:
    archive, state = Archive(conn), _state(conn)
    names = Identifiers(archive.process)
    resume = given.get("resumptionToken")
    asked = span(verb, given) if resume is None else resumed(resume, verb, state)
    most = RECORDS if verb == "ListRecords" else IDENTIFIERS
    found, total = headers(conn, names, asked, most + 1)
    if not found:
        raise Refused("noRecordsMatch", "no record of the archive fits")
    shown = found[:most]
    yield from _told(conn, archive, shown, whole=verb == "ListRecords")
    yield _more(asked, shown, total, len(found) > most, state)


def _more(asked: Span, shown: list[Header], total: int, more: bool, state: str) -> str:
    """The token for what follows: an empty one ends a list of several pages; '' for one page."""
    size = {"completeListSize": total, "cursor": asked.given}
    if more:
        last = shown[-1]
        onto = onward(asked, last.save, last.record, asked.given + len(shown), total)
        return leaf("resumptionToken", token(onto, state), **size)
    return empty("resumptionToken", **size) if asked.given else ""


def _get(
    conn: sqlite3.Connection, verb: str, given: dict[str, str], base_url: str
) -> Iterator[str]:
    archive = Archive(conn)
    found = header(conn, Identifiers(archive.process), given["identifier"])
    require_format(given["metadataPrefix"])
    yield from _told(conn, archive, [found], whole=True)


def _told(
    conn: sqlite3.Connection, archive: Archive, shown: list[Header], *, whole: bool
) -> Iterator[str]:
    """The headers, or the whole records."""
    held: dict[str, Holding] = {}
    if whole:
        wanted = [each.record for each in shown if not each.gone]
        held = {each.id: each for each in holdings(conn, wanted)} if wanted else {}
    for each in shown:
        told = branch(
            "header",
            leaf("identifier", each.identifier),
            leaf("datestamp", each.datestamp),
            leaf("setSpec", each.set),
            status="deleted" if each.gone else None,
        )
        if not whole:
            yield told
        elif each.gone:
            yield branch("record", told)
        else:
            yield branch("record", told, branch("metadata", oai_dc(archive, held[each.record])))


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _get,
}
