"""Puts a closed package into its place, as a folder or as one tar file, and looks into it there."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

from toolkit.handover.errors import PackRefused
from toolkit.handover.fixity import sync_folder

#: Bytes of the largest tag file that is read whole.
_MAX = 64 * 1024 * 1024


def place_folder(bag: Path, goal: Path) -> None:
    """Rename the whole package to `goal`; raises `PackRefused` where something is there."""
    if os.path.lexists(goal):
        raise there(goal)
    bag.rename(goal)
    sync_folder(goal.parent)


def place_tar(bag: Path, goal: Path, step: Callable[[str], None]) -> None:
    """Write the package as one uncompressed tar, and only then call it `goal`.

    The same package gives the same bytes: sorted by path, no times, nobody's name (POSIX.1-2001,
    pax). Raises OSError, and `PackRefused` where something is there.
    """
    if os.path.lexists(goal):
        raise there(goal)
    partial = bag.with_name(f"{bag.name}.tar")
    partial.unlink(missing_ok=True)
    paths = sorted(each.relative_to(bag).as_posix() for each in bag.rglob("*") if each.is_file())
    with partial.open("xb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for path in sorted(paths, key=lambda each: each.encode("utf-8")):
                step(f"tar {path}")
                member = tarfile.TarInfo(f"{bag.name}/{path}")
                member.size = (bag / path).stat().st_size
                with (bag / path).open("rb") as source:
                    tar.addfile(member, source)
        file.flush()
        os.fsync(file.fileno())
    step("rename the tar")
    partial.rename(goal)
    sync_folder(goal.parent)


def evidence(place: Path, wanted: Mapping[str, str]) -> dict[str, bytes]:
    """Small files of the package at `place`, folder or tar, by the name that `wanted` gives each.

    What is not there, or too large to be one, is left out.
    """
    if place.is_dir():
        return {
            name: (place / path).read_bytes()
            for name, path in wanted.items()
            if (place / path).is_file() and (place / path).stat().st_size <= _MAX
        }
    found = {}
    try:
        with tarfile.open(place, "r:") as tar:
            below = place.name.removesuffix(".tar")
            for name, path in wanted.items():
                try:
                    member = tar.getmember(f"{below}/{path}")
                except KeyError:
                    continue
                file = tar.extractfile(member) if member.isreg() else None
                if file is not None and member.size <= _MAX:
                    found[name] = file.read()
    except (OSError, tarfile.TarError):
        return {}
    return found


def there(goal: Path) -> PackRefused:
    """The refusal where something else lies at `goal`."""
    return PackRefused(
        f"{goal} is there already, and is not what is to be packed now: move it elsewhere, or name "
        "another folder with --output"
    )
