"""Calendars of meetings, read by a program that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from tests.archive.web.conftest import Site
from tests.conftest import make_repository

MEETINGS = """\
- {id: day, body: tm, title: "Day; night, and\\nmore", date: 2012-05-09, state: held, place: Square}
- {id: days, body: tm, title: Two days, date: 2014-11-21/2014-11-22, state: planned}
- {id: month, body: tm, title: A month, date: 2017-05, state: held}
- {id: perhaps, body: tm, title: Perhaps, date: 2016-11-04~, state: held}
- {id: off, body: tm, title: Off, date: 2020-03-01, state: cancelled}
- {id: never, body: tm, title: Nobody knows when, state: planned}
"""

#: The hash of the first save.
FIRST: list[str] = []


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_repository(tmp_path_factory.mktemp("meetings") / "ws")
    (made.root / "datasette.yaml").write_text("plugins: {archive: {}}\n", encoding="utf-8")
    made.write("registers/bodies.yaml", "- {id: tm, name: Town Meeting, kind: meeting series}\n")
    made.write("registers/meetings.yaml", MEETINGS)
    made.record("one")
    FIRST[:] = [made.save()]
    later = MEETINGS.replace("2014-11-21/2014-11-22, state: planned", "2014-12-01, state: held")
    made.write("registers/meetings.yaml", later)
    made.save()
    made.build()
    site = Site(made.workspace.archive, made.workspace)
    yield site
    site.close()


def events(site: Site, path: str = "/meetings.ics") -> dict[str, Any]:
    answer = site.get(path)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    return {str(each["url"]).rpartition("/")[2]: each for each in found.walk("VEVENT")}


def test_a_meeting_takes_its_days_the_last_included(meetings: Site) -> None:
    day = events(meetings)["day"]
    assert (day["dtstart"].dt, day["dtend"].dt) == (date(2012, 5, 9), date(2012, 5, 10))
    assert day["status"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("name", "status"),
    [("month", "TENTATIVE"), ("perhaps", "TENTATIVE"), ("off", "CANCELLED")],
)
def test_what_is_no_certain_meeting_is_told_so(meetings: Site, name: str, status: str) -> None:
    found = events(meetings)[name]
    assert (found["status"], found["transp"]) == (status, "TRANSPARENT")


def test_a_month_stays_a_month(meetings: Site) -> None:
    month = events(meetings)["month"]
    assert (month["dtstart"].dt, month["dtend"].dt) == (date(2017, 5, 1), date(2017, 6, 1))
    assert month["summary"] == "A month (May 2017; day not known exactly)"


def test_a_change_in_the_register_is_a_new_edition_of_the_same_event(meetings: Site) -> None:
    days = events(meetings)["days"]
    assert (days["sequence"], days["status"]) == (1, "CONFIRMED")
    assert days["last-modified"].dt == days["dtstamp"].dt


def test_a_plan_is_tentative_until_it_was_held(meetings: Site) -> None:
    days = events(meetings, f"/meetings.ics?known-at={FIRST[0]}")["days"]
    assert (days["status"], days["sequence"]) == ("TENTATIVE", 0)
    assert (days["dtstart"].dt, days["dtend"].dt) == (date(2014, 11, 21), date(2014, 11, 23))
    assert str(days["description"]).startswith("Planned. Date: 21\u201322 November 2014.")


def test_texts_come_back_as_they_are(meetings: Site) -> None:
    assert events(meetings)["day"]["summary"] == "Day; night, and\nmore"


def test_a_meeting_without_a_date_is_counted_and_left_out(meetings: Site) -> None:
    assert "never" not in events(meetings)
    assert "no date of theirs is known: 1." in meetings.get("/meetings.ics").text.replace(
        "\r\n ", ""
    )
    assert meetings.get("/meetings/never.ics").status_code == 404


def test_one_meeting_is_the_same_event(meetings: Site) -> None:
    one = events(meetings, "/meetings/day.ics")
    assert set(one) == {"day"}
    assert one["day"]["uid"] == events(meetings)["day"]["uid"]


def test_the_list_is_narrowed_down_as_the_page_is(meetings: Site) -> None:
    assert set(events(meetings, "/meetings.ics?state=cancelled")) == {"off"}
    assert set(events(meetings, "/meetings.ics?year=2017")) == {"month"}


def test_on_an_earlier_day_a_meeting_is_still_to_come(meetings: Site) -> None:
    told = events(meetings, "/as-of/2012-01-01/meetings.ics")["day"]["description"]
    assert str(told).startswith("To come.")


def test_pages_lead_to_their_calendars(meetings: Site) -> None:
    assert 'href="/meetings/day.ics"' in meetings.get("/meetings/day").text
    assert "/meetings/never.ics" not in meetings.get("/meetings/never").text


def test_no_meeting_no_calendar(meetings: Site) -> None:
    assert meetings.get("/meetings/none.ics").status_code == 404
