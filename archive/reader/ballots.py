"""Votes and polls: what was voted on, and how many were for each option.

Vote: 7 in favour, 1 against, 2 abstentions      +1: Ann, Bob; -1: Carl
carried 5-0-1                                    - Option A - 5 votes
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.reader.meanings import columns_of
from archive.reader.model import Ballot
from archive.reader.sections import Piece
from archive.reader.wording import bare, is_nothing, is_template, rows_of
from archive.text.paragraphs import Paragraph

#: One of these, in small letters, is in every text that holds a vote, and in every line of one
#: but for the options of a poll and the signs of a show of hands.
_CUES = ("vot", "unanim", "favo", "carried", "against", "yes:", "+1", "stimm", "approved ")
_BY_LANGUAGE = {
    "fr": ("pour", "contre", "voix"),
    "id": ("suara", "setuju", "aklam"),
    "de": ("dafür", "dagegen"),
}
_UNSPACED = ("찬성", "만장일치", "賛成", "全会一致", "一致通过", "vienbals", "unanim")
#: One of these is in every line that counts for more than one option, or is labelled as a vote.
_SECOND = ("no", "against", "nay", "oppos", "abst", "vot", "nein", "gegen", "contr", "enth",
           "tidak", "menolak", "pret", "attur", "scrutin", "result", "반대", "기권", "反対",
           "棄権")  # fmt: skip
_FIGURE = re.compile(r"\d")
_SCORED = re.compile(r"\d\s?[-–:]\s?\d")  # noqa: RUF001 - a dash

_MAX_LINE = 1000
_MAX_QUESTION = 300

_FOR = (
    r"in favou?r|for|yes|yeas?|ayes?|approve|support|ja|dafür|pour|oui|a favor|sí|setuju|par|"
    r"찬성|賛成"
)
_AGAINST = (
    r"against|no|nays?|noes|oppos(?:ed|e)|nein|dagegen|gegenstimmen?|contre|non|en contra|menolak|"
    r"tidak setuju|pret|반대|反対"
)
_ABSTAIN = (
    r"abstentions?|abstain(?:ed|ing|s)?|abst\.?|enthaltung(?:en)?|abstenciones|abstención|"
    r"abstensi|atturas|기권|棄権"
)
_NOT = r"not voting|absent|did not vote"
_NAMED = (
    ("in favour", re.compile(rf"(?:{_FOR})\Z", re.IGNORECASE)),
    ("against", re.compile(rf"(?:{_AGAINST})\Z", re.IGNORECASE)),
    ("abstentions", re.compile(rf"(?:{_ABSTAIN})\Z", re.IGNORECASE)),
    ("not voting", re.compile(rf"(?:{_NOT})\Z", re.IGNORECASE)),
)
_ANY = rf"{_NOT}|{_ABSTAIN}|{_AGAINST}|{_FOR}"
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
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
        ]
    )
}
_NUMBER = rf"\d{{1,6}}|{'|'.join(_NUMBERS)}|no|none|keine"
_COUNT_FIRST = re.compile(
    rf"(?<![\w.,-])(?P<n>{_NUMBER})\s+(?:votes?\s+|stimmen\s+|voix\s+|votos\s+|suara\s+|"
    rf"were\s+)?(?P<o>{_ANY})(?!\w)"
    r"(?=\s*(?:$|[,;.)/|]|and\b|und\b|et\b|y\b|dan\b|un\b|of\b|votes?\b|with\b))",
    re.IGNORECASE,
)
_LABEL_FIRST = re.compile(
    rf"(?<![\w-])\**(?P<o>{_ANY})\**\s*(?:[:=–-]\**|\s)\s*(?P<n>\d{{1,6}})(?![\w%.]\d|\w|-\d)",  # noqa: RUF001
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?<![\w.+-])(?P<o>\+1|-1|\+0|-0|±0|0|\+0\.5|-0\.5)\s*[:：]\s*(?P<v>[^;\n]{0,400})"  # noqa: RUF001
)
_SCORE = re.compile(
    r"\b(?P<how>carried|carries|passed|passes|passe[ds]?|approved|adopted|agreed|accepted|failed|"
    r"fails|defeated|"
    r"rejected|lost)\b(?:\s+(?:by|with|on|a|the|vote|of|motion)){0,4}\s*[(:,]?\s*"
    r"(?P<a>\d{1,5})\s?[-–:]\s?(?P<b>\d{1,5})(?:\s?[-–:]\s?(?P<c>\d{1,5}))?(?![\d-])",  # noqa: RUF001
    re.IGNORECASE,
)
_UNANIMOUS = re.compile(
    r"\bunanimous(?:ly)?\b|\beinstimmig\b|\bà l[’']unanimité\b|\bpor unanimidad\b|"  # noqa: RUF001
    r"\bsecara aklamasi\b|"
    r"\bvienbalsīgi\b|만장일치|全会一致|一致通过",
    re.IGNORECASE,
)
_DECIDING = re.compile(
    r"vot|approv|adopt|agree|accept|pass|carri|resolv|elect|reject|consent|beschl|angenommen|"
    r"genehmigt|gewählt|"
    r"abgelehnt|adopt|approuv|accept|aprob|setuj|disepakat|통과|可決",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|nicht|without|no)\s(?:\w+\s){0,2}(?:unanim|einstimmig)|"
    r"\bunanimous(?:ly)?\b[^.]{0,40}\b(?:required|needed|necessary)|\bif\b[^.]{0,60}unanim|"
    r"\b(?:must|should|requires?)\b[^.]{0,60}unanim",
    re.IGNORECASE,
)
_POLL = re.compile(
    r"(?P<o>\S[^\n]{0,200}?)\s*(?:[:–—-]|\()\s*(?P<n>\d{1,6})\s*(?P<v>votes?|stimmen?|voix|"  # noqa: RUF001
    r"votos?|suara|points?|표|票)?\)?\s*\.?\Z",
    re.IGNORECASE,
)
_VOTE = re.compile(
    r"(?:^|(?<=[.!;\s(]))\**(?:vote|votes|voting|result|abstimmung|scrutin|"
    r"vote count)\**\s*[:：]\**",  # noqa: RUF001 - full width
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def ballots(
    found: Sequence[Piece], paragraphs: Sequence[Paragraph], lower: str, language: str = "en"
) -> tuple[Ballot, ...]:
    """The votes and polls of a text; `found` are the pieces in sections of votes and others."""
    if not _has_vote(lower, language):
        return ()
    voting = {piece.paragraph.position for piece in found if piece.purpose == "votes"}
    out: list[Ballot] = []
    poll: list[tuple[Paragraph, str, int]] = []
    before: Paragraph | None = None
    lead: str | None = None
    for paragraph in (*paragraphs, None):
        item = None
        if paragraph is not None and paragraph.kind == "item" and len(paragraph.text) < 300:
            item = _poll_item(paragraph, paragraph.position in voting)
        if poll and (item is None or paragraph is None or paragraph.level != poll[0][0].level):
            out.extend(_poll(poll, lead))
            poll = []
        if paragraph is None:
            break
        if item is not None:
            if not poll:
                lead = _question_before(before, paragraph)
            poll.append((paragraph, *item))
            continue
        if paragraph.kind == "table":
            out.extend(_table(paragraph))
        elif paragraph.kind not in ("heading", "code") and _may_tell(paragraph.text):
            out.extend(_lines(paragraph, before))
        before = paragraph
    return tuple(out)


def _has_vote(lower: str, language: str) -> bool:
    """Whether small letters hold a word without which nothing is read as a vote."""
    if any([cue in lower for cue in _CUES]):
        return True
    if language in _BY_LANGUAGE and any(cue in lower for cue in _BY_LANGUAGE[language]):
        return True
    return not lower.isascii() and any(cue in lower for cue in _UNSPACED)


def _question_before(before: Paragraph | None, paragraph: Paragraph) -> str:
    """The introduction above a vote, else the heading that it stands under."""
    if before is not None and before.section == paragraph.section:
        said = bare(before.text[-_MAX_QUESTION:])
        if said.endswith((":", "?")) and len(before.text) <= _MAX_QUESTION:
            return said.rstrip(" :")
    return bare(paragraph.section or "")


def _poll_item(paragraph: Paragraph, voting: bool) -> tuple[str, int] | None:
    text = paragraph.text
    match = _POLL.match(bare(text)) if _FIGURE.search(text) else None
    if match is None or not (match["v"] or voting):
        return None
    return match["o"].strip(" :-–—("), int(match["n"])  # noqa: RUF001 - dashes


def _poll(items: Sequence[tuple[Paragraph, str, int]], question: str | None) -> Iterator[Ballot]:
    if len(items) < 2:
        return
    first = items[0][0]
    options = tuple((_option(option), count) for _, option, count in items)
    yield Ballot(first.anchor, question or "", options, first.line_start, "poll list")


def _option(text: str) -> str:
    for name, pattern in _NAMED:
        if pattern.match(text):
            return name
    return text


def _table(paragraph: Paragraph) -> Iterator[Ballot]:
    rows = rows_of(paragraph.text)
    columns = columns_of(rows[0], ("option", "count"))
    if len(columns) < 2:
        return
    options = []
    for row in rows[2:]:
        if len(row) <= max(columns.values()):
            continue
        count = bare(row[columns["count"]]).split(" ")[0]
        option = bare(row[columns["option"]])
        if option and count.isdecimal() and len(count) < 8 and not is_template(option):
            options.append((_option(option), int(count)))
    if options:
        yield Ballot(
            paragraph.anchor, bare(paragraph.section or ""), tuple(options),
            paragraph.line_start, "table",
        )  # fmt: skip


def _lines(paragraph: Paragraph, before: Paragraph | None) -> Iterator[Ballot]:
    text = paragraph.text
    lines = text.split("\n")
    signed: list[tuple[str, int | None]] = []
    signed_at = 0
    for number, line in enumerate(lines):
        if len(line) > _MAX_LINE or not line:
            continue
        marks = (
            list(_SIGNED.finditer(line)) if "1:" in line or "0:" in line or "1 :" in line else []
        )
        if marks and (any(mark["o"][0] in "+-" for mark in marks) or signed):
            signed_at = signed_at if signed else number
            signed += [(mark["o"], _voices(mark["v"])) for mark in marks]
            continue
        found = _one(line)
        if found is None:
            continue
        options, at, rule = found
        bare_counts = at < 3 and rule.endswith("counts")
        question = ("" if bare_counts else _question(line, at)) or _question_before(
            before, paragraph
        )
        yield Ballot(paragraph.anchor, question, options, paragraph.line_start + number, rule)
    if any(count for _, count in signed) and any(sign[0] in "+-" for sign, _ in signed):
        question = _question_before(before, paragraph)
        if signed_at:
            question = bare(lines[signed_at - 1])[:_MAX_QUESTION].rstrip(" :") or question
        yield Ballot(
            paragraph.anchor, question, tuple(signed), paragraph.line_start + signed_at, "signs"
        )


def _may_tell(text: str) -> bool:
    return _FIGURE.search(text) is not None or _maybe_unanimous(text)


def _maybe_unanimous(text: str) -> bool:
    return "nanim" in text or "inst" in text or "klam" in text or not text.isascii()


def _voices(text: str) -> int | None:
    """How many voices stand after `+1:`: a number, or names."""
    said = bare(text).strip(" .,")
    if said.isdecimal() and len(said) < 8:
        return int(said)
    if is_nothing(said):
        return 0
    return sum(bool(name.strip()) for name in re.split(r",|\band\b|&", said))


def _one(line: str) -> tuple[tuple[tuple[str, int | None], ...], int, str] | None:
    """(options, where they begin, rule) of the vote that a line tells."""
    score = _SCORE.search(line) if _SCORED.search(line) else None
    if score:
        counts: list[tuple[str, int | None]] = [
            ("in favour", int(score["a"])), ("against", int(score["b"]))
        ]  # fmt: skip
        if score["c"]:
            counts.append(("abstentions", int(score["c"])))
        return tuple(counts), score.start(), "score"
    best: tuple[tuple[tuple[str, int | None], ...], int, str] | None = None
    readings = ((_COUNT_FIRST, "counts"), (_LABEL_FIRST, "labelled counts"))
    low = line.lower() if _FIGURE.search(line) else ""
    for pattern, rule in readings if any([stem in low for stem in _SECOND]) else ():
        options: dict[str, int | None] = {}
        at = -1
        numbers = 0
        for match in pattern.finditer(line):
            at = match.start() if at < 0 else at
            said = match["n"].casefold()
            numbers += said.isdecimal()
            count = int(said) if said.isdecimal() else _NUMBERS.get(said, 0)
            options.setdefault(_option(match["o"]), count)
        enough = len(options) > 1 or (options and _VOTE.search(line))
        if enough and numbers and (best is None or len(options) > len(best[0])):
            best = tuple(options.items()), at, rule
    if best:
        return best
    unanimous = _UNANIMOUS.search(line) if _maybe_unanimous(line) else None
    if (
        unanimous
        and _DECIDING.search(line)
        and not _NEGATED.search(line)
        and line.strip()[-1] != "?"
    ):
        return (("in favour", None),), unanimous.start(), "unanimous"
    return None


def _question(line: str, at: int) -> str:
    """What was voted on, as far as the line of the vote says so itself."""
    asked = _VOTE.search(line, 0, at + 1)
    if asked and line[: asked.start()].strip(" (.*"):
        return bare(line[: asked.start()])[-_MAX_QUESTION:].strip(" (:.,;-*")
    if asked:
        return bare(line[asked.end() : at])[-_MAX_QUESTION:].strip(" (:.,;-*")
    sentences = _SENTENCE.split(bare(line))
    if len(sentences) == 1:
        return sentences[0][:_MAX_QUESTION]
    passed = 0
    for number, sentence in enumerate(sentences):
        passed += len(sentence) + 1
        if passed > at:
            alone = len(sentence) < 60 and number
            return (sentences[number - 1] if alone else sentence)[:_MAX_QUESTION]
    return sentences[-1][:_MAX_QUESTION]
