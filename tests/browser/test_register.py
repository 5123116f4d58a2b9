"""The register, tasks, themes, contradictions, gaps and the auditors' page in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Reader
from tests.browser.sound import accessible, prints, sound, without_scripts

pytestmark = pytest.mark.browser

PAGES = [
    "/decisions?show=all&basis=all", "/actions?show=all&basis=all", "/actions/conclusions-tm1/p1",
    "/contradictions", "/gaps", "/questions", "/questions/decisions",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, "/as-of/2013-01-01/decisions", "/themes"])
def test_they_are_sound(address: str, reader: Callable[..., Reader], path: str) -> None:
    sound(address, reader, path)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(address: str, reader: Callable[..., Reader], path: str) -> None:
    accessible(address, reader, path)


@pytest.mark.parametrize("path", PAGES[:2])
def test_they_print(address: str, reader: Callable[..., Reader], path: str) -> None:
    prints(address, reader, path)
    page = reader().page
    page.goto(address + path)
    page.emulate_media(media="print")
    assert not page.locator(".sieves, .tabs").filter(visible=True).count()


def test_the_register_is_narrowed_down_without_scripts(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/decisions")
    page.get_by_role("link", name="In any state").click()
    page.get_by_role("link", name="replaced by a later decision").click()
    assert page.locator(".ruling-group .decided li").count() == 1
    page.get_by_label("Words, or how they begin").fill("bridg")
    page.get_by_role("button", name="Find").click()
    assert page.locator(".ruling-group .decided li").count() == 1
    page.get_by_role("link", name="Take away State").click()
    page.get_by_role("link", name="Take away Words").click()
    assert page.locator(".chips").count() == 0


def test_another_day_is_asked_for_beside_the_list(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/decisions?q=bridge")
    page.locator("#days-day").fill("2013-01-01")
    page.locator(".days").get_by_role("button", name="Show").click()
    assert page.url.endswith("/as-of/2013-01-01/decisions?q=bridge")
    assert page.locator(".ruling-group .decided li").count() == 1


def test_on_a_phone_the_facets_are_folded_away(address: str, reader: Callable[..., Reader]) -> None:
    page = reader(360, scripts=False).page
    page.goto(f"{address}/decisions?show=all")
    facets = page.locator(".sieves .panel")
    assert not facets.is_visible()
    page.get_by_role("checkbox", name="Narrow down").focus()
    page.keyboard.press("Space")
    assert facets.is_visible()


def test_a_task_needs_no_scripts(address: str, reader: Callable[..., Reader]) -> None:
    assert "so it is open" in without_scripts(address, reader, "/actions/conclusions-tm1/p1")
