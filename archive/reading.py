"""Reading a built archive: a record as it stood, its versions, its history; nothing is written.

conn = open_archive(workspace.archive)
page = record_page(conn, "som1-2016-letter-korea", known_at(conn, "2026-11-22"))
page.text, page.row["title"], page.versions[-1].author
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.citations import CitationRow as CitationRow
from archive.citations import citations_in as citations_in
from archive.citations import cited_by as cited_by
from archive.contents import text_of
from archive.errors import NotInArchive
from archive.frontmatter import how_read
from archive.home import Home as Home
from archive.home import home as home
from archive.lookup import NOW, iso_time
from archive.lookup import is_known as is_known
from archive.lookup import known_at as known_at
from archive.lookup import near as near
from archive.lookup import open_archive as open_archive
from archive.terms import Terms

if TYPE_CHECKING:
    from archive.model import Front
    from archive.profiles.header import Opening
    from archive.text.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a record; `time` is ISO with the author's own offset, '' where unknown."""

    n: int
    commit_seq: int
    hash: str | None
    author: str | None
    time: str
    message: str
    mandate: str | None
    change: str
    path: str
    renamed_from: str | None
    uncommitted: bool


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What a source says of `subject`; `stated_in` is the record or register entry holding it."""

    subject: str
    property: str
    value: str
    kind: str
    stated_in: str
    record: str | None
    anchor: str | None
    source: str | None
    note: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link between records; `record` is the other end, `title` None where it is not here."""

    kind: str
    record: str
    anchor: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """What is known not to be known of `subject`."""

    subject: str
    property: str
    note: str | None
    stated_in: str


@dataclass(frozen=True, slots=True)
class OriginalRow:
    """The file that a record was made from, as it lay beside the version shown; size in bytes.

    `puid` is its format in PRONOM, `extracted_by` the program that took the text out of it.
    """

    path: str
    sha256: str | None
    size: int | None
    media_type: str | None
    puid: str | None
    extracted_by: str | None
    git_blob: str | None


@dataclass(frozen=True, slots=True)
class EmbeddedRow:
    """What the original carries beside its visible text; `place` is where in the original."""

    kind: str
    value: str
    place: str | None
    access: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as it stood in one version, with what the archive knew of it then.

    `row` holds the columns of `record`; for an older version those that its front matter gives.
    `body_line` is the 1-based line of the file on which `text` begins. `unadopted` are minutes
    of which the archive does not know, by record or register, that a meeting adopted them;
    `how_read` says what is odd about the bytes of the file, '' where nothing is.
    """

    row: dict[str, Any]
    unadopted: bool
    text: str
    body_line: int
    version: int
    versions: list[VersionRow]
    paragraphs: list[Paragraph]
    claims: list[ClaimRow]
    links_out: list[LinkRow]
    links_in: list[LinkRow]
    unknowns: list[UnknownRow]
    original: OriginalRow | None
    embedded: list[EmbeddedRow]
    how_read: str = ""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that the archive learned: an event, or a version of a record (then `n` is set)."""

    commit_seq: int
    hash: str | None
    author: str | None
    time: str
    message: str
    kind: str
    old: str | None
    new: str | None
    valid_from: str | None
    n: int | None


def versions(conn: sqlite3.Connection, record_id: str) -> list[VersionRow]:
    """Every version of a record, oldest first; raises `NotInArchive`."""
    rows = conn.execute(
        "SELECT version.n, version.commit_seq, hash, author, author_time, author_zone, message,"
        " commit_.mandate, change, path, renamed_from, uncommitted"
        " FROM version JOIN commit_ ON commit_.seq = version.commit_seq"
        " WHERE version.record = ? ORDER BY version.n",
        (record_id,),
    ).fetchall()
    if not rows:
        raise NotInArchive(f"there is no record called {record_id!r}{near(conn, record_id)}")
    return [
        VersionRow(
            n=row["n"],
            commit_seq=row["commit_seq"],
            hash=row["hash"],
            author=row["author"],
            time=iso_time(row["author_time"], row["author_zone"]),
            message=row["message"],
            mandate=row["mandate"],
            change=row["change"],
            path=row["path"],
            renamed_from=row["renamed_from"],
            uncommitted=bool(row["uncommitted"]),
        )
        for row in rows
    ]


