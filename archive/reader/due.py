"""By when something is to be done: a day, or a meeting, behind words such as "by" or "until".

>>> due_in("prepare a plan by the end of 2025")
Due(edtf='2025', meeting=None)
>>> due_in("write to all until the next meeting of the Board")
Due(edtf=None, meeting='next meeting of the Board')
>>> due_in("write to all before SOM2")
Due(edtf=None, meeting='SOM2')

When a meeting is, the registers know and no text does: so it is given as it is named, with
"next" for that word in every language. The words are data: months.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from archive.errors import BadDate
from archive.reader.daytext import day_in
from archive.reader.later import later
from archive.reader.markers import plain_line
from archive.reader.model import Context, Reading
from archive.reader.wording import listed, words
from archive.text.dates import bounds
from archive.text.paragraphs import Paragraph

_MOST = 8  # places of one text that are looked at
_REACH = 70  # characters behind "by" that are read
_NEAR = 12  # characters between "by" and its day
_FIGURE = later(r"\d")


class Due(NamedTuple):
    """A day in EDTF, or else the meeting as it is named; `meeting` begins with "next" for that."""

    edtf: str | None = None
    meeting: str | None = None


NEVER = Due()


def _any(*kinds: str) -> str:
    terms = {term for kind in kinds for term in listed(words("months.yaml")[kind])}
    return "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))


@cache
def _before(loose: bool, told: bool) -> re.Pattern[str]:
    """What stands before a day: `loose` with "until"; `told` also "at the next meeting"."""
    keys = _any("due", "until") if loose else _any("due")
    following = rf"(?=(?:\w+\s|l')?(?:{_any('next')})\s)"
    at = rf"|(?:{_any('at')})\s{following}" if told else ""
    article = rf"(?P<article>(?:{_any('articles')})\s|l')?"
    return later(rf"(?<!\w)(?:(?:{keys})(?!\w)\s?:?\s*{at}){article}(?=\S)", re.IGNORECASE)


@cache
def _year() -> re.Pattern[str]:
    own = rf"(?P<own>{_any('own-year')})(?!\s?\d|\w)"
    part = rf"(?:(?:the\s|der\s|la\s)?(?:{_any('year-parts')})(?:(?<=['-])|\s)){{0,2}}"
    return later(
        rf"{part}(?P<year>20\d\d)(?![\w/]|-\d|[.,]\d|\s(?:people|members|euros?|EUR|USD)\b)|{own}",
        re.IGNORECASE,
    )


@cache
def _next() -> re.Pattern[str]:
    of = r"(?P<of>[^\W\d_][^\s.,;:()!?]*(?:\s[^\s.,;:()!?]+){0,5})"
    return later(rf"(?:{_any('next')})\s{of}", re.IGNORECASE)


_NAMED = later(r"(?P<name>[A-Z][A-Za-z]{1,11}[ -]?\d{1,3})(?![\w-]|[.,]\d)")


@cache
def _signs() -> tuple[str, ...]:
    """One of these, in small letters, is in every text without a figure that has a day."""
    own = [term for term in listed(words("months.yaml")["own-year"]) if not term.startswith("la ")]
    return (*own, *listed(words("months.yaml")["next"]))


def due_in(
    text: str, language: str = "en", near: str | None = None, *, loose: bool = True,
    told: bool = False,
) -> Due:  # fmt: skip
    """The first day or meeting by which `text` says that something is due; else `NEVER`.

    `near` is the text's own date in EDTF, behind which a day without a year comes. Without
    `loose` "until" does not count, which may end what lasts; with `told` "at the next meeting"
    counts, as it does of one who is told to report there.
    """
    if _FIGURE.search(text) is None:
        low = text.casefold()
        if not any([sign in low for sign in _signs()]):
            return NEVER
    text = text.replace("\u2019", "'")
    for count, match in enumerate(_before(loose, told).finditer(text)):
        if count == _MOST or _hangs(text[: match.start()]):
            break
        after = text[match.end() : match.end() + _REACH]
        said = day_in(after, language, near, after=True)
        if said and said.edtf and said.start <= _NEAR:
            return Due(said.edtf)
        year = _year().match(after)
        if year and year["year"] and not (year.start("year") == 0 and match["article"]):
            return Due(year["year"])  # but not "before the 2022 elections"
        if year and year["own"] and near and near[:4].isdigit():
            return Due(near[:4])
        following = _next().match(after)
        if following:
            return Due(None, f"next {following['of']}")
        named = _NAMED.match(after)
        if named:
            return Due(None, named["name"])
    return NEVER


def _hangs(text: str) -> bool:
    """Whether the sentence that `text` ends in only says what is if something else is not."""
    said = text[max(map(text.rfind, ".!?;")) + 1 :].casefold().split()
    return not _conditions().isdisjoint(said)


@cache
def _conditions() -> frozenset[str]:
    return frozenset(listed(words("months.yaml")["conditions"]))


def due_told(text: str, language: str = "en", near: str | None = None) -> Due:
    """What `text`, which stands where only a deadline does, gives as one; else `NEVER`."""
    said = day_in(text, language, near, after=True)
    return Due(said.edtf) if said and said.edtf else due_in(f"by {text}", language, near)


def with_dues(found: Reading, paragraphs: Sequence[Paragraph], context: Context) -> Reading:
    """`found` with the day by which each decision tells somebody to act, where its text says so.

    Of what is said to nobody only "by" and "before" count: what lasts until a day is not due
    then. A day that lies before the text's own is none.
    """
    if not found.decided:
        return found
    near = context.date or found.date
    by_anchor = {paragraph.anchor: paragraph for paragraph in paragraphs}
    told = {each.anchor for each in found.spoken if each.addressee}
    weak = {each.anchor for each in found.spoken if each.tier not in ("binding", None)}
    decided = []
    for each in found.decided:
        paragraph = by_anchor[each.anchor]
        if paragraph.kind != "table" and (each.anchor not in weak or each.anchor in told):
            to = each.anchor in told
            due = due_in(plain_line(paragraph.text), context.language, near, loose=to, told=to)
            if due.meeting or (due.edtf and not _is_over(due.edtf, near)):
                each = each._replace(due=due.edtf, due_meeting=due.meeting)
        decided.append(each)
    return found._replace(decided=tuple(decided))


def _is_over(due: str, near: str | None) -> bool:
    """Whether `due` ends before `near` begins."""
    try:
        last, first = bounds(due).last, bounds(near).first if near else None
    except BadDate:
        return True
    return last is not None and first is not None and last < first
