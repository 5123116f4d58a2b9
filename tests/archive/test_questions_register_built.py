"""The register's questions on an archive that was really built, from a few commits."""

from __future__ import annotations

import pytest

from archive.errors import NotInArchive
from archive.questions import Answer, answer
from tests.archive.test_questions_built import column, opened
from tests.conftest import Repository

MEETINGS = """
- {id: m1, body: tm, title: First, date: 2012-05-09, state: held}
- {id: m2, body: tm, title: Second, date: 2014-11-21, state: held}
"""
BODIES = """
- {id: tm, name: Ministers, kind: series}
- {id: sec, name: The Office, kind: secretariat}
"""
FIRST = """\
{.decision}
1. The ministers agreed on a plan.

{.decision responsible=sec due=2013}
2. The ministers mandated the Office to report.

{.proposal}
3. A partner proposed a fund.
"""
SECOND = """\
{.decision supersedes="first#p1"}
1. The ministers agreed on another plan.

{.decision amends="first#p1"}
2. The ministers changed a word.

{.decision reports-on="first#p2"}
3. The Office reported.
"""


def adopted(on: str, meeting: str) -> str:
    return f"date: {on}\nmeeting: {meeting}\nstatus: adopted\nadopted_on: {on}\n"


@pytest.fixture
def process(repository: Repository) -> Repository:
    """Two commits: conclusions of 2012, then the draft of those of 2014, then adopted."""
    repository.write("registers/bodies.yaml", BODIES)
    repository.write("registers/meetings.yaml", MEETINGS)
    repository.write("registers/process.yaml", "name: A process\nsecretariat: sec\n")
    repository.record("first", FIRST, kind="decision", more=adopted("2012-05-09", "m1"))
    repository.record(
        "minutes", "{.decision}\n1. They agreed.", kind="minutes",
        more="date: 2012-05-09\nmeeting: m1\n",
    )  # fmt: skip
    repository.save("The first")
    draft = "date: 2014-11-21\nmeeting: m2\nstatus: draft\n"
    repository.record("second", SECOND, kind="decision", more=draft)
    repository.save("A draft")
    repository.record("second", SECOND, kind="decision", more=adopted("2014-11-21", "m2"))
    repository.save("Adopted")
    return repository


def in_force(found: Answer) -> set[object]:
    return set(column(found, "decision"))


def test_in_force_in_both_times(process: Repository) -> None:
    with opened(process) as conn:

        def asked(day: str, **more: str) -> set[object]:
            return in_force(answer(conn, "decisions-in-force", {"day": day} | more))

        assert "first#p1" in asked("2014-11-20")
        assert "first#p1" not in asked("2014-11-21")
        assert "second#p1" in asked("2014-11-21")
        for early in process.hashes[:2]:  # a draft ends nothing
            assert "first#p1" in asked("2020-01-01", known_at=early[:12])
            assert "second#p1" not in asked("2020-01-01", known_at=early[:12])


def test_minutes_that_nobody_adopted(process: Repository) -> None:
    with opened(process) as conn:
        found = answer(conn, "decisions-in-force", {"day": "2020-01-01", "meeting": "m1"})
        told = dict(zip(column(found, "decision"), column(found, "what to know"), strict=True))
        listed = answer(conn, "minutes-never-adopted", {})
    assert told["minutes#p1"] == "from minutes not adopted by a later meeting"
    assert not told["first#p2"]
    assert column(listed, "record") == ["minutes"]


def test_a_life_is_told_in_the_order_in_which_it_was_learned(process: Repository) -> None:
    with opened(process) as conn:
        what = column(answer(conn, "life-of", {"decision": "first#p1"}), "what")
    assert str(what[0]).startswith("written down as a decision: The ministers agreed on a plan.")
    assert str(what[1]).startswith("adopted")
    assert "second#p1 supersedes it" in what[2:]
    assert str(what[-1]).startswith("superseded")


def test_a_chain_of_what_was_built(process: Repository) -> None:
    with opened(process) as conn:
        found = answer(conn, "decision-chain", {"decision": "first#p1"})
    assert list(zip(column(found, "kind"), column(found, "decision"), strict=True)) == [
        (None, "first#p1"), ("supersedes", "second#p1"), ("amends", "second#p2"),
    ]  # fmt: skip


