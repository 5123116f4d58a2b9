"""Cuts a text into what dates are made of: days, months, years, and what joins them.

>>> letters, parts = shorten("SOM1, 24 and 25-26 January 2024, Malta", "en")
>>> letters
'xxCDLDRDMYCx'
>>> parts[8]
Part(letter='M', value=1, start=23, end=30)

What says nothing between the parts of a date ("of", "den", a weekday) is left out, so that the
letters can be read with patterns, whatever the language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from archive.reader.dayfigures import year_of
from archive.reader.later import later
from archive.reader.wording import words

_MAX_FILL = 4  # words that say nothing, one after the other
_SEASONS = range(21, 25)

_ERAS = "令和|平成|昭和|大正|中華民國|民國|中华民国|民国"
_CJK_FIGURES = "〇○零一二三四五六七八九十廿卅"  # noqa: RUF001 - a Chinese nought
_TOKEN = later(
    rf"(?:(?P<era>{_ERAS})\s?)?(?<!\d)(?P<cn>\d{{1,4}}|[{_CJK_FIGURES}元]{{1,6}})\s?(?P<cu>[年년月월日일号號])(?![间間간차])"
    r"|(?:tháng|thg)\.?\s(?P<vi>\d{1,2})(?!\d)"
    r"|(?<![A-Za-zÀ-ɏ])(?P<n>\d+)(?P<th>(?:st|nd|rd|th|er)(?![a-z])|[º°ª])?(?!\d)"
    r"|(?P<b>[(（][^()（）\d]{1,14}[)）])"  # noqa: RUF001 - full width
    r"|(?P<thai>[\u0e00-\u0e7f.]*[\u0e00-\u0e7f][\u0e00-\u0e7f.]*)"
    r"|(?P<w>(?:s[./]d|t/m)(?![a-z])|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|[^\W\d_]+)"
    r"|(?P<x>\S)",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A part of a date, where it stands. The letter says what it is:

    D a day, d a day that is surely one ("3rd", "3日"), M a month, S a season, Y a year; R what
    stands between the ends of a range, T a hyphen with nothing around it, L what joins a list,
    C a comma; x anything else.
    """

    letter: str
    value: int
    start: int
    end: int


@cache
def months() -> dict[str, int]:
    """The names of months in small letters; names that are other words elsewhere, too."""
    return {
        name.lower(): number
        for names in words("months.yaml")["months"].values()
        for number, forms in enumerate(names.split("|"), 1)
        for name in forms.split()
    }


@cache
def _seasons() -> dict[str, int]:
    return {
        name.lower(): int(number)
        for number, names in words("months.yaml")["seasons"].items()
        for name in names.split()
    }


@cache
def _only_there(language: str) -> frozenset[str]:
    """The doubtful names of months that a text in `language` does not mean."""
    doubtful = words("months.yaml")["only-there"].lower().split()
    own = words("months.yaml")["months"].get(language, "").lower().split()
    return frozenset(doubtful).difference(own)


@cache
def kinds() -> dict[str, str]:
    """What a small word between parts of a date is: R, L, or '' for one that says nothing."""
    found: dict[str, str] = {}
    for section, letter in (("weekdays", ""), ("fill", ""), ("lists", "L"), ("ranges", "R")):
        for word in words("months.yaml")[section].split():
            found[word.lower().strip(".") or "."] = letter
    return found | {",": "C", "、": "C", "，": "C", "/": "C"}  # noqa: RUF001 - full width


@cache
def names() -> frozenset[str]:
    """Every word that may begin or end a date without a figure for its month."""
    return frozenset(months()) | frozenset(_seasons()) | {"tháng", "thg"}


@cache
def _thai() -> re.Pattern[str]:
    known = [
        name for name in (*months(), *_seasons(), *kinds()) if "\u0e00" <= name[:1] <= "\u0e7f"
    ]
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))) + r"|\.")


def _counted(figures: str) -> int:
    """A number as it is written in Chinese: 二〇一六, 三十一, 十; 0 for what is none.

    >>> [_counted(text) for text in ("二〇一六", "三十一", "十", "元", "16")]
    [2016, 31, 10, 1, 16]
    """
    if figures.isascii():
        return int(figures)
    if figures == "元":
        return 1
    plain = figures.replace("廿", "二十").replace("卅", "三十")
    for nought in "○零":
        plain = plain.replace(nought, "\u3007")
    digits = "\u3007一二三四五六七八九"
    if "十" in plain:
        tens, _, ones = plain.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "元" in plain:
            return 0
        return (digits.find(tens) if tens else 1) * 10 + (digits.find(ones) if ones else 0)
    return int("".join(str(digits.find(each)) for each in plain)) if "元" not in plain else 0


