"""Why a reader proposes something, and what is to come, in words."""

from __future__ import annotations

import pytest

from archive.decisions.words import why_proposed, will_be


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


@pytest.mark.parametrize(
    ("state", "since", "words"),
    [
        ("lapsed", "2028-01-01", "will lapse on 1 January 2028"),
        ("superseded", "2027-05", "will be superseded in May 2027"),
        ("withdrawn", "2027~", "will be withdrawn from about 2027 on"),
        ("amended", None, "will be amended"),
    ],
)
def test_what_is_to_come_has_words(state: str, since: str | None, words: str) -> None:
    assert will_be(state, since) == words
