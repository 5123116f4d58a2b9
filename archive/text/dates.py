"""EDTF dates (ISO 8601-2:2019): their bounds in days, and how people read them.

    bounds("2016-11~")                  # 2016-11-01 .. 2016-11-30, approximate
    bounds("2017-05-09/2017-05-10")     # 2017-05-09 .. 2017-05-10
    in_words("2017-05-09/2017-05-10")   # '9-10 May 2017'

The everyday forms are read here because the `edtf` library takes 6 to 60 ms a
date and accepts days that do not exist (2017-02-29); all other forms go to it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from archive.errors import BadDate, EndsBeforeStart

_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)\Z", re.ASCII)
_EXACT_DAY = re.compile(r"\A(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMBERS = re.compile(r"\d{1,2}/\d{1,2}/(\d{2}|\d{4})\Z", re.ASCII)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days a date may stand for; ISO days, both included, None where open or unknown.

    `first`/`last` enclose it; `first_latest` and `last_earliest` say how late it may
    have begun and how early it may have ended (they differ from `first`/`last` where
    only a month or a year is known, or for the ends of an interval).
    """

    first: str | None
    first_latest: str | None
    last_earliest: str | None
    last: str | None
    approximate: bool = False
    uncertain: bool = False
    interval: bool = False


def _bad(text: str, why: str) -> BadDate:
    return BadDate(
        f"{text!r} {why}",
        "write a day as 2017-05-09, a month as 2017-05, a year as 2017, a range as "
        "2017-05-09/2017-05-10, and add ~ for about or ? for uncertain",
    )


def _days(year: int, month: int | None, day: int | None, text: str) -> tuple[str, str]:
    try:
        if month is None:
            date(year, 1, 1)
            return f"{year:04d}-01-01", f"{year:04d}-12-31"
        if day is None:
            start = date(year, month, 1)
            return start.isoformat(), start.replace(day=monthrange(year, month)[1]).isoformat()
        exact = date(year, month, day).isoformat()
    except ValueError:
        raise _bad(text, "names a day that does not exist") from None
    return exact, exact


def _by_library(part: str, text: str) -> tuple[str, str, bool, bool]:
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(part)
        low, high = parsed.lower_strict(), parsed.upper_strict()
        years = int(low[0]), int(high[0])
    except (EDTFParseException, TypeError, ValueError, AttributeError, RecursionError):
        raise _bad(text, "is no date in EDTF") from None
    if not (1 <= years[0] <= 9999 and 1 <= years[1] <= 9999):
        raise _bad(text, "lies outside the years 1 to 9999")
    _require_real_days(part, text)
    first = f"{years[0]:04d}-{low[1]:02d}-{low[2]:02d}"
    last = f"{years[1]:04d}-{high[1]:02d}-{high[2]:02d}"
    return first, last, bool(set("~%") & set(part)), bool(set("?%") & set(part))


def _require_real_days(part: str, text: str) -> None:
    for year, month, day in re.findall(r"(\d{4})-(\d{2})-(\d{2})", part):
        _days(int(year) or 4, int(month), int(day), text)


def _single(part: str, text: str) -> tuple[str, str, bool, bool]:
    plain = _PLAIN.match(part)
    if plain is None or plain[1] == "0000" or (plain[2] and int(plain[2]) > 12):
        return _by_library(part, text)  # month 21 to 41 is a season, quarter or the like
    month = int(plain[2]) if plain[2] else None
    day = int(plain[3]) if plain[3] else None
    first, last = _days(int(plain[1]), month, day, text)
    return first, last, plain[4] in ("~", "%"), plain[4] in ("?", "%")


