"""The registers, the retention schedule and the events, each a line for a thing."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable
from typing import Any

import pytest

from archive.errors import NotInArchive
from archive.export.ead import ead_xml
from archive.export.events import VOCABULARY, custody_jsonl, custody_sentences
from archive.export.finding_aid import finding_aid_csv
from archive.export.finding_aid_html import finding_aid_html
from archive.export.holdings import columns
from archive.export.registers import REGISTERS, register_csv
from archive.export.retention import retention_csv


def rows(pieces: Iterable[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(pieces), newline="")))


@pytest.mark.parametrize("name", REGISTERS)
def test_every_register_has_named_columns_once(name: str, db: sqlite3.Connection) -> None:
    (heading, *_) = csv.reader(io.StringIO("".join(register_csv(db, name)), newline=""))
    assert len(set(heading)) == len(heading)


def test_what_the_registers_hold_is_there(db: sqlite3.Connection) -> None:
    (partner,) = rows(register_csv(db, "partners"))
    assert (partner["id"], partner["aliases"]) == ("arland", "AR; Ar Land")
    (meeting,) = rows(register_csv(db, "meetings"))
    assert (meeting["body_name"], meeting["host_name"]) == ("Senior officials", "Arland")
    (mandate,) = rows(register_csv(db, "mandates"))
    assert (mandate["from"], mandate["surely_from"]) == ("2024-01-01", "2024-01-01")
    (person,) = rows(register_csv(db, "people"))
    assert (person["name"], person["role"]) == ("Maria Sample", "Vice Minister")
    (decision,) = rows(register_csv(db, "decisions"))
    assert (decision["id"], decision["basis"]) == ("letter-1#p1", "stated")


def test_what_left_a_register_is_not_in_its_table(writable: sqlite3.Connection) -> None:
    writable.execute("UPDATE partner SET listed = 0")
    assert rows(register_csv(writable, "partners")) == []


def test_each_rule_tells_what_falls_under_it(db: sqlite3.Connection) -> None:
    found = [(row["rule"], row["record"], row["original"]) for row in rows(retention_csv(db))]
    assert found == [
        ("permanent", "letter-1", "records/2024/letter.txt"),
        ("two-years", "", ""),
        ("", "closed-1", ""),
        ("", "plain", ""),
    ]


def test_a_rule_that_is_not_in_the_schedule_is_told(writable: sqlite3.Connection) -> None:
    writable.execute("UPDATE retention SET listed = 0 WHERE id = 'permanent'")
    found = {row["record"]: row for row in rows(retention_csv(writable))}
    assert (found["letter-1"]["rule"], found["letter-1"]["rule_name"]) == ("permanent", "")


def told(pieces: Iterable[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in "".join(pieces).splitlines()]


def test_each_saved_version_is_an_event(db: sqlite3.Connection) -> None:
    events = told(custody_jsonl(db))
    assert [(each["eventType"], each["linkingObjects"][0]["linkingObjectIdentifierValue"])
            for each in events] == [
        ("ingestion", "closed-1"),
        ("ingestion", "letter-1"),
        ("ingestion", "plain"),
        ("modification", "plain"),
    ]  # fmt: skip
    assert events[0]["eventTypeURI"] == f"{VOCABULARY}ing"
    assert events[0]["eventDateTime"] == "2023-11-15T06:13:20+07:00"
    assert events[0]["linkingAgents"][0] == {
        "linkingAgentIdentifierType": "local",
        "linkingAgentIdentifierValue": "person-Ana Secretary",
        "agentName": "Ana Secretary",
        "agentType": "person",
        "linkingAgentRole": "implementer",
    }


def test_no_address_of_a_person_is_told(db: sqlite3.Connection) -> None:
    assert "ana@example.org" not in "".join(custody_jsonl(db))


def test_a_seal_is_an_event(writable: sqlite3.Connection) -> None:
    writable.execute(
        "INSERT INTO commit_ (seq, hash, author, author_time, author_zone, message) VALUES"
        " (900, 'x', 'Ana', 0, '+0000', 'Seal the log: 4 new, 4 leaves in all')"
    )
    last = told(custody_jsonl(writable))[-1]
    assert last["eventType"] == "message digest calculation"
    assert last["eventDetail"] == "Seal the log: 4 new, 4 leaves in all"


def test_only_the_events_of_one_record(db: sqlite3.Connection) -> None:
    assert len(told(custody_jsonl(db, ["plain"]))) == 2
    with pytest.raises(NotInArchive):
        next(custody_jsonl(db, ["nothing"]))


CUSTODY = """
CREATE TABLE custody (
  event TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, time TEXT, agent TEXT,
  package TEXT, digest TEXT, checkpoint TEXT, signature TEXT, files INTEGER, reserved INTEGER
);
"""


def test_custody_is_told_where_the_archive_has_it(writable: sqlite3.Connection) -> None:
    before = told(custody_jsonl(writable))
    writable.execute("DROP TABLE IF EXISTS custody")
    assert told(custody_jsonl(writable)) == before
    writable.execute(CUSTODY)
    assert told(custody_jsonl(writable)) == before
    writable.execute(
        "INSERT INTO custody VALUES"
        " ('0001-packed', 1, 'packed', '2026-11-27T10:00:00Z', 'arland', 'ep-1', 'ab', '4 root',"
        "  'holds', NULL, NULL),"
        " ('0001-received', 2, 'received', NULL, NULL, NULL, 'ab', NULL, 'altered', 9, 2),"
        " ('0002-new', 3, 'something new', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"
    )
    events = told(custody_jsonl(writable))[len(before) :]
    assert [(each["eventType"], each["eventOutcome"]) for each in events] == [
        ("information package creation", "success"),
        ("transfer", "success"),
        ("accession", "success"),
        ("digital signature validation", "altered"),
        ("fixity check", "2 of 9 files with reservations"),
        ("ingestion", "success"),
        ("something new", "success"),
    ]
    assert len({each["eventIdentifier"]["eventIdentifierValue"] for each in events}) == 7
    assert events[0]["linkingAgents"][0]["agentName"] == "Arland"
    assert events[0]["eventOutcomeDetailNote"] == (
        "digest of the package: SHA-256 ab; checkpoint of the log: 4 root"
    )
    assert events[0]["linkingObjects"][0]["linkingObjectIdentifierValue"] == "ep-1"
    assert custody_sentences(writable)[0] == (
        "Information package creation on 2026-11-27: The package ep-1 was packed by Arland."
    )


def dispose(db: sqlite3.Connection) -> None:
    """What a disposed record leaves behind, in an archive that knows of such."""
    if "disposal" not in columns(db, "record"):
        db.execute("ALTER TABLE record ADD COLUMN disposal TEXT")
    left = {"authority": "the ministers", "date": "2026-11-01", "sha256": ["ab", "cd"]}
    db.execute("UPDATE record SET disposal = ? WHERE id = 'plain'", (json.dumps(left),))


def test_a_disposal_is_an_event(writable: sqlite3.Connection) -> None:
    dispose(writable)
    (event,) = (each for each in told(custody_jsonl(writable)) if each["eventType"] == "deletion")
    assert event["eventDateTime"] == "2026-11-01"
    assert event["eventDetail"] == "It was disposed of by the authority of: the ministers."
    assert event["eventOutcomeDetailNote"] == "SHA-256 of what was removed: ab, cd"


def test_a_disposal_stands_in_the_finding_aid(writable: sqlite3.Connection) -> None:
    dispose(writable)
    (row,) = rows(finding_aid_csv(writable, ["plain"]))
    assert (row["disposed_on"], row["disposal_authority"]) == ("2026-11-01", "the ministers")
    assert "Disposed of on 2026-11-01 by the authority of: the ministers." in "".join(
        ead_xml(writable)
    )


def test_the_rule_that_follows_from_the_kind_is_told(writable: sqlite3.Connection) -> None:
    writable.execute("DROP VIEW IF EXISTS record_retention")
    writable.execute(
        "CREATE VIEW record_retention AS SELECT id AS record, coalesce(retention, 'two-years')"
        " AS retention, retention IS NOT NULL AS stated FROM record WHERE NOT removed"
    )
    found = [(row["rule"], row["record"], row["stated"]) for row in rows(retention_csv(writable))]
    assert found == [
        ("permanent", "letter-1", "1"), ("two-years", "closed-1", "0"), ("two-years", "plain", "0"),
    ]  # fmt: skip


def test_a_stub_says_why_it_is_one(writable: sqlite3.Connection) -> None:
    writable.execute("CREATE TABLE IF NOT EXISTS stub (record TEXT PRIMARY KEY, why TEXT)")
    writable.execute("INSERT INTO stub (record, why) VALUES ('closed-1', 'access')")
    (row,) = rows(finding_aid_csv(writable, ["closed-1"]))
    assert row["withheld"] == "access"
    assert "It is not shown here." in "".join(finding_aid_html(writable))
