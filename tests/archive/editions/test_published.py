"""No byte of what is withheld is in a site, in whatever file of it."""

from __future__ import annotations

import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from archive.publish import publish
from tests.archive.editions.finding import bytes_of, leaks
from tests.archive.editions.planted import Planted
from tests.archive.publish.conftest import DAY


def _read(path: Path) -> bytes:
    if path.suffix == ".db":
        return bytes_of(path)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return b"\n".join(book.read(name) for name in book.namelist())
    raw = path.read_bytes()
    return raw + b"\n" + unquote(unescape(raw.decode("utf-8", "replace"))).encode()


@pytest.fixture(scope="module")
def site(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    goal = tmp_path_factory.mktemp("planted-site") / "site"
    publish(planted.repository.workspace, "public", goal, day=DAY)
    return goal


def test_no_secret_is_in_any_file_nor_in_a_name(planted: Planted, site: Path) -> None:
    words = planted.secrets.hidden_from("public")
    assert len(words) >= 200
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(files) > 200
    found = {
        path.relative_to(site).as_posix(): there
        for path in files
        if (there := leaks(words, str(path).encode() + b"\n" + _read(path)))
    }
    assert found == {}


def test_what_is_for_everyone_is_there(site: Path) -> None:
    text = b"".join(path.read_bytes() for path in site.rglob("*.html"))
    for said in ("All may read it.", "A matter", "Ann Open"):
        assert said.encode() in text


def test_originals_that_may_be_given_out_are_there(site: Path) -> None:
    given = site / "records/given/original/given.txt"
    assert given.read_text("utf-8") == "Given to everyone.\n"


def test_a_closed_record_has_its_page(planted: Planted, site: Path) -> None:
    [page] = [
        text
        for path in site.glob("records/closed-*/index.html")
        if "A matter" in (text := path.read_text("utf-8"))
    ]
    assert "privacy" in page
