"""Sentences of a record's text, each with the paragraph and the line that it stands on.

    >>> [s.text for s in sentences("1. Dr. Lee opened it on 9. May. They agreed (cf. Art. 4).")]
    ['Dr. Lee opened it on 9. May.', 'They agreed (cf. Art. 4).']

A sentence ends with a full stop and a space, unless the stop belongs to an abbreviation, a
number, an initial or a bracket, or a small letter follows; with the stops of Chinese, Japanese,
Hindi, Arabic and others wherever they stand; and with a line that is broken on purpose. Thai
ends its sentences with nothing, so there a paragraph is one. Headings are one sentence, tables
one a row, code one a line. Where a stop can be read both ways, the sentence goes on: half a
sentence says less than two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.text.paragraphs import Paragraph, paragraphs
from archive.text.plain import plain
from archive.text.scripts import UNSPACED


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is written (Markdown and all); `line` is 1-based in the file."""

    anchor: str
    line: int
    text: str


def sentences(body: str, first_line: int = 1) -> list[Sentence]:
    """The sentences of `body` in order; `first_line` is the line of the file it begins on."""
    return list(sentences_of(paragraphs(body, first_line)))


def sentences_of(blocks: Iterable[Paragraph]) -> Iterator[Sentence]:
    """The sentences of paragraphs that were read already."""
    for block in blocks:
        text = block.text
        first = block.line_start
        if block.kind in ("paragraph", "item", "quote"):  # an item's sign may stand alone, above
            first = max(first, block.line_end - text.count("\n"))
        at, line = 0, first
        for start, end in _parts(block):
            line += text.count("\n", at, start)
            at = start
            yield Sentence(block.anchor, line, text[start:end])


def cut(text: str) -> list[str]:
    """The sentences of one paragraph; together they hold all of it but the space between."""
    return [text[start:end] for start, end in _spans(text)]


def evened(sentence: str) -> str:
    """A sentence as it is known again: without emphasis, links' addresses and line breaks."""
    text = _SIGNS.sub("", plain(sentence)) if _MARKDOWN.search(sentence) else sentence
    text = " ".join(text.split())
    return text if text.isascii() else _NO_SPACE.sub("", text)


def _parts(block: Paragraph) -> Iterator[tuple[int, int]]:
    text = block.text
    if block.kind == "table" or block.kind == "code":
        for line in _LINES.finditer(text):
            if not _NO_WORDS.fullmatch(line[0]):
                yield line.span()
    elif block.kind == "heading":
        yield from _trimmed(text, 0, len(text))
    elif len(text) > _KEPT:
        yield from _spans(text)
    else:
        yield from _kept_spans(text)


_LINES = re.compile(r"[^\s][^\n]*+")
_NO_WORDS = re.compile(r"[ \t|:+=-]*+|[ \t>]*+(?:`{3}|~{3})[^\n]*+")
_MARKDOWN = re.compile(r"[*_`~\[<&\\|{]")
_SIGNS = re.compile(r"[*`~]++|(?<!\w)_++|_++(?!\w)")
_NO_SPACE = re.compile(rf"(?<=[{UNSPACED}]) (?=[{UNSPACED}])")

#: Characters between brackets that belong together; a bracket that closes later does not count.
_BRACKETED = 400
_CLOSES = {")": "(", "]": "[", "\uff09": "\uff08", "\u3011": "\u3010", "`": "`"}
_BRACKETS = re.compile(r"[()\[\]\uff08\uff09\u3010\u3011`]")

# Quotes, brackets and signs of Markdown, as they open and as they close; and dashes.
_OPENING_SIGNS = "\"'*_`~([\u201c\u2018\u00ab\u2039\u201e\u300c\u300e\uff08\u3010"
_CLOSING_SIGNS = "\"'*_`~)]\u201d\u2019\u00bb\u203a\uff09\u3011\u300d\u300f"
_DASHES = "\u2013\u2014\u2022\u00b7-"

# The full stops of scripts that need no space behind them: ideographic, halfwidth, fullwidth ! ?,
# danda, double danda, Urdu, Arabic ?, Ethiopic, Armenian, Khmer, Myanmar.
_OWN_STOPS = "\u3002\uff61\uff01\uff1f\u0964\u0965\u06d4\u061f\u1362\u0589\u17d4\u104b"

# What may end a sentence, with all that closes behind it; and a line broken on purpose.
_STOPS = re.compile(
    rf"(?P<stop>[.!?\u2026]++|(?P<own>[{_OWN_STOPS}]++))"
    rf"(?:\]\([^()\s]*+\)|\]\{{[^{{}}\n]*+\}}|\[\^?[0-9]{{1,3}}\]|[{re.escape(_CLOSING_SIGNS)}])*+"
    r"|(?P<broken>(?:(?<! ) {2,}+|\\)\n)"
)
_NEXT = re.compile(rf"[\s{re.escape(_OPENING_SIGNS)}{_DASHES}]*+(?P<word>[^\W_]*+)(?P<dot>\.?)")
_THAI = re.compile("[\u0e00-\u0e7f]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_LABEL = re.compile(r"\W*(?:[0-9]{1,4}|[^\W\d_]|[ivxIVX]{1,5})(?:[.)][0-9]{1,3})*\W*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")
_YEAR = re.compile(r"[12][0-9]{3}\.")

#: Characters of a paragraph whose sentences are kept at hand: most are the same in many versions.
_KEPT = 2_000

