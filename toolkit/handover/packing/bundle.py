"""The history as one file: a git bundle of the branch, whole or from a save on.

git packs it in a repository of its own that only borrows the objects: nothing of the workspace's
configuration, hooks, grafts or replacements has a say, and what is saved meanwhile is not in it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.build import imports
from archive.gitrun import ask, git_at, running
from archive.workspace import Workspace
from toolkit.handover.errors import PackRefused

#: Originals are compressed already, and no two are versions of one another: to look for what they
#: have in common, or to deflate them again, takes many times what hashing them takes. What git has
#: packed before is taken over as it is.
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

_READ = 1 << 20


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


def write(
    workspace: Workspace, what: Bundled, target: Path, tick: Callable[[int], None] | None = None
) -> tuple[int, str]:
    """Write the bundle to the new file `target`; gives its bytes and SHA-256.

    It is hashed as it comes. Raises `HistoryUnreadable` in git's words, and OSError.
    """
    digest, size = hashlib.sha256(), 0
    tuned = [word for setting in _TUNED for word in ("-c", setting)]
    names = [name for name, _ in what.refs]
    with _borrowing(workspace, what) as place, target.open("xb", buffering=0) as file:
        words = [*tuned, "bundle", "create", "--quiet", "-", *names]
        with running(place, *words, *(f"^{each}" for each in what.without)) as stream:
            buffer = memoryview(bytearray(_READ))
            while got := stream.readinto(buffer):  # type: ignore[attr-defined]
                part = buffer[:got]
                digest.update(part)
                written = 0
                while written < got:
                    written += file.write(part[written:]) or 0
                size += got
                if tick:
                    tick(size)
    return size, digest.hexdigest()


@contextmanager
def _borrowing(workspace: Workspace, what: Bundled) -> Iterator[Path]:
    """A bare repository with those refs and no objects of its own."""
    root = workspace.root
    objects = root / ask(git_at(root), "rev-parse", "--git-path", "objects")
    form = ask(git_at(root), "rev-parse", "--show-object-format")
    if "\n" in str(objects):
        raise PackRefused(f"{root} has a line end in its name: rename that folder")
    with TemporaryDirectory(prefix="secretariat-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        git = git_at(place)
        ask(git, "init", "--quiet", "--bare", "--template=", f"--object-format={form}")
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
