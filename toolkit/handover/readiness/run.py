"""Judges a workspace: the built archive first, then what only the workspace itself tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from archive.errors import UsageProblem
from archive.readiness import HEADINGS, Judged, Sources, judge, overall
from archive.readiness.spread import OfMeeting, OfYear, by_meeting, by_year
from archive.workspace import Workspace
from toolkit.freshness import archive_head
from toolkit.handover.readiness.packing import packing

TIMES = "\N{MULTIPLICATION SIGN}"

#: What `--json` says that it is; the number rises where a reader would have to change.
FORMAT = "secretariat-readiness/1"


@dataclass(frozen=True, slots=True)
class Readiness:
    """All that was judged. `day` is an ISO day, `head` the hash of the last save.

    `undated` counts the records without a year, `unplaced` the findings without one.
    """

    process: str
    day: str
    head: str | None
    judged: tuple[Judged, ...]
    meetings: tuple[OfMeeting, ...]
    years: tuple[OfYear, ...]
    undated: int
    unplaced: int

    @property
    def score(self) -> int | None:
        """The overall score, 0 to 100; None where nothing could be judged."""
        return overall(self.judged)

    @property
    def worst_first(self) -> list[Judged]:
        """The headings by their scores, those without one last."""
        return sorted(self.judged, key=lambda each: (each.score is None, each.score or 0))

    @property
    def blocking(self) -> list[Judged]:
        """The headings that have an error: packing would stop, or cannot be right."""
        return [
            each
            for each in self.judged
            if any(lack.finding.severity == "error" for lack in each.lacks)
        ]

    def made_up(self) -> str:
        """How the overall score comes about, in one sentence."""
        scored = [each for each in self.judged if each.score is not None]
        if not scored:
            return "Nothing could be judged."
        weights = sorted({each.heading.weight for each in scored}, reverse=True)
        parts = []
        for weight in weights:
            names = [each.heading.title for each in scored if each.heading.weight == weight]
            parts.append(f"{weight} {TIMES} {', '.join(_small(name) for name in names)}")
        without = len(self.judged) - len(scored)
        left = f" {without} with nothing to judge are left out." if without > 1 else ""
        left = " One with nothing to judge is left out." if without == 1 else left
        if len(scored) == 1:
            return f"The score of the one heading that was judged.{left}"
        return f"The mean of {len(scored)} scores by their weights: {'; '.join(parts)}.{left}"

    def as_dict(self) -> dict[str, object]:
        """The machine-readable form, as docs/outgoing.md describes it."""
        return {
            "format": FORMAT,
            "process": self.process,
            "day": self.day,
            "head": self.head,
            "score": self.score,
            "made_up": self.made_up(),
            "headings": [each.as_dict() for each in self.judged],
            "by_meeting": [_plain(each) for each in self.meetings],
            "by_year": [_plain(each) for each in self.years],
            "records_without_year": self.undated,
            "findings_without_year": self.unplaced,
        }


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def _plain(row: OfMeeting | OfYear) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(row)


def wanted(names: Sequence[str]) -> frozenset[str] | None:
    """The headings that `names` ask for, None for all; raises `UsageProblem` for another."""
    for name in names:
        if name not in HEADINGS:
            near = get_close_matches(name, HEADINGS, n=2)
            ways = f"did you mean {' or '.join(near)}?" if near else f"take {', '.join(HEADINGS)}"
            raise UsageProblem(f"there is no heading {name!r}: {ways}")
    return frozenset(names) or None


def readiness(
    workspace: Workspace, conn: sqlite3.Connection, now: datetime,
    only: Collection[str] | None = None, progress: Callable[[float], None] | None = None,
) -> Readiness:  # fmt: skip
    """Judge `workspace`, of which `conn` is the archive as it lies now; nothing is changed.

    `only` names headings; `progress` is told the fraction that is done (0 to 1). Raises
    `SaveFailed` where git cannot be asked.
    """
    sources = Sources(conn, workspace.root, f"{now:%Y-%m-%d}")

    def part(done: float) -> None:
        if progress:
            progress(done / 2)

    judged = judge(sources, only, part)
    if only is None or "packing" in only:
        judged.append(packing(workspace, sources, now))
    years, undated, unplaced = by_year(sources, judged)
    name = sources.rows("SELECT value FROM process WHERE key = 'name'")
    return Readiness(
        process=str(name[0][0]) if name else "This process",
        day=sources.day,
        head=archive_head(conn) or None,
        judged=tuple(judged),
        meetings=tuple(by_meeting(sources, judged)),
        years=tuple(years),
        undated=undated,
        unplaced=unplaced,
    )
