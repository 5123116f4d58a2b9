"""Which paragraph a citation means: pure, over what is known of the records, and never a guess.

    resolve(cited, here, known).target     # 'asemme7-conclusions#p59', or None

1. A citation that names a document ("of ASEMME5", "of the Riga conclusions", "of the Seoul
   Declaration") is of the record that fits every word of the name: by series and number in any
   spelling, by place, year, title or alias. "CC" and "conclusions" fit only conclusions,
   "minutes" only minutes, "declaration" only what has the word in its title. The id of a record
   or meeting is its name; "the first meeting" is that of the citing text's own body.
2. One that names none ("CC 47", "Chair's Conclusion 59") is of the conclusions that the citing
   record points at: those its front matter names (`cites`, `about`), else those of its own
   meeting, else those of the meeting that its own prepares, or of the one before that in the
   series. Within conclusions it is of earlier ones: those of the one year that the sentence
   speaks of, else nobody can tell. Of a meeting that is prepared, only if it met within two
   weeks: until then officials work with the conclusions of the meeting before.
3. A bare "paragraph 12" or "§ 12" is of the citing text itself if that has such a paragraph
   and says so ("above", "below", "of this text") or if the record names no other document
   and the citation no sort of text ("paragraph 3 of the minutes"); else as in 2.
4. Nothing is cited before it was written: a record that is later than the citing one falls out,
   but for the two weeks above.
5. Translations of one work count as one: the citing record's own language, else the
   authoritative one. Where more than one record still fits there is no answer; where the one
   that was named has no paragraph of that number, the answer is the document alone.
6. No paragraph cites itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from archive.reader.ladder import word_set
from archive.reader.model import Cited

#: Days before a meeting in which officials work on the draft of its conclusions.
DRAFTING = 14


@dataclass(frozen=True, slots=True)
class Known:
    """A record that can be cited. Dates are ISO days: the first that the date may stand for.

    `series` and `number` are the meeting's ('ASEMME', 5); `aliases` are other names of record,
    meeting or body that stand for it alone; `anchors` those of its current paragraphs; `body` is
    the one whose text it is, or that met.
    """

    record: str
    kind: str
    title: str
    meeting: str | None = None
    series: str | None = None
    number: int | None = None
    place: str | None = None
    meeting_title: str | None = None
    aliases: tuple[str, ...] = ()
    date: str | None = None
    language: str | None = None
    work: str | None = None
    authoritative: bool = False
    anchors: frozenset[str] = field(default_factory=frozenset)
    body: str | None = None


class Meant(NamedTuple):
    """What a citation means: the record, and the paragraph of it (`record#anchor`) if it is there.

    Without a document nothing is settled; a document without a target has no such paragraph.
    """

    document: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citation stands. `prepares` is the meeting that the record's own meeting prepares,
    `prepares_series` and `prepares_number` its place in its series; `names` are the ids of records
    and meetings in the front matter's `cites` and `about`, without anchors.
    """

    record: str
    meeting: str | None = None
    body: str | None = None
    date: str | None = None
    language: str | None = None
    prepares: str | None = None
    prepares_series: str | None = None
    prepares_number: int | None = None
    names: frozenset[str] = field(default_factory=frozenset)


_PARTS = re.compile(r"\d+|[^\W\d_]+")
ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}  # fmt: skip
_SMALL = word_set(
    "the of in on at by and s st nd rd th a an its for from held adopted chair chairs chairman "
    "de des du la le les der die das dari di text document"
)
#: Words that say what sort of text is meant → what the record must be.
_SORTS = {
    "conclusions": "decision", "conclusion": "decision", "kesimpulan": "decision",
    "schlussfolgerungen": "decision", "schlussfolgerung": "decision", "minutes": "minutes",
    "risalah": "minutes", "protokoll": "minutes", "notulen": "minutes",
}  # fmt: skip
_TITLED = word_set(
    "declaration statement report communiqu\u00e9 communique resolution strategy memorandum "
    "charter deklarasi erkl\u00e4rung d\u00e9claration letter plan agreement"
)
_GATHERED = word_set("meeting session sitting sitzung r\u00e9union rapat pertemuan")
_HERE = word_set("above below this present these")


