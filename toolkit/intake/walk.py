"""The files that a person names: files as they are, folders with all that is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.errors import UsageProblem

#: What programs and systems leave in folders; nobody means to archive it.
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "icon\r"})
_LITTER_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information"})


def is_litter(parts: Sequence[str]) -> bool:
    """Whether a path, in its parts, is of what systems and programs leave behind."""
    *folders, name = parts or ("",)
    return (
        name.casefold() in _LITTER
        or name.startswith((".", "~$", "._"))
        or any(part.casefold() in _LITTER_FOLDERS for part in folders)
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A file to add. `folder` are its folders from the one that was named down, with /; `place`
    is how it is told: from there, or as it was named itself.
    """

    path: Path
    place: str
    folder: str


def walk(paths: Iterable[Path], apart: Path) -> tuple[list[Found], list[str]]:
    """Every file of `paths`, in order, each once, and what was left out and why.

    Links are not followed; nothing below `apart` (the workspace's own intake) is taken.
    Raises `UsageProblem` for a path that is not there.
    """
    found: dict[str, Found] = {}
    told: list[str] = []
    for path in paths:
        if not path.exists():
            raise UsageProblem(f"there is no file or folder {path}: correct the path")
        for each in _files(path, told):
            real = os.path.realpath(each)
            if Path(real).is_relative_to(apart):
                continue
            folder = "/".join(_within(path, each)) if path.is_dir() else ""
            place = f"{folder}/{each.name}" if folder else str(each)
            found.setdefault(real, Found(Path(real), place, folder))
    return list(found.values()), told


def _within(path: Path, file: Path) -> tuple[str, ...]:
    """The folders of a file, from the one that the person named down."""
    return (path.resolve().name, *file.parent.relative_to(path).parts)


def _files(path: Path, told: list[str]) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        told.append(f"{path} is neither a file nor a folder: left out")
        return
    litter: list[str] = []
    for folder, folders, files in os.walk(
        path, onerror=lambda e: told.append(f"{e.filename} cannot be read ({e.strerror}): left out")
    ):
        folders[:] = sorted(
            name
            for name in folders
            if name.casefold() not in _LITTER_FOLDERS and not name.startswith(".")
        )
        for name in sorted(files):
            whole = Path(folder) / name
            if is_litter((name,)):
                litter.append(name)
                continue
            if whole.is_symlink():
                told.append(f"{whole} is a link: left out")
            elif whole.is_file():
                yield whole
            elif whole.exists():
                told.append(f"{whole} is neither a file nor a folder: left out")
    if litter:
        few = ", ".join(sorted(set(litter))[:3])
        told.append(
            f"{path}: {len(litter):,} hidden or temporary files, such as {few}: left out"
            if len(litter) > 1
            else f"{path}: a hidden or temporary file, {few}: left out"
        )
