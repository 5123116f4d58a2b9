"""The list of records, a record and what changed in it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Reader
from tests.browser.sound import accessible, prints, sound, without_scripts

pytestmark = pytest.mark.browser

PAGES = [
    "/records", "/records/letter", "/records/arabic", "/records/letter/versions/1",
    "/records/letter/diff/1/2", "/records/letter/diff/1/2/side",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, "/records/evil"])
def test_they_are_sound(address: str, reader: Callable[..., Reader], path: str) -> None:
    sound(address, reader, path)


@pytest.mark.parametrize("path", [PAGES[0], PAGES[1], PAGES[-1]])
def test_axe_finds_nothing(address: str, reader: Callable[..., Reader], path: str) -> None:
    accessible(address, reader, path)


@pytest.mark.parametrize("path", [PAGES[0], PAGES[1], PAGES[-1]])
def test_they_print(address: str, reader: Callable[..., Reader], path: str) -> None:
    prints(address, reader, path)


def test_what_changed_is_read_without_scripts(address: str, reader: Callable[..., Reader]) -> None:
    assert "all of us" in without_scripts(address, reader, "/records/letter/diff/1/2")


def test_from_a_version_to_what_changed_and_beside_each_other(
    address: str, reader: Callable[..., Reader]
) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/records/letter")
    page.get_by_role("link", name="What changed in version 2").click()
    assert page.locator("ins").inner_text() == ", all of us"
    page.get_by_role("link", name="Side by side").click()
    assert page.url == f"{address}/records/letter/diff/1/2/side"
    assert page.locator("td:nth-child(1) ins").count() == 0
    assert page.locator("td:nth-child(2) ins").count() == 1


def test_a_table_comes_down_as_a_workbook(address: str, reader: Callable[..., Reader]) -> None:
    page = reader(scripts=False).page
    page.goto(f"{address}/records")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel").click()
    assert coming.value.suggested_filename == "records.xlsx"
