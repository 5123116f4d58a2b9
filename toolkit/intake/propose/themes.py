"""Themes that a text names by their own labels; nothing is inferred."""

from __future__ import annotations

from archive.text.folding import fold
from toolkit.intake.model import Guess
from toolkit.intake.propose.flow import flow
from toolkit.intake.propose.known import Known
from toolkit.intake.propose.people import line_of
from toolkit.intake.propose.sheet import Sheet

_MAX_TEXT = 400_000  # characters
_SHORT = 12  # characters of a label of one word that may be a word as any other


def themes_guess(known: Known, sheet: Sheet) -> Guess | None:
    """The themes whose labels stand in the text word for word."""
    if not known.themes:
        return None
    text = sheet.text[:_MAX_TEXT]
    folded = f" {fold(text)} "
    named = []
    for theme in known.themes:
        label = fold(theme.label)
        if (" " in label or len(label) >= _SHORT) and f" {label} " in folded:
            named.append(theme)
    # One that only stands inside the label of another is not meant.
    kept = [
        theme for theme in named
        if not any(
            other is not theme and fold(theme.label) in fold(other.label)
            and folded.count(f" {fold(theme.label)} ") <= folded.count(fold(other.label))
            and fold(theme.label) != fold(other.label)
            for other in named
        )
    ]  # fmt: skip
    if not kept:
        return None
    return Guess(
        field="themes", value=flow([theme.id for theme in kept]), rule="named by their labels",
        confidence=0.8, line=line_of(text, kept[0].label), written=kept[0].label,
    )  # fmt: skip
