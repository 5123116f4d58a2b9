"""Votes, what is left out of what is in force, and how an empty answer is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.questions import answer, fill
from tests.archive.by_hand import insert
from tests.archive.decided_by_hand import decide, registered


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = registered(tmp_path / "archive.db")
    yield opened
    opened.close()


def test_votes_are_told_by_meeting_and_record(conn: sqlite3.Connection) -> None:
    for n, (option, count) in enumerate((("for", 7), ("against", 2)), 1):
        insert(conn, "vote", record="m16", n=n, anchor="u3", question="A new seat", option=option,
               count=count, basis="proposed", line_start=3)  # fmt: skip
    everything: dict[str, str] = {}
    for asked in (everything, {"meeting": "som1-2016"}, {"record": "m16"}):
        found = answer(conn, "votes", asked)
        assert [row[:4] for row in found.rows] == [
            ("A new seat", "for", 7, "m16#u3"), ("A new seat", "against", 2, "m16#u3"),
        ]  # fmt: skip
    assert answer(conn, "votes", {"record": "c6"}).said == "No vote in the archive fits: record c6."


def test_who_came_is_asked_by_meeting_person_and_body(conn: sqlite3.Connection) -> None:
    came = (("Ann Lee", "alee", "present"), ("Bo Ek", None, "regrets"))
    for n, (name, handle, status) in enumerate(came, 1):
        insert(conn, "attendance", record="m16", n=n, meeting="som1-2016", name_as_written=name,
               handle=handle, status=status, basis="proposed", line_start=n)  # fmt: skip

    def named(**given: str) -> list[object]:
        found = answer(conn, "who-came", given)
        return [row[found.columns.index("name")] for row in found.rows]

    assert named(meeting="som1-2016") == ["Ann Lee", "Bo Ek"]
    assert named(who="lee") == named(who="@ALEE") == ["Ann Lee"]
    body = conn.execute("SELECT body FROM meeting WHERE id = 'som1-2016'").fetchone()[0]
    assert named(body=body) == ["Ann Lee", "Bo Ek"]
    assert answer(conn, "who-came", {"who": "zzz"}).said == (
        "Nobody is named in the archive as having come: who zzz."
    )


def test_a_proposal_is_not_in_force_beside_what_adopted_it(conn: sqlite3.Connection) -> None:
    decide(conn, "c9#p2", ("proposed", "2024-01-20", "2024-01-25"), ("adopted", "2024-01-26", None),
           sort="proposal", at=2)  # fmt: skip
    found = answer(conn, "decisions-in-force", {"day": "2025-01-01"})
    assert "c9#p2" not in {row[0] for row in found.rows}
    assert "c9#p1" in {row[0] for row in found.rows}


def test_only_what_was_given_is_said() -> None:
    assert fill("None fits{: verb, body}.", {"verb": "", "body": ""}) == "None fits."
    assert fill("None fits{: verb, body}.", {"verb": "zzz"}) == "None fits: verb zzz."


@pytest.mark.parametrize("name", ["decisions", "decisions-in-force"])
def test_what_matters_stands_first(conn: sqlite3.Connection, name: str) -> None:
    columns = answer(conn, name, {"day": "2025-01-01"} if "force" in name else {}).columns
    assert columns.index("text") < columns.index("verb")
    assert columns[-2:] == ("meeting", "body")
