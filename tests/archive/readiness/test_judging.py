"""What is found under each heading, in an archive where all lacks and in one where nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from archive.lookup import open_archive
from archive.readiness import HEADINGS, Judged, Lack, Sources, judge
from archive.readiness.judging import JUDGES
from archive.readiness.spread import by_meeting, by_year
from tests.archive.readiness.workspaces import DAY, in_order, wanting
from tests.conftest import Repository


@contextmanager
def sources_of(made: Repository) -> Iterator[Sources]:
    with closing(open_archive(made.workspace.archive)) as conn:
        yield Sources(conn, made.root, DAY)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    with sources_of(wanting(tmp_path_factory.mktemp("bad") / "work")) as sources:
        yield sources


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    with sources_of(in_order(tmp_path_factory.mktemp("good") / "work")) as sources:
        yield sources


@pytest.fixture(scope="module")
def found(bad: Sources) -> dict[str, Judged]:
    return {each.heading.id: each for each in judge(bad)}


def lacks(found: dict[str, Judged]) -> list[Lack]:
    return [lack for each in found.values() for lack in each.lacks]


@pytest.mark.parametrize(("code", "about"), [
    ("G001", {"som3", "min3"}),
    ("G002", {"som1-minutes"}),
    ("G005", {"som", "min"}),
    ("G006", {"som1-minutes"}),
    ("G007", {"conclusions"}),
    ("G008", {"som1-minutes#p2", "conclusions#p2"}),
    ("G009", {"conclusions#p1"}),
    ("G010", {"som1-minutes#p6"}),
    ("G011", {"som1-minutes#p5"}),
    ("G012", {"conclusions#p3"}),
    ("G013", {"letter"}),
    ("G014", {"letter2"}),
    ("G015", {"strategy"}),
    ("G016", {"conclusions"}),
    ("G017", {"conclusions"}),
    ("G018", {"conclusions#u1"}),
    ("G019", {"conclusions"}),
    ("G020", {"strategy"}),
    ("G021", {"secret"}),
    ("G022", {"secret"}),
    ("G023", {"closed"}),
    ("G026", {"old"}),
    ("G027", {"word97"}),
    ("G028", {"sealed", "locked"}),
    ("G029", {"gone"}),
    ("G030", {"scan"}),
])  # fmt: skip
def test_each_lack_is_found_and_nothing_else_by_its_code(
    found: dict[str, Judged], code: str, about: set[str]
) -> None:
    assert {each.finding.subject for each in lacks(found) if each.finding.code == code} == about


def test_a_finding_names_file_and_line(found: dict[str, Judged]) -> None:
    places = {each.finding.subject: each.finding for each in lacks(found)}
    assert (places["som3"].path, places["som3"].line) == ("records/registers/meetings.yaml", 9)
    assert (places["som1-minutes#p5"].path, places["som1-minutes#p5"].line) == (
        "records/som1-minutes.md", 15,
    )  # fmt: skip


def test_every_finding_says_what_to_do(found: dict[str, Judged]) -> None:
    assert all(each.do and each.finding.remedy for each in lacks(found))


def test_no_score_is_full_where_all_lacks(found: dict[str, Judged]) -> None:
    scored = {name: each.score for name, each in found.items() if each.number}
    assert set(scored) >= set(JUDGES) - {"retention"}
    assert all(score is not None and score < 100 for score in scored.values())


def test_where_nothing_lacks_every_score_is_full(good: Sources) -> None:
    judged = judge(good)
    assert {each.heading.id: each.score for each in judged if each.number} == dict.fromkeys(
        [name for name in JUDGES if name != "retention"], 100
    )
    assert [lack for each in judged for lack in each.lacks] == []


def test_what_is_named_as_unknown_is_in_order_and_counted_as_such(good: Sources) -> None:
    (minutes,) = judge(good, {"minutes"})
    assert (minutes.number, minutes.in_order, minutes.named) == (3, 3, 1)


def test_only_what_is_asked_for_is_judged(bad: Sources) -> None:
    assert [each.heading.id for each in judge(bad, {"letters", "minutes"})] == [
        "minutes", "letters",
    ]  # fmt: skip


def test_an_empty_archive_has_nothing_to_judge(repository: Repository) -> None:
    repository.save()
    repository.build()
    with sources_of(repository) as sources:
        judged = judge(sources)
    assert {each.score for each in judged} == {None}
    assert all(each.reckoning().startswith("nothing to judge: ") for each in judged)


def test_a_letter_of_this_month_is_not_judged(repository: Repository) -> None:
    repository.write("registers/bodies.yaml", "- {id: sec, name: Sec, kind: secretariat}\n")
    repository.record("new", kind="letter", more="date: 2026-11-10\nto: [sec]\n")
    repository.save()
    repository.build()
    with sources_of(repository) as sources:
        (letters,) = judge(sources, {"letters"})
    assert (letters.number, letters.lacks) == (0, ())


def test_minutes_that_no_later_meeting_could_adopt_cost_nothing(repository: Repository) -> None:
    repository.write("registers/bodies.yaml", "- {id: som, name: SOM, kind: meeting}\n")
    meeting = "- {id: one, body: som, title: One, date: 2026-01-01, state: held}\n"
    repository.write("registers/meetings.yaml", meeting)
    repository.record("m", kind="minutes", more="meeting: one\nstatus: draft\n")
    repository.save()
    repository.build()
    with sources_of(repository) as sources:
        (adoption,) = judge(sources, {"adoption"})
    assert adoption.score is None
    assert [lack.finding.code for lack in adoption.lacks] == ["G004"]


def test_what_is_here_and_lacks_of_each_meeting(bad: Sources, found: dict[str, Judged]) -> None:
    told = {each.id: each for each in by_meeting(bad, found.values())}
    assert (told["som1"].minutes, told["som1"].adopted) == ("yes", "no")
    assert (told["som3"].minutes, told["som3"].adopted, told["som3"].records) == ("no", "", 0)
    assert told["som3"].lacks == 2  # its minutes, and the number before it


def test_what_is_named_of_a_meeting_is_told_so(good: Sources) -> None:
    told = {each.id: each.minutes for each in by_meeting(good, judge(good))}
    assert told == {"som1": "yes", "som2": "named", "min1": "yes"}


def test_years_have_no_hole_and_their_sums_are_whole(
    bad: Sources, found: dict[str, Judged]
) -> None:
    years, undated, unplaced = by_year(bad, found.values())
    assert [each.year for each in years] == [2023, 2024, 2025]
    records = bad.number("SELECT count(*) FROM record WHERE NOT removed")
    assert sum(each.records for each in years) + undated == records
    costly = [lack for lack in lacks(found) if lack.cost]
    assert sum(each.lacks for each in years) + unplaced == len(costly)


def test_every_heading_but_packing_is_judged_here() -> None:
    assert set(HEADINGS) - set(JUDGES) == {"packing"}


def test_personal_data_past_its_time_costs_most(repository: Repository) -> None:
    rules = (
        "- {id: names, name: Names, years: 1, after: date, personal: true}\n"
        "- {id: papers, name: Papers, years: 1, after: date}\n"
    )
    repository.write("registers/retention.yaml", rules)
    repository.record("list", more="date: 2024-01-01\nretention: names\n")
    repository.record("paper", more="date: 2024-01-01\nretention: papers\n")
    repository.record("new", more="date: 2026-01-01\nretention: names\n")
    repository.save()
    repository.build()
    with sources_of(repository) as sources:
        (retention,) = judge(sources, {"retention"})
    costs = {lack.thing: (lack.finding.code, lack.cost) for lack in retention.lacks}
    assert costs == {"list": ("G024", 1), "paper": ("G025", 0.25)}
    assert retention.number == 3
