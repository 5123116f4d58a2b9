"""What the name and folder of a file say: words, a date, nothing that a program made up.

>>> named("201912_Financial-boardSummary v2.pdf").title
'Financial board Summary'
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.reader.dayfigures import Said
from archive.reader.daytext import days_in
from toolkit.intake.propose.words import evened, listed

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_MONTH = re.compile(
    r"(?<!\d)(?P<y>19\d\d|20\d\d)[-_. ]?(?P<m>0[1-9]|1[0-2])(?!\d)(?![-_.]\d\d(?!\d|[.]\d))"
)
_YEAR = re.compile(r"(?<![\dA-Za-z])(?P<y>19\d\d|20\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(?P<y>\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_CAMEL = re.compile(
    r"(?<=[a-zà-ž])(?=[A-ZÀ-Ž])|(?<=[A-Za-z])(?=(?:19|20)\d\d(?!\d))|(?<=\d{4})(?=[A-Z])"
)
_SIGNS = re.compile(r"[_+]+|(?<=\w)-(?=\w)|%20|\s+")
_VERSION = re.compile(
    r"\b(?:v|ver|version|rev|r)\.?\s?\d{1,2}(?:[._]\d+)*\b|\(\d{1,2}\)|\bcopy(?: of)?\b", re.I
)
_HASH = re.compile(r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}", re.IGNORECASE)
_MADE = re.compile(
    r"(?:img|dsc|scan|doc|document|image|file|untitled|attachment|noname|unnamed|download|att|page|export|new|copy)[\s\d]*",
    re.IGNORECASE,
)
#: What cameras and scanners count: "IMG_2041" is no year.
_COUNTED = re.compile(r"(?:img|dsc[nf]?|dscf|pict?|p|mvi|scan|image)[-_ ]?\d{4}\Z", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    r"^(?:(?:19|20)\d\d[-_. ]?(?:\d\d){0,2}(?!\d)[-_. ]*(?:\d\d?[-. ]){0,2}|\d{6,8}\b|"
    r"\d{1,3}[.)]?\s)\s*"
)
_DAY_BEHIND = re.compile(
    r"[-\u2013\s]*\(?(?:19|20)\d{2}[-_. ]?(?:\d\d){0,2}(?:[-_. ]\d\d?){0,2}\)?\s*$"
)
_LETTERS = re.compile(r"[^\W\d_]+")


class Name(NamedTuple):
    """`words` is the name with its signs as spaces; `title` what of it may be a title ('' where it
    says nothing); `said` its date."""

    words: str
    title: str
    said: Said | None


def named(name: str, language: str = "en") -> Name:
    """What a file's name says."""
    stem = _ENDING.sub("", name.replace("\\", "/").rsplit("/", 1)[-1])
    spaced = " ".join(_SIGNS.sub(" ", _CAMEL.sub(" ", stem)).split())
    # "MinutesSOM1" is three words; where there are signs between words, capitals are the writer's.
    plain = " ".join(_SIGNS.sub(" ", stem).split())
    return Name(spaced, _title(stem, plain if " " in plain else spaced), date_in(stem, language))


def date_in(text: str, language: str) -> Said | None:
    """The finest date in a name: a day, else "201912" and "2019-12", else a year."""
    spaced = " ".join(_CAMEL.sub(" ", text.replace("_", " ")).split())
    for said in days_in(text, language):
        if said.edtf or said.readings:
            return said
    for said in days_in(spaced, language):
        if said.edtf or said.readings:
            return said
    month, short = _MONTH.search(text), _SHORT.match(text)
    if month and not (short and text[:2] == "19"):  # 190510 is of 2019
        return Said(f"{month['y']}-{month['m']}", "name", *month.span())
    if short and 0 <= int(short["y"]) <= 40:
        return Said(f"20{short['y']}-{short['m']}-{short['d']}", "name", *short.span())
    year = None if _COUNTED.match(text) else _YEAR.search(text)
    return Said(year["y"], "name", *year.span()) if year else None


def _title(stem: str, spaced: str) -> str:
    """The name as a title: without the date before or behind it, without a version."""
    if _MADE.fullmatch(spaced) or _HASH.search(stem):
        return ""
    text = _VERSION.sub(" ", spaced)
    text = _DAY_BEHIND.sub("", _DAY_BEFORE.sub("", text.strip()))
    text = " ".join(text.strip(" -_.,").split())
    said = [word for word in _LETTERS.findall(text) if len(word) >= 3 or word[0] >= "\u0e00"]
    if not said or (len(said) == 1 and len(text) < 5 and said[0] < "\u0e00"):
        return ""
    return text[:1].upper() + text[1:]


def significant(text: str) -> frozenset[str]:
    """The words of a title that tell it from others."""
    small = set(listed("small"))
    return frozenset(
        word for word in _LETTERS.findall(evened(text)) if len(word) > 1 and word not in small
    )


def folders(folder: str) -> list[str]:
    """The names of the folders above a file, the nearest first."""
    parts = [part for part in folder.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return parts[::-1]
