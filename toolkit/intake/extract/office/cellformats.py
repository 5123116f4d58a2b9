"""What a number in a sheet shows: a date, a time, a part of a hundred, or just a number.

    >>> shown(45292.5, kind("yyyy-mm-dd hh:mm"))
    '2024-01-01 12:00'

Formats are those of ECMA-376, 18.8.30 and 18.8.31. Numbers are given whole, not rounded to what
a narrow column shows: what is cut off there would be lost to a search. Only the noise of their
binary form is left out.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

Kind = Literal["", "percent", "date", "time", "moment", "elapsed"]

#: Formats that are known by their number alone → how they show.
BUILT_IN: dict[int, Kind] = {
    9: "percent",
    10: "percent",
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "time"),
    22: "moment",
    46: "elapsed",
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_HALVES = re.compile(r"am/pm|a/p", re.IGNORECASE)
_LAST_DAY = 2_958_466  # 31 December 9999, and a day
_DAY_BEFORE = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}


@lru_cache(maxsize=4096)
def kind(code: str) -> Kind:
    """How a format's code shows its number: by its first section, without words and colours."""
    if code.casefold() in ("general", "@", ""):
        return ""
    section = _LITERAL.sub("", code.partition(";")[0])
    if _ELAPSED.search(section):
        return "elapsed"
    plain = _HALVES.sub("h", section).casefold()
    if "%" in plain:
        return "percent"
    if any(sign in plain for sign in "0#?"):
        plain = re.sub(r"(?<=s)[.,]0+", "", plain)
        if any(sign in plain for sign in "0#?"):
            return ""
    day = "y" in plain or "d" in plain
    clock = "h" in plain or "s" in plain
    if day and clock:
        return "moment"
    if day or ("m" in plain and not clock) or "ggg" in plain:
        return "date"
    return "time" if clock else ""


def shown(value: float, how: Kind, *, from_1904: bool = False) -> str:
    """A number as it is read."""
    if how == "percent":
        return f"{plain(round(value * 100, 10))}%"
    if how in ("date", "time", "moment") and 0 <= value < _LAST_DAY:
        return _date(value, how, from_1904)
    if how == "elapsed" and 0 <= value < _LAST_DAY:
        seconds = round(value * 86_400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return plain(value)


def plain(value: float) -> str:
    """A number without the noise of its binary form."""
    if value != value or abs(value) == float("inf"):
        return str(value)
    if abs(value) < 1e18 and value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    if "e" in text and 1e-9 < abs(value) < 1:
        text = f"{value:.20f}".rstrip("0")
    return text


def _date(value: float, how: Kind, from_1904: bool) -> str:
    days, part = divmod(value, 1)
    seconds = round(part * 86_400)
    if seconds == 86_400:
        days, seconds = days + 1, 0
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if seconds % 60:
        clock += f":{seconds % 60:02}"
    if how == "time" or (days == 0 and not from_1904):
        return clock if how != "date" else plain(value)
    if days < 60 and not from_1904:
        days += 1  # the year 1900 is thought to have had a 29 February
    try:
        day = (_DAY_BEFORE[from_1904] + timedelta(days=days)).date().isoformat()
    except OverflowError:
        return plain(value)
    return f"{day} {clock}" if seconds or how == "moment" else day
