"""A bundle with contents that git need not be asked for: they are stored as they pass by.

A bundle is a header and a pack (gitformat-bundle, gitformat-pack). To put an original into one,
git inflates what it holds, deflates it again and hashes the whole in software of its own. Here the
bytes of the file that is copied go in as they are, as stored blocks (RFC 1951, section 3.2.4) in a
zlib stream (RFC 1950), which any git reads; what git packs of texts and saves stands behind them.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from queue import SimpleQueue
from struct import pack, unpack
from threading import Thread
from types import TracebackType
from typing import IO, Any, Final, Self

from archive.errors import HistoryUnreadable
from toolkit.handover.fixity import write_all

#: Bytes of the largest stored block, and of what is handed on at once: eight of them.
_BLOCK: Final = 65_535
CHUNK: Final = 8 * _BLOCK

#: Chunks that may be under way; they are all that is held of a file, however large.
_CHUNKS: Final = 4

_ZLIB: Final = b"\x78\x01"
_FULL: Final = b"\x00" + pack("<HH", _BLOCK, _BLOCK ^ 0xFFFF)
_BLOB: Final = 3
_HEAD: Final = 12
_VERSION: Final = 2


def entry_head(kind: int, size: int) -> bytes:
    """What stands before each object of a pack: its type, and its size as it will be unpacked."""
    octets = bytearray()
    octet, size = (kind << 4) | (size & 15), size >> 4
    while size:
        octets.append(octet | 0x80)
        octet, size = size & 0x7F, size >> 7
    octets.append(octet)
    return bytes(octets)


class PackFile:
    """Writes a bundle of `count` objects to `file`, which is unbuffered: `header` and a pack.

    A context manager. What it is given is hashed and written on a thread of its own, so that its
    caller can read and hash meanwhile. Raises OSError where it cannot be written, once that is
    known.
    """

    def __init__(self, file: FileIO, header: bytes, count: int, form: str = "sha1") -> None:
        self._file = file
        self._trailer: Any = hashlib.new(form, usedforsecurity=False)
        self._digest = hashlib.sha256()
        self._size = 0
        self._left = count
        self._adler = 1
        self._undo: tuple[int, Any, Any] | None = None
        self._out = bytearray(CHUNK + 8 * len(_FULL))
        self._jobs: SimpleQueue[tuple[str, Any, int]] = SimpleQueue()
        self._free: SimpleQueue[bytearray] = SimpleQueue()
        for _ in range(_CHUNKS):
            self._free.put(bytearray(CHUNK))
        self._failed: BaseException | None = None
        self._write(header, trailer=False)
        self._write(b"PACK" + pack(">II", _VERSION, count))
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if error is None:
            self._join()
        else:
            with suppress(OSError):  # what went wrong first is what is told
                self._join()

    def begin(self, size: int) -> None:
        """Begin a content of `size` bytes."""
        self._jobs.put(("begin", None, size))

    def buffer(self) -> bytearray:
        """A free buffer of CHUNK bytes, which is to be given to `put`; waits for one."""
        self.check()
        return self._free.get()

    def check(self) -> None:
        """Raise what went wrong with writing so far."""
        if self._failed:
            raise self._failed

    def put(self, buffer: bytearray, size: int) -> None:
        """The next bytes of the content: `size` of them, in a buffer of `buffer`."""
        self._jobs.put(("put", buffer, size))

    def end(self, *, right: bool) -> None:
        """The content is whole; where it is not `right`, it never was there."""
        self._jobs.put(("keep" if right else "undo", None, 0))

    def append(self, stream: IO[bytes], tick: Callable[[int], None]) -> None:
        """Put the objects of another pack, which has all that lack, behind.

        Raises `HistoryUnreadable` where it has others than these.
        """
        self._join()
        head = stream.read(_HEAD)
        if head[:4] != b"PACK" or len(head) != _HEAD:
            raise HistoryUnreadable("git could not read the history: it gave no pack")
        version, count = unpack(">II", head[4:])
        if (version, count) != (_VERSION, self._left):
            raise HistoryUnreadable(
                f"git could not read the history: it packed {count:,} objects of {self._left:,}"
            )
        self._left = 0
        tail = b""
        width = self._trailer.digest_size
        while data := stream.read(CHUNK):
            data = tail + data
            data, tail = data[:-width], data[-width:]
            self._write(data)
            tick(len(data))

    def close(self) -> tuple[int, str]:
        """End the pack; gives the bytes and the SHA-256 of the whole file."""
        self._join()
        if self._left:
            raise HistoryUnreadable(f"{self._left:,} objects of the history are in no pack")
        self._write(self._trailer.digest(), trailer=False)
        return self._size, self._digest.hexdigest()

    # -- on the thread ----------------------------------------------------------------------

    def _join(self) -> None:
        """Wait until all is written; raises what went wrong with it."""
        if self._thread.is_alive():
            self._jobs.put(("stop", None, 0))
            self._thread.join()
        if self._failed:
            failed, self._failed = self._failed, None
            raise failed

    def _work(self) -> None:
        while True:
            what, buffer, size = self._jobs.get()
            if what == "stop":
                return
            try:
                if not self._failed:
                    self._do(what, buffer, size)
            except BaseException as error:
                self._failed = error
            if buffer is not None:
                self._free.put(buffer)

    def _do(self, what: str, buffer: bytearray, size: int) -> None:
        if what == "begin":
            self._undo = (self._size, self._trailer.copy(), self._digest.copy())
            self._adler = 1
            self._write(entry_head(_BLOB, size) + _ZLIB)
        elif what == "put":
            self._store(memoryview(buffer)[:size])
        elif what == "keep":  # an empty last block, and the check
            self._write(b"\x01\x00\x00\xff\xff" + pack(">I", self._adler))
            self._left -= 1
        elif self._undo is not None:
            self._size, self._trailer, self._digest = self._undo
            self._file.seek(self._size)
            self._file.truncate()

    def _store(self, data: memoryview) -> None:
        """Write `data` as stored blocks."""
        self._adler = zlib.adler32(data, self._adler)
        out, at = memoryview(self._out), 0
        for begin in range(0, len(data), _BLOCK):
            part = data[begin : begin + _BLOCK]
            many = len(part)
            head = _FULL if many == _BLOCK else b"\x00" + pack("<HH", many, many ^ 0xFFFF)
            out[at : at + 5] = head
            out[at + 5 : at + 5 + many] = part
            at += 5 + many
        self._write(out[:at])

    def _write(self, data: bytes | memoryview, *, trailer: bool = True) -> None:
        if trailer:
            self._trailer.update(data)
        self._digest.update(data)
        write_all(self._file, memoryview(data))
        self._size += len(data)
