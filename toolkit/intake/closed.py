r"""Words of a file that its pages do not show, in the text as passages that are not for everyone.

    >>> closed("## Salaries\n\n| A | 12 |", table=True)
    '## [Salaries]{.restricted}\n\n| [A]{.restricted} | [12]{.restricted} |'
    >>> opened("Shown.\n\n[Hidden.]{.restricted}")
    'Shown.\n\nHidden.'

Notes of speakers, and what stands on hidden slides and in hidden sheets, rows and columns, are in
the text, so that the secretariat finds it. The editions for others black it out, as any passage
that is marked so (`archive.editions`). Each line is a passage of its own, and so is each cell.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from archive.editions.spans import Span, read_spans
from toolkit.intake.model import Extracted

#: Kinds of what a file carries that stands in its text as such passages.
IN_TEXT = frozenset({"speaker notes", "hidden text"})

_MARK = "{.restricted}"
# What begins a line and is no words: quotations, the sign of an item, a number, a heading's signs.
_PREFIX = re.compile(r"[ \t]*(?:>[ ]?)*[ \t]*(?:(?:[-+*]|[0-9]{1,9}[.)]|#{1,6})[ ]+)?")
_PLACE = re.compile(r"[ \t]*(?:>[ ]?)*\{(?:page|slide|sheet)=[^{}\n]*\}[ \t]*\Z")
_RULE = re.compile(r"[ \t]*\|(?:[ ]*:?-+:?[ ]*\|)+[ \t]*\Z")
_CELLS = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_SIGN = re.compile(r"(\\.)|([\[\]])", re.DOTALL)
_OWN = re.compile(r"[({]|personal|restricted", re.IGNORECASE)
_ENTITIES = {"[": "&#91;", "]": "&#93;", "{": "&#123;", "`": "&#96;", "<": "&lt;"}
_HOLLOW = re.compile(r"(\\)?([`<])|\\.")
_BRACKETS = re.compile(r"(\\)?([\[\]{])|\\.")
_HARMLESS = re.compile(r"[^\[\]{}`<(\\]*\Z")


class Closed(str):
    """The words of a cell that are not for everyone."""

    __slots__ = ()


def span(words: str) -> str:
    """One line of Markdown as a passage that is not for everyone; '' for none."""
    if not words.strip():
        return words
    shown = f"[{words}]{_MARK}"
    if _HARMLESS.match(words):
        return shown
    # Signs of code and tags may pair with those of other lines: none is left.
    words = _HOLLOW.sub(_entity, words)
    shown = f"[{words}]{_MARK}"
    if _is_one(shown):
        return shown
    if not _OWN.search(words):
        return f"[{_SIGN.sub(_escaped, words)}]{_MARK}"
    return f"[{_BRACKETS.sub(_entity, words)}]{_MARK}"


def beside(words: str) -> str:
    """A cell for everyone in a table that has others: none of its brackets pairs with theirs."""
    if _HARMLESS.match(words):
        return words
    return _SIGN.sub(_escaped, _HOLLOW.sub(_entity, words))


def _entity(found: re.Match[str]) -> str:
    return _ENTITIES[found[2]] if found[2] else found[0]


def _escaped(found: re.Match[str]) -> str:
    return found[1] or f"\\{found[2]}"


def _is_one(shown: str) -> bool:
    """Whether a line is one passage from end to end, whatever else stands in it."""
    spans, faults = read_spans(shown)
    return not faults and any((each.start, each.end) == (0, len(shown)) for each in spans)


def closed(block: str, *, table: bool = False) -> str:
    """A block of Markdown whose words are not for everyone; what gives it form stays as it is."""
    return "\n".join(_line(line, table) for line in block.split("\n"))


def _line(line: str, table: bool) -> str:
    if not line.strip() or _PLACE.match(line) or _RULE.match(line):
        return line
    if table and line.lstrip().startswith("|"):
        cells = _CELLS.sub(r"\1\0", line).split("\0")
        return "|".join(_padded(cell) for cell in cells)
    before = _PREFIX.match(line)
    at = before.end() if before else 0
    # A break at the end of a line is a backslash by itself: it stays outside.
    rest = line[at:]
    tail = len(rest) - len(rest.rstrip("\\"))
    end = len(rest) - tail % 2
    return f"{line[:at]}{span(rest[:end])}{rest[end:]}"


def _padded(cell: str) -> str:
    words = cell.strip()
    return cell if not words else f" {span(words)} "


def opened(text: str) -> str:
    """`text` with the words of such passages for everyone; other marks stay."""
    out, done = [], 0
    for each in _passages(text):
        out += [text[done : each.start], each.inner]
        done = each.end
    return "".join((*out, text[done:]))


def _passages(text: str) -> list[Span]:
    if _MARK not in text:
        return []
    spans = read_spans(text)[0]
    return [each for each in spans if text[each.start : each.end].endswith(f"]{_MARK}")]


def passages(text: str) -> int:
    """How many such passages there are."""
    return len(_passages(text))


def without_closed(extracted: Extracted) -> Extracted:
    """What was read without the words of such passages, line by line as before: what is proposed
    of a file is for everyone.
    """
    text = extracted.text
    found = _passages(text)
    if not found:
        return extracted
    out, done = [], 0
    for each in found:
        out += [text[done : each.start], "\n" * each.inner.count("\n")]
        done = each.end
    return replace(extracted, text="".join((*out, text[done:])))
