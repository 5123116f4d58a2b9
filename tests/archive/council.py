"""A council whose decisions end later, were ended by minutes, or only by a draft."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Repository, make_repository

BODIES = """\
- {id: council, name: Council, kind: meeting series}
- {id: other, name: Other body, kind: meeting series}
"""
MEETINGS = """\
- {id: c1, body: council, title: First council, date: 2020-03-01, state: held}
- {id: c2, body: council, title: Second council, date: 2021-03-01, state: held}
- {id: o1, body: other, series: Council, title: Another meeting, date: 2020-05-01, state: held}
"""
FIRST = """\
{.decision until=2998-12-31}
1. They agreed on a fund.

{.decision}
2. They agreed on a rule.

{.decision}
3. They agreed on a plan.

{.action owner=council due=2022}
4. The council writes to all.

{.decision superseded-by="c2-conclusions#p3"}
5. They agreed on a song.
"""
SECOND = """\
{.decision supersedes="c1-conclusions#p2" effective=2999-05-01}
1. They agreed on another rule.

{.action owner=council due=2022}
2. The council writes to all.

{.decision}
3. They agreed on another song.
"""
MINUTES = """\
{.decision supersedes="c1-conclusions#p3"}
1. They agreed on another plan.
"""
DRAFT = """\
{.decision supersedes="c1-conclusions#p2"}
1. They may agree on yet another rule.
"""
OTHER = """\
{.decision}
1. They agreed to sing.
"""


def adopted(meeting: str, day: str) -> str:
    return f"date: {day}\nmeeting: {meeting}\nstatus: adopted\nadopted_on: {day}\n"


def make_council(root: Path) -> Repository:
    """Its workspace, saved and built."""
    made = make_repository(root)
    made.write("registers/process.yaml", "name: Council\n")
    made.write("registers/bodies.yaml", BODIES)
    made.write("registers/meetings.yaml", MEETINGS)
    for name, body, kind, more in (
        ("c1-conclusions", FIRST, "decision", adopted("c1", "2020-03-01")),
        ("c2-conclusions", SECOND, "decision", adopted("c2", "2021-03-01")),
        ("c2-minutes", MINUTES, "minutes", "date: 2021-03-01\nmeeting: c2\nstatus: draft\n"),
        ("plan", DRAFT, "decision", "date: 2022\nstatus: draft\n"),
        ("o1-conclusions", OTHER, "decision", adopted("o1", "2020-05-01")),
    ):
        made.record(name, body, kind=kind, more=more, title=name)
    made.save()
    made.build()
    return made