def _content(conn: sqlite3.Connection, record_id: str, n: int) -> str | None:
    """The file of version `n`, or of the last before it that has one; None where unreadable."""
    row = conn.execute(
        "SELECT content FROM version"
        " WHERE record = ? AND n <= ? AND content IS NOT NULL ORDER BY n DESC LIMIT 1",
        (record_id, n),
    ).fetchone()
    return None if row is None else text_of(conn, row[0])


def body_of(conn: sqlite3.Connection, record_id: str, n: int) -> str:
    """The text of version `n` without its front matter ('' where it could not be read).

    For the version that removed a record this is the text that was removed.
    Raises `NotInArchive` where there is no such record or version.
    """
    count = len(versions(conn, record_id))
    if not 1 <= n <= count:
        raise NotInArchive(
            f"{record_id} has no version {n}: it has {count}, counted from 1 (the oldest)"
        )
    parts = parts_of(conn, record_id, n)
    return parts.body if parts else ""


def parts_of(conn: sqlite3.Connection, record_id: str, n: int) -> Opening | None:
    """The file of version `n` in its two parts; None where its content could not be read.

    For the version that removed a record these are the parts that were removed.
    """
    from archive.dialect import dialect_of

    whole = _content(conn, record_id, n)
    return None if whole is None else dialect_of(conn, record_id).parts(whole)


def record_page(
    conn: sqlite3.Connection, record_id: str, known_at: int | None = None
) -> RecordPage:
    """The record as it stood at the commit `known_at` (None: now).

    Raises `NotInArchive`, with ids that are near, or with when the record came in.
    """
    from archive.dialect import dialect_of

    every = versions(conn, record_id)
    at = NOW if known_at is None else known_at
    past = [version for version in every if version.commit_seq <= at]
    if not past:
        first = every[0]
        raise NotInArchive(
            f"{record_id} was not yet in the archive at commit {at}: "
            f"it came in with commit {first.commit_seq} of {first.time[:10] or 'today'}"
        )
    version = past[-1]
    dialect = dialect_of(conn, record_id)
    parts = dialect.parts(_content(conn, record_id, version.n) or "")
    row = dict(conn.execute("SELECT * FROM record WHERE id = ?", (record_id,)).fetchone())
    embedded = _embedded(conn, record_id)
    if version is not every[-1]:
        written = dialect.written(parts, record_id, version.path)
        row |= _as_written(conn, written)
        embedded = [
            EmbeddedRow(each.kind, each.value, each.place, each.access)
            for each in (written.embedded if written else ())
        ]
        row |= {"path": version.path, "removed": int(version.change == "removed")}
    return RecordPage(
        row=row,
        unadopted=_unadopted(conn, row),
        text=parts.body,
        body_line=parts.body_line,
        version=version.n,
        versions=past,
        paragraphs=_paragraphs(conn, record_id, version.n, parts.body, parts.body_line),
        claims=_claims(conn, record_id, at),
        links_out=_links_out(conn, record_id),
        links_in=_links_in(conn, record_id),
        unknowns=_unknowns(conn, record_id, at),
        original=original_of(conn, record_id, version.n) if row["original"] else None,
        embedded=embedded,
        how_read=_how_read(conn, record_id, version.n),
    )


def _unadopted(conn: sqlite3.Connection, row: dict[str, Any]) -> bool:
    if row.get("kind") != "minutes" or row.get("status") not in ("draft", "final"):
        return False
    adopted = "SELECT 1 FROM meeting WHERE id = ? AND minutes_status = 'adopted'"
    return conn.execute(adopted, (row.get("meeting"),)).fetchone() is None


def _how_read(conn: sqlite3.Connection, record_id: str, n: int) -> str:
    row = conn.execute(
        "SELECT encoding FROM version JOIN content ON content.id = version.content"
        " WHERE record = ? AND n = ?",
        (record_id, n),
    ).fetchone()
    return how_read(row[0]) if row else ""


def _as_written(conn: sqlite3.Connection, said: Front | None) -> dict[str, Any]:
    """The columns that an older version's front matter gave; none where it cannot be read."""
    from archive.build.rows import record_row

    if said is None:
        return {}
    row = record_row(said)
    return row | {"mandate": row["mandate"] or Terms(conn).on(row["date_start"])}


