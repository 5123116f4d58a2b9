"""A copy as files: whole, with links that lead to files, and like what is served."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish.tree import SUMS
from tests.archive.publish.links import walk
from tests.conftest import Repository


def test_every_link_leads_to_a_file(copy: Path) -> None:
    found = walk(copy)
    assert found.broken == []
    assert found.links > 500


def test_links_that_lead_out_are_those_of_the_texts(copy: Path) -> None:
    assert all(link.startswith(("http", "mailto:")) for link in walk(copy).outside)


def test_a_link_that_leads_nowhere_would_be_found(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><a href="#x">x</a>', "utf-8")
    assert len(walk(tmp_path).broken) == 2


@pytest.mark.parametrize(
    "path",
    ["index.html", "records/letter/index.html", "records/letter.json", "meetings/tm2/index.html",
     "decisions/conclusions-tm1/p1/index.html", "questions/gaps/index.html", "search/index.html",
     "people/index.html", "people/jane/index.html", "stakeholders.csv",
     "copy/index.html", "records.csv", "records.xlsx", "static/archive.css", "search/about/0.js",
     "downloads/archive.db", "downloads/ead.xml", "downloads/registers/partners.csv"],
)  # fmt: skip
def test_what_is_there(copy: Path, path: str) -> None:
    assert (copy / path).is_file()


def test_its_search_knows_persons_by_their_names(copy: Path) -> None:
    names = (copy / "search/names/0.js").read_text("utf-8")
    assert '["Jane Doe","jane doe","person","people/jane/index.html"]' in names


def test_what_only_a_server_has_is_not_there(copy: Path) -> None:
    page = (copy / "records/letter/index.html").read_text("utf-8")
    assert "<select" not in page
    assert 'name="day"' not in page
    assert "In the tables" not in page


def test_pages_tell_of_which_day_they_are(copy: Path) -> None:
    dated = (copy / "actions/index.html").read_text("utf-8")
    assert "As of 4 May 2026, the day of this copy" in dated
    letter = (copy / "records/letter/index.html").read_text("utf-8")
    assert 'As of <a href="../../copy/index.html">the day of this copy</a>' in letter
    assert "4 May 2026" not in letter
    assert "as of 4 May 2026, the day on which" in (copy / "copy/index.html").read_text("utf-8")


def test_each_page_carries_its_policy(copy: Path) -> None:
    for path in copy.rglob("index.html"):
        page = path.read_text("utf-8")
        if 'http-equiv="refresh"' in page:
            continue
        [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
        assert policy.startswith("default-src &#x27;none&#x27;;")
        assert "unsafe" not in policy
        assert "frame-ancestors" not in policy  # only a header can say that


def test_the_list_is_that_of_sha256sum(copy: Path) -> None:
    lines = (copy / SUMS).read_text("utf-8").splitlines()[1:]
    listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    files = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert set(listed) == files - {SUMS}
    for path, digest in listed.items():
        assert hashlib.sha256((copy / path).read_bytes()).hexdigest() == digest


def test_the_archive_is_the_public_one(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "downloads/archive.db")) as conn:
        [[edition]] = conn.execute("SELECT value FROM build WHERE key = 'edition'").fetchall()
    assert edition == "public"


def test_json_leads_to_files_too(copy: Path) -> None:
    told = json.loads((copy / "records.json").read_text("utf-8"))
    assert all(line["href"].endswith("/index.html") for line in told["records"])
    assert told["archive"] == {"edition": "public", "copy": "/copy.json"}


def test_lists_are_narrowed_down_by_links(copy: Path) -> None:
    page = (copy / "records/index.html").read_text("utf-8")
    assert '<a href="~kind=letter/index.html">' in page
    narrowed = (copy / "records/~kind=letter/index.html").read_text("utf-8")
    assert 'aria-current="true"' in narrowed


def test_a_question_that_asks_for_more_says_where_to_ask(copy: Path) -> None:
    page = (copy / "questions/status-of/index.html").read_text("utf-8")
    assert "<form" not in page.split("<h1", 1)[1]
    assert "This copy has no server" in page


def test_tables_are_those_that_are_served(copy: Path) -> None:
    with (copy / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} >= {"letter", "minutes-tm2"}


def test_no_page_tells_of_the_save(copy: Path, town_to_publish: Repository) -> None:
    """But the one that is about the copy: so a save changes no page that it does not concern."""
    state = json.loads((copy / "copy.json").read_text("utf-8"))["commit"]
    assert state
    assert state[:10] not in (copy / "index.html").read_text("utf-8")
    assert state in (copy / "copy/index.html").read_text("utf-8")
