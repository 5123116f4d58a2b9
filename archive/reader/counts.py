"""Votes told in one line: counts of each option, a score, or that all were of one mind.

Vote: 7 in favour, 1 against      carried 5-0-1      by a vote of five to two      Unanimous.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.reader.later import has_figure, later
from archive.reader.tallies import ANY, option

#: One of these is in every line that counts for more than one option, or is labelled as a vote.
_SECOND = ("against", "object", "nay", "oppos", "abst", "vote", "voting:", "nein", "gegen", "contr",
           "enth", "tidak", "menolak", "pret", "attur", "scrutin", "result", "반대", "기권", "反対",
           "棄権")  # fmt: skip
_OF_ONE_MIND = ("vienbals", "만장일치", "全会一致", "一致通过")
_NO = later(r"\bno(?:es)?\b")
_SCORED = later(r"\d\s?[-–:]\s?\d")  # noqa: RUF001 - a dash
_MAX_LINE = 1000

_NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
}
_WORDS = "|".join(_NUMBERS)
_NUMBER = rf"\d{{1,6}}|{_WORDS}|no|none|keine"
_COUNT_FIRST = later(
    rf"(?<![\w.,-])(?P<n>{_NUMBER}),?\s+(?:votes?\s+|stimmen\s+|voix\s+|votos\s+|suara\s+|"
    rf"were\s+)?(?P<o>{ANY}|\+1(?:\svotes?|s)?|approved|objected|objections?)(?!\w)"
    r"(?=\s*(?:$|[,;.)/|]|and\b|und\b|et\b|y\b|dan\b|un\b|of\b|votes?\b|with\b))",
    re.IGNORECASE,
)
_LABEL_FIRST = later(
    rf"(?<![\w-])\**(?P<o>{ANY})\**\s*(?:[:=–-]\**|\s)\s*(?P<n>\d{{1,6}})(?![\w%.]\d|\w|-\d)",  # noqa: RUF001
    re.IGNORECASE,
)
_SCORE = later(
    r"\b(?P<how>carried|carries|passed|passes|passe[ds]?|approved|adopted|agreed|accepted|failed|"
    r"fails|defeated|"
    r"rejected|lost)\b(?:\s+(?:by|with|on|a|the|vote|of|motion)){0,4}\s*[(:,]?\s*"
    r"(?P<a>\d{1,5})\s?[-–:]\s?(?P<b>\d{1,5})(?:\s?[-–:]\s?(?P<c>\d{1,5}))?(?![\d-])",  # noqa: RUF001
    re.IGNORECASE,
)
_VOTE_OF = later(
    rf"\b(?:votes?\s(?:of|was|were)|voted)\s(?P<a>\d{{1,5}}|{_WORDS})"
    rf"(?:\s?[-–:]\s?|\sto\s|\svotes?\sto\s)(?P<b>\d{{1,5}}|{_WORDS})"  # noqa: RUF001 - a dash
    rf"(?:\s?[-–:]\s?(?P<c>\d{{1,5}}))?(?![\w%-])|"  # noqa: RUF001 - a dash
    rf"\b(?P<x>\d{{1,5}}|{_WORDS})\svotes?\sto\s(?P<y>\d{{1,5}}|{_WORDS})(?![\w%-])",
    re.IGNORECASE,
)
# What one of them says is no result: "I think that we are under unanimous agreement".
_SAID = later(r"\bI(?:'m|'ve|’m)?\s")  # noqa: RUF001
#: A count that goes on is none yet.
_UNDER_WAY = later(r"\bso far\b|\bto date\b|\bcurrently\b", re.IGNORECASE)
_UNANIMOUS = later(
    r"\bunanimous(?:ly)?\b|\beinstimmig\b|\bà l[’']unanimité\b|\bpor unanimidad\b|"  # noqa: RUF001
    r"\bsecara aklamasi\b|"
    r"\bvienbalsīgi\b|만장일치|全会一致|一致通过",
    re.IGNORECASE,
)
_DECIDING = later(
    r"vot|approv|adopt|agree|accept|pass|carri|resolv|elect|reject|consent|beschl|angenommen|"
    r"genehmigt|gewählt|"
    r"abgelehnt|adopt|approuv|accept|aprob|setuj|disepakat|통과|可決",
    re.IGNORECASE,
)
_AGAINST_IT = later(
    r"reject|declin|defeat|\bagainst\b|oppos|turned down|abgelehnt|lehnte|rejet|rechaz|ditolak|"
    r"menolak|noraid|부결|否決|否决",
    re.IGNORECASE,
)
_NEGATED = later(
    r"\b(?:not|never|nicht|without|no)\s(?:\w+\s){0,2}(?:unanim|einstimmig)|"
    r"\bunanimous(?:ly)?\b[^.]{0,40}\b(?:required|needed|necessary)|\bif\b[^.]{0,60}unanim|"
    r"\b(?:must|should|requires?)\b[^.]{0,60}unanim",
    re.IGNORECASE,
)
#: A label before the result of a vote.
VOTE = later(
    r"(?:^|(?<=[.!;\s(]))\**(?:vote|votes|voting|result|abstimmung|scrutin|"
    r"vote count)\**\s*[:：]\**",  # noqa: RUF001 - full width
    re.I,
)


class Counted(NamedTuple):
    """What one line counts: options, the place in the line where they begin, the rule."""

    options: tuple[tuple[str, int | None], ...]
    at: int
    rule: str


def maybe_unanimous(text: str) -> bool:
    """Whether a text may say so: a cheap look at its letters."""
    if "nanim" in text or "instimmig" in text or "klamasi" in text:
        return True
    return not text.isascii() and any(
        [word in text for word in ("vienbals", "장일", "会一", "一致")]
    )


def counted(line: str) -> Counted | None:
    """The vote that a line tells: its options, where they begin, and by which rule."""
    figured = has_figure(line)
    score = _SCORE.search(line) if figured and _SCORED.search(line) else None
    if score:
        counts: list[tuple[str, int | None]] = [
            ("in favour", int(score["a"])), ("against", int(score["b"]))
        ]  # fmt: skip
        if score["c"]:
            counts.append(("abstentions", int(score["c"])))
        return Counted(tuple(counts), score.start(), "score")
    score = _VOTE_OF.search(line) if " vote" in line or line[:4].lower() == "vote" else None
    if score:
        first, second = (score["a"], score["b"]) if score["a"] else (score["x"], score["y"])
        counts = [("in favour", _count(first)), ("against", _count(second))]
        if score["c"]:
            counts.append(("abstentions", int(score["c"])))
        return Counted(tuple(counts), score.start(), "score")
    best: Counted | None = None
    readings = ((_COUNT_FIRST, "counts"), (_LABEL_FIRST, "labelled counts"))
    low = line.lower() if figured else ""
    for pattern, rule in readings if _counts(low) else ():
        options: dict[str, int | None] = {}
        at = -1
        numbers = 0
        for match in pattern.finditer(line):
            at = match.start() if at < 0 else at
            numbers += match["n"].isdecimal()
            options.setdefault(option(match["o"]), _count(match["n"]))
        enough = len(options) > 1 or (options and VOTE.search(line))
        if (
            enough
            and numbers
            and not _UNDER_WAY.search(line)
            and (best is None or len(options) > len(best.options))
        ):
            best = Counted(tuple(options.items()), at, rule)
    if best and _UNDER_WAY.search(line):
        best = None
    if best:
        return best
    unanimous = _UNANIMOUS.search(line) if maybe_unanimous(line) else None
    if (
        unanimous
        and _DECIDING.search(line)
        and not _NEGATED.search(line)
        and line.strip()[-1] != "?"
        and not _SAID.search(line)
    ):
        way = "against" if _is_rejection(line, unanimous) else "in favour"
        return Counted(((way, None),), unanimous.start(), "unanimous")
    return None


def _counts(low: str) -> bool:
    """Whether a line in small letters may count for several options."""
    return any([stem in low for stem in _SECOND]) or ("no" in low and bool(_NO.search(low)))


def _count(said: str) -> int:
    """A number in figures or words; "no", "none" and "keine" are 0."""
    return int(said) if said.isdecimal() else _NUMBERS.get(said.casefold(), 0)


def _is_rejection(line: str, unanimous: re.Match[str]) -> bool:
    """Whether the word that is nearest to "unanimously" refuses: "Rejected unanimously"."""

    def nearest(words: re.Pattern[str]) -> int:
        apart = [
            max(each.start() - unanimous.end(), unanimous.start() - each.end())
            for each in words.finditer(line)
        ]
        return min(apart, default=_MAX_LINE)

    against = nearest(_AGAINST_IT)
    return against < _MAX_LINE and against <= nearest(_DECIDING)
