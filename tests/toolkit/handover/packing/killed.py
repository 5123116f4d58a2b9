"""Packs in a process of its own, which is killed before its Nth step or after some seconds.

    python -m tests.toolkit.handover.packing.killed ROOT OUT KEY STEP SECONDS [--tar]

With STEP 0 it is not killed, and prints how many steps it took. SECONDS 0 is no limit.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from archive.build import build
from archive.workspace import find
from toolkit.handover.packing.order import Order, process_of, signing
from toolkit.handover.packing.run import Packed, pack
from toolkit.saving.repository import Repository, Saver

ANN = Saver("Ann Example", "ann@example.org")


def order_for(root: Path, out: Path, key: Path, *, tar: bool = False) -> Order:
    here = find(root)
    signer = signing(here, key, False, None, datetime.now(UTC))
    return Order(
        workspace=here,
        host="cestria",
        output=out,
        mandate=signer.mandate,
        process=process_of(here),
        key=signer.key,
        fingerprint=signer.fingerprint,
        tar=tar,
    )


class Counter:
    """Counts the steps, and kills this process before the one that was named."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def __call__(self, name: str) -> None:
        self.count += 1
        if self.count == self._last:
            die()


def die() -> NoReturn:
    """End as `kill -9` does: nothing is tidied up."""
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)


def run(order: Order, counter: Counter) -> Packed:
    here = order.workspace
    return pack(order, Repository(here), ANN, lambda: build(here), step=counter)


def main() -> None:
    root, out, key = map(Path, sys.argv[1:4])
    counter = Counter(int(sys.argv[4]))
    if float(sys.argv[5]):
        timer = threading.Timer(float(sys.argv[5]), die)
        timer.daemon = True
        timer.start()
    run(order_for(root, out, key, tar="--tar" in sys.argv), counter)
    sys.stdout.write(f"{counter.count}\n")


if __name__ == "__main__":
    main()
