"""Meetings and their minutes: are they here, were they adopted, is a number left out?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.readiness.model import HEADINGS, Judged, Lack
from archive.readiness.sources import Row, Sources
from archive.text.numbers import counted
from archive.text.spoken import date_words

#: 'Decision 7/2024', 'Resolution No. 12/2019': a number within a year.
_OF_YEAR = re.compile(r"(?<![\d/])(\d{1,3})/((?:19|20)\d\d)(?![\d/])", re.ASCII)

#: Paragraphs that a series of one text must have, so that its numbers say something.
_FEW = 2


def minutes(sources: Sources) -> Judged:
    """Meetings that were held, and have neither minutes nor conclusions here."""
    held = sources.number(
        "SELECT count(*) FROM meeting WHERE listed AND state = 'held' AND instr(id, '.') = 0"
        " AND (date_start IS NULL OR date_start <= ?)",
        sources.day,
    )
    lacks: list[Lack] = []
    named = 0
    for row in sources.ask("meetings-without-minutes"):
        meeting = str(row["meeting"])
        if "." in meeting:
            continue
        words = ("minutes", "outcome", "conclusions", "records")
        if sources.is_named(meeting, *words, but="adoption"):
            named += 1
            continue
        when = date_words(row["held on"]) or "on a day that is not known"
        has = (
            f"; here are: {row['of these kinds'].replace(',', ', ')}"
            if row["records of it"]
            else ""
        )
        said = f"no minutes or conclusions of {row['title']} ({when}) are here{has}"
        lacks.append(
            sources.lack("G001", meeting, said, f"secretariat add FILE --meeting {meeting}", 1)
        )
    return Judged(HEADINGS["minutes"], held, tuple(lacks), named)


def adoption(sources: Sources) -> Judged:
    """Minutes that a later meeting of the same body could have adopted, and never did."""
    every = sources.number(
        "SELECT count(*) FROM record WHERE kind = 'minutes' AND NOT removed"
        " AND status IN ('draft', 'final', 'adopted') AND instr(id, '.') = 0"
    )
    lacks: list[Lack] = []
    named = early = 0
    for row in sources.ask("minutes-never-adopted"):
        record, meeting = str(row["record"]), row["meeting"]
        if "." in record:
            continue
        if not row["later meetings"]:
            early += 1
            said = f"{row['title']}: no later meeting of the body is here that could adopt them"
            do = f"secretariat show {record}"
            lacks.append(sources.lack("G004", record, said, do, 0))
            continue
        if sources.is_named(record, "adoption") or sources.is_named(meeting, "adoption"):
            named += 1
            continue
        lacks.append(_unadopted(sources, record, row))
    why = "minutes of which a later text seems to say so count half"
    return Judged(HEADINGS["adoption"], every - early, tuple(lacks), named, why)


def _unadopted(sources: Sources, record: str, row: Row) -> Lack:
    where = row["perhaps adopted in"]
    if where:
        said = f"{row['title']}: they were perhaps adopted in {where}"
        return sources.lack("G003", record, said, f"secretariat show {where}", 0.5)
    later = int(row["later meetings"])
    times = counted(later, "later meeting")
    decisions = int(row["decisions"])
    hang = f"; {counted(decisions, 'decision hangs', 'decisions hang')} on them"
    hang = hang if decisions else ""
    said = f"{row['title']}: {times} could have adopted them{hang}"
    do = f"secretariat ask minutes-never-adopted body={row['body']}" if row["body"] else ""
    return sources.lack("G002", record, said, do or f"secretariat show {record}", 1)


def numbers(sources: Sources) -> Judged:
    """Series of meetings, texts with numbers, and decisions numbered by the year."""
    series = sources.number(
        "SELECT count(*) FROM (SELECT 1 FROM meeting WHERE listed AND series_no BETWEEN 1 AND 999"
        " AND instr(id, '.') = 0 GROUP BY body, prepares, coalesce(series, body))"
    )
    texts = sources.number(
        "SELECT count(*) FROM (SELECT 1 FROM paragraph JOIN record ON record.id = record"
        " AND NOT removed WHERE number BETWEEN 1 AND 999 AND anchor = 'p' || number"
        " AND instr(record, '.') = 0 GROUP BY record HAVING count(*) >= ? OR max(number) > ?)",
        _FEW, _FEW,
    )  # fmt: skip
    lacks: list[Lack] = []
    named: set[str] = set()
    for row in sources.ask("numbers-missing"):
        about = str(row["about"])
        if "." in about:
            continue
        if row["what is numbered"] == "meetings":
            found = _meetings(sources, row)
        elif sources.is_named(about, "text", "paragraphs", "numbers", "numbering"):
            named.add(about)
            continue
        else:
            found = _paragraphs(sources, row)
        if found is None:
            named.add(f"{about} {row['series']} {row['to prepare']}")
        else:
            lacks.append(found)
    years, of_years = _decisions(sources)
    why = "numbers left out within a text count half, as it may be an excerpt"
    number = series + texts + years
    return Judged(HEADINGS["numbers"], number, (*lacks, *of_years), len(named), why)


def _meetings(sources: Sources, row: Row) -> Lack | None:
    """The lack of a meeting's number; None where it is named as unknown."""
    about, series, missing = str(row["about"]), str(row["series"]), str(row["missing"])
    words = {missing, f"{series}{missing}".casefold()}
    if sources.is_named(about, *words) or sources.is_named(row["to prepare"], *words):
        return None
    toward = f" to prepare {row['to prepare']}" if row["to prepare"] else ""
    what = "number" if row["how many"] == 1 else "numbers"
    said = f"the series {series}{toward} lacks {what} {missing}, before {row['comes before']}"
    do = f"secretariat ask meetings-of of={about}"
    thing = f"{about} {series} {row['to prepare']}"
    return sources.lack("G005", about, said, do, 1, at=str(row["comes before"]), thing=thing)


