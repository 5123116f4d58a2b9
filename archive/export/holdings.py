"""The records of an archive as a finding aid arranges them, each with its files.

ISAD(G)'s levels: the process is the fonds; a kind of record is a series; within it the body is a
sub-series; a meeting, or the year where there is none, is a file; a record is an item. What the
archive does not know makes no level: a letter of no body stands directly under its series.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from archive.errors import NotInArchive
from archive.workspace import RECORDS

#: Told after each record: how many are done, of how many.
Progress = Callable[[int, int], None]

#: The format of a record's own file: Markdown, by its media type and its identifier in PRONOM.
MARKDOWN: Final = ("text/markdown", "fmt/1149")

_SERIES: Final = {
    "minutes": "Minutes",
    "letter": "Letters",
    "decision": "Decisions",
    "agenda": "Agendas",
    "report": "Reports",
    "strategy": "Strategies",
    "terms-of-reference": "Terms of reference",
    "presentation": "Presentations",
    "participants": "Lists of participants",
    "note": "Notes",
}

_UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a record: its text (`role` "record") or the "original" that this was taken from.

    `path` is told from the workspace's root. What the archive does not say is None: in an edition
    that withholds the file, its size (bytes) and SHA-256 as well.
    """

    role: str
    path: str
    sha256: str | None
    size: int | None
    media_type: str | None
    puid: str | None
    git_blob: str | None = None
    extracted_by: str | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def below_records(self) -> str:
        """The path as seen from records/."""
        return self.path.removeprefix(f"{RECORDS}/")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much some records are: number, bytes of their files, first and last ISO day."""

    records: int
    size: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the arrangement: `level` in ISAD(G)'s words, its code and its title."""

    level: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Closure:
    """Why and until when a record is closed; dates as written (EDTF), the period in years."""

    ground: str | None = None
    closed_from: str | None = None
    years: int | None = None
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Disposal:
    """By whose authority, when (EDTF) and why what the record was has been disposed of."""

    authority: str | None = None
    date: str | None = None
    reason: str | None = None

    def words(self) -> str:
        """The same in a sentence."""
        when = f" on {self.date}" if self.date else ""
        why = f" Reason: {self.reason}." if self.reason else ""
        return f"Disposed of{when} by the authority of: {self.authority or 'not known'}.{why}"


@dataclass(frozen=True, slots=True)
class Holding:
    """A record as it is described. `row` has the columns of its row; `named` (field, id) pairs.

    `withheld` says why an edition does not show it (`access`, ...), None where it does.
    """

    id: str
    row: sqlite3.Row
    levels: tuple[Level, ...]
    files: tuple[File, ...]
    closure: Closure
    withheld: str | None
    disposal: Disposal | None
    named: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.row["title"])

    @property
    def body(self) -> str | None:
        """The body that it belongs to, by itself or by its meeting."""
        found: str | None = self.row["of_body"]
        return found

    @property
    def dates(self) -> tuple[str | None, str | None, str | None]:
        """Its date as written (EDTF), and the first and last ISO day that this may stand for."""
        return self.row["date_edtf"], self.row["date_start"], self.row["date_end"]

    @property
    def size(self) -> int:
        """Bytes of all its files that are here."""
        return sum(each.size or 0 for each in self.files)

    def ids(self, *fields: str) -> list[str]:
        """The ids that its front matter names under any of `fields` (`to`, `themes`, ...)."""
        found = (name for path, name in self.named if path.partition(".")[0] in fields)
        return list(dict.fromkeys(found))

    def senders(self) -> list[str]:
        """The ids of those whom it comes from: a person, a partner, another."""
        columns = ("sender_person", "sender_partner", "sender_other")
        return [str(self.row[column]) for column in columns if self.row[column]]

    def authors(self) -> list[str]:
        """Those who wrote it as the text names them, and a sender who has no id."""
        told = _list(self.row["authors"])
        return told if self.row["sender_name"] is None else [str(self.row["sender_name"]), *told]


def rows(conn: sqlite3.Connection, sql: str, *values: object) -> sqlite3.Cursor:
    """The rows of a query, by name and by number, however `conn` gives its rows."""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, values)


def columns(conn: sqlite3.Connection, table: str) -> frozenset[str]:
    """The names of the columns of a table or view; none where the archive has no such one."""
    found = conn.execute("SELECT name FROM pragma_table_info(?)", (table,))
    return frozenset(row[0] for row in found)