def resolve(cited: Cited, here: Place, known: Sequence[Known]) -> Meant:
    """What `cited` in the record `here` means; nothing in it where that is not settled.

    `known` holds every record that may be cited, the citing one among them.
    """
    anchor = f"p{cited.number}"
    meant = _meant(cited, here, known, anchor)
    if meant.document == here.record and anchor == cited.anchor.partition(".")[0]:
        return Meant()
    return meant


def _meant(cited: Cited, here: Place, known: Sequence[Known], anchor: str) -> Meant:
    rule, _, how = cited.rule.partition(":")
    words = _words(cited.written)
    if cited.of is not None and how != "year":
        exact = [each for each in known if cited.of in (each.record, each.meeting)]
        if rule == "id":
            return _only([each for each in exact if each.record == cited.of], anchor, here, words)
        exact = [each for each in exact if _fits_sort(words, rule, each)] or exact
        in_time = [each for each in known if _in_time(each, here)]
        found = exact or [each for each in in_time if _named(cited.of, words, rule, each, here)]
        if found or how != "sentence":
            return _only(found, anchor, here, words)
    in_time = [each for each in known if _in_time(each, here)]
    own = [each for each in known if each.record == here.record]
    if rule in ("paragraph", "section"):
        return _of_no_name(own, in_time, anchor, here, words)
    earlier = [each for each in in_time if each.kind == "decision" and each not in own]
    found = [each for each in earlier if _pointed(each, here)]
    if not found and own and own[0].kind == "decision" and _concluding(own[0]):
        found = [each for each in earlier if how == "year" and _of_year(cited.of, each, here)]
        return _only(found, anchor, here, words)
    found = found or [each for each in earlier if _same_meeting(each, here)]
    if found:
        return _only(found, anchor, here, words)
    meant = _only([each for each in earlier if _prepared(each, here)], anchor, here, words)
    # That these are meant is only likely where they have such a paragraph.
    return meant if meant.target else Meant()


def _of_no_name(
    own: list[Known], in_time: list[Known], anchor: str, here: Place, words: frozenset[str]
) -> Meant:
    """What a bare "paragraph 12" means."""
    others = [each for each in in_time if _pointed(each, here)]
    if not _HERE.isdisjoint(words):
        return _only(own, anchor, here, words)
    sorts = {_SORTS[word] for word in words if word in _SORTS}
    if sorts:  # "paragraph 3 of the minutes": of others, unless it says that it is these
        return _only([each for each in others if {each.kind} == sorts], anchor, here, words)
    has_it = any(anchor in each.anchors for each in own)
    if others:
        return Meant() if has_it else _only(others, anchor, here, words)
    return _only(own, anchor, here, words) if has_it else Meant()


def _only(found: list[Known], anchor: str, here: Place, words: frozenset[str]) -> Meant:
    """The one record of `found`, with its paragraph; nothing where none or several fit."""
    if len(found) > 1:
        titled = [each for each in found if _concluding(each)]
        if titled and (words & _SORTS.keys() or "cc" in words):
            found = titled
    if len(found) > 1:
        works = {each.work for each in found}
        if len(works) == 1 and None not in works:
            mine = [each for each in found if each.language == here.language]
            found = mine or [each for each in found if each.authoritative]
    if len(found) > 1:  # several of one meeting: the one that has such a paragraph
        if len({each.meeting for each in found}) > 1 or found[0].meeting is None:
            return Meant()
        found = [each for each in found if anchor in each.anchors]
    if len(found) != 1:
        return Meant()
    record = found[0].record
    return Meant(record, f"{record}#{anchor}" if anchor in found[0].anchors else None)


def _of_year(year: str | None, each: Known, here: Place) -> bool:
    """Whether `each` are conclusions of the same body, of that year."""
    same = each.body is not None and each.body == here.body and _concluding(each)
    return same and each.date is not None and each.date[:4] == year


def _concluding(each: Known) -> bool:
    return bool(_words(each.title) & _SORTS.keys())


def _pointed(each: Known, here: Place) -> bool:
    return each.record != here.record and (
        each.record in here.names or (each.meeting is not None and each.meeting in here.names)
    )