def _east(match: re.Match[str]) -> tuple[str, int]:
    """A figure with its unit behind it: 2016年, 令和3年, 11월, 9日."""
    value, unit = _counted(match["cn"]), match["cu"]
    if unit in "年년":
        if match["era"]:
            eras = words("months.yaml")["eras"]
            return "Y", int(eras[match["era"].removeprefix("中華").removeprefix("中华")]) + value
        return ("Y", year_of(value)) if 1000 <= value <= 2999 else ("x", 0)
    if unit in "月월":
        return ("M", value) if 1 <= value <= 12 else ("x", 0)
    return ("d", value) if 1 <= value <= 31 else ("x", 0)


def _number(text: str, match: re.Match[str], language: str) -> tuple[str, int]:
    digits = match["n"]
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if (after == ":" and text[match.end() + 1 : match.end() + 2].isdigit()) or before == ":":
        return "x", 0  # a time
    if len(digits) == 4 and "1" <= digits[0] <= "2" and not match["th"]:
        return "Y", year_of(int(digits))
    if len(digits) <= 2 and 1 <= int(digits) <= 31 and after not in ("%", "€", "$"):
        return ("d" if match["th"] in ("st", "nd", "rd", "th") else "D"), int(digits)
    if language == "th" and len(digits) == 2:
        return "Y", year_of(2500 + int(digits))  # "24 ม.ค. 67"
    return "x", 0


def _word(text: str, match: re.Match[str], language: str, beside: bool) -> tuple[str, int]:
    said = match[0].lower()
    kind = kinds().get(said)
    number = months().get(said)
    if number is not None and said not in _only_there(language):
        capital = match[0][:1].isupper()
        small = len(said) <= 3 and said.isascii() and said not in ("mai", "mei", "maj")
        modal = said == "may" and language != "es"
        if capital or not (modal or (small and not beside)):
            return "M", number
    if kind is not None:
        return kind, 0
    season = _seasons().get(said)
    if season is None and "가" <= said[0] <= "힣":
        season = _seasons().get(said[:2]) or _seasons().get(said[:1])
    return ("S", season) if season else ("x", 0)


def shorten(text: str, language: str) -> tuple[str, list[Part]]:
    """The parts of dates in `text`, and their letters in one word."""
    language = language.split("-")[0]
    parts: list[Part] = []
    filled = 0

    def add(letter: str, value: int, start: int, end: int) -> None:
        nonlocal filled
        if not letter:
            filled += 1
            if filled == _MAX_FILL + 1:
                parts.append(Part("x", 0, start, end))
            return
        filled = 0
        if letter in "RTLC" and parts and parts[-1].letter in "RTLC":
            strongest = min(parts[-1].letter, letter, key="RTLC".index)
            parts[-1] = Part(strongest, 0, parts[-1].start, end)
        else:
            parts.append(Part(letter, value, start, end))

    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["cu"]:
            add(*_east(match), start, end)
        elif match["vi"]:
            month = int(match["vi"])
            add("M" if 1 <= month <= 12 else "x", month, start, end)
        elif match["n"]:
            add(*_number(text, match, language), start, end)
        elif match["b"]:
            inside = match["b"][1:-1].strip(" .,").lower()
            add("" if kinds().get(inside, "x") == "" else "x", 0, start, end)
        elif match["thai"]:
            at = 0
            for known in _thai().finditer(match["thai"]):
                if known.start() > at:
                    add("x", 0, start + at, start + known.start())
                at = known.end()
                name = known[0]
                value = months().get(name) or _seasons().get(name) or 0
                letter = ("S" if value in _SEASONS else "M") if value else kinds()[name]
                add(letter, value, start + known.start(), start + at)
            if at < end - start:
                add("x", 0, start + at, end)
        elif match["w"]:
            last = parts[-1].letter if parts else ""
            add(*_word(text, match, language, last in tuple("DdTYR")), start, end)
        else:
            sign = match["x"]
            letter = kinds().get(sign, "x")
            tight = (
                sign == "-"
                and not text[start - 1 : start].isspace()
                and not text[end : end + 1].isspace()
            )
            add("T" if tight else letter, 0, start, end)
    _slashes(text, parts)
    return "".join([part.letter for part in parts]), parts


def _slashes(text: str, parts: list[Part]) -> None:
    """A stroke between a day and the one after it joins them: "27./28. April"."""
    for at in range(1, len(parts) - 1):
        joint, one, other = parts[at], parts[at - 1], parts[at + 1]
        if joint.letter == "C" and text[joint.start] == "/" and other.value == one.value + 1:
            parts[at] = joint._replace(letter="L")
