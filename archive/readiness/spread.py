"""What is here and what lacks, by meeting and by year: what charts show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from archive.readiness.model import Judged
from archive.readiness.sources import Sources

#: 'yes': it is here; 'no': it lacks; 'named': it lacks, and is named as unknown; '': not asked.
Here = Literal["yes", "no", "named", ""]


@dataclass(frozen=True, slots=True)
class OfMeeting:
    """A meeting that was held: what of it is here, and how many findings belong to it."""

    id: str
    name: str
    date: str | None
    year: int | None
    records: int
    agenda: Here
    participants: Here
    minutes: Here
    adopted: Here
    lacks: int


@dataclass(frozen=True, slots=True)
class OfYear:
    """A year: how many records of it are here, and how many findings belong to it."""

    year: int
    records: int
    lacks: int


def by_meeting(sources: Sources, judged: Iterable[Judged]) -> list[OfMeeting]:
    """Each meeting that was held, by its date; imported ones are left out."""
    lacks = Counter(
        lack.meeting for each in judged for lack in each.lacks if lack.cost and lack.meeting
    )
    unadopted = {str(row["record"]): row for row in sources.ask("minutes-never-adopted")}
    waits = {row["meeting"] for row in unadopted.values() if not row["later meetings"]}
    wanting = {row["meeting"] for row in unadopted.values()} - waits
    found = []
    for id_, name, date, year, records, kinds, came in sources.rows(
        "SELECT meeting.id, name, date_edtf, CAST(substr(meeting.date_start, 1, 4) AS INTEGER),"
        " coalesce(kept.records, 0), coalesce(kinds, ''), EXISTS (SELECT 1 FROM attendance"
        " WHERE attendance.meeting = meeting.id)"
        " FROM meeting LEFT JOIN (SELECT meeting, count(*) AS records, group_concat(DISTINCT kind)"
        " AS kinds FROM record WHERE NOT removed AND meeting IS NOT NULL GROUP BY meeting) AS kept"
        " ON kept.meeting = meeting.id WHERE listed AND state = 'held'"
        " AND instr(meeting.id, '.') = 0 AND (meeting.date_start IS NULL"
        " OR meeting.date_start <= ?)"
        " ORDER BY meeting.date_start IS NULL, meeting.date_start, meeting.id",
        sources.day,
    ):
        has = set(str(kinds).split(","))
        told = bool(has & {"minutes", "decision"})
        named = sources.is_named(
            id_, "minutes", "outcome", "conclusions", "records", but="adoption"
        )
        adopted: Here = ""
        if "minutes" in has and id_ not in waits:
            unknown = sources.is_named(id_, "adoption")
            adopted = "yes" if id_ not in wanting else ("named" if unknown else "no")
        found.append(
            OfMeeting(
                id=id_,
                name=name,
                date=date,
                year=year or None,
                records=records,
                agenda=_here("agenda" in has, sources.is_named(id_, "agenda")),
                participants=_here(
                    "participants" in has or bool(came),
                    sources.is_named(id_, "participants", "attendance"),
                ),
                minutes=_here(told, named),
                adopted=adopted,
                lacks=lacks[id_],
            )
        )
    return found


def _here(here: bool, named: bool) -> Here:
    if here:
        return "yes"
    return "named" if named else "no"


def by_year(sources: Sources, judged: Iterable[Judged]) -> tuple[list[OfYear], int, int]:
    """Each year from the first to the last; then records without one, and findings without one."""
    kept = {
        row[0]: int(row[1])
        for row in sources.rows(
            "SELECT CAST(substr(coalesce(record.date_start, meeting.date_start), 1, 4) AS INTEGER),"
            " count(*) FROM record LEFT JOIN meeting ON meeting.id = record.meeting"
            " WHERE NOT removed AND instr(record.id, '.') = 0 GROUP BY 1"
        )
    }
    lacks = Counter(lack.year for each in judged for lack in each.lacks if lack.cost)
    undated, unplaced = kept.pop(None, 0), lacks.pop(None, 0)
    years = sorted({*kept, *lacks} - {None})
    if years and years[-1] - years[0] <= 200:
        years = list(range(years[0], years[-1] + 1))
    return [OfYear(year, kept.get(year, 0), lacks[year]) for year in years], undated, unplaced