def _paragraphs(
    conn: sqlite3.Connection, record_id: str, n: int, body: str, first_line: int
) -> list[Paragraph]:
    from archive.text.paragraphs import Paragraph, paragraphs

    rows = conn.execute(
        "SELECT anchor, position, kind, number, section, text, marks, line_start, line_end"
        " FROM paragraph WHERE record = ? AND version = ? ORDER BY position",
        (record_id, n),
    ).fetchall()
    if not rows:
        return paragraphs(body, first_line)
    return [
        Paragraph(anchor, position, kind, number, section, text, json.loads(marks or "null"), a, z)
        for anchor, position, kind, number, section, text, marks, a, z in rows
    ]


def _claims(conn: sqlite3.Connection, record_id: str, at: int) -> list[ClaimRow]:
    rows = conn.execute(
        "SELECT DISTINCT subject, property, value, kind, stated_in, record, anchor, source, note,"
        " basis FROM claim WHERE (stated_in = :id OR record = :id)"
        " AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"
        " ORDER BY stated_in <> :id, stated_in, n",
        {"id": record_id, "at": at},
    )
    return [ClaimRow(*row) for row in rows]


def _unknowns(conn: sqlite3.Connection, record_id: str, at: int) -> list[UnknownRow]:
    rows = conn.execute(
        "SELECT subject, property, note, stated_in FROM unknown"
        " WHERE (stated_in = :id OR subject = :id)"
        " AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"
        " ORDER BY stated_in, n",
        {"id": record_id, "at": at},
    )
    return [UnknownRow(*row) for row in rows]


def _links_out(conn: sqlite3.Connection, record_id: str) -> list[LinkRow]:
    rows = conn.execute(
        'SELECT record_link.kind, "to", anchor, record.title'
        ' FROM record_link LEFT JOIN record ON record.id = "to"'
        ' WHERE "from" = ? ORDER BY record_link.kind, n',
        (record_id,),
    )
    return [LinkRow(*row) for row in rows]


def _links_in(conn: sqlite3.Connection, record_id: str) -> list[LinkRow]:
    rows = conn.execute(
        'SELECT record_link.kind, "from", anchor, record.title'
        ' FROM record_link JOIN record ON record.id = "from"'
        ' WHERE "to" = ? ORDER BY record_link.kind, "from", n',
        (record_id,),
    )
    return [LinkRow(*row) for row in rows]


def original_of(conn: sqlite3.Connection, record_id: str, n: int) -> OriginalRow | None:
    """The original of version `n` of a record, or the last that it had before; None: none."""
    row = conn.execute(
        "SELECT path, sha256, size, media_type, puid, extracted_by, git_blob FROM original"
        " WHERE record = ? AND version <= ? ORDER BY version DESC LIMIT 1",
        (record_id, n),
    ).fetchone()
    return OriginalRow(*row) if row else None


def _embedded(conn: sqlite3.Connection, record_id: str) -> list[EmbeddedRow]:
    rows = conn.execute(
        "SELECT kind, value, place, access FROM embedded WHERE record = ? ORDER BY n", (record_id,)
    )
    return [EmbeddedRow(*row) for row in rows]


def history(conn: sqlite3.Connection, name: str) -> list[HistoryRow]:
    """What the archive learned of a record or register entry, oldest first, versions included.

    Raises `NotInArchive`, with ids that are near.
    """
    rows = conn.execute(
        "WITH told AS ("
        " SELECT commit_seq AS at, 0 AS later, 'version.' || change AS kind, renamed_from AS old,"
        "  path AS new, NULL AS valid_from, n FROM version WHERE record = :id"
        " UNION ALL SELECT recorded_seq, seq, kind, old, new, valid_from, NULL FROM event"
        "  WHERE subject = :id AND kind NOT IN"
        "  ('record.text', 'record.metadata', 'record.format', 'record.renamed'))"
        " SELECT at, hash, author, author_time, author_zone, message, kind, old, new, valid_from, n"
        " FROM told JOIN commit_ ON commit_.seq = told.at ORDER BY at, later",
        {"id": name},
    ).fetchall()
    if not rows and not is_known(conn, name):
        raise NotInArchive(f"nothing in the archive is called {name!r}{near(conn, name)}")
    return [
        HistoryRow(r[0], r[1], r[2], iso_time(r[3], r[4]), r[5], r[6], r[7], r[8], r[9], r[10])
        for r in rows
    ]
