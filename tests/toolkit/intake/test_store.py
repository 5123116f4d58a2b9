"""What is noted of an intake stays noted, whatever ends the command."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.toolkit.intake.runners import Here, read
from toolkit.intake.adding import Adding, Wanted
from toolkit.intake.store import Store
from toolkit.intake.tasks import Result, Task


def note(store: Store, name: str) -> int:
    return store.add(
        source=name, place=name, name=name, folder="", size=1, mtime=1, sha256="", run=1,
        state="waiting",
    )  # fmt: skip


def names(folder: Path) -> list[str]:
    """What another command sees of it."""
    with Store(folder) as other:
        return [item.name for item in other.items()]


def test_what_was_gathered_stays_whatever_ends_it(tmp_path: Path) -> None:
    with Store(tmp_path / "intake") as store:
        with suppress(KeyboardInterrupt), store.gathering():
            note(store, "a")
            raise KeyboardInterrupt
        assert names(store.folder) == ["a"]


def test_changes_that_belong_together_go_together_while_others_are_gathered(
    tmp_path: Path,
) -> None:
    with Store(tmp_path / "intake") as store, store.gathering():
        note(store, "a")
        with suppress(ValueError), store.writing():
            note(store, "b")
            raise ValueError
        note(store, "c")
    assert names(tmp_path / "intake") == ["a", "c"]


def test_each_change_is_kept_at_once_outside(tmp_path: Path) -> None:
    with Store(tmp_path / "intake") as store:
        note(store, "a")
        assert names(store.folder) == ["a"]


class Copying(Here):
    """Keeps the intake as a killed command would leave it after each file."""

    def __init__(self, store: Store, goal: Path) -> None:
        super().__init__()
        self.store, self.goal = store, goal
        self.copies: list[Path] = []

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        for task in tasks:
            self.copies.append(self.goal / str(len(self.copies)))
            shutil.copytree(self.store.folder, self.copies[-1])
            yield read(task)


def test_a_run_that_was_killed_anywhere_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(name, encoding="utf-8")
    with Store(tmp_path / "intake") as store:
        killed = Copying(store, tmp_path)
        Adding(store, Wanted(), {}).run([folder], killed, lambda done, known: None)
    for copy in killed.copies:
        with Store(copy) as store:
            Adding(store, Wanted(), {}).run([folder], Here(), lambda done, known: None)
            assert {item.name: item.state for item in store.items()} == {
                "a.txt": "read",
                "b.txt": "read",
                "c.txt": "read",
            }
            assert all(store.path_of(item.sha256).is_file() for item in store.items())


def test_rows_come_one_by_one_in_the_order_asked(tmp_path: Path) -> None:
    with Store(tmp_path / "intake") as store:
        ids = [note(store, name) for name in "abc"]
        assert [item.name for item in store.each(reversed(ids))] == ["c", "b", "a"]


@pytest.mark.parametrize("index", ["item_parent", "item_message"])
def test_what_is_asked_for_each_file_looks_at_few_rows(index: str, tmp_path: Path) -> None:
    with Store(tmp_path / "intake") as store:
        asked: list[str] = []
        store._db.set_trace_callback(asked.append)
        store.children(1)
        store.record_of_message("<1@example.org>")
        store._db.set_trace_callback(None)
        plans = [str(tuple(store._db.execute(f"EXPLAIN QUERY PLAN {q}").fetchone())) for q in asked]
    assert any(index in plan for plan in plans), plans
