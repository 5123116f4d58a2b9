"""A small archive made by hand, row by row, so that questions are tested apart from building.

Three commits: 1 (2024-01-10) brings the registers and a letter, 2 (2024-06-01) the strategy's
draft and the held date of asemme6, 3 (2025-02-01) a second head and a removed record.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from archive import schema
from archive.errors import BadDate
from archive.text.dates import bounds, validity

DAY = 86_400
JANUARY, JUNE, FEBRUARY = 1704880800, 1717236000, 1738404000


def insert(conn: sqlite3.Connection, table: str, **values: Any) -> None:
    """One row; lists are kept as JSON text, as a build does."""
    row = {k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in values.items()}
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
    conn.execute(sql, tuple(row.values()))


def span(start: str | None, end: str | None) -> dict[str, str | None]:
    v = validity(start, end)
    return {
        "from_edtf": start,
        "to_edtf": end,
        "valid_from": v.valid_from,
        "surely_from": v.surely_from,
        "surely_to": v.surely_to,
        "valid_to": v.valid_to,
    }


def days(edtf: str | None) -> dict[str, str | None]:
    found = bounds(edtf) if edtf else None
    return {
        "date_edtf": edtf,
        "date_start": found.first if found else None,
        "date_end": found.last if found else None,
    }


def entity(conn: sqlite3.Connection, kind: str, name: str, title: str, **fields: Any) -> None:
    insert(conn, "entity", id=name, type=kind, name=title)
    state = {"id": name} | fields
    insert(conn, "entity_state", entity=name, type=kind, fields=state, recorded_from=1)


def claim(
    conn: sqlite3.Connection,
    subject: str,
    prop: str,
    value: str,
    source: str,
    kind: str = "reported",
    at: int = 1,
) -> None:
    record, _, anchor = source.partition("#")
    counted = prop in ("participants", "partners", "stakeholders", "countries", "organisations")
    try:
        found = None if counted else bounds(value)
    except BadDate:
        found = None
    n = conn.execute("SELECT count(*) FROM claim").fetchone()[0] + 1
    insert(
        conn,
        "claim",
        stated_in=record if anchor else subject,
        n=n,
        subject=subject,
        property=prop,
        value=value,
        kind=kind,
        record=record if anchor else None,
        anchor=anchor or None,
        source=source,
        value_from=found.first if found else None,
        value_to=found.last if found else None,
        recorded_from=at,
    )


def meeting(
    conn: sqlite3.Connection,
    name: str,
    date: str | None,
    state: str,
    *,
    series: str | None = None,
    body: str = "asemme",
    prepares: str | None = None,
    place: str | None = None,
    host: str | None = None,
    at: int = 1,
) -> None:
    fields = {"prepares": prepares} if prepares else {}
    entity(conn, "meeting", name, f"Meeting {name}", **fields)
    insert(
        conn,
        "meeting",
        id=name,
        name=f"Meeting {name}",
        body=body,
        series=series,
        prepares=prepares,
        place=place,
        host=host,
        state=state,
        **days(date),
    )
    insert(
        conn,
        "meeting_state",
        meeting=name,
        state=state,
        place=place,
        host=host,
        recorded_from=at,
        **days(date),
    )


def record(
    conn: sqlite3.Connection,
    name: str,
    kind: str,
    title: str,
    texts: list[tuple[int, str]],
    *,
    date: str | None = None,
    status: str = "final",
    meeting: str | None = None,
    removed_at: int | None = None,
    **columns: Any,
) -> None:
    """A record with one version a text, each (commit, whole file)."""
    docid = conn.execute("SELECT count(*) FROM record").fetchone()[0] + 1
    path = f"records/{name}.md"
    content = None
    for n, (seq, text) in enumerate(texts, 1):
        content = conn.execute("SELECT count(*) FROM content").fetchone()[0] + 1
        insert(conn, "content", id=content, git_blob=f"{name}-{n}", encoding="utf-8", text=text)
        change = "created" if n == 1 else "text"
        insert(
            conn, "version", record=name, n=n, commit_seq=seq, path=path, content=content,
            change=change,
        )  # fmt: skip
    count = len(texts)
    if removed_at is not None:
        count += 1
        insert(
            conn, "version", record=name, n=count, commit_seq=removed_at, path=path,
            change="removed",
        )  # fmt: skip
    insert(
        conn,
        "record",
        id=name,
        docid=docid,
        kind=kind,
        title=title,
        status=status,
        meeting=meeting,
        access="public",
        path=path,
        current_version=count,
        content=content,
        removed=int(removed_at is not None),
        **days(date),
        **columns,
    )
    insert(
        conn,
        "record_state",
        record=name,
        n=1,
        status=status,
        since_edtf=date,
        meeting=meeting,
        adopted_by=columns.get("adopted_by"),
        valid_from=days(date)["date_start"],
        recorded_from=texts[0][0],
        recorded_to=removed_at,
    )


def make(path: Path) -> Path:
    """The archive at `path`, closed and ready to be opened for reading."""
    conn = sqlite3.connect(path)
    schema.create(conn)
    _commits(conn)
    _registers(conn)
    _meetings(conn)
    _records(conn)
    conn.commit()
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()
    return path


def _commits(conn: sqlite3.Connection) -> None:
    for seq, (name, time, message) in enumerate(
        (
            ("aaaa1111" + "0" * 32, JANUARY, "Bring in the registers\n\nAll of them."),
            ("aaaa2222" + "0" * 32, JUNE, "Add the strategy's draft"),
            ("bbbb3333" + "0" * 32, FEBRUARY, "Name the new head"),
        ),
        1,
    ):
        insert(
            conn, "commit_", seq=seq, hash=name, author="Ana", author_email="ana@example.org",
            author_time=time, author_zone="+0200", commit_time=time, message=message,
        )  # fmt: skip


def _registers(conn: sqlite3.Connection) -> None:
    for key, value in (("name", "Test Process"), ("about", "What it is about.")):
        insert(conn, "process", key=key, value=value)
    partners = (
        ("kr", "Korea", "Asia", "1996"),
        ("be", "Belgium", "Europe", "1996"),
        ("it", "Italy", "Europe", "1996"),
        ("in", "India", "Asia", "2008"),
        ("hr", "Croatia", "Europe", "2014"),
    )
    for name, title, region, since in partners:
        entity(conn, "partner", name, title)
        insert(conn, "partner", id=name, name=title, region=region, kind="country")
        insert(
            conn, "partner_period", partner=name, n=1, status="attended", recorded_from=1,
            **span(since, None),
        )  # fmt: skip
    insert(
        conn, "partner_period", partner="in", n=2, status="admitted", recorded_from=1,
        **span("2006", None),
    )  # fmt: skip
    entity(conn, "source", "deck", "Presentation")
    for name, title in (("luca", "Luca Lantero"), ("lee", "Lee Young")):
        entity(conn, "person", name, title)
        insert(conn, "person", id=name, name=title)
    bodies = (("asemme", "Ministers", "series"), ("som", "Officials", "series"),
              ("eg-a", "Group A", "expert group"),
              ("eg-b", "Group B", "expert group"))  # fmt: skip
    for name, title, kind in bodies:
        begins = {"from": "2022-11"} if kind == "expert group" else {}
        entity(conn, "body", name, title, **begins)
        insert(conn, "body", id=name, name=title, kind=kind, from_edtf=begins.get("from"))
    chairs = (("eg-a", 1, "kr", None), ("eg-a", 2, "in", "2024-11"), ("eg-b", 1, "be", None))
    for body, n, partner, since_day in chairs:
        insert(
            conn, "body_chair", body=body, n=n, partner=partner, role="co-chair",
            source=["deck#p1"], recorded_from=1, **span(since_day, None),
        )  # fmt: skip
    _mandates(conn)
    _themes(conn)


def _mandates(conn: sqlite3.Connection) -> None:
    terms = (("aes-belgium", "be", None, "2017-12~", "2022"),
             ("aes-italy", "it", "luca", "2022-07", "2026-12~"))  # fmt: skip
    for name, host, head, start, end in terms:
        entity(conn, "mandate", name, f"Term {name}")
        insert(
            conn, "mandate", id=name, name=f"Term {name}", host=host, head=head, **span(start, end)
        )
        insert(
            conn, "mandate_state", mandate=name, host=host, head=head, recorded_from=1,
            **span(start, end),
        )  # fmt: skip
    claim(conn, "aes-belgium", "start", "2017-12~", "sheet", "held")
    claim(conn, "aes-belgium", "end", "2021", "ae")
    claim(conn, "aes-belgium", "end", "2022", "aes-profile")
    claim(conn, "aes-italy", "start", "2022-07", "deck#p20", "held")
    claim(conn, "aes-italy", "head", "luca", "deck#p2")
    insert(
        conn, "role", person="luca", n=1, role="Head of the secretariat", mandate="aes-italy",
        source=["deck#p2"], recorded_from=1,
    )  # fmt: skip
    insert(
        conn, "follows", subject="aes-belgium", n=1, property="end", source="aes-profile",
        because="it leaves no gap", recorded_from=1,
    )  # fmt: skip


def _themes(conn: sqlite3.Connection) -> None:
    items = [
        {"id": "mobility", "label": "Mobility", "items": [{"id": "balanced", "label": "Balanced"}]},
        {"id": "quality", "label": "Quality"},
    ]
    entity(conn, "theme_list", "priorities", "Priorities", items=items, owner="Ministers")
    insert(conn, "theme_list", id="priorities", name="Priorities", status="final")
    insert(
        conn, "theme_list_state", list="priorities", name="Priorities", status="final",
        recorded_from=1, **span("2011-05", None),
    )  # fmt: skip


def _meetings(conn: sqlite3.Connection) -> None:
    meeting(conn, "asemme6", "2017-11-21/2017-11-22", "held", series="ASEMME", place="Seoul",
            host="kr")  # fmt: skip
    meeting(conn, "asemme9", "2024-01-25/2024-01-26", "held", series="ASEMME", place="Malta")
    meeting(conn, "asemme10", "2026", "planned", series="ASEMME")
    meeting(conn, "som1-2016", "2016-11-09/2016-11-10", "held", series="SOM", body="som",
            prepares="asemme6", place="Seoul", host="kr")  # fmt: skip
    claim(conn, "asemme6", "date", "2017-05-09/2017-05-10", "letter-korea#p4", "planned")
    claim(conn, "asemme6", "date", "2017-11-21/2017-11-22", "ib", "held", at=2)
    claim(conn, "som1-2016", "participants", "96", "letter-korea#p2")
    claim(conn, "som1-2016", "partners", "39", "letter-korea#p2")
    claim(conn, "som1-2016", "participants", "2008", "borneo")
    insert(conn, "unknown", stated_in="asemme10", n=1, subject="asemme10", property="host",
           note="searched for and not found", recorded_from=1)  # fmt: skip


def file(title: str, body: str, **fields: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\nid: x\nkind: note\ntitle: {title}\n{lines}---\n{body}"


def _records(conn: sqlite3.Connection) -> None:
    record(
        conn, "letter-korea", "letter", "Thanks of Korea",
        [(1, file("Old title", "First words.\n")),
         (2, file("Thanks of Korea", "Ninety-six came.\n", date="2016-11~"))],
        date="2016-11~", meeting="som1-2016", sender_person="lee", sender_partner="kr",
        date_basis="inferred; after the meeting", original="letter.txt",
    )  # fmt: skip
    insert(conn, "record_reference", record="letter-korea", n=1, field="to.0", target="partners")
    insert(conn, "record_reference", record="letter-korea", n=2, field="from.person", target="lee")
    record(conn, "strategy-draft", "strategy", "Strategy 2030: final draft",
           [(2, file("Strategy 2030: final draft", "Vision.\n"))], date="2021-09-14",
           status="draft")  # fmt: skip
    insert(conn, "unknown", stated_in="strategy-draft", n=1, subject="strategy-draft",
           property="adoption", note="Whether it was adopted is not known.",
           recorded_from=2)  # fmt: skip
    record(conn, "conclusions", "decision", "Conclusions of ASEMME6",
           [(1, file("Conclusions", "1. They agreed.\n"))], status="adopted", meeting="asemme6",
           adopted_by="asemme6")  # fmt: skip
    record(conn, "gone", "note", "A note taken out", [(1, file("A note", "Gone.\n"))],
           date="2020", removed_at=3)  # fmt: skip
    insert(conn, "record_link", **{"from": "conclusions"}, n=1, to="letter-korea", anchor="p1",
           kind="cites")  # fmt: skip
    insert(conn, "original", record="letter-korea", version=1, path="records/letter.txt", size=3)
    events = (
        ("letter-korea", "record.created", None, "Old title", None, 1),
        ("letter-korea", "record.title", "Old title", "Thanks of Korea", None, 2),
        ("asemme6", "meeting_state.changed", '{"state": "planned", "date_edtf": "2017-05"}',
         '{"state": "held", "date_edtf": "2017-11-21/2017-11-22", "date_start": "2017-11-21"}',
         "2017-11-21", 2),
        ("aes-belgium", "mandate_state.added", None,
         '{"host": "be", "to_edtf": "2022", "surely_from": "2017-12-31", '
         '"surely_to": "2022-01-01", "valid_to": "2023-01-01"}', "2017-12-01", 1),
    )  # fmt: skip
    for seq, (subject, kind, old, new, valid, at) in enumerate(events, 1):
        insert(conn, "event", seq=seq, subject=subject, kind=kind, old=old, new=new,
               valid_from=valid, recorded_seq=at)  # fmt: skip
