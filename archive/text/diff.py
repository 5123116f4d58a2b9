"""What changed between two texts, word by word, with moved paragraphs told as moved.

    >>> [(c.op, c.text) for c in word_diff("They met in May.", "They met in November.")]
    [('same', 'They met in '), ('removed', 'May'), ('added', 'November'), ('same', '.')]

Paragraphs are aligned first, then words within paragraphs that resemble each other
(characters in scripts without spaces). Alignment is Hunt and Szymanski's longest common
subsequence (Comm. ACM 20, 1977), whose time grows with the number of equal pairs; where
there are too many, the most frequent words are left out at first and aligned only between
those found, so that the answer may get coarser, never late.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from archive.text.scripts import UNSPACED

#: Equal pairs that one alignment looks at: so many a word, and in all.
PAIRS_A_WORD = 6
MAX_PAIRS = 500_000

#: Pairs of changed paragraphs that are weighed against each other in one place, and how far
#: ahead one is looked for where there are more.
MAX_WEIGHED = 400
AHEAD = 4

#: Share of words that two paragraphs have in common to be shown as one, changed.
ALIKE = 0.5

#: Characters (letters and digits) that a paragraph has at least to be told as moved.
MIN_MOVED = 12

_BLANK_LINES = re.compile(r"(\r?\n[ \t\r]*\n\s*)")
# What stands before a paragraph's own words: its marks and its number.
_LABEL = re.compile(r"(?:\{[^{}\n]*+\}[ \t]*+\n)*+[ \t]*+[0-9]{1,9}[.)][ \t]++")
_WORD = re.compile(rf"([{UNSPACED}]|(?:(?![{UNSPACED}])\w)+|[^\w\s])(\s*)")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text. The old text is all `same` and `removed` in order; the new text is all
    that is not `removed`.

    A moved paragraph is there twice: `removed` where it stood and `moved` where it now
    stands, under whatever number; `twin` is then the index of the other in the list, None for
    every other change.
    """

    op: Literal["same", "removed", "added", "moved"]
    text: str
    twin: int | None = None


class _Unit(NamedTuple):
    """A paragraph or word, and the white space after it, which does not count in comparing."""

    text: str
    space: str

    @property
    def whole(self) -> str:
        return self.text + self.space


def old_text(changes: Sequence[Change]) -> str:
    """The text before the changes."""
    return "".join(change.text for change in changes if change.op in ("same", "removed"))


def new_text(changes: Sequence[Change]) -> str:
    """The text after the changes."""
    return "".join(change.text for change in changes if change.op != "removed")


def word_diff(old: str, new: str) -> list[Change]:
    """The changes from `old` to `new`, in reading order. Takes seconds for texts of 4 MiB."""
    if old == new:
        return [Change("same", old)] if old else []
    before, old_lead = _paragraphs(old)
    after, new_lead = _paragraphs(new)
    changes = list(_spaces(old_lead, new_lead))
    old_words, new_words = _without_labels(before), _without_labels(after)
    runs = list(_runs(old_words, new_words))
    moved = _moved(old_words, new_words, runs)
    away = set(moved.values())
    for same, old_range, new_range in runs:
        if same:
            for i, j in zip(old_range, new_range, strict=True):
                if before[i].text != after[j].text:  # its number only, or its marks
                    changes += _reworded(before[i].whole, after[j].whole)
                    continue
                changes.append(Change("same", before[i].text))
                changes += _spaces(before[i].space, after[j].space)
        else:
            changes += _changed(before, after, old_range, new_range, moved, away)
    return _joined(changes)


