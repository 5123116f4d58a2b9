"""The data block of pages: JSON-LD of what the page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.archive.web.conftest import Site

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(html: str) -> Any:
    (block,) = BLOCK.findall(html)
    return json.loads(block)


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/records/letter", "DigitalDocument"),
        ("/meetings/tm2", "Event"),
        ("/decisions/conclusions-tm1/p1", "CreativeWork"),
        ("/people/jane", "Person"),
    ],
)
def test_a_page_says_what_it_shows(site: Site, path: str, type_: str) -> None:
    thing = told(site.get(path).text)
    assert (thing["@context"], thing["@type"]) == ("https://schema.org", type_)
    assert thing["@id"] == path


def test_addresses_are_those_of_this_site(serve: Callable[..., Site], tmp_path: Path) -> None:
    site = serve("{}", tmp_path, base_url="/under/")
    thing = told(site.get("/records/letter").text)
    assert thing["@id"] == "/under/records/letter"


def test_other_pages_have_none(site: Site) -> None:
    for path in ("/", "/records/letter?version=1", "/search?q=may", "/records/nothing"):
        assert not BLOCK.findall(site.get(path).text), path


def test_a_hostile_record_cannot_end_the_block(site: Site) -> None:
    html = site.get("/records/evil").text
    assert told(html)["identifier"][0] == "evil"
    assert html.count("<script") == 2, "the block, and the file of ours for search"
