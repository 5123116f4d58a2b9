"""`/charts`: how much was decided, how many met, how old the open tasks are.

Each chart is a table first, which says all that there is to say. Where scripts run, a drawing made
from that very table stands above it (static/charts.js); it says nothing that the table does not.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.lookup import NOW
from archive.register.tasks import on_day
from archive.text.spoken import date_words
from archive.web.actions import held_tasks
from archive.web.answering import Page, show
from archive.web.host import Host, Request
from archive.web.kept import kept
from archive.web.meeting import short_name
from archive.web.meetings import KNOWN, STATE_ON
from archive.web.moment import Moment, here, moment
from archive.web.names import Names, Ref
from archive.web.sheets import Sheet

#: Meetings whose attendance is shown, the newest ones; the CSV and JSON have all.
MEETINGS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: what it stands for, a short name of it, its numbers, and words that stand for them.

    `said` are the cells of the table where these say more than the numbers.
    """

    of: Ref
    short: str
    values: tuple[int, ...]
    said: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """What the table shows of each number: '' for none."""
        return self.said or tuple(f"{value:,}" if value else "" for value in self.values)


@dataclass(frozen=True, slots=True)
class Chart:
    """A table that is drawn as bars, one part on the other. `series` are (look, name) of the parts.

    `columns` are the heads of the table where these are others; `more` says what is left out.
    """

    id: str
    title: str
    about: str
    head: str
    series: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    more: str = ""
    columns: tuple[str, ...] = ()
    left_out: tuple[Row, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns behind the first."""
        return self.columns or tuple(name for _, name in self.series)

    @property
    def totals(self) -> bool:
        """Whether the numbers of a row add up to something."""
        return not self.columns and len(self.series) > 1


# In which states decisions are, by the order of events, counted by terms of the secretariat.
_DECISIONS = """
WITH state AS (
  SELECT decision, state, coalesce(valid_from, '') <= :day AS begun,
         max(CASE WHEN coalesce(valid_from, '') <= :day THEN n ELSE -n END)
  FROM decision_state WHERE recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)
  GROUP BY decision
)
SELECT d.mandate, CASE
    WHEN state.state = 'proposed' THEN 3 WHEN NOT state.begun THEN 2
    WHEN state.state IN ('adopted', 'amended') THEN 0 WHEN state.state = 'implemented' THEN 1
    ELSE 4 END AS part, count(*)
FROM state JOIN decision AS d ON d.id = state.decision
WHERE :at < :now OR NOT d.removed
GROUP BY 1, 2
"""
_STATES = (
    ("solid", "In force"), ("stripes", "Carried out"), ("dots", "Not in force yet"),
    ("lines", "Not decided"), ("cross", "No longer in force"),
)  # fmt: skip


def _decisions(conn: sqlite3.Connection, host: Host, asked: Moment) -> Chart:
    values = {"day": asked.day, "at": asked.at(conn), "now": NOW}
    counts: dict[str | None, Counter[int]] = {}
    for term, part, number in map(tuple, conn.execute(_DECISIONS, values)):
        counts.setdefault(term, Counter())[part] += number
    order = [row[0] for row in conn.execute(
        "SELECT id FROM mandate ORDER BY valid_from IS NULL, valid_from, id")]  # fmt: skip
    names = Names(conn, host, order)
    rows = []
    for term in [*(each for each in order if each in counts), None]:
        if term in counts:
            of = names.ref(term) if term else Ref("No term, or none that is known")
            rows.append(
                Row(of, of.text.partition(",")[0], tuple(counts[term][n] for n in range(5)))
            )
    return Chart(
        "decisions", "Decisions by term of the secretariat and state",
        "Decisions and proposals that the records hold, in the order of the terms in which they "
        "were taken, by the state that they are in on the day that this page speaks of.",
        "Term", _STATES, tuple(rows),
    )  # fmt: skip


_YEARS = f"""
SELECT CAST(substr(s.date_start, 1, 4) AS INTEGER) AS year, {STATE_ON} AS state, count(*)
{KNOWN} AND s.date_start IS NOT NULL GROUP BY 1, 2
"""
_MEETING_PARTS = {"held": 0, "to-come": 1, "planned": 1, "unsure": 2, "unknown": 2, "cancelled": 3}
_MEETING_SERIES = (
    ("solid", "Held"), ("stripes", "Planned or to come"), ("dots", "Not known whether held"),
    ("cross", "Cancelled"),
)  # fmt: skip


def _meetings(conn: sqlite3.Connection, host: Host, asked: Moment) -> Chart:
    counts: dict[int, Counter[int]] = {}
    found = conn.execute(_YEARS, {"day": asked.day, "at": asked.at(conn)})
    for year, state, number in map(tuple, found):
        counts.setdefault(year, Counter())[_MEETING_PARTS[state]] += number
    rows = []
    for year in _years(counts):
        of = Ref(str(year), here(host, f"meetings?year={year}") if year in counts else None)
        rows.append(Row(of, str(year), tuple(counts.get(year, Counter())[n] for n in range(4))))
    return Chart(
        "meetings", "Meetings by year",
        "By the day on which they begin. A year in which the archive knows of none is left empty.",
        "Year", _MEETING_SERIES, tuple(rows),
    )  # fmt: skip


def _years(counts: Iterable[int]) -> list[int]:
    """The years from the first to the last; those alone that have something where these lie far."""
    known = sorted(counts)
    if not known or known[-1] - known[0] > 150:
        return known
    return list(range(known[0], known[-1] + 1))


_ATTENDANCE = f"""
SELECT meeting.id, meeting.name, s.date_edtf, claim.value
{KNOWN} JOIN claim ON claim.subject = meeting.id AND claim.property = 'participants'
  AND claim.kind <> 'planned'
  AND claim.recorded_from <= :at AND (claim.recorded_to IS NULL OR claim.recorded_to > :at)
