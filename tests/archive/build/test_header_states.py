"""What a foreign header said from save to save becomes states: was it in force on that day?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.questions import answer
from archive.reading import open_archive
from tests.archive.imported import Elsewhere, bring_in
from tests.conftest import Repository

FIRST = 1_600_000_000  # 13 September 2020
DAY = 86_400


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere")


def save(elsewhere: Elsewhere, day: int, status: str, created: str = "2020-09-01") -> None:
    elsewhere.proposal(1, status, more=f"created: {created}\n")
    elsewhere.save(when=FIRST + day * DAY)


def iso(day: int) -> str:
    return datetime.fromtimestamp(FIRST + day * DAY, UTC).date().isoformat()


def states(repository: Repository, columns: str) -> list[tuple[object, ...]]:
    query = f"SELECT {columns} FROM decision_state WHERE recorded_to IS NULL ORDER BY n"  # noqa: S608
    return repository.rows(query)


def test_each_word_is_a_state_that_the_next_ends(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    for day, status in ((0, "Draft"), (10, "Final"), (20, "Superseded")):
        save(elsewhere, day, status)
    bring_in(repository, elsewhere)
    assert states(repository, "state, valid_from, surely_from") == [
        ("proposed", "2020-09-01", "2020-09-01"),
        ("adopted", iso(0), iso(10)),
        ("superseded", iso(10), iso(20)),
    ]


def test_a_save_between_narrows_when_it_changed(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    save(elsewhere, 0, "Draft")
    save(elsewhere, 9, "Draft", created="2020-09-02")
    save(elsewhere, 10, "Final")
    bring_in(repository, elsewhere)
    assert states(repository, "since_edtf")[1] == (f"{iso(9)}/{iso(10)}",)


def test_headers_may_go_back(repository: Repository, elsewhere: Elsewhere) -> None:
    for day, status in enumerate(("Draft", "Stagnant", "Draft", "Final")):
        save(elsewhere, day, status)
    bring_in(repository, elsewhere)
    assert [row[0] for row in states(repository, "state")] == [
        "proposed", "lapsed", "proposed", "adopted",
    ]  # fmt: skip


def test_nothing_is_in_force_before_it_was_written(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    save(elsewhere, 5, "Final")
    bring_in(repository, elsewhere)
    assert states(repository, "valid_from, surely_from") == [("2020-09-01", iso(5))]


def test_a_word_that_no_profile_knows_is_no_state_of_ours(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    save(elsewhere, 0, "Final")
    save(elsewhere, 1, "Weird Word")
    bring_in(repository, elsewhere)
    assert [row[0] for row in states(repository, "state")] == ["adopted", "unknown"]
    assert repository.one("SELECT status FROM decision") == "unknown"


def test_as_known_before_a_change_it_had_not_changed(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    save(elsewhere, 0, "Draft")
    save(elsewhere, 10, "Final")
    bring_in(repository, elsewhere)
    first = repository.one("SELECT min(recorded_from) FROM decision_state")
    rows = repository.rows(
        "SELECT state, valid_to FROM decision_state WHERE recorded_from = ?", first
    )
    assert rows == [("proposed", None)]


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (5, [("Final", "not yet"), ("Draft", "yes")]),
        (30, [("Final", "yes"), ("Draft", "no longer")]),
    ],
)
def test_the_status_can_be_asked_as_of_any_day(
    repository: Repository, elsewhere: Elsewhere, day: int, held: list[tuple[str, str]]
) -> None:
    save(elsewhere, 0, "Draft")
    save(elsewhere, 9, "Draft", created="2020-09-02")
    save(elsewhere, 10, "Final")
    bring_in(repository, elsewhere)
    conn = open_archive(repository.workspace.archive)
    found = answer(conn, "status-of", {"record": "eips.eip-1", "day": iso(day)})
    conn.close()
    place = [found.columns.index(name) for name in ("in its own words", "had it that day")]
    assert [tuple(row[each] for each in place) for row in found.rows] == held


def test_a_header_may_give_the_day_of_adoption(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    repository.write(
        "registers/profiles/rules.yaml",
        "name: Rules\nkind: decision\ndecision_unit: record\nid: 'eip-{eip}'\n"
        "header: {fields: {status: status, created: date, decided-on: adopted}}\n"
        "status: {draft: proposed, final: adopted}\n",
    )
    save(elsewhere, 0, "Draft")
    elsewhere.proposal(1, "Final", more="created: 2020-09-01\nDecided-On: 15 September 2020\n")
    elsewhere.save(when=FIRST + 10 * DAY)
    bring_in(repository, elsewhere, profile="rules")
    assert states(repository, "state, since_edtf, since_basis") == [
        ("proposed", "2020-09-01", "its own text"),
        ("adopted", "2020-09-15", "the day of adoption"),
    ]
