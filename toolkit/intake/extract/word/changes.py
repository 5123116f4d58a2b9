"""Text that was put in, taken out or is hidden: listed once it has come to an end.

It comes in pieces, often of a letter each; pieces of one kind and author that follow each other
are one change.
"""

from __future__ import annotations

from typing import Literal

from toolkit.intake import markdown
from toolkit.intake.extract.shared.lines import paired
from toolkit.intake.room import Room

Change = Literal["inserted text", "deleted text", "hidden text"]


class Changes:
    """The changes of one stretch of text."""

    def __init__(self) -> None:
        self._found: list[tuple[Change, str, list[str]]] = []

    def add(self, kind: Change, author: str, text: str) -> None:
        """A piece of text that was changed; `author` may be ''."""
        if self._found and self._found[-1][:2] == (kind, author):
            self._found[-1][2].append(text)
        else:
            self._found.append((kind, author, [text]))

    def end(self, room: Room, place: str = "") -> None:
        """List what has come, as found at `place`; what comes after is another change."""
        for kind, author, parts in self._found:
            words = " ".join(markdown.plain(paired("".join(parts))).split())
            if words:
                room.hide(kind, f"{author}: {words}" if author else words, place)
        self._found = []
