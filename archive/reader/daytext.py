"""Dates as people write them, read into EDTF: in words, in figures, in several calendars.

>>> day_in("9-10 May in Seoul next year", near="2016-11~").edtf
'2017-05-09/2017-05-10'
>>> day_in("24 and 25-26 January 2024").parts
('2024-01-24', '2024-01-25/2024-01-26')
>>> day_in("05/06/2017").readings
('2017-06-05', '2017-05-06')

Which of two figures is the day is not guessed: where both may be the month and the language does
not settle it, there is no date, only its two readings. Days that do not exist are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from archive.reader.dayfigures import Said, edtf_of, figures, small
from archive.reader.daytokens import Part, kinds, names, shorten
from archive.reader.later import later
from archive.reader.wording import listed, words

MAX_TEXT = 2000  # characters that are read for a date
_MAX_FOUND = 40

_FIGURES = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")
_DIGIT = later(r"\d|[年月]")
_YEAR = later(r"[12]\d{3}")
_UNIT = later("[年月년월]|[\u0e00-\u0e7f]")
_LETTERS = later(r"[^\W\d_]+")

# The letters of daytokens.Part, read as dates: 2015. gada 27.-28. aprīlī, 27-28 April 2015,
# 2015 April 27, April 27-28, 2015, April 2015, spring 2015. (?>...) keeps what was read first.
_ITEM = "[Dd](?:[RT][Dd])?"
_ITEMS = later(_ITEM)
_SURE = "d(?:Rd)?"
_LIST = f"(?>{_ITEM}(?:C{_ITEM})*(?:L{_ITEM})+|{_SURE}(?:C{_SURE})+|{_ITEM})"
_UNITS = later(
    f"(?P<y1>Y)(?P<l1>{_LIST})(?P<m1>M)(?!C?Y)"
    f"|(?P<l2>{_LIST})T?(?P<m2>M)(?!DC?Y)(?:[CT]?(?P<y2>Y)|T(?P<short>D)(?![RTLCDd]))?"
    f"|(?P<y3>Y)T?(?P<m3>M)T?(?P<l3>{_LIST})(?!C?Y|T?M)"
    f"|(?P<m4>M)T?(?P<l4>{_LIST})(?!T?M)(?:[CRT]?(?P<y4>Y))?"
    "|(?P<m5>(?>M(?:[RTLC]M)*))[CT]?(?P<y5>Y)|(?P<y6>Y)(?P<m6>M)"
    "|(?P<m7>S)C?(?P<y7>Y)|(?P<y8>Y)(?P<m8>S)"
    "|(?P<m9>M)"
)


@cache
def _relative() -> re.Pattern[str]:
    """The phrases that tell a year by the text's own; where words are parted, as whole words."""

    def said(kind: str) -> str:
        return "|".join(
            re.escape(term) if ord(term[0]) > 0xE00 else rf"(?<!\w){re.escape(term)}(?!\w)"
            for term in listed(words("months.yaml")[kind])
        )

    return later(
        rf"(?P<next>{said('next-year')})|(?P<this>{said('this-year')})|(?P<last>{said('last-year')})",
        re.IGNORECASE,
    )


@cache
def _phrases() -> tuple[str, ...]:
    """All that `_relative` may find, for a cheap look before it."""
    of = ("next-year", "this-year", "last-year")
    return tuple(term for kind in of for term in listed(words("months.yaml")[kind]))


@cache
def _between() -> re.Pattern[str]:
    said = "|".join(map(re.escape, words("months.yaml")["between"].split()))
    fill = "|".join(re.escape(word) for word, letter in kinds().items() if letter == "")
    return re.compile(rf"(?:{said})(?:\W|(?:{fill})(?!\w))*\Z", re.IGNORECASE)


@cache
def _joint() -> re.Pattern[str]:
    """What makes one stretch of two dates that stand on either side of it."""
    said = "|".join(map(re.escape, small("ranges")))
    fill = "|".join(re.escape(w) for w, letter in kinds().items() if letter == "" and w.isalpha())
    return re.compile(rf"\s?(?:{said})\s?(?:(?:{fill})\s)?", re.IGNORECASE)


def day_in(
    text: str, language: str = "en", near: str | None = None, after: bool = False
) -> Said | None:
    """The first date that `text` names; see `days_in`."""
    if near is None and _DIGIT.search(text) is None:
        return None
    return next(days_in(text, language, near, after), None)


