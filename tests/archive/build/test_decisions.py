"""Decisions as a build keeps them: what was in force on a day, as known at a commit."""

from __future__ import annotations

import pytest

from tests.conftest import Repository

MEETINGS = """\
- {id: m1, body: ministers, title: First, date: 2015-04-27/2015-04-28, state: held}
- {id: m2, body: ministers, title: Second, date: 2017-11-21, state: held}
- {id: m3, body: ministers, title: Third, date: 2019-05-15, state: held}
- {id: m4, body: ministers, title: Fourth}
"""


@pytest.fixture
def register(repository: Repository) -> Repository:
    repository.write("registers/meetings.yaml", MEETINGS)
    repository.write("registers/bodies.yaml", "- {id: ministers, name: Ministers, kind: body}\n")
    conclusions(repository, "a", "m1", "{.decision}\n1. They agreed.")
    repository.save()
    return repository


def conclusions(
    repository: Repository, record: str, meeting: str, body: str, more: str = ""
) -> None:
    more = more or f"meeting: {meeting}\nstatus: final\n"
    repository.record(record, body, more=more, kind="decision", title=f"Conclusions {record}")


def now(repository: Repository, decision: str) -> list[tuple[object, ...]]:
    repository.build()
    return repository.rows(
        "SELECT state, valid_from, valid_to FROM decision_state "
        "WHERE decision = ? AND recorded_to IS NULL ORDER BY n",
        decision,
    )


def test_adopted_from_the_date_of_its_meeting(register: Repository) -> None:
    assert now(register, "a#p1") == [("adopted", "2015-04-27", None)]


def test_an_effective_date_comes_before_all_others(register: Repository) -> None:
    conclusions(register, "b", "m2", "{.decision effective=2018-01-01}\n1. They agreed.")
    register.save()
    assert now(register, "b#p1") == [("adopted", "2018-01-01", None)]


def test_the_day_of_adoption_comes_before_the_meeting(register: Repository) -> None:
    more = "status: adopted\nadopted_on: 2017-12-01\nmeeting: m2\n"
    conclusions(register, "b", "m2", "{.decision}\n1. They agreed.", more)
    register.save()
    assert now(register, "b#p1") == [("adopted", "2017-12-01", None)]


def test_without_a_date_it_is_unknown_and_never_a_commits(register: Repository) -> None:
    conclusions(register, "b", "m4", "{.decision}\n1. They agreed.")
    register.save()
    assert now(register, "b#p1") == [("adopted", None, None)]


@pytest.mark.parametrize("mark", ["", "{.decision responsible=ministers}\n"])
def test_the_list_inside_is_part_of_its_words(register: Repository, mark: str) -> None:
    marked = "   {.action}\n   - to pay for it."
    body = f"{mark}7. Agreed on the following:\n\n   - to set up a group;\n   - to meet.\n\n"
    conclusions(register, "b", "m2", body + (marked if mark else ""))
    register.save()
    register.build()
    text = "Agreed on the following: to set up a group; to meet."
    assert register.one("SELECT text FROM decision WHERE id = 'b#p7'") == text
    tasks = register.rows("SELECT text FROM action WHERE id = 'b#p7'")
    assert tasks == ([(text,)] if mark else [])


@pytest.mark.parametrize(
    ("older", "later", "state"),
    [
        ('superseded-by="b#p1"', 'supersedes="a#p1" scope=part', "amended"),
        ('superseded-by="b#p1" scope=part', 'supersedes="a#p1"', "superseded"),
        ('superseded-by="b#p1"', 'amends="a#p1"', "amended"),
    ],
)
def test_where_two_sides_disagree_the_one_that_acts_decides(
    register: Repository, older: str, later: str, state: str
) -> None:
    conclusions(register, "a", "m1", f"{{.decision {older}}}\n1. They agreed.")
    conclusions(register, "b", "m2", f"{{.decision {later}}}\n1. They agreed anew.")
    register.save()
    assert [row[0] for row in now(register, "a#p1")] == ["adopted", state]


def test_an_adopted_successor_ends_its_predecessor(register: Repository) -> None:
    conclusions(register, "b", "m2", '{.decision supersedes="a#p1"}\n1. They agreed anew.')
    register.save()
    assert now(register, "a#p1") == [
        ("adopted", "2015-04-27", "2017-11-21"),
        ("superseded", "2017-11-21", None),
    ]


@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ("status: draft\nmeeting: m2\n", ".decision"),
        ("status: withdrawn\nmeeting: m2\n", ".decision"),
        ("", ".proposal"),
    ],
)
def test_a_draft_or_a_proposal_ends_nothing(register: Repository, more: str, mark: str) -> None:
    conclusions(register, "b", "m2", f'{{{mark} supersedes="a#p1"}}\n1. To be new.', more)
    register.save()
    assert now(register, "a#p1") == [("adopted", "2015-04-27", None)]