#: Characters before a stop that are looked at.
_BEFORE = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Short words with a stop, after which a sentence goes on.
_TITLES = _words("""
    mr mrs ms dr prof st sr sra hon rev amb gen col capt lt sgt gov pres rep sen msgr mme mlle
    vs cf viz approx ca ed eds trans incl excl resp tel ext ref dept univ bzw vgl sog usw bspw
    dipl ing phd nb exc dto bpk ibu drs
""")
# Those that stand before a number (or a letter) and are words of their own before anything else.
_NUMBERED = _words("""
    no nos nr nrs art arts para paras par pp p fig figs vol vols ch chap sec sect abs bd cl ann
    app annex ziff kap s q op item res dec doc tab eq
""")
# Those that may end a sentence, told by how the next one begins.
_MAY_END = _words("etc inc ltd co corp al jr bros plc dll dsb dst")
_NEVER_END = _words("e.g i.e h.e z.b d.h u.a")
_MONTHS = _words("""
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july
    august september october november december januar februar märz mai juni juli oktober dezember
    jänner janvier février mars avril juin juillet août septembre octobre novembre décembre
    janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris
    decembris janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī
    novembrī decembrī januari februari maret mei agustus desember enero febrero marzo abril mayo
    junio julio agosto septiembre octubre noviembre diciembre
""")
_BEFORE_ORDINALS = _words(
    "am der die das den dem des vom zum zur im bis ab und seit nach vor dieser diesem"
)
_BEFORE_LETTERS = _words("""
    annex appendix group part section option plan type class category pillar table figure room
    zone hall track anhang gruppe teil
""")
_OPENING = _words("""
    the this these those they there it its in on at as a an and but he she we our all both each
    for from by to with when while where who what which however also moreover further ministers
    participants partners members senior officials der die das es sie wir im in
""")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    if len(text) > 1:
        held = _held(text)
        at = 0
        for found in _STOPS.finditer(text):
            end = found.end()
            while at < len(held) and held[at][1] <= found.start():
                at += 1
            if end >= len(text):
                break
            if at < len(held) and held[at][0] <= found.start():
                opened, closed = held[at]
                if found["broken"] or end < closed or text[begin:opened].strip(" \n\t*_"):
                    continue
            if _ends(text, begin, found):
                yield from _trimmed(text, begin, end)
                begin = end
    yield from _trimmed(text, begin, len(text))


@lru_cache(maxsize=2048)
def _kept_spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_spans(text))


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end


def _held(text: str) -> list[tuple[int, int]]:
    """The outermost brackets and code of a line or so, within which no sentence ends."""
    opened: dict[str, list[int]] = {}
    pairs: list[tuple[int, int]] = []
    for found in _BRACKETS.finditer(text):
        sign, at = found[0], found.start()
        partner = _CLOSES.get(sign)
        begun = opened.get(partner or "", [])
        if begun and at - begun[-1] <= _BRACKETED:
            pairs.append((begun.pop(), at + 1))
        elif partner is None or sign == "`":
            opened.setdefault(sign, []).append(at)
    outer: list[tuple[int, int]] = []
    for pair in sorted(pairs):
        if not outer or pair[0] >= outer[-1][1]:
            outer.append(pair)
    return outer


def _ends(text: str, begin: int, found: re.Match[str]) -> bool:
    """Whether the sentence from `begin` ends with the stop that was `found`."""
    end, stop = found.end(), found["stop"]
    follows = _NEXT.match(text, end)
    word = follows["word"] if follows else ""
    if found["broken"]:
        return not word[:1].islower()
    if found["own"]:
        closed = end > found.end("stop")
        return not (closed and _HIRAGANA.match(text, end))
    if not text[end].isspace() or word[:1].islower():
        return False
    at = found.start()
    if _THAI.match(text, at - 1):
        return False
    if stop != ".":
        return any(map(str.isalnum, text[max(begin, at - _BEFORE) : at]))
    return not _is_short(text, begin, at, word, bool(follows and follows["dot"]))


def _is_short(text: str, begin: int, at: int, following: str, dotted: bool) -> bool:
    """Whether the full stop at `at` belongs to an abbreviation, a number or an initial."""
    if at - begin <= 12 and _LABEL.fullmatch(text, begin, at):
        return True
    words = text[max(begin, at - _BEFORE) : at].split()
    if not words or text[at - 1].isspace():
        return False
    last = words[-1].lstrip(_OPENING_SIGNS + _DASHES)
    before = words[-2].casefold().strip(_OPENING_SIGNS + ",;:") if len(words) > 1 else ""
    low, opens = last.casefold(), following.casefold() in _OPENING
    if last.isdecimal():
        return _is_ordinal(words, following, dotted, before)
    if len(last) == 1 and (last.isupper() or last.islower()):
        if before in _BEFORE_LETTERS:
            return False
        return not (low in _NUMBERED and opens)
    if _INITIALS.fullmatch(last):
        return not (opens and low not in _NEVER_END)
    if low in _TITLES:
        return True
    if low in _NUMBERED:
        return following[:1].isdecimal() or (len(following) == 1 and not opens)
    if low in _MONTHS and len(low) <= 4:
        return following[:1].isdecimal()
    return low in _MAY_END and not opens


def _is_ordinal(words: list[str], following: str, dotted: bool, before: str) -> bool:
    """Whether a number and its stop are part of a date, or the ordinal of some languages."""
    digits = len(words[-1])
    if following[:1].isdecimal():
        return digits <= 2 or (digits == 4 and dotted and len(following) <= 2)
    if digits > 2:
        return False
    if following.casefold() in _MONTHS or before in _BEFORE_ORDINALS:
        return True
    year = words[-3] if len(words) > 2 else ""  # 2017. 11. 21. in Korean
    return bool(_YEAR.fullmatch(year)) and words[-2][:-1].isdecimal()
