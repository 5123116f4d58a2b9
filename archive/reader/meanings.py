"""What a heading, a label, an introduction or a table's column is about, by words that are data.

>>> meaning("## 3. Grants approved:"), meaning("Finances")
(Meaning(purpose='decisions', exact=False), None)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from archive.reader.later import later
from archive.reader.model import Headings
from archive.reader.wording import phrase, terms

#: What a section may be about, in the order in which a heading is asked.
PURPOSES = (
    "ignored", "regrets", "observers", "attendance", "actions", "votes", "decisions", "plans",
    "chair", "scribe",
)  # fmt: skip

MAX_HEADING = 120  # characters of what can be a heading or a label
_MAX_LABEL = 72  # characters, with the signs around it
_MAX_WORDS = 14  # words of an introduction

_LABEL = later(
    r"[ \t]*(?:[-+*][ \t]+)?(?P<bold>\*\*|__)?(?P<label>[^\s:：|<>*_`][^\n:：|<>*`]{0,59}?)"  # noqa: RUF001
    r"(?:\*\*|__)?[ \t]?[:：](?!//)(?:\*\*|__)?"  # noqa: RUF001 - full width
)


class Meaning(NamedTuple):
    """What a phrase is about; `exact` where it is nothing but a known word."""

    purpose: str
    exact: bool


@cache
def _known() -> tuple[dict[str, str], dict[str, tuple[tuple[str, str], ...]]]:
    """Term → purpose; and last (or first) word of a term with dots → (what is fixed, purpose)."""
    exact: dict[str, str] = {}
    ends: dict[str, list[tuple[str, str]]] = {}
    for purpose in PURPOSES:
        for term in terms(purpose):
            if term.startswith("... "):
                ends.setdefault("." + term.rsplit(" ", 1)[1], []).append((term[3:], purpose))
            elif term.endswith(" ..."):
                ends.setdefault(term.split(" ", 1)[0] + ".", []).append((term[:-3], purpose))
            else:
                exact.setdefault(term, purpose)
    longest = {
        word: tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))
        for word, found in ends.items()
    }
    return exact, longest


@lru_cache(maxsize=16_384)
def meaning(text: str, own: Headings | None = None) -> Meaning | None:
    """What the heading, label or introduction `text` is about, if anything."""
    if not text or len(text) > MAX_HEADING or text[-1] in "?？":  # noqa: RUF001 - full width
        return None
    said = phrase(text)
    if not said:
        return None
    if own is not None:
        for purpose in ("ignored", "regrets", "attendance", "actions", "decisions", "votes"):
            if said in getattr(own, purpose):
                return Meaning(purpose, True)
    exact, patterns = _known()
    found = exact.get(said)
    if found:
        return Meaning(found, True)
    parts = said.split(" ")
    if len(parts) > 1:
        joined = _joined(said)
        if joined:
            return joined
        best: tuple[int, int, str] | None = None
        for word in ("." + parts[-1], parts[0] + "."):
            for fixed, purpose in patterns.get(word, ()):
                fits = said.endswith(fixed) if word[0] == "." else said.startswith(fixed)
                if fits:
                    # What is to be left alone wins, then the longest, then the order of PURPOSES.
                    rank = (purpose != "ignored", -len(fixed), purpose)
                    best = rank if best is None or rank < best else best
        if best:
            return Meaning(best[2], False)
        return None
    return _joined(said) if "/" in said or "&" in said else None


def _joined(said: str) -> Meaning | None:
    """ "Attendees / Apologies", "Decisions and action items": the first of what they name."""
    for sign in (" / ", "/", " & ", " and ", " und ", " et ", " dan ", " y ", ", "):
        first, found, second = said.partition(sign)
        if not found:
            continue
        exact, _ = _known()
        named = exact.get(first.strip()), exact.get(second.strip())
        if named[0] and named[1]:
            if set(named) == {"decisions", "actions"}:
                return Meaning("decisions+actions", True)
            if "ignored" in named:
                return None
            return Meaning("attendance" if "attendance" in named else named[0], True)
    return None


_WERE = later(
    r"[ ,]*\b(?:were|was|are|is|included?|including|as follows|waren|sind|étaient|son|fueron|"
    r"adalah|the following|following|folgende|les suivants|berikut)\b[ ,]*"
)


# In a sentence about something else: "Went through those for which somebody was in attendance:".
_TELLING = later(r"(?<=\s)(?:which|whose|whom|because|if|when|although)\s")


@lru_cache(maxsize=8192)
def introduces(text: str, own: Headings | None = None) -> Meaning | None:
    """What the list is about that follows `text`, an introduction which ends in a colon.

    >>> introduces("Board members in attendance were:")
    Meaning(purpose='attendance', exact=False)
    """
    if len(text) > 2 * MAX_HEADING:
        return None
    said = phrase(text)
    if said.count(" ") >= _MAX_WORDS:
        return None
    if _TELLING.search(said):
        return None
    found = meaning(said, own)
    if found is None:
        shorter = " ".join(_WERE.sub(" ", said).split())
        found = meaning(shorter, own) if shorter != said else None
    if found and not found.exact and found.purpose in ("decisions", "votes", "plans"):
        return None  # "It was decided to publish the following:" is prose, not a heading
    return found


def label_of(line: str, own: Headings | None = None) -> tuple[str, str, Meaning] | None:
    """(label, what follows it, its meaning) of a line such as `**Present**: A, B`."""
    colon = line.find(":", 0, _MAX_LABEL)
    none = colon <= 0 or line[colon : colon + 3] == "://"
    if none and (line.isascii() or line.find("：", 0, _MAX_LABEL) < 0):  # noqa: RUF001
        return None
    match = _LABEL.match(line)
    if match is None:
        return None
    label = match["label"]
    if label.count(" ") > 7:
        return None
    found = _label_means(label, own)
    if found is None:
        return None
    value = line[match.end() :].strip()
    if value and not found.exact and found.purpose in ("actions", "plans"):
        return None  # "GitHub Actions: ..." heads no task
    return label, value, found


@lru_cache(maxsize=16_384)
def _label_means(label: str, own: Headings | None) -> Meaning | None:
    found = meaning(label, own) or introduces(label, own)
    return None if found is None or found.purpose == "ignored" else found


def columns_of(header: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Where the columns of `wanted` stand; a word that heads several is the first of `wanted`."""
    found: dict[str, int] = {}
    for at, cell in enumerate(header[:40]):
        said = phrase(cell[:MAX_HEADING])
        for kind in wanted:
            if kind not in found and said in terms(f"column-{kind}"):
                found[kind] = at
                break
    return found
