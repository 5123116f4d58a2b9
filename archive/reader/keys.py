"""Forms of tasks and owners evened out, by which a later meeting's are known to be the same.

>>> task_key("- [ ] **Draft** the [charter](https://example.org), by 1 March! (ongoing)")
'draft charter'
>>> owner_key("[Jane Doe](https://example.org) (@jdoe)")
'jane doe'
"""

from __future__ import annotations

import re

from archive.reader.daytext import days_in
from archive.reader.later import later
from archive.reader.names import parts_of
from archive.reader.wording import bare, terms, without_addresses
from archive.text.folding import fold

_LEAD = later(r"(?:[-+*•]|\d{1,3}[.)]|\[[ xX~-]?\]|[✓✔✅☑❌✗✘])\s*")
_HANDLE = later(r"(?<![\w/])@[\w-]{1,40}")
_BRACKETS = later(r"\([^()]{0,120}\)|（[^（）]{0,120}）")  # noqa: RUF001 - full width
_DUE = later(
    r"[(\[,;–—-]?\s*\b(?:by|due|deadline|until|before|bis|frist|avant le|d'ici|sebelum|hasta|līdz)"  # noqa: RUF001
    r"\b(?:\s(?:on|date|the))?[\s:]*\0[)\]]?",
    re.IGNORECASE,
)
# What stands behind a sign at the end, or before one at the beginning, may say that it goes on.
_BEHIND = later(r"[\s,;.]*[(\[–—,;:-]\s*(?P<said>[^()\[\]–—,;:]{3,60}?)[)\].!\s]*\Z")  # noqa: RUF001
_BEFORE = later(r"[(\[]?(?P<said>[^()\[\]–—,;:]{3,30}?)[)\]]?\s*(?:[:–—-]|(?<=[)\]]))\s*(?=\S)")  # noqa: RUF001
_MAX = 4000  # characters


def task_key(text: str) -> str:
    """The words of a task alone: no markup, links, handles, checkbox, state, dates or articles.

    Where nothing would be left, the folded text itself.
    """
    said = bare(text[:_MAX])
    lead = _LEAD.match(said)
    while lead:
        said = said[lead.end() :]
        lead = _LEAD.match(said)
    said = without_addresses(_HANDLE.sub(" ", said) if "@" in said else said)
    said = _without_dates(_without_progress(said))
    key = " ".join(word for word in fold(said).split() if word not in terms("articles"))
    for word in _ends():
        if key.endswith(f" {word}"):
            key = key[: -len(word) - 1]
            break
    return key or fold(text[:_MAX])


def _without_progress(text: str) -> str:
    """`text` without "(ongoing)" or "carried over from May" behind it, or "Still open:" before."""
    behind = _BEHIND.search(text[-70:])
    if behind and _goes_on(behind["said"]):
        text = text[: len(text) - len(text[-70:]) + behind.start()]
    before = _BEFORE.match(text)
    return text[before.end() :] if before and _goes_on(before["said"]) else text


def _goes_on(said: str) -> bool:
    return said.casefold().strip(" .*_").partition(" from ")[0] in terms("going-on")


def _ends() -> frozenset[str]:
    return terms("done") | terms("dropped")


def _without_dates(text: str) -> str:
    if not any(character.isdigit() for character in text):
        return text
    parts: list[str] = []
    at = 0
    for said in days_in(text, near="2000-01-01"):
        parts += (text[at : said.start], "\0")
        at = said.end
    if not parts:
        return text
    return _DUE.sub(" ", "".join((*parts, text[at:]))).replace("\0", " ")


def owner_key(owner: str | None) -> str:
    """One or several owners in one form, in the order of the alphabet: '' for none.

    Where there is a name its handle and what stands in brackets is left out; a handle alone
    is its own key.
    """
    if not owner:
        return ""
    said = _BRACKETS.sub(" ", bare(owner[:_MAX]))
    named = []
    for part in parts_of(said.replace(" & ", ", ").replace(" and ", ", ")):
        key = fold(_HANDLE.sub(" ", part)) or fold(part)
        if key:
            named.append(key)
    return ", ".join(sorted(set(named))) or fold(owner[:_MAX])
