"""ZIP packages: each member comes out by itself; the package is no record of its own."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

from toolkit.intake import packages
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room
from toolkit.intake.walk import is_litter

READER = "zip 1"

_UTF8_NAME = 0x800


def read_zip(path: Path, room: Room) -> Extracted:
    """The members of a ZIP package (APPNOTE.TXT), enclosed one by one.

    One that is unsafe, encrypted, broken or a bomb is reported and left out; the others go on.
    """
    with packages.opened(path, room.limits, whole=False) as package:
        for member in package.infolist():
            name = _name(member, room)
            if member.is_dir() or is_litter(PurePosixPath(name).parts):
                continue
            place = f"member {name}"
            if packages.is_unsafe(member):
                room.trouble("I011", "it is a link, or its path leads out of the package", place)
                continue
            try:
                data = packages.read(package, member, room.limits)
            except NotReadable as error:
                room.troubles.append(error.trouble)
                continue
            if not room.has_room_for(len(data)):
                room.trouble("I010", "the package holds more than may be unpacked", place)
                break
            room.enclose(PurePosixPath(name).name, data, name)
    return room.extracted(READER, container=True)


def _name(member: ZipInfo, room: Room) -> str:
    """The member's path with /. Old programs write UTF-8 without saying so (APPNOTE, D)."""
    name = member.filename.replace("\\", "/")
    if not member.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            room.trouble("I008", "the encoding of its name was guessed", f"member {name}")
    return name
