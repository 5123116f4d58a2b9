"""The page of readiness in a real browser, opened as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from tests.archive.readiness.workspaces import wanting
from tests.browser.conftest import Reader
from tests.toolkit.steps import run_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("readiness")
    goal = folder / "ready.html"
    root = wanting(folder / "work").root
    done = run_in(root, "handover", "readiness", "--html", str(goal))
    assert done.exit_code == 0, done.output
    return goal.as_uri()


@pytest.mark.parametrize("width", [320, 800, 1400])
def test_nothing_is_wider_than_the_window(
    page: str, reader: Callable[..., Reader], width: int
) -> None:
    looking = reader(width)
    looking.page.goto(page)
    assert looking.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(
    page: str, reader: Callable[..., Reader]
) -> None:
    looking = reader()
    looking.page.goto(page)
    assert looking.requests == [page]
    assert looking.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(page: str, reader: Callable[..., Reader], scheme: str) -> None:
    axe: Any = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    looking = reader(scheme=scheme)
    looking.page.goto(page)
    found = axe.run(looking.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_each_chart_draws_something(page: str, reader: Callable[..., Reader]) -> None:
    looking = reader(360)
    looking.page.goto(page)
    drawn = looking.page.evaluate(
        "[...document.querySelectorAll('figure svg')].map(e => e.getBoundingClientRect())"
        ".map(box => box.width > 10 && box.height > 10)"
    )
    assert drawn
    assert all(drawn)


def test_it_prints_on_few_pages(page: str, reader: Callable[..., Reader]) -> None:
    looking = reader()
    looking.page.goto(page)
    printed = PdfDocument(looking.page.pdf(prefer_css_page_size=True))
    assert 2 <= len(printed) <= 10
    assert all(sheet.get_textpage().get_text_range().strip() for sheet in printed)