@lru_cache(maxsize=65536)
def bounds(text: str) -> Bounds:
    """The bounds of the EDTF date `text`; raises `BadDate` where it is none."""
    if len(text) > 60:
        raise _bad(text[:20] + "...", "is too long for a date")
    if not text.isascii() or text != "".join(text.split()):
        raise _bad(text, "is no date in EDTF")
    if "/" not in text:
        first, last, approximate, uncertain = _single(text, text)
        return Bounds(first, last, first, last, approximate, uncertain)
    begin, _, end = text.partition("/")
    if _NUMBERS.match(text):
        raise _bad(text, "does not say which number is the day and which the month")
    if "/" in end or (begin in ("", "..") and end in ("", "..")):
        raise _bad(text, "is no range of two dates")
    low: tuple[str | None, str | None, bool, bool] = (None, None, False, False)
    high = low
    if begin not in ("", ".."):
        low = _single(begin, text)
    if end not in ("", ".."):
        high = _single(end, text)
    if low[0] and high[1] and low[0] > high[1]:
        raise EndsBeforeStart(f"{text!r} ends before it starts", "mend one of its two dates")
    return Bounds(low[0], low[1], high[0], high[1], low[2] or high[2], low[3] or high[3], True)


def day_after(day: str) -> str | None:
    """The ISO day after `day`; None after the last day that the calendar has."""
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except OverflowError:
        return None


@dataclass(frozen=True, slots=True)
class Validity:
    """A half-open stretch of days: it may have held on [valid_from, valid_to) and surely did on
    [surely_from, surely_to); None is unknown at the start and 'still' at the end."""

    valid_from: str | None
    surely_from: str | None
    surely_to: str | None
    valid_to: str | None


def validity(start: str | None, end: str | None) -> Validity:
    """Half-open validity from two EDTF texts, `end` being the last day, month or year it held.

    Known only as 2017, an end may be any day of 2017: `surely_to` is 2017-01-01 and
    `valid_to` is 2018-01-01. About a month (or year, or day) may also be the one before or
    after it. Raises `BadDate`, also where `end` lies before `start`.
    """
    low = bounds(start) if start else None
    high = bounds(end) if end else None
    if low and high and low.first and high.last and high.last < low.first:
        raise EndsBeforeStart(f"it ends ({end}) before it starts ({start})", "mend one of the two")
    began, surely_began = _about(low)
    surely_last, last = _about(high)
    exact = surely_last == last
    surely_to = day_after(surely_last) if exact and surely_last else surely_last
    return Validity(began, surely_began, surely_to, day_after(last) if last else None)


def _about(found: Bounds | None) -> tuple[str | None, str | None]:
    """The first and last day that a bound may fall on, a unit wider where it is approximate."""
    if found is None:
        return None, None
    first, last = found.first, found.last
    if not found.approximate or first is None or last is None:
        return first, last
    width = date.fromisoformat(last) - date.fromisoformat(first) + timedelta(days=1)
    try:
        wider = date.fromisoformat(first) - width, date.fromisoformat(last) + width
    except OverflowError:
        return first, last
    return wider[0].isoformat(), wider[1].isoformat()


def is_exact_day(text: str) -> bool:
    """True for a full ISO day that exists, the only form that a day parameter takes."""
    if not _EXACT_DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _words(part: str) -> str:
    plain = _PLAIN.match(part)
    if plain is None or (plain[2] and not 1 <= int(plain[2]) <= 12):
        return part
    said = plain[1]
    if plain[2]:
        said = f"{_MONTHS[int(plain[2]) - 1]} {said}"
    if plain[3]:
        said = f"{int(plain[3])} {said}"
    if plain[4] in ("~", "%"):
        said = f"about {said}"
    return f"{said} (uncertain)" if plain[4] in ("?", "%") else said


def in_words(text: str) -> str:
    """How a person reads an EDTF date, its precision kept: 'about November 2016'."""
    if "/" not in text:
        return _words(text)
    begin, _, end = text.partition("/")
    if begin in ("", ".."):
        return f"until {_words(end)}"
    if end in ("", ".."):
        return f"from {_words(begin)}" + ("" if end else ", end unknown")
    if begin == end:
        return _words(begin)
    if _EXACT_DAY.fullmatch(begin) and _EXACT_DAY.fullmatch(end):
        if begin[:7] == end[:7]:
            return f"{int(begin[8:])}\N{EN DASH}{_words(end)}"
        if begin[:4] == end[:4]:
            return f"{_words(begin)[:-5]} \N{EN DASH} {_words(end)}"
    return f"{_words(begin)} \N{EN DASH} {_words(end)}"
