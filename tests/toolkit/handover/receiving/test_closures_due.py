"""When a closure is to be looked at again: one answer, whoever asks."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

import pytest

from archive.convert import convert
from archive.editions.closures import due_since
from archive.editions.unseen import unseen
from archive.lookup import open_archive
from archive.model import Closure
from archive.questions import answer
from archive.yamltext import read
from tests.conftest import Repository, make_repository
from toolkit.handover.accepting.summary import summary

#: What a closure says, and the day since which it is to be looked at again.
CLOSURES = {
    "{ground: g, review: 2030-07-01}": "2030-07-01",
    "{ground: g, review: 2030-02}": "2030-02-28",
    "{ground: g, review: 2028-02}": "2028-02-29",
    "{ground: g, review: 2030}": "2030-12-31",
    "{ground: g, review: 2030~}": "2030-12-31",
    "{ground: g, review: 2029-11/2030-01}": "2030-01-31",
    "{ground: g, closed_from: 2025-07-01, years: 5}": "2030-07-01",
    "{ground: g, closed_from: 2024-02-29, years: 5}": "2029-03-01",
    "{ground: g, closed_from: 2025, years: 5}": "2030-12-31",
    "{ground: g, closed_from: 2025, years: 5, review: 2029-06-01}": "2029-06-01",
    "{ground: g, closed_from: 2024-01-01, years: 5, review: 2031}": "2029-01-01",
    "{ground: g}": None,
}
DAYS = sorted({
    (date.fromisoformat(day) - timedelta(days=before)).isoformat()
    for day in CLOSURES.values() if day for before in (0, 1)
})  # fmt: skip


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = make_repository(tmp_path_factory.mktemp("closures") / "work")
    for n, said in enumerate(CLOSURES):
        made.record(f"record-{n}", more=f"access: secretariat\nclosure: {said}\n")
    made.save()
    made.build()
    return made


def due(day: str) -> set[tuple[str, str]]:
    """(record, since when) of the closures that are to be looked at on that day."""
    told = {f"record-{n}": since for n, since in enumerate(CLOSURES.values())}
    return {(record, since) for record, since in told.items() if since and since <= day}


def test_the_day_of_a_closure() -> None:
    for said, since in CLOSURES.items():
        closure, _ = convert(read(said), Closure)
        assert due_since(closure, "2100-01-01") == since, said


def test_the_question_of_closed_records_says_the_same(closed: Repository) -> None:
    with closing(open_archive(closed.workspace.archive)) as conn:
        for day in DAYS:
            found = answer(conn, "closed-records", {"day": day})
            record, told = map(found.columns.index, ("record", "to be looked at"))
            come = {row[record] for row in found.rows if "come" in str(row[told]) or
                    "over" in str(row[told])}  # fmt: skip
            assert come == {record for record, _ in due(day)}, day


def test_who_takes_over_is_told_the_same(closed: Repository) -> None:
    for day in DAYS:
        told = summary(closed.workspace, date.fromisoformat(day)).closures_due
        assert {(each.record, each.review) for each in told} == due(day), day


def test_what_readers_do_not_see_says_the_same(closed: Repository) -> None:
    for day in DAYS:
        told = unseen(closed.workspace, "public", day)
        assert {(each.id, each.due) for each in told if each.due} == due(day), day
