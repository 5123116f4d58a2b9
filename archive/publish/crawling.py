"""From page to page until every link leads to a file, in as many processes as are given.

What a page reads of the archive is kept with it (`reads`). Where the next archive gives the same
rows, the file is taken over as it lies there.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from archive.publish import state, tree
from archive.publish.addresses import Site, is_copied
from archive.publish.press import Press
from archive.publish.reads import asks_for_today
from archive.workspace import Workspace

#: Addresses that a process is given at once.
BATCH = 25

#: Addresses that this process makes before it looks what others have made.
_OWN = 10

#: Batches that wait for each other process, so that it need not wait for this one.
_AHEAD = 3

#: Addresses from which on other processes are started: to start one takes a second or two, and
#: each address of the first ones leads to several more.
MANY = 50

#: The same for pages that are there from before and may only have to be looked at.
_MANY_TAKEN = 1500

#: Told (how many are made, how many are known of).
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process must know: where all is, and what is taken over from the site before.

    `before` is the file of what was read then; None where nothing is taken over. `same_day` is
    whether that site speaks of the same day, `same_archive` whether it was made of the same
    archive.
    """

    archive: Path
    workspace: Path
    goal: Path
    site: Site
    home: str
    before: Path | None
    same_day: bool = True
    same_archive: bool = False


@dataclass(slots=True)
class Crawled:
    """All pages: what was made by address, files by path, and what could not be had."""

    pages: dict[str, state.Kept] = field(default_factory=dict)
    files: dict[str, tree.File] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    reused: int = 0


class Worker:
    """Makes pages in one process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._press = Press(job.archive, Workspace(job.workspace), job.site, job.home)
        self._before = state.opened(job.before) if job.before else None
        self._new = tree.beside(job.goal)

    def close(self) -> None:
        """Let go of the files."""
        self._press.close()
        if self._before is not None:
            self._before.close()

    def run(self, addresses: Sequence[str], denied: frozenset[str]) -> list[state.Kept]:
        """Make the pages, write their files, and tell of them."""
        self._press.denied = denied
        return asyncio.run(self._all(addresses))

    async def _all(self, addresses: Sequence[str]) -> list[state.Kept]:
        return [self._taken_over(each) or await self._made(each) for each in addresses]

    def _taken_over(self, address: str) -> state.Kept | None:
        """The page as it was before, where it would be made alike."""
        if self._before is None or (found := self._before.get(address)) is None:
            return None
        if found.dated and not self._job.same_day:
            return None
        if found.reads is None or found.lost or self._press.denied & set(found.links):
            return None
        known = self._job.same_archive and not asks_for_today(found.reads)
        if not known and not self._press.again.same(found.reads, found.told):
            return None
        for path, (digest, _) in found.files.items():
            source = self._job.goal / path
            if source.is_symlink() or not source.is_file() or tree.digest_of(source) != digest:
                return None
        for path in found.files:
            tree.take(self._job.goal / path, self._new, path)
        found.reused = True
        return found

    async def _made(self, address: str) -> state.Kept:
        made = await self._press.made(address)
        if made.wrong:
            return state.Kept(address, wrong=made.wrong)
        files = {
            path: tree.write(self._new, path, data) for path, data in sorted(made.files.items())
        }
        told = {path: (file.sha256, file.size) for path, file in files.items()}
        links = sorted(set(made.links))
        lost = sorted(set(made.lost))
        return state.Kept(address, told, links, lost, made.also, made.reads, made.told, made.dated)


_worker: Worker | None = None


def _begin(job: Job) -> None:
    global _worker
    _worker = Worker(job)


def _run(addresses: Sequence[str], denied: frozenset[str]) -> list[state.Kept]:
    assert _worker is not None
    return _worker.run(addresses, denied)


def crawl(job: Job, seeds: Iterable[str], processes: int, step: Step) -> Crawled:
    """Make `seeds` and all that they lead to, page by page.

    A page that cannot be had is made nobody's goal: those that lead to it are made again without.
    """
    out = Crawled()
    with _Makers(job, processes) as makers:
        waiting = list(dict.fromkeys(seeds))
        known = set(waiting)
        denied: frozenset[str] = frozenset()
        while waiting:
            for made in makers.all(
                waiting, known, denied, lambda: step(len(out.pages), len(known))
            ):
                _note(out, made)
            if not set(out.wrong) - denied:
                break
            denied = frozenset(out.wrong)
            waiting = [each.address for each in out.pages.values() if denied & set(each.links)]
    return out


def _note(out: Crawled, made: state.Kept) -> None:
    if made.wrong:
        out.wrong[made.address] = made.wrong
        return
    out.pages[made.address] = made
    out.reused += made.reused
    for path, (digest, size) in made.files.items():
        out.files[path] = tree.File(digest, size)


class _Makers:
    """The processes; none but this one as long as there is little to do."""

    def __init__(self, job: Job, processes: int) -> None:
        self._job, self._processes = job, processes
        self._anew = 0
        self._own: Worker | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Makers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own is not None:
            self._own.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def all(
        self, waiting: list[str], known: set[str], denied: frozenset[str], told: Callable[[], None]
    ) -> Iterator[state.Kept]:
        """Each of `waiting` and what they lead to that is not `known` yet, as they come."""
        queue, at = list(waiting), 0
        running: set[Future[list[state.Kept]]] = set()
        while at < len(queue) or running:
            others = 0 if self._few(len(queue), at) else _AHEAD * (self._processes - 1)
            while at < len(queue) and len(running) < others:
                batch = queue[at : at + BATCH]
                at += len(batch)
                running.add(self._others().submit(_run, batch, denied))
            if at < len(queue):  # this process is one of them: it is here, and need not be started
                batch = queue[at : at + _OWN]
                at += len(batch)
                made = self._alone().run(batch, denied)
                yield from self._new(made, known, queue)
            done, running = self._done(running, at < len(queue))
            for each in done:
                yield from self._new(each.result(), known, queue)
            told()

    @staticmethod
    def _done(
        running: set[Future[list[state.Kept]]], busy: bool
    ) -> tuple[set[Future[list[state.Kept]]], set[Future[list[state.Kept]]]]:
        """Those that have come and those that have not; one is waited for unless there is more
        to do here."""
        if not running:
            return set(), set()
        done, left = wait(running, 0 if busy else None, FIRST_COMPLETED)
        return done, left

    def _few(self, many: int, at: int) -> bool:
        """Whether other processes would take longer to start than they save."""
        if self._pool is not None or self._processes < 2:
            return self._pool is None
        if self._job.before is None:
            return many < MANY
        left = many - at
        return left < _MANY_TAKEN and (self._anew < MANY or left < MANY)

    def _alone(self) -> Worker:
        if self._own is None:
            self._own = Worker(self._job)
        return self._own

    def _others(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._processes - 1, mp_context=context, initializer=_begin, initargs=(self._job,)
            )
        return self._pool

    def _new(
        self, made: list[state.Kept], known: set[str], queue: list[str]
    ) -> Iterator[state.Kept]:
        for each in made:
            self._anew += not each.reused
            known.update(each.also)
            for link in each.links:
                if link not in known and not is_copied(link):
                    known.add(link)
                    queue.append(link)
            yield each
