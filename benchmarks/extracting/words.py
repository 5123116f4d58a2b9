"""Words and headings of a Markdown text, evened out so that readers can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_LINK = re.compile(r"\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"^\{[^{}\n]*\}$|(?<=\])\{\.restricted\}", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Of HTML: neither an address of mail or of the web in angle brackets, nor what is escaped.
_TAG = re.compile(r"(?<!\\)</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]{0,200})?/?>")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
# Names of fields above a mail, which some write out and some do not.
_LABEL = re.compile(
    r"^\W{0,4}(?:From|To|Cc|Bcc|Date|Sent|Subject)\W{0,2}:(?=\W)", re.MULTILINE | re.IGNORECASE
)
# A day that a sheet shows without its hour, a whole number without its decimals.
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?\b")
_WHOLE = re.compile(r"(?<![\d.])(\d+)\.0+(?![\d.])")
_WORD = re.compile(r"[^\W_]+")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def bare(text: str) -> str:
    """Markdown without marks, addresses of links, comments, tags and escapes."""
    from html import unescape

    for pattern, new in ((_COMMENT, " "), (_MARKS, " "), (_LABEL, " "), (_LINK, "] "), (_TAG, " ")):
        text = pattern.sub(new, text)
    text = _WHOLE.sub(r"\1", _MIDNIGHT.sub(r"\1", text))
    text = _ENTITY.sub(lambda found: unescape(found[0]), text).replace("\u00ad", "")
    return unicodedata.normalize("NFKC", _ESCAPE.sub(r"\1", text)).casefold()


def words(text: str) -> Counter[str]:
    """How often each word stands in a text; a word of a script without spaces is one sign."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(bare(text)):
        if word.isascii() or not any("\u2e80" <= char <= "\uffdc" for char in word):
            found[word] += 1
        else:
            found.update(word)
    return found


def consensus(every: Sequence[Counter[str]]) -> Counter[str]:
    """Each word as often as at least two of the readers have it."""
    agreed: Counter[str] = Counter()
    for word in set().union(*every):
        second = sorted((each[word] for each in every), reverse=True)[1]
        if second:
            agreed[word] = second
    return agreed


def recall(read: Counter[str], agreed: Counter[str]) -> tuple[int, int]:
    """How many of the agreed words were read, and how many there are."""
    return sum(min(read[word], number) for word, number in agreed.items()), agreed.total()


def headings(text: str) -> list[str]:
    """The headings of a Markdown text, evened out."""
    return [plain for said in _HEADING.findall(_MARKS.sub("", text)) if (plain := even(said))]


def kept(read: list[str], there: list[str]) -> int:
    """How many of the headings that are there were read; a number before them may be told."""
    whole = Counter(there) & Counter(read)
    left = list((Counter(read) - whole).elements())
    found = whole.total()
    for heading in (Counter(there) - whole).elements():
        told = next((said for said in left if _is_numbered(said, heading)), None)
        if told is not None:
            left.remove(told)
            found += 1
    return found


def _is_numbered(said: str, heading: str) -> bool:
    number = said.removesuffix(f" {heading}")
    return number != said and re.fullmatch(r"(?: ?\b(?:\d+|[ivxlc]+|[a-z])\b)+", number) is not None


def even(text: str) -> str:
    """The words of a text, parted by single spaces."""
    return " ".join(_WORD.findall(bare(text)))
