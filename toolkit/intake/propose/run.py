"""Puts the parts of a proposal together, in the order in which they need each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from archive.reader import Context, read
from archive.reader.model import NOTHING, Headings
from archive.text.paragraphs import paragraphs
from toolkit.intake.closed import without_closed
from toolkit.intake.model import Extracted, Guess, Proposal
from toolkit.intake.propose.contradictions import contradictions
from toolkit.intake.propose.dates import date_guesses
from toolkit.intake.propose.kinds import kind_guesses, letter_parts
from toolkit.intake.propose.known import Known
from toolkit.intake.propose.languages import language_guesses
from toolkit.intake.propose.meetings import held_then, meeting_guesses
from toolkit.intake.propose.names import Name, named
from toolkit.intake.propose.people import (
    addressee_guesses,
    attendance_guess,
    people_guess,
    sender_guess,
)
from toolkit.intake.propose.sheet import Line, lay_out
from toolkit.intake.propose.source import Source
from toolkit.intake.propose.themes import themes_guess
from toolkit.intake.propose.titles import title_guesses, title_lines
from toolkit.intake.propose.words import found, listed, terms

#: Characters of a text that are read for decisions, tasks and attendance.
MAX_READ = 600_000
MAX_SHEETS = 40_000  # of a spreadsheet, whose later rows are figures
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SHOWN = 6  # lines at the top in which a kind or a meeting may be named


def propose(extracted: Extracted, source: Source, known: Known) -> Proposal:
    """Everything that can be told of a record before a person has seen it.

    Never raises for what a text holds. A container proposes nothing.
    """
    if extracted.container:
        return Proposal()
    extracted = without_closed(extracted)
    sheet = lay_out(extracted)
    languages = language_guesses(extracted, known, sheet)
    language = languages[0].value
    name = named(source.name, language)
    parts = letter_parts(sheet)
    lines = title_lines(sheet, parts)
    titles = title_guesses(extracted, known, sheet, name, lines, parts)
    title = titles[0].value if titles else ""
    shown = _shown(titles, lines)
    most = MAX_SHEETS if sheet.unit == "sheet" else MAX_READ
    blocks = paragraphs(sheet.text[:most])
    reading = NOTHING
    kind = ""
    kinds: list[Guess] = []
    dates: list[Guess] = []
    # What the text decides tells its kind, and the kind how it is read: twice where that differs.
    for _ in range(2):
        kinds = kind_guesses(extracted, source, known, sheet, name, shown, reading)
        if kinds[0].value == kind:
            break
        kind = kinds[0].value
        dates = date_guesses(extracted, source, sheet, name, title, kind, language, parts)
        date = dates[0].value if dates else None
        context = Context(kind, language, title, date, headings=source.headings or Headings())
        reading = read(blocks, context)
    meetings, new = meeting_guesses(
        source, known, sheet, name, shown, kind, dates[0].value if dates else None
    )
    dates = held_then(dates, meetings, known)
    guesses = [*kinds, *titles, *dates, *languages, *meetings, *_status(name, shown)]
    if kind == "letter":
        sender = sender_guess(extracted, known, sheet, parts)
        guesses += [sender] if sender else []
        guesses += addressee_guesses(extracted, known, sheet, parts)
    for more in (
        people_guess(known, sheet), attendance_guess(known, reading), themes_guess(known, sheet)
    ):  # fmt: skip
        if more:
            guesses.append(more)
    guesses = [clean for guess in guesses if (clean := _clean(guess))]
    if not any(guess.field == "title" for guess in guesses):
        said = kind.replace("-", " ").capitalize()
        guesses.append(Guess(field="title", value=said, rule="nothing names it", confidence=0.05))
    return Proposal(
        guesses=tuple(guesses),
        troubles=tuple(contradictions(source, known, name, shown, guesses)),
        decisions=len(reading.decided),
        actions=len(reading.tasks),
        proposed_meeting=new,
    )


def _clean(guess: Guess) -> Guess | None:
    """A guess in one line and without signs that no YAML takes; None where nothing is left."""
    value = " ".join(_UNSEEN.sub("", guess.value).split())
    written = " ".join(_UNSEEN.sub("", guess.written).split())
    if (value, written) == (guess.value, guess.written):
        return guess if value else None
    return replace(guess, value=value, written=written) if value else None


def _shown(titles: Sequence[Guess], lines: Sequence[Line]) -> list[Line]:
    """The title first, then the other lines at the top: where a text says what it is."""
    shown: list[Line] = []
    if titles and titles[0].place != "file name":
        shown.append(Line(titles[0].line, titles[0].value, level=1))
    for line in lines[:_SHOWN]:
        if line.kind != "row" and (not shown or line.number != shown[0].number):
            shown.append(line)
    return shown


def _status(name: Name, shown: Sequence[Line]) -> Iterator[Guess]:
    """Draft, final or adopted, where the title or the file name says so."""
    for line in shown[:2]:
        for status in ("draft", "adopted", "final"):
            said = tuple(set(terms("status", status)) - set(listed("only-in-names")))
            hit = found(line.text, said) if len(line.text) < 200 else None
            if hit:
                yield Guess(
                    field="status", value=status, rule=f"the title says {hit[1]!r}", confidence=0.9,
                    line=line.number, written=line.text,
                )  # fmt: skip
                return
    for status in ("draft", "adopted", "final"):
        hit = found(name.words, terms("status", status))
        if hit:
            yield Guess(
                field="status", value=status, rule=f"the file name says {hit[1]!r}", confidence=0.8,
                place="file name", written=name.words,
            )  # fmt: skip
            return
