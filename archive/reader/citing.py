"""Finds citations of numbered paragraphs in prose: "CC 47", "paragraph 12 of the Riga conclusions".

    >>> from archive.text.paragraphs import paragraphs
    >>> [(c.number, c.of) for c in cited_in(paragraphs("See CC 12 and 13 of ASEMME5."))]
    [(12, 'ASEMME5'), (13, 'ASEMME5')]

One `Cited` for each number; of a range, each number of it (up to 50). `rule` says how it was
written:

- `cc`, `conclusion`: "CC 47", "Chair's Conclusion No. 13", "Conclusions 12-14";
- `paragraph`, `section`: "para. 12", "§ 12", which may be of any text, or of this one;
- `point`: "point 7 of the Minutes of SOM1": only where it says of what;
- `id`: "som1-minutes#p7", as the archive itself cites;
- with `:sentence` behind it where `of` is not said of the citation, but the sentence speaks of
  exactly one meeting by its series and number ("At ASEMME6, in CC 47, ..."); with `:year` where
  it speaks of nothing but one year ("replaces that of 2024 (Conclusion 3)").

The id of a record or meeting is a name as any other ("paragraph 4 of the minutes of som1-2014").

Years, dates, sums and measures are no paragraphs: a number has at most three digits, and no
unit, month, decimals or currency beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from archive.reader.ladder import word_set
from archive.reader.later import has_figure, later
from archive.reader.model import Cited
from archive.reader.resolve import ORDINALS
from archive.text.paragraphs import Paragraph

#: Numbers of one range that are read, and of one citation; citations of one text.
MOST, MOST_IN_TEXT = 50, 10_000

_NUMBER = (
    r"[1-9]\d{0,2}(?!\d|\s?[%\u2030\u00b0\u20ac$\u00a3])(?![.,:/]\d)(?:\s?\([a-z]\))?"
    r"(?!\s?(?:per\s?cent|percent|million|billion|thousand|euros?|EUR|USD|members|partners|"
    r"countries|participants|delegates|persons|people|years?|months?|days?|pages?|hours?|"
    r"minutes\b(?!\s+of)|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|janvier|f\u00e9vrier|mars|avril|mai|juin|juillet|ao\u00fbt|septembre|"
    r"octobre|novembre|d\u00e9cembre|Januar|Februar|M\u00e4rz|Mai|Juni|Juli|Oktober|Dezember|"
    r"Januari|Februari|Maret|Agustus|Desember|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)"
)
_JOIN = (
    r"\s?(?:,\s?(?:(?:and|et|und|dan|&)\s)?|;\s|(?:and|et|und|dan|or|to|bis|\u00e0|sampai|&)\s|"
    r"[-\u2013\u2014]\s?)"
)
# Every alternative begins with a letter of its own: so the text is gone through fast.
_KEY = later(
    "(?P<key>CC|Conclusion|conclusion|CONCLUSION|Kesimpulan|kesimpulan|Schlussfolgerung|"
    "Paragra|paragra|Para|para|Ziffer|Absatz|Abs\u00e4tze|Points?|points?|Items?|items?|"
    "Butir|butir|Poin|poin|\N{SECTION SIGN}\N{SECTION SIGN}?)"
)
#: One of these is in every key; to look for them is faster than for the pattern.
_SIGNS = ("CC", "#p", "oncl", "ONCL", "ara", "oin", "tem", "\N{SECTION SIGN}", "esimp", "chluss",
          "iffer", "bsatz", "bs\u00e4tz", "utir")  # fmt: skip
# What stands behind a number that is a paragraph's own, and not behind one that is cited.
_NUMBERING = later(
    r"[*_`)\]]*\s*(?:[.:)\]\u2013\u2014-](?!\w)|\n|\Z|(?<=[\s*_])[*_]*[A-Z\u00c0-\u00de])"
)
_LEAD = 12  # characters of signs before a number of its own
_KEYS = {"cc": "cc", "con": "conclusion", "kes": "conclusion", "sch": "conclusion"}
_KEYS |= {"par": "paragraph", "zif": "paragraph", "abs": "paragraph"}
_AFTER = later(
    r"(?:(?<=CC)s?\s?-?|(?<=clusion)s?(?:\sby\sthe\sChair)?(?:,?\s(?:paras?\.?|paragraphs?))?|"
    r"(?<=folgerung)(?:en)?|(?<=impulan)(?:\sKetua)?|(?<=ragra)(?:phs?|phes?|f)|(?<=[Pp]ara)s?\.?|"
    r"(?<=iffer)n?)?"
    r"(?:\s(?:[Nn]os?|[Nn]r|[Nn]\u00b0|[Nn]umbers?)\.?)?\s?\#?"
    rf"(?P<numbers>{_NUMBER}(?:{_JOIN}{_NUMBER}){{0,30}})"
)
_CHAIR = later(
    r"(?:[Cc]hair(?:man|person|woman)?(?:['\u2019]s?|s['\u2019]?)?|Presidency|Ministerial|"
    r"Ministers['\u2019])\s\Z"
)
_SERIES = later(r"(?<!\w)(?P<name>(?!CC)[A-Z]{3,12}\s?\d{1,2})(?:['\u2019]s)?\s\Z")
_PLACED = later(
    r"[Tt]he\s(?P<name>(?!Chair|President|Minister)[A-Z][^\W\d_]{2,30}"
    r"(?:\s[A-Z][^\W\d_]{2,30})?)\s\Z"
)
_EACH = later(r"(?P<join>to|bis|\u00e0|sampai|[-\u2013\u2014])?\s?(?P<number>[1-9]\d{0,2})")
_TAIL = later(
    r"(?:\s?\(|,?\s(?:of|from|in|des|de|du|der|von|aus|dari|dalam)\s|,\s(?=[A-Z]{3,12}\s?\d))"
    r"(?P<words>[^.;:!?()\[\]\n]{1,160})"
)
_LITERAL = later(
    r"(?<![\w#/.-])(?P<of>[a-z0-9][a-z0-9-]{0,79}(?:\.[a-z0-9-]{1,79})?)"
    r"#p(?P<number>[1-9]\d{0,2})(?:\.\d{1,3}){0,4}(?![\w-])"
)
_ID = later(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+\Z")
_SOME_ID = later(r"[a-z](?=[a-z-]*\d)[a-z0-9]*(?:-[a-z0-9]+)+\Z")
_YEAR = later(r"\b(?:of|in|from)\s(?P<year>(?:19|20)\d\d)(?![\w-])")
_SPLIT = later(r"[^\s,]+|,")
_SERIES_NUMBER = later(r"(?P<name>[A-Z]{3,12})\s?(?P<no>\d{1,2})(?!\w)")
_ENDS = later(r"[.!?](?=\s+[A-Z])")

_LINKING = word_set(
    "of the in and on for at by from de des du la le les l der die das von dari di para s asem"
)
#: What a text with numbered paragraphs is called.
DOCUMENTS = word_set(
    "conclusions conclusion minutes declaration statement report communiqu\u00e9 communique "
    "resolution strategy agreement memorandum charter decision "
    "decisions document letter act plan framework "
    "programme treaty convention protocol kesimpulan risalah deklarasi schlussfolgerungen "
    "protokoll protokolls erkl\u00e4rung d\u00e9claration proc\u00e8s-verbal rules terms reference "
    "notulen laporan agenda roadmap guidelines recommendation recommendations"
)
#: What a text is of, where it is not named: "the minutes of the first meeting".
_MEETINGS = word_set(
    "meeting session forum conference council board committee assembly sitting summit sitzung "
    "r\u00e9union rapat pertemuan"
)
_WHICH = word_set("last previous next annual regular extraordinary") | ORDINALS.keys()
_NUMBERED = later(r"\d{1,2}(?:st|nd|rd|th)\Z")
#: What begins another citation behind "and".
_NEXT = later(
    r"(?:(?:the|de[rns]?|les?|la)\s)?(?:[Cc]hair\w*(?:['\u2019]s?)?\s)?"
    r"(?:CC|[Pp]ara|(?:[Cc]onclusions?|[Pp]oints?|[Ii]tems?|[Ss]ections?)\s\d|\N{SECTION SIGN}|"
    r"Ziffer|Abs[a\u00e4]tz|[Bb]utir|[Aa]nnex|[a-z][a-z0-9-]*#p\d)"
)
_ANDS = word_set("and et und dan & or")
_OWN = word_set("this these present same above below that those")
_GENERIC = word_set(
    "the von aus dari chair chair's chairs chairman's chairperson's ministerial presidency "
    "ministers' conclusion minutes report by of from in at "
    "adopted des de du der die les la le conclusions "
    "kesimpulan ketua schlussfolgerungen risalah meeting's document and"
)


def cited_in(paragraphs: Sequence[Paragraph]) -> tuple[Cited, ...]:
    """The citations in all paragraphs but code, in order; linear in the text, raises nothing."""
    out: list[Cited] = []
    for paragraph in paragraphs:
        text = paragraph.text
        if not (has_figure(text) and any([sign in text for sign in _SIGNS])):
            continue
        if paragraph.kind != "code" or text[:1] == "<":
            found = chain(_cited(paragraph, text, _KEY.search(text)), _literal(paragraph, text))
            out.extend(islice(found, MOST_IN_TEXT - len(out)))
            if len(out) == MOST_IN_TEXT:
                break
    return tuple(out)


def _cited(paragraph: Paragraph, text: str, key: re.Match[str] | None) -> Iterator[Cited]:
    counted, line = 0, paragraph.line_start
    while key is not None:
        start, end = key.span()
        after = None
        if not text[start - 1 : start].isalnum() or start == 0:
            after = _AFTER.match(text, end)
        if after is None:
            key = _KEY.search(text, end)
            continue
        end = after.end()
        line += text.count("\n", counted, start)
        counted = start
        yield from _one(paragraph, text, start, after, min(line, paragraph.line_end))
        key = _KEY.search(text, end)


def _literal(paragraph: Paragraph, text: str) -> Iterator[Cited]:
    """What is cited as the archive itself cites: "som1-minutes#p7"."""
    if "#p" not in text:
        return
    counted, line = 0, paragraph.line_start
    for found in _LITERAL.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        of, number = found["of"].removesuffix(".md"), int(found["number"])
        yield Cited(paragraph.anchor, found[0], number, of, min(line, paragraph.line_end), "id")


def _one(
    paragraph: Paragraph, text: str, start: int, after: re.Match[str], line: int
) -> Iterator[Cited]:
    """The citation whose key begins at `start`, and whose numbers are in `after`."""
    word = text[start : start + 3].lower()
    rule = _KEYS.get(word) or _KEYS.get(word[:2]) or ("section" if word[0] == "\u00a7" else "point")
    end = upto = after.end()
    tail = _TAIL.match(text, end)
    named = _name(tail["words"]) if tail else None
    of = None
    if named:
        of, length = named
        assert tail is not None
        at = tail.start("words")
        upto = at + length
        if text[at - 1] == "(" and text[upto : upto + 1] == ")":
            upto += 1
    if of is None and named is None:
        start, of = _id_before(text, start)
    if (
        rule == "point"
        and not (of and is_id(of.lower(), first=True))
        and not (named and _is_document(text[end:upto]))
    ):
        return
    if rule in ("cc", "conclusion"):
        start, before = _before(text, start)
        of = of or before
        if of is None:
            of, how = _of_sentence(text, start, end)
            rule = f"{rule}:{how}" if of else rule
    plain = rule in ("section", "paragraph")
    if plain and of is None and start < _LEAD and _is_own_number(text, start, after):
        return
    written = " ".join(text[start:upto].split())
    for number in _numbers(after["numbers"]):
        yield Cited(paragraph.anchor, written, number, of, line, rule)


def _is_own_number(text: str, start: int, after: re.Match[str]) -> bool:
    """Whether a paragraph that begins so only says which it is: "Paragraph 13. They agreed"."""
    first = text[start]
    return (
        (first == "\N{SECTION SIGN}" or first.isupper())
        and after["numbers"].isdecimal()
        and not text[:start].strip("*_`#\"'([ \t\n")
        and _NUMBERING.match(text, after.end()) is not None
    )


def _id_before(text: str, start: int) -> tuple[int, str | None]:
    """Where a citation begins with an id before it ("som1-minutes, paragraph 4"), and that id."""
    low = max(0, start - 100)
    before = text[low:start].rstrip(" ,:")
    word = before.rsplit(None, 1)[-1].strip("`(*_[") if before.strip() else ""
    if not is_id(word):
        return start, None
    return low + before.rfind(word), word


def _before(text: str, start: int) -> tuple[int, str | None]:
    """Where a citation begins with "ASEMME7" or "the Riga" before it, and that name."""
    low = max(0, start - 80)
    before = text[low:start]
    chair = _CHAIR.search(before)
    if chair:
        before = before[: chair.start()]
    named = _SERIES.search(before) or _PLACED.search(before)
    if named is None:
        return low + len(before), None
    return low + named.start("name"), named["name"]


def _numbers(text: str) -> list[int]:
    out: list[int] = []
    for each in _EACH.finditer(text):
        number = int(each["number"])
        if each["join"] and out and out[-1] < number <= out[-1] + MOST:
            out.extend(range(out[-1] + 1, number))
        out.append(number)
        if len(out) >= MOST:
            break
    return list(dict.fromkeys(out[:MOST]))


def _name(words: str) -> tuple[str | None, int] | None:
    """(what names the document, length of the words that do), None where no document follows."""
    end = kept = 0
    parts: list[str] = []
    told = False  # whether what came so far says of which sort the text or its meeting is
    for count, token in enumerate(_SPLIT.finditer(words)):
        word = token[0]
        bare = word.strip("'\u2019\"()*_`").lower().replace("\u2019", "'")
        start = word.lstrip("'\"(*_`")[:1]
        if word == "," or count == 16 or (bare in _ANDS and _begins_another(words, token.end())):
            break
        which = bare in _WHICH or _NUMBERED.match(bare) is not None
        parts.append(word)
        if (
            start.isupper() or start.isdigit() or bare in DOCUMENTS or is_id(bare, first=not count)
            or (bare in _MEETINGS and told)
        ):  # fmt: skip
            end, kept = token.end(), len(parts)
        elif bare in _OWN and count == 0:
            return None, token.end()
        elif not which and bare not in _LINKING and bare not in _GENERIC:
            break
        told = told or which or bare in DOCUMENTS
    parts = parts[:kept]
    while parts and parts[-1].lower() in _LINKING | _GENERIC and parts[-1].lower() not in DOCUMENTS:
        parts.pop()
    return (_specific(parts), end) if parts else None


def _begins_another(words: str, at: int) -> bool:
    """Whether what stands behind an "and" is another citation, or another text."""
    rest = words[at:].lstrip()
    if _NEXT.match(rest):
        return True
    article, _, after = rest.partition(" ")
    return article == "the" and after.partition(" ")[0] in DOCUMENTS


def is_id(word: str, *, first: bool = False) -> bool:
    """Whether a word in small letters looks like an id: parted by hyphens, and with a figure.

    One that comes `first` ("of seoul-declaration") need not have a figure.
    """
    return (_ID if first else _SOME_ID).match(word) is not None


def _specific(parts: list[str]) -> str | None:
    """ "the Chair's Conclusions of ASEMME5" is of ASEMME5, "the Riga conclusions" of Riga."""
    start = 0
    while start < len(parts) and _even(parts[start]) in _GENERIC:
        start += 1
    rest = parts[start:]
    if not rest:
        return None
    generic = ("conclusions", "conclusion", "minutes", "report", "kesimpulan")
    if len(rest) > 1 and _even(rest[-1]) in generic:
        rest = rest[:-1]
        while len(rest) > 1 and _even(rest[-1]) in _GENERIC:
            rest = rest[:-1]
        return _trimmed(rest)
    # The article stays with what is known by a name of its own: "the Seoul Declaration".
    named = start and _even(parts[start - 1]) == "the"
    return ("the " if named else "") + _trimmed(rest)


def _trimmed(words: list[str]) -> str:
    text = " ".join(words).strip("*_`\"'\u2019,() ")
    return text[:-2] if text.endswith(("'s", "\u2019s")) else text


def _even(word: str) -> str:
    return word.strip('*_"(),').replace("\u2019", "'").lower()


def _is_document(words: str) -> bool:
    return any(_even(word) in DOCUMENTS and _even(word) != "agenda" for word in words.split())


def _of_sentence(text: str, start: int, end: int) -> tuple[str | None, str]:
    """The one meeting that the sentence around a citation names by series and number, or else
    the one year that it speaks of, with the word for which of them it is."""
    low = max(0, start - 300)
    before = text[low:start]
    for stop in _ENDS.finditer(before):
        low = start - len(before) + stop.end()
    after = text[end : end + 300]
    stop_ = _ENDS.search(after)
    if stop_:
        after = after[: stop_.start()]
    parts = (text[low:start], after)
    found = {
        (each["name"], each["no"]): each[0]
        for part in parts
        for each in _SERIES_NUMBER.finditer(part)
        if not part[each.start() - 1 : each.start()].isalnum()
    }
    if found:
        return (next(iter(found.values())) if len(found) == 1 else None), "sentence"
    years = {each["year"] for part in parts for each in _YEAR.finditer(part)}
    return (years.pop() if len(years) == 1 else None), "year"
