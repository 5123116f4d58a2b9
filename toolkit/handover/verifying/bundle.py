"""Unpacks the bundle of a package, and looks at what it holds before any of it becomes a file.

The header is read here and not by git; git gets the objects alone, checks each of them, and
writes no ref that was not looked at. The tree of the last save is then inspected path by path.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Protocol, cast

from archive.findings import Finding
from archive.workspace import CONFIG, RECORDS
from toolkit.handover.bagit import names
from toolkit.handover.errors import NoRoom
from toolkit.handover.verifying.sandbox import GitRefused, Sandbox

BUNDLE = "data/records.bundle"

#: Bytes and lines of a bundle's header, and bytes of one line.
MOST_HEADER, MOST_REFS, MOST_LINE = 1 << 20, 10_000, 4096

#: Objects in a bundle; bytes of all of them unpacked; bytes and files of the last save.
MOST_OBJECTS, MOST_UNPACKED, MOST_FILES = 20_000_000, 1 << 40, 1_000_000

#: Bytes that are left free on the disk for what else is written while a package is judged.
_SPARE = 64 << 20

#: What may be said of a commit's people and dates without harm: histories that were brought in
#: have it, as older programs wrote it.
_HARMLESS = (
    *("badDate", "badDateOverflow", "badEmail", "badName", "badTimezone", "missingEmail"),
    *("missingNameBeforeEmail", "missingSpaceBeforeDate", "missingSpaceBeforeEmail"),
    *("multipleAuthors", "zeroPaddedDate", "badTagName", "missingTaggerEntry"),
    "zeroPaddedFilemode",
)

_SIGNATURES = {b"# v2 git bundle\n": 2, b"# v3 git bundle\n": 3}
_HASH = r"[0-9a-f]{40}|[0-9a-f]{64}"
_PREREQUISITE = re.compile(rf"-({_HASH})(?: .*)?\Z")
_REF = re.compile(rf"({_HASH}) (HEAD|refs/heads/[^ ]+|refs/imports/[a-z0-9][a-z0-9-]{{0,79}})\Z")
_BRANCH = re.compile(r"refs/heads/[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*\Z")
_IGNORED_BY_HFS = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_ATTRIBUTE = re.compile(r"[ \t](filter|working-tree-encoding)=|[ \t]ident(?=[ \t]|\Z)")

#: Names that git heeds in a tree, beside `.gitattributes`, which is looked into.
_HEEDED = frozenset((".gitmodules", ".lfsconfig"))


class NotSafe(Exception):
    """Something in the bundle is damaged or may do harm; `findings` say what."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings[0].message)
        self.findings = findings


