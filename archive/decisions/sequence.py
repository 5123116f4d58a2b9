"""The order of texts: by their meetings, and those by their days, or their numbers where days fail.

A meeting that is known by its year alone (2024, which may be its first day or its last) is no
earlier than one of May 2024: where two meetings of a series may be either way round, the numbers
that they bear decide. What has no date and no number comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

#: Where a meeting stands among all: a day that orders it, its body, its rank within the body.
Place = tuple[str, str, int]

#: Past how many meetings a number may move one; more would be no doubt about days.
_FAR: Final = 100

#: Stands for the day of what has none; every day comes before it.
LAST: Final = "~"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is known of a meeting; `start` and `end` are the ISO days that enclose its date.

    `kept` says whether its minutes or conclusions are here.
    """

    id: str
    body: str | None
    start: str | None
    end: str | None
    series: str | None = None
    number: int | None = None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """A record as a text among others: its meeting, and the meeting's date or else its own.

    `series` is what the texts have in common that carry tasks on from one to the next: a body,
    or the history that they were brought in with. Nothing ends by a `draft`.
    """

    record: str
    meeting: str | None = None
    body: str | None = None
    date_edtf: str | None = None
    date_start: str | None = None
    series: str = ""
    draft: bool = False


class Places:
    """Where each of `meetings` stands among all; `of` tells it of a text."""

    def __init__(self, meetings: Iterable[Meeting]) -> None:
        self.of_meeting: dict[str, Place] = {}
        by_body = sorted(meetings, key=lambda each: (each.body or "", each.start or LAST, each.id))
        for body, held in groupby(by_body, key=lambda each: each.body or ""):
            self._rank(body, _by_number(list(held)))

    def of(self, text: Text) -> tuple[Place, str]:
        """The text's place; its record's id parts the texts of one meeting."""
        place = self.of_meeting.get(text.meeting or "")
        return place or (text.date_start or LAST, text.body or "", -1), text.record

    def _rank(self, body: str, held: Sequence[Meeting]) -> None:
        dated = max((rank for rank, each in enumerate(held) if each.start), default=-1)
        day = ""
        for rank, each in enumerate(held):
            day = max(day, each.start or day) if rank <= dated else LAST
            self.of_meeting[each.id] = day, body, rank


def _by_number(held: Sequence[Meeting]) -> list[Meeting]:
    """`held`, in the order of days, with those moved before whose number says so."""
    out: list[Meeting] = []
    for each in held:
        at = len(out)
        while at and len(out) - at < _FAR and _comes_before(each, out[at - 1]):
            at -= 1
        out.insert(at, each)
    return out


def _comes_before(later: Meeting, earlier: Meeting) -> bool:
    """Whether `later`, which is not known to begin first, comes first by its number."""
    if later.series != earlier.series or later.number is None or earlier.number is None:
        return False
    may_be = later.start is None or earlier.end is None or later.start <= earlier.end
    return may_be and later.number < earlier.number
