"""Which meeting a text belongs to: matched against the register, or a new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from msgspec.structs import replace

from archive.errors import BadDate
from archive.reader.daytext import days_in
from archive.text.dates import bounds, day_after
from archive.text.folding import fold
from toolkit.drafting import slug
from toolkit.intake.model import Guess
from toolkit.intake.propose.flow import scalar
from toolkit.intake.propose.index import Index, index_of
from toolkit.intake.propose.known import Known, KnownMeeting
from toolkit.intake.propose.names import Name, folders
from toolkit.intake.propose.sheet import Line, Sheet
from toolkit.intake.propose.source import Source
from toolkit.intake.propose.words import listed

_NUMBER = (
    r"(?<![^\W_])(?:(?P<n>\d{{1,3}})\s?(?:st|nd|rd|th|er|re|ère|e|ème|º|ª|°|\.)?|(?P<w>{words}))"
    r"\s+(?:[^\W\d_]+\s+){{0,3}}\Z"
)
#: How sure a meeting must be to bear out the day of a text, and how sure that day then is.
_SURE_MEETING, _AS_REGISTERED = 0.9, 0.97
_ENOUGH = 0.5  # how sure a meeting of the register must be, so that no new one is proposed
_MEETS = frozenset(
    {"minutes", "agenda", "participants", "decision", "report", "letter", "presentation", "note"}
)
_NEW_FROM = frozenset({"minutes", "agenda", "participants", "decision"})
_PREPARES = re.compile(
    r"\b(?:for|towards|ahead of|preparing|zur vorbereitung|für|pour|para|per)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)


@dataclass
class _Window:
    """Words in which one meeting may be named, how much they count, and where they stand."""

    text: str
    weight: float
    line: int = 0
    place: str = ""
    days: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mention:
    """A series that is named, with its number if there is one."""

    series: str
    number: int | None
    start: int


def mentions(text: str, index: Index) -> list[Mention]:
    """The series of the register that `text` names: "SOM1", "5th Ministers' Meeting", "ISOM"."""
    out: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for series in sorted(index.series, key=len, reverse=True):
        pattern = re.compile(
            rf"(?<![^\W_]){re.escape(series)}[\s-]?(?P<n>\d{{1,3}})?(?![^\W_])", re.IGNORECASE
        )
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            number = int(match["n"]) if match["n"] else _before(text, match.start())
            out.append(Mention(series, number, match.start()))
    plain = text.replace("\u2019", "'")
    for name, body in index.bodies.items():
        if " " not in name:
            continue
        own = [series for series, of in index.series.items() if of == body]
        if not own:
            continue
        words = r"[\s'-]+".join(map(re.escape, name.split()))
        for match in re.finditer(rf"(?<![^\W_]){words}(?![^\W_])", plain, re.IGNORECASE):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                out.append(Mention(own[0], _before(text, match.start()), match.start()))
    return sorted(out, key=lambda each: each.start)


def _before(text: str, start: int) -> int | None:
    """The ordinal that stands before a name, with a word or two between."""
    match = _ordinal().search(text[max(0, start - 40) : start])
    if match is None:
        return None
    return int(match["n"]) if match["n"] else _ordinals()[match["w"].lower()]


@cache
def _ordinals() -> dict[str, int]:
    return {
        word: number for number, said in enumerate(listed("ordinals"), 1) for word in said.split()
    }


@cache
def _ordinal() -> re.Pattern[str]:
    return re.compile(_NUMBER.format(words="|".join(_ordinals())), re.IGNORECASE)


def _windows(
    source: Source, sheet: Sheet, name: Name, title: Sequence[Line], kind: str
) -> list[_Window]:
    out = [
        _Window(line.text, 1.0 if n < 4 else 0.9, line.number) for n, line in enumerate(title[:8])
    ]
    seen = {line.number for line in title[:8]}
    # The head of a paper of a meeting is one window: its title, place and day stand on lines.
    if kind != "letter" and title:
        joined = " ".join(line.text for line in title[:6] if len(line.text) < 200)
        out.append(_Window(joined, 1.0, title[0].number))
    rest = [line for line in sheet.head if line.number not in seen]
    if kind == "letter":
        for line in rest[:10]:
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ž])", line.text):
                out.append(_Window(sentence, 0.8, line.number))
    elif kind in _NEW_FROM:
        out += [_Window(line.text, 0.7, line.number) for line in rest[:12] if len(line.text) < 300]
    out.append(_Window(name.words, 0.85, place="file name"))
    out += [
        _Window(folder.replace("_", " "), 0.7, place="folder")
        for folder in folders(source.folder)[:2]
    ]
    for window in out:
        window.text = window.text[:1000]
        window.days = [
            each
            for said in days_in(window.text)
            if said.edtf
            for each in (said.parts or (said.edtf,))
        ]
    if name.said and name.said.edtf:
        out[-1 - len(folders(source.folder)[:2])].days.append(name.said.edtf)
    return out


def meeting_guesses(
    source: Source,
    known: Known,
    sheet: Sheet,
    name: Name,
    title: Sequence[Line],
    kind: str,
    date: str | None,
) -> tuple[list[Guess], str]:
    """(the meetings that it may belong to, the likeliest first; a new entry for the register).

    The entry is YAML, '' where a registered meeting fits or too little is known of a new one.
    """
    if source.meeting:
        return [Guess(field="meeting", value=source.meeting, rule="as given", confidence=1.0)], ""
    index = index_of(known)
    scores: dict[str, tuple[float, str, _Window]] = {}
    numbers = Counter((each.series, each.number) for each in known.meetings)
    again = {each for each, times in numbers.items() if times > 1}
    windows = _windows(source, sheet, name, title, kind)
    for window in windows:
        named = mentions(window.text, index)
        for meeting in known.meetings:
            score, rule = _score(meeting, window, named, date, kind)
            if date and (meeting.series, meeting.number) in again and _is_far(meeting, date):
                score -= 0.35
            if score > scores.get(meeting.id, (0.0,))[0]:
                scores[meeting.id] = score, rule, window
    ranked = sorted(scores.items(), key=lambda pair: -pair[1][0])
    guesses = []
    for n, (id_, (score, rule, window)) in enumerate(ranked[:3]):
        rival = ranked[n + 1][1][0] if n + 1 < len(ranked) else 0.0
        sure = score - (0.15 if n == 0 and score - rival < 0.1 else 0.0)
        if sure < 0.35:
            continue
        guesses.append(Guess(
            field="meeting", value=id_, rule=rule, confidence=round(min(sure, 0.97), 2),
            line=window.line, place=window.place, written=window.text[:200],
        ))  # fmt: skip
    if guesses and guesses[0].confidence >= _ENOUGH:
        return guesses, ""
    new = _new(known, index, windows, kind, title)
    if new is None:
        return guesses, ""
    guess, entry = new
    return [guess, *guesses], entry


def _score(
    meeting: KnownMeeting, window: _Window, named: Sequence[Mention], date: str | None, kind: str
) -> tuple[float, str]:
    """How well a window fits a meeting, and by what."""
    text = window.text.lower()
    rules: list[str] = []
    score = 0.0
    if re.search(rf"(?<![\w-]){re.escape(meeting.id)}(?![\w-])", text.replace(" ", "-")):
        score, rules = 0.75, ["its id"]
    own = [each for each in named if each.series == meeting.series.lower()]
    if own:
        exact = [each for each in own if each.number == meeting.number]
        if not exact:
            return 0.0, ""
        mention = exact[0]
        score = max(score, 0.5 if mention.number is not None else 0.3)
        rules.append("series and number" if mention.number is not None else "series")
        if _PREPARES.search(window.text[max(0, mention.start - 30) : mention.start]):
            score -= 0.35  # "for ASEMME6": another meeting prepares this one
        elif mention is not named[0]:
            score -= 0.1
        # A number that every cycle begins anew tells little without a day, a place or a year.
    elif not rules and kind not in _MEETS:
        return 0.0, ""
    fit = _days(meeting, window.days)
    if fit is None and window.days and own:
        score -= 0.35
    elif fit == "day":
        score += 0.4
        rules.append("date")
    elif fit == "month":
        score += 0.25
        rules.append("month")
    elif fit == "year":
        score += 0.15
        rules.append("year")
    folded = f" {fold(window.text)} "
    places = [place for place in meeting.places if f" {fold(place)} " in folded]
    if places:
        score += 0.15
        rules.append("place")
    if meeting.theme and len(meeting.theme) > 12 and fold(meeting.theme) in folded:
        score += 0.4
        rules.append("theme")
    if date and own and fit is None and not window.days:
        near = _days(meeting, [date.rstrip("~?%")])
        score += {"day": 0.35, "month": 0.2, "year": 0.1}.get(near or "", -0.05)
        if near:
            rules.append(f"{near} of the text")
    if (
        not own
        and "its id" not in rules
        and not ("date" in rules and ("place" in rules or "theme" in rules))
        and "theme" not in rules
    ):
        # A day alone may be that of anything; of a paper of a meeting it says a little.
        score = min(score, 0.45 if fit == "day" and kind in _NEW_FROM else 0.2)
    return score * window.weight, ", ".join(rules)


def _days(meeting: KnownMeeting, days: Sequence[str]) -> str | None:
    """How closely the days that are named fit those of the meeting."""
    best: str | None = None
    for held in meeting.dates:
        for day in days:
            near = _near(held, day)
            if near == "day":
                return near
            if near and (best is None or near == "month"):
                best = near
    return best


def _is_far(meeting: KnownMeeting, date: str) -> bool:
    """Whether a text is of another time than a meeting whose number comes again: SOM1 of 2016."""
    try:
        said = bounds(date)
        held = [bounds(day) for day in meeting.dates]
    except BadDate:
        return False
    if not said.first or not held or not held[0].first:
        return False
    return abs(int(said.first[:4]) - int(held[0].first[:4])) > 1


def _near(held: str, day: str) -> str | None:
    try:
        one, other = bounds(held), bounds(day)
    except BadDate:
        return None
    if not (one.first and one.last and other.first and other.last):
        return None
    if one.first > other.last or other.first > one.last:
        return None
    if len(day) >= 10 and len(held.rstrip("~?%")) >= 10:
        return "day"
    if len(day) == 4 or len(held.rstrip("~?%")) == 4:
        return "year"
    return "month"


def _new(
    known: Known, index: Index, windows: Sequence[_Window], kind: str, title: Sequence[Line]
) -> tuple[Guess, str] | None:
    """A meeting that the register does not have: a series or body that is named, and its day."""
    if kind not in _NEW_FROM:
        return None
    for window in windows:
        days = [day for day in window.days if len(day) >= 10]
        named = mentions(window.text, index)
        if not days or not named or window.place:
            continue
        own = [each for each in named if each.series == named[0].series]
        # "Senior Officials' Meeting 1 (SOM1)" names it twice, once with its number.
        mention = next((each for each in own if each.number is not None), named[0])
        body = index.series[mention.series]
        series = next(m.series for m in known.meetings if m.series.lower() == mention.series)
        number = "" if mention.number is None else str(mention.number)
        if not number:  # often the title has it, and the line with the day has not
            numbers = {
                each.number
                for other in windows
                for each in mentions(other.text, index)
                if each.series == mention.series and each.number is not None
            }
            number = str(numbers.pop()) if len(numbers) == 1 else ""
        plain = next(iter(n for n in known.named if n.id == body), None)
        stem = slug(f"{mention.series}{number}") or slug(body)
        id_ = f"{stem}-{days[0][:4]}"
        taken = {meeting.id for meeting in known.meetings}
        if id_ in taken:
            id_ = f"{stem}-{days[0][:7]}"
        if id_ in taken:
            return None
        full = plain.names[0] if plain else series
        heading = f"{full} ({series}{number})"
        entry = _entry(id_, body, heading, series, number, days[0], _place(window.text, known))
        return (
            Guess(
                field="meeting", value=id_, rule="a new meeting of a known series", confidence=0.5,
                line=window.line, place=window.place, written=window.text[:200],
            ),
            entry,
        )  # fmt: skip
    return None


def _place(text: str, known: Known) -> str:
    """A place of an earlier meeting that is named, else a word that stands where places do."""
    folded = f" {fold(text)} "
    for meeting in known.meetings:
        for place in meeting.places:
            if f" {fold(place)} " in folded:
                return place
    match = re.search(r"\b(?:in|at)\s+([A-ZÀ-Ž][\w'’-]+(?:\s[A-ZÀ-Ž][\w'’-]+)?)", text)  # noqa: RUF001
    if match:
        return match[1]
    for part in re.split(r"[,;|–—()]", text):  # noqa: RUF001
        said = part.strip()
        if (
            re.fullmatch(r"[A-ZÀ-Ž][^\W\d_]{2,}(?: [A-ZÀ-Ž][^\W\d_]{2,})?", said)
            and not mentions(said, index_of(known))
            and next(iter(days_in(said)), None) is None
        ):
            return said
    return ""


def _entry(id_: str, body: str, title: str, series: str, number: str, date: str, place: str) -> str:
    held = [("id", id_), ("body", body), ("title", title), ("series", series), ("number", number),
            ("date", date), ("place", place), ("state", _state(date))]  # fmt: skip
    lines = [f"{name}: {scalar(value)}" for name, value in held if value]
    return "- " + "\n  ".join(lines) + "\n"


def _state(date: str) -> str:
    from datetime import date as day

    last = date.split("/")[-1]
    return "held" if (day_after(last) or last) <= day.today().isoformat() else "planned"


def held_then(dates: list[Guess], meetings: Sequence[Guess], known: Known) -> list[Guess]:
    """The dates, the first of them surer where the register has it for the meeting of the text.

    Who wrote the register did not look at this file: so these are two that say the same.
    """
    if not dates or not meetings or meetings[0].confidence < _SURE_MEETING:
        return dates
    first = dates[0]
    held = next((each.dates for each in known.meetings if each.id == meetings[0].value), ())
    if not any(_near(day, first.value.rstrip("~?%")) == "day" for day in held):
        return dates
    sure = max(first.confidence, _AS_REGISTERED)
    return [replace(first, rule=f"{first.rule}+register", confidence=sure), *dates[1:]]
