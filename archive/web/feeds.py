"""`/records.atom` and `/decisions.atom`: what the archive learned last.

An entry's time is that of the save which changed it last. What is not saved yet, and what was saved
at no time that is known, is in no feed: a time would have to be invented for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from archive.errors import NotInArchive
from archive.export.atom import Entry, Feed, atom
from archive.export.permanent import permanent_id, saved_at, utc
from archive.text.plain import plain
from archive.text.spoken import date_words
from archive.web.answering import number, read
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.names import decision_address
from archive.web.outside import given_out, site_of
from archive.web.words import STATES, kind_words

#: Entries on a page, and in the whole feed; a harvest (`/oai`) and the lists have all.
ENTRIES = 50
MOST = 5_000

#: Characters of a text that stand in for a summary that nobody wrote.
OPENING = 300

_TYPE = "application/atom+xml"

# The last saved version of each record, by the index of versions, the newest save first.
_RECORDS = """
SELECT v.record FROM version AS v
WHERE EXISTS (SELECT 1 FROM commit_ AS c WHERE c.seq = v.commit_seq AND NOT c.uncommitted
              AND c.commit_time IS NOT NULL)
  AND NOT EXISTS (
    SELECT 1 FROM version AS w JOIN commit_ AS d ON d.seq = w.commit_seq AND NOT d.uncommitted
    WHERE w.record = v.record AND w.n > v.n)
  AND NOT EXISTS (SELECT 1 FROM record WHERE record.id = v.record AND record.removed)
ORDER BY v.commit_seq DESC, v.record DESC LIMIT :most
"""
_RECORD = """
SELECT r.id, r.title, r.kind, r.language, r.summary, stub.why,
       (SELECT c.commit_time FROM version AS v JOIN commit_ AS c ON c.seq = v.commit_seq
        WHERE v.record = r.id AND NOT c.uncommitted ORDER BY v.n DESC LIMIT 1) AS updated,
       (SELECT c.commit_time FROM version AS v JOIN commit_ AS c ON c.seq = v.commit_seq
        WHERE v.record = r.id AND NOT c.uncommitted ORDER BY v.n LIMIT 1) AS published,
       (SELECT p.text FROM paragraph AS p
        WHERE p.record = r.id AND p.kind <> 'heading' ORDER BY p.position LIMIT 1) AS opening
FROM record AS r LEFT JOIN stub ON stub.record = r.id WHERE r.id = :id
"""
# Decisions that a person stated, by the last save which changed what is known of them.
_DECISIONS = """
SELECT id, max(coalesce((SELECT max(recorded_from) FROM decision_known WHERE decision = id), 0),
               coalesce((SELECT max(recorded_from) FROM decision_state WHERE decision = id), 0))
  AS seq
FROM decision WHERE NOT removed AND basis = 'stated'
ORDER BY seq DESC, id LIMIT :most
"""
# The last save that is one, among those that changed what is known of the decision.
_DECISION = """
WITH told AS (
  SELECT recorded_from AS seq FROM decision_known WHERE decision = :id
  UNION SELECT recorded_from FROM decision_state WHERE decision = :id
)
SELECT d.id, d.reference, d.text, d.sort, record.language, s.state, s.since_edtf,
       (SELECT commit_time FROM told JOIN commit_ USING (seq) WHERE NOT uncommitted
        ORDER BY seq DESC LIMIT 1) AS updated,
       (SELECT commit_time FROM told JOIN commit_ USING (seq) WHERE NOT uncommitted
        ORDER BY seq LIMIT 1) AS published
FROM decision AS d JOIN record ON record.id = d.record
LEFT JOIN decision_state AS s ON s.decision = d.id AND s.recorded_to IS NULL AND s.n = (
  SELECT max(n) FROM decision_state WHERE decision = d.id AND recorded_to IS NULL)
