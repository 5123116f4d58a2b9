"""The security policy as a real browser keeps it, on our pages and on Datasette's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.workspace import Workspace
from tests.browser.conftest import Reader, serving
from tests.conftest import Repository

pytestmark = pytest.mark.browser

DATASETTES = (
    "/archive",
    "/archive/record",
    "/archive/record/letter",
    "/archive/contradiction",
    "/archive/secretariat-on?day=2012-03-01",
    "/archive/-/queries",
    "/-/",
)

INJECTED = (
    "<script>window.pwned = 1</script><img src='data:,x' onerror='window.pwned = 2'>"
    "<a id='lure' href='javascript:window.pwned = 3'>lure</a>"
    "<iframe srcdoc='<script>parent.pwned = 4</script>'></iframe>"
)


def pwned(looking: Reader) -> Any:
    """What an injected script has left; None as long as none has run."""
    looking.page.wait_for_timeout(300)
    return looking.page.evaluate("window.pwned ?? null")


@pytest.mark.parametrize("width", [360, 1400])
def test_datasettes_pages_work_under_the_policy(
    address: str, reader: Callable[..., Reader], width: int
) -> None:
    looking = reader(width)
    for path in DATASETTES:
        looking.page.goto(address + path)
        looking.page.wait_for_load_state("networkidle")
        assert looking.complaints == [], path


def test_the_menu_of_a_column_opens(address: str, reader: Callable[..., Reader]) -> None:
    looking = reader()
    looking.page.goto(f"{address}/archive/record?_col=title&_col=kind")
    looking.page.locator("th[data-column=kind] .dropdown-menu-icon").click()
    assert looking.page.get_by_text("Sort descending").is_visible()
    assert looking.complaints == []


def test_columns_can_be_chosen(address: str, reader: Callable[..., Reader]) -> None:
    looking = reader(360)
    looking.page.goto(f"{address}/archive/record")
    looking.page.get_by_role("button", name="Choose columns").click()
    assert looking.page.locator("dialog[open]").is_visible()
    assert looking.complaints == []


def test_the_jump_menu_finds_tables(address: str, reader: Callable[..., Reader]) -> None:
    looking = reader()
    looking.page.goto(f"{address}/archive")
    looking.page.keyboard.press("/")
    looking.page.locator("dialog[open] input").fill("meeting")
    looking.page.locator("dialog[open] [role=option]").first.wait_for()
    assert looking.complaints == []


def test_the_editor_works_where_sql_is_allowed(
    browsed_town: Repository, reader: Callable[..., Reader], tmp_path: Path
) -> None:
    (tmp_path / "datasette.yaml").write_text("settings: {default_allow_sql: true}", "utf-8")
    with serving(browsed_town.workspace.archive, Workspace(tmp_path)) as at:
        looking = reader()
        looking.page.goto(f"{at}/archive/-/query?sql=select+1+as+one")
        looking.page.locator(".cm-content").wait_for()
        assert looking.complaints == []


@pytest.mark.parametrize("path", ["/records/evil", "/archive/record", "/archive/record/evil",
                                  "/search?q=say"])  # fmt: skip
def test_a_script_in_a_record_never_runs(
    address: str, reader: Callable[..., Reader], path: str
) -> None:
    looking = reader()
    looking.page.goto(address + path)
    assert pwned(looking) is None


@pytest.mark.parametrize("path", ["/records/letter", "/archive/record"])
def test_even_unescaped_it_would_not_run(
    address: str, reader: Callable[..., Reader], path: str
) -> None:
    """As if escaping had failed: the response is changed on its way, its headers are kept."""
    looking = reader()

    def inject(route: Any) -> None:
        response = route.fetch()
        body = response.text().replace("</h1>", f"</h1>{INJECTED}", 1)
        route.fulfill(response=response, body=body)

    looking.page.route(address + path, inject)
    looking.page.goto(address + path)
    looking.page.locator("#lure").click()
    assert pwned(looking) is None
    assert any("Content Security Policy" in complaint for complaint in looking.complaints)


def test_raw_html_in_metadata_does_not_run_either(
    browsed_town: Repository, reader: Callable[..., Reader], tmp_path: Path
) -> None:
    """Datasette puts `description_html` into its pages as it stands, after the nonces are set."""
    (tmp_path / "metadata.yaml").write_text(
        "databases: {archive: {tables: {record: {description_html: "
        '"<script>window.pwned = 1</script>"}}}}\n',
        "utf-8",
    )
    (tmp_path / "datasette.yaml").write_text("", "utf-8")
    with serving(browsed_town.workspace.archive, Workspace(tmp_path)) as at:
        looking = reader()
        looking.page.goto(f"{at}/archive/record")
        assert "window.pwned = 1" in looking.page.content()
        assert pwned(looking) is None


def test_the_data_block_is_read_and_nothing_complains(
    address: str, reader: Callable[..., Reader]
) -> None:
    looking = reader()
    for path, type_ in (("/records/letter", "DigitalDocument"), ("/meetings/tm2", "Event")):
        looking.page.goto(address + path)
        read = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)"
        assert looking.page.evaluate(f"{read}['@type']") == type_
        assert looking.complaints == [], path
