"""Pages that a reader has already are not made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive.web.conftest import Site

PAGES = ["/", "/records", "/records.csv", "/records/letter", "/meetings/tm2.json", "/search?q=may"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_known_is_told_so(site: Site, path: str) -> None:
    first = site.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers


def test_what_is_kept_of_one_address_holds_for_no_other(site: Site) -> None:
    tags = {site.get(path).headers["etag"] for path in (*PAGES, "/as-of/2013-01-01/records")}
    assert len(tags) == len(PAGES) + 1


def test_a_failure_is_not_kept(site: Site) -> None:
    assert "etag" not in site.get("/records/none").headers


def test_a_tag_that_is_another_gives_the_page(site: Site) -> None:
    assert site.get("/", headers={"if-none-match": 'W/"x", "y"'}).status_code == 200


def test_other_looks_make_another_page(serve: Callable[..., Site], tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "metadata.yaml").write_text("title: Other\n", "utf-8")
    one, two = (serve("{}", tmp_path / name).get("/") for name in ("one", "two"))
    assert one.headers["etag"] != two.headers["etag"]
