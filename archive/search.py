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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.text.folding import fold

if TYPE_CHECKING:
    from archive.text.query import Term

#: More hits than this are not weighed: it would cost more than finding them, and tell little.
COUNT_LIMIT = 10_000

#: How much more a word weighs in a title than in the text.
TITLE_WEIGHT = 5.0

#: The entries that have names people look for; those first stand first among what was found.
NAMED = (
    "meeting", "partner", "stakeholder", "person", "body", "theme", "theme_list", "initiative",
)  # fmt: skip

#: Characters of one record in which the best paragraph is looked for.
LOOKED_AT = 200_000

#: Characters of original text that are shown of each hit.
SNIPPET_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found; `pieces` are of its text, each with whether it is what was sought.

    They are of the paragraph `anchor`; None where they are of no single one.
    """

    id: str
    title: str
    kind: str
    date_edtf: str | None
    status: str
    pieces: list[tuple[str, bool]]
    anchor: str | None = None
    language: str | None = None
    meeting: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A register entry whose name holds the words that are sought."""

    id: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, best first. `more` says that they are too many to be weighed, see `Found`."""

    total: int
    more: bool
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Found:
    """The row numbers (`record.docid`) of all records found.

    They are the best first, but where `more` than `COUNT_LIMIT` were found: what so many hold says
    too little of any to weigh them. `docids` are then in no order that means anything, and `titled`
    those that hold the words in their titles, which come before all others.
    """

    docids: list[int]
    more: bool = False
    titled: Sequence[int] = ()

    def best(self, limit: int, offset: int = 0) -> list[int]:
        """A page of them; of too many, those with the words in the title and then the last."""
        if not self.more:
            return self.docids[offset:][:limit]
        first = sorted(self.titled, reverse=True)
        if len(first) < offset + limit:
            known = set(first)
            first += [docid for docid in sorted(self.docids, reverse=True) if docid not in known]
        return first[offset:][:limit]


def search(conn: sqlite3.Connection, words: str, limit: int = 20, offset: int = 0) -> Results:
    """The records in which all of `words` occur, best first, `limit` of them from `offset` on.

    A word in a title weighs more than one in the text. Words between double quotes are sought
    as a phrase. Where `words` holds nothing to look for, nothing is found.
    """
    found = find(conn, words)
    shown = found.best(max(limit, 0), max(offset, 0))
    return Results(len(found.docids), found.more, hits(conn, shown, words))


def find(conn: sqlite3.Connection, words: str) -> Found:
    """All records in which all of `words` occur; as many as `COUNT_LIMIT` are ranked."""
    from archive.text.fold import match

    expression = match(words)
    if not expression:
        return Found([])
    every = _docids(conn, expression)
    if len(every) > COUNT_LIMIT:
        return Found(every, True, _docids(conn, f"{{title}} : ({expression})"))
    if len(every) < 2:
        return Found(every)
    cursor = conn.cursor()
    cursor.row_factory = None
    ranked = cursor.execute(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search, ?, 1.0), rowid",
        (expression, TITLE_WEIGHT),
    )
    return Found([row[0] for row in ranked])


def _docids(conn: sqlite3.Connection, expression: str) -> list[int]:
    """The row numbers of all that fits: as one text, many times as fast as a row for each."""
    told = conn.execute(
        "SELECT json_group_array(rowid) FROM search WHERE search MATCH ?", (expression,)
    ).fetchone()[0]
    found: list[int] = json.loads(told)
    return found


def hits(conn: sqlite3.Connection, docids: Sequence[int], words: str) -> list[Hit]:
    """What is shown of the records with these row numbers, in their order."""
    from archive.text.query import terms

    wanted = [term for term in terms(words) if not term.excluded]
    rows = conn.execute(
        "SELECT docid, id, title, kind, date_edtf, status, language, meeting, current_version"
        " FROM record WHERE docid IN (SELECT value FROM json_each(?))",
        (json.dumps(list(docids)),),
    )
    found = {row[0]: tuple(row) for row in rows}
    return [_hit(conn, found[docid], words, wanted) for docid in docids if docid in found]


def _hit(conn: sqlite3.Connection, row: tuple[Any, ...], words: str, wanted: list[Term]) -> Hit:
    from archive.text.plain import plain
    from archive.text.snippet import snippet

    _, name, title, kind, date, status, language, meeting, version = row
    best = _paragraph(conn, name, version, title, wanted)
    anchor, text = best or (None, _body(conn, name))
    pieces = snippet(plain(text), words, SNIPPET_WIDTH)
    return Hit(name, title, kind, date, status, pieces, anchor, language, meeting)


def _paragraph(
    conn: sqlite3.Connection, record: str, version: int, title: str, wanted: list[Term]
) -> tuple[str, str] | None:
    """(anchor, text) of the first paragraph with most of the words; None where there is none.

    One of the text says more than a heading that holds as many words, and a heading that only
    repeats the title says nothing that is not told already.
    """
    best, most, looked_at, last = None, -1, 0, LOOKED_AT
    for anchor, kind, text in conn.execute(
        "SELECT anchor, kind, text FROM paragraph WHERE record = ? AND version = ?"
        " ORDER BY position",
        (record, version),
    ):
        if kind == "heading" and text == title:
            continue
        folded = f" {fold(text)} "
        found = sum(f" {term.words}{'' if term.prefix else ' '}" in folded for term in wanted)
        weight = 2 * found - (kind == "heading")
        if weight > most:
            best, most = (anchor, text), weight
            if found == len(wanted):
                last = min(LOOKED_AT, looked_at + LOOKED_AT // 10)
        looked_at += len(text)
        if most == 2 * len(wanted) or looked_at > last:
            break
    return best


def _body(conn: sqlite3.Connection, record: str) -> str:
    """The whole text of a record that has no paragraphs in the archive."""
    from archive.dialect import dialect_of

    row = conn.execute(
        "SELECT content.text FROM record JOIN content ON content.id = record.content"
        " WHERE record.id = ?",
        (record,),
    ).fetchone()
    return dialect_of(conn, record).parts(row[0] if row and row[0] else "").body


def named(
    conn: sqlite3.Connection,
    words: str,
    limit: int = 10,
    entries: Sequence[tuple[Entry, str]] | None = None,
) -> list[Entry]:
    """The register entries in whose name all of `words` stand, as wholes or as parts of words.

    Names are few beside the texts and in no index: they are folded and compared one by one.
    `entries` are what `folded_names` gave, where that is kept.
    """
    from archive.text.query import terms

    sought = terms(words)
    if all(term.excluded for term in sought):
        return []
    known = folded_names(conn) if entries is None else entries
    found = [entry for entry, folded in known if _holds(folded, sought)]
    return sorted(found, key=lambda entry: NAMED.index(entry.type))[:limit]


def folded_names(conn: sqlite3.Connection) -> list[tuple[Entry, str]]:
    """Every register entry that people look for by its name, with the name folded."""
    rows = conn.execute(
        "SELECT id, type, name FROM entity WHERE listed"
        " AND type IN (SELECT value FROM json_each(?)) ORDER BY name, id",
        (json.dumps(NAMED),),
    )
    return [(Entry(*row), fold(row[2])) for row in rows]


def _holds(folded: str, sought: list[Term]) -> bool:
    met: list[bool] = []
    for term in sought:
        holds = (term.words in folded) != term.excluded
        if term.alternative:
            met[-1] = met[-1] or holds
        else:
            met.append(holds)
    return all(met)
