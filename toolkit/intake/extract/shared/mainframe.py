"""EBCDIC, the encodings of IBM's mainframes: taken only where a file can be nothing else.

Its letters, digits and spaces are bytes that in all other encodings are rare signs: a space is
0x40, which elsewhere is @. A text that has many of those and not one space or line end of ASCII,
whose words a language detector knows once it is decoded, is in EBCDIC.
"""

from __future__ import annotations

import pycld2

#: Letters, digits, space and the signs of sentences: the same in all its code pages but those of
#: other scripts (IBM, Character Data Representation Architecture, set 640).
_COMMON = frozenset(
    (
        *(0x40, 0x4B, 0x6B, 0x7A, 0x5E, 0x6F, 0x4D, 0x5D, 0x60, 0x61, 0x7D, 0x7F, 0x6D),
        *(*range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)),
        *(*range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA), *range(0xF0, 0xFA)),
    )
)
_ENDS = frozenset((0x0D, 0x15, 0x25))
_OF_ASCII = (b" ", b"\n")
_SAMPLE = 24_000
_SHORTEST = 64
_LEAST_COMMON, _LEAST_SPACES, _MOST_SPACES = 0.9, 0.06, 0.85
_SURE = 80
#: Language → its code page; those of the others differ in brackets and few other signs.
_PAGES = {"de": "cp273"}
_USUAL = "cp500"


def code_page(data: bytes) -> str:
    """Which EBCDIC a text is in, as Python calls it; '' where it may be anything else."""
    sample = data[:_SAMPLE]
    if len(sample) < _SHORTEST or any(each in sample for each in _OF_ASCII):
        return ""
    known = sum(each in _COMMON or each in _ENDS for each in sample)
    spaces = sample.count(0x40) / len(sample)
    if known < _LEAST_COMMON * len(sample) or not _LEAST_SPACES < spaces < _MOST_SPACES:
        return ""
    text = " ".join(sample.decode(_USUAL).split())
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    try:
        sure, _, found = pycld2.detect(clean.encode("utf-8"), isPlainText=True)
    except pycld2.error:
        return ""
    language, share = str(found[0][1]), int(found[0][2])
    return _PAGES.get(language, _USUAL) if sure and share >= _SURE else ""


def in_unicode(data: bytes, page: str) -> str:
    """The text, its lines ended as elsewhere: mainframes end them with a sign of their own."""
    return data.decode(page, "replace").replace("\r\n", "\n").replace("\x85", "\n")
