"""The verbs of the ladder, each found by itself."""

from __future__ import annotations

import pytest

from archive.reader import Context, read
from archive.reader.ladder import TIERS, ladder
from archive.text.paragraphs import paragraphs

BINDING = (
    "mandated, invited, agreed, adopted, endorsed, established, called on, entrusted, requested, "
    "decided, tasked, instructed, repealed, revoked, rescinded, annulled, abolished, awarded, "
    "granted, amended, extended, appointed, elected"
)
SUPPORT = "supported, encouraged, welcomed, considered, recommended, approved"
RECOGNITION = (
    "acknowledged, recognised, noted, took note, underlined, underscored, highlighted, "
    "reaffirmed, reiterated, stressed, emphasised"
)
COURTESY = "thanked, congratulated"


@pytest.mark.parametrize(
    ("verb", "tier"),
    [
        (verb, tier)
        for tier, verbs in zip(TIERS, (BINDING, SUPPORT, RECOGNITION, COURTESY), strict=True)
        for verb in verbs.split(", ")
    ],
)
def test_a_verb_that_stands_in_the_text_is_its_own_key(verb: str, tier: str) -> None:
    text = f"1. The Ministers {verb} the Secretariat to do so."
    (said,) = read(paragraphs(text), Context(kind="decision")).spoken
    assert (said.verb, said.tier) == (verb, tier)


@pytest.mark.parametrize("language", ["de", "fr", "id"])
def test_every_key_of_another_language_is_one_of_english(language: str) -> None:
    def keys(code: str) -> set[tuple[str, str]]:
        return {
            (form.verb.key, form.verb.tier)
            for forms in ladder(code).forms.values()
            for form in forms
        }

    assert keys(language) <= keys("en")


def test_must_binds_as_shall_does() -> None:
    for verb in ("shall", "must"):
        found = read(paragraphs(f"1. The Chair {verb} report."), Context(kind="decision"))
        assert found.decided[0].rule == f"ladder:binding:{verb}"