class Opened(Protocol):
    """A file of the package, opened for reading."""

    def read(self, size: int = -1, /) -> bytes | None:
        """As files read."""

    def close(self) -> None:
        """As files close."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a bundle: the commits that it goes on from, and its refs."""

    form: str
    prerequisites: tuple[str, ...]
    refs: tuple[tuple[str, str], ...]

    @property
    def head(self) -> str:
        """The commit that HEAD stands for."""
        return next(commit for name, commit in self.refs if name == "HEAD")

    @property
    def branch(self) -> str:
        """The one branch."""
        return next(name for name, _ in self.refs if name.startswith("refs/heads/"))


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of the last save."""

    path: str
    blob: str
    size: int


def _fault(code: str, message: str) -> NotSafe:
    return NotSafe(Finding(BUNDLE, 0, code, message))


def read_header(file: IO[bytes]) -> Header:
    """The header of a bundle (gitformat-bundle), read up to the objects; raises `NotSafe`."""
    if file.readline(64) not in _SIGNATURES:
        raise _fault("P048", "it is no bundle of git")
    form, used = "sha1", 0
    prerequisites: list[str] = []
    refs: dict[str, str] = {}
    while True:
        raw = file.readline(MOST_LINE)
        used += len(raw)
        if raw == b"\n":
            break
        if not raw.endswith(b"\n") or used > MOST_HEADER or len(refs) > MOST_REFS:
            raise _fault("P048", "its header is cut off, or too long")
        line = raw[:-1].decode("utf-8", "backslashreplace")
        if line.startswith("@"):
            key, _, value = line[1:].partition("=")
            if key != "object-format" or value not in ("sha1", "sha256"):
                raise _fault("P049", f"it asks for {names.shown(key)[:40]!r}, which is not taken")
            form = value
        elif found := _PREREQUISITE.match(line):
            prerequisites.append(found[1])
        elif found := _REF.match(line):
            if found[2] in refs:
                raise _fault("P049", f"it has the ref {names.shown(found[2])[:80]!r} twice")
            refs[found[2]] = found[1]
        else:
            raise _fault("P049", f"it has a ref that no package has: {names.shown(line)[:120]!r}")
    branches = [name for name in refs if name.startswith("refs/heads/")]
    if len(branches) != 1 or not _BRANCH.match(branches[0]) or branches[0].endswith(".lock"):
        said = names.shown(", ".join(branches))[:120] or "none"
        raise _fault("P049", f"it must have one branch, and has {said}")
    if ".." in branches[0] or refs.get("HEAD") != refs[branches[0]]:
        raise _fault("P049", "its branch is not what it says is newest (HEAD)")
    return Header(form, tuple(prerequisites), tuple(refs.items()))


def unpack(
    source: Opened, size: int, sandbox: Callable[[Header], Sandbox], listed: str,
    tick: Callable[[int], None] | None = None,
) -> tuple[Sandbox, Header]:  # fmt: skip
    """Put the objects of the bundle into the sandbox that `sandbox` makes, and its refs.

    `listed` is the SHA-256 that the manifest has: what is unpacked is what was listed, whatever
    happens to the file meanwhile. Raises `NotSafe`.
    """
    digest = hashlib.sha256()
    passed = _Passing(source, digest.update, tick)
    with io.BufferedReader(passed, 1 << 20) as file:
        header = read_header(cast(IO[bytes], file))
        place = sandbox(header)
        strict = f"--strict={','.join(f'{each}=ignore' for each in _HARMLESS)}"
        words = ["index-pack", "--stdin", "--fix-thin", strict, f"--max-input-size={size + 1}"]
        chunks = iter(lambda: file.read(1 << 20), b"")
        try:
            place.ask(*words, given=chunks, seconds=300 + size / 100_000)
            for _ in chunks:
                pass  # what stands behind the objects belongs to the file all the same
        except GitRefused as error:
            raise _fault(*_why(str(error))) from None
    if digest.hexdigest() != listed:
        raise _fault("P010", "it is not what the manifest lists")
    _count(place)
    for name, commit in header.refs:
        try:
            if place.ask("cat-file", "-t", commit).strip() != b"commit":
                raise GitRefused("it is no commit")
            if name != "HEAD":
                place.ask("update-ref", "--no-deref", name, commit)
        except GitRefused as error:
            raise _fault("P048", f"{name} cannot be read: {names.shown(str(error))}") from None
    place.ask("symbolic-ref", "HEAD", header.branch)
    try:
        place.ask("fsck", "--connectivity-only", "--no-dangling", "--no-reflogs", "--no-progress")
    except GitRefused as error:
        raise _fault("P048", f"its history is not whole: {names.shown(str(error))}") from None
    return place, header


#: Words of git's checks that tell of what is meant to do harm, rather than of damage.
_HARM = ("hasDot", "fullPathname", "gitmodules", "gitattributes", "emptyName", "duplicateEntries",
         "treeNotSorted", "badFilemode", "symlink", "submodule")  # fmt: skip


def _why(said: str) -> tuple[str, str]:
    shown = names.shown(said)[:300]
    if any(word.lower() in said.lower() for word in _HARM):
        return "P049", f"git refuses it: {shown}"
    return "P048", f"git cannot read it: {shown}"


class _Passing(io.RawIOBase):
    """A file that tells what is read from it."""

    def __init__(
        self, source: Opened, seen: Callable[[bytes], None], tick: Callable[[int], None] | None
    ) -> None:
        self._source, self._seen, self._tick, self._done = source, seen, tick, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._source.read(len(view)) or b""
        view[: len(data)] = data
        self._seen(data)
        self._done += len(data)
        if self._tick:
            self._tick(self._done)
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


def _count(place: Sandbox) -> None:
    """Raise where there are so many objects, or so large ones, that nobody meant them."""
    said = place.ask(
        "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectsize)"
    )
    sizes = said.split(b"\n")
    total = sum(int(each) for each in sizes if each)
    if len(sizes) > MOST_OBJECTS or total > MOST_UNPACKED:
        raise _fault("P064", f"it unpacks to {len(sizes):,} objects of {total:,} bytes")


# -- the tree of the last save ----------------------------------------------------------


def inspect(place: Sandbox, commit: str) -> list[TreeFile]:
    """The files of the save `commit`, each of which may be written; raises `NotSafe`."""
    said = place.ask("ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    files: list[TreeFile] = []
    faults: list[Finding] = []
    for entry in said.split(b"\0"):
        if not entry:
            continue
        facts, _, raw = entry.partition(b"\t")
        mode, kind, blob, size = facts.decode("ascii").split()
        path = raw.decode("utf-8", "surrogateescape")
        fault = _unfit(mode, kind, path)
        if fault is not None:
            faults.append(Finding(BUNDLE, 0, "P049", f"{names.shown(path)[:300]} is {fault}"))
            continue
        files.append(TreeFile(path, blob, int(size)))
    for path, other in names.twins(each.path for each in files):
        said_so = f"on Windows or macOS {names.shown(path)} is the same as {names.shown(other)}"
        faults.append(Finding(BUNDLE, 0, "P049", said_so))
    faults += _attributes(place, files)
    if faults:
        raise NotSafe(*faults[:100])
    paths = {each.path for each in files}
    if CONFIG not in paths or not any(path.startswith(f"{RECORDS}/") for path in paths):
        raise _fault("P047", f"its last save is no workspace: no {RECORDS}/ with {CONFIG} beside")
    total = sum(each.size for each in files)
    if len(files) > MOST_FILES:
        raise _fault("P064", f"its last save has {len(files):,} files of {total:,} bytes")
    free = shutil.disk_usage(place.place).free
    if total > free - _SPARE:
        raise NoRoom(
            f"what is in the package takes {total:,} bytes to unpack, {_SPARE:,} must be left for "
            f"what else is written, and {free:,} are free on the disk of {place.place.parent}: "
            "make room there, or name another folder (accept: --into, verify: TMPDIR); if it is "
            "not said to be so large, ask who sent it"
        )
    return files


def _unfit(mode: str, kind: str, path: str) -> str | None:
    if mode == "120000":
        return "a symbolic link"
    if kind == "commit" or mode == "160000":
        return "a submodule"
    if kind != "blob" or mode not in ("100644", "100755", "100664"):
        return f"neither file nor folder (mode {mode})"
    for part in path.split("/"):
        plain = _IGNORED_BY_HFS.sub("", part).casefold().rstrip(". ")
        if plain == ".git" or re.match(r"git~\d", plain):
            return "a file of git itself"
        if plain in _HEEDED:
            return "a file by which git fetches from elsewhere"
    return names.unsafe(path) or names.unportable(path)


def _attributes(place: Sandbox, files: Iterable[TreeFile]) -> Iterator[Finding]:
    for each in files:
        if each.path.rpartition("/")[2].casefold() != ".gitattributes":
            continue
        if each.size > 1 << 20:
            said = f"{names.shown(each.path)} is too large"
            yield Finding(BUNDLE, 0, "P049", said)
            continue
        text = place.ask("cat-file", "blob", each.blob).decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            found = None if line.lstrip().startswith("#") else _ATTRIBUTE.search(line)
            if found:
                what = found.group().strip().rstrip("=")
                said = f"line {number} of {names.shown(each.path)} sets {what}, which runs a filter"
                yield Finding(BUNDLE, 0, "P049", said)


def check_out(place: Sandbox, commit: str) -> None:
    """Write the files of the inspected save; raises `GitRefused`."""
    place.ask("read-tree", commit)
    # With -u, git keeps what the files it has just written look like, and reads none of them again.
    place.ask("checkout-index", "--all", "--quiet", "-u", seconds=3600)
