"""Dates in figures, and with the year first: what daytext.py reads without the name of a month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from archive.reader.later import later
from archive.reader.wording import words

_DASH = r"(?:-|–|—|~|～|〜|to|/)"  # noqa: RUF001 - dashes
_ISO = later(
    r"(?<![\d.])(?P<y>[12]\d{3})(?P<s>[-./_]\s?)(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])"
    r"(?!\d)(?:T[\d:]*)?"
    r"(?:\s?(?:--|–|—|/|\bto\b|\buntil\b|\band\b|-)\s?"  # noqa: RUF001 - dashes
    r"(?:(?P<y2>[12]\d{3})(?P=s))?(?:(?P<m2>0?[1-9]|1[0-2])(?P=s))?(?P<d2>0[1-9]|[12]\d|3[01])(?![\d:.]))?"
)
_MONTH = later(r"(?<![\d./-])(?P<y>[12]\d{3})-(?P<m>0[1-9]|1[0-2])(?![\d-]|/\d)")
_CLOSE = later(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_FIGURED = later(
    rf"(?<![\d./])(?P<a>\d{{1,2}})(?:\.?\s?{_DASH}\s?(?P<a2>\d{{1,2}}))?(?P<s>[./-])\s?(?P<b>\d{{1,2}})(?P=s)\s?"
    r"(?P<y>\d{4})(?!\d)"
)
_OVER = later(  # over months, the year said once: "30.9. - 2.10.2019"
    rf"(?<![\d./])(?P<a>\d{{1,2}})\.\s?(?P<b>\d{{1,2}})\.?\s?{_DASH}\s?"
    r"(?P<a2>\d{1,2})\.\s?(?P<b2>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)"
)


class Said(NamedTuple):
    """A date where it stands: EDTF, or None with the reason in `rule` ('ambiguous', 'no year').

    `parts` are the days and stretches of a list, in EDTF; of one date, none. `readings` are what
    an ambiguous one may mean, the day first.
    """

    edtf: str | None
    rule: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@cache
def small(section: str) -> frozenset[str]:
    """The words of one section of months.yaml."""
    return frozenset(words("months.yaml")[section].split())


def edtf_of(
    first: tuple[int, int, int | None], last: tuple[int, int, int | None] | None = None
) -> str | None:
    """EDTF of a day, month or range; None where a day does not exist or the end comes first."""
    ends = []
    for year, month, day in (first, last) if last else (first,):
        try:
            date(year, month, day or 1)
        except ValueError:
            return None
        ends.append(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else ""))
    if len(ends) == 2 and ends[0] > ends[1]:
        return None
    return ends[0] if len(ends) == 1 or ends[0] == ends[1] else "/".join(ends)


def year_of(year: int) -> int:
    """The Christian year of a year as written: Buddhist years are 543 ahead."""
    return year - 543 if 2400 <= year <= 2700 else year


def figures(text: str, language: str) -> Iterator[Said]:
    """The dates in figures of `text`, those of one form after those of another."""
    taken: list[tuple[int, int]] = []
    for match in _ISO.finditer(text):
        year, month, day = year_of(int(match["y"])), int(match["m"]), int(match["d"])
        last = None
        if match["d2"]:
            last = (
                year_of(int(match["y2"])) if match["y2"] else year,
                int(match["m2"] or month), int(match["d2"]),
            )  # fmt: skip
        edtf = edtf_of((year, month, day), last)
        end = match.end()
        if edtf is None and last:
            edtf, end = edtf_of((year, month, day)), match.end("d")
        if edtf:
            taken.append((match.start(), end))
            yield Said(edtf, "figures", match.start(), end)
    for match in (*_CLOSE.finditer(text), *_MONTH.finditer(text)):
        whole = int(match["d"]) if "d" in match.re.groupindex else None
        edtf = edtf_of((int(match["y"]), int(match["m"]), whole))
        if edtf and not any(start <= match.start() < end for start, end in taken):
            yield Said(edtf, "figures", match.start(), match.end())
    for match in _OVER.finditer(text):
        year = year_of(int(match["y"]))
        begin, finish = (int(match["b"]), int(match["a"])), (int(match["b2"]), int(match["a2"]))
        edtf = edtf_of((year - (begin > finish), *begin), (year, *finish))
        if edtf:
            yield Said(edtf, "figures", match.start(), match.end())
    for match in _FIGURED.finditer(text):
        yield from _figured(match, language)


def _figured(match: re.Match[str], language: str) -> Iterator[Said]:
    """Days in figures with the year last: only what can be read in one way."""
    a, b, year = int(match["a"]), int(match["b"]), year_of(int(match["y"]))
    first = int(match["a2"]) if match["a2"] else None
    if not 1800 <= year <= 2200:
        return
    if max(a, b) > 31 or min(a, b) > 12 or not a or not b:
        return
    day_first = language.split("-")[0] in small("day-first")
    if a <= 12 and b <= 12 and a != b and not first and not day_first:
        both = edtf_of((year, b, a)), edtf_of((year, a, b))
        readings = tuple(each for each in both if each)
        yield Said(None, "ambiguous", match.start(), match.end(), readings=readings)
        return
    day, month = (a, b) if b <= 12 else (b, a)
    edtf = edtf_of((year, month, day), (year, month, first) if first and b <= 12 else None)
    if edtf:
        yield Said(edtf, "figures", match.start(), match.end())
