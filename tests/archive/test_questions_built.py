"""The questions on archives that were really built, from git repositories of a few commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from archive.errors import NotInArchive
from archive.questions import Answer, answer
from archive.reading import history, home, known_at, open_archive, record_page
from archive.search import search
from tests.conftest import Repository

PARTNERS = """
- {id: be, name: Belgium, region: Europe, periods: [{status: attended, from: "1996"}]}
- {id: it, name: Italy, region: Europe, periods: [{status: attended, from: "1996"}]}
"""

MANDATES = """
- id: aes-belgium
  host: be
  from: 2017-12
  to: "{end}"
  claims:
    - {{property: end, value: "2021", source: ae}}
    - {{property: end, value: "2022", source: profile}}
- id: aes-italy
  host: it
  from: 2022-07
"""

SOURCES = """
- {id: ae, title: A page}
- {id: profile, title: A profile}
"""

MEETINGS = """
- id: som1
  body: som
  title: SOM1
  series: SOM
  prepares: asemme6
  state: held
  date: 2016-11-09
- id: asemme6
  body: asemme
  title: ASEMME6
  series: ASEMME
  date: {date}
  state: {state}
"""

BODIES = """
- id: asemme
  name: Ministers
  kind: series
- id: som
  name: Officials
  kind: series
- id: eg
  name: Group
  kind: expert group
  from: 2022-11
  chairs: [{partner: it, role: chair}]
"""

LETTER = """date: 2016-11~
date_basis: inferred
meeting: som1
from: {partner: be, capacity: Minister}
to: [partners, it]
claims:
  - {about: asemme6, property: date, value: 2017-05-09/2017-05-10, kind: planned, at: p1}
  - {about: som1, property: participants, value: "96", at: p1}
