"""What a run tells at its end: numbers that add up, and each sort of finding once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.toolkit.intake.runners import Here, enclosing, failing, read
from toolkit.intake.adding import Adding, Wanted
from toolkit.intake.model import Trouble
from toolkit.intake.report import Tally, grouped, in_order, proposed, summary
from toolkit.intake.store import Item, Store
from toolkit.intake.tasks import Result, Task


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "intake") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def items(store: Store) -> list[Item]:
    return store.items()


def tally(store: Store, few: int = 2) -> Tally:
    made = Tally(0.95, few)
    for item in store.items():
        made.add(item)
    return made


def test_what_came_within_others_counts_only_where_it_was_added(store: Store, folder: Path) -> None:
    (folder / "a.txt").write_text("Holder\n> one\n> one", encoding="utf-8")
    outcome = Adding(store, Wanted(), {}).run([folder], Here(enclosing), lambda d, k: None)
    lines = {what: (number, said) for what, number, said in summary(outcome, tally(store))}
    assert lines["added"] == (
        2, "each waits as a record that is proposed; 1 of them came within mails and packages"
    )  # fmt: skip
    assert lines["duplicate"][0] == 1


def test_what_there_was_none_of_is_not_told(store: Store, folder: Path) -> None:
    outcome = Adding(store, Wanted(), {}).run([folder], Here(), lambda d, k: None)
    assert [what for what, _, _ in summary(outcome, tally(store))] == ["added"]


def test_one_reason_is_told_once_with_some_of_its_files(store: Store, folder: Path) -> None:
    for name in "abcde":
        (folder / f"{name}.txt").write_text(name, encoding="utf-8")
    Adding(store, Wanted(), {}).run([folder], Here(failing), lambda d, k: None)
    assert grouped(tally(store), 80) == [
        "",
        "I006 damaged, 5 files: look for another copy of it; what could be read is there",
        "  it is broken:",
        "    in/a.txt",
        "    in/b.txt",
        "    ... and 3 more: see the report",
    ]


def test_notes_are_for_the_review_alone(store: Store, folder: Path) -> None:
    def noting(task: Task) -> Result:
        done = read(task)
        assert done.extracted is not None
        troubles = (Trouble(code="I008", message="a guess"),)
        return replace(done, extracted=replace(done.extracted, troubles=troubles))

    (folder / "a.txt").write_text("a", encoding="utf-8")
    Adding(store, Wanted(), {}).run([folder], Here(noting), lambda d, k: None)
    assert grouped(tally(store), 80) == []


def test_files_stand_by_name_and_number(store: Store, folder: Path) -> None:
    for name in ("b 10.txt", "b 2.txt", "a.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    Adding(store, Wanted(), {}).run([folder], Here(), lambda d, k: None)
    assert [item.name for item in in_order(items(store))] == ["a.txt", "b 2.txt", "b 10.txt"]


@pytest.mark.parametrize("width", [60, 80, 140, None])
def test_a_proposal_fits_any_screen(width: int | None, store: Store, folder: Path) -> None:
    (folder / "a.txt").write_text("A title that is long " * 8, encoding="utf-8")
    Adding(store, Wanted(), {}).run([folder], Here(), lambda d, k: None)
    lines = proposed(items(store)[0], width)
    assert max(map(len, lines)) <= (width or 1000)
    assert "6 May 2024" in " ".join(lines)