def test_a_successor_that_is_older_ends_nothing(register: Repository) -> None:
    conclusions(register, "b", "m2", "{.decision}\n1. They agreed.")
    conclusions(register, "c", "m1", '{.decision supersedes="b#p1"}\n1. They agreed.')
    register.save()
    assert now(register, "b#p1") == [("adopted", "2017-11-21", None)]


def test_two_that_end_each_other_without_dates_both_stay(register: Repository) -> None:
    conclusions(register, "b", "m4", '{.decision supersedes="c#p1"}\n1. One.')
    conclusions(register, "c", "m4", '{.decision supersedes="b#p1"}\n1. Other.')
    register.save()
    assert now(register, "b#p1") == now(register, "c#p1") == [("adopted", None, None)]


def test_of_two_that_end_each_other_the_later_does(register: Repository) -> None:
    conclusions(register, "b", "m2", '{.decision supersedes="c#p1"}\n1. One.')
    conclusions(register, "c", "m3", '{.decision supersedes="b#p1"}\n1. Other.')
    register.save()
    assert [row[0] for row in now(register, "b#p1")] == ["adopted", "superseded"]
    assert [row[0] for row in now(register, "c#p1")] == ["adopted"]


def test_a_long_ring_ends_nothing_and_takes_little_time(register: Repository) -> None:
    marked = (f'{{.decision supersedes="b#p{n % 400 + 1}"}}\n{n}. Next.' for n in range(1, 401))
    conclusions(register, "b", "m4", "\n\n".join(marked))
    register.save()
    register.build()
    count = "SELECT count(*) FROM decision WHERE record = 'b' AND status = 'adopted'"
    assert register.one(count) == 400


def test_a_long_line_of_proposals_that_adopt_each_other_is_survived(register: Repository) -> None:
    marked = (f'{{.proposal adopts="b#p{n - 1}"}}\n{n}. Next.' for n in range(1, 1101))
    conclusions(register, "b", "m4", "\n\n".join(marked))
    register.save()
    assert [row[0] for row in now(register, "b#p1")] == ["proposed"]


def test_the_older_side_may_say_it_too(register: Repository) -> None:
    conclusions(register, "b", "m2", "{.decision}\n1. They agreed anew.")
    conclusions(register, "a", "m1", '{.decision superseded-by="b#p1"}\n1. They agreed.')
    register.save()
    assert [row[0] for row in now(register, "a#p1")] == ["adopted", "superseded"]
    said = register.rows('SELECT asserted_in, "from", "to", kind FROM relation')
    assert said == [("a#p1", "b#p1", "a#p1", "supersedes")]


def test_a_record_that_replaces_another_ends_its_decisions(register: Repository) -> None:
    conclusions(register, "b", "m2", "1. Anew.", "supersedes: a\nmeeting: m2\nstatus: final\n")
    register.save()
    assert [row[0] for row in now(register, "a#p1")] == ["adopted", "superseded"]


def test_what_it_reaffirms_stands_though_its_record_is_replaced(register: Repository) -> None:
    conclusions(register, "a", "m1", "{.decision}\n1. They agreed.\n\n{.decision}\n2. And this.")
    more = "supersedes: a\nmeeting: m2\nstatus: final\n"
    conclusions(register, "b", "m2", '{.decision reaffirms="a#p2"}\n1. Anew.', more)
    register.save()
    assert [row[0] for row in now(register, "a#p1")] == ["adopted", "superseded"]
    assert [row[0] for row in now(register, "a#p2")] == ["adopted"]


def test_entered_as_superseded_it_was_in_force_before_and_ended_another(
    register: Repository,
) -> None:
    more = "status: superseded\nmeeting: m2\n"
    conclusions(register, "b", "m2", '{.decision supersedes="a#p1"}\n1. They agreed.', more)
    conclusions(register, "c", "m3", '{.decision supersedes="b#p1"}\n1. They agreed.')
    register.save()
    assert now(register, "a#p1")[0] == ("adopted", "2015-04-27", "2017-11-21")
    assert now(register, "b#p1") == [
        ("adopted", "2017-11-21", "2019-05-15"),
        ("superseded", "2019-05-15", None),
    ]


def test_a_final_text_that_is_adopted_later_counts_from_then(register: Repository) -> None:
    conclusions(register, "b", "m4", "{.decision}\n1. They agreed.")
    register.save()
    more = "status: adopted\nadopted_on: 2020-01-01\nmeeting: m4\n"
    conclusions(register, "b", "m4", "{.decision}\n1. They agreed.", more)
    register.save()
    assert now(register, "b#p1") == [("adopted", "2020-01-01", None)]


