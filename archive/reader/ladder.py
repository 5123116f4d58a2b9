"""The ladder of verbs by which meetings speak, per language, and the words around them.

    ladder("en").forms["mandated"][0].verb     # Verb(key='mandated', tier='binding', ...)

The data lie in `ladder/<language>.yaml`; en.yaml says what each list means. A verb's key is the
same word in every language ("begrüßten" is `welcomed`), so that one question finds them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from archive.reader.data import is_there, load
from archive.reader.later import later
from archive.reader.model import Tier

#: From the strongest to the weakest.
TIERS: tuple[Tier, ...] = ("binding", "support", "recognition", "courtesy")

#: The language that is read where a text's own has no ladder: the process's working language.
WORKING = "en"

TOKEN = later(r"[^\W_]+|[^\w\s]")
#: The words of a text without the figures behind them: "asemme" of "asemme6".
WORD = later(r"[^\W\d_]+")

#: List of the data → what a word of it is in a sentence; where a word is in two, the last holds.
_ROLES = {
    "plain": "plain",
    "adverbs": "adverb",
    "prepositions": "preposition",
    "determiners": "determiner",
    "ands": "and",
    "stops": "stop",
    "have": "have",
    "had": "had",
    "be": "be",
    "modals": "modal",
    "negations": "not",
}
_SETS = (
    "bodies", "others", "partial", "we", "it", "ands", "intros", "describing", "nominal", "loose",
    "by", "to", "ends", "soft", "things", "suggestions", "greeted", "talk", "negated", "annexes",
    "work",
)  # fmt: skip
#: What may stand behind a label: "Decisions", "Entscheidungen", "Beschlüsse".
_ENDINGS = ("", "s", "en", "e")
_FORMS = ("past", "now", "third", "done", "passive")


class Verb(NamedTuple):
    """One rung. `to`: it is said to somebody; `without`: its tier where nobody is told to act."""

    key: str
    tier: Tier
    to: bool
    without: Tier | None


class Form(NamedTuple):
    """One way a verb is written, found by its first word; `rest` follows that word.

    `tail` are words that must come somewhat later ("nahmen ... zur Kenntnis"); `kinds` holds
    of past, now, third, done, passive what the form can be.
    """

    verb: Verb
    rest: str
    tail: str
    kinds: frozenset[str]


class Ladder(NamedTuple):
    """What one language has: verbs by the first word of each form, and sets of other words."""

    forms: dict[str, tuple[Form, ...]]
    roles: dict[str, str]
    words: dict[str, frozenset[str]]
    gap: int
    joined: re.Pattern[str]
    follows: re.Pattern[str]
    starts: frozenset[str]
    speaking: frozenset[str]
    it: tuple[str, ...]
    marker: re.Pattern[str]
    alone: re.Pattern[str]
    moved: re.Pattern[str]
    carried: re.Pattern[str]
    motion: re.Pattern[str]
    lost: re.Pattern[str]
    empty: re.Pattern[str]


def ladder(language: str) -> Ladder:
    """The ladder of `language` (`de`, `de-AT`); that of English where it has none."""
    return _of(_language(language))


def knows(language: str) -> bool:
    """Whether there is a ladder of `language`."""
    code = _code(language)
    return code.isascii() and code.isalpha() and is_there(f"ladder/{code}.yaml")


def _code(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


@cache
def _language(tag: str) -> str:
    return _code(tag) if knows(tag) else WORKING


@cache
def _of(code: str) -> Ladder:
    data = load(f"ladder/{code}.yaml")
    roles: dict[str, str] = {}
    for name, role in _ROLES.items():
        for entry in data[name]:
            parts = TOKEN.findall(entry)
            for word in parts:  # of a phrase, only what is not known otherwise
                if len(parts) == 1 or (word.isalpha() and word not in roles):
                    roles[word] = role
    words = {name: frozenset(data.get(name, ())) for name in _SETS}
    label = "|".join(sorted(map(_spaced, data["labels"]), key=len, reverse=True))
    ending = "|".join(filter(None, _ENDINGS))
    number = rf"(?:{ending})?" + r"(?: (?:no\.?|nr\.?|n°)? ?#?[0-9][\w./-]{0,15})?"
    return Ladder(
        forms=_forms(data["verbs"]),
        roles=roles,
        words=words,
        gap=int(data.get("gap", 0)),
        joined=_one_of(r" (?:{}) (?:[^\W\d_]+ly )?(?P<verb>[^\W\d_]+)", data["ands"]),
        follows=_one_of(r" ?(?:{})? ?:", map(_spaced, data["follows"])),
        starts=frozenset(
            [
                *data["starts"],
                *(f"{entry.split(' ')[0]}{end}" for entry in data["labels"] for end in _ENDINGS),
            ]
        ),
        speaking=words["bodies"] | words["we"],
        it=tuple(f"{word} " for word in data.get("it", ())),
        marker=later(
            rf"(?P<label>{label}){number} ?(?::|[\u2013\u2014](?= )|-(?= ))"
            rf"|(?P<said>{'|'.join(data['said'])})",
            re.IGNORECASE,
        ),
        alone=_one_of(r"(?:{})(?:[ ,(\[\u2013-][^.:;?]{{0,60}})?[.!;]?\Z", data["alone"]),
        moved=_one_of("(?:{})", data["moved"]),
        carried=_one_of(r"(?:{})[\s).]*\Z", data["carried"]),
        motion=_one_of(r"\W*(?:{})", data["motions"]),
        lost=_one_of(r"\W*(?:{})(?:[ ,(\[:\u2013-][^.:;?]{{0,60}})?[.!;]?\Z", data["lost"]),
        empty=_one_of(r"\W*(?:{})\W*\Z", data["empty"]),
    )


def _spaced(words: str) -> str:
    return re.escape(words).replace(r"\ ", " ")


def _one_of(frame: str, patterns: Iterable[str]) -> re.Pattern[str]:
    """`frame` around one of `patterns`; without any, what matches nothing."""
    each = list(patterns)
    return later(frame.format("|".join(each)) if each else r"(?!)", re.IGNORECASE)


def _forms(verbs: dict[str, dict[str, dict[str, Any]]]) -> dict[str, tuple[Form, ...]]:
    kinds: dict[tuple[str, str, Verb], set[str]] = {}
    for tier in TIERS:
        for key, entry in verbs[tier].items():
            without = entry.get("without")
            verb = Verb(key, tier, "to" in entry, without)
            past = entry.get("past", key)
            written = {"past": past, "done": past, **entry}
            for kind in _FORMS:
                for form in _listed(written.get(kind, ())):
                    start, _, tail = form.partition(" ... ")
                    kinds.setdefault((start, tail, verb), set()).add(kind)
    out: dict[str, list[Form]] = {}
    for (start, tail, verb), given in kinds.items():
        first = TOKEN.findall(start)[0]
        out.setdefault(first, []).append(Form(verb, start[len(first) :], tail, frozenset(given)))
    for forms in out.values():  # the longest first: "took note" before "took"
        forms.sort(key=lambda form: len(form.rest) + len(form.tail), reverse=True)
    return {word: tuple(forms) for word, forms in out.items()}


def _listed(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value


def word_set(words: str) -> frozenset[str]:
    """The words of one line, as a set."""
    return frozenset(words.split())