def days_in(
    text: str, language: str = "en", near: str | None = None, after: bool = False
) -> Iterator[Said]:
    """The dates of `text` (its first `MAX_TEXT` characters), in order.

    `near` is an EDTF date to which "next year" is relative, and whose year a date without one
    gets; with `after` it gets the year in which it comes after `near`. A list of days ("3, 10 and
    17 May") is one date from the first to the last, with its `parts`.
    """
    text = text[:MAX_TEXT]
    if not text.isascii():
        text = text.translate(_FIGURES)
    found = list(figures(text, language)) if _YEAR.search(text) else []
    found += _worded(text, language, near, after)
    found.sort(key=lambda said: (said.start, -said.end))
    kept: list[Said] = []
    at = -1
    for said in found:
        if said.start < at:
            continue
        at = said.end
        if kept and (one := _stretch(text, kept[-1], said)):
            kept[-1] = one
        else:
            kept.append(said)
    return iter(kept[:_MAX_FOUND])


def _stretch(text: str, one: Said, other: Said) -> Said | None:
    """Two whole days with "to" between them, as one date."""
    a, b = one.edtf, other.edtf
    if not (a and b and len(a) == len(b) == 10 and a < b and other.start - one.end <= 14):
        return None
    if _joint().fullmatch(text, one.end, other.start) is None:
        return None
    return Said(f"{a}/{b}", other.rule, one.start, other.end)


class _Item(NamedTuple):
    """A day, or a stretch of days, and the places of its first and last letter."""

    first: int
    last: int
    begin: int
    end: int


class _Unit(NamedTuple):
    """One month with its days, as (first, last), and its year; `months` of "April-May 2015"."""

    year: int | None
    months: tuple[int, ...]
    days: tuple[tuple[int, int], ...]
    start: int
    end: int
    joint: str  # what joins it to the unit before: R, T, L, C, or ''


def _worded(text: str, language: str, near: str | None, after: bool) -> list[Said]:
    """Dates with the month as a word or sign: days before or after it, in lists, over months."""
    plain = text.isascii()
    if (plain or _UNIT.search(text) is None) and names().isdisjoint(_LETTERS.findall(text.lower())):
        return []
    if near is None and _DIGIT.search(text) is None:
        return []
    letters, parts = shorten(text, language)
    found: list[Said] = []
    chain: list[_Unit] = []
    at = -1
    for match in _UNITS.finditer(letters):
        first, last = match.span()
        joint = letters[first - 1] if chain and first == at + 1 and letters[at] in "RTLC" else ""
        at = last
        unit = _unit(match, letters, parts, joint)
        if chain and not (joint and unit.days and chain[-1].days):
            found += _said(text, chain, near, after)
            chain = []
        chain.append(unit if chain else unit._replace(joint=""))
        if len(found) >= _MAX_FOUND:
            break
    found += _said(text, chain, near, after)
    return found


def _unit(match: re.Match[str], letters: str, parts: list[Part], joint: str) -> _Unit:
    """What one match among the letters says."""
    groups = {name[0]: name for name, got in match.groupdict().items() if got and name != "short"}
    first, last = match.span()
    items: list[_Item] = []
    if "l" in groups:
        place = match.start(groups["l"])
        for item in _ITEMS.finditer(letters[slice(*match.span(groups["l"]))]):
            begin, end = place + item.start(), place + item.end() - 1
            items.append(_Item(parts[begin].value, parts[end].value, begin, end))
        if groups["l"] in ("l1", "l2"):
            items = _rising(items)
            first = items[0].begin if groups["l"] == "l2" else first
        else:
            items = _rising_first(items)
    year = parts[match.start(groups["y"])].value if "y" in groups else None
    if match["short"]:
        year = 2000 + parts[match.start("short")].value
    months = tuple(part.value for part in parts[slice(*match.span(groups["m"]))] if part.value)
    days = tuple((item.first, item.last) for item in items)
    return _Unit(year, months, days, parts[first].start, parts[last - 1].end, joint)


def _rising(items: list[_Item]) -> list[_Item]:
    """The days before a month that rise towards it: of "12 - 5 May" only the 5th is in May."""
    kept: list[_Item] = []
    for item in reversed(items):
        if kept and item.last >= kept[0].first:
            break
        if item.first > item.last:
            kept.insert(0, _Item(item.last, item.last, item.end, item.end))
            break
        kept.insert(0, item)
    return kept


def _rising_first(items: list[_Item]) -> list[_Item]:
    """The days after a month that rise from it on."""
    kept: list[_Item] = []
    for item in items:
        if kept and item.first <= kept[-1].last:
            break
        if item.first > item.last:
            kept.append(item._replace(last=item.first))
            break
        kept.append(item)
    return kept


