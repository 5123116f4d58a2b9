"""The log as files under records/log/, which only ever become more.

    checkpoint                        the newest checkpoint
    checkpoints/37                    every checkpoint there ever was, by its number of leaves
    leaves/000/000-036.txt            the entries 0 to 36: one line each, in hexadecimal
    openings/000/000-036.jsonl        what each stands for, and its secret: not for the public

Folders are named by the tile of 256 leaves, as C2SP's tlog-tiles name tiles (`x001/234` is tile
1234), files by their first and last leaf in it. One seal writes new files and changes none but
`checkpoint`. It takes effect when its file in checkpoints/ appears: until then what was written
is no part of the log, and the next seal removes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from archive import whole
from archive.errors import SecretariatError
from archive.log.checkproof import canonical
from archive.log.leaves import entry_of, is_statement
from archive.log.merkle import Frontier, Tree, leaf_hash
from archive.log.note import BadNote, Checkpoint, read_checkpoint_file
from archive.workspace import RECORDS, Workspace

FOLDER: Final = f"{RECORDS}/log"
#: Leaves in a tile (c2sp.org/tlog-tiles), and so at most in one file.
TILE: Final = 256

#: What the folder holds besides the log itself: words for those who open it.
READ_ME: Final = {
    "README.txt": """\
The log of this archive: a list of sealed leaves that can only grow.

Each version of each record, and each decision event, is one leaf. A leaf is a salted hash: it
gives nothing away, but it can be proved later that something was sealed, and when.

checkpoint      name, number of leaves and root of the log today
checkpoints/    the same for every earlier day on which it was sealed
leaves/         the leaves, one a line
openings/       what each leaf stands for: NOT FOR THE PUBLIC, see the note in that folder

Nothing here is edited by hand. `secretariat seal` adds to it, `secretariat seal --check` verifies
it, `secretariat prove RECORD` writes a proof that anybody can check.
""",
    "openings/ACCESS.txt": """\
Access: secretariat only.

These files name every record that was ever sealed, restricted ones too, and hold the secrets
that make the leaves impossible to guess. They go with the archive from host to host, and are
never in an edition for partners or for the public. Without them the log still verifies, but
nothing can be proved by it any more.
""",
}

_STRETCH = re.compile(r"(\d{3})-(\d{3})\Z")
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,18})\Z")
_ENTRY = re.compile(r"[0-9a-f]{64}\Z")
_LEAVES, _OPENINGS, _CHECKPOINTS = "leaves", "openings", "checkpoints"
_ENDS = {_LEAVES: ".txt", _OPENINGS: ".jsonl"}


class LogDamaged(SecretariatError):
    """The log's files do not fit together. `path` is the file, `code` the finding's.

    `fault` leaves the remedy out.
    """

    def __init__(self, fault: str, path: str, code: str = "L001") -> None:
        remedy = f"restore {FOLDER} from a save or a copy"
        if code == "L003":
            remedy = f"take it back: secretariat undo {FOLDER}"
        super().__init__(f"{path}: {fault}; {remedy}")
        self.fault = fault
        self.path = path
        self.code = code


@dataclass(frozen=True, slots=True)
class Opening:
    """What a leaf stands for: `secret` of 32 bytes, the statement, an event's own content."""

    secret: bytes
    statement: str
    text: str | None = None

    def said(self) -> dict[str, Any]:
        """The statement, read."""
        value: dict[str, Any] = json.loads(self.statement)
        return value

    def line(self) -> str:
        """Its line in the file, without the end."""
        kept = {"secret": self.secret.hex(), "statement": self.statement}
        return canonical(kept if self.text is None else {**kept, "text": self.text})


@dataclass(frozen=True, slots=True)
class Log:
    """The log as it is kept. `openings[i]` is None where what leaf `i` stood for was disposed of.

    `stale` says that the file `checkpoint` is missing or older than the newest checkpoint.
    """

    checkpoints: tuple[Checkpoint, ...]
    entries: tuple[bytes, ...]
    openings: tuple[Opening | None, ...]
    stale: bool = False

    @property
    def head(self) -> Checkpoint | None:
        """The newest checkpoint; None where nothing was ever sealed."""
        return self.checkpoints[-1] if self.checkpoints else None

    def tree(self) -> Tree:
        """The Merkle tree over all leaves."""
        return Tree([leaf_hash(entry) for entry in self.entries])


def load(workspace: Workspace, *, openings: bool = True) -> Log:
    """The log of `workspace`, its leaves held against every checkpoint that is kept.

    An empty one where nothing was sealed yet. Without `openings` these are not read, and need not
    be there. Raises `LogDamaged`.
    """
    folder = workspace.root / FOLDER
    _refuse_links(folder)
    checkpoints = _checkpoints(folder)
    newest = checkpoints[-1] if checkpoints else None
    stale = _stale(folder, checkpoints)
    if newest is None:
        return Log((), (), ())
    entries = tuple(map(bytes.fromhex, _lines(folder, _LEAVES, newest.size)))
    _match(checkpoints, entries)
    opened: tuple[Opening | None, ...] = ()
    if openings:
        lines = _lines(folder, _OPENINGS, newest.size)
        opened = tuple(_opening(line, at) for at, line in enumerate(lines))
        _fit(entries, opened)
    return Log(checkpoints, entries, opened, stale)


