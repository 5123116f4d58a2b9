"""JSON-LD (schema.org) of records, meetings, decisions, persons and stakeholders, for their pages.

It says what the page shows, for programs that gather and for search engines. Within HTML it is a
data block (HTML, section 4.12.1): a browser runs nothing of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Final

from archive.errors import NotInArchive
from archive.export.holdings import Archive, one, rows
from archive.export.linked import TYPES, Thing, days, event, without_gaps, work

CONTEXT: Final = "https://schema.org"

#: The type and id of something → the address of its page; None where it has none.
Address = Callable[[str, str], str | None]

#: Kinds of record for which schema.org has a type of its own.
_WORKS: Final = {"report": "Report", "presentation": "PresentationDigitalDocument"}

#: Records of a meeting that its block names: of an event with thousands the page shows few, too.
MOST: Final = 200

# So that nothing within can end the block, and old readers of JavaScript take it, too.
_ESCAPED: Final = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def block(thing: Thing) -> str:
    """`thing` as the content of a `<script type="application/ld+json">`, safe within HTML."""
    text = json.dumps(thing, ensure_ascii=False, indent=1)
    return text.translate(_ESCAPED)


def record(conn: sqlite3.Connection, name: str, address: Address) -> Thing:
    """The newest version of the record `name`; raises `NotInArchive` where it is not held."""
    archive = Archive(conn)
    holding = one(conn, name)
    files = [
        without_gaps(
            {
                "@type": "MediaObject",
                "name": file.name,
                "encodingFormat": file.media_type,
                "contentSize": str(file.size) if file.size is not None else None,
                "sha256": file.sha256,
            }
        )
        for file in holding.files
        if file.role == "original" and file.sha256
    ]
    return without_gaps(
        {
            "@context": CONTEXT,
            "@type": _WORKS.get(holding.row["kind"], "DigitalDocument"),
            "@id": address("record", name),
            **work(archive, holding, _referring(archive, address)),
            "encoding": files,
            "publisher": {"@type": "Organization", "name": archive.name},
        }
    )


def meeting(conn: sqlite3.Connection, name: str, address: Address) -> Thing:
    """The meeting `name`; raises `NotInArchive` where there is none."""
    archive = Archive(conn)
    row = rows(conn, "SELECT * FROM meeting WHERE id = ?", name).fetchone()
    if row is None:
        raise NotInArchive(f"no meeting of the archive is called {name!r}")
    refer = _referring(archive, address)
    held = conn.execute(
        "SELECT id FROM record WHERE meeting = ? AND NOT removed ORDER BY id LIMIT ?",
        (name, MOST),
    )
    return without_gaps(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": address("meeting", name),
            **event(archive, row, refer),
            "subjectOf": [refer("record", each[0]) for each in held],
        }
    )


def decision(conn: sqlite3.Connection, name: str, address: Address) -> Thing:
    """The decision `name`; raises `NotInArchive` where it is none, or is none any more."""
    archive = Archive(conn)
    row = rows(
        conn,
        "SELECT decision.*, language, coalesce(today.state, decision.status) AS state"
        " FROM decision JOIN record ON record.id = decision.record"
        " LEFT JOIN decision_today AS today ON today.decision = decision.id"
        " WHERE decision.id = ? AND NOT decision.removed",
        name,
    ).fetchone()
    if row is None:
        raise NotInArchive(f"no decision of the archive is called {name!r}")
    refer = _referring(archive, address)
    begin, end = days(row["adopted_on"])
    exact = begin if begin == end else None
    return without_gaps(
        {
            "@context": CONTEXT,
            "@type": "CreativeWork",
            "@id": address("decision", name),
            "name": row["reference"],
            "identifier": name,
            "genre": row["sort"],
            "text": row["text"],
            "inLanguage": row["language"],
            "isPartOf": refer("record", row["record"]),
            "about": [refer("meeting", row["meeting"]) if row["meeting"] else None],
            "creator": [refer("body", row["body"]) if row["body"] else None],
            "datePublished": exact,
            "temporal": None if exact else row["adopted_on"],
            "creativeWorkStatus": row["state"],
        }
    )


def person(conn: sqlite3.Connection, name: str, address: Address) -> Thing:
    """The person `name`, by the register as it is now; raises `NotInArchive` where it has none.

    Addresses to write to are left out, whoever may read the page.
    """
    archive = Archive(conn)
    row = rows(conn, "SELECT * FROM person WHERE id = ? AND listed", name).fetchone()
    if row is None:
        raise NotInArchive(f"no person in the register is called {name!r}")
    refer = _referring(archive, address)
    also = conn.execute(
        "SELECT DISTINCT value FROM person_alias WHERE person = ? AND recorded_to IS NULL"
        " AND kind = 'name' ORDER BY n",
        (name,),
    )
    offices = conn.execute(
        "SELECT role, coalesce(on_behalf_of, body, mandate) FROM role"
        " WHERE person = ? AND recorded_to IS NULL ORDER BY n",
        (name,),
    ).fetchall()
    whose = dict.fromkeys(each[1] for each in offices if each[1])
    return without_gaps(
        {
            "@context": CONTEXT,
            "@type": "Person",
            "@id": address("person", name),
            "name": row["name"],
            "identifier": name,
            "alternateName": [each[0] for each in also],
            "hasOccupation": [
                {"@type": "Occupation", "name": each}
                for each in dict.fromkeys(office[0] for office in offices)
            ],
            "affiliation": [refer(archive.type_of(each), each) for each in whose],
        }
    )


def stakeholder(conn: sqlite3.Connection, name: str, address: Address) -> Thing:
    """The stakeholder `name`; raises `NotInArchive` where the register has none."""
    row = rows(conn, "SELECT * FROM stakeholder WHERE id = ? AND listed", name).fetchone()
    if row is None:
        raise NotInArchive(f"no stakeholder in the register is called {name!r}")
    refer = _referring(Archive(conn), address)
    return without_gaps(
        {
            "@context": CONTEXT,
            "@type": TYPES["stakeholder"],
            "@id": address("stakeholder", name),
            "name": row["name"],
            "identifier": name,
            "alternateName": json.loads(row["aliases"]) if row["aliases"] else [],
            "additionalType": row["kind"],
            "location": refer("partner", row["partner"]) if row["partner"] else None,
        }
    )


def _referring(archive: Archive, address: Address) -> Callable[[str, str], Thing | None]:
    def refer(kind: str, name: str) -> Thing | None:
        if kind == "record":
            row = archive.conn.execute("SELECT title FROM record WHERE id = ?", (name,)).fetchone()
            called = row[0] if row else name
        else:
            called = archive.called(name)
        return without_gaps(
            {
                "@type": "DigitalDocument" if kind == "record" else TYPES.get(kind, "Thing"),
                "@id": address(kind, name),
                "name": called,
            }
        )

    return refer