WHERE s.date_start IS NULL OR s.date_start <= :day
GROUP BY meeting.id, claim.value ORDER BY s.date_start IS NULL, s.date_start, meeting.id
"""
_NUMBER = re.compile(
    r"(?<![0-9.,])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?![0-9])(?![.,][0-9])", re.ASCII
)


def _attendance(conn: sqlite3.Connection, host: Host, asked: Moment) -> Chart:
    told: dict[tuple[str, str, str | None], list[str]] = {}
    for *of, value in conn.execute(_ATTENDANCE, {"day": asked.day, "at": asked.at(conn)}):
        told.setdefault((of[0], of[1], of[2]), []).append(value)
    rows = []
    for (name, title, date), values in told.items():
        numbers = [number for value in values if (number := head_count(value)) is not None]
        if not numbers:
            continue
        low, high = min(numbers), max(numbers)
        short = short_name(title)
        ref = Ref(title, here(host, f"meetings/{name}"))
        words = " or ".join(sorted(values, key=lambda value: (head_count(value) or 0, value)))
        rows.append(Row(ref, short, (low, high - low), (date_words(date), words)))
    left = len(rows) - MEETINGS
    return Chart(
        "attendance", "How many came",
        "Meetings for which a source says how many took part. Where sources differ, all that they "
        "say stands here, and what the highest says above the lowest is drawn striped.",
        "Meeting",
        (("solid", "The lowest that a source says"), ("stripes", "More, by the highest")),
        tuple(rows[-MEETINGS:]),
        f"The {MEETINGS} newest are shown; {left:,} older ones are in the JSON and CSV."
        if left > 0 else "",
        ("When", "Took part"), tuple(rows[:-MEETINGS]),
    )  # fmt: skip


def head_count(text: str) -> int | None:
    """The number in what a source says ('almost 150' is 150); None where there is not one."""
    found = _NUMBER.findall(text)
    return int(found[0].replace(",", "")) if len(found) == 1 else None


#: Ages of tasks: the day with which each ends, its words.
_AGES = (
    (183, "less than 6 months"), (365, "6 to 12 months"), (730, "1 to 2 years"),
    (1461, "2 to 4 years"), (10**9, "more than 4 years"),
)  # fmt: skip
_NO_AGE = "not known"


def _tasks(conn: sqlite3.Connection, host: Host, asked: Moment) -> Chart:
    told = [
        (each.age_in_days, each.overdue)
        for each in on_day(held_tasks(conn, host), asked.day, asked.today)
        if each.is_open
    ]
    counts: dict[str, Counter[int]] = {words: Counter() for _, words in _AGES}
    for days, overdue in told:
        words = next((w for end, w in _AGES if days is not None and days < end), _NO_AGE)
        counts.setdefault(words, Counter())[1 if overdue else 0] += 1
    rows = [Row(Ref(words), words, (each[0], each[1])) for words, each in counts.items()]
    return Chart(
        "tasks", "Open tasks by age",
        "Tasks that were open on the day that this page speaks of, by how long ago they were first "
        "given, and whether the day is past by which they were to be done.",
        "Open for", (("stripes", "Due later, or no day is said"), ("solid", "Overdue")),
        tuple(rows) if told else (),
    )  # fmt: skip


async def charts(request: Request, datasette: Host) -> Any:
    """All charts, each a table; `.json` and `.csv` have their numbers."""

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        parts = (_decisions, _meetings, _attendance, _tasks)
        # The same for every reader of one day.
        made = kept(
            datasette,
            "charts",
            lambda: tuple(part(conn, datasette, asked) for part in parts),
            **asked.key,
        )
        return Page(
            "charts.html",
            {"charts": made},
            data={"as_of": asked.day, "charts": [_plainly(each) for each in made]},
            sheet=lambda: Sheet(
                "charts", ("chart", "of", "part", "number"),
                [cell for each in made for cell in _lines(each)],
            ),
            trail=(Ref("Home", here(datasette, "")),),
            forms=("json", "csv"),
        )  # fmt: skip

    return await show(datasette, request, get)


def _plainly(chart: Chart) -> dict[str, object]:
    return {
        "id": chart.id,
        "title": chart.title,
        "parts": [name for _, name in chart.series],
        "rows": [
            {"of": row.of.text, "address": row.of.href, "numbers": row.values}
            for row in (*chart.left_out, *chart.rows)
        ],
    }


def _lines(chart: Chart) -> list[tuple[str, str, str, int]]:
    return [
        (chart.id, row.of.text, name, value)
        for row in (*chart.left_out, *chart.rows)
        for (_, name), value in zip(chart.series, row.values, strict=True)
    ]