def openings(workspace: Workspace, size: int) -> tuple[Opening | None, ...]:
    """What the first `size` leaves stand for, as it is kept, held against nothing.

    Raises `LogDamaged` where a line is missing or cannot be read.
    """
    lines = _lines(workspace.root / FOLDER, _OPENINGS, size)
    return tuple(_opening(line, at) for at, line in enumerate(lines))


def _refuse_links(folder: Path) -> None:
    """Raise where a part of the log is a link: it would be read, and written, somewhere else."""
    for path in (folder, *sorted(folder.rglob("*"))):
        if path.is_symlink():
            raise _damaged(path, "it is a link")


def _checkpoints(folder: Path) -> tuple[Checkpoint, ...]:
    found: list[Checkpoint] = []
    place = folder / _CHECKPOINTS
    names = [each.name for each in place.iterdir()] if place.is_dir() else []
    for name in sorted((name for name in names if _NUMBER.match(name)), key=int):
        checkpoint = _checkpoint(place / name)
        if checkpoint.size != int(name):
            said = f"it speaks of {checkpoint.size:,} leaves"
            raise _damaged(place / name, f"{said}, its name of {int(name):,}")
        if found and found[0].origin != checkpoint.origin:
            raise _damaged(place / name, f"it is of another log, {checkpoint.origin}")
        found.append(checkpoint)
    return tuple(found)


def _checkpoint(path: Path) -> Checkpoint:
    try:
        return read_checkpoint_file(path.read_bytes())[0]
    except BadNote as error:
        raise _damaged(path, str(error)) from None
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None


def _stale(folder: Path, kept: Sequence[Checkpoint]) -> bool:
    """Whether the file `checkpoint` lacks or is an older one; raises where it is none of `kept`."""
    path = folder / "checkpoint"
    if not path.is_file():
        return bool(kept)
    said = _checkpoint(path)
    if said not in kept:
        raise _damaged(path, f"it is none of those in {FOLDER}/{_CHECKPOINTS}")
    return said != kept[-1]


def _match(checkpoints: Sequence[Checkpoint], entries: Sequence[bytes]) -> None:
    """Raise where the leaves do not give the root of each checkpoint."""
    frontier = Frontier()
    good = 0
    for checkpoint in checkpoints:
        for entry in entries[frontier.size : checkpoint.size]:
            frontier.add(leaf_hash(entry))
        if frontier.root() != checkpoint.root:
            span = f"leaves {good:,} to {checkpoint.size - 1:,}"
            raise _damaged(
                Path(_CHECKPOINTS, str(checkpoint.size)),
                f"the {span} are not those that were sealed: one was changed, added or left out, "
                "or the checkpoint was",
            )
        good = checkpoint.size


def _fit(entries: Sequence[bytes], openings: Sequence[Opening | None]) -> None:
    """Raise where an opening does not fit its leaf, or is missing though nobody set it aside."""
    closed = aside(openings)
    for at, (entry, opening) in enumerate(zip(entries, openings, strict=True)):
        if opening is None and at in closed:
            continue
        if opening is None or entry_of(opening.statement, opening.secret) != entry:
            said = "has no opening" if opening is None else "has an opening that does not fit it"
            raise _damaged(_place(_OPENINGS, at), f"leaf {at:,} {said}", "L002")


def aside(openings: Sequence[Opening | None]) -> dict[int, int]:
    """The leaves that a later leaf sets aside, each with that leaf's index."""
    found: dict[int, int] = {}
    for at, opening in enumerate(openings):
        if opening is not None and '"kind":"set-aside"' in opening.statement:
            said = opening.said()
            if said.get("kind") == "set-aside":
                found.update((index, at) for index in said["leaves"] if index < at)
    return found


