"""Writes exports to files: whole or not at all, and never over what is there already."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from archive import whole
from archive.errors import SecretariatError, UsageProblem
from archive.export.holdings import Holding, holdings
from archive.export.package import texts
from archive.export.registers import REGISTERS, register_csv
from archive.export.rocrate import METADATA, record_path, ro_crate_json
from archive.workspace import Workspace

#: Told how much of the work is done, from 0 to 1.
Step = Callable[[float], None]

_CHUNK: Final = 1 << 18


class ExportFailed(SecretariatError):
    """An export could not be written; nothing of it is left, and nothing else was changed."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many files, and what was listed but could not be had, with why."""

    files: int
    missing: tuple[str, ...] = ()


def write_file(goal: Path, pieces: Iterable[str]) -> None:
    """Write a text to the new file `goal`.

    Raises `UsageProblem` where something is there already, `ExportFailed` where it cannot be
    written.
    """
    if goal.exists() or goal.is_symlink():
        raise UsageProblem(f"{goal} is there already: name another file with --output")
    try:
        whole.put(goal, (piece.encode("utf-8") for piece in pieces))
    except OSError as error:
        raise _failed(goal, error) from None


def write_registers(goal: Path, conn: sqlite3.Connection) -> Written:
    """Write every register as CSV into the new folder `goal`; raises as `write_file`."""
    with _new_folder(goal) as folder:
        for name in REGISTERS:
            _write(folder / f"{name}.csv", (each.encode() for each in register_csv(conn, name)))
    return Written(len(REGISTERS))


def write_crate(
    goal: Path,
    here: Workspace,
    conn: sqlite3.Connection,
    only: Collection[str] | None,
    step: Step,
) -> Written:
    """Write an RO-Crate into the new folder `goal`: the records, their originals, and what
    describes them; raises as `write_file`.

    A file is taken as the archive lists it: a text out of the archive, all else from the folder
    or the history. One that is in none of them is left out and named among the `missing`.
    """
    files: dict[str, tuple[str, int]] = {}
    missing: list[str] = []
    with _new_folder(goal) as folder:

        def told(done: int, of: int) -> None:
            step(0.9 * done / of)

        for holding in holdings(conn, only, told):
            missing += _copy_files(folder, here, conn, holding, files)
        for path, pieces in texts(conn, only):
            files[path] = _write(folder / path, (piece.encode("utf-8") for piece in pieces))
        document = ro_crate_json(conn, files, only)
        _write(folder / METADATA, (piece.encode("utf-8") for piece in document))
    return Written(len(files) + 1, tuple(missing))


def _text_of(conn: sqlite3.Connection, holding: Holding) -> bytes | None:
    """The bytes of a record's file, as far as the archive itself holds them as a text."""
    from archive.contents import text_of

    content = holding.row["content"]
    text = text_of(conn, content) if content is not None else None
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _copy_files(
    folder: Path,
    here: Workspace,
    conn: sqlite3.Connection,
    holding: Holding,
    files: dict[str, tuple[str, int]],
) -> Iterator[str]:
    """Copy the files of a record; gives what could not be had."""
    from archive.errors import NotInArchive
    from archive.reading import OriginalRow
    from archive.web.original import content

    for file in holding.files:
        path = record_path(file)
        if file.sha256 is None or path in files:
            continue
        listed = OriginalRow(
            file.path, file.sha256, file.size, file.media_type, None, None, file.git_blob
        )
        place = _within(folder, path)
        if place.exists():  # on Windows and macOS two names may be one
            yield f"{file.path} has the name of another file on this disk: give it one of its own"
            continue
        text = _text_of(conn, holding) if file.role == "record" else None
        if text is not None and sha256(text).hexdigest() == file.sha256:
            files[path] = _write(place, [text])
            continue
        try:
            stream = content(here.root, listed)
        except NotInArchive as gone:
            yield str(gone)
            continue
        with stream:
            files[path] = _write(place, _chunks(stream))


def _within(folder: Path, path: str) -> Path:
    """Where `path` lies below `folder`; refused where it would lie elsewhere."""
    goal = folder / path
    if not goal.resolve().is_relative_to(folder.resolve()):
        raise ExportFailed(f"{path} leads out of the folder: give the file another name")
    return goal


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _write(place: Path, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Write a file and flush it to the disk; its SHA-256 and its size."""
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    with place.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


@contextmanager
def _new_folder(goal: Path) -> Iterator[Path]:
    """A folder beside `goal` to write into, which takes its place once all is written."""
    if goal.is_symlink() or goal.is_file() or (goal.is_dir() and any(goal.iterdir())):
        raise UsageProblem(f"{goal} is there already: name a new or empty folder with --output")
    partial = goal.with_name(f".{goal.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)  # what a run that was stopped left
        partial.mkdir(parents=True)
        yield partial
        if goal.is_dir():
            goal.rmdir()  # Windows puts nothing over a folder, even an empty one
        partial.replace(goal)
    except OSError as error:
        raise _failed(goal, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _failed(goal: Path, error: OSError) -> ExportFailed:
    return ExportFailed(
        f"{goal} cannot be written ({error.strerror or error}); nothing of it is left: make room "
        "on the disk, or name a place that may be written with --output"
    )
