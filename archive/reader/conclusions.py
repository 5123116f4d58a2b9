"""Reads conclusions paragraph by paragraph: actor, verb, tier, addressee, and citations."""

from __future__ import annotations

from collections.abc import Sequence

from archive.reader.model import Context, Reading
from archive.text.paragraphs import Paragraph


def read_words(paragraphs: Sequence[Paragraph], context: Context, found: Reading) -> Reading:
    """`found` with what the words of each paragraph tell."""
    return found
