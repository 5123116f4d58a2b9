"""Tasks carried out on a Dask cluster, in batches: `--scheduler ADDRESS` (extra `cluster`).

The machines of the cluster must have this program installed, and see the workspace's folder under
the same path (a shared drive): they read the copies there, and write what they unpack beside them.
Each of them reads in supervised children of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import SecretariatError
from toolkit.intake.model import Trouble
from toolkit.intake.tasks import Result, Setting, Task
from toolkit.intake.worker import Worker

#: Tasks that travel together, and how often a batch is tried again elsewhere when a machine ends.
BATCH = 50
RETRIES = 2
#: How long to look for the scheduler, in seconds.
PATIENCE = 10

_OF_THREAD = threading.local()


class NoCluster(SecretariatError):
    """There is no cluster to use; the message says why and what to do."""


class Cluster:
    """The workers behind a scheduler, such as tcp://10.0.0.5:8786."""

    def __init__(self, setting: Setting, spool: Path, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise NoCluster(
                "--scheduler needs a package that is not installed: pip install "
                "'secretariat[cluster]', or leave --scheduler out to use this machine"
            ) from None
        try:
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, ValueError) as error:
            raise NoCluster(
                f"no scheduler answers at {address} ({error}): start it, or correct the address"
            ) from None
        self._threads = sum(worker["nthreads"] for worker in workers.values())
        if not self._threads:
            self._client.close()
            raise NoCluster(f"the scheduler at {address} has no workers: start some, and try again")
        self._setting = msgspec.json.encode(setting)
        self._spool = str(spool)
        self._under_way: dict[Any, list[Task]] = {}
        #: What the machines cannot limit is told by none of them.
        self.lacking: list[str] = []

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as batches of them come back, in any order."""
        from distributed import as_completed

        source = iter(tasks)
        done = as_completed(loop=self._client.loop)
        while True:
            while len(self._under_way) < 2 * self._threads and (batch := _batch(source)):
                future = self._client.submit(
                    read_batch,
                    self._setting,
                    self._spool,
                    msgspec.json.encode(batch),
                    retries=RETRIES,
                    pure=False,
                )
                self._under_way[future] = batch
                done.add(future)
            if not self._under_way:
                return
            future = next(done)
            yield from self._results(future, self._under_way.pop(future))

    def _results(self, future: Any, batch: list[Task]) -> Iterator[Result]:
        """What a batch gave; where no machine could finish it, each of its files says so."""
        try:
            yield from msgspec.json.decode(future.result(), type=list[Result])
        except Exception as error:  # whatever the cluster raises, it concerns this batch alone
            said = f"no machine of the cluster could read it ({type(error).__name__}: {error})"
            for task in batch:
                trouble = Trouble(code="I005", message=" ".join(said.split())[:300])
                yield Result(id=task.id, trouble=trouble)

    def close(self) -> None:
        """Give up what is under way and leave the cluster."""
        for future in self._under_way:
            future.cancel()
        self._client.close()


def _batch(source: Iterator[Task]) -> list[Task]:
    batch: list[Task] = []
    while len(batch) < BATCH and (task := next(source, None)) is not None:
        batch.append(task)
    return batch


def read_batch(setting: bytes, spool: str, tasks: bytes) -> bytes:
    """On a machine of the cluster: the results of some tasks, as JSON."""
    key = (setting, spool)
    if getattr(_OF_THREAD, "key", None) != key:
        old = getattr(_OF_THREAD, "worker", None)
        if old is not None:
            old.close()
        _OF_THREAD.worker = Worker(msgspec.json.decode(setting, type=Setting), Path(spool))
        _OF_THREAD.key = key
    worker: Worker = _OF_THREAD.worker
    results = [worker.do(task) for task in msgspec.json.decode(tasks, type=list[Task])]
    worker.close()
    return msgspec.json.encode(results)
