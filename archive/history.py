"""Versions out of git: one `git log` and one `git cat-file --batch`, streamed.

GitPython's command interface runs git itself; its object model is not used (a
diff a commit reads 279 versions a second where this reads thousands, and a walk
a file loses what lay before a rename).

    for commit in commits(root, after=None, until=head):
        for change in commit.changes: ...
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, NamedTuple, cast

from archive.errors import HistoryUnreadable
from archive.frontmatter import MAX_TEXT, TOP_OF_LONG
from archive.gitrun import ask, git_at, running
from archive.gitrun import without_filters as without_filters
from archive.globs import folders, matcher, pathspecs

RECORDS = "records"

_FORMAT = "%H%n%an%n%ae%n%at%n%ad%n%ct%n%P%n%B"


class FileChange(NamedTuple):
    """One file in one commit: `blob` is None where it was removed, `old_path` given on a rename."""

    path: str
    blob: str | None
    old_path: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit that touched records/; times in seconds since 1970, the zone as +HHMM."""

    hash: str
    author: str
    author_email: str
    author_time: int | None
    author_zone: str
    commit_time: int | None
    parent: str | None
    message: str
    changes: tuple[FileChange, ...]


class Blob(NamedTuple):
    """What git holds under one name: `data` is None where it is missing or over the limit.

    `top` are the first bytes of one over the limit.
    """

    name: str
    size: int | None
    sha256: str | None
    data: bytes | None
    top: bytes = b""

    @property
    def missing(self) -> bool:
        """Whether git does not hold it."""
        return self.size is None


def is_repository(root: Path) -> bool:
    """Whether `root` lies in a git work tree.

    Raises `HistoryUnreadable` where there is one that git does not open (damaged, or
    another person's), so that it is never taken for a folder without history.
    """
    try:
        return ask(git_at(root), "rev-parse", "--is-inside-work-tree") == "true"
    except HistoryUnreadable:
        if any((folder / ".git").exists() for folder in (root, *root.parents)):
            raise
        return False


