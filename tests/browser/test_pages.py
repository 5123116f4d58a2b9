"""The pages in a real browser: they fit, they need no script, the keyboard reaches all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

OURS = ("/", "/records/letter", "/records/letter?version=1", "/records/evil", "/meetings/tm2",
        "/search?q=meet", "/questions", "/questions/contradictions", "/records/conclusions-tm1",
        "/decisions/conclusions-tm1/p1", "/decisions/conclusions-tm1/p2", "/questions/decisions",
        "/custody", "/records/leter")  # fmt: skip


@pytest.mark.parametrize("width", [320, 1400])
def test_nothing_is_wider_than_the_window(
    address: str, reader: Callable[..., Reader], width: int
) -> None:
    page = reader(width).page
    for path in OURS:
        page.goto(address + path)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), path


def test_our_pages_raise_no_complaint(address: str, reader: Callable[..., Reader]) -> None:
    looking = reader()
    for path in OURS[:-1]:
        looking.page.goto(address + path)
        assert looking.complaints == [], path


def test_no_request_leaves_for_elsewhere(address: str, reader: Callable[..., Reader]) -> None:
    looking = reader()
    for path in (*OURS, "/archive/record"):
        looking.page.goto(address + path)
    assert [url for url in looking.requests if not url.startswith((address, "data:"))] == []


def test_search_works_without_scripts(address: str, reader: Callable[..., Reader]) -> None:
    page = reader(scripts=False).page
    page.goto(address)
    page.get_by_label("Search all records, in any of their languages").fill("november")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Minutes of the second meeting", exact=True).click()
    assert page.url == f"{address}/records/minutes-tm2"


def test_a_question_is_asked_with_its_form(address: str, reader: Callable[..., Reader]) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/questions/secretariat-on")
    page.get_by_label("Day (may be left out)").fill("2012-03-01")
    page.get_by_role("button", name="Ask").click()
    assert "day=2012-03-01" in page.url
    assert page.get_by_role("cell", name="Uptown", exact=True).first.is_visible()


def test_the_mark_of_a_paragraph_is_its_address(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader().page
    page.goto(f"{address}/records/minutes-tm2")
    page.get_by_role("link", name="paragraph 60").click()
    assert page.url.endswith("/records/minutes-tm2#p60")
    assert "They agreed." in page.locator(":target").inner_text()


def test_the_first_step_of_the_keyboard_skips_to_the_content(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader().page
    page.goto(f"{address}/records/letter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_one_heading_of_the_first_order_and_the_landmarks(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader().page
    for path in OURS:
        page.goto(address + path)
        counts = page.evaluate(
            "['h1', 'main', 'body > header', 'body > footer', 'header nav']"
            ".map(each => [...document.querySelectorAll(each)]"
            ".filter(each => each.checkVisibility()).length)"
        )
        assert counts == [1, 1, 1, 1, 1], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(
    address: str, reader: Callable[..., Reader], scheme: str
) -> None:
    """Every text has the contrast that WCAG 2.2 asks for (1.4.3: 4.5 to 1)."""
    page = reader(scheme=scheme).page
    for path in (*OURS, "/archive", "/archive/record?_col=title&_col=meeting"):
        page.goto(address + path)
        assert page.evaluate(CONTRAST) == [], path


CONTRAST = """() => {
  const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(each => each.nodeType === 3 && each.data.trim());
    if (!own || !node.checkVisibility()) continue;
    const [a, b] = [light(numbers(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${node.tagName} ${node.textContent.trim().slice(0, 30)} ${ratio}`);
  }
  return poor;
}"""
