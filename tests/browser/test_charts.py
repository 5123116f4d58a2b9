"""Charts in a real browser: drawn from their tables, and nothing without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Reader
from tests.browser.sound import accessible, prints, sound, without_scripts

pytestmark = pytest.mark.browser

# How many of the points of a drawing are not empty.
_INK = """() => [...document.querySelectorAll('.drawn canvas')].map(canvas => {
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
  let inked = 0
  for (let at = 3; at < data.length; at += 4) if (data[at]) inked += 1
  return inked
})"""


def test_they_are_sound(address: str, reader: Callable[..., Reader]) -> None:
    sound(address, reader, "/charts")


def test_axe_finds_nothing(address: str, reader: Callable[..., Reader]) -> None:
    accessible(address, reader, "/charts")


def test_they_print(address: str, reader: Callable[..., Reader]) -> None:
    prints(address, reader, "/charts")


def test_each_table_is_drawn(address: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.goto(f"{address}/charts")
    inked = page.evaluate(_INK)
    assert len(inked) == page.locator("table.numbers").count() > 0
    assert min(inked) > 1_000


def test_nothing_is_drawn_of_no_tables(address: str, reader: Callable[..., Reader]) -> None:
    opened = reader()
    opened.page.goto(f"{address}/as-of/1990-01-01/charts")
    assert opened.complaints == []


def test_a_drawing_follows_the_window(address: str, reader: Callable[..., Reader]) -> None:
    page = reader(1400).page
    page.goto(f"{address}/charts")
    page.set_viewport_size({"width": 360, "height": 800})
    for _ in range(50):  # the page's policy lets the browser's own way of waiting run nothing
        box = page.locator(".drawn canvas").first.bounding_box()  # none while it is drawn anew
        if box and box["width"] < 360:
            break
        page.wait_for_timeout(100)
    assert page.locator(".drawn canvas").first.bounding_box()["width"] < 360
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_the_tables_are_there_and_no_empty_frame(
    address: str, reader: Callable[..., Reader]
) -> None:
    assert "Meetings by year" in without_scripts(address, reader, "/charts")
    page: Any = reader(scripts=False).page
    page.goto(f"{address}/charts")
    assert page.locator("figure.chart").filter(visible=True).count() == 0
    assert page.locator("table.numbers").first.is_visible()


def test_a_script_in_a_text_stays_dead(address: str, reader: Callable[..., Reader]) -> None:
    page = reader().page
    page.goto(f"{address}/records/evil")
    assert page.evaluate("window.pwned") is None
