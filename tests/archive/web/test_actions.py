"""`/actions` and the page of one task."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import Repository


def test_open_tasks_are_listed_with_who_has_them(site: Site) -> None:
    page = site.get("/actions")
    said = text(page.text)
    assert "agreed to build a bridge. open" in said
    assert "overdue" in said
    assert 'href="/actions/conclusions-tm1/p1"' in page.text


def test_what_people_stated_is_only_offered_where_that_is_less(site: Site) -> None:
    assert "that people stated" not in site.get("/actions?basis=all").text
    assert "that people stated" in site.get("/actions?basis=proposed").text


def test_a_day_tells_what_was_open_then(site: Site) -> None:
    data = site.get("/as-of/2012-06-01/actions.json?basis=all").json()
    assert [each["id"] for each in data["tasks"]] == ["conclusions-tm1#p1"]
    assert data["overdue"] == 0
    assert data["opened_later"] > 0
    assert "No task in the archive fits that was open on 1 January 2001" in text(
        site.get("/as-of/2001-01-01/actions").text
    )


def test_facets_narrow_down(site: Site) -> None:
    data = site.get("/actions.json?show=all&basis=all").json()
    for name, counts in data["facets"].items():
        for value, count in counts.items():
            asked = f"/actions.json?show=all&basis=all&{name}={value.replace(' ', '+')}"
            assert site.get(asked).json()["total"] == count


def test_the_table_to_take_away_has_all(site: Site) -> None:
    found = site.get("/actions.json?show=all&basis=all").json()["tasks"]
    rows = site.get("/actions.csv?show=all&basis=all").content.decode("utf-8-sig")
    told = [row["id"] for row in csv.DictReader(io.StringIO(rows))]
    assert told == [each["id"] for each in found]


def test_a_task_tells_its_course(site: Site) -> None:
    said = text(site.get("/actions/conclusions-tm1/p1").text)
    assert "9 May 2012 Opened in the hands of Town Meeting; Conclusions of the first" in said
    assert "so it is open" in said
    data = site.get("/actions/conclusions-tm1/p1.json").json()
    assert data["events"][0]["kind"] == "opened"


def test_before_it_was_opened_it_says_so(site: Site) -> None:
    said = text(site.get("/as-of/2011-01-01/actions/conclusions-tm1/p1").text)
    assert "On 1 January 2011 this task was not opened yet." in said


def test_what_is_no_task_is_not_found(site: Site) -> None:
    assert site.get("/actions/letter/p1").status_code == 404
    assert site.get("/actions/nothing").status_code == 404


def test_a_paragraph_that_lists_a_task_again_leads_to_it(town: Repository, tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    path.write_bytes(town.workspace.archive.read_bytes())
    conn = sqlite3.connect(path)
    conn.execute(
        "INSERT INTO action_event (action, n, kind, record, anchor, basis)"
        " VALUES ('conclusions-tm1#p1', 99, 'carried', 'letter', 'p2', 'stated')"
    )
    conn.commit()
    conn.close()
    site = Site(path, town.workspace)
    answer = site.get("/as-of/2020-01-01/actions/letter/p2")
    assert answer.headers["location"] == "/as-of/2020-01-01/actions/conclusions-tm1/p1"
    site.close()