def test_a_proposal_stays_until_it_is_decided(process: Repository) -> None:
    with opened(process) as conn:
        assert column(answer(conn, "proposals-undecided", {}), "decision") == ["first#p3"]
    process.record("third", '{.decision adopts="first#p3"}\n1. The ministers set up the fund.',
                   kind="decision", more=adopted("2016-01-01", "m2"))  # fmt: skip
    process.save("Decided")
    with opened(process) as conn:
        assert answer(conn, "proposals-undecided", {}).rows == []
        before = answer(conn, "proposals-undecided", {"day": "2015-12-31"})
    assert column(before, "decision") == ["first#p3"]


def test_a_mandate_is_open_until_it_is_reported_on(process: Repository) -> None:
    with opened(process) as conn:
        then = answer(conn, "mandates-unreported", {"day": "2014-01-01"})
        now = answer(conn, "mandates-unreported", {})
    assert list(zip(column(then, "decision"), column(then, "overdue"), strict=True)) == [
        ("first#p2", "overdue")
    ]
    assert now.rows == []


def test_what_follows_counts_from_the_date_of_its_meeting(process: Repository) -> None:
    process.record("second", SECOND, kind="decision", more="meeting: m2\n")
    with opened(process) as conn:
        for day, left in (("2014-11-20", True), ("2014-11-21", False)):
            unreported = answer(conn, "mandates-unreported", {"day": day})
            unfollowed = answer(conn, "decisions-without-follow-up", {"day": day})
            assert ("first#p2" in column(unreported, "decision")) == left
            assert ("first#p2" in column(unfollowed, "decision")) == left


def test_what_is_not_here_is_found_at_both_questions(process: Repository) -> None:
    process.record("third", '{.decision amends="lost#p1 first#p9"}\n1. The ministers agreed.',
                   kind="decision", more=adopted("2016-01-01", "m2"))  # fmt: skip
    with opened(process) as conn:
        conflicts = answer(conn, "relation-conflicts", {})
        missing = answer(conn, "cited-but-missing", {})
    assert column(conflicts, "nature") == ["dangling"] * 2
    assert column(missing, "cited in") == ["third#p1"] * 2


def notes(process: Repository) -> list[object]:
    with opened(process) as conn:
        return column(answer(conn, "relation-conflicts", {}), "note")


def test_a_decision_that_moved_to_another_number_leaves_a_note(process: Repository) -> None:
    body = "1. They met.\n\n" + FIRST.replace("1. The", "4. The")
    process.record("first", body, kind="decision", more=adopted("2012-05-09", "m1"))
    process.save("Moved")
    assert "first#p1 is said to be no decision any more" in notes(process)


def test_a_later_record_may_speak_of_the_whole_of_the_older_one(process: Repository) -> None:
    process.record("third", "{.decision superseded-by=fourth}\n1. They agreed.", kind="decision",
                   more=adopted("2014-11-21", "m2"))  # fmt: skip
    more = adopted("2015-01-01", "m2") + "supersedes: third\n"
    process.record("fourth", "1. They agreed.", kind="decision", more=more)
    assert notes(process) == []


def test_in_a_chain_a_paragraph_that_is_no_decision_is_here(process: Repository) -> None:
    process.record("third", '1. They met.\n\n{.decision amends="third#p1"}\n2. They agreed.',
                   kind="letter", more=adopted("2016-01-01", "m2"))  # fmt: skip
    with opened(process) as conn:
        found = answer(conn, "decision-chain", {"decision": "third#p2"})
    assert column(found, "what to know") == ["", "a paragraph that nobody takes for a decision"]


def test_what_ended_on_an_unknown_day_is_not_in_force_today(process: Repository) -> None:
    process.record("third", '{.decision revokes="first#p2"}\n1. No more.', kind="decision")
    with opened(process) as conn:
        before = answer(conn, "decisions-in-force", {"day": "2020-01-01"})
        today = answer(conn, "decisions-in-force", {"day": "9999-12-31"})
    assert "first#p2" in column(before, "decision")
    assert "first#p2" not in column(today, "decision")


def test_an_unknown_decision_is_told_with_near_ones(process: Repository) -> None:
    with opened(process) as conn, pytest.raises(NotInArchive, match="did you mean first#p"):
        answer(conn, "life-of", {"decision": "first#p9"})
