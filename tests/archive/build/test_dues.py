"""What is due by a meeting is due when the registers say that it is."""

from __future__ import annotations

import pytest

from archive.questions import answer
from tests.archive.test_questions_built import opened
from tests.conftest import Repository

BODIES = """\
- {id: som, name: Senior Officials, kind: meeting series, aliases: [SOM]}
- {id: ministers, name: Ministers, kind: body}
- {id: office, name: Secretariat, kind: secretariat}
"""
MEETINGS = """\
- {id: som1, body: som, title: First, series: SOM, number: 1, date: 2019-05-14/2019-05-15}
- {id: m1, body: ministers, title: Ministers, date: 2019-08-01}
- {id: som2, body: som, title: Second, series: SOM, number: 2, date: 2020-02-03/2020-02-04}
"""


@pytest.fixture
def work(repository: Repository) -> Repository:
    repository.write("registers/process.yaml", "name: P\nsecretariat: office\n")
    repository.write("registers/bodies.yaml", BODIES)
    repository.write("registers/meetings.yaml", MEETINGS)
    return repository


def told(work: Repository, until: str, meeting: str = "som1") -> None:
    text = f"1. They asked the Secretariat to write {until}.\n\n## Actions\n\n- Ann Lee: go {until}"
    work.record("r1", text, more=f"meeting: {meeting}\nstatus: final\n", kind="minutes")
    work.save()
    work.build()


def dues(work: Repository) -> tuple[object, object]:
    one = work.one("SELECT due_edtf FROM decision")
    return one, work.one("SELECT due_edtf FROM action")


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("before SOM2", "2020-02-03"),
        ("before som-9", None),
        ("before SOM1", None),  # it is this very meeting
        ("before the next meeting", "2020-02-03"),
        ("by the next meeting of the Ministers", "2019-08-01"),
        ("by the next SOM", "2020-02-03"),
        ("by the next meeting of the moon", None),
        ("by June 2019", "2019-06"),
    ],
)
def test_the_register_of_meetings_says_when_it_is(
    work: Repository, until: str, day: str | None
) -> None:
    told(work, until)
    assert dues(work) == (day, day)


def test_a_meeting_that_gets_another_day_moves_what_is_due(work: Repository) -> None:
    told(work, "before SOM2")
    work.write("registers/meetings.yaml", MEETINGS.replace("2020-02-03/2020-02-04", "2020-06"))
    work.save()
    work.build()
    assert dues(work) == ("2020-06", "2020-06")


def test_mandates_and_tasks_say_that_they_are_overdue(work: Repository) -> None:
    told(work, "before the next meeting")
    with opened(work) as conn:
        for question in ("mandates-unreported", "open-actions"):
            for day, overdue in (("2020-02-03", ""), ("2020-02-04", "overdue")):
                found = answer(conn, question, {"day": day})
                assert [row[found.columns.index("overdue")] for row in found.rows] == [overdue]
