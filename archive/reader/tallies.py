"""Votes told in lines: an option on each, with its number or with those who chose it.

YES (10): @ann @bo ...      Yes: 9 (Ann, Bo, ...)      Yes: Ann, Bo
NO (0)                      No: 0                      Abstain: Cy
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.reader.later import later
from archive.reader.names import is_person
from archive.reader.wording import bare, is_nothing

FOR = (
    r"in favou?r|for|yes|yeas?|ayes?|approve|support|ja|dafür|pour|oui|a favor|sí|setuju|par|"
    r"찬성|賛成"
)
AGAINST = (
    r"against|no|nays?|noes|oppos(?:ed|e)|nein|dagegen|gegenstimmen?|contre|non|en contra|menolak|"
    r"tidak setuju|pret|반대|反対"
)
ABSTAIN = (
    r"abstentions?|abstain(?:ed|ing|s)?|abst\.?|enthaltung(?:en)?|abstenciones|abstención|"
    r"abstensi|atturas|기권|棄権"
)
NOT = r"not voting|absent|did not vote"
ANY = rf"{NOT}|{ABSTAIN}|{AGAINST}|{FOR}"
_NAMED = (
    ("in favour", later(rf"(?:{FOR}|\+1s?|\+1 votes?|approved)\Z", re.IGNORECASE)),
    ("against", later(rf"(?:{AGAINST}|-1s?|-1 votes?|objected|objections?)\Z", re.IGNORECASE)),
    ("abstentions", later(rf"(?:{ABSTAIN})\Z", re.IGNORECASE)),
    ("not voting", later(rf"(?:{NOT})\Z", re.IGNORECASE)),
)
#: How the options begin.
_HEADS = (
    "in fav", "for", "yes", "yea", "aye", "approve", "support", "ja", "dafür", "pour", "oui",
    "a favor", "sí", "setuju", "par", "찬성", "賛成", "against", "no", "nay", "oppos", "nein",
    "dagegen", "gegen", "contre", "en contra", "menolak", "tidak", "pret", "반대", "反対", "abst",
    "enthaltung", "atturas", "기권", "棄権", "absent", "did not",
)  # fmt: skip
_LINE = later(
    rf"[\s*_-]*(?P<o>{ANY})[*_]{{0,2}}\s?(?:\((?P<a>\d{{1,4}})\)[*_]{{0,2}}\s*:?|"
    r"[:：]\**\s*(?P<b>\d{1,4})(?![\w.%:/-])|[:：])\**(?P<rest>.*)",  # noqa: RUF001 - full width
    re.IGNORECASE,
)
_HANDLE = later(r"@[\w-]{1,40}")
_PARTS = later(r"\s*(?:,|;|&|\band\b)\s*")
_MAX_LINE = 600


def option(text: str) -> str:
    """An option by the name that it has in every language; else as it is written."""
    for name, pattern in _NAMED:
        if pattern.match(text):
            return name
    return text


def tally(line: str) -> tuple[str, int] | None:
    """(option, count) of one line; None where it counts nobody.

    >>> tally("Yes (9): @ann @bo"), tally("Abstain: Ann, Bo and Cy"), tally("No, it is late")
    (('in favour', 9), ('abstentions', 3), None)
    """
    if len(line) > _MAX_LINE or not line.lstrip(" \t*_-").lower().startswith(_HEADS):
        return None
    found = _LINE.match(line)
    if found is None:
        return None
    given = found["a"] or found["b"]
    if given:
        return option(found["o"]), int(given)
    rest = bare(found["rest"]).strip(" .")
    if not rest or is_nothing(rest):
        return option(found["o"]), 0
    handles = _HANDLE.findall(rest)
    if handles and not _HANDLE.sub("", rest).strip(" ,;&"):
        return option(found["o"]), len(handles)
    names = [name for name in _PARTS.split(rest) if name]
    if all(is_person(name) or name[0] == "@" for name in names):
        return option(found["o"]), len(names)
    return None


def runs(lines: Sequence[str]) -> Iterator[tuple[int, int, tuple[tuple[str, int], ...]]]:
    """(first line, line behind the last, options) of lines that follow each other so."""
    at = 0
    while at < len(lines):
        start, options = at, dict[str, int]()
        while at < len(lines) and (told := tally(lines[at])) and told[0] not in options:
            options[told[0]] = told[1]
            at += 1
        if len(options) > 1 and any(options.values()):
            yield start, at, tuple(options.items())
        at = max(at, start + 1)