def _said(text: str, chain: list[_Unit], near: str | None, after: bool) -> Iterator[Said]:
    """The dates of units that are joined: a year that one lacks is that of the next."""
    if not chain:
        return
    years = [unit.year for unit in chain]
    for at in range(len(chain) - 2, -1, -1):
        following = years[at + 1]
        if years[at] is None and following is not None:
            years[at] = following - (chain[at].months[0] > chain[at + 1].months[0])
    for at in range(1, len(chain)):
        before = years[at - 1]
        if years[at] is None and before is not None and chain[at].joint != "C":
            years[at] = before + (chain[at].months[0] < chain[at - 1].months[0])
    at = 0
    while at < len(chain):
        unit, year, rule = chain[at], years[at], "words"
        if year is None:
            year, rule = _relative_year(text, unit, chain[-1].end, near, after)
        if year is None:
            if unit.days:
                yield Said(None, "no year", unit.start, unit.end)
            at += 1
            continue
        stretches = _stretches(unit, year)
        end = unit.end
        while at + 1 < len(chain) and chain[at + 1].joint in ("R", "T", "L") and stretches:
            following = years[at + 1]
            if following is None:
                following = year + (chain[at + 1].months[0] < unit.months[0])
            more = _stretches(chain[at + 1], following)
            if not more or more[0][0] <= stretches[-1][1]:
                break
            if chain[at + 1].joint == "L" and not _joined(text, chain, at, stretches, more):
                break
            stretches = [*stretches[:-1], (stretches[-1][0], more[0][1]), *more[1:]]
            at += 1
            end, year = chain[at].end, following
        at += 1
        said = _as_said(text, stretches, rule, unit.start, end)
        if said:
            yield said


def _joined(
    text: str,
    chain: list[_Unit],
    at: int,
    stretches: list[tuple[str, str]],
    more: list[tuple[str, str]],
) -> bool:
    """Whether "and" makes one stretch: between 30 June and 2 July, or one day and the next."""
    if len(stretches) > 1 or len(more) > 1 or len(chain) > 2:
        return False
    (one, other), (first, last) = stretches[0], more[0]
    if one != other or first != last:
        return False
    return _follows(other, first) or _opened(text, chain[at].start)


def _opened(text: str, start: int) -> bool:
    return _between().search(text[max(0, start - 30) : start]) is not None


def _follows(one: str, other: str) -> bool:
    from archive.text.dates import day_after

    return len(one) == 10 and day_after(one) == other


def _stretches(unit: _Unit, year: int) -> list[tuple[str, str]]:
    """(first, last) of each item of a unit, in EDTF; none where a day does not exist."""
    out: list[tuple[str, str]] = []
    if unit.months[0] > 12:
        return [(f"{year:04d}-{unit.months[0]}",) * 2]
    if not unit.days:
        out = [(f"{year:04d}-{month:02d}",) * 2 for month in unit.months]
        return [(out[0][0], out[-1][0])] if len(out) == 2 and out[0] < out[1] else out[:1]
    for one, other in unit.days:
        ends = edtf_of((year, unit.months[0], one)), edtf_of((year, unit.months[0], other))
        if ends[0] is None or ends[1] is None:
            return []
        out.append((ends[0], ends[1]))
    return out


def _as_said(
    text: str, stretches: list[tuple[str, str]], rule: str, start: int, end: int
) -> Said | None:
    if not stretches:
        return None
    single = all(one == other for one, other in stretches)
    one_by_one = all(_follows(a[1], b[0]) for a, b in pairwise(stretches))
    first, last = stretches[0][0], stretches[-1][1]
    edtf = first if first == last else f"{first}/{last}"
    if len(stretches) == 1 or (single and (one_by_one or _ends(text, stretches, start))):
        return Said(edtf, rule, start, end)
    parts = tuple(a if a == b else f"{a}/{b}" for a, b in stretches)
    return Said(edtf, rule, start, end, parts)


def _ends(text: str, stretches: list[tuple[str, str]], start: int) -> bool:
    return len(stretches) == 2 and _opened(text, start)


def _relative_year(
    text: str, unit: _Unit, end: int, near: str | None, after: bool
) -> tuple[int | None, str]:
    """The year of a date without one, by what the sentence says of it, or that of `near`."""
    if not near or not near[:4].isdigit():
        return None, "no year"
    year = int(near[:4])
    if not 1000 <= year <= 2999:
        return None, "no year"
    behind = re.split(r"[.!?]\s", text[end : end + 60], maxsplit=1)[0]
    ahead = re.split(r"[.!?]\s", text[max(0, unit.start - 40) : unit.start])[-1]
    low = text.lower()
    if any([phrase in low for phrase in _phrases()]):
        said = _relative().search(behind if unit.days else behind[:30])
        if said is None and unit.days:
            said = _relative().search(ahead)
        elif said is not None and not unit.days and behind[: said.start()].strip(" ,("):
            said = None
        if said:
            return year + (1 if said["next"] else -1 if said["last"] else 0), "relative"
    if not unit.days:
        return None, "no year"
    month, day = unit.months[0], unit.days[-1][1]
    if after and len(near) >= 7 and near[5:7].isdigit():
        there = int(near[8:10]) if near[8:10].isdigit() else 1
        if (month, day) < (int(near[5:7]), there):
            year += 1
    return year, "relative"
