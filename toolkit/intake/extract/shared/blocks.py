"""Blocks of Markdown: text as it grows, held to the limit that a record's has; lists and quotes.

text = Gathered(room)
text.add("A paragraph.")         # False once the limit is reached: the rest can be left out
room.extracted(READER, text.whole())
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.intake import markdown as md
from toolkit.intake.closed import closed
from toolkit.intake.room import Room

#: Lists within lists that `archive.text` reads as such.
DEEPEST = 6


class Gathered:
    """Blocks of Markdown in order. Past `room.limits.text` (bytes) they are left out, and noted."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._blocks: list[str] = []
        self._size = 0
        self.full = False

    def add(self, block: str, place: str = "") -> bool:
        """Take a block in; '' is none. Gives whether there is room for more."""
        if self.full or not block.strip():
            return not self.full
        size = len(block.encode("utf-8", "replace")) + 2
        if self._size + size > self._room.limits.text:
            self.full = True
            block = _cut(block, self._room.limits.text - self._size)
            shown = f"only the first {self._room.limits.text:,} bytes of its text were kept"
            self._room.trouble("I010", shown, place)
            if not block:
                return False
        self._size += size
        self._blocks.append(block)
        return not self.full

    def whole(self) -> str:
        """All of it as one text; '' for none."""
        return md.joined(self._blocks) if self._blocks else ""


def _cut(block: str, size: int) -> str:
    """As many whole lines of `block` as fit into `size` bytes; none where only marks would be."""
    kept = block.encode("utf-8", "replace")[: max(size - 2, 0)].rpartition(b"\n")[0]
    return kept.decode("utf-8", "ignore") if b"\n" in kept or kept[:1] != b"{" else ""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: Markdown of a paragraph, how deep, and its number where it has one."""

    text: str
    level: int = 0
    number: int | None = None


def listed(items: Sequence[Item]) -> str:
    """Items as one list. One that is deeper than its forerunner by more than a level is raised."""
    shown: list[str] = []
    above: list[tuple[int, int]] = []  # the level as written, and where its text begins
    for item in items:
        while above and (above[-1][0] >= item.level or len(above) > DEEPEST):
            above.pop()
        shift = " " * (above[-1][1] if above else 0)
        sign = f"{item.number}." if item.number is not None else "-"
        under = " " * (len(shift) + len(sign) + 1)
        first, *rest = item.text.split("\n")
        shown += [f"{shift}{sign} {first}", *(f"{under}{line}".rstrip() for line in rest)]
        above.append((item.level, len(under)))
    return "\n".join(shown)


def quoted(blocks: Iterable[str]) -> str:
    """Blocks as one block quote."""
    text = "\n\n".join(block for block in blocks if block)
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


def noted(blocks: Iterable[str]) -> str:
    """A speaker's notes as one block quote that says what it is: they were not on the slide, and
    are not for everyone.
    """
    held = [closed(block) for block in blocks if block]
    return quoted(["**Notes of the speaker**", *held]) if held else ""