def head(root: Path) -> str | None:
    """The full hash of the commit that is checked out; None before the first save."""
    try:
        return ask(git_at(root), "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except HistoryUnreadable:
        return None


def resolve(root: Path, revision: str) -> str | None:
    """The last commit on the main line, at or before `revision`, that touched records/."""
    if revision.startswith("-"):
        return None
    try:
        said = ask(
            git_at(root), "log", "-1", "--first-parent", "-m", "--format=%H",
            revision, "--", RECORDS,
        )  # fmt: skip
    except HistoryUnreadable:
        return None
    return said or None


def resolve_ref(root: Path, ref: str) -> str | None:
    """The full hash of the commit that the full name `ref` stands for; None where there is none."""
    try:
        return ask(git_at(root), "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") or None
    except HistoryUnreadable:
        return None


def shallow_mark(root: Path) -> str:
    """'' for a whole history; else what tells one cut-off history from another."""
    git = git_at(root)
    if ask(git, "rev-parse", "--is-shallow-repository") != "true":
        return ""
    place = root / ask(git, "rev-parse", "--git-path", "shallow")
    return hashlib.sha256(place.read_bytes()).hexdigest()


def is_ignored(root: Path) -> bool:
    """Whether the repository around `root` is told to leave its records alone."""
    return bool(ask(git_at(root), "check-ignore", RECORDS, allowed=(0, 1)))


def is_tracked(root: Path, name: str) -> bool:
    """Whether git keeps the file `name` of `root`."""
    return bool(ask(git_at(root), "ls-files", "-z", "--", name))


def changed_since_saved(root: Path, under: str) -> list[str]:
    """Files below the folder `under` that the last save has and that are gone or other now.

    A save that was killed at its very end leaves git's index behind it; git then calls files gone
    that lie there as they were saved. So each that it names is looked at.
    """
    if head(root) is None:
        return []
    said = ask(
        git_at(root), *without_filters(root), "diff", "--name-only", "--diff-filter=DMT", "-z",
        "--relative", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
        "HEAD", "--", under,
    )  # fmt: skip
    named = [name for name in said.split("\0") if name]
    if not named:
        return []
    saved = {}
    for row in ask(git_at(root), "ls-tree", "-r", "-z", "HEAD", "--", under).split("\0"):
        entry, _, path = row.partition("\t")
        saved[path] = entry[-64:].rpartition(" ")[2]
    return [name for name in named if not _lies_there(root, name, saved.get(name, ""))]


def _lies_there(root: Path, path: str, blob: str) -> bool:
    """Whether the file at `path` has, byte for byte, the content that git calls `blob`."""
    if not is_plain_file(root, path):
        return False
    data = (root / path).read_bytes()
    naming = hashlib.sha1 if len(blob) == 40 else hashlib.sha256
    return naming(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == blob


def has_commit(root: Path, name: str) -> bool:
    """Whether the commit with the full hash `name` is in the repository."""
    if len(name) not in (40, 64) or not set(name) <= set("0123456789abcdef"):
        return False
    try:
        ask(git_at(root), "cat-file", "-e", f"{name}^{{commit}}")
    except HistoryUnreadable:
        return False
    return True


def is_ancestor(root: Path, commit: str, head_now: str) -> bool:
    """Whether `commit` is anywhere in the history of `head_now`."""
    try:
        ask(git_at(root), "merge-base", "--is-ancestor", commit, head_now)
    except HistoryUnreadable:
        return False
    return True


def on_main_line(root: Path, commit: str, head_now: str) -> bool:
    """Whether `commit` is `head_now` or lies on its line of first parents."""
    if commit == head_now:
        return True
    git = git_at(root)
    try:
        line = ask(git, "rev-list", "--first-parent", "--parents", f"{commit}..{head_now}")
    except HistoryUnreadable:
        return False  # the commit is not there any more
    last = line.rsplit("\n", 1)[-1].split()
    return len(last) > 1 and last[1] == commit


def main_line(root: Path, head_now: str) -> set[str]:
    """The full hashes of the commits on the line of first parents that ends with `head_now`."""
    return set(ask(git_at(root), "rev-list", "--first-parent", head_now).split())


def commits(
    root: Path, until: str, after: str | None = None, patterns: Sequence[str] = ()
) -> Iterator[Commit]:
    """The commits that touched records/, oldest first, on the line of first parents.

    `after` itself is left out. With `patterns` (as `docs/*.md`, `**/*.md`) those that touched a
    file of the whole repository that one of them matches. Raises `HistoryUnreadable` with git's
    own words.
    """
    span = f"{after}..{until}" if after else until
    there = folders(patterns) if patterns else None
    where = ("--", *(there or pathspecs(patterns))) if patterns else ("--relative", "--", RECORDS)
    # Left to itself git compares the trees twice, the first time to find commits that touched
    # nothing there; --sparse gives those too.
    words = (
        "log", "--sparse", "--raw", "-z", "-M", "--first-parent", "-m", "--no-abbrev", "--reverse",
        "--no-color", "--no-ext-diff", "--no-textconv", "--no-notes", "--no-mailmap",
        "--date=raw", f"--format={_FORMAT}", span, *where,
    )  # fmt: skip
    fits = matcher(patterns) if there else None
    with running(root, *words) as stream:
        for commit in _commits(_tokens(stream)):
            found = _within(commit, fits) if fits else commit
            if found.changes:
                yield found


def _within(commit: Commit, fits: Callable[[str], bool]) -> Commit:
    """The commit with those of its changes that are of files that fit: what moves in is new, and
    what moves out is gone."""
    changes = []
    for change in commit.changes:
        old = change.old_path if change.old_path and fits(change.old_path) else None
        if fits(change.path):
            changes.append(change._replace(old_path=old))
        elif old:
            changes.append(FileChange(old, None))
    return replace(commit, changes=tuple(changes))


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _commits(tokens: Iterator[bytes]) -> Iterator[Commit]:
    header: bytes | None = None
    changes: list[FileChange] = []
    for token in tokens:
        token = token.removeprefix(b"\n")
        if token.startswith(b":"):
            change = _change(token, tokens)
            if change is not None:
                changes.append(change)
        elif token:
            if header is not None:
                yield _commit(header, changes)
            header, changes = token, []
    if header is not None:
        yield _commit(header, changes)


def _change(raw: bytes, tokens: Iterator[bytes]) -> FileChange | None:
    _, mode, _, blob, status = raw.decode("ascii").split(" ", 4)
    path = _path(next(tokens))
    old = None
    if status[0] in "RC":
        old, path = path, _path(next(tokens))
        old = old if status[0] == "R" else None
    if status[0] == "D":
        return FileChange(path, None)
    if mode not in ("100644", "100755"):  # links and submodules hold no record
        return FileChange(path, None, old)
    return FileChange(path, blob, old)


def _path(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def _commit(header: bytes, changes: list[FileChange]) -> Commit:
    text = header.decode("utf-8", "replace")
    name, author, email, at, zone, committed, parents, message = text.split("\n", 7)
    return Commit(
        hash=name,
        author=author,
        author_email=email,
        author_time=_seconds(at),
        author_zone=zone.rpartition(" ")[2],
        commit_time=_seconds(committed),
        parent=parents.split(" ")[0] or None,
        message=message.rstrip("\n"),
        changes=tuple(changes),
    )


def _seconds(text: str) -> int | None:
    """git prints what the commit says, which may be nothing or beyond any calendar."""
    try:
        return max(-(2**62), min(2**62, int(text)))
    except ValueError:
        return None


def blobs(root: Path, names: Iterable[str]) -> Iterator[Blob]:
    """The contents called `names`, in that order; a missing one is said, not raised.

    Data over `MAX_TEXT` bytes is hashed as it passes; its first `TOP_OF_LONG` bytes are kept.
    """
    with TemporaryFile() as request:
        for name in names:
            request.write(name.encode("ascii") + b"\n")
        request.seek(0)
        with running(
            root, "cat-file", "--batch", "--buffer", request=cast("BinaryIO", request)
        ) as stream:
            while line := stream.readline():
                name, _, rest = line.decode("ascii", "replace").strip().partition(" ")
                if not rest.startswith("blob "):
                    yield Blob(name, None, None, None)
                    continue
                yield _read(stream, name, int(rest[5:]))
                stream.read(1)


def _read(stream: IO[bytes], name: str, size: int) -> Blob:
    """One content; one that is not what its name says (a damaged or forged object) is missing."""
    naming = hashlib.sha1 if len(name) == 40 else hashlib.sha256
    proof = naming(b"blob %d\0" % size, usedforsecurity=False)
    digest = hashlib.sha256()
    data: bytes | None = b""
    top = b""
    left = size
    while left:
        wanted = min(left, MAX_TEXT)
        chunk = stream.read(wanted)  # buffered: shorter only where the stream ends
        if len(chunk) < wanted:
            raise HistoryUnreadable(
                f"git stopped in the middle of content {name[:12]}: run git fsck, then build again"
            )
        left -= len(chunk)
        proof.update(chunk)
        digest.update(chunk)
        data = chunk if size <= MAX_TEXT else None
        top = top or (chunk[:TOP_OF_LONG] if data is None else b"")
    if proof.hexdigest() != name:
        return Blob(name, None, None, None)
    return Blob(name, size, digest.hexdigest(), data, top)


def uncommitted(root: Path) -> list[FileChange]:
    """Files under records/ that differ from the last save; `blob` is '' where there is a file."""
    said = ask(
        git_at(root), *without_filters(root), "status", "--porcelain=v1", "-z", "-uall",
        "--no-renames", "--ignore-submodules=all", "--", RECORDS,
    )  # fmt: skip
    prefix = ask(git_at(root), "rev-parse", "--show-prefix")
    # One path comes twice where the index says it was removed and the folder still has it.
    names = {entry[3:].removeprefix(prefix) for entry in said.split("\0") if len(entry) > 3}
    paths = sorted(name.encode("utf-8", "surrogateescape") for name in names)
    return [
        FileChange(path, "" if is_plain_file(root, path) else None) for path in map(_path, paths)
    ]


def is_plain_file(root: Path, path: str) -> bool:
    """Whether `path` is a file of `root` itself: no link, and reached through none."""
    place = root
    for part in path.split("/"):
        place = place / part
        if place.is_symlink():
            return False
    return place.is_file()
