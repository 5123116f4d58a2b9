"""A run of `add`: what is kept, what is read, what an earlier run has done already."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.errors import UsageProblem
from tests.toolkit.intake.runners import Here, enclosing, failing, read
from toolkit.intake.adding import Adding, Outcome, Wanted
from toolkit.intake.model import Enclosed, Limits
from toolkit.intake.report import write_report
from toolkit.intake.store import Changed, IntakeUnusable, Item, Store
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


def add(
    store: Store, folder: Path, runner: Here | None = None, wanted: Wanted | None = None,
    archived: dict[str, str] | None = None, limits: Limits | None = None,
) -> Outcome:  # fmt: skip
    adding = Adding(store, wanted or Wanted(), archived or {}, limits)
    return adding.run([folder], runner or Here(), lambda done, known: None)


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def states(store: Store) -> dict[str, str]:
    return {item.name: item.state for item in store.items()}


def only(store: Store) -> Item:
    (item,) = store.items()
    return store.item(item.id)


def test_a_file_is_kept_byte_for_byte_and_waits(store: Store, folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"One\r\n\xef\xbb\xbftwo")
    add(store, folder)
    item = only(store)
    assert item.state == "read"
    assert store.path_of(item.sha256).read_bytes() == b"One\r\n\xef\xbb\xbftwo"


def test_the_same_bytes_are_read_once(store: Store, folder: Path) -> None:
    put(folder, a="same", b="same", c="other")
    runner = Here()
    add(store, folder, runner)
    assert states(store) == {"a.txt": "read", "b.txt": "duplicate", "c.txt": "read"}
    assert runner.read == ["a.txt", "c.txt"]


def test_a_duplicate_names_what_it_is_one_of(store: Store, folder: Path) -> None:
    put(folder, a="same", b="same")
    add(store, folder)
    twin = next(item for item in store.items("duplicate"))
    assert twin.troubles[0].code == "I014"
    assert twin.troubles[0].message.endswith("a.txt")


def test_what_is_an_original_of_a_record_is_a_duplicate(store: Store, folder: Path) -> None:
    put(folder, a="x")
    sha = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    add(store, folder, archived={sha: "letter-1"})
    assert only(store).twin == "the record letter-1"


def test_a_second_run_reads_nothing_again(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2")
    add(store, folder)
    runner = Here()
    outcome = add(store, folder, runner)
    assert (runner.read, outcome.here) == ([], 2)


def test_a_changed_file_is_read_again(store: Store, folder: Path) -> None:
    put(folder, a="1")
    add(store, folder)
    put(folder, a="12")
    runner = Here()
    add(store, folder, runner)
    assert runner.read == ["a.txt"]


def test_an_interrupted_run_goes_on(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2", c="3")
    first = Here(stop=1)
    outcome = add(store, folder, first)
    assert (outcome.stopped, first.closed) == (True, True)
    second = Here()
    assert add(store, folder, second).here == 1
    assert first.read + second.read == ["a.txt", "b.txt", "c.txt"]
    assert set(states(store).values()) == {"read"}


def test_what_an_interrupted_run_left_needs_no_source_any_more(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2")
    add(store, folder, Here(stop=1))
    for path in folder.iterdir():
        path.unlink()
    add(store, folder)
    assert states(store)["b.txt"] == "read"


def test_one_failure_stops_none_of_the_rest(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2")
    outcome = add(store, folder, Here(failing))
    assert outcome.states["failed"] == 2
    assert only_codes(store) == ["I006", "I006"]


def only_codes(store: Store) -> list[str]:
    return [trouble.code for item in store.items() for trouble in item.troubles]


def test_a_failure_is_tried_again_only_when_asked(store: Store, folder: Path) -> None:
    put(folder, a="1")
    add(store, folder, Here(failing))
    assert add(store, folder).states["read"] == 0
    assert add(store, folder, wanted=Wanted(again=True)).states["read"] == 1


def test_another_kind_reads_it_again(store: Store, folder: Path) -> None:
    put(folder, a="1")
    add(store, folder)
    runner = Here()
    add(store, folder, runner, Wanted(kind="letter"))
    assert runner.read == ["a.txt"]


def test_what_is_said_later_holds_from_then_on(store: Store, folder: Path) -> None:
    put(folder, a="1")
    add(store, folder)
    add(store, folder, wanted=Wanted(kind="letter"))
    assert only(store).kind == "letter"
    runner = Here()
    add(store, folder, runner, Wanted(kind="letter"))
    assert runner.read == []


def test_the_same_bytes_written_once_more_are_no_duplicate_of_themselves(
    store: Store, folder: Path
) -> None:
    put(folder, a="1")
    add(store, folder)
    os.utime(folder / "a.txt", (1, 1))
    runner = Here()
    outcome = add(store, folder, runner)
    assert (runner.read, outcome.here, outcome.states) == ([], 1, {})
    assert (only(store).state, only(store).troubles) == ("read", ())


def test_a_file_that_could_not_be_kept_is_no_failure_once_it_is(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, a="1")
    with monkeypatch.context() as patch:
        patch.setattr(store, "keep", raising(Changed("a.txt")))
        add(store, folder)
    assert (states(store), only_codes(store)) == ({"a.txt": "failed"}, ["I019"])
    add(store, folder)
    assert (states(store), only_codes(store)) == ({"a.txt": "read"}, [])


def raising(error: Exception) -> Callable[[Path], tuple[str, int]]:
    def instead(path: Path) -> tuple[str, int]:
        raise error

    return instead


def test_what_became_a_record_is_not_proposed_again_with_its_holder(
    store: Store, folder: Path
) -> None:
    put(folder, a="mail\n> first\n> second")
    add(store, folder, Here(enclosing))
    first = store.items()[1]
    store.update(first.id, state="accepted", record="first")
    runner = Here(enclosing)
    add(store, folder, runner, Wanted(again=True))
    assert runner.read == ["a.txt", "1.txt"]
    assert store.item(first.id).state == "accepted"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take names of text only")
def test_a_name_that_is_no_text_is_written_out(store: Store, folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "a") + b"\xff.txt")).write_bytes(b"1")
    add(store, folder)
    assert states(store) == {"a\\udcff.txt": "read"}
    assert add(store, folder).here == 1


def test_a_time_that_no_calendar_has_stops_nothing(store: Store, folder: Path) -> None:
    put(folder, a="1")
    os.utime(folder / "a.txt", (15_000_000_000, 15_000_000_000))  # more than SQLite's numbers
    add(store, folder)
    assert states(store) == {"a.txt": "read"}
    assert add(store, folder).here == 1


def test_a_reader_cannot_have_other_files_moved(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2")

    def naming(task: Task) -> Result:
        done = read(task)
        assert done.extracted is not None
        own = Enclosed(name="x", path=str(folder / "b.txt"))
        return replace(done, extracted=replace(done.extracted, enclosed=(own,)))

    add(store, folder, Here(naming))
    assert only_codes(store) == ["I005", "I005"]
    assert (folder / "b.txt").read_text(encoding="utf-8") == "2"


def test_what_came_within_is_read_as_well_and_knows_its_holder(store: Store, folder: Path) -> None:
    put(folder, a="mail\n> first\n> second")
    outcome = add(store, folder, Here(enclosing))
    holder, first, second = store.items()
    assert (first.parent, second.parent, outcome.enclosed) == (holder.id, holder.id, 2)
    assert first.place.endswith("a.txt > 0.txt")


def test_files_within_files_end_somewhere(store: Store, folder: Path) -> None:
    put(folder, a="1\n> > > > x\n")
    add(store, folder, Here(enclosing), limits=Limits(depth=0))
    assert only_codes(store) == ["I012"]


def test_a_file_beyond_the_limit_is_not_even_copied(store: Store, folder: Path) -> None:
    put(folder, a="12345")
    add(store, folder, limits=Limits(size=4))
    assert only_codes(store) == ["I003"]
    assert not any(path.is_file() for path in store.files.rglob("*"))


def test_links_and_litter_are_left_out(store: Store, folder: Path, tmp_path: Path) -> None:
    put(folder, a="1")
    put(tmp_path, outside="secret")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    put(folder, **{".hidden": "x", "~$a": "x"})
    (folder / "Thumbs.db").write_bytes(b"x")
    outcome = add(store, folder)
    assert states(store) == {"a.txt": "read"}
    assert outcome.told == [
        f"{folder / 'link.txt'} is a link: left out",
        f"{folder}: 3 hidden or temporary files, such as .hidden.txt, Thumbs.db, ~$a.txt: left out",
    ]


def test_a_path_that_is_not_there_is_a_mistake(store: Store, folder: Path) -> None:
    with pytest.raises(UsageProblem, match="no file or folder"):
        add(store, folder / "missing")


def test_two_runs_at_once_are_refused(store: Store, folder: Path, tmp_path: Path) -> None:
    refused = pytest.raises(IntakeUnusable, match="another command")
    with Store(tmp_path / "intake") as other, other.alone(), refused:
        add(store, folder)


def test_a_proposal_is_as_sure_as_its_least_sure_field(store: Store, folder: Path) -> None:
    put(folder, a="A title", b="")
    add(store, folder)
    assert [item.sure for item in store.items()] == [0.96, 0.3]


def test_the_report_has_a_row_for_each_file(store: Store, folder: Path) -> None:
    put(folder, a="=SUM(A1)", b="same", c="same")
    outcome = add(store, folder)
    path = write_report(store, outcome, "2026-11-27T10:00:00+00:00")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["outcome"] for row in rows] == ["waits for review", "waits for review", "duplicate"]
    assert rows[0]["title"] == "'=SUM(A1)"  # no spreadsheet takes it for a formula
