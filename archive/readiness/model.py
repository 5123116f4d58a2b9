"""Headings, what lacks under them, and how a score comes about: pure, no I/O."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.findings import Finding
from archive.text.numbers import counted


@dataclass(frozen=True, slots=True)
class Heading:
    """Something that is judged by itself. `full` says what a score of 100 means.

    `weight` is how much it counts in the overall score; `nothing` is said where there is nothing
    to judge.
    """

    id: str
    title: str
    one: str
    many: str
    full: str
    weight: int
    nothing: str

    def count(self, number: int) -> str:
        """'1 meeting', '1,200 meetings'."""
        return counted(number, self.one, self.many)


@dataclass(frozen=True, slots=True)
class Lack:
    """A finding, what to run or to write about it, and how much of its thing it costs (0 to 1).

    `thing` names what is judged: of several lacks of one thing the costs add up to 1 at most.
    `meeting` and `year` are where it belongs, as far as that is known.
    """

    finding: Finding
    do: str
    cost: float
    thing: str
    meeting: str | None = None
    year: int | None = None

    @property
    def runs(self) -> bool:
        """Whether `do` is a command, and not a sentence."""
        return self.do.startswith(("secretariat ", "git "))

    def as_dict(self) -> dict[str, object]:
        """The machine-readable form: the finding's own, and what is told here."""
        return {
            **self.finding.as_dict(),
            "do": self.do,
            "cost": self.cost,
            "about": self.thing,
            "meeting": self.meeting,
            "year": self.year,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a heading.

    `number` things were judged; of these `named` lack something that is named as unknown. `why`
    tells how costs below 1 come about; it ends without a full stop.
    """

    heading: Heading
    number: int
    lacks: tuple[Lack, ...] = ()
    named: int = 0
    why: str = ""

    @property
    def lost(self) -> float:
        """What lacks in all, counted in things."""
        return math.fsum(self._costs().values())

    @property
    def in_order(self) -> int:
        """How many things lack nothing that counts, those included that are named as unknown."""
        return max(0, self.number - sum(cost > 0 for cost in self._costs().values()))

    @property
    def score(self) -> int | None:
        """0 to 100, rounded down; None where there was nothing to judge."""
        if not self.number:
            return None
        return max(0, math.floor(100 * (1 - self.lost / self.number) + 1e-9))

    def _costs(self) -> dict[str, float]:
        costs: dict[str, float] = {}
        for lack in self.lacks:
            costs[lack.thing] = min(1.0, costs.get(lack.thing, 0.0) + lack.cost)
        return costs

    def lacking(self) -> str:
        """'17 of 25 meetings': how many things lack something, of how many."""
        return f"{self.number - self.in_order:,} of {self.heading.count(self.number)}"

    def reckoning(self) -> str:
        """How the score comes about, in one sentence without a full stop."""
        if not self.number:
            return f"nothing to judge: {self.heading.nothing}"
        are = "is" if self.number == 1 else "are"
        said = f"{self.in_order:,} of {self.heading.count(self.number)} {are} in order"
        if self.named:
            said += f", {self.named:,} of them as what lacks is named as unknown"
        partly = any(0 < cost < 1 for cost in self._costs().values())
        return said + (f"; {self.why}" if self.why and partly else "")

    def as_dict(self) -> dict[str, object]:
        """The machine-readable form."""
        return {
            "id": self.heading.id,
            "title": self.heading.title,
            "score": self.score,
            "weight": self.heading.weight,
            "judged": self.number,
            "in_order": self.in_order,
            "named": self.named,
            "lost": round(self.lost, 4),
            "reckoning": self.reckoning(),
            "full": self.heading.full,
            "findings": [lack.as_dict() for lack in self.lacks],
        }


def overall(judged: Iterable[Judged]) -> int | None:
    """The mean of the scores by the weight of their headings, rounded down; None without any."""
    scored = [(each.score, each.heading.weight) for each in judged if each.score is not None]
    weights = sum(weight for _, weight in scored)
    return sum(score * weight for score, weight in scored) // weights if weights else None


#: In the order in which they are judged. That of packing is judged where git and keys are known.
HEADINGS: Final = {
    heading.id: heading
    for heading in (
        Heading(
            "minutes",
            "Meetings without minutes",
            "meeting",
            "meetings",
            "of every meeting that was held the minutes or the conclusions are here",
            3,
            "the register has no meeting that was held",
        ),
        Heading(
            "adoption",
            "Minutes never adopted",
            "record of minutes",
            "records of minutes",
            "all minutes that a later meeting could adopt were adopted",
            2,
            "there are no minutes that a later meeting could have adopted",
        ),
        Heading(
            "numbers",
            "Numbers missing in a series",
            "series",
            "series",
            "no number is left out, among meetings, decisions, or the paragraphs of a text",
            1,
            "nothing is numbered",
        ),
        Heading(
            "follow-up",
            "Decisions without follow-up or owner",
            "decision or task",
            "decisions and tasks",
            "every decision in force was followed up or has somebody to do so, and no task is "
            "overdue or without an owner",
            2,
            "no decision or task is marked as such",
        ),
        Heading(
            "letters",
            "Letters unanswered",
            "letter",
            "letters",
            "every letter to somebody has an answer here, or is one",
            1,
            "there are no letters to somebody, or only very recent ones",
        ),
        Heading(
            "translations",
            "Translations missing",
            "translation",
            "translations",
            "every work is here in each language in which at least half of all translated works "
            "are",
            1,
            "no records share a work (`work:`), so nothing tells what is to be translated",
        ),
        Heading(
            "links",
            "Links that lead nowhere",
            "reference",
            "references",
            "everything that a record cites or links to inside the archive is here",
            1,
            "no record refers to another",
        ),
        Heading(
            "drafts",
            "Drafts without a final text",
            "draft",
            "drafts",
            "of every draft that there was, minutes apart, the final text is here",
            1,
            "there never was a draft",
        ),
        Heading(
            "closures",
            "Closed records without ground or review",
            "closed record",
            "closed records",
            "every closed record says why, and when that is looked at again, and no such day has "
            "come",
            2,
            "no record is closed",
        ),
        Heading(
            "retention",
            "Personal data past its retention",
            "record with a time",
            "records with a time",
            "no record is past the time for which it may be kept",
            2,
            "no record is to be kept for a limited time",
        ),
        Heading(
            "originals",
            "Originals at risk",
            "original",
            "originals",
            "every original that a record was read from is here, open, and in a format that will "
            "last",
            2,
            "no record was read from a file",
        ),
        Heading(
            "packing",
            "What stands against packing",
            "condition",
            "conditions",
            "all is saved, reviewed and checked, the log can be sealed, a key is at hand, and both "
            "terms are in the register",
            3,
            "nothing was looked at",
        ),
    )
}