WHERE d.id = :id
"""

_CLOSED = "This edition does not show it; the page says why, and when that is reviewed."


async def records(request: Request, datasette: Host) -> Any:
    """`/records.atom?page=1`: the records that came in or changed last."""
    about = "What came into the archive or changed in it, the newest first."
    return await _feed(request, datasette, "records", "Records", about, _RECORDS, _of_record)


async def decisions(request: Request, datasette: Host) -> Any:
    """`/decisions.atom?page=1`: the decisions of which something was learned last."""
    about = (
        "Decisions and proposals that the records state, by the last save that changed what is"
        " known of them. What only the reader of the texts takes for a decision is left out."
    )
    return await _feed(
        request, datasette, "decisions", "Decisions", about, _DECISIONS, _of_decision
    )


Make = Callable[[sqlite3.Connection, Host, str, str, str], Entry | None]


async def _feed(
    request: Request, host: Host, name: str, title: str, about: str, order: str, make: Make
) -> Any:
    number_of = max(number(request, "page") or 1, 1)
    site = site_of(host, request)

    def ids(conn: sqlite3.Connection) -> Sequence[str]:
        return kept(
            host, f"feed {name}", lambda: [row[0] for row in conn.execute(order, {"most": MOST})]
        )

    # The order is found once for all readers, with a time limit of its own.
    found, _ = await read(host, ids)

    def get(conn: sqlite3.Connection) -> Feed:
        shown = found[(number_of - 1) * ENTRIES : number_of * ENTRIES]
        last = max(-(-len(found) // ENTRIES), 1)
        if number_of > last:
            raise NotInArchive(f"the feed has {last} pages: there is no page {number_of}")
        process = process_of(conn)
        made = [make(conn, host, site, process, each) for each in shown]
        updated = saved_at(conn)
        if updated is None:
            raise NotInArchive("this archive has no history, so no feed can say what is new in it")
        return Feed(
            id=permanent_id(process, "feed", name),
            title=f"{title}: {name_of(conn)}",
            subtitle=about,
            author=name_of(conn),
            updated=updated,
            page=f"{site}{host.urls.path(name)}",
            links=tuple(_links(host, site, name, number_of, last)),
            entries=[entry for entry in made if entry],
        )

    feed, _ = await read(host, get)
    return given_out(atom(feed), _TYPE)


def _links(host: Host, site: str, name: str, page: int, last: int) -> Iterable[tuple[str, str]]:
    def at(number: int) -> str:
        query = f"?page={number}" if number > 1 else ""
        return f"{site}{host.urls.path(f'{name}.atom{query}')}"

    yield "self", at(page)
    yield "first", at(1)
    if page > 1:
        yield "previous", at(page - 1)
    if page < last:
        yield "next", at(page + 1)
    yield "last", at(last)


def _of_record(
    conn: sqlite3.Connection, host: Host, site: str, process: str, name: str
) -> Entry | None:
    row = _row(conn, _RECORD, name)
    updated = utc(row["updated"])
    if updated is None:
        return None
    opening = plain(row["opening"] or "")
    return Entry(
        id=permanent_id(process, "record", name),
        title=row["title"],
        href=f"{site}{host.urls.path(f'records/{quote(name)}')}",
        updated=updated,
        language=row["language"],
        published=utc(row["published"]),
        summary=_CLOSED if row["why"] else row["summary"] or shortened(opening),
        terms=(kind_words(row["kind"]),),
    )


def _of_decision(
    conn: sqlite3.Connection, host: Host, site: str, process: str, name: str
) -> Entry | None:
    row = _row(conn, _DECISION, name)
    updated = utc(row["updated"])
    if updated is None:
        return None
    state = STATES.get(row["state"], row["state"])
    since = date_words(row["since_edtf"])
    return Entry(
        id=permanent_id(process, "decision", name),
        title=row["reference"],
        href=f"{site}{decision_address(host, name)}",
        updated=updated,
        language=row["language"],
        published=utc(row["published"]),
        # What it comes to by the register, on whatever day: a feed does not hang on the clock.
        summary=f"{state}{f' ({since})' if since else ''}" if state else None,
        content=plain(row["text"]),
        terms=(row["sort"],),
    )


def _row(conn: sqlite3.Connection, sql: str, name: str) -> sqlite3.Row:
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    row: sqlite3.Row = cursor.execute(sql, {"id": name}).fetchone()
    return row


def shortened(text: str) -> str | None:
    """The beginning of a text, cut between words; None where there is none."""
    text = " ".join(text.split())
    if len(text) <= OPENING:
        return text or None
    head = text[:OPENING]
    return f"{head.rpartition(' ')[0] or head} …"


def process_of(conn: sqlite3.Connection) -> str:
    """What ids are made from: the short name of the process, else its name."""
    told = dict(conn.execute("SELECT key, value FROM process WHERE key IN ('name', 'short')"))
    return str(told.get("short") or told.get("name") or "")


def name_of(conn: sqlite3.Connection) -> str:
    """What the process is called."""
    row = conn.execute("SELECT value FROM process WHERE key = 'name'").fetchone()
    return str(row[0]) if row else "Archive"
