"""Hashing and copying on threads: each file once, each failure told, nothing left behind."""

from __future__ import annotations

import hashlib
import io
import threading
from functools import partial
from pathlib import Path

import pytest

from toolkit.handover import fixity
from toolkit.handover.fixity import Copy, Job, copy_files, hash_file, hash_files, open_plain


def some_files(folder: Path, count: int = 40) -> dict[str, bytes]:
    folder.mkdir()
    files = {f"f{number}": bytes([number]) * (number * 1000) for number in range(count)}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return files


def jobs_of(folder: Path, names: list[str]) -> list[Job]:
    return [Job(name, partial(open_plain, folder / name)) for name in names]


@pytest.mark.parametrize("threads", [1, 3])
def test_each_file_is_hashed_once_on_any_number_of_threads(tmp_path: Path, threads: int) -> None:
    files = some_files(tmp_path / "f")
    done = list(hash_files(jobs_of(tmp_path / "f", list(files)), threads=threads))
    assert sorted((each.key, each.size, *each.digests) for each in done) == sorted(
        (name, len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
    )


@pytest.mark.parametrize("algorithm", fixity.ALGORITHMS)
def test_every_algorithm_of_older_bags(tmp_path: Path, algorithm: str) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    assert hash_file(tmp_path / "f", (algorithm,)) == (
        3,
        (hashlib.new(algorithm, b"abc").hexdigest(),),
    )


def test_a_file_larger_than_the_buffer(tmp_path: Path) -> None:
    data = bytes(range(256)) * (fixity.BUFFER // 100)
    (tmp_path / "f").write_bytes(data)
    assert hash_file(tmp_path / "f") == (len(data), (hashlib.sha256(data).hexdigest(),))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_file_that_cannot_be_read_is_a_result(tmp_path: Path, threads: int) -> None:
    some_files(tmp_path / "f", 3)
    done = {
        each.key: each.error
        for each in hash_files(jobs_of(tmp_path / "f", ["f1", "gone", "f2"]), threads=threads)
    }
    assert [done["f1"], done["f2"]] == [None, None]
    assert isinstance(done["gone"], FileNotFoundError)


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_ends_with_all_bytes(tmp_path: Path, threads: int) -> None:
    files = some_files(tmp_path / "f")
    total = sum(map(len, files.values()))
    told: list[tuple[int, int]] = []
    jobs = jobs_of(tmp_path / "f", list(files))
    list(hash_files(jobs, total=total, threads=threads, progress=lambda *at: told.append(at)))
    assert told[-1] == (total, total)
    assert told == sorted(told)


def test_no_thread_outlives_one_who_looks_away(tmp_path: Path) -> None:
    files = some_files(tmp_path / "f")
    before = threading.active_count()
    results = hash_files(jobs_of(tmp_path / "f", list(files)), threads=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_a_fault_of_the_program_is_not_swallowed_by_a_thread() -> None:
    def broken() -> io.RawIOBase:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(hash_files([Job("a", broken), Job("b", broken)], threads=2))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"secret")
    (tmp_path / "link").symlink_to("f")
    with pytest.raises(OSError, match="link"):
        open_plain(tmp_path / "link")


@pytest.mark.parametrize("threads", [1, 2])
def test_copies_are_the_same_and_hashed(tmp_path: Path, threads: int) -> None:
    files = some_files(tmp_path / "f")
    (tmp_path / "to").mkdir()
    copies = [Copy(name, tmp_path / "f" / name, tmp_path / "to" / name) for name in files]
    done = {each.key: each for each in copy_files(copies, threads=threads, sync=False)}
    for name, data in files.items():
        assert (tmp_path / "to" / name).read_bytes() == data
        assert done[name][1:] == (len(data), (hashlib.sha256(data).hexdigest(),), None)


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"new")
    (tmp_path / "to").write_bytes(b"old")
    [done] = copy_files([Copy("f", tmp_path / "f", tmp_path / "to")])
    assert isinstance(done.error, FileExistsError)
    assert (tmp_path / "to").read_bytes() == b"old"


def test_a_copy_that_fails_leaves_no_file(tmp_path: Path) -> None:
    class Failing(io.RawIOBase):
        def readinto(self, buffer: object) -> int:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        fixity.copy_and_hash(Failing(), tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_no_core_is_left_idle_and_no_thread_without_work() -> None:
    assert fixity.threads_for(1000, 64) == fixity.MOST_THREADS
    assert fixity.threads_for(1, 4) == 1
    assert fixity.threads_for(0) == 1
