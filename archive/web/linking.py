"""The data block of a page: what it shows in JSON-LD, for programs that gather and search."""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

from markupsafe import Markup

from archive.errors import NotInArchive
from archive.export import jsonld
from archive.web.host import Host
from archive.web.names import Named, address, decision_address

_MADE_BY = {
    "record": jsonld.record,
    "meeting": jsonld.meeting,
    "decision": jsonld.decision,
    "person": jsonld.person,
    "stakeholder": jsonld.stakeholder,
}


def data_block(conn: sqlite3.Connection, host: Host, kind: str, name: str) -> Markup | None:
    """What stands within the `<script type="application/ld+json">` of the page of `name`.

    `kind` is record, meeting, decision, person or stakeholder. None where the archive holds it no
    more: its page tells what once was, and says so, which the block cannot.
    """

    def page_of(kind: str, name: str) -> str | None:
        if kind == "decision":
            return decision_address(host, name)
        if kind == "record":  # also one that is not here any more
            return host.urls.path(f"records/{quote(name)}")
        return address(host, Named(name, kind, "", ""))

    try:
        thing = _MADE_BY[kind](conn, name, page_of)
    except NotInArchive:
        return None
    return Markup(jsonld.block(thing))  # noqa: S704 - nothing in it can end the element
