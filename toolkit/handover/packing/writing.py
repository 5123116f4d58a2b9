"""Writes the files of a package, each once: copied and hashed in one pass, and journaled."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast

from archive.gitrun import running
from archive.workspace import Workspace
from toolkit.handover.errors import PackRefused
from toolkit.handover.fixity import Copy, Hashed, copy_and_hash, copy_files, sync_folder
from toolkit.handover.packing.disk import flush
from toolkit.handover.packing.journal import Entry, Journal

#: Called before each step that changes the disk; for tests that stop there.
Step = Callable[[str], None]

#: Called with the bytes done of those that are to be written.
Progress = Callable[[int], None]

#: Copies and hashes as `fixity.copy_files` does.
Copying = Callable[[Sequence[Copy]], Iterator[Hashed]]

#: So many finished files, bytes or seconds are flushed and journaled together.
_FILES, _BYTES, _SECONDS = 1024, 256 << 20, 5.0

#: So many bytes of a file that is made are hashed and written at once.
_TOGETHER = 64 << 10


@dataclass(frozen=True, slots=True)
class Saved:
    """A file as it was saved: where it lies in the workspace, under which name git holds it."""

    path: str
    source: Path
    blob: str
    size: int
    sha256: str

    @property
    def origin(self) -> str:
        """What it is made from, for the journal."""
        return f"sha256 {self.sha256}"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is made from the archive: its path, and what gives its text."""

    path: str
    parts: Callable[[], Iterable[str | bytes]]


class Into(Protocol):
    """A file that takes in what is copied meanwhile."""

    def copy_files(self, copies: Sequence[Copy], /) -> Iterator[Hashed]:
        """As `fixity.copy_files`."""

    def end(self) -> tuple[int, str]:
        """Write the rest; gives its bytes and SHA-256."""


