"""Dates where they stand among other text: EDTF as people read it.

>>> date_words("2016-11~")
'about November 2016'
>>> dates_within("planned, date 2017-05 (letter#p4)")
'planned, date May 2017 (letter#p4)'
"""

from __future__ import annotations

import re

from archive.errors import BadDate
from archive.text.dates import bounds, in_words

# What may be a date at all; anything else must not be handed to the reader of dates.
_DATE_LIKE = re.compile(r"(?:\.\.|/|[0-9])[0-9X./~?%-]{3,40}\Z")
_WORD = re.compile(r"[^\s,;()]+")


def date_words(text: str | None) -> str:
    """An EDTF date as people read it; '' for none, and the text itself where it is no date."""
    if not text:
        return ""
    if not _DATE_LIKE.match(text):
        return text
    try:
        bounds(text)
    except BadDate:
        return text
    return in_words(text)


def dates_within(text: str) -> str:
    """`text` in which every word that is an EDTF date is put as people read it."""
    return _WORD.sub(lambda word: date_words(word[0]), text)
