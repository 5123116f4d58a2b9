"""Paragraphs known again in another text, moved, renumbered and reworded."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from archive.text.pairing import pairs
from archive.text.paragraphs import paragraphs

MET = "They met in Seoul in the autumn of that year."
THANKED = "They thanked the hosts for all they had done."
AGREED = "They agreed to establish a working group on mobility."


def told(
    old: str, new: str, *, own_numbers: bool = False
) -> list[tuple[str, str | None, str | None]]:
    found = pairs(paragraphs(old), paragraphs(new), own_numbers=own_numbers)
    return [
        (each.op, each.old.anchor if each.old else None, each.new.anchor if each.new else None)
        for each in found
    ]


def test_a_paragraph_moved_under_another_number() -> None:
    old = f"1. {MET}\n2. {THANKED}\n3. {AGREED}\n"
    new = f"7. {AGREED}\n8. {MET}\n9. {THANKED}\n"
    assert told(old, new) == [("moved", "p3", "p7"), ("same", "p1", "p8"), ("same", "p2", "p9")]


def test_a_moved_paragraph_may_be_reworded() -> None:
    old = f"1. {AGREED}\n2. {MET}\n3. {THANKED}\n"
    new = f"1. {MET}\n2. {THANKED}\n3. {AGREED[:-1]} and recognition.\n"
    assert ("moved", "p1", "p3") in told(old, new)


def test_what_came_and_what_went() -> None:
    assert told(f"{MET}\n\n{THANKED}", f"{MET}\n\n{AGREED}") == [
        ("same", "p1", "p1"),
        ("removed", "p2", None),
        ("added", None, "p2"),
    ]


def test_short_ones_are_not_known_again_elsewhere() -> None:
    assert told(f"1. None.\n2. {MET}\n3. {AGREED}", f"1. {MET}\n2. {AGREED}\n3. None.") == [
        ("removed", "p1", None),
        ("same", "p2", "p1"),
        ("same", "p3", "p2"),
        ("added", None, "p3"),
    ]


def test_a_number_stays_in_versions_of_one_text_only() -> None:
    old, new = f"59. {MET}", "59. Nothing of it is left here."
    assert told(old, new, own_numbers=True) == [("reworded", "p59", "p59")]
    assert [op for op, _, _ in told(old, new)] == ["removed", "added"]


@given(st.lists(st.sampled_from([MET, THANKED, AGREED, "No."]), max_size=8), st.randoms())
def test_every_paragraph_is_told_once(texts: list[str], chance: random.Random) -> None:
    other = chance.sample(texts, len(texts))[: chance.randint(0, len(texts) or 1)]
    old, new = paragraphs("\n\n".join(texts)), paragraphs("\n\n".join(other))
    found = pairs(old, new)
    assert [each.new for each in found if each.new] == new
    assert sorted(p.position for each in found if (p := each.old)) == [p.position for p in old]


def test_long_texts_come_to_an_end() -> None:
    chance = random.Random(1)  # noqa: S311 - for a text, not for a secret
    words = [f"word{n}" for n in range(3000)]
    texts = [" ".join(chance.choices(words, k=30)) for _ in range(3000)]
    changed = [text.replace("word1", "other") for text in texts]
    chance.shuffle(changed)
    old, new = paragraphs("\n\n".join(texts)), paragraphs("\n\n".join(changed))
    begun = time.perf_counter()
    found = pairs(old, new)
    assert time.perf_counter() - begun < 20
    assert sum(each.old is not None and each.new is not None for each in found) > 2500
