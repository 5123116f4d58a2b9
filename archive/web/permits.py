"""Permits by address in a table of fixed size, which several processes may share.

A table of 16,384 places, each for one address: what is left of its permits, and when that was
reckoned. An address has one of four places; where all four are others', the longest unseen goes.
Processes that map the same file count together, on the clock of the system, which is one for all
(`time.monotonic`); a lock on the file keeps them from counting at once.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from weakref import finalize

#: Places for addresses, and how many of them may be that of one address.
PLACES, WAYS = 16_384, 4

# The address as eight bytes, permits that are left, when that was reckoned.
_PLACE = struct.Struct("<8sdd")

#: Bytes of the table.
SIZE = PLACES * _PLACE.size


def table(path: Path) -> None:
    """Make an empty table, for processes to share, in a new file at `path`."""
    path.write_bytes(bytes(SIZE))


class Permits:
    """Permits by address; `rate` come back a second, up to `burst`.

    With `shared`, the file that `table` made, they are those of all processes that name it.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        clock: Callable[[], float] = time.monotonic,
        shared: Path | None = None,
    ) -> None:
        self.rate, self.burst, self._clock = rate, burst, clock
        self._lock = Lock()
        self._file = None if shared is None else os.open(shared, os.O_RDWR)
        self._table = mmap.mmap(-1 if self._file is None else self._file, SIZE)
        if self._file is not None:
            finalize(self, os.close, self._file)

    def wait(self, address: str, cost: float) -> float:
        """Takes a permit and gives 0, or takes none and gives the seconds until there is one."""
        key = blake2b(address.encode("utf-8", "replace"), digest_size=8).digest()
        first = int.from_bytes(key, "little") % (PLACES // WAYS) * WAYS
        with self._alone():
            now = self._clock()
            at, left = self._found(key, first, now)
            lacking = cost - left
            _PLACE.pack_into(self._table, at, key, left if lacking > 0 else left - cost, now)
        return lacking / self.rate if lacking > 0 else 0

    def _found(self, key: bytes, first: int, now: float) -> tuple[int, float]:
        """(Where the address stands or may stand, the permits that it has now)."""
        places = range(first * _PLACE.size, (first + WAYS) * _PLACE.size, _PLACE.size)
        oldest, seen = places[0], float("inf")
        for at in places:
            held, left, since = _PLACE.unpack_from(self._table, at)
            if held == key:
                # Seconds cannot be negative; a file of before a restart may say so.
                return at, min(self.burst, left + max(now - since, 0) * self.rate)
            if since < seen:
                oldest, seen = at, since
        return oldest, self.burst

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            if self._file is None:
                yield
                return
            import fcntl  # several processes there are on POSIX alone

            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
