"""The parts of a ZIP package, read one by one: what is broken costs itself alone.

Both Office Open XML and OpenDocument lay their parts so. Libraries for either load a package as a
whole, so that one broken part costs all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from zipfile import ZipFile, ZipInfo

from toolkit.intake import packages
from toolkit.intake.extract.shared.xml import Element, parsed
from toolkit.intake.room import NotReadable, Room


class Parts:
    """The parts of an open package. `room` gets what is found wrong with them.

    They are found by their names without regard to case, to a first slash and to which way the
    slashes lean.
    """

    def __init__(self, archive: ZipFile, room: Room) -> None:
        self.room = room
        self._archive = archive
        self._members: dict[str, ZipInfo] = {
            _key(member.filename): member for member in archive.infolist() if not member.is_dir()
        }

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def names(self) -> Iterator[str]:
        """The parts' names, as written."""
        return (member.filename.replace("\\", "/") for member in self._members.values())

    def data(self, name: str) -> bytes | None:
        """A part's bytes; None where there is none or it is broken, which is noted."""
        member = self._members.get(_key(name))
        if member is None:
            return None
        try:
            return packages.read(self._archive, member, self.room.limits)
        except NotReadable as error:
            self.room.trouble(error.trouble.code, error.trouble.message, error.trouble.place)
            return None

    def file(self, name: str) -> IO[bytes] | None:
        """A part to be read step by step; None where there is none, or it cannot be opened."""
        member = self._members.get(_key(name))
        if member is None:
            return None
        try:
            return self._archive.open(member)
        except (OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
            self.room.trouble("I006", f"it cannot be unpacked ({error})", f"member {name}")
            return None

    def xml(self, name: str, place: str = "") -> Element | None:
        """A part's root element, or None; `place` is where its faults are said to be."""
        data = self.data(name)
        return None if data is None else parsed(data, self.room, place or f"member {name}")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