def _paragraphs(text: str) -> tuple[list[_Unit], str]:
    """The paragraphs of `text`, and the white space before the first."""
    body = text.lstrip()
    parts = _BLANK_LINES.split(body)
    last = parts[-1].rstrip()
    parts += [parts.pop().removeprefix(last)]
    parts.insert(-1, last)
    units = [_Unit(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    if units and not units[-1].text:
        units.pop()
    return units, text[: len(text) - len(body)]


def _without_labels(units: Sequence[_Unit]) -> list[str]:
    """The paragraphs as they are known again under another number."""
    found = ((unit.text, _LABEL.match(unit.text)) for unit in units)
    return [text[label.end() :] if label else text for text, label in found]


def _words_of(text: str) -> tuple[list[_Unit], str]:
    """The words and signs of `text`, and the white space before the first."""
    body = text.lstrip()
    return [_Unit(*found) for found in _WORD.findall(body)], text[: len(text) - len(body)]


def _spaces(old: str, new: str) -> Iterator[Change]:
    if old == new:
        if old:
            yield Change("same", old)
        return
    if old:
        yield Change("removed", old)
    if new:
        yield Change("added", new)


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """(is the same, indexes in `old`, indexes in `new`), together covering both."""
    at_old = at_new = 0
    for i, j, length in _matches(old, new):
        if i > at_old or j > at_new:
            yield False, range(at_old, i), range(at_new, j)
        yield True, range(i, i + length), range(j, j + length)
        at_old, at_new = i + length, j + length
    if at_old < len(old) or at_new < len(new):
        yield False, range(at_old, len(old)), range(at_new, len(new))


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(index in `old`, index in `new`, length) of each run that both have in one order."""
    run: tuple[int, int, int] | None = None
    for i, j in _pairs(old, new):
        if run and run[0] + run[2] == i and run[1] + run[2] == j:
            run = (run[0], run[1], run[2] + 1)
        else:
            if run:
                yield run
            run = (i, j, 1)
    if run:
        yield run


def _pairs(old: Sequence[str], new: Sequence[str], depth: int = 2) -> list[tuple[int, int]]:
    """Pairs of indexes, rising in both: what `old` and `new` have in common."""
    start, end_old, end_new = 0, len(old), len(new)
    while start < min(end_old, end_new) and old[start] == new[start]:
        start += 1
    while start < min(end_old, end_new) and old[end_old - 1] == new[end_new - 1]:
        end_old, end_new = end_old - 1, end_new - 1
    pairs = [(at, at) for at in range(start)]
    found, whole = _common(old[start:end_old], new[start:end_new])
    at_old, at_new = start, start
    for i, j in [*((start + i, start + j) for i, j in found), (end_old, end_new)]:
        if not whole and found and depth and at_old < i and at_new < j:
            between = _pairs(old[at_old:i], new[at_new:j], depth - 1)
            pairs += [(at_old + a, at_new + b) for a, b in between]
        if i < end_old and j < end_new:
            pairs.append((i, j))
        at_old, at_new = i + 1, j + 1
    pairs += zip(range(end_old, len(old)), range(end_new, len(new)), strict=True)
    return pairs


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[list[tuple[int, int]], bool]:
    """A longest common subsequence of the rarer words as pairs; whether that was all words."""
    in_old, in_new = Counter(old), Counter(new)
    counts = sorted((in_old[word] * in_new[word], word) for word in in_old if word in in_new)
    budget = min(MAX_PAIRS, 1000 + PAIRS_A_WORD * (len(old) + len(new)))
    places: dict[str, list[int]] = {}
    for count, word in counts:
        budget -= count
        if budget < 0:
            break
        places[word] = []
    for j, word in enumerate(new):
        if word in places:
            places[word].append(j)
    ends: list[int] = []  # ends[k]: the smallest end in `new` of a common run of k + 1 words
    links: list[tuple[int, int, int]] = []  # (index in old, index in new, link before or -1)
    best: list[int] = []  # the link that ends[k] belongs to
    for i, word in enumerate(old):
        for j in reversed(places.get(word, ())):
            k = bisect_left(ends, j)
            links.append((i, j, best[k - 1] if k else -1))
            if k == len(ends):
                ends.append(j)
                best.append(len(links) - 1)
            else:
                ends[k], best[k] = j, len(links) - 1
    found: list[tuple[int, int]] = []
    at = best[-1] if best else -1
    while at >= 0:
        i, j, at = links[at]
        found.append((i, j))
    return found[::-1], len(places) == len(counts)


_Runs = Sequence[tuple[bool, range, range]]


def _moved(before: Sequence[str], after: Sequence[str], runs: _Runs) -> dict[int, int]:
    """Index in `after` → index in `before` of each paragraph that stands elsewhere now."""
    gone: dict[str, list[int]] = {}
    for same, old_range, _ in runs:
        if not same:
            for i in old_range:
                if sum(map(str.isalnum, before[i][:200])) >= MIN_MOVED:
                    gone.setdefault(before[i], []).append(i)
    for places in gone.values():
        places.reverse()
    moved = {}
    for same, _, new_range in runs:
        if not same:
            for j in new_range:
                places = gone.get(after[j], [])
                if places:
                    moved[j] = places.pop()
    return moved


def _changed(
    before: list[_Unit],
    after: list[_Unit],
    old_range: range,
    new_range: range,
    moved: dict[int, int],
    away: set[int],
) -> Iterator[Change]:
    """The changes of one place: paragraphs gone, come, moved, and reworded."""
    olds = [i for i in old_range if i not in away]
    news = [j for j in new_range if j not in moved]
    alike = _alike([before[i].text for i in olds], [after[j].text for j in news])
    reworded = {news[b]: olds[a] for a, b in alike}
    at, done = old_range.start, new_range.start
    for j in [*reworded, new_range.stop]:
        i = reworded.get(j, old_range.stop)
        for gone in range(at, i):
            yield Change("removed", before[gone].whole, gone if gone in away else None)
        for come in range(done, j):
            yield Change("moved" if come in moved else "added", after[come].whole, moved.get(come))
        if j in reworded:
            yield from _reworded(before[i].whole, after[j].whole)
        at, done = i + 1, j + 1


def _alike(olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(index in `olds`, index in `news`), rising in both, of texts that resemble each other."""
    if not olds or not news:
        return
    bags = {text: bag(text) for text in {*olds, *news}}
    bags_old, bags_new = [bags[text] for text in olds], [bags[text] for text in news]
    if len(olds) * len(news) > MAX_WEIGHED:
        at = 0
        for b, words in enumerate(bags_new):
            for a in range(at, min(at + AHEAD, len(olds))):
                if likeness(bags_old[a], words) >= ALIKE:
                    yield a, b
                    at = a + 1
                    break
        return
    # best[a][b]: the greatest sum of likeness among olds[a:] and news[b:]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    alike = [[likeness(old, new) for new in bags_new] for old in bags_old]
    for a in reversed(range(len(olds))):
        for b in reversed(range(len(news))):
            paired = alike[a][b] + best[a + 1][b + 1] if alike[a][b] >= ALIKE else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    a = b = 0
    while a < len(olds) and b < len(news):
        if best[a][b] == best[a + 1][b]:
            a += 1
        elif best[a][b] == best[a][b + 1]:
            b += 1
        else:
            yield a, b
            a, b = a + 1, b + 1


def bag(text: str) -> Counter[str]:
    """The words and signs of `text`, each as often as it is there."""
    return Counter(found[0] for found in _WORD.findall(text))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two texts have in common, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _reworded(old: str, new: str) -> Iterator[Change]:
    """The changes of words from one paragraph to another."""
    before, old_lead = _words_of(old)
    after, new_lead = _words_of(new)
    yield from _spaces(old_lead, new_lead)
    for same, old_range, new_range in _runs([u.text for u in before], [u.text for u in after]):
        if same:
            for i, j in zip(old_range, new_range, strict=True):
                yield Change("same", before[i].text)
                yield from _spaces(before[i].space, after[j].space)
            continue
        gone = "".join(before[i].whole for i in old_range)
        come = "".join(after[j].whole for j in new_range)
        space = ""
        if gone and come and before[old_range[-1]].space == after[new_range[-1]].space:
            space = before[old_range[-1]].space
        end = -len(space) or None
        for op, text in (("removed", gone[:end]), ("added", come[:end]), ("same", space)):
            if text:
                yield Change(op, text)  # type: ignore[arg-type]  # the three names above


def _joined(changes: list[Change]) -> list[Change]:
    """Neighbours of one kind drawn together, and the twins' places told."""
    joined: list[Change] = []
    texts: list[str] = []
    for change in changes:
        if (
            joined
            and change.twin is None
            and joined[-1].twin is None
            and (joined[-1].op == change.op)
        ):
            texts.append(change.text)
            continue
        if joined:
            joined[-1] = replace(joined[-1], text="".join(texts))
        joined.append(change)
        texts = [change.text]
    if joined:
        joined[-1] = replace(joined[-1], text="".join(texts))
    gone = {change.twin: at for at, change in enumerate(joined) if change.op == "removed"}
    come = {change.twin: at for at, change in enumerate(joined) if change.op == "moved"}
    return [
        change
        if change.twin is None
        else replace(change, twin=(come if change.op == "removed" else gone)[change.twin])
        for change in joined
    ]
