"""Records, meetings, people and organisations in the words of schema.org, as plain mappings.

What refers to something else asks `refer` for it: a page gives its address there, an RO-Crate the
identifier of the entity that it holds.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any, Final

from archive.export.dublin_core import rights
from archive.export.holdings import Archive, Holding

Thing = dict[str, Any]

#: The type and id of something → how it is referred to; None leaves it out.
Refer = Callable[[str, str], Thing | None]

#: Types of entries of the registers → schema.org's; others are things that one only names.
TYPES: Final = {
    "person": "Person",
    "partner": "Organization",
    "stakeholder": "Organization",
    "body": "Organization",
    "mandate": "Organization",
    "process": "Organization",
    "meeting": "Event",
    "theme": "DefinedTerm",
    "theme_list": "DefinedTermSet",
    "initiative": "Project",
    "place": "Place",  # has no entry: it is named, not numbered
}

_ISO: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?\Z", re.ASCII)

_STATES: Final = {
    "planned": "https://schema.org/EventScheduled",
    "held": "https://schema.org/EventScheduled",
    "cancelled": "https://schema.org/EventCancelled",
}

_MODES: Final = {
    "in-person": "https://schema.org/OfflineEventAttendanceMode",
    "virtual": "https://schema.org/OnlineEventAttendanceMode",
    "hybrid": "https://schema.org/MixedEventAttendanceMode",
}


def without_gaps(thing: Thing) -> Thing:
    """`thing` without what is not known; a list of one is that one."""
    told = {}
    for key, value in thing.items():
        if isinstance(value, list):
            value = [each for each in value if each is not None]
            value = value[0] if len(value) == 1 else value
        if value not in (None, "", []):
            told[key] = value
    return told


def days(edtf: str | None) -> tuple[str | None, str | None]:
    """Begin and end of a date as ISO 8601-1 has them; None where it says more than that can."""
    begin, _, end = (edtf or "").partition("/")
    if not _ISO.match(begin) or (end and not _ISO.match(end)):
        return None, None
    return begin, end or begin


def work(archive: Archive, holding: Holding, refer: Refer) -> Thing:
    """A record as a CreativeWork, its identity and its files left out."""
    row = holding.row
    edtf = holding.dates[0]
    begin, end = days(edtf)
    exact = begin if begin == end else None
    makers: list[Thing | str | None] = [
        refer(archive.type_of(each), each) for each in holding.senders()
    ]
    makers += holding.authors()
    about = [row["meeting"], holding.body, *holding.ids("themes", "about")]
    return without_gaps(
        {
            "name": holding.title,
            "alternateName": row["alternate_title"],
            "identifier": [holding.id, archive.reference(holding)],
            "genre": row["kind"].replace("-", " "),
            "inLanguage": row["language"],
            "abstract": row["summary"],
            "dateCreated": exact,
            "temporal": None if exact else edtf,
            "creator": makers,
            "about": [
                refer(archive.type_of(each), each) for each in dict.fromkeys(filter(None, about))
            ],
            "version": str(row["current_version"]),
            "creativeWorkStatus": row["status"],
            "conditionsOfAccess": rights(holding),
        }
    )


def event(archive: Archive, row: sqlite3.Row, refer: Refer) -> Thing:
    """A meeting as an Event, its identity left out; `row` is its row in the archive."""
    begin, end = days(row["date_edtf"])
    return without_gaps(
        {
            "name": row["name"],
            "identifier": row["id"],
            "startDate": begin,
            "endDate": end,
            "temporalCoverage": None if begin else row["date_edtf"],
            "location": refer("place", row["place"]) if row["place"] else None,
            "organizer": [
                refer(archive.type_of(each), each) for each in (row["body"], row["host"]) if each
            ],
            "about": row["theme"],
            "eventAttendanceMode": _MODES.get(row["mode"] or ""),
            "eventStatus": _STATES.get(row["state"] or ""),
        }
    )
