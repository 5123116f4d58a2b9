"""What a person types into search, as terms and as an FTS5 expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.folding import fold

#: Characters and terms of a query that are looked at; SQLite refuses deeper expressions.
MAX_LENGTH = 1000
MAX_TERMS = 40

_QUOTES = str.maketrans({mark: '"' for mark in "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"})
_PART = re.compile(r'(-?)"([^"]*)"?(\*?)|(\S+?)(?=["\s]|$)')


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, folded. `alternative`: OR stands between it and the term before."""

    words: str
    prefix: bool = False
    excluded: bool = False
    alternative: bool = False


def terms(words: str) -> list[Term]:
    """The terms of `words`: `word`, `"a phrase"`, `begin*`, `-without`, `this OR that`."""
    found: list[Term] = []
    either = False
    for part in _PART.finditer(words[:MAX_LENGTH].translate(_QUOTES)):
        word = part[4]
        if word in ("OR", "AND"):
            either = word == "OR"
            continue
        if word is None:
            excluded, given, prefix = bool(part[1]), part[2], bool(part[3])
        else:
            excluded = word[0] == "-" and len(word) > 1
            given, prefix = word, word[-1] == "*"
        folded = fold(given)
        if folded and len(found) < MAX_TERMS:
            follows = either and not excluded and bool(found) and not found[-1].excluded
            found.append(Term(folded, prefix, excluded, follows))
        either = False
    return found


def match(words: str) -> str:
    """The FTS5 expression for `words`; empty where there is nothing to look for.

    Whatever stands in `words`, the expression is well formed and holds no column
    filter: every term is a quoted phrase of letters and digits.
    """
    groups: list[list[str]] = []
    without: list[str] = []
    for term in terms(words):
        phrase = f'"{term.words}"' + (" *" if term.prefix else "")
        if term.excluded:
            without.append(phrase)
        elif term.alternative:
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
    if not groups:
        return ""
    said = " AND ".join(f"({' OR '.join(group)})" if group[1:] else group[0] for group in groups)
    return f"({said}) NOT ({' OR '.join(without)})" if without else said
