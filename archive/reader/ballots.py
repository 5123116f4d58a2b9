"""Votes and polls: what was voted on, and how many were for each option.

Vote: 7 in favour, 1 against, 2 abstentions      +1: Ann, Bob; -1: Carl
carried 5-0-1                                    - Option A - 5 votes
- Ann Lee: Yes (see archive.reader.roll)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.reader.counts import VOTE, counted, maybe_unanimous
from archive.reader.later import has_figure, later
from archive.reader.meanings import columns_of
from archive.reader.model import Ballot
from archive.reader.roll import rolls
from archive.reader.sections import Piece
from archive.reader.tallies import option, runs, tally
from archive.reader.wording import bare, is_nothing, is_template, rows_of, terms
from archive.text.paragraphs import Paragraph

#: One of these, in small letters, is in every text that holds a vote, and in every line of one
#: but for the options of a poll and the signs of a show of hands.
_CUES = ("vot", "unanim", "favo", "carried", "against", "stimm", "approved ")
_MOTION_CUES = ("motion ", "motion*", "motion:")
_SIGNED_CUES = {":": "yes:", "+": "+1"}  # by a sign that is in them, which is found faster
_BY_LANGUAGE = {
    "fr": ("pour", "contre", "voix"),
    "id": ("suara", "setuju", "aklam"),
    "de": ("dafür", "dagegen"),
}
_PRESENCE = ("attendance", "regrets", "observers")
_UNSPACED = ("찬성", "만장일치", "賛成", "全会一致", "一致通过", "vienbals", "unanim")
_MAX_LINE = 1000
_MAX_QUESTION = 300
_MAX_ITEM = 600
_RESULT = 3  # paragraphs behind voices by name in which their result may be told
_MAX_END = 20  # characters behind the number of votes at the end of an option

_SIGNED = later(
    r"(?<![\w.+-])(?P<o>\+1|-1|\+0|-0|±0|0|\+0\.5|-0\.5)\s*[:：]\s*(?P<v>[^;\n]{0,400})"  # noqa: RUF001
)
_POLL = later(
    r"(?P<o>\S[^\n]{0,200}?)\s*(?:[:–—-]|\()\s*(?P<n>\d{1,6})\s*(?P<v>votes?|stimmen?|voix|"  # noqa: RUF001
    r"votos?|suara|points?|표|票)?\)?\s*\.?\Z",
    re.IGNORECASE,
)
_LABEL = later(
    r"(?:[^\W\d_]+ )?(?:vote|votes|voting|poll|result|results)\b.{0,30}\Z", re.IGNORECASE
)
_WORDS = later(r"[^\W\d_]+")
_MOVED = later(
    r"\W{0,4}(?:[^\W\d_]+ )?(?:motion|resolution|proposal|resolved)\b"
    r"(?:[^:\n]{0,30}:|[*_ ]{1,4}(?=[\"\u201c]))\W{0,4}(?=\w)",
    re.IGNORECASE,
)
_BREAK = (":", ";", "(", ",", "-", "–", "—")  # noqa: RUF001 - dashes
_SENTENCE = later(r"(?<=[.!?;])\s+")


def ballots(
    found: Sequence[Piece], paragraphs: Sequence[Paragraph], lower: str, language: str = "en"
) -> tuple[Ballot, ...]:
    """The votes and polls of a text; `found` are the pieces in sections of votes and others."""
    if not _has_vote(lower, language):
        return ()
    voting = {piece.paragraph.position for piece in found if piece.purpose == "votes"}
    out: list[Ballot] = []
    poll: list[tuple[Paragraph, str, int]] = []
    before: Paragraph | None = None
    lead: str | None = None
    moved: Paragraph | None = None
    outer: list[Paragraph] = []
    for paragraph in (*paragraphs, None):
        item = None
        if paragraph is not None and paragraph.kind == "item":
            while outer and outer[-1].level >= paragraph.level:
                outer.pop()
            if len(paragraph.text) < _MAX_ITEM:
                item = _poll_item(paragraph, paragraph.position in voting)
        if poll and (item is None or paragraph is None or paragraph.level != poll[0][0].level):
            out.extend(_poll(poll, lead))
            poll = []
        if paragraph is None:
            break
        if item is not None:
            if not poll:
                lead = _question_before(before, paragraph, outer)
            poll.append((paragraph, *item))
            continue
        if paragraph.kind == "table":
            out.extend(_table(paragraph, before))
        elif paragraph.kind not in ("heading", "code"):
            moved = paragraph if _MOVED.match(paragraph.text) else moved
            if _may_tell(paragraph.text):
                out.extend(_asked(each, paragraph, moved) for each in _lines(paragraph, before))
        before = paragraph
        if paragraph.kind == "item":
            outer.append(paragraph)
        elif outer:
            outer.clear()
    listed = {piece.paragraph.position for piece in found if piece.purpose in _PRESENCE}
    return _with_rolls(out, paragraphs, listed)


def _with_rolls(
    out: list[Ballot], paragraphs: Sequence[Paragraph], listed: set[int]
) -> tuple[Ballot, ...]:
    """`out` and the votes by name, each vote once: by its counts, or else by its voices."""
    found = list(rolls(paragraphs, listed))
    if not found:
        return tuple(out)
    places = {paragraph.anchor: at for at, paragraph in enumerate(paragraphs)}
    told: dict[int, list[Ballot]] = {}
    for each in out:
        told.setdefault(places.get(each.anchor or "", -1), []).append(each)
    moved: Paragraph | None = None
    done = 0
    for roll in found:
        first, last = places[roll.first.anchor], places[roll.last.anchor]
        for said in paragraphs[done:first]:
            moved = None if said.kind == "heading" else said if _MOVED.match(said.text) else moved
        done = first
        near = [place for place in _around(paragraphs, first, last) if place in told]
        if any(n is not None for place in near for each in told[place] for _, n in each.options):
            continue
        for place in near:
            del told[place]
        before = paragraphs[first - 1] if first else None
        question = _question_before(before, roll.first)
        ballot = Ballot(roll.first.anchor, question, roll.options, roll.line, "roll")
        told.setdefault(first, []).append(_asked(ballot, roll.first, moved))
    return tuple(each for place in sorted(told) for each in told[place])


def _around(paragraphs: Sequence[Paragraph], first: int, last: int) -> Iterator[int]:
    """The places of voices by name, and of what may tell their result before and behind."""
    section = paragraphs[first].section
    if first and paragraphs[first - 1].section == section:
        yield first - 1
    yield from range(first, last + 1)
    for place in range(last + 1, min(last + 1 + _RESULT, len(paragraphs))):
        behind = paragraphs[place]
        if behind.section != section or behind.kind == "item" or _MOVED.match(behind.text):
            break
        yield place


def _has_vote(lower: str, language: str) -> bool:
    """Whether small letters hold a word without which nothing is read as a vote."""
    if any([cue in lower for cue in _CUES]):
        return True
    if "motion" in lower and any([cue in lower for cue in _MOTION_CUES]):
        return True
    if any([sign in lower and cue in lower for sign, cue in _SIGNED_CUES.items()]):
        return True
    if language in _BY_LANGUAGE and any(cue in lower for cue in _BY_LANGUAGE[language]):
        return True
    return not lower.isascii() and any(cue in lower for cue in _UNSPACED)


def _question_before(
    before: Paragraph | None, paragraph: Paragraph, outer: Sequence[Paragraph] = ()
) -> str:
    """The introduction above a vote, the item that it is inside, or the heading above it."""
    if before is not None and before.section == paragraph.section:
        said = bare(before.text[-_MAX_QUESTION:])
        introduces = said.endswith((":", "?")) and len(before.text) <= _MAX_QUESTION
        if introduces and not (outer and _LABEL.match(said)):
            return said.rstrip(" :")
    if outer and outer[0].level < paragraph.level:
        return bare(outer[0].text.split("\n", 1)[0])[:_MAX_QUESTION].rstrip(" :")
    return bare(paragraph.section or "")


def _asked(ballot: Ballot, paragraph: Paragraph, moved: Paragraph | None) -> Ballot:
    """`ballot` with what was voted on, where its own line only says "the motion"."""
    # "The motion passed 5-0" says nothing of what was moved, and a heading little.
    said = _WORDS.findall(ballot.question[:80].casefold())
    heading = bare(paragraph.section or "")
    if ballot.question != heading and not terms("unsaid").issuperset(said):
        return ballot
    if moved is None or moved.section != paragraph.section or moved is paragraph:
        return ballot._replace(question=heading or ballot.question)
    label = _MOVED.match(moved.text)
    words = " ".join(moved.text[label.end() if label else 0 :].split())
    return ballot._replace(question=bare(words)[:_MAX_QUESTION].strip(' "“”'))


def _poll_item(paragraph: Paragraph, voting: bool) -> tuple[str, int] | None:
    text = paragraph.text
    if ":" in text or "(" in text:
        told = tally(text.replace("\n", " "))
        if told is not None:
            return told
    said = bare(text) if len(text) < 300 and has_figure(text) else ""
    match = _POLL.match(said) if has_figure(said[-_MAX_END:]) else None
    if match is None or not (match["v"] or voting):
        return None
    return match["o"].strip(" :-–—("), int(match["n"])  # noqa: RUF001 - dashes


def _poll(items: Sequence[tuple[Paragraph, str, int]], question: str | None) -> Iterator[Ballot]:
    if len(items) < 2 or not any(count for _, _, count in items):
        return
    first = items[0][0]
    options = tuple((option(said), count) for _, said, count in items)
    yield Ballot(first.anchor, question or "", options, first.line_start, "poll list")


def _table(paragraph: Paragraph, before: Paragraph | None) -> Iterator[Ballot]:
    rows = rows_of(paragraph.text)
    columns = columns_of(rows[0], ("option", "count"))
    if len(columns) < 2:
        return
    options = []
    for row in rows[2:]:
        if len(row) <= max(columns.values()):
            continue
        count = bare(row[columns["count"]]).split(" ")[0]
        said = bare(row[columns["option"]])
        if said and count.isdecimal() and len(count) < 8 and not is_template(said):
            options.append((option(said), int(count)))
    if options:
        yield Ballot(
            paragraph.anchor, _question_before(before, paragraph), tuple(options),
            paragraph.line_start, "table",
        )  # fmt: skip


def _lines(paragraph: Paragraph, before: Paragraph | None) -> Iterator[Ballot]:
    text = paragraph.text
    lines = text.split("\n")
    signed: list[tuple[str, int | None]] = []
    signed_at = 0
    told: set[int] = set()
    for start, end, tallied in runs(lines) if len(lines) > 1 and ":" in text else ():
        told.update(range(start, end))
        above = bare(lines[start - 1]) if start else ""
        question = above.rstrip(" :") if above.endswith((":", "?")) else ""
        question = question or _question_before(before, paragraph)
        yield Ballot(
            paragraph.anchor, question[:_MAX_QUESTION], tallied,
            paragraph.line_start + start, "tally",
        )  # fmt: skip
    for number, line in enumerate(lines):
        if len(line) > _MAX_LINE or not line or number in told:
            continue
        marks = (
            list(_SIGNED.finditer(line)) if "1:" in line or "0:" in line or "1 :" in line else []
        )
        if marks and (any(mark["o"][0] in "+-" for mark in marks) or signed):
            signed_at = signed_at if signed else number
            signed += [(mark["o"], _voices(mark["v"])) for mark in marks]
            continue
        found = counted(line)
        if found is None:
            continue
        options, at, rule = found
        bare_counts = at < 3 and rule.endswith("counts")
        question = ("" if bare_counts else _question(line, at)) or _question_before(
            before, paragraph
        )
        yield Ballot(paragraph.anchor, question, options, paragraph.line_start + number, rule)
    if any(count for _, count in signed) and any(sign[0] in "+-" for sign, _ in signed):
        question = _question_before(before, paragraph)
        if signed_at:
            question = bare(lines[signed_at - 1])[:_MAX_QUESTION].rstrip(" :") or question
        yield Ballot(
            paragraph.anchor, question, tuple(signed), paragraph.line_start + signed_at, "signs"
        )


def _may_tell(text: str) -> bool:
    if has_figure(text) or maybe_unanimous(text):
        return True
    return (":" in text and "\n" in text) or " vote" in text


def _voices(text: str) -> int | None:
    """How many voices stand after `+1:`: a number, or names."""
    said = bare(text).strip(" .,")
    if said.isdecimal() and len(said) < 8:
        return int(said)
    if is_nothing(said):
        return 0
    return sum(bool(name.strip()) for name in re.split(r",|\band\b|&", said))


def _question(line: str, at: int) -> str:
    """What was voted on, as far as the line of the vote says so itself."""
    asked = VOTE.search(line, 0, at + 1)
    if asked and line[: asked.start()].strip(" (.*"):
        return bare(line[: asked.start()])[-_MAX_QUESTION:].strip(" (:.,;-*")
    if asked:
        return bare(line[asked.end() : at])[-_MAX_QUESTION:].strip(" (:.,;-*")
    told = line[:at].rstrip()
    if told.endswith(_BREAK):  # the counts stand behind what they are of
        alone = _SENTENCE.split(bare(told))[-1].strip(" (:.,;-–—*")  # noqa: RUF001 - dashes
        if " " in alone:
            return alone[-_MAX_QUESTION:]
    sentences = _SENTENCE.split(bare(line))
    if len(sentences) == 1:
        return sentences[0][:_MAX_QUESTION]
    passed = 0
    for number, sentence in enumerate(sentences):
        passed += len(sentence) + 1
        if passed > at:
            alone = len(sentence) < 60 and number
            return (sentences[number - 1] if alone else sentence)[:_MAX_QUESTION]
    return sentences[-1][:_MAX_QUESTION]
