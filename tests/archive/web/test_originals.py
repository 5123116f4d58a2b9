"""Originals in the browser: given out byte for byte, and the pages of a record's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.web.original import disposition
from archive.web.security import ALONE
from tests.archive.web.conftest import Site
from tests.conftest import Repository, make_repository

PDF = b"%PDF-1.4\r\n\x00\xff not really\r\n"
EVIL = b"<script>alert(1)</script>\r\n"
LISTED = """\
original: scan.pdf
puid: fmt/17
extracted_by: pdf 1
embedded:
  - {kind: author, value: "<b>Jane</b>"}
  - {kind: comment, value: Not so, place: page 2, access: partners}
"""
TEXT = """\
{page=1}
# Paper

{page=2}
59. They met.

{page=3 .decision}
60. They agreed.

{sheet="A & <b>"}
| a | b |
|---|---|
| 1 | 2 |
"""


def make_library(root: Path) -> Repository:
    library = make_repository(root)
    library.write("scan.pdf", PDF)
    library.write("page.html", EVIL)
    library.write("fake.pdf", EVIL)
    library.write("Brief „Süd“.eml", b"From: a\r\n\r\n")
    library.write("note.original.md", b"# Note\r\n")
    library.record("paper", TEXT, title="Paper", more=LISTED)
    library.record("html", more="original: page.html\n")
    library.record("fake", "{page=1}\nOne.", more="original: fake.pdf\n")
    library.record("brief", "{slide=1}\nOne.", more='original: "Brief „Süd“.eml"\n')
    library.record("note", more="original: note.original.md\n")
    library.record("bare", "One.")
    library.save()
    library.build()
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return make_library(tmp_path_factory.mktemp("library") / "work")


@pytest.fixture(scope="module")
def shelf(library: Repository) -> Iterator[Site]:
    made = Site(library.workspace.archive, library.workspace)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("record", "data"),
    [("paper", PDF), ("html", EVIL), ("fake", EVIL), ("note", b"# Note\r\n")],
)
def test_an_original_comes_byte_for_byte(shelf: Site, record: str, data: bytes) -> None:
    got = shelf.get(f"/records/{record}/original")
    assert (got.status_code, got.content) == (200, data)
    assert got.headers["content-length"] == str(len(data))


def test_a_pdf_is_opened_in_an_origin_of_its_own(shelf: Site) -> None:
    headers = shelf.get("/records/paper/original").headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith('inline; filename="scan.pdf"')
    assert headers["content-security-policy"] == ALONE
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("record", ["html", "fake", "brief", "note"])
def test_all_else_is_saved_and_never_opened(shelf: Site, record: str) -> None:
    headers = shelf.get(f"/records/{record}/original").headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["content-security-policy"] == ALONE


def test_a_name_is_told_as_it_is_and_in_ascii() -> None:
    said = disposition('a/Brief "Süd".eml', attached=True)
    assert said == (
        "attachment; filename=\"Brief _S_d_.eml\"; filename*=UTF-8''Brief%20%22S%C3%BCd%22.eml"
    )
    said.encode("ascii")


@pytest.mark.parametrize(
    "path",
    [
        "/records/bare/original",
        "/records/none/original",
        "/records/..%2f..%2fdatasette.yaml/original",
        "/records/paper/original/../../datasette.yaml",
        "/records/paper/original?version=9",
    ],
)
def test_nothing_else_is_given_out(shelf: Site, path: str) -> None:
    assert shelf.get(path).status_code == 404


def test_the_page_offers_the_original(shelf: Site) -> None:
    page = shelf.get("/records/paper").text
    assert '<a href="/records/paper/original">scan.pdf</a>' in page
    assert "fmt/17" in page


def test_the_page_tells_what_else_the_original_carries(shelf: Site) -> None:
    page = shelf.get("/records/paper").text
    assert "<summary>The original also carries 2 things that are not on its pages</summary>" in page
    assert "&lt;b&gt;Jane&lt;/b&gt;" in page
    assert "page 2, for the partners only" in page


def test_each_page_has_a_sign_that_can_be_linked(shelf: Site) -> None:
    page = shelf.get("/records/paper").text
    assert re.findall(r'<div class="folio" id="([^"]+)"', page) == [
        "page-1", "page-2", "page-3", "sheet-a-b",
    ]  # fmt: skip
    assert "Sheet A &amp; &lt;b&gt;" in page
    assert re.search(r'id="page-3".*</div>\s*<ol>\s*<li id="p60"', page)


def test_a_page_of_a_pdf_leads_to_that_page(shelf: Site) -> None:
    assert 'href="/records/paper/original#page=3"' in shelf.get("/records/paper").text


def test_a_slide_leads_to_no_page(shelf: Site) -> None:
    page = shelf.get("/records/brief").text
    assert 'id="slide-1"' in page
    assert "in the original" not in page


def test_a_sign_is_no_ruling(shelf: Site) -> None:
    """Only the paragraph that is marked as a decision looks like one."""
    html = shelf.get("/records/paper").text
    assert html.count('class="ruling') == 1


def test_a_link_behind_a_prefix_stays_there(library: Repository) -> None:
    site = Site(library.workspace.archive, library.workspace, "/asem/")
    try:
        assert 'href="/asem/records/paper/original#page=3"' in site.get("/records/paper").text
    finally:
        site.close()


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[Repository, Site]]:
    own = make_library(tmp_path / "own")
    site = Site(own.workspace.archive, own.workspace)
    yield own, site
    site.close()


def test_what_changed_since_comes_from_the_history(changing: tuple[Repository, Site]) -> None:
    library, site = changing
    library.write("scan.pdf", b"%PDF-1.7 another")
    assert site.get("/records/paper/original").content == PDF


def test_what_is_here_no_more_is_told(changing: tuple[Repository, Site]) -> None:
    library, _ = changing
    library.write("scan.pdf", b"new")
    library.record("paper", TEXT, title="Paper", more=LISTED)
    library.build()
    library.write("scan.pdf", b"newer")
    again = Site(library.workspace.archive, library.workspace)
    try:
        got = again.get("/records/paper/original")
        assert got.status_code == 404
        assert "is not here as the archive lists it" in got.text
        assert again.get("/records/paper/original?version=1").content == PDF
    finally:
        again.close()


def test_no_link_is_followed_out(changing: tuple[Repository, Site], tmp_path: Path) -> None:
    """Not even to the same bytes: what lies elsewhere is no original."""
    library, site = changing
    (tmp_path / "elsewhere.pdf").write_bytes(PDF)
    place = library.root / "records" / "scan.pdf"
    place.unlink()
    place.symlink_to(tmp_path / "elsewhere.pdf")
    git = library.root / ".git"
    git.rename(library.root / "no.git")
    assert site.get("/records/paper/original").status_code == 404