"""


@contextmanager
def opened(repository: Repository) -> Iterator[sqlite3.Connection]:
    repository.build()
    conn = open_archive(repository.workspace.archive)
    try:
        yield conn
    finally:
        conn.close()


def column(found: Answer, name: str) -> list[object]:
    return [row[found.columns.index(name)] for row in found.rows]


@pytest.fixture
def process(repository: Repository) -> Repository:
    """Two commits: a plan and a draft, then what came of them."""
    repository.write("registers/partners.yaml", PARTNERS)
    repository.write("registers/sources.yaml", SOURCES)
    repository.write("registers/bodies.yaml", BODIES)
    repository.write("registers/mandates.yaml", MANDATES.format(end="2021"))
    repository.write("registers/meetings.yaml", MEETINGS.format(date="2017-05", state="planned"))
    repository.record("letter", "Ninety-six came.", more=LETTER, kind="letter", title="A letter")
    repository.record("plan", "Words.", more="status: draft\ndate: 2021-09-14\n", kind="strategy")
    repository.save("Begin")
    repository.write("registers/mandates.yaml", MANDATES.format(end="2022"))
    repository.write(
        "registers/meetings.yaml", MEETINGS.format(date="2017-11-21/2017-11-22", state="held")
    )
    more = "status: adopted\ndate: 2021-09-14\nadopted_by: asemme6\n"
    repository.record("plan", "Words.", more=more, kind="strategy")
    repository.save("What came of it")
    return repository


def test_secretariat_as_now_and_as_then_known(process: Repository) -> None:
    with opened(process) as conn:
        asked = {"day": "2022-03-15"}
        now = answer(conn, "secretariat-on", asked)
        then = answer(conn, "secretariat-on", asked | {"known_at": process.hashes[0][:12]})
    register = now.columns.index("according to")
    held = now.columns.index("held it that day")
    assert [row[held] for row in now.rows if row[register] == "the register"] == [
        "perhaps",
        "not yet",
    ]
    assert [row[held] for row in then.rows if row[register] == "the register"] == ["no", "not yet"]


def test_a_plan_and_what_came_of_it(process: Repository) -> None:
    with opened(process) as conn:
        now = answer(conn, "meetings-of", {"of": "ASEMME"})
        then = answer(conn, "meetings-of", {"of": "ASEMME", "known_at": "1"})
    assert column(now, "planned for") == ["2017-05-09/2017-05-10 (letter#p1)"]
    assert (column(now, "state"), column(then, "state")) == (["held"], ["planned"])
    assert column(then, "date") == ["2017-05"]


def test_a_status_in_both_times(process: Repository) -> None:
    with opened(process) as conn:
        now = answer(conn, "status-of", {"record": "plan", "day": "2022-01-01"})
        then = answer(conn, "status-of", {"record": "plan", "known_at": "1"})
    assert column(now, "status") == ["adopted", "draft"]
    assert now.said is None
    assert then.said == "That plan was adopted is not in the archive; its status there is draft."


def _adopting(repository: Repository, date: str) -> None:
    repository.write(
        "registers/meetings.yaml", f"- {{id: m1, body: som, title: M1, state: planned{date}}}\n"
    )


@pytest.fixture
def adopted(repository: Repository) -> Repository:
    """A draft, then its adoption by a meeting, whose date is learned last of all."""
    repository.write("registers/bodies.yaml", "- {id: som, name: Officials, kind: series}\n")
    _adopting(repository, "")
    repository.record("plan", more="status: draft\ndate: 2021-09\n", kind="strategy")
    repository.save("Draft")
    repository.record(
        "plan", more="status: adopted\ndate: 2021-09\nadopted_by: m1\n", kind="strategy"
    )
    repository.save("Adopted")
    _adopting(repository, ", date: 2022-03-01/2022-03-02")
    repository.save("When it met")
    return repository


def _held(conn: sqlite3.Connection, day: str, at: str) -> list[tuple[object, ...]]:
    found = answer(conn, "status-of", {"record": "plan", "day": day, "known_at": at})
    return list(
        zip(*(column(found, name) for name in ("status", "since", "had it that day")), strict=True)
    )


def test_an_adoption_without_a_date_begins_on_no_known_day(adopted: Repository) -> None:
    with opened(adopted) as conn:
        assert _held(conn, "2022-06-01", "2") == [
            ("adopted", None, "perhaps"),
            ("draft", "2021-09", "perhaps"),
        ]


@pytest.mark.parametrize(
    ("day", "now"),
    [
        ("2021-08-31", ["not yet", "not yet"]),
        ("2021-09-15", ["not yet", "perhaps"]),
        ("2022-02-28", ["not yet", "yes"]),
        ("2022-03-01", ["perhaps", "perhaps"]),
        ("2022-03-02", ["yes", "no longer"]),
    ],
)
def test_a_status_begins_with_the_meeting_as_then_known(
    adopted: Repository, day: str, now: list[str]
) -> None:
    with opened(adopted) as conn:
        assert [row[2] for row in _held(conn, day, "3")] == now
        assert _held(conn, day, "3")[0][1] == "2022-03-01/2022-03-02"


@pytest.mark.parametrize(
    ("more", "since", "basis"),
    [
        ("status: adopted\nstatus_since: 2022-05\nadopted_on: 2022-04\nadopted_by: m1\n",
         "2022-05", ""),
        ("status: adopted\nadopted_on: 2022-04\nadopted_by: m1\n", "2022-04", ""),
        ("status: adopted\nadopted_by: m1\ndate: 2021-09\n", "2022-03-01/2022-03-02",
         "the date of the meeting that adopted it"),
        ("status: final\nmeeting: m1\ndate: 2021-09\n", "2021-09", ""),
        ("status: final\nmeeting: m1\n", "2022-03-01/2022-03-02", "the date of its meeting"),
        ("status: superseded\nadopted_by: m1\ndate: 2021-09\n", None, ""),
        ("status: final\n", None, ""),
    ],
)  # fmt: skip
def test_since_when_a_status_holds(
    adopted: Repository, more: str, since: str | None, basis: str
) -> None:
    adopted.record("other", more=more, kind="strategy")
    adopted.save("One more")
    with opened(adopted) as conn:
        found = answer(conn, "status-of", {"record": "other"})
    assert (column(found, "since"), column(found, "how that is known")) == ([since], [basis])


def test_what_prepared_it_with_its_attendance_and_letter(process: Repository) -> None:
    with opened(process) as conn:
        assert column(answer(conn, "prepared-by", {"meeting": "asemme6"}), "meeting") == ["som1"]
        found = answer(conn, "attendance", {"meeting": "som1"})
        assert column(found, "according to") == ["letter#p1"]
        assert column(answer(conn, "records-of", {"meeting": "som1"}), "record") == ["letter"]
        for asked in ({"from": "be"}, {"to": "it"}, {"to": "partners"}):
            found = answer(conn, "letters", asked)
            assert column(found, "to") == ["partners, Italy"]


def test_groups_with_one_chair(process: Repository) -> None:
    with opened(process) as conn:
        found = answer(conn, "single-chair-groups", {"kind": "expert group"})
    assert column(found, "its one chair") == ["Italy"]


def test_what_happened_is_told_by_the_day_it_happened(process: Repository) -> None:
    with opened(process) as conn:
        asked = {"since": "2017-01-01", "until": "2017-12-31", "how": "happened"}
        found = answer(conn, "changes-between", asked)
    assert column(found, "what") == ["meeting held", "term of the secretariat begins"]


def test_what_was_learned_is_told_by_the_day_it_was_saved(process: Repository) -> None:
    with opened(process) as conn:
        asked = {"since": "2023-11-14", "until": "2023-11-16", "how": "learned", "about": "plan"}
        found = answer(conn, "changes-between", asked)
    assert "record status" in column(found, "what")
    assert "adopted" in column(found, "after")


def test_what_a_predecessor_did_is_told_save_by_save(process: Repository) -> None:
    process.record("plan", "Other words.", kind="strategy")
    process.save("Say it otherwise\n\nAt length.")
    (process.root / "records" / "plans").mkdir()
    (process.root / "records" / "plan.md").rename(process.root / "records" / "plans" / "plan.md")
    process.save("Put it away")
    with opened(process) as conn:
        asked = {"since": "2020-01-01", "how": "learned", "about": "plan"}
        done = answer(conn, "changes-between", asked)
        events = answer(conn, "events-of", {"subject": "plan"})
    names = ("what", "before", "after", "saved by", "message")
    rows = list(zip(*(column(done, name) for name in names), strict=True))
    author = column(events, "saved by")[0]
    moved = "renamed from records/plan.md to records/plans/plan.md"
    assert ("text changed, version 3", None, None, author, "Say it otherwise") in rows
    assert rows[-1] == (moved, None, None, author, "Put it away")
    assert column(events, "what")[-1] == moved
    assert list(dict.fromkeys(column(done, "message"))) == [
        "Begin",
        "What came of it",
        "Say it otherwise",
        "Put it away",
    ]


def test_gaps_close_when_the_archive_learns(process: Repository) -> None:
    with opened(process) as conn:
        assert "records" in column(answer(conn, "gaps", {"about": "asemme6"}), "missing")
        process.record("minutes", "They met.", more="meeting: asemme6\n", kind="minutes")
        process.save("The minutes")
    with opened(process) as conn:
        assert "records" not in column(answer(conn, "gaps", {"about": "asemme6"}), "missing")


def test_a_removed_record_is_no_record_of_the_meeting(process: Repository) -> None:
    process.build()
    (process.root / "records" / "letter.md").unlink()
    process.save("Take it out")
    with opened(process) as conn:
        found = answer(conn, "records-of", {"meeting": "som1"})
        assert found.said == "A record of som1 is not in the archive."
        then = answer(conn, "records-of", {"meeting": "som1", "known_at": "2"})
        assert column(then, "record") == ["letter"]
        assert record_page(conn, "letter").row["removed"] == 1
        assert search(conn, "ninety").total == 0
        assert answer(conn, "letters", {}).rows == []


def test_a_page_as_then_known_keeps_its_status(process: Repository) -> None:
    with opened(process) as conn:
        then = record_page(conn, "plan", known_at(conn, process.hashes[0]))
        assert (then.row["status"], then.version) == ("draft", 1)
        assert record_page(conn, "plan").row["status"] == "adopted"
        assert [row.n for row in history(conn, "plan") if row.n] == [1, 2]


def test_search_finds_what_was_built(process: Repository) -> None:
    with opened(process) as conn:
        (hit,) = search(conn, "NINETY six").hits
    assert (hit.id, hit.title) == ("letter", "A letter")


def test_an_edit_that_is_not_saved_is_known_now_and_not_before(process: Repository) -> None:
    process.record("new", "Fresh words.")
    with opened(process) as conn:
        page = record_page(conn, "new")
        assert page.versions[-1].uncommitted
        with pytest.raises(NotInArchive, match="not yet in the archive"):
            record_page(conn, "new", known_at(conn, "2099-01-01"))
        found = answer(conn, "changes-between", {"since": "2020-01-01", "about": "new"})
        assert set(column(found, "learned on")) == {"not yet saved"}


def test_home_of_a_built_archive(process: Repository) -> None:
    with opened(process) as conn:
        page = home(conn, "2023-01-01")
    assert page.name == "A process"
    assert [(line.id, line.now) for line in page.mandates] == [
        ("aes-belgium", "no"),
        ("aes-italy", "yes"),
    ]
    assert page.last_meeting is not None
    assert page.last_meeting.id == "asemme6"


REGISTERED = "- {id: m1, body: som, title: M1, date: 2022-03, state: held%s}\n"


@pytest.mark.parametrize("full", [False, True])
def test_the_register_of_meetings_may_say_that_minutes_were_adopted(
    repository: Repository, full: bool
) -> None:
    repository.write("registers/bodies.yaml", "- {id: som, name: Officials, kind: series}\n")
    later = "- {id: m2, body: som, title: M2, date: 2022-05-01, state: held}\n"
    repository.write("registers/meetings.yaml", REGISTERED % "" + later)
    repository.record("min", "{.decision}\n1. Agreed.", more="meeting: m1\n", kind="minutes")
    repository.save("Minutes")
    told = "from minutes not adopted by a later meeting"
    with opened(repository) as conn:
        assert told in column(answer(conn, "decisions", {}), "what to know")
        assert record_page(conn, "min").unadopted
    said = ", minutes_status: adopted, adopted_at: m2"
    repository.write("registers/meetings.yaml", REGISTERED % said + later)
    repository.save("Adopted")
    if full:
        repository.build(full=True)
    with opened(repository) as conn:
        assert told not in column(answer(conn, "decisions", {}), "what to know")
        assert told in column(answer(conn, "decisions", {"known_at": "1"}), "what to know")
        assert conn.execute("SELECT minutes_unadopted FROM decision").fetchone()[0] == 0
        assert not record_page(conn, "min").unadopted
        found = answer(conn, "status-of", {"record": "min", "day": "2022-06-01"})
        assert column(found, "status")[0] == "adopted"
        assert column(found, "since")[0] == "2022-05-01"


def test_an_entry_that_was_taken_out_is_no_gap(repository: Repository) -> None:
    """The sample of a new workspace is taken out of every archive that began with it."""
    repository.write("registers/partners.yaml", "- {id: aa, name: A, region: N}\n")
    repository.write(
        "registers/themes.yaml",
        "- {id: t, name: T, kind: themes, items: [{id: t-1, label: One}]}\n",
    )
    repository.record("a", more="themes: [t-1]\n")
    repository.save()
    repository.write("registers/partners.yaml", "[]\n")
    repository.write("registers/themes.yaml", "[]\n")
    repository.record("a")
    repository.save()
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as db:
        assert answer(db, "gaps", {"missing": "entry"}).rows == []


def test_what_is_named_and_never_had_an_entry_is_a_gap(repository: Repository) -> None:
    repository.record("a", more="meeting: nowhere\n")
    repository.save()
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as db:
        told = answer(db, "gaps", {"missing": "entry"})
    assert [row[0] for row in told.rows] == ["nowhere"]
