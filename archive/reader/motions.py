"""What was moved, where a text only says further down that the motion passed.

Motion: "Resolved, that the fee is waived."    (this is the decision)
Sponsor: Ann Lee
Vote passes 5-0.                               (this only says that it is one)
"""

from __future__ import annotations

from archive.reader.ladder import Ladder
from archive.reader.markers import is_void
from archive.text.paragraphs import Paragraph

_FEWEST = 3  # words of what was moved


class Motions:
    """The last motion of a section, while its paragraphs are gone through in order."""

    def __init__(self, words: Ladder) -> None:
        self._ladder = words
        self._last: Paragraph | None = None

    def end(self) -> None:
        """A heading: what was moved above it is not what is voted on below."""
        self._last = None

    def note(self, paragraph: Paragraph, text: str) -> None:
        """Take `paragraph`, whose plain words are `text`, where it puts a motion, or ends one."""
        found = self._ladder.motion.match(text)
        if found is None:
            if self._ladder.lost.match(text):
                self._last = None
            return
        content = text[found.end() :]
        if len(content.split()) >= _FEWEST and not is_void(self._ladder, text):
            self._last = paragraph

    def take(self) -> Paragraph | None:
        """What was moved last; a second vote is not on the same."""
        found, self._last = self._last, None
        return found
