"""Dates as people write them, read into EDTF: in words, in figures, in several calendars.

>>> day_in("9-10 May in Seoul next year", near="2016-11~")
Said(edtf='2017-05-09/2017-05-10', rule='relative', start=0, end=8)
>>> day_in("05/06/2017")
Said(edtf=None, rule='ambiguous', start=0, end=10)

Which of two figures is the day is not guessed: where both may be the month and the language does
not settle it, there is no date. Days that do not exist are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from archive.reader.dayfigures import Said, edtf_of, figures, small, year_of
from archive.reader.later import later
from archive.reader.wording import listed, words

MAX_TEXT = 2000  # characters that are read for a date
_MAX_FOUND = 40

_FIGURES = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")
_DIGIT = later(r"\d")
_YEAR = later(r"[12]\d{3}|[年년]")
_LETTERS = later(r"[^\W\d_]+")
_TOKEN = later(
    r"(?<![A-Za-zÀ-ɏ])(?P<n>\d+)(?:st|nd|rd|th|er|º|ª|\.(?=\s?[-–—&\w]))?(?![\d])|"  # noqa: RUF001 - dashes
    r"(?P<thai>[\u0e00-\u0e7f.]+)|(?P<w>s/d|[^\W\d_]+)|(?P<j>[-–—/,&.])|(?P<x>[^\s])"  # noqa: RUF001
)


@cache
def _months() -> dict[str, int]:
    months: dict[str, str] = words("months.yaml")["months"]
    return {name: int(number) for number, names in months.items() for name in listed(names)}


@cache
def _thai() -> re.Pattern[str]:
    thai = [name for name in _months() if "\u0e00" <= name[0] <= "\u0e7f"]
    return later("|".join(map(re.escape, sorted(thai, key=len, reverse=True))))


@cache
def _relative() -> re.Pattern[str]:
    said = {
        kind: "|".join(map(re.escape, listed(words("months.yaml")[kind])))
        for kind in ("next-year", "this-year", "last-year")
    }
    return later(
        rf"\b(?:(?P<next>{said['next-year']})|(?P<this>{said['this-year']})|(?P<last>{said['last-year']}))\b",
        re.IGNORECASE,
    )


@cache
def _phrases() -> tuple[str, ...]:
    """All that `_relative` may find, for a cheap look before it."""
    kinds = ("next-year", "this-year", "last-year")
    return tuple(term for kind in kinds for term in listed(words("months.yaml")[kind]))


def day_in(
    text: str, language: str = "en", near: str | None = None, after: bool = False
) -> Said | None:
    """The first date that `text` names; see `days_in`."""
    return next(days_in(text, language, near, after), None) if _DIGIT.search(text) else None


def days_in(
    text: str, language: str = "en", near: str | None = None, after: bool = False
) -> Iterator[Said]:
    """The dates of `text` (its first `MAX_TEXT` characters), in order.

    `near` is an EDTF date to which "next year" is relative, and whose year a date without one
    gets; with `after` it gets the year in which it comes after `near`.
    """
    text = text[:MAX_TEXT]
    if not text.isascii():
        text = text.translate(_FIGURES)
    found = list(figures(text, language)) if _YEAR.search(text) else []
    found += _worded(text, near, after)
    found.sort(key=lambda said: (said.start, -said.end))
    at = -1
    for said in found[:_MAX_FOUND]:
        if said.start >= at:
            at = said.end
            yield said


class _Token(NamedTuple):
    kind: str  # day, year, month, join, between, other
    value: int
    start: int
    end: int
    sign: str = ""


def _tokens(text: str) -> list[_Token]:
    months, joins, between = _months(), small("joins"), small("between")
    out: list[_Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["n"]:
            number = match["n"]
            if len(number) <= 2 and 1 <= int(number) <= 31:
                out.append(_Token("day", int(number), start, end))
            elif len(number) == 4:
                out.append(_Token("year", year_of(int(number)), start, start + 4))
            else:
                out.append(_Token("other", 0, start, end))
            continue
        if match["thai"]:
            month = _thai().search(match["thai"])
            if month:
                out.append(_Token("month", months[month[0]], start, end))
            else:
                kind = "join" if match["thai"].strip(".") in joins else "between"
                out.append(_Token(kind, 0, start, end, match["thai"]))
            continue
        said = match[0].casefold()
        if said in months and (match["w"] or ""):
            short = len(said) <= 3 and not match[0][:1].isupper() and said not in ("mai", "mei")
            if (said == "may" and not match[0][:1].isupper()) or (short and not _figure_by(out)):
                out.append(_Token("other", 0, start, end))
            else:
                out.append(_Token("month", months[said], start, end))
        elif said in joins:
            out.append(_Token("join", 0, start, end, said))
        elif said in between:
            out.append(_Token("between", 0, start, end, said))
        else:
            out.append(_Token("other", 0, start, end))
    return out


def _figure_by(out: list[_Token]) -> bool:
    return bool(out) and out[-1].kind == "day"


def _worded(text: str, near: str | None, after: bool) -> list[Said]:
    """Dates with the month as a word: days before it, after it, in lists and over months."""
    if _DIGIT.search(text) is None:
        return []
    known = not _months().keys().isdisjoint(_LETTERS.findall(text.casefold()))
    if not known and (text.isascii() or _thai().search(text) is None):
        return []
    tokens = _tokens(text)
    found: list[Said] = []
    at = 0
    while at < len(tokens) and len(found) < _MAX_FOUND:
        if tokens[at].kind != "month":
            at += 1
            continue
        said, at = _around(text, tokens, at, near, after)
        if said:
            found.append(said)
    return found


_COMMA = frozenset({",", ""})
_APART = frozenset({",", "and", "&", "und", "et", "y", "dan", "un", "/", "และ", ""})


def _days_before(tokens: list[_Token], at: int, floor: int) -> tuple[list[int], int]:
    """The days that stand before the token `at`, in order, and where they begin."""
    days: list[int] = []
    begin, look, in_list = at, at - 1, False
    while look >= floor:
        token = tokens[look]
        if token.kind == "day":
            if days and token.value >= days[0]:
                break  # "12 - 5 May": the first of them is no day of this date
            days.insert(0, token.value)
            begin = look
        elif token.kind == "join" and days:
            # Only "3, 10 and 17 May" is a list; in "Item 3, 10 May" the first is something else.
            if token.sign in (",", "/") and not in_list:
                break
            in_list = True
        elif token.kind != "between" or days:
            break
        look -= 1
        if begin - look > 3 or len(days) > 8:
            break
    return days, begin


def _days_after(tokens: list[_Token], at: int) -> tuple[list[int], int]:
    """The days that stand after the token `at`, and the token behind them; not "May 2 pm"."""
    days: list[int] = []
    end, look = at + 1, at + 1
    while look < len(tokens) and look - end <= 2 and len(days) <= 8:
        token = tokens[look]
        if token.kind == "day":
            if days and token.value <= days[-1]:
                break
            days.append(token.value)
            end = look + 1
        elif token.kind not in ("join", "between") or (days and token.sign in _COMMA):
            break  # "May 5, 10 am" has one day
        look += 1
    return days, end


def _skip(tokens: list[_Token], at: int, most: int, kinds: tuple[str, ...]) -> int:
    """The place of the next token that is not one of `kinds`, at most `most` further."""
    end = min(len(tokens), at + most)
    while at < end and tokens[at].kind in kinds:
        at += 1
    return at


def _around(
    text: str, tokens: list[_Token], at: int, near: str | None, after: bool
) -> tuple[Said | None, int]:
    """The date around the month `at`, and the token after it."""
    month = tokens[at].value
    days, begin = _days_before(tokens, at, max(0, at - 14))
    before = bool(days)
    end = at + 1
    if not days:
        days, end = _days_after(tokens, at)
    place = _skip(tokens, end, 3, ("between", "join"))
    first_year = None
    if place < len(tokens) and tokens[place].kind == "year":
        first_year, end = tokens[place].value, place + 1
    else:
        back = begin - 1
        while back > max(0, begin - 3) and tokens[back].kind == "between":
            back -= 1
        if back >= 0 and tokens[back].kind == "year":  # "2017 May 9", "2015. gada 27. aprīlī"
            first_year, begin = tokens[back].value, back
    last: tuple[int, int] | None = None
    year = first_year
    # A second month: "30 December 2016 - 2 January 2017", "May 30 to June 1, 2017".
    later = _skip(tokens, end, 4, ("join", "between", "day"))
    if days and later < len(tokens) and tokens[later].kind == "month" and later > end:
        apart = _APART if first_year is not None else _COMMA  # two dates, or one and its year
        joined = any(t.kind == "join" and t.sign not in apart for t in tokens[end:later])
        more, first = _days_before(tokens, later, end) if before else _days_after(tokens, later)
        if joined and more:
            last = tokens[later].value, more[-1]
            end = later + 1 if before else first
            place = _skip(tokens, end, 3, ("between", "join"))
            if place < len(tokens) and tokens[place].kind == "year":
                year, end = tokens[place].value, place + 1
    start, stop = tokens[begin].start, tokens[end - 1].end
    if not days and year is None:
        return None, end
    rule = "words"
    if year is None:
        year, rule = _relative_year(text[stop : stop + 60], month, days, near, after)
        if year is None:
            return Said(None, "no year", start, stop), end
    if first_year is None:
        first_year = year - 1 if last and last[0] < month else year
    ends = None
    if last:
        ends = year, last[0], last[1]
    elif len(days) > 1:
        ends = first_year, month, days[-1]
    edtf = edtf_of((first_year, month, days[0] if days else None), ends)
    return (Said(edtf, rule, start, stop) if edtf else None), end


def _relative_year(
    text: str, month: int, days: list[int], near: str | None, after: bool
) -> tuple[int | None, str]:
    if not near or not near[:4].isdigit():
        return None, "no year"
    year = int(near[:4])
    if not 1000 <= year <= 2999:
        return None, "no year"
    low = text.casefold()
    said = _relative().search(text) if any([phrase in low for phrase in _phrases()]) else None
    if said:
        return year + (1 if said["next"] else -1 if said["last"] else 0), "relative"
    if after and len(near) >= 7 and near[5:7].isdigit():
        day = int(near[8:10]) if near[8:10].isdigit() else 1
        if (month, days[-1] if days else 31) < (int(near[5:7]), day):
            year += 1
    return year, "relative"
