"""The history as one file: a git bundle of the branch, whole or from a save on.

git packs it in a repository of its own that only borrows the objects: nothing of the workspace's
configuration, hooks, grafts or replacements has a say, and what is saved meanwhile is not in it.
Originals that are copied anyway are put in by the way, and git packs the rest.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from archive.build import imports
from archive.gitrun import ask, git_at, running
from archive.workspace import Workspace
from toolkit.handover.errors import PackRefused
from toolkit.handover.fixity import Copy, Hashed, copy_and_hash, open_plain, write_all
from toolkit.handover.packing.packfile import PackFile
from toolkit.handover.packing.writing import Saved

#: Earlier originals are compressed already: to look for what they have in common, or to deflate
#: them again, takes many times what hashing them takes. What git has packed before is taken over as
#: it is.
_TUNED = (
    "core.bigFileThreshold=4m",
    "pack.compression=0",
    "pack.threads=0",
    "pack.windowMemory=64m",
    "pack.deltaCacheSize=16m",
    "core.packedGitWindowSize=1m",
    "core.packedGitLimit=32m",
    "pack.writeBitmapHashCache=false",
)

#: Only in texts it is worth while to look for what their versions share.
_ATTRIBUTES = "* -delta\n" + "".join(
    f"*.{end} delta\n"
    for end in ("md", "yaml", "yml", "json", "jsonl", "txt", "html", "csv", "sql")
)


@dataclass(frozen=True, slots=True)
class Bundled:
    """What is to be bundled: refs with their commits, and commits that the other side has.

    The first ref is HEAD, the second the branch that it stands for.
    """

    refs: tuple[tuple[str, str], ...]
    without: tuple[str, ...] = ()

    @property
    def branch(self) -> str:
        """The branch, in full: refs/heads/main."""
        return self.refs[1][0]

    @property
    def imports(self) -> list[str]:
        """The imports that it brings, by their id."""
        beginning = "refs/imports/"
        return [ref.removeprefix(beginning) for ref, _ in self.refs if ref.startswith(beginning)]

    @property
    def form(self) -> str:
        """How git names its objects."""
        return "sha1" if len(self.refs[0][1]) == 40 else "sha256"

    @property
    def words(self) -> list[str]:
        """What git is told to list."""
        return [*(name for name, _ in self.refs), *(f"^{each}" for each in self.without), "--"]

    @property
    def origin(self) -> str:
        """What tells it from every other, for the journal."""
        said = repr((self.refs, self.without, 1)).encode("ascii", "backslashreplace")
        return f"bundle {hashlib.sha256(said).hexdigest()}"


def bundled(workspace: Workspace, commit: str, since: str | None) -> Bundled:
    """The branch that is checked out, up to `commit`, and the imports that it names."""
    root = workspace.root
    branch = ask(git_at(root), "symbolic-ref", "-q", "HEAD")
    refs = [("HEAD", commit), (branch, commit)]
    without = [since] if since else []
    for each in imports.sources(root):
        if not each.here:
            raise PackRefused(
                f"the history of the import {each.entry.id} is not in this copy, so it cannot be "
                "handed over: bring it in again with `secretariat import-git`"
            )
        refs.append((f"refs/imports/{each.entry.id}", each.entry.head))
        if since and each.entry.head in _heads_at(root, since):
            refs.pop()
    return Bundled(tuple(refs), tuple(without))


def _heads_at(root: Path, commit: str) -> str:
    """The register of imports as the other side has it; it names the commits that it has."""
    return ask(git_at(root), "cat-file", "blob", f"{commit}:./{imports.REGISTER}", allowed=(0, 128))


class Writing:
    """A bundle that is being written: `copy_files` puts originals in as it copies them."""

    def __init__(
        self, place: Path, file: FileIO, what: Bundled, originals: Sequence[Saved],
        tick: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._place = place
        self._originals = originals
        self._tick = tick
        self._left = {each.blob.encode("ascii") for each in originals}
        self._list = place / "to-pack"
        count = self._listed(what)
        self._pack = PackFile(file, _header(place, what), count, what.form)

    def __enter__(self) -> Self:
        self._pack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._pack.__exit__(kind, error, trace)

    def copy_files(self, copies: Sequence[Copy]) -> Iterator[Hashed]:
        """Put each original into the bundle, and copy it in the same pass if it is in `copies`.

        Gives what `fixity.copy_files` gives, unflushed, and raises OSError where the bundle cannot
        be written. A file that is not what was saved is not put in: git has what was.
        """
        targets = {each.key: each.target for each in copies}
        for saved in self._originals:
            target = targets.get(saved.path)
            if target is None and saved.blob.encode("ascii") not in self._left:
                continue
            try:
                done = self._passed(saved, target)
            except OSError as error:
                self._pack.check()
                done = Hashed(saved.path, 0, (), error)
            if target is not None:
                yield done

    def end(self) -> tuple[int, str]:
        """Have git pack what is left; gives the bytes and SHA-256 of the bundle."""
        with self._list.open("ab") as listed:
            listed.writelines(each + b"\n" for each in sorted(self._left))
        tuned = (word for setting in _TUNED for word in ("-c", setting))
        words = ("pack-objects", "--quiet", "--stdout", "--delta-base-offset")
        with (
            self._list.open("rb") as request,
            running(self._place, *tuned, *words, request=request) as stream,
        ):
            self._pack.append(stream, self._tick)
        return self._pack.close()

    def _listed(self, what: Bundled) -> int:
        """List what git is to pack; gives the number of all objects, and keeps in `_left` those
        originals that are among them."""
        count, found = 0, set()
        with self._list.open("wb") as listed, running(
            self._place, "rev-list", "--objects", *what.words
        ) as stream:  # fmt: skip
            for line in stream:
                count += 1
                name = line.split(maxsplit=1)[0]
                if name in self._left:
                    found.add(name)
                else:
                    listed.write(line)
        self._left = found
        return count

    def _passed(self, saved: Saved, target: Path | None) -> Hashed:
        """Read an original once, for its copy and for the bundle."""
        name = saved.blob.encode("ascii")
        with open_plain(saved.source) as source:
            if name not in self._left and target is not None:
                return Hashed(saved.path, *copy_and_hash(source, target, sync=False))
            if target is None:
                done = self._stored(saved, source, None)
            else:
                with target.open("xb", buffering=0) as copy:
                    done = self._stored(saved, source, copy)
        if done.digests == (saved.sha256,):
            self._left.discard(name)
        return done

    def _stored(self, saved: Saved, source: FileIO, copy: FileIO | None) -> Hashed:
        """Read `source` to its end, or until it is longer than it was."""
        digest, size, got, right = hashlib.sha256(), 0, 1, False
        self._pack.begin(saved.size)
        try:
            while got and size <= saved.size:
                buffer, got = self._pack.buffer(), 0
                try:
                    got = source.readinto(buffer) or 0
                    part = memoryview(buffer)[:got]
                    digest.update(part)
                    if copy is not None:
                        write_all(copy, part)
                finally:
                    self._pack.put(buffer, got)
                size += got
                self._tick(got)
            right = digest.hexdigest() == saved.sha256
        finally:
            self._pack.end(right=right)
        return Hashed(saved.path, size, (digest.hexdigest(),))


@contextmanager
def writing(
    workspace: Workspace, what: Bundled, target: Path, originals: Sequence[Saved] = (),
    tick: Callable[[int], None] | None = None,
) -> Iterator[Writing]:  # fmt: skip
    """Begin the bundle in the new file `target`; `tick` is told how many bytes more are in it.

    Raises `HistoryUnreadable` in git's words, and OSError.
    """
    with (
        _borrowing(workspace, what) as place,
        target.open("xb", buffering=0) as file,
        Writing(place, file, what, originals, tick or (lambda more: None)) as begun,
    ):
        yield begun


def write(
    workspace: Workspace, what: Bundled, target: Path, originals: Sequence[Saved] = ()
) -> tuple[int, str]:
    """Write the whole bundle to the new file `target`; gives its bytes and SHA-256.

    Raises what `writing` raises.
    """
    with writing(workspace, what, target, originals) as begun:
        for _ in begun.copy_files(()):
            pass
        return begun.end()


def _header(place: Path, what: Bundled) -> bytes:
    """What stands before the pack: the commits that the other side has, and the refs."""
    lines = ["# v2 git bundle"]
    if what.form != "sha1":
        lines = ["# v3 git bundle", f"@object-format={what.form}"]
    if what.without:
        said = ask(git_at(place), "rev-list", "--boundary", *what.words)
        lines += [f"{each} " for each in said.split("\n") if each.startswith("-")]
    lines += [f"{commit} {name}" for name, commit in what.refs]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode()


@contextmanager
def _borrowing(workspace: Workspace, what: Bundled) -> Iterator[Path]:
    """A bare repository with those refs and no objects of its own."""
    root = workspace.root
    objects = root / ask(git_at(root), "rev-parse", "--git-path", "objects")
    if "\n" in str(objects):
        raise PackRefused(f"{root} has a line end in its name: rename that folder")
    with TemporaryDirectory(prefix="secretariat-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        git = git_at(place)
        ask(git, "init", "--quiet", "--bare", "--template=", f"--object-format={what.form}")
        lender = place / "objects" / "info" / "alternates"
        lender.parent.mkdir(exist_ok=True)
        lender.write_bytes(os.fsencode(objects.resolve().as_posix()) + b"\n")
        (place / "info").mkdir(exist_ok=True)
        (place / "info" / "attributes").write_text(_ATTRIBUTES, encoding="utf-8", newline="\n")
        ask(git, "symbolic-ref", "HEAD", what.branch)
        for ref, commit in what.refs[1:]:
            ask(git, "update-ref", ref, commit)
        yield place


def size_of_history(workspace: Workspace) -> int:
    """About how many bytes the objects of the workspace take, for a bar."""
    said = ask(git_at(workspace.root), "count-objects", "-v")
    numbers = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    return 1024 * sum(int(numbers.get(each, "0")) for each in ("size", "size-pack"))
