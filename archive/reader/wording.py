"""The reader's words, and texts laid bare: what sections, names, tasks and votes share.

>>> bare("**[Jane Doe](https://example.org)** &amp; co")
'Jane Doe & co'
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from archive.reader.data import load
from archive.reader.later import later

_LINK = later(r"!?\[([^\[\]\n]{0,300})\](?:\([^()\s]{0,800}(?:\([^()\s]{0,99}\))?[^()\n]{0,99}\))")
_AUTOLINK = later(r"<(?:https?://|mailto:)?[^<>\s@]{0,300}[@/.:][^<>\s]{0,300}>")
_ADDRESS = later(r"(?:https?://|www\.)\S+")
_TAG = later(
    r"</?(?:a|abbr|b|big|br|center|cite|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|input|"
    r"ins|kbd|label|li|mark|ol|p|q|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|"
    r"thead|time|tr|u|ul)(?:\s[^<>\n]{0,300})?/?>|<!--[^\n]{0,500}?-->",
    re.IGNORECASE,
)
_STARS = later(r"\*+|(?<!\w)_+|_+(?!\w)|`+|~~")
_ESCAPE = later(r"\\([!-/:-@\[-`{-~])")
_NUMBERING = later(
    r"(?:(?:top|item|agenda item|point|tagesordnungspunkt)\s+)?"
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxlc]{1,5}|[a-z])[.):]|\d{1,2}(?:\.\d{1,2}){0,3}\.?)\s+"
)
_TRAILING = later(r"\s*[(\[（][^()\[\]（）]{0,80}[)\]）]$")  # noqa: RUF001 - full width
_EDGE = " \t\n:：.;,-–—#*_!|/"  # noqa: RUF001 - full width
_PLACEHOLDER = later(
    r"[\[{<(]{1,2}\s*(?:(?i:(?:your |full |first |last )?(?:names?(?:\(s\)|s)?|item|person|owner|"
    r"task|action|description|handle|decision|title|text|topic|amount|currency|organi[sz]ation|"
    r"point|tbd|todo|aufgabe|nom|nombre|nama|tâche|tarea|tugas|datum|rôle|role|date)\b)|"
    r"\.\.\.|…)[^\]}>)\n]{0,30}[\]}>)]{1,2}|"
    r"[\[{<]{1,2}\s*[A-Z][A-Z _()/sS-]{2,40}[^\]}>)\n]{0,30}[\]}>]{1,2}|"
    r"\b(?:TODO|XXX+|FIXME|TBD|TBC|TBA)\b|[Ll]orem ipsum"
)
_HOLDS = later(r"[\[{<(TXFL]|lorem")  # how all of those begin
_PATTERN = later(
    r"(?:name|names|full name|item|person|owner|task)\s*(?::\s*(?:amount|item|task|role).*)?"
)


@cache
def words(file: str = "headings.yaml") -> dict[str, Any]:
    """A file of words beside this one, by its sections; each term in small letters."""
    return load(file)


def listed(text: str) -> list[str]:
    """The terms of a list that is parted by commas."""
    return [term for term in (part.strip() for part in text.split(",")) if term]


@cache
def terms(section: str) -> frozenset[str]:
    """The terms of one section of the headings."""
    return frozenset(listed(words()[section]))


def bare(text: str) -> str:
    """`text` without links, emphasis, tags and addresses in angle brackets, in one line."""
    if "](" in text or "][" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", _AUTOLINK.sub(" ", text))
    if "*" in text or "_" in text or "`" in text or "~~" in text:
        text = _STARS.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return " ".join(text.split())


def without_tags(text: str) -> str:
    """`text` with a space for each HTML tag, its lines as they are."""
    return _TAG.sub(" ", text) if "<" in text else text


def without_addresses(text: str) -> str:
    """`text` without what begins like http://."""
    return _ADDRESS.sub("", text) if "://" in text or "www." in text else text


@lru_cache(maxsize=8192)
def phrase(text: str) -> str:
    """A heading or label evened out: small letters, without number, signs at its ends, brackets.

    >>> phrase("3. **Board members in attendance** (7):")
    'board members in attendance'
    """
    said = bare(text).casefold().lstrip("#").strip()
    number = _NUMBERING.match(said)
    if number and number.end() < len(said):
        said = said[number.end() :]
    said = said.strip(_EDGE)
    while said and not said[0].isalnum() and said[0] not in "([{":
        said = said[1:].lstrip()  # pictures that decorate a heading
    shorter = _TRAILING.sub("", said)
    return (shorter or said).strip(_EDGE)


@lru_cache(maxsize=4096)
def is_nothing(text: str) -> bool:
    """Whether `text` says that there is nobody or nothing, or only holds a place.

    >>> [is_nothing(text) for text in ("None.", "No grants were approved", "{NAME}", "Nora")]
    [True, True, True, False]
    """
    if is_template(text):
        return True
    said = bare(text).casefold().strip(_EDGE + "()[]{}\"'")
    if _LETTER.search(said) is None:
        return True
    if len(said) >= 120:
        return False
    return said in terms("nothing") or (
        said.startswith(_beginnings()) and _NUMBER.match(said) is None
    )


_LETTER = later(r"[^\W_]")
_NUMBER = later(r"no\.? ?\d")


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(f"{term} " for term in terms("nothing-begins"))


@lru_cache(maxsize=4096)
def is_template(text: str) -> bool:
    """Whether `text` is what a template leaves to be filled in: `{NAME}: {AMOUNT}`, TODO, '...'."""
    said = text.strip()
    if not said or said.strip(". …-_*|") == "":
        return True
    if len(said) < 60 and _PATTERN.fullmatch(said.casefold().strip("[]{}<>().")):
        return True
    if _HOLDS.search(said) is None or _PLACEHOLDER.search(said) is None:
        return False
    rest = _PLACEHOLDER.sub("", said)
    return sum(map(str.isalnum, rest)) * 3 < sum(map(str.isalnum, said)) or "{" in said


def rows_of(table: str) -> list[list[str]]:
    """The cells of a table's rows, none for the row of dashes; rows may be ragged.

    >>> rows_of("| a | b |\\n|---|---|\\n| 1 \\\\| 2 |")
    [['a', 'b'], [], ['1 | 2']]
    """
    rows: list[list[str]] = []
    for number, line in enumerate(table.split("\n")):
        if number == 1:
            rows.append([])  # so that a row's place is its line
            continue
        line = line.strip().lstrip("> \t")
        if line.startswith("|"):
            line = line[1:]
        if line.endswith("|") and not line.endswith("\\|"):
            line = line[:-1]
        cells = line.replace("\\|", "\0").split("|")
        rows.append([cell.replace("\0", "|").strip() for cell in cells])
    return rows
