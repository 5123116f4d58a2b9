"""The words that a new record's draft begins with, so that they are not kept by mistake."""

from __future__ import annotations

from collections.abc import Mapping

#: Kind of record → the lines of its draft.
BODIES: Mapping[str, tuple[str, ...]] = {
    "minutes": (
        "# Opening",
        "",
        "1. The first paragraph. A numbered paragraph is cited by its number.",
    ),
    "decision": (
        "{.decision}",
        "1. The first conclusion. The line above it marks it as a decision.",
    ),
    "letter": ("Dear ...,", "", "The text of the letter, word by word."),
    "agenda": ("1. Opening", "2. Any other business"),
}

#: Sentences that nobody means to keep.
SENTENCES = frozenset(
    {
        "The first paragraph. A numbered paragraph is cited by its number.",
        "The first conclusion. The line above it marks it as a decision.",
        "The text of the letter, word by word.",
    }
)
