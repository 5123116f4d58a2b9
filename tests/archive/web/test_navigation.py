"""The ways in the masthead, and what is a page."""

from __future__ import annotations

from archive.web.navigation import ENTRIES
from archive.web.routes import is_page


def test_each_way_leads_to_a_page_and_what_has_no_day_is_none() -> None:
    assert all(is_page(f"/{entry}") for entry, _ in ENTRIES)
    assert not any(
        map(is_page, ("/as-of/2020-01-01/records", "/robots.txt", "/-/health", "/nowhere"))
    )
