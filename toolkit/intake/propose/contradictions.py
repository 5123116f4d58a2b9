"""Where the name or folder of a file says something else than its text (I013)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.errors import BadDate
from archive.text.dates import bounds, in_words
from toolkit.intake.model import Guess, Trouble
from toolkit.intake.propose.index import index_of
from toolkit.intake.propose.known import Known
from toolkit.intake.propose.meetings import mentions
from toolkit.intake.propose.names import Name, date_in, folders
from toolkit.intake.propose.sheet import Line
from toolkit.intake.propose.source import Source

_SURE = 0.78  # of a date that the text bears


def contradictions(
    source: Source,
    known: Known,
    name: Name,
    title: Sequence[Line],
    guesses: Sequence[Guess],
) -> Iterator[Trouble]:
    """A finding for each date, and each meeting, that differs."""
    own = next(
        (
            g
            for g in guesses
            if g.field == "date" and g.line and g.confidence >= _SURE and "name" not in g.rule
        ),
        None,
    )
    if own:
        said = name.said.edtf if name.said and name.said.edtf else None
        if said and _apart(said, own.value):
            yield _trouble("the file name", in_words(said), in_words(own.value), own.line)
        else:
            for folder in folders(source.folder)[:1]:
                held = date_in(folder, "en")
                if held and held.edtf and _apart(held.edtf, own.value):
                    yield _trouble(
                        f"the folder {folder}", in_words(held.edtf), in_words(own.value), own.line
                    )
    index = index_of(known)
    told = [each for line in title[:4] for each in mentions(line.text, index)]
    if not told:
        return
    here = {(each.series, each.number) for each in told}
    line = next(line.number for line in title[:4] if mentions(line.text, index))
    for place, text in (
        ("the file name", name.words),
        *((f"the folder {f}", f) for f in folders(source.folder)[:1]),
    ):
        for each in mentions(text.replace("_", " "), index)[:1]:
            same = {number for series, number in here if series == each.series}
            if each.number is not None and same and each.number not in same and None not in same:
                other = next(number for number in same)
                yield _trouble(
                    place,
                    f"{each.series.upper()}{each.number}",
                    f"{each.series.upper()}{other}",
                    line,
                )
                return


def _apart(one: str, other: str) -> bool:
    """Whether two dates have no day in common."""
    try:
        a, b = bounds(one), bounds(other)
    except BadDate:
        return False
    if not (a.first and a.last and b.first and b.last):
        return False
    return a.last < b.first or b.last < a.first


def _trouble(where: str, says: str, text: str, line: int) -> Trouble:
    return Trouble(
        code="I013",
        message=f"{where} says {says}, the text {text}",
        place=f"line {line}" if line else "",
    )
