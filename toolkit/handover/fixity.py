"""Fixity: hashes many files on threads, and copies and hashes a file in one pass.

hashlib and reading let other threads run, so that two cores show. Each thread has one buffer,
which it keeps: what is held does not grow with the size or the number of the files.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO, RawIOBase
from pathlib import Path
from time import monotonic
from typing import NamedTuple, Protocol, TypeVar

from archive.whole import sync_folder as sync_folder

#: What BagIt's older and newer bags use, by the names that manifests have in their file names.
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")

#: Their constructors; `hashlib.new` takes longer to find them.
_NEW = {name: getattr(hashlib, name) for name in ALGORITHMS}

#: Bytes that a thread reads at once: large enough to be few calls, small enough for its cache.
BUFFER = 512 * 1024

#: More threads than this only wait for the disk.
MOST_THREADS = 8

#: Bytes in all up to which no threads are started.
FEW = 4 * 1024 * 1024

#: Seconds between two looks at what the threads have done.
LOOK = 0.03

#: Told, at intervals, how many bytes are done of all of them.
Progress = Callable[[int, int], None]

_BINARY = getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Hasher(Protocol):
    """What hashlib gives."""

    def update(self, data: memoryview, /) -> None:
        """Take in more bytes."""

    def hexdigest(self) -> str:
        """The digest of all of them."""


class Job(NamedTuple):
    """One file to hash: `key` names it in the result, `open` opens it (unbuffered, for reading)."""

    key: str
    open: Callable[[], RawIOBase]
    algorithms: tuple[str, ...] = ("sha256",)


class Hashed(NamedTuple):
    """What hashing gave: bytes, and hexadecimal digests in the order of the job's algorithms.

    `error` is set where it could not be read to its end; there are no digests then.
    """

    key: str
    size: int
    digests: tuple[str, ...]
    error: OSError | None = None


def open_plain(path: str | Path) -> FileIO:
    """Open a file for reading, unbuffered; a link is not followed, a pipe is not waited for.

    Raises OSError. (Windows follows links here: who walks a folder has sorted them out before.)
    """
    handle = os.open(path, _READ)
    try:
        return FileIO(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def threads_for(files: int, wanted: int | None = None) -> int:
    """How many threads to hash `files` files on: `wanted`, or as many as this process has cores."""
    if wanted is None:
        try:
            wanted = len(os.sched_getaffinity(0))
        except AttributeError:  # only Linux knows
            wanted = os.cpu_count() or 1
    return max(1, min(wanted, files, MOST_THREADS))


def hash_file(
    path: str | Path, algorithms: Sequence[str] = ("sha256",)
) -> tuple[int, tuple[str, ...]]:
    """The size in bytes and the digests of one file; raises OSError."""
    with open_plain(path) as file:
        return _hash(file, tuple(algorithms), memoryview(bytearray(BUFFER)), None)


def hash_files(
    jobs: Iterable[Job],
    *,
    total: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Hashed]:
    """Hash each file once, on threads, and yield each as it is finished, in no certain order.

    `total` is the bytes that `progress` is told of as the whole. It is called in the caller's
    thread. A file that cannot be read is a result with its error; nothing is raised for it.
    """
    listed = jobs if isinstance(jobs, Sequence) else list(jobs)

    def work(job: Job, buffer: memoryview, tick: Callable[[int], None]) -> Hashed:
        try:
            with job.open() as file:
                size, digests = _hash(file, job.algorithms, buffer, tick)
        except OSError as error:
            return Hashed(job.key, 0, (), error)
        return Hashed(job.key, size, digests)

    return _on_threads(listed, work, total, threads, progress)


@dataclass(frozen=True, slots=True)
class Copy:
    """One file to copy to `target`, which must not exist yet; `key` names it in the result."""

    key: str
    source: Path
    target: Path
    algorithms: tuple[str, ...] = ("sha256",)


def copy_files(
    copies: Iterable[Copy],
    *,
    sync: bool = True,
    total: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Hashed]:
    """Copy and hash each file in one pass, on threads, and yield each when it is on the disk.

    With `sync` the content is flushed to the disk before it is yielded; flushing the folders is
    the caller's (`sync_folder`). A copy that fails is a result with its error, and leaves no file.
    """
    listed = copies if isinstance(copies, Sequence) else list(copies)

    def work(copy: Copy, buffer: memoryview, tick: Callable[[int], None]) -> Hashed:
        try:
            with open_plain(copy.source) as source:
                size, digests = _copy(source, copy.target, copy.algorithms, sync, buffer, tick)
        except OSError as error:
            return Hashed(copy.key, 0, (), error)
        return Hashed(copy.key, size, digests)

    return _on_threads(listed, work, total, threads, progress)


def copy_and_hash(
    source: RawIOBase,
    target: Path,
    algorithms: Sequence[str] = ("sha256",),
    *,
    sync: bool = True,
) -> tuple[int, tuple[str, ...]]:
    """Write what `source` has to the new file `target`, hashed as it passes; bytes and digests.

    With `sync` it is flushed to the disk. Raises OSError (FileExistsError where `target` is
    there), and leaves no file then.
    """
    return _copy(source, target, tuple(algorithms), sync, memoryview(bytearray(BUFFER)), None)


def write_all(file: FileIO, data: memoryview) -> None:
    """Write all of `data` to an unbuffered file; raises OSError."""
    written = 0
    while written < len(data):
        written += file.write(data[written:]) or 0


def _hashers(algorithms: tuple[str, ...]) -> list[Hasher]:
    return [_NEW[name](usedforsecurity=False) for name in algorithms]


def _hash(
    file: RawIOBase,
    algorithms: tuple[str, ...],
    buffer: memoryview,
    tick: Callable[[int], None] | None,
) -> tuple[int, tuple[str, ...]]:
    hashers = _hashers(algorithms)
    size = 0
    while got := file.readinto(buffer):
        part = buffer[:got]
        for hasher in hashers:
            hasher.update(part)
        size += got
        if tick is not None:
            tick(got)
    return size, tuple(hasher.hexdigest() for hasher in hashers)


def _copy(
    source: RawIOBase,
    target: Path,
    algorithms: tuple[str, ...],
    sync: bool,
    buffer: memoryview,
    tick: Callable[[int], None] | None,
) -> tuple[int, tuple[str, ...]]:
    hashers = _hashers(algorithms)
    size = 0
    with target.open("xb", buffering=0) as file:
        try:
            while got := source.readinto(buffer):
                part = buffer[:got]
                for hasher in hashers:
                    hasher.update(part)
                write_all(file, part)
                size += got
                if tick is not None:
                    tick(got)
            if sync:
                os.fsync(file.fileno())
        except BaseException:
            file.close()
            with suppress(OSError):
                target.unlink()
            raise
    return size, tuple(hasher.hexdigest() for hasher in hashers)


_Task = TypeVar("_Task")


class _Stopped(BaseException):
    """Ends what a thread does when nobody wants the rest any more."""


def _on_threads(
    tasks: Sequence[_Task],
    work: Callable[[_Task, memoryview, Callable[[int], None]], Hashed],
    total: int,
    threads: int | None,
    progress: Progress | None,
) -> Iterator[Hashed]:
    """Do `work` for each task on threads and yield the results; all threads end with this.

    Who takes the results looks every few hundredths of a second. To be woken for each of them
    would cost more than hashing a small file.
    """
    many = 1 if 0 < total <= FEW and threads is None else threads_for(len(tasks), threads)
    if many == 1:
        yield from _here(tasks, work, total, progress)
        return
    waiting = iter(tasks)
    done: deque[Hashed] = deque()
    failed: list[BaseException] = []
    counted = [0] * many
    running = list(range(many))
    stop = threading.Event()
    ended = threading.Event()

    def run(number: int) -> None:
        buffer = memoryview(bytearray(BUFFER))

        def tick(got: int) -> None:
            counted[number] += got
            if stop.is_set():
                raise _Stopped

        try:
            for task in waiting:  # a list's iterator gives each of them to one thread only
                done.append(work(task, buffer, tick))
                if stop.is_set():
                    return
        except _Stopped:
            pass
        except BaseException as error:
            failed.append(error)
            stop.set()
        finally:
            running.pop()
            if not running:
                ended.set()

    crew = [threading.Thread(target=run, args=(at,), daemon=True) for at in range(many)]
    try:
        for thread in crew:
            thread.start()
        last = False
        while not last:
            last = ended.wait(LOOK)
            while done:
                yield done.popleft()
            if progress is not None:
                progress(sum(counted), total)
    finally:
        stop.set()
        for thread in crew:
            if thread.ident is not None:
                thread.join()
    if failed:
        raise failed[0]


def _here(
    tasks: Sequence[_Task],
    work: Callable[[_Task, memoryview, Callable[[int], None]], Hashed],
    total: int,
    progress: Progress | None,
) -> Iterator[Hashed]:
    """The same without threads: starting them would take longer than the work."""
    buffer = memoryview(bytearray(BUFFER if total == 0 else max(1, min(BUFFER, total))))
    count = 0
    told = monotonic()

    def tick(got: int) -> None:
        nonlocal count, told
        count += got
        if progress is not None and monotonic() - told >= LOOK:
            told = monotonic()
            progress(count, total)

    for task in tasks:
        yield work(task, buffer, tick)
    if progress is not None:
        progress(count, total)
