"""Tasks and themes as the archive knew them at a save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import make_repository

THEMES = """\
- id: plan
  name: {name}
  kind: priorities
  from: 2010
  items:
    - id: water
      label: {label}
      items: {items}
"""


@pytest.fixture(scope="module")
def saves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, list[str]]]:
    """A task that is opened at the first save, carried over at the second, done at the third."""
    made = make_repository(tmp_path_factory.mktemp("known") / "work")
    made.write("registers/themes.yaml", THEMES.format(name="First", label="Water", items="[]"))
    opened = "{.action owner=Ann}\n1. Ann is to mend the well.\n"
    made.record("one", opened, more="date: 2010-01-01\nthemes: [water]\n")
    made.save()
    wells = "[{id: wells, label: Wells, note: Deep.}]"
    made.write("registers/themes.yaml", THEMES.format(name="Second", label="Waters", items=wells))
    carried = '{.action reports-on="one#p1"}\n1. Ann has yet to mend the well.\n'
    made.record("two", carried, more="date: 2011-01-01\nthemes: [wells]\n")
    made.save()
    done = '{.action reports-on="one#p1" status=done}\n1. Ann has mended the well.\n'
    made.record("three", done, more="date: 2012-01-01\nthemes: [plan]\n")
    made.write("registers/bodies.yaml", "[]\n")
    made.save()
    made.build()
    site = Site(made.workspace.archive, made.workspace)
    yield site, made.hashes[-3:]
    site.close()


def tasks(site: Site, save: str, more: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(
        f"/actions.json?show=all&basis=all&known-at={save}{more}"
    ).json()["tasks"]
    return found


def test_a_task_is_told_by_the_texts_that_were_there(saves: tuple[Site, list[str]]) -> None:
    site, hashes = saves
    told = [tasks(site, each) for each in hashes]
    assert [[each["state"] for each in found] for found in told] == [["open"], ["open"], ["done"]]
    assert [found[0]["source"] for found in told] == ["one#p1", "two#p1", "two#p1"]
    assert [found[0]["ended_in"] for found in told] == [None, None, "three#p1"]


def test_its_page_tells_no_step_that_came_in_later(saves: tuple[Site, list[str]]) -> None:
    site, hashes = saves
    steps = [
        len(site.get(f"/actions/one/p1.json?known-at={each}").json()["events"]) for each in hashes
    ]
    assert steps == [1, 2, 3]
    page = text(site.get(f"/actions/one/p1?known-at={hashes[0]}").text)
    assert "out of the texts that the archive held then" in page
    assert "has mended" not in page


def test_the_chart_of_open_tasks_follows(saves: tuple[Site, list[str]]) -> None:
    site, hashes = saves
    said = [text(site.get(f"/charts?known-at={each}").text) for each in hashes]
    assert ["more than 4 years 1 1" in each for each in said] == [True, True, False], said


def test_lists_of_themes_are_those_of_the_save(saves: tuple[Site, list[str]]) -> None:
    site, hashes = saves
    told = [site.get(f"/themes.json?known-at={each}").json()["lists"][0] for each in hashes]
    assert [each["name"] for each in told] == ["First", "Second", "Second"]
    assert [[(t["name"], t["level"]) for t in each["themes"]] for each in told] == [
        [("Water", 0)], [("Waters", 0), ("Wells", 1)], [("Waters", 0), ("Wells", 1)],
    ]  # fmt: skip
    assert [each["counts"]["records"] for each in told] == [1, 2, 3]
    plain = site.get("/themes.json").json()["lists"][0]["themes"]
    assert [{**each, "href": ""} for each in told[2]["themes"]] == [
        {**each, "href": ""} for each in plain
    ]


def test_the_page_of_a_theme_leaves_out_what_came_in_later(saves: tuple[Site, list[str]]) -> None:
    site, hashes = saves
    told = [site.get(f"/themes/plan/water.json?known-at={each}").json() for each in hashes]
    assert [[each["id"] for each in page["records"]] for page in told] == [
        ["one"], ["two", "one"], ["two", "one"],
    ]  # fmt: skip
    assert site.get(f"/themes/plan/wells?known-at={hashes[0]}").status_code == 404
    assert site.get(f"/themes/plan/wells?known-at={hashes[1]}").status_code == 200


def test_a_list_of_open_tasks_is_that_of_the_day_and_the_save(town_of_tasks: Site) -> None:
    site = town_of_tasks

    def told(address: str) -> list[str]:
        return [each["text"] for each in site.get(address).json()["tasks"]]

    assert told("/bodies/council.json") == []
    assert told("/as-of/2011-06-01/bodies/council.json") == ["Ann is to mend the well."]


@pytest.fixture
def town_of_tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_repository(tmp_path_factory.mktemp("tasks") / "work")
    made.write("registers/bodies.yaml", "- {id: council, name: Council, kind: council}\n")
    made.write(
        "registers/meetings.yaml",
        "- {id: c1, title: One, body: council, date: 2010-01-01, state: held}\n"
        "- {id: c2, title: Two, body: council, date: 2012-01-01, state: held}\n",
    )
    opened = "{.action owner=Ann}\n1. Ann is to mend the well.\n"
    made.record("one", opened, more="date: 2010-01-01\nmeeting: c1\n", kind="minutes")
    done = '{.action reports-on="one#p1" status=done}\n1. Ann has mended the well.\n'
    made.record("two", done, more="date: 2012-01-01\nmeeting: c2\n", kind="minutes")
    made.save()
    made.build()
    site = Site(made.workspace.archive, made.workspace)
    yield site
    site.close()
