"""Full-text search over the records' current texts, in every language of the process.

    results = search(conn, "balanced mobility")
    results.total          # how many records were found
    results.hits[0].pieces # [('… ', False), ('balanced mobility', True), (' …', False)]

The index holds folded text (see `archive.text.fold`), so words and index are folded alike;
what is shown is cut from the words of the original text, without the signs of its format.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.text.query import Term

#: Above this many hits the count stops: nobody reads on, and counting would cost more than finding.
COUNT_LIMIT = 10_000

#: How much more a word weighs in a title than in the text.
TITLE_WEIGHT = 5.0

#: The entries that have names people look for; those first stand first among what was found.
NAMED = ("meeting", "partner", "stakeholder", "person", "body", "initiative")

#: Characters of original text that are shown of each hit.
SNIPPET_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found; `pieces` are of its text, each with whether it is what was sought."""

    id: str
    title: str
    kind: str
    date_edtf: str | None
    status: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A register entry whose name holds the words that are sought."""

    id: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, best first. `more` says that there are over `total` records."""

    total: int
    more: bool
    hits: list[Hit]


def search(conn: sqlite3.Connection, words: str, limit: int = 20, offset: int = 0) -> Results:
    """The records in which all of `words` occur, best first, `limit` of them from `offset` on.

    A word in a title weighs more than one in the text. Words between double quotes are sought
    as a phrase. Where `words` holds nothing to look for, nothing is found.
    """
    from archive.text.fold import match

    expression = match(words)
    if not expression:
        return Results(0, False, [])
    found = conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)",
        (expression, COUNT_LIMIT + 1),
    ).fetchone()[0]
    ranked = conn.execute(
        "SELECT rowid FROM search WHERE search MATCH ?"
        " ORDER BY bm25(search, ?, 1.0), rowid LIMIT ? OFFSET ?",
        (expression, TITLE_WEIGHT, max(limit, 0), max(offset, 0)),
    ).fetchall()
    hits = [_hit(conn, row[0], words) for row in ranked]
    return Results(min(found, COUNT_LIMIT), found > COUNT_LIMIT, hits)


def _hit(conn: sqlite3.Connection, docid: int, words: str) -> Hit:
    from archive.dialect import dialect_of
    from archive.text.fold import snippet
    from archive.text.plain import plain

    row = conn.execute(
        "SELECT record.id, record.title, record.kind, record.date_edtf, record.status, content.text"
        " FROM record LEFT JOIN content ON content.id = record.content WHERE record.docid = ?",
        (docid,),
    ).fetchone()
    body = dialect_of(conn, row[0]).parts(row[5] or "").body
    return Hit(row[0], row[1], row[2], row[3], row[4], snippet(plain(body), words, SNIPPET_WIDTH))


def named(conn: sqlite3.Connection, words: str, limit: int = 10) -> list[Entry]:
    """The register entries in whose name all of `words` stand, as wholes or as parts of words.

    Names are few beside the texts and in no index: they are folded and compared one by one.
    """
    from archive.text.fold import fold
    from archive.text.query import terms

    sought = terms(words)
    if all(term.excluded for term in sought):
        return []
    rows = conn.execute(
        "SELECT id, type, name FROM entity WHERE listed"
        " AND type IN (SELECT value FROM json_each(?)) ORDER BY name, id",
        (json.dumps(NAMED),),
    )
    found = [Entry(*row) for row in rows if _holds(fold(row[2]), sought)]
    return sorted(found, key=lambda entry: NAMED.index(entry.type))[:limit]


def _holds(folded: str, sought: list[Term]) -> bool:
    met: list[bool] = []
    for term in sought:
        holds = (term.words in folded) != term.excluded
        if term.alternative:
            met[-1] = met[-1] or holds
        else:
            met.append(holds)
    return all(met)