def _place(kind: str, at: int) -> Path:
    return Path(kind, tile_path(at // TILE))


def tile_path(tile: int) -> str:
    """The folder of a tile as tlog-tiles writes its number: groups of three digits, x before all
    but the last.

    >>> tile_path(1234067)
    'x001/x234/067'
    """
    digits = str(tile)
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def _stretches(folder: Path, kind: str, tile: int) -> list[tuple[int, int, Path]]:
    """(first leaf, end, file) of each stretch in one tile, in their order."""
    place = folder / kind / tile_path(tile)
    found = []
    for path in place.iterdir() if place.is_dir() else ():
        named = _STRETCH.match(path.stem)
        if named and path.suffix == _ENDS[kind]:
            first, last = int(named[1]), int(named[2])
            if first <= last < TILE:
                found.append((tile * TILE + first, tile * TILE + last + 1, path))
    return sorted(found)


def _lines(folder: Path, kind: str, size: int) -> Iterator[str]:
    """The first `size` lines of the leaves or openings; what follows is no part of the log."""
    done = 0
    while done < size:
        begun = done
        for first, end, path in _stretches(folder, kind, done // TILE):
            if first < done or done >= size:
                continue
            if first > done or end > size:
                break
            # Not splitlines: an opening may hold U+2028 and the like, which it takes for line ends.
            *lines, rest = _read(path).split("\n")
            if rest:
                raise _damaged(path, "it is cut off")
            if len(lines) != end - first:
                raise _damaged(path, f"it must have {end - first} lines and has {len(lines)}")
            for line in lines:
                if kind == _LEAVES and not _ENTRY.match(line):
                    raise _damaged(path, "a line in it is no leaf")
                yield line
            done = end
        if done == begun:
            said = f"the file that begins with leaf {done:,} is missing"
            raise _damaged(folder / _place(kind, done), said, "L001" if kind == _LEAVES else "L002")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _damaged(path, "it is not UTF-8") from None
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None


def _opening(line: str, at: int) -> Opening | None:
    try:
        kept = json.loads(line)
        if kept == {}:
            return None  # disposed of
        text = kept.get("text")
        opening = Opening(bytes.fromhex(kept["secret"]), kept["statement"], text)
        if opening.line() == line and is_statement(opening.said()):
            return opening
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise _damaged(_place(_OPENINGS, at), f"the line of leaf {at:,} cannot be read", "L002")


def _damaged(path: Path, said: str, code: str = "L001") -> LogDamaged:
    name = f"{path.as_posix()}/".rpartition(f"/{FOLDER}/")[2].rstrip("/")
    return LogDamaged(said, f"{FOLDER}/{name}".rstrip("/"), code)


# -- writing --------------------------------------------------------------------------

#: Called before each step that changes the disk; for tests that stop there.
Step = Callable[[str], None]


def leftovers(workspace: Workspace, size: int) -> list[str]:
    """Files of a seal that was stopped: beyond the first `size` leaves, workspace-relative."""
    folder = workspace.root / FOLDER
    found: list[Path] = []
    for kind, end in _ENDS.items():
        for path in sorted((folder / kind).rglob(f"*{end}")):
            first = _first(folder / kind, path)
            if first is not None and first >= size:
                found.append(path)
    found += sorted(folder.rglob(".*.partial"))
    return [workspace.relative(path) for path in found]


def _first(folder: Path, path: Path) -> int | None:
    named = _STRETCH.match(path.stem)
    groups = [part.removeprefix("x") for part in path.relative_to(folder).parts[:-1]]
    number = "".join(groups)
    return int(number) * TILE + int(named[1]) if named and number.isdecimal() else None


def extend(
    workspace: Workspace, log: Log, head: Checkpoint, entries: Sequence[bytes],
    openings: Sequence[Opening], step: Step | None = None,
) -> None:  # fmt: skip
    """Add `entries` with their openings to `log`, which then has the checkpoint `head`.

    All is flushed to the disk before `head` appears in checkpoints/. What a stopped seal left
    is removed first; the caller has seen to it that it is no more than that.
    """
    folder = workspace.root / FOLDER
    old = len(log.entries)
    for name in leftovers(workspace, old):
        (workspace.root / name).unlink(missing_ok=True)
    for name, text in READ_ME.items():
        if not (folder / name).exists():
            _write(folder / name, text, step)
    lines = {
        _OPENINGS: [opening.line() for opening in openings],
        _LEAVES: [entry.hex() for entry in entries],
    }
    for kind, new in lines.items():
        for first, end in _spans(old, old + len(new)):
            name = f"{first % TILE:03}-{(end - 1) % TILE:03}{_ENDS[kind]}"
            path = folder / kind / tile_path(first // TILE) / name
            _write(path, "".join(f"{line}\n" for line in new[first - old : end - old]), step)
    _write(folder / _CHECKPOINTS / str(head.size), head.written(), step)
    put_newest(workspace, head, step)


def put_newest(workspace: Workspace, head: Checkpoint, step: Step | None = None) -> None:
    """Make `checkpoint` a copy of the newest one."""
    kept = workspace.root / FOLDER / _CHECKPOINTS / str(head.size)
    _write(workspace.root / FOLDER / "checkpoint", kept.read_text(encoding="utf-8"), step)


def _spans(start: int, end: int) -> Iterator[tuple[int, int]]:
    """`start` to before `end`, cut where tiles meet."""
    while start < end:
        stop = min(end, (start // TILE + 1) * TILE)
        yield start, stop
        start = stop


def _write(path: Path, text: str, step: Step | None) -> None:
    """Write a file whole, with a step before each thing that a kill could come between."""

    def parts() -> Iterator[bytes]:
        yield text.encode("utf-8")
        if step:
            step(f"flush {path.name}")

    path.parent.mkdir(parents=True, exist_ok=True)
    whole.put(path, parts(), lambda _: step(f"rename {path.name}") if step else None)
    whole.sync_folder(path.parent.parent)  # where the folder is new
