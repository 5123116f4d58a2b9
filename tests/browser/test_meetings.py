"""The list of meetings and the page of one in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Reader
from tests.browser.sound import accessible, prints, sound, without_scripts

pytestmark = pytest.mark.browser

PAGES = ["/meetings", "/meetings/tm2", "/as-of/2013-01-01/meetings/tm2"]


@pytest.mark.parametrize("path", PAGES)
def test_they_are_sound(address: str, reader: Callable[..., Reader], path: str) -> None:
    sound(address, reader, path)


@pytest.mark.parametrize("path", PAGES[:2])
def test_axe_finds_nothing(address: str, reader: Callable[..., Reader], path: str) -> None:
    accessible(address, reader, path)


@pytest.mark.parametrize("path", PAGES[:2])
def test_they_print(address: str, reader: Callable[..., Reader], path: str) -> None:
    prints(address, reader, path)


def test_a_meeting_needs_no_scripts(address: str, reader: Callable[..., Reader]) -> None:
    assert "The minutes were written there." in without_scripts(address, reader, "/meetings/tm2")


def test_the_list_is_narrowed_down(address: str, reader: Callable[..., Reader]) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/meetings")
    page.get_by_label("Year").select_option("2012")
    page.get_by_role("button", name="Narrow down").click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Show all").click()
    assert page.locator("tbody tr").count() == 3
