"""What every page of ours must be, as a real browser finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Reader

#: Bytes that a page with its style sheets may take, its text left out of account, and libraries of
#: others too: they lie under vendor/, are loaded once, and are kept for good.
HEAVIEST = 100_000

# The rules of axe-core that hang on how a page is laid out and coloured.
_SEEN = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]

_FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def sound(address: str, reader: Callable[..., Reader], path: str) -> None:
    """It fits 320 px, complains of nothing, stays on this machine, and is not heavy."""
    narrow = reader(320)
    weights: list[int] = []

    def weigh(response: Any) -> None:
        if "/vendor/" not in response.url:
            weights.append(len(response.body()))

    narrow.page.on("response", weigh)
    answer = narrow.page.goto(address + path)
    assert answer.status == 200, path
    assert narrow.page.evaluate(_FITS), path
    assert narrow.complaints == [], path
    assert [url for url in narrow.requests if not url.startswith((address, "data:"))] == []
    text = len(narrow.page.inner_text("body").encode())
    assert sum(weights) - text < HEAVIEST, path


def accessible(address: str, reader: Callable[..., Reader], path: str) -> None:
    """axe-core finds nothing; nor, where it is dark and narrow, what hangs on colour and room."""
    for scheme, width, rules in (("light", 1400, None), ("dark", 360, _SEEN)):
        page = reader(width, scheme).page
        page.goto(address + path)
        assert found_by_axe(page, rules) == [], f"{path} {scheme}"


def found_by_axe(page: Any, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds, by all its rules or by some, a line each."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


def prints(address: str, reader: Callable[..., Reader], path: str) -> None:
    """On paper the text is there, and what leads elsewhere is not."""
    page = reader().page
    page.goto(address + path)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert (
        not page.locator(".ways, .menu, .find, form.search, .filters").filter(visible=True).count()
    )
    assert page.get_by_text("As of").first.is_visible()


def without_scripts(address: str, reader: Callable[..., Reader], path: str) -> str:
    """The words of the page where scripts are switched off."""
    page = reader(scripts=False).page
    page.goto(address + path)
    return str(page.inner_text("main"))
