"""Reads what a text says of decisions, tasks, presence and votes: pure, and only ever proposing.

reading = read(paragraphs(body), Context(kind="minutes"))
reading.decided, reading.tasks, reading.present
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.reader.model import Context, Reading
from archive.text.paragraphs import Paragraph

__all__ = ["Context", "Reading", "read"]


def read(paragraphs: Sequence[Paragraph], context: Context) -> Reading:
    """All that can be read from the paragraphs of one text, in the order of the text."""
    from archive.reader.conclusions import read_words
    from archive.reader.minutes import read_layout

    found = read_words(paragraphs, context, read_layout(paragraphs, context))
    if not found.decided:
        return found
    from archive.reader.due import with_dues

    return with_dues(found, paragraphs, context)
