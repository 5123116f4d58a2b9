"""When a text was made: by what it says of its own day, else by what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from archive.errors import BadDate
from archive.reader.dayfigures import Said
from archive.reader.daytext import days_in
from archive.reader.minutes import finer_of
from archive.text.dates import bounds, in_words
from toolkit.intake.model import Extracted, Guess
from toolkit.intake.propose.kinds import LetterParts, form_of
from toolkit.intake.propose.names import Name, date_in, folders
from toolkit.intake.propose.sheet import Line, Sheet
from toolkit.intake.propose.source import Source
from toolkit.intake.propose.words import begins, found, listed

_SHORT_DAY = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{2})(?![\d.])")
_MAX_DATE_LINE = 110  # characters
_YEARS = range(1900, 2101)
_HEADERS = ("date", "sent", "datum", "gesendet")
_AROUND = ("file name", "folder")
_AGREED = 0.97
_BORNE = 0.8  # how sure a day is that stands at the top of a text
_DATED_BY_MEETING = frozenset({"minutes", "agenda", "participants", "decision"})


@dataclass(frozen=True, slots=True)
class Found:
    """A date with where it comes from. `own` means that the text bears it as its own."""

    said: Said
    source: str
    confidence: float
    line: int = 0
    written: str = ""
    own: bool = True


def date_guesses(
    extracted: Extracted,
    source: Source,
    sheet: Sheet,
    name: Name,
    title: str,
    kind: str,
    language: str,
    parts: LetterParts,
) -> list[Guess]:
    """The dates that it may have, the likeliest first, and `date_basis` where it is inferred.

    A date whose figures can be read in two ways gives two guesses.
    """
    near = _year_near(extracted, source, name)
    stated = list(_stated(extracted, source, sheet, name, title, kind, language, parts, near))
    stated = [each for each in stated if _sound(each.said)]
    out = _agreed(stated)
    if out and not out[0].line and out[0].place in ("file name", "folder"):
        value = f"inferred; from the {out[0].place}, {out[0].written}"
        out.append(replace(out[0], field="date_basis", value=value))
    if not out and kind == "letter":
        out = list(_after_meeting(sheet, language, near))
    out += _fallback(extracted, source, bool(out))
    return out


def _sound(said: Said) -> bool:
    for text in (said.edtf, *said.readings):
        if text:
            try:
                first = bounds(text).first
            except BadDate:
                return False
            if not first or int(first[:4]) not in _YEARS:
                return False
    return bool(said.edtf or said.readings)


def _year_near(extracted: Extracted, source: Source, name: Name) -> str | None:
    """A date near that of the text, for dates that bear no year."""
    if name.said and name.said.edtf:
        return name.said.edtf
    for folder in folders(source.folder)[:2]:
        said = date_in(folder, "en")
        if said and said.edtf:
            return said.edtf
    return None


def _stated(
    extracted: Extracted,
    source: Source,
    sheet: Sheet,
    name: Name,
    title: str,
    kind: str,
    language: str,
    parts: LetterParts,
    near: str | None,
) -> Iterator[Found]:
    """All that states a date, in the order in which it is trusted."""
    for held, place in (
        (sheet.fields.get("date"), "front matter"),
        (_mail_date(extracted), "mail"),
    ):
        said = next(days_in(held or "", language), None)
        if held and said and (said.edtf or said.readings):
            day = Said(held[:10], said.rule, 0, 10) if re.match(r"\d{4}-\d\d-\d\d", held) else said
            yield Found(day, place, 0.98, written=held)
    letter = kind == "letter" and parts.greeting is not None
    if letter:
        yield from _letter_line(sheet, language, parts)
    else:
        yield from _labelled(sheet, language)
    if name.said:
        sure = {4: 0.5, 7: 0.75}.get(len(name.said.edtf or ""), 0.85)
        yield Found(name.said, "file name", sure, written=source.name)
    for folder in folders(source.folder)[:3]:
        said = date_in(folder, language)
        if said:
            # A folder such as 2016 or 2016-11 holds what belongs to that time.
            sure = 0.3 if len(said.edtf or "") < 10 else 0.5
            yield Found(said, "folder", sure, written=folder)
            break
    if not letter:
        yield from _titled(title, sheet, language, kind)
        yield from _running(extracted, language)


def _mail_date(extracted: Extracted) -> str | None:
    mail = form_of(extracted) in ("eml", "msg", "mbox") or "message-id" in extracted.properties
    return extracted.properties.get("date") if mail else None


def _labelled(sheet: Sheet, language: str) -> Iterator[Found]:
    """Lines that are there to tell the day: "Date: ...", "as of ...", "Bonn, 3 March 2010"."""
    for line in sheet.head[:24]:
        if len(line.text) > 400:
            continue
        label = begins(line.text.replace(" | ", ": "), listed("dated"))
        said = _day_of(line.text[:200], language) if label else None
        if label and said and said.start <= len(label) + 14:
            yield Found(said, "a line for the date", 0.92, line.number, line.text)
            return


def _letter_line(sheet: Sheet, language: str, parts: LetterParts) -> Iterator[Found]:
    """The day of a letter: a line that is little else, above the greeting or below the close."""
    above = [line for line in sheet.head if parts.greeting and line.number < parts.greeting.number]
    below: list[Line] = []
    if parts.close:
        after = [line for line in (*sheet.head, *sheet.tail) if line.number > parts.close.number]
        below = after[:14]
    for line in (*above, *below):
        said = _day_of(line.text, language)
        if said is None or len(line.text) > _MAX_DATE_LINE:
            continue
        rest = line.text[: said.start] + " " + line.text[said.end :]
        whole = len(said.edtf or said.readings[0]) == 10
        if whole and len(rest.split()) <= 6:
            yield Found(said, "the letter's line for its date", 0.93, line.number, line.text)
            return


def _day_of(text: str, language: str) -> Said | None:
    """The first date in a line; with a year of two figures, too, where it can be but one day."""
    said = next((each for each in days_in(text, language) if each.edtf or each.readings), None)
    if said:
        return said
    short = _SHORT_DAY.search(text)
    if short is None:
        return None
    a, b, year = int(short[1]), int(short[3]), 2000 + int(short[4])
    readings = [
        f"{year}-{month:02d}-{day:02d}"
        for day, month in dict.fromkeys(((a, b), (b, a)))
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if len(readings) == 1:
        return Said(readings[0], "figures", *short.span())
    return Said(None, "ambiguous", *short.span(), readings=tuple(readings)) if readings else None


def _titled(title: str, sheet: Sheet, language: str, kind: str) -> Iterator[Found]:
    """A date in the title, else one that stands alone, or beside a place, in the first lines."""
    said = next((each for each in days_in(title, language) if each.edtf or each.readings), None)
    if said:
        place = next((line.number for line in sheet.head if title[:30] in line.text), 0)
        yield Found(said, "title", 0.85, place, title)
    for line in sheet.head[:12]:
        if (
            len(line.text) > _MAX_DATE_LINE
            or line.page > 1
            or line.kind == "item"
            or found(line.text, listed("ahead"))
        ):
            continue
        said = next((each for each in days_in(line.text, language) if each.edtf), None)
        if said is None or line.text.rstrip().endswith((".", "?", ";")):
            continue
        rest = (line.text[: said.start] + " " + line.text[said.end :]).split()
        if len(rest) <= (10 if line.level or kind in _DATED_BY_MEETING else 4):
            sure = 0.8 if len(said.edtf or "") >= 10 else 0.7
            yield Found(said, "first lines", sure, line.number, line.text)
            return
        if line.kind == "row":
            continue


def _running(extracted: Extracted, language: str) -> Iterator[Found]:
    """A day in what stands above or below each page."""
    for place in ("header", "footer"):
        for part in extracted.properties.get(place, "").split(" | "):
            said = next((each for each in days_in(part, language) if each.edtf), None)
            if said and len(said.edtf or "") >= 10:
                yield Found(said, place, 0.75, written=part)
                return


def _agreed(stated: Sequence[Found]) -> list[Guess]:
    """Guesses out of what was found: what agrees makes one, the finest of it, and surer."""
    groups: list[list[Found]] = []
    values: list[str] = []
    for each in stated:
        for text in (each.said.edtf,) if each.said.edtf else each.said.readings:
            for n, value in enumerate(values):
                closer = finer_of(value, text)
                if closer is not None:
                    values[n] = closer
                    groups[n].append(each)
                    break
            else:
                values.append(text)
                groups.append([each])
    out: list[tuple[float, Guess]] = []
    borne = any(each.line and each.confidence >= _BORNE for group in groups for each in group)
    for value, group in zip(values, groups, strict=True):
        best = max(group, key=lambda each: (each.said.edtf is not None, each.confidence))
        doubtful = all(each.said.edtf is None for each in group)
        sure = best.confidence / (2 if doubtful else 1)
        sure = min(0.99, sure + 0.04 * (len({each.source for each in group}) - 1))
        sure = max(sure, _together(group)) if not doubtful else sure
        if borne and not any(each.line for each in group) and best.source in _AROUND:
            sure = min(sure, _BORNE - 0.01)  # what a text says of its own day counts
        told = "+".join(dict.fromkeys(each.source for each in group))
        rule = f"{told}: day and month can be read in two ways" if doubtful else told
        out.append((sure, Guess(
            field="date", value=value, rule=rule, confidence=round(sure, 2), line=best.line,
            place="" if best.line else best.source, written=best.written[:200],
        )))  # fmt: skip
    # What was found first counts where two are as sure; a second date makes the first less so.
    out.sort(key=lambda pair: -pair[0])
    return [guess for _, guess in out[:4]]


def _together(group: Sequence[Found]) -> float:
    """How sure a day is that the text bears and the name or folder of its file has as well.

    The two are written by different people at different times, so that both are wrong far less
    often than one of them.
    """
    around = max((each.confidence for each in group if each.source in _AROUND), default=0.0)
    text = max((each.confidence for each in group if each.source not in _AROUND), default=0.0)
    return min(_AGREED, 1 - (1 - around) * (1 - text)) if around and text else 0.0


def _after_meeting(sheet: Sheet, language: str, near: str | None) -> Iterator[Guess]:
    """A letter without a date that speaks of a meeting that is over: about that month."""
    for line in sheet.head:
        hit = found(line.text, listed("held"))
        if hit is None:
            continue
        for said in days_in(line.text, language, near):
            if said.edtf and len(said.edtf) >= 10 and said.start >= hit[0] - 60:
                end = said.edtf.split("/")[-1]
                basis = f"inferred; it bears no date and speaks of {in_words(said.edtf)} as past"
                for name, value in (("date", f"{end[:7]}~"), ("date_basis", basis)):
                    yield Guess(
                        field=name, value=value, rule="after a meeting that it speaks of as over",
                        confidence=0.45, line=line.number, written=line.text[said.start : said.end],
                    )  # fmt: skip
                return


def _fallback(extracted: Extracted, source: Source, there: bool) -> list[Guess]:
    """When the file was made, which is seldom the day of its text: only where nothing else is."""
    if there:
        return []
    for said, what in (
        (extracted.properties.get("created"), "the file says that it was made"),
        (extracted.properties.get("modified"), "the file says that it was changed"),
        (source.modified, "the file was last changed"),
    ):
        day = (said or "")[:10]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and _sound(Said(day, "", 0, 0)):
            sure = 0.3 if said != source.modified else 0.15
            return [
                Guess(
                    field="date", value=f"{day}?", rule="when the file was made", confidence=sure,
                    place="properties", written=said or "",
                ),
                Guess(
                    field="date_basis", value=f"inferred; {what} on {in_words(day)}",
                    rule="when the file was made", confidence=sure, place="properties",
                    written=said or "",
                ),
            ]  # fmt: skip
    return []
