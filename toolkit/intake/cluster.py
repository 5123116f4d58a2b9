"""Tasks carried out on a Dask cluster, in batches: `--scheduler ADDRESS` (extra `cluster`).

The machines of the cluster must have this program installed, and see the workspace's folder under
the same path (a shared drive): they read the copies there, and write what they unpack beside them.
Each of them reads in supervised children of its own.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import SecretariatError
from toolkit.extras import how_to_install
from toolkit.intake.model import Trouble
from toolkit.intake.tasks import Result, Setting, Task
from toolkit.intake.worker import Worker

#: Tasks that travel together, and how often a batch is tried again elsewhere when a machine ends.
BATCH = 50
RETRIES = 2
#: How long to look for the scheduler, in seconds.
PATIENCE = 10

_ADDRESS = re.compile(r"(?:[a-z]+://)?[^\s/]+:[0-9]{1,5}/?")

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
                f"--scheduler needs a package that is not installed: {how_to_install('cluster')}, "
                "or leave --scheduler out to use this machine"
            ) from None
        if not _ADDRESS.fullmatch(address):
            raise NoCluster(f"{address} is no address: write it as tcp://HOST:8786")
        _silence()
        try:
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, ValueError) as error:
            raise NoCluster(
                f"no scheduler answers at {address} ({error}): start it, or correct the address"
            ) from None
        self._address = address
        self._threads = sum(worker["nthreads"] for worker in workers.values())
        if not self._threads:
            self._client.close()
            raise NoCluster(f"the scheduler at {address} has no workers: start some, and try again")
        self._setting = msgspec.json.encode(setting)
        self._spool = str(spool)
        self._under_way: dict[Any, list[Task]] = {}
        self._again: deque[list[Task]] = deque()
        #: What the machines cannot limit is told by none of them.
        self.lacking: list[str] = []

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as batches of them come back, in any order.

        Raises `NoCluster` where the scheduler is lost; what has no result then waits.
        """
        from distributed import as_completed

        source = iter(tasks)
        done = as_completed(loop=self._client.loop)
        while True:
            while len(self._under_way) < 2 * self._threads:
                batch = self._again.popleft() if self._again else _batch(source)
                if not batch:
                    break
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
        """What a batch gave. One that no machine could finish is tried file by file, so that only
        those that end machines are lost.
        """
        from concurrent.futures import CancelledError

        try:
            found = msgspec.json.decode(future.result(), type=list[Result])
        except CancelledError:
            raise NoCluster(
                f"the scheduler at {self._address} was lost; what was read is kept: see that it "
                "runs, and give the same command again"
            ) from None
        except Exception as error:  # whatever the cluster raises, it concerns this batch alone
            if len(batch) > 1:
                self._again.extend([task] for task in batch)
                return
            said = f"no machine of the cluster could read it ({type(error).__name__}: {error})"
            trouble = Trouble(code="I005", message=" ".join(said.split())[:300])
            found = [Result(id=task.id, trouble=trouble) for task in batch]
        yield from found

    def close(self) -> None:
        """Give up what is under way and leave the cluster."""
        with suppress(Exception):  # there may be nobody left to tell it
            for future in self._under_way:
                future.cancel()
        with suppress(Exception):
            self._client.close()


def _silence() -> None:
    """Leave it to our own messages to say what became of machines."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


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
    try:
        asked = msgspec.json.decode(tasks, type=list[Task])
        results = [worker.do(_apart(task)) for task in asked]
    finally:
        worker.close()
    return msgspec.json.encode(results)


def _apart(task: Task) -> Task:
    """The task with a spool folder of this attempt alone: a machine that was given up may go on
    with it, and must not write over what another one has unpacked.
    """
    spool = Path(task.spool) / secrets.token_hex(8)
    spool.mkdir(parents=True, exist_ok=True)
    return msgspec.structs.replace(task, spool=str(spool))
