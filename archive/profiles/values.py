"""Values of a foreign header as the archive writes them: dates, names, ids, states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from archive.decisions.kinds import StatedState
from archive.profiles.model import plain_words

#: Characters of a slug; with the import's own id before it an id stays short.
MAX_SLUG = 80

_SLOT = re.compile(r"\{([^{}]*)\}")
_NAMED = re.compile(r"#?[A-Za-z0-9][A-Za-z0-9._-]{0,40}\Z")
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_BRACKETS = re.compile(r"[(\[<]")
_REMARK = re.compile(r"(?P<named>.*[^\]\s])\s*[(\[](?P<remark>[^()\[\]]*)[)\]]\Z")
_PART = frozenset({"in part", "part", "partly", "partially", "partial"})
_NUMBERED = re.compile(r"(.*?)-?[0-9]+\Z")


def slug(text: str) -> str:
    """`text` as a part of an id: small letters, digits and hyphens; '' where nothing is left."""
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_SLUG].strip("-")


def number(text: str) -> str:
    """A slug whose digits, where it is nothing else, lose the zeros before them."""
    return text.lstrip("0") or "0" if text.isdigit() else text


def fill(template: str, fields: Mapping[str, Any]) -> str | None:
    """The slug that `template` gives with the header's fields; None where one of them is not
    there or is no number or code yet ('<to be assigned>')."""
    out = []
    last = 0
    for slot in _SLOT.finditer(template):
        value = fields.get(slot[1].casefold())
        text = value.strip() if isinstance(value, str) else ""
        if not _NAMED.match(text) or not any(c.isdigit() for c in text):
            return None
        out += [template[last : slot.start()], number(slug(text))]
        last = slot.end()
    return slug("".join([*out, template[last:]])) or None


def series_of(own: str) -> str:
    """A slug without the number at its end; '' where it has none."""
    found = _NUMBERED.match(own)
    return found[1] if found else ""


def target(template: str, written: str, own: str) -> str | None:
    """The slug that `written` names in the series of the slug `own`; None where it names none."""
    linked = _LINKED.search(written)
    named = slug(linked[1] if linked else written)
    if not named:
        return None
    series = series_of(own)
    whole = template.replace("{series}-", f"{series}-" if series else "")
    whole = whole.replace("{series}", series)
    before = slug(whole.partition("{}")[0])
    if before and named.startswith(before):
        rest = named[len(before) :].strip("-")
        named = rest if rest[:1].isdigit() else named
    return slug(whole.replace("{}", number(named))) or None


def remarked(written: str) -> tuple[str, bool]:
    """What an item names without a remark in brackets behind it, and whether only a part is meant.

    "12 (in part)" names 12, and a part of it; a link is no remark.
    """
    found = _REMARK.match(written)
    if found is None:
        return written, False
    return found["named"].strip(), plain_words(found["remark"]).strip(" .") in _PART


def items(value: Any, separator: str) -> Iterator[str]:
    """The single texts of a field that may be a YAML list or a text with separators.

    A separator between brackets separates nothing; the end of a line always separates.
    """
    if isinstance(value, list):
        for each in value:
            yield from items(each, separator)
        return
    if not isinstance(value, str):
        return
    if not _BRACKETS.search(value):
        for text in value.replace("\n", separator).split(separator):
            yield from _item(text)
        return
    depth = begun = 0
    for at, sign in enumerate(value):
        if sign in "([<":
            depth += 1
        elif sign in ")]>":
            depth = max(0, depth - 1)
        elif sign == "\n" or (depth == 0 and value.startswith(separator, at)):
            yield from _item(value[begun:at])
            begun = at + (1 if sign == "\n" else len(separator))
            depth = 0
    yield from _item(value[begun:])


def _item(text: str) -> Iterator[str]:
    if text.strip(" \t,;"):
        yield " ".join(text.split())[:200]


@lru_cache(maxsize=4096)
def date(written: str, forms: tuple[str, ...]) -> str | None:
    """A date of the header in EDTF; of several the first. None where there is none that is read."""
    said = " ".join(written.split())[:60]
    for text in (said, said.partition(",")[0], said.partition(" ")[0], said.partition("T")[0]):
        for form in forms:
            try:
                day = datetime.strptime(text.strip(" ,;"), form)
            except ValueError:
                continue
            if day.year < 1000:
                continue
            if "%d" in form or "%j" in form:
                return f"{day:%Y-%m-%d}"
            return f"{day:%Y-%m}" if "%m" in form or "%b" in form or "%B" in form else f"{day:%Y}"
    return None


def state(written: str, states: Mapping[str, StatedState]) -> StatedState | None:
    """The state of a status as written: by the whole of it, or by the words that it begins with."""
    said = plain_words(written[:200])
    found = states.get(said)
    words = said.split(" ")
    while found is None and len(words) > 1:
        words.pop()
        found = states.get(" ".join(words).rstrip(",;:."))
    return found