class Archive:
    """What exports ask of an archive besides its records: who it is, when it was saved, names."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn
        self._entities: dict[str, tuple[str, str] | None] = {}

    @cached_property
    def process(self) -> dict[str, str]:
        """What the register says of the process."""
        return {row[0]: row[1] for row in self.conn.execute("SELECT key, value FROM process")}

    @property
    def name(self) -> str:
        """The process's name."""
        return self.process.get("name") or "Archive"

    @property
    def code(self) -> str:
        """The reference code of the fonds: the process's abbreviation."""
        return self.process.get("short") or self.name

    @cached_property
    def saved(self) -> sqlite3.Row | None:
        """The newest save that the archive was built from; None where it has no history."""
        row: sqlite3.Row | None = rows(
            self.conn,
            "SELECT hash, commit_time, mandate FROM commit_ WHERE uncommitted = 0"
            " AND hash IS NOT NULL AND line IS NULL ORDER BY seq DESC LIMIT 1",
        ).fetchone()
        return row

    @property
    def saved_on(self) -> str | None:
        """The ISO day (UTC) of the newest save."""
        told = self.conn.execute(
            "SELECT date(?, 'unixepoch')", (self.saved["commit_time"] if self.saved else None,)
        ).fetchone()[0]
        return str(told) if told else None

    def _entity(self, name: str) -> tuple[str, str] | None:
        """Type and name of the entry `name` of the registers."""
        if name not in self._entities:
            row = self.conn.execute(
                "SELECT type, name FROM entity WHERE id = ?", (name,)
            ).fetchone()
            self._entities[name] = (row[0], row[1]) if row else None
        return self._entities[name]

    def called(self, name: str | None) -> str | None:
        """What `name` is called; the id itself where nothing has that id."""
        found = None if name is None else self._entity(name)
        return found[1] if found else name

    def type_of(self, name: str) -> str:
        """The type of the entry `name`: person, partner, theme, ...; '' where there is none."""
        found = self._entity(name)
        return found[0] if found else ""

    @cached_property
    def mandates(self) -> list[sqlite3.Row]:
        """The terms of the secretariat in the order of their beginnings, as now known."""
        return rows(
            self.conn,
            "SELECT mandate.id, mandate.name, organisation, place, from_edtf, to_edtf,"
            " coalesce(partner.name, host) AS host FROM mandate"
            " LEFT JOIN partner ON partner.id = mandate.host WHERE mandate.listed"
            " ORDER BY valid_from IS NULL, valid_from, mandate.id",
        ).fetchall()

    @property
    def keeper(self) -> str:
        """Who keeps the archive: the secretariat of the newest save's term, else the process."""
        term = self.saved["mandate"] if self.saved else None
        for row in self.mandates:
            if row["id"] == term:
                return str(row["organisation"] or row["host"] or row["name"])
        return self.name

    def reference(self, holding: Holding) -> str:
        """The reference code of a record: the codes of all its levels, and its id."""
        return "/".join([self.code, *(each.code for each in holding.levels), holding.id])


_COLUMNS: Final = """
SELECT record.*, meeting.name AS meeting_name, coalesce(record.body, meeting.body) AS of_body,
  coalesce(record.meeting, substr(record.date_start, 1, 4), 'undated') AS of_file,
  version.path AS version_path, content.sha256 AS text_sha256, content.size AS text_size,
  content.git_blob AS text_blob, o.path AS original_path, o.sha256 AS original_sha256,
  o.size AS original_size, o.git_blob AS original_blob, o.media_type, o.puid, o.extracted_by
"""
_TABLES: Final = """
FROM record
LEFT JOIN meeting ON meeting.id = record.meeting
LEFT JOIN content ON content.id = record.content
LEFT JOIN version ON version.record = record.id AND version.n = record.current_version
LEFT JOIN original AS o ON o.record = record.id AND o.version = record.current_version
WHERE NOT record.removed
"""
_ORDER: Final = """
ORDER BY record.kind, coalesce(of_body, ''),
  CASE WHEN record.meeting IS NULL THEN coalesce(substr(record.date_start, 1, 4), '9999')
       ELSE coalesce(meeting.date_start, '9999') END,
  of_file, record.date_start IS NULL, record.date_start, record.id
"""
#: The same levels and files as those of a `Holding`, counted.
_EXTENTS: Final = """
SELECT record.kind, coalesce(record.body, meeting.body) AS of_body,
  coalesce(record.meeting, substr(record.date_start, 1, 4), 'undated') AS of_file,
  count(*) AS records, min(nullif(record.date_start, '')) AS first,
  max(nullif(record.date_end, '')) AS last,
  sum(CASE WHEN coalesce(nullif(version.path, ''), record.path, '') <> ''
           THEN coalesce(content.size, 0) ELSE 0 END
      + CASE WHEN o.path <> '' THEN coalesce(o.size, 0) ELSE 0 END) AS size
"""
_BY_LEVELS: Final = "GROUP BY record.kind, of_body, of_file"


