"""Text as it grows, held to the limit that a record's text has.

text = Gathered(room)
text.add("A paragraph.")         # False once the limit is reached: the rest can be left out
Extracted(..., text=text.whole())
"""

from __future__ import annotations

from toolkit.intake import markdown as md
from toolkit.intake.room import Room


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