def test_what_is_first_known_as_amended_is_in_force(register: Repository) -> None:
    more = "decision_unit: record\nstate: amended\ndate: 2020-01-01\n"
    conclusions(register, "b", "m2", "A text.", more)
    register.save()
    assert now(register, "b")[-1] == ("amended", "2020-01-01", None)


def test_a_proposal_is_one_whatever_the_state_of_its_record(register: Repository) -> None:
    more = "state: adopted\ndate: 2020-01-01\n"
    conclusions(register, "b", "m2", "{.proposal}\n1. To agree.", more)
    register.save()
    assert now(register, "b#p1") == [("proposed", "2020-01-01", None)]


def test_an_edit_that_was_never_saved_leaves_nothing_behind(register: Repository) -> None:
    marked = '{.decision supersedes="a#p1"}\n1. They agreed anew.'
    conclusions(register, "b", "m2", marked)
    assert [row[0] for row in now(register, "a#p1")] == ["adopted", "superseded"]
    (register.root / "records" / "b.md").unlink()
    assert now(register, "a#p1") == [("adopted", "2015-04-27", None)]
    assert register.rows("SELECT id, status FROM decision") == [("a#p1", "adopted")]
    assert register.one("SELECT count(*) FROM decision_state") == 1


def test_minutes_hold_decisions_before_they_are_adopted(register: Repository) -> None:
    more = "status: draft\nmeeting: m2\n"
    register.record("b", "{.decision}\nThey agreed.", more=more, kind="minutes")
    register.save()
    assert now(register, "b#p1") == [("adopted", "2017-11-21", None)]
    assert register.one("SELECT minutes_unadopted FROM decision WHERE id = 'b#p1'") == 1


def test_as_known_before_its_successor_came_it_still_held(register: Repository) -> None:
    conclusions(register, "b", "m2", '{.decision supersedes="a#p1"}\n1. They agreed anew.')
    register.save()
    register.build()
    known = "SELECT state, valid_to, recorded_from, recorded_to FROM decision_state "
    assert register.rows(known + "WHERE decision = 'a#p1' ORDER BY n, recorded_from") == [
        ("adopted", None, 1, 2),
        ("adopted", "2017-11-21", 2, None),
        ("superseded", None, 2, None),
    ]


def test_a_meeting_that_gets_its_date_dates_its_decisions(register: Repository) -> None:
    conclusions(register, "b", "m4", "{.decision}\n1. They agreed.")
    register.save()
    register.build()
    dated = MEETINGS.replace("title: Fourth", "title: Fourth, date: 2021-12-15")
    register.write("registers/meetings.yaml", dated)
    register.save()
    assert now(register, "b#p1") == [("adopted", "2021-12-15", None)]


def test_a_draft_adopted_later_is_a_proposal_until_then(register: Repository) -> None:
    conclusions(
        register, "b", "m3", "{.decision}\n1. So be it.", "status: draft\ndate: 2019-05-01\n"
    )
    register.save()
    more = "status: adopted\nadopted_by: m3\ndate: 2019-05-01\n"
    conclusions(register, "b", "m3", "{.decision}\n1. So be it.", more)
    register.save()
    assert now(register, "b#p1") == [
        ("proposed", "2019-05-01", "2019-05-15"),
        ("adopted", "2019-05-15", None),
    ]


def test_a_removed_decision_is_kept_as_removed(register: Repository) -> None:
    conclusions(register, "a", "m1", "1. Lunch.")
    register.save()
    register.build()
    assert register.one("SELECT removed FROM decision WHERE id = 'a#p1' AND basis = 'stated'") == 1


def test_a_whole_record_may_be_one_decision(register: Repository) -> None:
    more = "decision_unit: record\nmeeting: m2\nstatus: final\n"
    more += "relations: [{kind: amends, to: 'a#p1'}]\n"
    conclusions(register, "b", "m2", "A text.", more)
    register.save()
    assert now(register, "b") == [("adopted", "2017-11-21", None)]
    assert [row[0] for row in now(register, "a#p1")] == ["adopted", "amended"]


def test_a_counted_paragraph_is_told_as_one_that_bears_its_number(register: Repository) -> None:
    conclusions(register, "b", "m2", "{.decision}\nThey agreed.")
    conclusions(register, "c", "m2", "{.decision}\nThey agreed.\n\n7. They met.")
    register.save()
    register.build()
    rows = register.rows("SELECT id, reference FROM decision")
    told = {str(name): reference for name, reference in rows}
    assert told["a#p1"] == "Conclusions a, paragraph 1"
    assert told["b#p1"] == "Conclusions b, paragraph 1"
    assert told["c#u1"] == "Conclusions c, paragraph u1"
