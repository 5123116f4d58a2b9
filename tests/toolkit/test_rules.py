"""Why a reader proposes something, in words."""

from __future__ import annotations

import pytest

from toolkit.rules import why_proposed


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (None, "why is not recorded"),
        ("mark:decision", "a mark in the text says so"),
        ("ladder:binding:mandated", 'its main verb is "mandated" (binding)'),
        ("heading:action items", 'it stands under "action items"'),
        ("marker:motion", "it says that a motion was carried"),
        ("marker", "it says itself that it is a task"),
        ("heading:", "rule heading:"),
        ("anything-else", "rule anything-else"),
    ],
)
def test_rules_have_words(rule: str | None, words: str) -> None:
    assert why_proposed(rule) == words
