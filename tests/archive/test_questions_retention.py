"""Which records are due, by rules of every kind and dates of every precision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from archive.questions import answer
from archive.reading import open_archive
from tests.conftest import Repository

RULES = """
- {id: by-date, name: By date, years: 1, after: date, action: destroy}
- {id: by-meeting, name: By meeting, years: 1, months: 6, after: meeting, kinds: [participants]}
- {id: by-mandate, name: By mandate, years: 2, after: mandate}
- {id: by-successor, name: By successor, years: 1, after: superseded}
- {id: by-words, name: By words, years: 1, trigger: the end of the affair}
- {id: personal, name: Names, years: 1, after: date, personal: true}
- {id: kept, name: Kept, years: 1, after: date, action: keep}
- {id: for-good, name: For good, permanent: true}
"""
BODIES = "- {id: som, name: Senior officials, kind: series}\n"
MEETINGS = """
- {id: som1, body: som, title: SOM1, state: held, date: 2016-11-09/2016-11-10}
- {id: som2, body: som, title: SOM2, state: cancelled, date: 2017-01-01}
- {id: som3, body: som, title: SOM3, state: planned}
"""
PARTNERS = "- {id: be, name: Belgium, region: Europe}\n"
MANDATES = """
- {id: first, host: be, from: 2010, to: 2014-12}
- {id: now, host: be, from: 2015-01}
"""

#: record → its kind and front matter
RECORDS = {
    "day": ("note", "retention: by-date\ndate: 2020-02-29\n"),
    "month": ("note", "retention: by-date\ndate: 2020-03\n"),
    "year": ("note", "retention: by-date\ndate: 2020\n"),
    "about": ("note", "retention: by-date\ndate: 2020-03~\n"),
    "range": ("note", "retention: by-date\ndate: 2019-05-01/2020-03-10\n"),
    "undated": ("note", "retention: by-date\n"),
    "held": ("participants", "meeting: som1\n"),
    "cancelled": ("participants", "meeting: som2\n"),
    "planned": ("participants", "meeting: som3\n"),
    "none": ("participants", ""),
    "term": ("note", "retention: by-mandate\nmandate: first\n"),
    "term-runs": ("note", "retention: by-mandate\nmandate: now\n"),
    "draft": ("note", "retention: by-successor\ndate: 2015\n"),
    "stands": ("note", "retention: by-successor\ndate: 2015\n"),
    "text": ("note", "retention: for-good\ndate: 2018-06-01\nsupersedes: draft\n"),
    "words": ("note", "retention: by-words\ndate: 2015\n"),
    "names": ("note", "retention: personal\ndate: 2020-02-29\n"),
    "kept-on": ("note", "retention: kept\ndate: 2015\n"),
    "no-rule": ("note", "date: 2015\n"),
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    from tests.conftest import make_repository

    repository: Repository = make_repository(tmp_path_factory.mktemp("kept") / "ws")
    for name, text in (
        ("retention", RULES), ("bodies", BODIES), ("meetings", MEETINGS),
        ("partners", PARTNERS), ("mandates", MANDATES),
    ):  # fmt: skip
        repository.write(f"registers/{name}.yaml", text)
    for record, (kind, more) in RECORDS.items():
        repository.record(record, kind=kind, more=more)
    repository.save()
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as conn:
        yield conn


def due(db: sqlite3.Connection, day: str, within: int = 0) -> dict[str, tuple[object, ...]]:
    found = answer(db, "retention-due", {"day": day, "within": str(within)})
    at = [
        found.columns.index(name)
        for name in ("has ended", "kept until at least", "kept until at most")
    ]
    return {str(row[0]): tuple(row[each] for each in at) for row in found.rows}


FAR = "2100-01-01"


@pytest.mark.parametrize(
    ("record", "least", "most"),
    [
        ("day", "2021-03-01", "2021-03-01"),
        ("month", "2021-03-01", "2021-03-31"),
        ("year", "2021-01-01", "2021-12-31"),
        ("about", "2021-01-30", "2021-05-01"),
        ("range", "2021-03-10", "2021-03-10"),
        ("held", "2018-05-10", "2018-05-10"),
        ("term", "2016-12-01", "2016-12-31"),
        ("draft", "2019-06-01", "2019-06-01"),
    ],
)
def test_the_end_is_reckoned_from_the_event_as_exactly_as_it_is_known(
    db: sqlite3.Connection, record: str, least: str, most: str
) -> None:
    assert due(db, FAR)[record] == ("yes", least, most)


@pytest.mark.parametrize("record", ["undated", "cancelled", "planned", "none", "words"])
def test_what_nobody_knows_is_unknown(db: sqlite3.Connection, record: str) -> None:
    assert due(db, FAR)[record] == ("unknown", None, None)


@pytest.mark.parametrize("record", ["term-runs", "stands", "text", "kept-on", "no-rule"])
def test_what_has_not_come_or_is_kept_is_not_due(db: sqlite3.Connection, record: str) -> None:
    assert record not in due(db, FAR)


@pytest.mark.parametrize(
    ("day", "ended"),
    [("2021-02-27", None), ("2021-03-01", "soon"), ("2021-03-02", "perhaps"),
     ("2021-03-31", "perhaps"), ("2021-04-01", "yes")],
)  # fmt: skip
def test_a_month_is_perhaps_over_before_it_surely_is(
    db: sqlite3.Connection, day: str, ended: str | None
) -> None:
    found = due(db, day).get("month")
    assert (found[0] if found else None) == ended


def test_soon_is_as_far_ahead_as_asked(db: sqlite3.Connection) -> None:
    assert "day" not in due(db, "2020-08-31", 5)
    assert due(db, "2020-08-31", 7)["day"][0] == "soon"


def test_personal_data_comes_first(db: sqlite3.Connection) -> None:
    assert next(iter(due(db, FAR))) == "names"


def test_the_schedule_counts_records_by_rule(db: sqlite3.Connection) -> None:
    found = answer(db, "retention-schedule", {})
    counted = {row[0]: row[found.columns.index("records")] for row in found.rows}
    assert counted["by-date"] == 6
    assert counted["by-meeting"] == 4
    assert counted[None] == 1
