"""Two histories and the own in one order: what the archive knew at any time is what was there."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.build.order import merge, steady
from archive.digest import digest
from archive.errors import NotInArchive
from archive.lookup import known_at, open_archive
from tests.archive.imported import Elsewhere, bring_in, status_at
from tests.conftest import Repository, make_repository

times = st.lists(st.one_of(st.none(), st.integers(0, 50)), max_size=30)


@given(times)
def test_steady_times_never_step_back(given_times: list[int | None]) -> None:
    found = steady(given_times)
    assert len(found) == len(given_times)
    assert found == sorted(found)


@given(st.lists(st.integers(0, 50), max_size=30))
def test_times_that_are_steady_stay(given_times: list[int]) -> None:
    assert steady(sorted(given_times)) == sorted(given_times)


def test_one_wrong_clock_moves_nothing_else() -> None:
    assert steady([10, 20, 5, 30, 99, 40]) == [10, 20, 20, 30, 30, 40]


def test_of_two_clocks_that_disagree_the_first_is_believed() -> None:
    assert steady([20, 5, 30]) == [20, 20, 30]
    assert steady([1, 10, None, 5, 20]) == [1, 10, 10, 10, 20]


@given(st.lists(times, max_size=4))
def test_each_history_keeps_its_own_order(lines: list[list[int | None]]) -> None:
    order = merge(lines)
    for line, its_times in enumerate(lines):
        assert [place for which, place in order if which == line] == list(range(len(its_times)))


DAY = 86_400
FIRST = 1_600_000_000
STATUSES = ("Draft", "Review", "Final", "Withdrawn")

steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from((1, 2, 3)), st.sampled_from(STATUSES)),
        st.tuples(st.just("remove"), st.sampled_from((1, 2, 3))),
        st.tuples(st.just("rename"), st.sampled_from((1, 2, 3))),
        st.tuples(st.just("save"), st.integers(0, 3)),
    ),
    min_size=3,
    max_size=9,
)


def iso(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def play(elsewhere: Elsewhere, todo: list[tuple[object, ...]]) -> list[tuple[int, dict[int, str]]]:
    """Make a history; (day of each commit, the status of each number that is there then)."""
    here: dict[int, tuple[str, str]] = {}
    told = []
    day = 0
    for step in [*todo, ("save", 1)]:
        match step:
            case ("write", int(n), str(status)):
                path = here[n][0] if n in here else f"EIPS/eip-{n}.md"
                elsewhere.proposal(n, status, path=path, body=f"Words of number {n}. " * 40)
                here[n] = (path, status)
            case ("remove", int(n)) if n in here:
                elsewhere.remove(here.pop(n)[0])
            case ("rename", int(n)) if n in here:
                path, status = here[n]
                new = f"EIPS/{'old' if 'eip' in path else 'eip'}-{n}.md"
                elsewhere.move(path, new)
                here[n] = (new, status)
            case ("save", int(later)):
                day += later
                elsewhere.save(when=FIRST + day * DAY)
                told.append((day, {n: status for n, (_, status) in here.items()}))
            case _:
                pass
    return told


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=steps, second=steps, own_days=st.lists(st.integers(0, 20), max_size=3))
def test_as_known_on_any_day_is_the_tree_of_that_day(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[object, ...]],
    second: list[tuple[object, ...]],
    own_days: list[int],
) -> None:
    place = tmp_path_factory.mktemp("play")
    repository = make_repository(place / "work")
    for day in sorted(own_days):
        repository.record("own", f"Words of day {day}.")
        repository.when = FIRST + day * DAY - 3600
        repository.save()
    told = {}
    for own, todo in (("one", first), ("two", second)):
        elsewhere = Elsewhere(place / own)
        told[own] = play(elsewhere, todo)
        if any(there for _, there in told[own]):
            bring_in(repository, elsewhere, own)
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as conn:
        begun = conn.execute("SELECT min(commit_time) FROM commit_").fetchone()[0]
        for own, commits in told.items():
            for day, there in dict(commits).items():  # the last commit of each day
                if begun is not None and FIRST + day * DAY >= begun:
                    at = known_at(conn, iso(FIRST + day * DAY))
                    found = {n: status_at(repository, f"{own}.eip-{n}", at) for n in (1, 2, 3)}
                    assert {n: status for n, status in found.items() if status} == there
    small_steps = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == small_steps


def test_a_wrong_clock_does_not_show_the_future(repository: Repository, tmp_path: Path) -> None:
    elsewhere = Elsewhere(tmp_path / "elsewhere")
    for place, status in enumerate(("Draft", "Review", "Final")):
        elsewhere.proposal(1, status)
        elsewhere.save(when=FIRST + place * DAY if status != "Review" else 400_000_000)
    bring_in(repository, elsewhere)
    conn = open_archive(repository.workspace.archive)
    assert status_at(repository, "eips.eip-1", known_at(conn, iso(FIRST + DAY))) == "Review"
    conn.close()


def test_an_own_commit_of_an_earlier_day_makes_the_archive_anew(
    repository: Repository, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(tmp_path / "elsewhere")
    elsewhere.proposal(1)
    elsewhere.save(when=2_000_000_000)
    bring_in(repository, elsewhere)
    repository.save()
    repository.build()
    repository.record("a")
    repository.save()
    assert repository.build().mode == "whole"
    found = repository.rows("SELECT line FROM commit_ WHERE hash IS NOT NULL ORDER BY seq")
    assert found[-1] == ("eips",)


def test_one_repository_may_be_imported_twice(repository: Repository, tmp_path: Path) -> None:
    elsewhere = Elsewhere(tmp_path / "elsewhere")
    elsewhere.proposal(1)
    elsewhere.write("minutes/2020-05-04.md", "# Meeting\n")
    head = elsewhere.save()
    bring_in(repository, elsewhere)
    bring_in(repository, elsewhere, "board", paths=("minutes/*",), profile="minutes")
    assert repository.one("SELECT count(*) FROM commit_ WHERE hash = ?", head) == 2
    with closing(open_archive(repository.workspace.archive)) as conn:
        assert known_at(conn, head) == 2


def test_two_imports_do_not_touch_each_other(repository: Repository, tmp_path: Path) -> None:
    for own in ("one", "two"):
        elsewhere = Elsewhere(tmp_path / own)
        elsewhere.proposal(1, more=f"author: {own}\n")
        elsewhere.save()
        bring_in(repository, elsewhere, own)
    assert repository.rows("SELECT id, authors FROM record ORDER BY id") == [
        ("one.eip-1", '["one"]'),
        ("two.eip-1", '["two"]'),
    ]
    before = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == before


def test_a_state_is_dated_by_when_its_commit_counts_as_made(
    repository: Repository, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(tmp_path / "elsewhere")
    elsewhere.proposal(1, "Draft", more="created: 2020-09-01\n")
    elsewhere.save(when=1_600_000_000)  # 13 September 2020
    elsewhere.proposal(1, "Final", more="created: 2020-09-01\n")
    elsewhere.save(when=1_500_000_000)  # 14 July 2017
    elsewhere.save(when=1_700_000_000)
    bring_in(repository, elsewhere)
    states = "SELECT state, since_edtf FROM decision_state WHERE recorded_to IS NULL ORDER BY n"
    assert repository.rows(states) == [("proposed", "2020-09-01"), ("adopted", "2020-09-13")]


def test_own_saves_whose_clock_ran_back_stay_in_their_place(repository: Repository) -> None:
    start = repository.when
    for n, when in enumerate((start, start - 400 * DAY, start + 9 * DAY)):
        repository.when = when
        repository.record("a", f"Wording {n}.")
        repository.save()
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as conn:
        assert known_at(conn, iso(start + DAY)) == 2
        with pytest.raises(NotInArchive, match="knew nothing yet"):
            known_at(conn, iso(start - 300 * DAY))