class Writer:
    """Writes into `bag`. `hashed` counts the files that this run wrote and hashed, `kept` those
    that an earlier one had finished."""

    def __init__(
        self, workspace: Workspace, bag: Path, journal: Journal, step: Step | None = None,
        progress: Progress | None = None,
    ) -> None:  # fmt: skip
        self.bag = bag
        self.entries: dict[str, Entry] = {}
        self.hashed = 0
        self.kept = 0
        self._workspace = workspace
        self._journal = journal
        self._step = step or (lambda name: None)
        self._progress = progress or (lambda done: None)
        self._done = 0
        self._folders: set[Path] = set()

    def copy(self, files: Sequence[Saved], copying: Copying | None = None) -> None:
        """Copy all `files`, as they were saved, whatever stands in the folder by now.

        `copying` does it, on threads where it is not given. Raises OSError where the package
        cannot be written, `PackRefused` where git does not hold what was saved.
        """
        left = [each for each in files if not self._is_finished(each.path, each.origin)]
        self._done += sum(each.size for each in files) - sum(each.size for each in left)
        self._progress(self._done)
        by_path = {each.path: each for each in left}
        copies = [Copy(each.path, each.source, self._clear(each.path)) for each in left]
        other: list[Saved] = []
        waiting: list[Entry] = []
        held = 0
        since = time.monotonic()
        try:
            for done in copying(copies) if copying else copy_files(copies, sync=False):
                wanted = by_path[done.key]
                if done.error is not None and _of_target(done.error, self.bag):
                    raise done.error
                if done.digests != (wanted.sha256,):
                    other.append(wanted)
                    continue
                self._done += done.size
                self._progress(self._done)
                waiting.append(self._entry(wanted.path, wanted.origin, done.size, wanted.sha256))
                held += done.size
                late = time.monotonic() - since > _SECONDS
                if len(waiting) >= _FILES or held >= _BYTES or late:
                    self._keep(waiting)
                    waiting, held, since = [], 0, time.monotonic()
        finally:
            with suppress(OSError):  # it is told already where the disk is full
                self._keep(waiting)
        for each in other:
            self._from_git(each)

    def _from_git(self, wanted: Saved) -> None:
        """Write what git holds, where the folder has it otherwise (line ends), or not any more."""
        target = self._clear(wanted.path)
        with running(self._workspace.root, "cat-file", "blob", wanted.blob) as stream:
            size, digests = copy_and_hash(cast("RawIOBase", stream), target, sync=False)
        if digests != (wanted.sha256,):
            target.unlink()
            raise PackRefused(
                f"git does not hold {wanted.path.removeprefix('data/originals/')} as it was saved: "
                "run `git fsck`, and restore the workspace from a copy"
            )
        self._done += size
        self._progress(self._done)
        self._keep([self._entry(wanted.path, wanted.origin, size, wanted.sha256)])

    def copy_into(
        self, path: str, origin: str, files: Sequence[Saved],
        writing: Callable[[Path], AbstractContextManager[Into]],
    ) -> None:  # fmt: skip
        """Copy all `files`, and have the new file `path` written, which takes them in, too.

        Raises what `copy` and `writing` raise.
        """
        if self._is_finished(path, origin):
            self._done += self.entries[path].size
            self.copy(files)
            return
        with writing(self._clear(path)) as begun:
            self.copy(files, begun.copy_files)
            size, sha256 = begun.end()
        self._keep([self._entry(path, origin, size, sha256)])

    def advance(self, more: int) -> None:
        """Tell that so many bytes more are written."""
        self._done += more
        self._progress(self._done)

    def write(self, path: str, origin: str, make: Callable[[Path], tuple[int, str]]) -> Entry:
        """Have `make` write the new file `path`; it gives its bytes and SHA-256."""
        if self._is_finished(path, origin):
            self._done += self.entries[path].size
        else:
            size, sha256 = make(self._clear(path))
            self._done += size
            self._keep([self._entry(path, origin, size, sha256)])
        self._progress(self._done)
        return self.entries[path]

    def write_made(self, files: Iterable[Made], origin: str) -> None:
        """Write files from their parts, hashed as they come."""
        waiting = []
        for each in files:
            if self._is_finished(each.path, origin):
                self._done += self.entries[each.path].size
                continue
            size, sha256 = put(self._clear(each.path), each.parts(), sync=False)
            self._done += size
            waiting.append(self._entry(each.path, origin, size, sha256))
        self._keep(waiting)
        self._progress(self._done)

    def write_together(
        self, paths: Sequence[str], origin: str,
        parts: Callable[[Collection[str]], Iterable[tuple[str, str]]],
    ) -> None:  # fmt: skip
        """Write files whose parts come mixed: `parts` gives (path, part) of those that it is given.

        Raises OSError.
        """
        left = [path for path in paths if not self._is_finished(path, origin)]
        self._done += sum(self.entries[path].size for path in paths if path not in left)
        if not left:
            return
        with ExitStack() as stack:
            files = {path: stack.enter_context(_Hashed(self._clear(path))) for path in left}
            for path, part in parts(left):
                files[path].write(part.encode("utf-8"))
        made = [self._entry(path, origin, files[path].size, files[path].sha256) for path in left]
        self._done += sum(each.size for each in made)
        self._keep(made)
        self._progress(self._done)

    def prune(self, keep: Iterable[str]) -> None:
        """Remove all that an earlier run wrote and that is not among `keep`."""
        wanted = set(keep)
        for folder, folders, files in os.walk(self.bag, topdown=False):
            for name in files:
                path = Path(folder, name)
                if path.relative_to(self.bag).as_posix() not in wanted:
                    path.unlink()
            for name in folders:
                with suppress(OSError):
                    Path(folder, name).rmdir()  # only where it is empty

    def flush_folders(self) -> None:
        """Flush the names of all that was written to the disk."""
        for folder in sorted(self._folders):
            sync_folder(folder)

    def _is_finished(self, path: str, origin: str) -> bool:
        entry = self._journal.finished(self.bag, path, origin)
        if entry is None:
            return False
        self.entries[path] = entry
        self.kept += 1
        return True

    def _clear(self, path: str) -> Path:
        """Where `path` is to lie, with nothing there and its folder made."""
        self._step(f"write {path}")
        target = self.bag / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        target.unlink(missing_ok=True)
        return target

    def _entry(self, path: str, origin: str, size: int, sha256: str) -> Entry:
        self.hashed += 1
        return Entry(path, origin, size, sha256, (self.bag / path).lstat().st_mtime_ns)

    def _keep(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._step(f"flush {entries[-1].path}")
            flush([self.bag / each.path for each in entries])
            self._step(f"journal {entries[-1].path}")
            self._journal.add(entries)
            self.entries.update((each.path, each) for each in entries)


def put(target: Path, parts: Iterable[str | bytes], *, sync: bool = True) -> tuple[int, str]:
    """Write the new file `target` from its parts; gives its bytes and SHA-256.

    With `sync` it is flushed to the disk.
    """
    with _Hashed(target, sync=sync) as file:
        for part in parts:
            file.write(part.encode("utf-8") if isinstance(part, str) else part)
    return file.size, file.sha256


class _Hashed:
    """A new file that is hashed as it is written; a context manager."""

    def __init__(self, target: Path, *, sync: bool = False) -> None:
        self._file = target.open("xb")
        self._sync = sync
        self._digest = hashlib.sha256()
        self._held: list[bytes] = []
        self._waiting = 0
        self.size = 0

    def write(self, data: bytes) -> None:
        """Write more; small parts are hashed and written together."""
        self._held.append(data)
        self._waiting += len(data)
        if self._waiting >= _TOGETHER:
            self._flush()

    @property
    def sha256(self) -> str:
        """What it has become, once it is closed."""
        return self._digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        with self._file as file:
            if error is None:
                self._flush()
                file.flush()
                if self._sync:
                    os.fsync(file.fileno())

    def _flush(self) -> None:
        data = b"".join(self._held)
        self._held, self._waiting = [], 0
        self._digest.update(data)
        self._file.write(data)
        self.size += len(data)


def _of_target(error: OSError, bag: Path) -> bool:
    """Whether the package could not be written, rather than its source not read."""
    if error.filename is None:  # writing and flushing name no file, nor does reading
        return True
    return Path(os.fsdecode(error.filename)).is_relative_to(bag)
