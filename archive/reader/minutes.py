"""Reads minutes: their date, who came, what stands under headings of decisions, tasks, votes."""

from __future__ import annotations

from collections.abc import Sequence

from archive.reader.model import Context, Reading
from archive.text.paragraphs import Paragraph


def read_layout(paragraphs: Sequence[Paragraph], context: Context) -> Reading:
    """What the layout of minutes tells."""
    return Reading()
