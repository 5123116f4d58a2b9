"""The stretch of a text that shows best what was found in it, in the text's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archive.text.folding import SEPARATOR, STOP, fold, spread
from archive.text.query import Term, terms

#: Characters looked at in one go: a long text is gone through until all words were seen.
CHUNK = 16_384

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_SPACE = re.compile(r"\s+")


class Token(NamedTuple):
    """A token of the fold, and the stretch of the text that it came from."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of `fold(text)` (separators left out) with their places in `text`."""
    if text.isascii():
        return [Token(m[0], m.start(), m.end()) for m in _ASCII_WORD.finditer(text.lower())]
    found: list[Token] = []
    word, first, last = "", 0, 0
    for start, end in _clusters(text):
        for character in _spread(text[start:end]):
            if character not in (" ", STOP):
                first = first if word else start
                word, last = word + character, end
            elif word:
                found.append(Token(word, first, last))
                word = ""
    if word:
        found.append(Token(word, first, last))
    return found


@lru_cache(maxsize=8192)
def _spread(cluster: str) -> str:
    return spread(cluster)


@lru_cache(maxsize=8192)
def _joins(character: str) -> bool:
    """Whether `character` may combine with the one before it (UAX #15, #29), or is not seen."""
    code = ord(character)
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        or 0x1100 <= code <= 0x11FF  # Hangul jamo, also in their compatibility forms
        or 0x3131 <= code <= 0x318E
        or 0xA960 <= code <= 0xA97F
        or 0xD7B0 <= code <= 0xD7FF
        or 0xFF9E <= code <= 0xFFDC
    ) and code != 0x200B


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at, character in enumerate(text):
        if at > start and not _joins(character):
            yield start, at
            start = at
    if text:
        yield start, len(text)


def snippet(text: str, words: str, width: int = 240) -> list[tuple[str, bool]]:
    """About `width` characters of `text` with most of `words`, as (piece, is a hit) pairs.

    The pieces are the text's own, white space drawn together; the ends fall between
    words (between characters in scripts without spaces), and an ellipsis stands where
    text is left off. Where nothing is found it is the text's beginning.
    """
    wanted = [term for term in terms(words) if not term.excluded]
    chunk, offset = _best_chunk(text, wanted)
    found = tokens(chunk)
    hits = _hits(found, wanted)
    start, end = _window(chunk, found, hits, width)
    pieces: list[tuple[str, bool]] = []
    at = start
    for hit_start, hit_end, _ in hits:
        if hit_end <= at or hit_start >= end:
            continue
        pieces.append((chunk[at : max(at, hit_start)], False))
        at = min(hit_end, end)
        if pieces[-1][0] == "" and len(pieces) > 1:  # hits that touch are one
            pieces.pop()
            pieces[-1] = (pieces[-1][0] + chunk[max(hit_start, start) : at], True)
        else:
            pieces.append((chunk[max(hit_start, start) : at], True))
    pieces.append((chunk[at:end], False))
    before = text[: offset + start].strip()
    after = text[offset + end :].strip()
    return _tidy(pieces, bool(before), bool(after))


def _tidy(pieces: list[tuple[str, bool]], before: bool, after: bool) -> list[tuple[str, bool]]:
    tidy = [(_SPACE.sub(" ", piece), hit) for piece, hit in pieces]
    first, last = tidy[0], tidy[-1]
    tidy[0] = (first[0].lstrip(), first[1])
    last = tidy[-1]
    tidy[-1] = (last[0].rstrip(), last[1])
    if before:
        tidy.insert(0, (ELLIPSIS, False))
    if after:
        tidy.append((ELLIPSIS, False))
    joined: list[tuple[str, bool]] = []
    for piece, hit in tidy:
        if joined and not hit and not joined[-1][1]:
            joined[-1] = (joined[-1][0] + piece, False)
        elif piece:
            joined.append((piece, hit))
    return joined


def _best_chunk(text: str, wanted: list[Term]) -> tuple[str, int]:
    """The first chunk with most of the words, and where it begins in `text`."""
    best, most = (0, min(CHUNK, len(text))), -1
    start = 0
    while start < len(text):
        end = min(start + CHUNK, len(text))
        if end < len(text):  # not within a word
            end = max(text.rfind(" ", start, end), text.rfind("\n", start, end), start) + 1
            end = end if end > start + 1 else min(start + CHUNK, len(text))
        folded = f" {fold(text[start:end])} "
        found = sum(f" {term.words}{'' if term.prefix else ' '}" in folded for term in wanted)
        if found > most:
            best, most = (start, end), found
        if most == len(wanted):
            break
        start = end
    return text[best[0] : best[1]], best[0]


def _hits(found: list[Token], wanted: list[Term]) -> list[tuple[int, int, int]]:
    """(start, end, which term) of every place where a term stands, in order, none overlapping."""
    phrases = [
        (which, [word for word in term.words.split() if word != SEPARATOR], term.prefix)
        for which, term in enumerate(wanted)
    ]
    exact: dict[str, list[tuple[int, list[str], bool]]] = {}
    prefixes = []
    for phrase in phrases:
        if phrase[2] and len(phrase[1]) == 1:
            prefixes.append(phrase)
        else:
            exact.setdefault(phrase[1][0], []).append(phrase)
    hits: list[tuple[int, int, int]] = []
    starts = tuple(words[0] for _, words, _ in prefixes)
    for at, token in enumerate(found):
        if token.word not in exact and not token.word.startswith(starts):
            continue  # as most are
        ends = [
            (found[at + len(words) - 1].end, which)
            for which, words, prefix in exact.get(token.word, ())
            if _stands(found, at, words, prefix)
        ]
        ends += [(token.end, w) for w, words, _ in prefixes if token.word.startswith(words[0])]
        if ends:
            end, which = max(ends)
            if not hits or token.start >= hits[-1][1]:
                hits.append((token.start, end, which))
            elif end > hits[-1][1]:
                hits[-1] = (hits[-1][0], end, hits[-1][2])
    return hits


def _stands(found: list[Token], at: int, words: list[str], prefix: bool) -> bool:
    there = [token.word for token in found[at : at + len(words)]]
    if not prefix:
        return there == words
    same = len(there) == len(words) and there[:-1] == words[:-1]
    return same and there[-1].startswith(words[-1])


def _window(
    chunk: str, found: list[Token], hits: list[tuple[int, int, int]], width: int
) -> tuple[int, int]:
    """Start and end in `chunk` of the window with most different terms, then most hits."""
    if len(chunk) <= width:
        return 0, len(chunk)
    low, high = 0, 0
    best = (-1, -1)
    last = 0
    for first, hit in enumerate(hits):
        last = max(last, first)
        while last + 1 < len(hits) and hits[last + 1][1] <= hit[0] + width:
            last += 1
        inside = hits[first : last + 1][:100]
        score = (len({which for _, _, which in inside}), len(inside))
        if score > best:
            best, low, high = score, hit[0], inside[-1][1]
    high = min(high, low + width)
    start = max(0, min(low - (width - (high - low)) // 2, len(chunk) - width))
    end = min(len(chunk), start + width)
    starts = [token.start for token in found if start <= token.start <= low]
    ends = [token.end for token in found if high <= token.end <= end and token.end > low]
    if start > 0 and starts:
        start = starts[0]
    if end < len(chunk) and ends:
        end = ends[-1]
    return start, end