def _same_meeting(each: Known, here: Place) -> bool:
    return each.meeting is not None and each.meeting == here.meeting


def _prepared(each: Known, here: Place) -> bool:
    if here.prepares is not None and each.meeting == here.prepares:
        return True
    return (
        here.prepares_number is not None
        and each.series == here.prepares_series
        and each.series is not None
        and each.number == here.prepares_number - 1
    )


def _in_time(each: Known, here: Place) -> bool:
    if each.date is None or here.date is None or each.record == here.record:
        return True
    if each.date <= here.date:
        return True
    if each.meeting is None or each.meeting not in (here.prepares, here.meeting):
        return False
    try:
        latest = date.fromisoformat(here.date) + timedelta(days=DRAFTING)
    except (ValueError, OverflowError):
        return False
    return each.date <= latest.isoformat()


def _fits_sort(words: frozenset[str], rule: str, each: Known) -> bool:
    """Whether the record is of the sort that the citation's words say."""
    title = _words(each.title)
    for word in words:
        sort = _SORTS.get(word)
        if sort is not None and each.kind != sort:
            return False
        if word in _TITLED and word not in title:
            return False
    return rule not in ("cc", "conclusion") or each.kind == "decision"


def _named(of: str, words: frozenset[str], rule: str, each: Known, here: Place) -> bool:
    """Whether every word of the name `of` fits the record, and one of them marks it out."""
    said = _sequence(of)
    if not _fits_sort(words | set(said), rule, each):
        return False
    number = number_asked(of)
    if number is not None:
        return each.body is not None and each.body == here.body and each.number == number
    wanted = [word for word in said if word not in _SMALL and word not in _SORTS]
    if not wanted:
        return False
    for name in (each.title, *each.aliases):
        if _within(wanted, [w for w in _sequence(name) if w not in _SMALL and w not in _SORTS]):
            return not _numbers_differ(wanted, each)
    bag = _words(each.title) | _words(each.meeting_title) | _words(each.series) | _words(each.place)
    for alias in each.aliases:
        bag |= _words(alias)
    if each.number is not None:
        bag |= {str(each.number)}
    if each.date:
        bag |= {each.date[:4]}
    if not all(word in bag for word in wanted) or _numbers_differ(wanted, each):
        return False
    place = _words(each.place)
    by_place = bool(place) and place <= set(wanted)
    by_number = each.number is not None and str(each.number) in wanted
    return (
        by_place
        or (by_number and not _words(each.series).isdisjoint(wanted))
        or (by_number and len(wanted) > 2)
    )


def _numbers_differ(wanted: Iterable[str], each: Known) -> bool:
    """A number in the name that is neither the meeting's nor its year is another's."""
    fits = {str(each.number), (each.date or "")[:4]}
    return any(word.isdigit() and word not in fits for word in wanted)


def _within(wanted: list[str], name: list[str]) -> bool:
    size = len(wanted)
    if size < 2:
        return wanted == name
    return any(name[at : at + size] == wanted for at in range(len(name) - size + 1))


def _sequence(text: str | None) -> list[str]:
    if not text:
        return []
    return [ORDINALS.get(word, word) for word in _PARTS.findall(text[:400].lower())]


def _words(text: str | None) -> frozenset[str]:
    return frozenset(_sequence(text))


def words_told(each: Known) -> frozenset[str]:
    """Every word by which `each` can be named: no other word of a citation's name fits it."""
    bag = _words(each.title) | _words(each.meeting_title) | _words(each.series)
    bag |= _words(each.place)
    for alias in each.aliases:
        bag |= _words(alias)
    if each.number is not None:
        bag |= {str(each.number)}
    return bag | {each.date[:4]} if each.date else bag


def words_asked(name: str) -> list[str]:
    """The words of a citation's name that a record must have."""
    return [word for word in _sequence(name) if word not in _SMALL and word not in _SORTS]


def number_asked(name: str) -> int | None:
    """The number in "the first meeting", which names no body: it is that of the citing text."""
    words = words_asked(name)
    if len(words) == 2 and words[0].isdigit() and len(words[0]) < 4 and words[1] in _GATHERED:
        return int(words[0])
    return None
