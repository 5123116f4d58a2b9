"""The folder of a site: written beside, put in the place of the old one whole, or not at all.

    SHA256SUMS      every file with its digest, as `sha256sum --check` reads it

The list says which files are the site's. Nothing else in the folder is ever removed: a folder that
holds other files is refused, or, where that is wanted, they are taken along.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive.errors import SecretariatError, UsageProblem

#: The list of the files, in the folder itself.
SUMS = "SHA256SUMS"

_FIRST = "# Files of this site. Check them with: sha256sum --check SHA256SUMS\n"
_CHUNK = 1 << 20


class PublishFailed(SecretariatError):
    """The site could not be written; the one that was there is as it was."""


class Foreign(UsageProblem):
    """The folder holds files that are not the site's own."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a site as it was written."""

    sha256: str
    size: int


def beside(goal: Path) -> Path:
    """Where a new site is written until it is whole."""
    return goal.with_name(f".{goal.name}.partial")


def outgoing(goal: Path) -> Path:
    """Where the old site is for the moment in which the new one takes its place."""
    return goal.with_name(f".{goal.name}.old")


def recover(goal: Path) -> None:
    """Put right what a publishing left that was stopped between its two last steps."""
    old = outgoing(goal)
    if old.is_dir():
        if not goal.exists():
            old.rename(goal)
        else:
            clear(old, goal, set())


def listed(goal: Path) -> dict[str, str]:
    """The files of the site in `goal` with their SHA-256, as its list says; {} without a list.

    Raises `Foreign` where the list is none that this program wrote.
    """
    try:
        text = (goal / SUMS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text.startswith(_FIRST):
        raise Foreign(f"{goal / SUMS} is not the list of a site: name another folder")
    found = {}
    for line in text.splitlines()[1:]:
        digest, _, path = line.partition("  ")
        parts = path.split("/")
        if len(digest) == 64 and path and not {"", ".", ".."} & set(parts) and "\\" not in path:
            found[path] = digest
    return found


def walked(goal: Path) -> Iterator[str]:
    """Every file and link below `goal`, as paths with /; links are not followed."""
    for folder, folders, files in os.walk(goal, followlinks=False):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in (*files, *links):
            yield Path(folder, name).relative_to(goal).as_posix()


def foreign(goal: Path, own: Mapping[str, str]) -> list[str]:
    """What stands in `goal` and is not the site's, by path."""
    if not goal.is_dir():
        return []
    return sorted(path for path in walked(goal) if path != SUMS and path not in own)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def write(root: Path, path: str, data: bytes) -> File:
    """Write a new file of the site that is being made."""
    goal = root / path
    goal.parent.mkdir(parents=True, exist_ok=True)
    goal.write_bytes(data)
    return File(sha256(data).hexdigest(), len(data))


def take(source: Path, root: Path, path: str) -> None:
    """Put the file `source` into the new site: the same one where the disk can do that."""
    goal = root / path
    goal.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        goal.symlink_to(source.readlink())
        return
    try:
        os.link(source, goal)
    except OSError:
        shutil.copy2(source, goal)


def finish(goal: Path, files: Mapping[str, File], along: list[str]) -> None:
    """Give the new site its list and put it in the place of the old one.

    `along` are files that are not the site's and are taken along. Raises `PublishFailed`.
    """
    new, old = beside(goal), outgoing(goal)
    lines = [f"{files[path].sha256}  {path}\n" for path in sorted(files)]
    try:
        before = listed(goal) if goal.is_dir() else {}
        for path in along:
            take(goal / path, new, path)
        list_ = new / SUMS
        with list_.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_FIRST)
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "sync"):
            os.sync()
        if goal.is_dir():
            goal.rename(old)
        try:
            new.rename(goal)
        except OSError:
            with suppress(OSError):
                old.rename(goal)
            raise
    except OSError as error:
        raise PublishFailed(
            f"{goal} cannot be replaced ({error.strerror or error}): close what has it open, or "
            "name a folder that can be renamed, such as one below it"
        ) from None
    if old.is_dir():
        clear(old, goal, {*before, *along, SUMS})


def clear(old: Path, goal: Path, known: set[str]) -> None:
    """Remove an old site; a file in it that is nobody's known goes to the new one first."""
    own = known or {*listed(old), SUMS}
    for path in list(walked(old)):
        there = goal / path
        if path not in own and not (there.exists() or there.is_symlink()):
            there.parent.mkdir(parents=True, exist_ok=True)
            (old / path).rename(there)
            continue
        with suppress(OSError):
            (old / path).unlink()
    shutil.rmtree(old, ignore_errors=True)
