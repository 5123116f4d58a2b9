"""Terms, bodies, partners, letters and search in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.archive.web.village import make_village
from tests.browser.conftest import Reader, serving
from tests.browser.sound import accessible, found_by_axe, prints, sound, without_scripts

pytestmark = pytest.mark.browser

PAGES = [
    "/mandates", "/mandates/first", "/bodies", "/as-of/2013-06-01/bodies/mills", "/partners",
    "/partners/alpha", "/people", "/people/ann", "/stakeholders", "/stakeholders/guild",
    "/letters", "/letters/answer", "/search?q=mill&kind=letter",
]  # fmt: skip


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    made = make_village(tmp_path_factory.mktemp("village") / "work")
    with serving(made.workspace.archive, made.workspace) as at:
        yield at


@pytest.mark.parametrize("path", PAGES)
def test_they_are_sound(village: str, reader: Callable[..., Reader], path: str) -> None:
    sound(village, reader, path)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(village: str, reader: Callable[..., Reader], path: str) -> None:
    accessible(village, reader, path)


@pytest.mark.parametrize("path", [each for each in PAGES if "search" not in each][1::2])
def test_they_print(village: str, reader: Callable[..., Reader], path: str) -> None:
    prints(village, reader, path)


def test_the_tasks_of_a_term_are_of_one_piece(village: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.goto(f"{village}/mandates/first")
    said = page.locator(".decided .how").first
    assert said.evaluate("each => getComputedStyle(each).borderTopWidth") == "0px"


def test_a_wide_table_says_that_more_lies_beyond(
    village: str, reader: Callable[..., Reader]
) -> None:
    page = reader(800).page
    page.goto(f"{village}/questions/letters")
    shaded = page.locator(".scroll").first
    assert "local" in shaded.evaluate("each => getComputedStyle(each).backgroundAttachment")


def test_a_correspondence_needs_no_scripts(village: str, reader: Callable[..., Reader]) -> None:
    assert "Answered by" in without_scripts(village, reader, "/letters/answer")


def test_who_led_a_group_on_a_day_is_found(village: str, reader: Callable[..., Reader]) -> None:
    page = reader(scripts=False).page
    page.goto(f"{village}/bodies")
    page.get_by_text("Another day").click()
    page.get_by_label("As of", exact=True).fill("2013-06-01")
    page.get_by_role("button", name="Show").click()
    assert "Alpha" in page.get_by_role("row", name=re.compile("Group on Mills")).inner_text()


def typed(page: Any, words: str) -> Any:
    """The box for search with `words` in it and its proposals open."""
    box = page.get_by_role("combobox", name="Search all records, in any of their languages")
    box.click()
    page.keyboard.type(words, delay=20)
    page.get_by_role("listbox").wait_for()
    return box


def test_proposals_are_chosen_with_the_keyboard(
    village: str, reader: Callable[..., Reader]
) -> None:
    looking = reader()
    page = looking.page
    page.goto(village)
    box = typed(page, "council")
    assert box.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("option").count() == 4
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[aria-selected="true"]')
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert chosen.inner_text().startswith("First Council")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{village}/meetings/c1")
    assert looking.complaints == []


def test_escape_shuts_the_proposals_and_enter_searches(
    village: str, reader: Callable[..., Reader]
) -> None:
    page = reader().page
    page.goto(village)
    box = typed(page, "council")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.get_by_role("listbox").count() == 0
    assert box.input_value() == "council"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{village}/search?q=council")


def test_a_proposal_is_chosen_with_the_mouse(village: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.goto(village)
    typed(page, "an answer")
    page.get_by_role("option", name="An answer").click()
    page.wait_for_url(f"{village}/records/answer")


def test_the_number_of_proposals_is_told(village: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.goto(village)
    typed(page, "council")
    assert page.get_by_text("4 proposals, arrow keys choose").count() == 1


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (360, "dark")])
def test_axe_finds_nothing_in_open_proposals(
    village: str, reader: Callable[..., Reader], width: int, scheme: str
) -> None:
    page = reader(width, scheme).page
    page.goto(village)
    typed(page, "council")
    page.keyboard.press("ArrowDown")
    assert found_by_axe(page) == []


def test_where_proposals_fail_the_form_goes_on(village: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.route("**/search/suggest.json*", lambda route: route.abort())
    page.goto(village)
    page.get_by_label("Search all records").fill("mill")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{village}/search?q=mill")
