"""The records as they stand now: their own rows, paragraphs, references, links, the index.

All of it follows from the versions and the timed rows, so it is made anew for what a
build touched, and a whole build gives the same rows as many small ones.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.build import proposals
from archive.build.rows import links, record_row, upsert
from archive.build.texts import Derived, Text, derive_all
from archive.contents import WORTH_PACKING, pack, text_of
from archive.convert import marked
from archive.dialect import OWN, Dialect
from archive.fields import Cite, Ref
from archive.model import Front
from archive.terms import Terms
from archive.text.fold import fold
from archive.text.plain import plain

_DETAILS = (
    "record_reference", "record_link", "paragraph", "attendance", "embedded", "action_item",
    "citation", "vote",
)  # fmt: skip
_OWNER = {"record_link": '"from"'}
_COLUMNS = {
    "record_reference": ("record", "n", "field", "target", "anchor"),
    "record_link": ('"from"', "n", '"to"', "anchor", "kind"),
    "paragraph": (
        "record", "version", "anchor", "position", "kind", "number", "section", "text", "marks",
        "line_start", "line_end", "actor", "verb", "tier", "addressee",
    ),
    "attended": (
        "record", "n", "meeting", "partner", "stakeholder", "person", "name_as_written", "role",
        "status",
    ),
    "embedded": ("record", "n", "kind", "value", "place", "access"),
    **proposals.COLUMNS,
    "search": ("rowid", "title", "body"),
}  # fmt: skip
#: Texts, and characters of them, that are computed at once.
_BATCH = 250
_BATCH_SIZE = 1_000_000

#: Two sorts of rows with different columns that go into one table.
_INTO = {"attended": "attendance"}

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Now:
    """The newest version of a record; `searched` where its words belong in the index."""

    front: Front
    n: int
    path: str
    content: int | None
    removed: bool
    searched: bool
    said_since: int


class Records:
    """Writes the current rows of records: their own, their details and the full-text index."""

    def __init__(
        self, db: sqlite3.Connection, *, fresh: bool, processes: int = 1,
        dialects: Mapping[str, Dialect] | None = None,
    ) -> None:  # fmt: skip
        self._db = db
        self._dialects = dialects or {}
        self._processes = processes
        self._fresh = fresh
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._term_on = Terms(db).on
        row = db.execute("SELECT coalesce(max(docid), 0) FROM record").fetchone()
        self._docid: int = row[0]

    def refresh(
        self, ids: Sequence[str], fronts: Callable[[str], Front | None], step: Step | None = None
    ) -> None:
        """Make the rows of the records `ids` anew from their newest versions.

        `fronts` gives a record's front matter where it is already read.
        """
        done = 0
        size = 0
        if self._fresh and self._processes > 1:
            found = self._db.execute("SELECT sum(size) FROM content WHERE text IS NOT NULL")
            size = found.fetchone()[0] or 0
        batches = self._batches(ids, fronts)
        for batch, derived in derive_all(batches, len(ids), self._processes, size):
            for now, text in zip(batch, derived, strict=True):
                self._write(now, text)
            self.flush()
            done += len(batch)
            if step:
                step(done)
        if not self._fresh:
            self._pack_old(ids)

    def _batches(
        self, ids: Sequence[str], fronts: Callable[[str], Front | None]
    ) -> Iterator[tuple[list[_Now], list[Text]]]:
        nows: list[_Now] = []
        texts: list[Text] = []
        size = 0
        for record in ids:
            found = self._newest(record, fronts(record))
            if found is None:
                continue
            nows.append(found[0])
            texts.append(found[1])
            size += len(found[1].body)
            if len(nows) >= _BATCH or size >= _BATCH_SIZE:
                yield nows, texts
                nows, texts, size = [], [], 0
        yield nows, texts

    def _newest(self, record: str, front: Front | None) -> tuple[_Now, Text] | None:
        newest = self._db.execute(
            "SELECT n, path, version.content, change, text FROM version "
            "LEFT JOIN content ON content.id = version.content "
            "WHERE record = ? ORDER BY n DESC LIMIT 1",
            (record,),
        ).fetchone()
        if newest is None:
            self._db.execute("DELETE FROM record WHERE id = ?", (record,))
            return None
        n, path, content, change, text = newest
        removed = change == "removed"
        if removed:
            content, text = self._db.execute(
                "SELECT content.id, text FROM version "
                "LEFT JOIN content ON content.id = content "
                "WHERE record = ? AND content IS NOT NULL ORDER BY n DESC LIMIT 1",
                (record,),
            ).fetchone()
        if text is None:
            text = text_of(self._db, content)
            if text is not None and not removed:  # it is current again: the index reads it plain
                self._db.execute(
                    "UPDATE content SET text = ?, packed = NULL WHERE id = ?", (text, content)
                )
        dialect = self._dialect(record)
        parts = dialect.parts(text or "")
        if front is None:
            front = dialect.front(parts, record, path)
        searched = text is not None and not removed
        context = None
        if not removed and dialect.reads(front):
            context = proposals.context_of(front, path, dialect.headings)
        since = self._said_since(record) if context else 0
        now = _Now(front, n, path, content, removed, searched, since)
        return now, Text(front.title, "" if removed else parts.body, parts.body_line, context)

    def _said_since(self, record: str) -> int:
        """The commit since which the words of the record are what they are."""
        row = self._db.execute(
            "SELECT max(commit_seq) FROM version "
            "WHERE record = ? AND change IN ('created', 'text')",
            (record,),
        ).fetchone()
        return int(row[0])

    def _dialect(self, record: str) -> Dialect:
        return self._dialects.get(record.partition(".")[0], OWN) if "." in record else OWN

    def _pack_old(self, ids: Sequence[str]) -> None:
        """Pack the texts of the records `ids` that no record has any more."""
        found: set[int] = set()
        for record in ids:
            found.update(row[0] for row in self._db.execute(
                "SELECT content.id FROM version JOIN content ON content.id = version.content "
                "WHERE record = ? AND text IS NOT NULL AND size >= ?", (record, WORTH_PACKING),
            ))  # fmt: skip
        if not found:
            return
        found.difference_update(row[0] for row in self._db.execute(
            "SELECT content FROM record WHERE NOT removed "
            "AND content IN (SELECT value FROM json_each(?))", (json.dumps(sorted(found)),),
        ))  # fmt: skip
        for number in sorted(found):
            text = self._db.execute("SELECT text FROM content WHERE id = ?", (number,)).fetchone()
            packed = pack(text[0].encode("utf-8"))
            if packed is not None:
                self._db.execute(
                    "UPDATE content SET text = NULL, packed = ? WHERE id = ?", (packed, number)
                )

    def _write(self, now: _Now, text: Derived) -> None:
        record = now.front.id
        docid = None if self._fresh else self._clear(record)
        if docid is None:
            self._docid += 1
            docid = self._docid
        row = record_row(now.front) | {
            "docid": docid, "path": now.path, "current_version": now.n, "content": now.content,
            "removed": int(now.removed),
        }  # fmt: skip
        row["mandate"] = row["mandate"] or self._term_on(row["date_start"])
        self._wait("record", tuple(row.values()), tuple(row))
        if now.removed:
            return
        self._details(record, now.front)
        for row_of in text.rows:
            self._wait("paragraph", (record, now.n, *row_of))
        for table, found in proposals.rows_of(now.front, text, now.said_since):
            self._wait(table, found)
        if now.searched:
            self._wait("search", (docid, text.title, text.body))

    def clear(self, ids: Iterable[str]) -> None:
        """Take the details of the records `ids` out, and their words out of the index."""
        for record in ids:
            self._clear(record)

    def _clear(self, record: str) -> int | None:
        """Take the record's details out; its docid, None where it has no row yet."""
        old = self._db.execute(
            "SELECT docid, title, text, removed FROM record "
            "LEFT JOIN content ON content.id = record.content WHERE record.id = ?",
            (record,),
        ).fetchone()
        if old is None:
            return None
        docid, title, text, removed = old
        for table in _DETAILS:
            owner = _OWNER.get(table, "record")
            self._db.execute(f"DELETE FROM {table} WHERE {owner} = ?", (record,))  # noqa: S608
        self._db.execute(
            "DELETE FROM decision_known WHERE record = ? AND basis = 'proposed'", (record,)
        )
        if not removed and text is not None:
            body = self._dialect(record).parts(text).body
            self._db.execute(
                "INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)",
                (docid, fold(title), fold(plain(body))),
            )
        return int(docid)

    def _details(self, record: str, front: Front) -> None:
        for place, (field, target, anchor) in enumerate(references(front), 1):
            self._wait("record_reference", (record, place, field, target, anchor))
        for place, (target, anchor, kind) in enumerate(links(front), 1):
            self._wait("record_link", (record, place, target, anchor, kind))
        for place, who in enumerate(front.attendance, 1):
            self._wait(
                "attended",
                (record, place, front.meeting, who.partner, who.stakeholder, who.person,
                 who.name, who.role, who.status),
            )  # fmt: skip
        for place, each in enumerate(front.embedded, 1):
            self._wait("embedded", (record, place, each.kind, each.value, each.place, each.access))

    def _wait(self, table: str, row: tuple[Any, ...], names: tuple[str, ...] = ()) -> None:
        self._waiting.setdefault(table, []).append(row)
        if names:
            self._names = names

    def flush(self) -> None:
        """Write what is waiting."""
        for table, rows in self._waiting.items():
            if table == "record":
                self._db.executemany(upsert("record", self._names), rows)
            else:
                names = ", ".join(_COLUMNS[table])
                marks = ", ".join("?" * len(rows[0]))
                into = _INTO.get(table, table)
                self._db.executemany(f"INSERT INTO {into} ({names}) VALUES ({marks})", rows)  # noqa: S608
        self._waiting.clear()


def references(front: Front) -> Iterator[tuple[str, str, str | None]]:
    """(field, target, anchor) of all that `front` names, in the order of the format."""
    for each in marked(front):
        if isinstance(each.mark, Ref | Cite):
            target, _, anchor = each.text.partition("#")
            yield ".".join(str(step) for step in each.path), target, anchor or None
