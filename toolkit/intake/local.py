"""Tasks carried out on this machine: a supervised child for each core."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.intake.tasks import Result, Setting, Task
from toolkit.intake.worker import Worker


class Crew:
    """`jobs` workers, each with a thread that waits for it."""

    def __init__(self, setting: Setting, spool: Path, jobs: int) -> None:
        self._workers = [Worker(setting, spool) for _ in range(max(1, jobs))]
        self._asked: queue.Queue[Task | None] = queue.Queue()
        self._told: queue.Queue[Result | BaseException] = queue.Queue()
        self._closed = False

    @property
    def lacking(self) -> list[str]:
        """What this system cannot limit."""
        return sorted({said for worker in self._workers for said in worker.lacking})

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as they come; at most twice as many tasks as workers are under way."""
        threads = [
            threading.Thread(target=self._serve, args=(worker,), daemon=True)
            for worker in self._workers
        ]
        for thread in threads:
            thread.start()
        source, under_way = iter(tasks), 0
        try:
            while True:
                while under_way < 2 * len(self._workers):
                    task = next(source, None)
                    if task is None:
                        break
                    self._asked.put(task)
                    under_way += 1
                if not under_way:
                    return
                told = self._told.get()
                if isinstance(told, BaseException):
                    raise told
                under_way -= 1
                yield told
        finally:
            for _ in threads:
                self._asked.put(None)

    def close(self) -> None:
        """Kill every worker at once."""
        self._closed = True
        for worker in self._workers:
            worker.stop()

    def _serve(self, worker: Worker) -> None:
        while (task := self._asked.get()) is not None and not self._closed:
            try:
                self._told.put(worker.do(task))
            except BaseException as error:
                self._told.put(error)
                return
        worker.close()
