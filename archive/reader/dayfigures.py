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
_YEAR_FIRST = later(
    r"(?:(?P<era>令和|平成|昭和|大正)\s?(?P<n>\d{1,2}|元)|(?P<y>\d{4}))\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]"
    r"(?:\s?(?P<d>\d{1,2})\s?[日일]?(?:\s?[(（][^()（）]{1,6}[)）])?"  # noqa: RUF001 - full width
    r"(?:\s?(?:[-–~～〜、,・]|から|및|부터|至|到)\s?"  # noqa: RUF001
    r"(?:(?P<m2>\d{1,2})\s?[月월]\s?)?(?P<d2>\d{1,2})\s?[日일])?)?"
)


class Said(NamedTuple):
    """A date where it stands: EDTF, or None with the reason in `rule` ('ambiguous', 'no year')."""

    edtf: str | None
    rule: str
    start: int
    end: int


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
    if "年" in text or "년" in text:
        for match in _YEAR_FIRST.finditer(text):
            era = match["era"]
            if era:
                number = 1 if match["n"] == "元" else int(match["n"])
                year = int(words("months.yaml")["eras"][era]) + number
            else:
                year = year_of(int(match["y"]))
            month, day = int(match["m"]), int(match["d"]) if match["d"] else None
            last = (year, int(match["m2"] or month), int(match["d2"])) if match["d2"] else None
            edtf = edtf_of((year, month, day), last)
            if edtf:
                yield Said(edtf, "year first", match.start(), match.end())
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
        day = int(match["d"]) if "d" in match.re.groupindex else None
        edtf = edtf_of((int(match["y"]), int(match["m"]), day))
        if edtf and not any(start <= match.start() < end for start, end in taken):
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
        yield Said(None, "ambiguous", match.start(), match.end())
        return
    day, month = (a, b) if b <= 12 else (b, a)
    edtf = edtf_of((year, month, day), (year, month, first) if first and b <= 12 else None)
    if edtf:
        yield Said(edtf, "figures", match.start(), match.end())
