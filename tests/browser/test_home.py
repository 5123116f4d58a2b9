"""The first page in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Reader
from tests.browser.sound import accessible, prints, sound, without_scripts

pytestmark = pytest.mark.browser


def test_it_is_sound(address: str, reader: Callable[..., Reader]) -> None:
    sound(address, reader, "/")


def test_axe_finds_nothing(address: str, reader: Callable[..., Reader]) -> None:
    accessible(address, reader, "/")


def test_it_prints(address: str, reader: Callable[..., Reader]) -> None:
    prints(address, reader, "/")


def test_it_needs_no_scripts(address: str, reader: Callable[..., Reader]) -> None:
    said = without_scripts(address, reader, "/")
    assert "The secretariat through time" in said
    assert "Third Town Meeting" in said


def test_nothing_moves_while_it_loads(address: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(each => { window.shifted += each.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") == 0


def test_the_menu_opens_on_a_phone_without_scripts(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader(360, scripts=False).page
    page.goto(address)
    assert not page.get_by_role("link", name="Records", exact=True).is_visible()
    page.get_by_text("Menu").click()
    page.get_by_role("link", name="Records", exact=True).click()
    assert page.url == f"{address}/records"


def test_another_day_is_asked_for_and_left_by_the_keyboard(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/meetings/tm2")
    page.get_by_text("Another day").focus()
    page.keyboard.press("Enter")
    page.get_by_label("As of", exact=True).fill("2013-01-01")
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**/as-of/**")
    assert page.url == f"{address}/as-of/2013-01-01/meetings/tm2"
    assert page.get_by_text("As of 1 January 2013").is_visible()
    assert page.get_by_text("to come").first.is_visible()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Meetings").click()
    assert page.url == f"{address}/as-of/2013-01-01/meetings"
    page.get_by_role("link", name="Back to today").click()
    assert page.url == f"{address}/meetings"
