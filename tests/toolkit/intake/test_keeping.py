"""Files that change, vanish, or cannot be kept while they are added; and a disk that is full."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.toolkit.intake.runners import Here, failing, read
from tests.toolkit.intake.test_adding import add, only_codes, put, states
from toolkit.intake.keeping import NoRoom
from toolkit.intake.store import Changed, Store
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX's")
def test_a_pipe_is_left_out_and_one_that_took_a_files_place_waits_for_nobody(
    store: Store, folder: Path
) -> None:
    os.mkfifo(folder / "a.txt")
    assert add(store, folder).told == [
        f"{folder / 'a.txt'} is neither a file nor a folder: left out"
    ]
    with pytest.raises(OSError, match="no file"):
        store.keep(folder / "a.txt")


def test_a_full_disk_ends_the_run_and_loses_nothing(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, a="1", b="2", c="3")
    usage = shutil.disk_usage(folder)._replace(free=1_000_000)

    def fills(task: Task) -> Result:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
        return failing(task)

    with pytest.raises(NoRoom, match="make room, and run the same command again"):
        add(store, folder, Here(fills))
    assert states(store) == {"a.txt": "waiting"}
    monkeypatch.undo()
    add(store, folder)
    assert states(store) == {"a.txt": "read", "b.txt": "read", "c.txt": "read"}


def test_a_copy_that_cannot_be_written_is_no_fault_of_the_file(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, a="1")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(NoRoom):
            add(store, folder)
    assert not any(path.is_file() for path in store.files.rglob("*"))
    add(store, folder)
    assert states(store) == {"a.txt": "read"}


def test_a_file_that_vanishes_costs_itself(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2", c="3")

    def takes_away(task: Task) -> Result:
        (folder / "b.txt").unlink(missing_ok=True)
        return read(task)

    add(store, folder, Here(takes_away))
    assert states(store) == {"a.txt": "read", "b.txt": "failed", "c.txt": "read"}
    assert only_codes(store) == ["I019"]


@pytest.mark.parametrize("new", ["12", "", "2"], ids=["grows", "shrinks", "is written to"])
def test_a_file_that_changes_while_it_is_copied_is_told_and_left_for_later(
    store: Store, folder: Path, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, a="1")
    with monkeypatch.context() as patch:  # the copy is flushed once all is read
        patch.setattr(os, "fsync", lambda number: put(folder, a=new))
        add(store, folder)
    assert only_codes(store) == ["I019"]
    assert not any(path.is_file() for path in store.files.rglob("*"))
    add(store, folder)
    assert states(store) == {"a.txt": "read"}


def test_a_file_that_grows_without_end_is_not_followed(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, a="1")

    def smaller(number: int) -> os.stat_result:
        (folder / "a.txt").write_bytes(bytes(3 << 20))
        return found

    found = (folder / "a.txt").stat()
    monkeypatch.setattr(os, "fstat", smaller)
    with pytest.raises(Changed):
        store.keep(folder / "a.txt")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may read everything"
)
def test_a_file_that_nobody_may_read_costs_itself(store: Store, folder: Path) -> None:
    put(folder, a="1", b="2")
    (folder / "a.txt").chmod(0)
    add(store, folder)
    assert states(store) == {"a.txt": "failed", "b.txt": "read"}


def test_a_file_whose_reading_fails_costs_itself(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, a="1", b="2")
    real = os.open

    def refused(path: Path, *more: int) -> int:
        if Path(path).name == "a.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *more)

    monkeypatch.setattr(os, "open", refused)
    add(store, folder)
    assert states(store) == {"a.txt": "failed", "b.txt": "read"}


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such devices")
def test_a_device_is_left_out(store: Store, folder: Path) -> None:
    assert add(store, Path("/dev/zero")).told == [
        "/dev/zero is neither a file nor a folder: left out"
    ]