def _paragraphs(sources: Sources, row: Row) -> Lack:
    about, missing = str(row["about"]), str(row["missing"])
    what = "paragraph" if row["how many"] == 1 else "paragraphs"
    said = f"{row['name']}: {what} {missing} are left out, before {row['comes before']}"
    if row["how many"] == 1:
        said = said.replace(" are left", " is left")
    do = f"secretariat show {about}"
    return sources.lack("G006", about, said, do, 0.5, at=str(row["comes before"]))


def _decisions(sources: Sources) -> tuple[int, Iterator[Lack]]:
    """How many years have decisions with a number, and which numbers are left out in them."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for record, title, body in sources.rows(
        "SELECT record.id, title, coalesce(record.body, meeting.body, '') FROM record"
        " LEFT JOIN meeting ON meeting.id = record.meeting"
        " WHERE kind = 'decision' AND NOT removed AND instr(record.id, '.') = 0"
    ):
        for number, year in _OF_YEAR.findall(title)[:1]:
            found.setdefault((str(body), year), {}).setdefault(int(number), record)
    return len(found), _left_out(sources, found)


def _left_out(sources: Sources, found: dict[tuple[str, str], dict[int, str]]) -> Iterator[Lack]:
    for (body, year), known in sorted(found.items()):
        gone = sorted(set(range(1, max(known))) - set(known))
        if not gone or sources.is_named(body, *(f"{number}/{year}" for number in gone)):
            continue
        after = next(known[number] for number in sorted(known) if number > gone[0])
        shown = ", ".join(f"{number}/{year}" for number in gone[:6])
        more = f" and {len(gone) - 6:,} more" if len(gone) > 6 else ""
        said = f"of the decisions of {year} {shown}{more} are not here"
        do = "secretariat add FILE --kind decision"
        yield sources.lack("G007", after, said, do, 1, thing=f"{body} {year}")
