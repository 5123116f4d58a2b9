"""What a reader may use while it reads one file, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from toolkit.intake.model import Enclosed, Extracted, Hidden, HiddenKind, Limits, Trouble

_MOST_HIDDEN = 2_000
_LONGEST = 2_000
#: How many of the things listed last are looked at for the same again.
_NEAR = 20


class NotReadable(Exception):
    """A file that cannot be read at all: `trouble` says why; the rest of the batch goes on."""

    def __init__(self, code: str, message: str, place: str = "") -> None:
        super().__init__(message)
        self.trouble = Trouble(code=code, message=message, place=place)


@dataclass
class Room:
    """One file's room: its limits, its name, a spool folder of its own, and its notes.

    `spool` is an empty folder that only this file's enclosures are written to; a reader writes
    nowhere else.
    """

    name: str
    spool: Path
    limits: Limits = field(default_factory=Limits)
    language: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)
    written: int = 0
    began: float = field(default_factory=monotonic)

    def seconds_left(self) -> float:
        """How much of the file's time is left, for readers that can leave something out."""
        return self.began + self.limits.seconds - monotonic()

    def trouble(self, code: str, message: str, place: str = "") -> None:
        """Note what a person should know; the same is noted once."""
        found = Trouble(code=code, message=message, place=place)
        if found not in self.troubles:
            self.troubles.append(found)

    def hide(self, kind: HiddenKind, value: str, place: str = "") -> None:
        """List what the pages do not show: up to a number of things, and of letters of each.

        What is blank, or was listed just now, is not.
        """
        found = Hidden(kind=kind, value=value.strip()[:_LONGEST], place=place)
        if not found.value or found in self.hidden[-_NEAR:]:
            return
        if len(self.hidden) >= _MOST_HIDDEN:
            self.trouble("I010", f"only {_MOST_HIDDEN:,} things beside its text were listed")
            return
        self.hidden.append(found)

    def bytes_of(self, path: Path) -> bytes:
        """The whole of a file; raises `NotReadable` for one that is larger than any member."""
        with path.open("rb") as file:
            data = file.read(self.limits.member + 1)
        if len(data) > self.limits.member:
            raise NotReadable("I003", f"it is larger than {self.limits.member:,} bytes")
        return data

    def has_room_for(self, size: int) -> bool:
        """Whether a file of `size` bytes may still be enclosed."""
        few = len(self.enclosed) < self.limits.members
        return few and self.written + size <= self.limits.unpacked

    def enclose(self, name: str, data: bytes, inside: str = "") -> None:
        """Keep a file that came within this one; raises `NotReadable` past the limits.

        Its copy gets a number for a name, so that no name from elsewhere reaches the disk.
        """
        if not self.has_room_for(len(data)):
            raise NotReadable("I003", "it holds more than may be unpacked")
        self.written += len(data)
        path = self.spool / f"{len(self.enclosed):05d}"
        path.write_bytes(data)
        self.enclosed.append(Enclosed(name=name, path=str(path), inside=inside))

    def extracted(
        self,
        reader: str,
        text: str = "",
        *,
        properties: dict[str, str] | None = None,
        pages: int | None = None,
        container: bool = False,
    ) -> Extracted:
        """What a reader gives back: its text, and all that was noted here."""
        return Extracted(
            reader=reader,
            text=text,
            properties=properties or {},
            hidden=tuple(self.hidden),
            enclosed=tuple(self.enclosed),
            troubles=tuple(self.troubles),
            pages=pages,
            container=container,
        )
