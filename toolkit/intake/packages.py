"""ZIP packages, looked at before anything is unpacked: sizes, ratios, paths, encryption.

Office files are such packages too, so that their readers ask here first.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from toolkit.intake.model import Limits
from toolkit.intake.room import NotReadable

_ENCRYPTED = 0x1


@contextmanager
def opened(path: Path, limits: Limits, *, whole: bool = True) -> Iterator[ZipFile]:
    """The package at `path`, within the limits; raises `NotReadable` for one that is not.

    With `whole`, one bomb among its members makes it unreadable; without, `read` refuses that one.
    What its directory says may be a lie: read members with `read`, which counts as it goes.
    """
    try:
        package = ZipFile(path)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotReadable("I006", f"it is no whole ZIP package ({error})") from None
    with package:
        members = package.infolist()
        if len(members) > limits.members:
            raise NotReadable("I003", f"it has {len(members):,} members")
        total = 0
        for member in members if whole else ():
            total += member.file_size
            if is_bomb(member, limits):
                raise NotReadable(
                    "I003",
                    f"it would unpack to {member.file_size:,} bytes",
                    f"member {member.filename}",
                )
        if total > limits.unpacked:
            raise NotReadable("I003", f"it would unpack to {total:,} bytes")
        yield package


def is_bomb(member: ZipInfo, limits: Limits) -> bool:
    """Whether a member says that it unpacks to more than any document has."""
    if member.file_size > limits.member:
        return True
    packed = max(member.compress_size, 1)
    return member.file_size > limits.free and member.file_size > limits.ratio * packed


def read(package: ZipFile, member: ZipInfo, limits: Limits) -> bytes:
    """A member's bytes; raises `NotReadable` where it is encrypted, broken or too large."""
    place = f"member {member.filename}"
    if member.flag_bits & _ENCRYPTED:
        raise NotReadable("I002", "it can only be opened with a password", place)
    if is_bomb(member, limits):
        raise NotReadable("I003", f"it would unpack to {member.file_size:,} bytes", place)
    try:
        with package.open(member) as file:
            data = file.read(limits.member + 1)
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NotReadable("I006", f"it cannot be unpacked ({error})", place) from None
    except Exception as error:  # zlib, lzma and bz2 have errors of their own, and no common root
        raise NotReadable("I006", f"it cannot be unpacked ({error})", place) from None
    if len(data) > limits.member:
        raise NotReadable("I003", f"it unpacks to more than {limits.member:,} bytes", place)
    return data


def is_unsafe(member: ZipInfo) -> bool:
    """Whether a member is a link or device, or its path leads out of its package."""
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return True
    name = member.filename.replace("\\", "/")
    path = PurePosixPath(name)
    return (
        path.is_absolute()
        or ".." in path.parts
        or (len(name) > 1 and name[1] == ":")
        or "\0" in name
    )
