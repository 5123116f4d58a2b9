"""Votes by name: who was for it and who against, each on a line or item of their own.

- Ann Lee: Yes        Bo Ek     Nay        Cy Poe - abstained
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from archive.reader.later import later
from archive.reader.names import is_person
from archive.reader.wording import bare, terms
from archive.text.paragraphs import Paragraph

_MAX_LINE = 150
_FEWEST = 2  # voices that make a vote
_BEFORE = 5  # paragraphs above the voices that may say that this is a vote

#: The option → how it is said, in small letters.
_WORDS = {
    "in favour": "yes, yea, yay, aye, yep, for, in favour, in favor, approve, approved, ja, dafür, "
                 "oui, pour, sí, setuju",
    "against": "no, nay, ney, nope, against, oppose, opposed, nein, dagegen, non, contre, tidak",
    "abstentions": "abstain, abstained, abstains, abstention, abst, enthaltung, enthalten, abstenu",
    "not voting": "absent, recused, recuse, recusal, not voting, not present, no vote, "
                  "did not vote, abwesend",
}  # fmt: skip
_SAID = {said: option for option, words in _WORDS.items() for said in words.split(", ")}
_VOICE = later(
    r"(?P<who>@?[^\W\d_][^:：\n]{1,50}?)"  # noqa: RUF001 - full width
    r"(?P<sign>\s*[:：]\s*|\s+[-\u2013\u2014]+\s+|\s{2,}|\s)"  # noqa: RUF001
    r"(?P<said>in favou?r|not (?:voting|present)|(?:no|did not) vote|\(not present\)|"
    r"[^\W\d_]{2,12})[.!:]?(?:\s*\([^()\n]{0,100}\))?\Z",
    re.IGNORECASE,
)
#: The last words of all that may be said; to look for them is faster than for the pattern.
_LAST = frozenset(said.rpartition(" ")[2] for said in _SAID)
_NAMED = later(r"@|[^\W\d_]+[^\S\n][^\W\d_]+\s*[:\uff1a\u2013\u2014 -]")
_ABOUT = later(
    r"vot(?:e|ing)\b|\bvoted\b|\bmotion\b|\bresol|\bballot|\bpoll\b|abstimm|beschl|antrag|scrutin|"
    r"\bvotes?\b|pemungutan|\bmosi\b",
    re.IGNORECASE,
)


class Roll(NamedTuple):
    """The voices of one vote: from where to where in the text, and how many for each option."""

    first: Paragraph
    last: Paragraph
    line: int
    options: tuple[tuple[str, int | None], ...]


def voice(line: str) -> str | None:
    """The option that one person is said to have chosen; None where a line says nothing like it.

    >>> voice("Ann Lee: YES (by proxy)"), voice("@bo - abstained"), voice("The hall: yes")
    ('in favour', 'abstentions', None)
    """
    if len(line) > _MAX_LINE:
        return None
    said = _VOICE.match(line.strip())
    if said is None:
        return None
    option = _SAID.get(said["said"].casefold().strip("()"))
    who = bare(said["who"]).strip()
    if option is None or not (is_person(who) or who.startswith("@")):
        return None
    first, _, more = who.casefold().partition(" ")
    if (first in terms("articles") and more) or who.casefold() in terms("labels"):
        return None  # "The hall: yes", "Decision: yes"
    return option if said["sign"].strip() or len(said["sign"]) > 1 or " " in who else None


def rolls(paragraphs: Sequence[Paragraph], listed: Collection[int]) -> Iterator[Roll]:
    """The votes by name of a text; `listed` are the positions of paragraphs that say who came."""
    items: list[Paragraph] = []
    begun = 0
    for at, paragraph in enumerate((*paragraphs, None)):
        if paragraph is not None and paragraph.kind == "item" and _goes_on(items, paragraph):
            begun = begun if items else at
            items.append(paragraph)
            continue
        yield from _list(paragraphs, items, begun, at, listed)
        items = []
        if paragraph is not None and paragraph.kind == "item":
            items, begun = [paragraph], at
            continue
        if paragraph is None or paragraph.position in listed:
            continue
        if (
            paragraph.kind in ("paragraph", "code")
            and "\n" in paragraph.text
            and _may_be(paragraph.text)
        ):
            lines = [
                (paragraph.line_start + n, line)
                for n, line in enumerate(paragraph.text.split("\n"))
                if line.strip() and not line.lstrip().startswith(("```", "~~~"))
            ]
            few = 1 < len(lines) <= 100 and all(voice(line) for _, line in lines)
            if few and _about(paragraphs, at, at + 1):
                yield from _roll(paragraph, paragraph, lines)


def _goes_on(items: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    return not items or items[0].level == paragraph.level


def _list(
    paragraphs: Sequence[Paragraph], items: Sequence[Paragraph], begun: int, end: int,
    listed: Collection[int],
) -> Iterator[Roll]:  # fmt: skip
    """The vote of one list: its voices stand together, else nobody knows who is left out."""
    if len(items) < _FEWEST:
        return
    cast = [at for at, item in enumerate(items) if _is_one(item, listed)]
    if len(cast) < _FEWEST or cast[-1] - cast[0] >= len(cast):
        return
    voices = items[cast[0] : cast[-1] + 1]
    if _about(paragraphs, begun + cast[0], end):
        yield from _roll(voices[0], voices[-1], [(p.line_start, p.text) for p in voices])


def _is_one(paragraph: Paragraph, listed: Collection[int]) -> bool:
    text = paragraph.text
    if len(text) > 2 * _MAX_LINE or paragraph.position in listed or not _may_be(text):
        return False
    return voice(bare(text)) is not None


def _may_be(text: str) -> bool:
    """Whether `text` may end in what a voice says: a cheap look at its last word."""
    text = text.rstrip(" .!:*_`\t\n\r~")
    if text[-1:] == ")":
        return True
    last = text[-14:].rsplit(None, 1)[-1:]
    return bool(last) and last[0].rpartition(":")[2].lstrip("*_\uff1a").casefold() in _LAST


def _about(paragraphs: Sequence[Paragraph], begun: int, end: int) -> bool:
    """Whether the text around says that somebody votes: its section, or what stands before."""
    near = [*paragraphs[max(0, begun - _BEFORE) : begun], *paragraphs[end : end + 1]]
    first = paragraphs[begun]
    same = [each.text[:300] for each in near if each.section == first.section]
    return any(_ABOUT.search(text) for text in (first.section or "", *same))


def _roll(first: Paragraph, last: Paragraph, lines: Sequence[tuple[int, str]]) -> Iterator[Roll]:
    counts: dict[str, int | None] = {}
    for _, line in lines:
        option = voice(bare(line) if first.kind == "item" else line)
        if option:
            counts[option] = (counts.get(option) or 0) + 1
    cast = sum(count or 0 for option, count in counts.items() if option != "not voting")
    # "Quorum: yes" is nobody's voice; so of single words more are asked for.
    if cast >= _FEWEST + (not any(_NAMED.match(line.strip("*_- ")) for _, line in lines)):
        yield Roll(first, last, lines[0][0], tuple(counts.items()))
