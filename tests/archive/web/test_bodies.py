"""Bodies with those above and below them, and who leads them on a day."""

from __future__ import annotations

from archive.web.bodies import tree
from tests.archive.web.conftest import Site
from tests.archive.web.test_lists import rows
from tests.archive.web.test_pages import text


def test_bodies_stand_below_what_they_belong_to(village: Site) -> None:
    data = village.get("/bodies.json").json()["bodies"]
    assert [(row["id"], row["level"]) for row in data] == [
        ("council", 0), ("mills", 1), ("wells", 1),
    ]  # fmt: skip


def test_a_ring_of_parents_is_gone_round_once() -> None:
    found = tree({"a": "b", "b": "a", "c": None, "d": "lost"})
    assert sorted(name for name, _ in found) == ["a", "b", "c", "d"]
    assert ("c", 0) in found
    assert ("d", 0) in found


def test_who_leads_depends_on_the_day(village: Site) -> None:
    def led(day: str) -> list[str]:
        data = village.get(f"/as-of/{day}/bodies.json?chairs=one").json()["bodies"]
        return [lead["who"]["text"] for row in data for lead in row["leads"]]

    assert led("2013-06-01") == ["Alpha"]
    assert led("2016-06-01") == ["Beta"]
    assert led("2010-06-01") == []


def test_where_no_source_says_since_when_it_is_perhaps(village: Site) -> None:
    found = {row[0]: row for row in rows(village.get("/bodies.csv"))}
    assert found["wells"][4:6] == ["Alpha (co-chair); Beta (co-chair)", "perhaps"]
    assert found["mills"][4:6] == ["Beta (chair)", "yes"]


def test_the_page_of_a_body_tells_its_chairs_in_time(village: Site) -> None:
    said = text(village.get("/as-of/2013-06-01/bodies/mills").text)
    assert "On 1 June 2013: Alpha (chair); one chair only." in said
    assert "Beta to come chair since 1 January 2015" in said


def test_a_body_that_is_not_there_yet_is_told_so(village: Site) -> None:
    assert "not yet there" in text(village.get("/as-of/2010-01-01/bodies/mills").text)


def test_a_body_has_its_meetings_and_decisions(village: Site) -> None:
    data = village.get("/bodies/council.json").json()
    assert [row["id"] for row in data["meetings"]] == ["c2", "c1"]
    assert data["decisions_in_all"] == 1
    assert [row["text"] for row in data["below"]] == ["Group on Mills", "Group on Wells"]


def test_a_body_that_is_unknown_is_not_found(village: Site) -> None:
    assert village.get("/bodies/none").status_code == 404
