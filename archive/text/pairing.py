"""Which paragraph of one text is which of another, though moved, renumbered or reworded.

    >>> old = paragraphs("1. They met in May.\\n2. They thanked the hosts for all.")
    >>> new = paragraphs("7. They thanked the hosts for all.\\n8. They met in May.")
    >>> [(each.op, each.old.anchor, each.new.anchor) for each in pairs(old, new)]
    [('moved', 'p2', 'p7'), ('same', 'p1', 'p8')]

Paragraphs with the same words are paired first, whatever their numbers, then those that
resemble each other most. What is not in one order with the longest row of the others has
moved, unless it is too short to be known again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.text.diff import ALIKE, MAX_WEIGHED, MIN_MOVED, bag, likeness
from archive.text.paragraphs import Paragraph
from archive.text.sentences import evened

#: In a long text: how many paragraphs a word may stand in to tell them apart, how many such
#: words of a paragraph are looked at, and how many paragraphs are weighed against it then.
_RARE, _WORDS, _CANDIDATES = 30, 40, 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph in both texts, or in one (the other is None); `moved` out of its order."""

    old: Paragraph | None
    new: Paragraph | None
    moved: bool = False

    @property
    def op(self) -> Literal["same", "reworded", "moved", "removed", "added"]:
        """What became of it; a moved one may be reworded too."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        if self.moved:
            return "moved"
        return "same" if evened(self.old.text) == evened(self.new.text) else "reworded"


def pairs(
    old: Sequence[Paragraph], new: Sequence[Paragraph], *, own_numbers: bool = False
) -> list[Pair]:
    """All paragraphs of both texts in the order of `new`, those that are gone where they stood.

    `own_numbers` says that both are versions of one text, where paragraph 59 is paragraph 59
    though not a word of it is left.
    """
    partner = _partners(old, new, own_numbers)
    kept = _in_order([(partner[j], j) for j in sorted(partner)])
    stayed = {j for _, j in kept}
    for j in [j for j in partner if j not in stayed and _is_short(new[j].text)]:
        del partner[j]
    told: list[Pair] = []
    at_old = at_new = 0
    taken = set(partner.values())
    for i, j in [*kept, (len(old), len(new))]:
        told += [Pair(old[gone], None) for gone in range(at_old, i) if gone not in taken]
        for come in range(at_new, j):
            moved = partner.get(come)
            told.append(Pair(None if moved is None else old[moved], new[come], moved is not None))
        if j < len(new):
            told.append(Pair(old[i], new[j]))
        at_old, at_new = i + 1, j + 1
    return told


def _is_short(text: str) -> bool:
    """Whether `text` is too short to be known again elsewhere ('None.')."""
    return sum(map(str.isalnum, text[:200])) < MIN_MOVED


def _partners(
    old: Sequence[Paragraph], new: Sequence[Paragraph], own_numbers: bool
) -> dict[int, int]:
    """Index in `new` → index in `old` of the paragraph that it is."""
    partner: dict[int, int] = {}
    keys_old, keys_new = [evened(each.text) for each in old], [evened(each.text) for each in new]
    places = {(keys_old[i], each.anchor): i for i, each in enumerate(old)}
    for j, each in enumerate(new):
        if (i := places.get((keys_new[j], each.anchor))) is not None:
            partner[j] = i
    taken = set(partner.values())
    left: dict[str, list[int]] = {}
    for i in reversed(range(len(old))):
        if i not in taken and keys_old[i]:
            left.setdefault(keys_old[i], []).append(i)
    for j in range(len(new)):
        if j not in partner and (same := left.get(keys_new[j])):
            partner[j] = same.pop()
    _add_alike(partner, keys_old, keys_new)
    if own_numbers:
        taken = set(partner.values())
        numbered = {each.anchor: i for i, each in enumerate(old) if each.number is not None}
        for j, each in enumerate(new):
            i = numbered.get(each.anchor) if j not in partner else None
            if i is not None and i not in taken:
                partner[j] = i
    return partner


def _add_alike(partner: dict[int, int], old: list[str], new: list[str]) -> None:
    """Pair what resembles each other most among what has no partner yet."""
    taken = set(partner.values())
    olds = {i: bag(text) for i, text in enumerate(old) if text and i not in taken}
    news = {j: bag(text) for j, text in enumerate(new) if text and j not in partner}
    weighed = sorted(
        (-alike, abs(i - j), j, i)
        for j, i in _worth_weighing(olds, news)
        if (alike := likeness(olds[i], news[j])) >= ALIKE
    )
    for _, _, j, i in weighed:
        if j not in partner and i not in taken:
            partner[j] = i
            taken.add(i)


def _worth_weighing(
    olds: dict[int, Counter[str]], news: dict[int, Counter[str]]
) -> Iterator[tuple[int, int]]:
    if len(olds) * len(news) <= MAX_WEIGHED:
        yield from ((j, i) for j in news for i in olds)
        return
    having: dict[str, list[int]] = {}
    for i, words in olds.items():
        for word in words:
            having.setdefault(word, []).append(i)
    for j, words in news.items():
        rare = sorted((len(having[word]), word) for word in words if word in having)
        shared: Counter[int] = Counter()
        for count, word in rare[:_WORDS]:
            if count <= _RARE:
                shared.update(having[word])
        yield from ((j, i) for i, _ in shared.most_common(_CANDIDATES))


def _in_order(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs that rises in both texts (patience sorting)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (i, _) in enumerate(found):
        k = bisect_left(ends, i)
        before.append(last[k - 1] if k else -1)
        if k == len(ends):
            ends.append(i)
            last.append(at)
        else:
            ends[k], last[k] = i, at
    row: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(found[at])
        at = before[at]
    return row[::-1]
