"""Names as they are written in lists: parted from roles, handles, addresses, and from each other.

>>> person("[Jane Doe](https://example.org) @jdoe (chair)")
Person(name='Jane Doe', role='chair', handle='jdoe')
>>> [each.name for each in people("A. Doe (chair), B. Roe and C. Poe")]
['A. Doe', 'B. Roe', 'C. Poe']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from archive.reader.later import later
from archive.reader.wording import bare, is_nothing, is_template, terms, without_addresses

MAX_NAME = 100  # characters
MAX_LINE = 4000  # characters of a line that is read for names
_MAX_WORDS = 9

_HANDLE = later(r"(?<![\w./@])@([A-Za-z0-9][\w-]{0,38}(?:\.\w[\w-]{0,38})?)")
_PROFILE = later(
    r"\]\(https?://(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org)/([A-Za-z0-9-]{1,39})/?\)"
)
_AT = later(r"[\w+-]@")
_MAIL = later(r"[<(]?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,6}[>)]?")
_BRACKETS = later(r"[(（\[]([^()（）\[\]]{0,120})[)）\]]")  # noqa: RUF001 - full width
_UNCLOSED = later(r"\s*[(\[{]([^)\]}]{0,200})[)\]}]?$")
_ALONE = later(r"(?<!\S)@(?!\S)")
_DASHED = later(r"\s+[-–—|·:]\s+|\s*[–—]\s*|:\s+")  # noqa: RUF001 - dashes
_LEAD = later(r"(?:[-+*•·▪‣○✓✔✅☑❌✗☐☒]|\[[ xX]\]|\d{1,3}[.)])\s*")
_CHECK = later(r"\[([ xX])\]\s")
_JOINED = later(r"\s*(?:,?\s+(?:and|und|et|y|dan|un|및)\s+|\s&\s)\s*")
_TITLES = later(r"(?:mr|mrs|ms|dr|prof|h\.?e|sir|dame|hon|ir|drs|m|mme|herr|frau)\.?\s", re.I)
_WORD = later(r"[^\W\d_]")


class Person(NamedTuple):
    """One person or delegation: the name as written, and what is said beside it."""

    name: str
    role: str | None
    handle: str | None


@lru_cache(maxsize=4096)
def person(text: str) -> Person | None:
    """The one person that `text` names; None where it names nobody or is no name.

    The same people come to many meetings, so the answers are kept.
    """
    if not text or len(text) > MAX_LINE:
        return None
    handle = None
    if "](" in text:
        linked = _PROFILE.search(text)
        handle = linked[1] if linked else None
    text = bare(text)
    if "@" in text and _AT.search(text):
        text = _MAIL.sub(" ", text)
    text = without_addresses(text).strip()
    lead = _LEAD.match(text)
    while lead:
        text = text[lead.end() :]
        lead = _LEAD.match(text)
    if is_template(text):
        return None
    said: list[str] = []
    if "@" in text:
        found = _HANDLE.search(text, text.index("@"))
        if found:
            handle = found[1]
            text = _HANDLE.sub(" ", text)
        text = _ALONE.sub(" ", text)  # what is left of an address where the handle should be
    if "(" in text or "[" in text or "（" in text:  # noqa: RUF001 - full width
        said = [inner.strip(" ,;`") for inner in _BRACKETS.findall(text)]
        text = _BRACKETS.sub(" ", text)
    if "(" in text or "[" in text or "{" in text:
        unclosed = _UNCLOSED.search(text)
        if unclosed:
            said.append(unclosed[1].strip())
            text = text[: unclosed.start()]
    elif ")" in text:  # closed twice
        text = text.replace(")", " ")
    text = text.strip(" \t,;:-–—|`")  # noqa: RUF001 - dashes
    if ": " in text or " -" in text or "- " in text or "–" in text or "—" in text or " |" in text:  # noqa: RUF001
        parted = _DASHED.split(text, maxsplit=1)
        if len(parted) == 2 and parted[0]:
            text, more = parted
            said.append(more.strip())
    name, comma, more = text.partition(",")
    if comma and more.strip():
        if " " in name.strip() or " " in more.strip():
            text = name.strip()
            said.append(more.strip())
        else:
            text = f"{name.strip()}, {more.strip()}"  # "Doe, Jane"
    name = " ".join(text.split()).strip(" ,;:")
    while name.endswith(".") and name.count(".") == 1 and len(name) > 6 and " " in name:
        name = name[:-1]
    role = ", ".join(part for part in said if _WORD.search(part) and not _is_manner(part)) or None
    if not name and handle:
        name = handle
    if not is_name(name):
        return None
    return Person(name, role, handle)


def _is_manner(text: str) -> bool:
    """Whether what stands beside a name says how somebody came: "partially", "joined at 10:15"."""
    return text.split(" ", 1)[0].casefold().strip(".,") in terms("manner")


def is_name(text: str) -> bool:
    """Whether `text`, in a list of people, can be a person or delegation at all."""
    if not text or len(text) > MAX_NAME or _WORD.search(text) is None:
        return False
    if text[-1] in "?!:" or text[0] in "\"'“#" or text[0].isdigit() or "#" in text:
        return False
    if is_nothing(text):
        return False
    parts = text.split()
    if len(parts) > _MAX_WORDS:
        return False
    small = sum(part[0].islower() and part not in terms("particles") for part in parts)
    return small <= (2 if len(parts) < 3 else 1) or len(parts) == small == 1


def is_person(text: str) -> bool:
    """Whether `text` looks like a person's name wherever it stands: a few capitalised words.

    >>> [is_person(text) for text in ("Žan Anderle", "the budget", "Ministry of Health", "李明")]
    [True, False, False, True]
    """
    text = text.strip()
    if not is_name(text):
        return False
    parts = _TITLES.sub("", text).split()
    if not 1 <= len(parts) <= 5 or any(
        part.casefold().strip(".,") in terms("offices") for part in parts
    ):
        return False
    if parts[-1] in terms("particles"):
        return False  # "Working on"
    return all(
        part in terms("particles")
        or (not part[0].islower() and part[0].isalpha())
        or part[0] == "@"
        for part in parts
    ) and any(part not in terms("particles") for part in parts)


def is_role(text: str) -> bool:
    """Whether `text` is an office or body rather than a person: 'chair', 'University of X'."""
    said = text.strip().casefold().strip("().")
    if said in terms("chair") or said in terms("scribe"):
        return True
    return any(word.strip(".,()") in terms("offices") for word in said.split())


def parts_of(text: str) -> Iterator[str]:
    """The parts of an enumeration: by semicolons where it has any, else by commas, and by 'and'.

    Commas inside brackets part nothing.
    """
    text = text[:MAX_LINE]
    sign = ";" if ";" in text else "、" if "、" in text else ","
    depth = start = 0
    parts = []
    for at, character in enumerate(text):
        if character in "([（":  # noqa: RUF001 - full width
            depth += 1
        elif character in ")]）":  # noqa: RUF001 - full width
            depth = max(0, depth - 1)
        elif (character == sign or (character == "，" and sign == ",")) and not depth:  # noqa: RUF001
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    for part in parts:
        part = part.strip()
        for word in _ands():
            if part.startswith(word):
                part = part[len(word) :]
        if sign == "," and _JOINED.search(part):
            pair = [piece for piece in _JOINED.split(part) if piece]
            if all(is_person(_BRACKETS.sub("", bare(piece))) for piece in pair):
                yield from pair
                continue
        if part:
            yield part


@cache
def _ands() -> tuple[str, ...]:
    return ("and ", "und ", "et ", "y ", "dan ", "& ")


def people(text: str, strict: bool = False) -> list[Person]:
    """The people that an enumeration names; with `strict` none at all where one is no name."""
    found: list[Person] = []
    bracketed = "](" in text
    text = _flat_links(text) if bracketed else text
    if is_nothing(text):
        return []
    for part in parts_of(text):
        plain = part.strip(" .") if part.count(".") == 1 else part.strip()
        if found and is_role(_BRACKETS.sub("", plain)) and not _HANDLE.search(plain):
            last = found[-1]
            role = f"{last.role}, {plain}" if last.role else plain
            found[-1] = Person(last.name, role, last.handle)
            continue
        if not plain or is_nothing(plain) or plain.casefold() in ("et al", "others", "guests"):
            continue
        each = person(plain)
        if each is None or (strict and not (is_person(each.name) or each.handle)):
            if strict:
                return []
            continue
        found.append(each)
    return found


_FLAT = later(r"\[([^\[\]\n]{1,200})\]\((?:https?://)?([^()\s]{0,500})\)")


def _flat_links(text: str) -> str:
    """Links as their words, with the handle of a profile behind them."""

    def said(link: re.Match[str]) -> str:
        profile = _PROFILE.search(link[0])
        words: str = link[1]
        return f"{words} @{profile[1]}" if profile and "@" not in words else words

    return _FLAT.sub(said, text)


def checked(text: str) -> bool | None:
    """Whether a box before `text` is ticked; None where it has no box."""
    box = _CHECK.match(text)
    return None if box is None else box[1] != " "
