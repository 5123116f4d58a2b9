"""Minutes whose adoption only a later text tells: where that may be, and never more."""

from __future__ import annotations

import pytest

from archive.questions import answer
from tests.archive.test_questions_built import opened
from tests.conftest import Repository

MEETINGS = """\
- {id: b1, body: board, title: First, date: 2023-05-10, state: held}
- {id: b2, body: board, title: Second, date: 2024-05-12, state: held}
- {id: b3, body: board, title: Third, date: 2024-06-09, state: held}
- {id: b4, body: board, title: Fourth, date: 2024-07-14, state: held}
- {id: o1, body: other, title: Other, date: 2024-06-20, state: held}
"""


def perhaps(
    repository: Repository, text: str, meeting: str = "b3", day: str = "2025-01-01"
) -> list[tuple[object, object]]:
    repository.write(
        "registers/bodies.yaml",
        "- {id: board, name: Board, kind: body}\n- {id: other, name: Other, kind: body}\n",
    )
    repository.write("registers/meetings.yaml", MEETINGS)
    for n in (1, 2):
        more = f"meeting: b{n}\nstatus: final\n"
        repository.record(f"m{n}", "1. They met.", more=more, kind="minutes")
    more = f"meeting: {meeting}\nstatus: adopted\nadopted_on: 2024-12-01\n"
    repository.record("later", f"1. {text}", more=more, kind="minutes")
    repository.save()
    repository.build()
    with opened(repository) as conn:
        found = answer(conn, "minutes-never-adopted", {"day": day})
    names = [found.columns.index(each) for each in ("record", "perhaps adopted in")]
    return [(row[names[0]], row[names[1]]) for row in found.rows]


@pytest.mark.parametrize(
    ("text", "meeting"),
    [
        ("The minutes of the May meeting were approved.", "b3"),
        ("The minutes of 12 May 2024 were adopted.", "b4"),
        ("The minutes were approved without changes.", "b3"),
        ("Das Protokoll der Sitzung vom Mai wurde genehmigt.", "b3"),
        ("Le procès-verbal de mai est adopté.", "b3"),
    ],
)
def test_a_later_text_of_the_body_may_tell_it(
    repository: Repository, text: str, meeting: str
) -> None:
    assert perhaps(repository, text, meeting) == [("m1", None), ("m2", "later#p1")]


@pytest.mark.parametrize(
    ("text", "meeting", "day"),
    [
        ("The minutes of the April meeting were approved.", "b3", "2025-01-01"),
        ("The minutes of the May meeting were not approved.", "b3", "2025-01-01"),
        ("The minutes of the May meeting are to be approved.", "b3", "2025-01-01"),
        ("The minutes were approved.", "b4", "2025-01-01"),  # those of the meeting between
        ("The minutes of the May meeting were approved.", "o1", "2025-01-01"),
        ("The minutes of the May meeting were approved.", "b3", "2024-06-01"),
    ],
)
def test_what_tells_nothing_of_them(
    repository: Repository, text: str, meeting: str, day: str
) -> None:
    assert perhaps(repository, text, meeting, day) == [("m1", None), ("m2", None)]
