"""The search fold: one form of a text in which index and query meet.

    >>> fold("Łódź: Café, STRASSE straße")
    'lodz cafe strasse strasse'
    >>> fold("予算、総会")
    '予 算 \\ue000 総 会'

Unicode's NFKC and case folding (UAX #15; The Unicode Standard, section 3.13), marks
stripped from Latin, Greek and Cyrillic letters, letters with strokes and ligatures
spelt out. Scripts without spaces are set apart character by character, so that a phrase
finds a word inside a run; punctuation among them leaves `SEPARATOR`, over which no
phrase reaches. The full-text index must be given `TOKENIZER`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from archive.text.scripts import UNSPACED, is_unspaced

#: Stands between characters set apart where there was punctuation (private use, so no text's own).
SEPARATOR = "\ue000"

#: What FTS5's `tokenize =` must say for a table that holds folded text.
TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"

#: Stands for punctuation while a text is being folded (ASCII, which keeps `translate` fast).
STOP = "\x01"

#: Letters that Unicode does not decompose, with what people type for them.
_SPELT = {
    "đ": "d",
    "ð": "d",
    "ɖ": "d",
    "ø": "o",
    "ł": "l",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ħ": "h",
    "ı": "i",  # noqa: RUF001 - Turkish
    "ȷ": "j",
    "ŋ": "n",
    "ŧ": "t",
    "ĸ": "k",
}

# Marks that combine with Latin, Greek and Cyrillic letters, and what leaves no trace in print:
# soft hyphen, joiners, direction, variation selectors. Marks of other scripts are letters.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff"
    "\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ufe20-\ufe2f"
)
_UNSEEN = (
    "\u00ad\u061c\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_DROPPED = re.compile(f"[{_MARKS}{_UNSEEN}]+")
_ONLY_MARKS = re.compile(f"[{_MARKS}]+")
_BETWEEN = re.compile(f"{STOP}(?<=[{UNSPACED}] {STOP})(?: ?{STOP})*(?= ?[{UNSPACED}])")
_RUNS = re.compile(r"([^\x00-\x7f]+)")
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_ASCII_STOPS = {
    code: STOP if said == " " and not chr(code).isspace() else said for code, said in _ASCII.items()
}


class _Table(dict[int, str]):
    """Code point → its folded form, worked out when a character is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _character(chr(code))
        return folded


def _character(character: str) -> str:
    if character.isspace() or character == "\u200b":
        return " "
    base = _ONLY_MARKS.sub("", unicodedata.normalize("NFKD", character))
    base = _ONLY_MARKS.sub("", unicodedata.normalize("NFKD", base.casefold()))
    base = "".join(_SPELT.get(each, each) for each in base)
    return "".join(_classed(each) for each in unicodedata.normalize("NFC", base))


def _classed(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category[0] in "LN" or category in ("Mn", "Mc"):
        return f" {character} " if is_unspaced(ord(character)) else character
    return STOP


_TABLE = _Table()


def spread(text: str) -> str:
    """`text` folded character by character, not yet drawn together: for `fold` and its offsets.

    ASCII and what is not ASCII do not touch each other here: what could combine with an
    ASCII letter is a mark, and marks are stripped.
    """
    parts = _RUNS.split(text)
    parts[::2] = [part and part.translate(_ASCII_STOPS) for part in parts[::2]]
    parts[1::2] = [_run(part) if len(part) < 16 else _new_run(part) for part in parts[1::2]]
    return "".join(parts)


def _new_run(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if _DROPPED.search(text):
        text = unicodedata.normalize("NFKC", _DROPPED.sub("", text))
    return text.translate(_TABLE)


_run = lru_cache(maxsize=16_384)(_new_run)


def fold(text: str) -> str:
    """The folded form of `text`: tokens parted by single spaces. Its own fold is itself."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    folded = " ".join(spread(text).split())
    if STOP not in folded:
        return folded
    folded = _BETWEEN.sub(SEPARATOR, folded)
    return " ".join(folded.replace(STOP, " ").split())