def holdings(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Holding]:
    """The records that are held now, in the order of the arrangement; `only` those of these ids.

    Raises `NotInArchive` where one of `only` is not held.
    """
    archive = Archive(conn)
    require_held(conn, only)
    wanted, values = _wanted(only)
    total = conn.execute(f"SELECT count(*) {_TABLES} {wanted}", values).fetchone()[0]
    disposals = "record.disposal" if "disposal" in columns(conn, "record") else "NULL"
    withheld = "(SELECT why FROM stub WHERE stub.record = record.id)"
    told = f", {disposals} AS of_disposal, {withheld if columns(conn, 'stub') else 'NULL'} AS why"
    found = rows(conn, f"{_COLUMNS}{told} {_TABLES} {wanted} {_ORDER}", *values)
    for done, row in enumerate(found, 1):
        named = conn.execute(
            "SELECT field, target FROM record_reference WHERE record = ? ORDER BY n", (row["id"],)
        )
        yield Holding(
            id=row["id"],
            row=row,
            levels=tuple(_levels(archive, row)),
            files=tuple(_files(row)),
            closure=_closure(row["closure"]),
            withheld=row["why"],
            disposal=_disposal(row["of_disposal"]),
            named=tuple((each[0], each[1]) for each in named),
        )
        if progress is not None:
            progress(done, total)


def extents(
    conn: sqlite3.Connection, only: Collection[str] | None = None
) -> dict[tuple[str, ...], Extent]:
    """Codes of the levels down to each → how much is in it; that of () is the whole."""
    found: dict[tuple[str, ...], Extent] = {}
    require_held(conn, only)
    wanted, values = _wanted(only)
    for row in rows(conn, f"{_EXTENTS} {_TABLES} {wanted} {_BY_LEVELS}", *values):
        body = (row["of_body"],) if row["of_body"] else ()
        codes = (row["kind"], *body, row["of_file"])
        for depth in range(len(codes) + 1):
            old = found.get(codes[:depth], Extent(0, 0, None, None))
            found[codes[:depth]] = Extent(
                old.records + row["records"],
                old.size + row["size"],
                min(filter(None, (old.first, row["first"])), default=None),
                max(filter(None, (old.last, row["last"])), default=None),
            )
    return found


def _wanted(only: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """The condition for these records, and its value."""
    if only is None:
        return "", ()
    wanted = "AND record.id IN (SELECT value FROM json_each(?)) "
    return wanted, (json.dumps(sorted(set(only))),)


def require_held(conn: sqlite3.Connection, ids: Collection[str] | None) -> None:
    """Raise `NotInArchive` where one of `ids` is no record that is held now."""
    from archive.lookup import near

    for name in ids or ():
        row = conn.execute("SELECT removed FROM record WHERE id = ?", (name,)).fetchone()
        if row is None:
            hint = near(conn, name, records=True)
            raise NotInArchive(f"no record of the archive is called {name!r}{hint}")
        if row[0]:
            raise NotInArchive(f"{name} was taken out of the archive: leave it out")


def one(conn: sqlite3.Connection, record: str) -> Holding:
    """The record `record`; raises `NotInArchive` where it is not held."""
    return next(holdings(conn, [record]))


def series_title(kind: str) -> str:
    """What a series of records of this kind is called."""
    words = kind.replace("-", " ")
    return _SERIES.get(kind) or words[:1].upper() + words[1:]


def _levels(archive: Archive, row: sqlite3.Row) -> Iterator[Level]:
    yield Level("series", row["kind"], series_title(row["kind"]))
    if body := row["of_body"]:
        yield Level("subseries", body, archive.called(body) or body)
    if row["meeting"]:
        yield Level("file", row["meeting"], row["meeting_name"] or row["meeting"])
    else:
        code = row["of_file"]
        yield Level("file", code, "Without a date" if code == _UNDATED else code)


def _files(row: sqlite3.Row) -> Iterator[File]:
    if path := row["version_path"] or row["path"]:
        yield File(
            "record", path, row["text_sha256"], row["text_size"], *MARKDOWN,
            git_blob=row["text_blob"],
        )  # fmt: skip
    if row["original_path"]:
        yield File(
            "original", row["original_path"], row["original_sha256"], row["original_size"],
            row["media_type"], row["puid"], row["original_blob"], row["extracted_by"],
        )  # fmt: skip


def _closure(text: str | None) -> Closure:
    told = json.loads(text) if text else {}
    return Closure(
        **{name: told.get(name) for name in ("ground", "closed_from", "years", "review")}
    )


def _disposal(text: str | None) -> Disposal | None:
    told = json.loads(text) if text else None
    return told and Disposal(told.get("authority"), told.get("date"), told.get("reason"))


def _list(text: str | None) -> list[str]:
    return [str(each) for each in json.loads(text)] if text else []
