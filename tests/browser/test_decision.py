"""The page of a decision in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Reader
from tests.browser.sound import accessible, prints, sound, without_scripts

pytestmark = pytest.mark.browser

PAGES = ["/decisions/conclusions-tm1/p1", "/decisions/conclusions-tm2/p1"]


@pytest.mark.parametrize("path", [*PAGES, "/decisions/conclusions-tm2/p2"])
def test_it_is_sound(address: str, reader: Callable[..., Reader], path: str) -> None:
    sound(address, reader, path)


def test_axe_finds_nothing(address: str, reader: Callable[..., Reader]) -> None:
    accessible(address, reader, PAGES[1])


def test_it_prints(address: str, reader: Callable[..., Reader]) -> None:
    prints(address, reader, PAGES[0])


def test_it_needs_no_scripts(address: str, reader: Callable[..., Reader]) -> None:
    assert "Replaced by" in without_scripts(address, reader, PAGES[0])


def test_the_drawing_says_nothing_to_those_who_listen(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader().page
    page.goto(address + PAGES[1])
    assert page.locator(".graph svg").is_visible()
    assert page.locator(".graph svg").get_attribute("aria-hidden") == "true"
    page.locator(".graph a").click()
    assert page.url == address + PAGES[0]


def test_on_a_phone_the_list_stands_for_the_drawing(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader(360).page
    page.goto(address + PAGES[1])
    assert not page.locator(".graph").is_visible()
    assert page.locator(".decided").get_by_text("Replaces", exact=True).is_visible()
