"""Feeds, the sitemap and what crawlers are told, read by programs that are not ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from archive.web import crawling, feeds
from tests.archive.web.conftest import Site
from tests.conftest import Repository, make_repository

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def read(site: Site, path: str) -> Any:
    answer = site.get(path)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content)
    assert not found.bozo
    return found


def tree(site: Site, path: str, **options: Any) -> Any:
    return etree.fromstring(site.get(path, **options).content)


def test_records_are_in_their_feed_but_for_those_taken_out(site: Site, town: Repository) -> None:
    links = {entry.link.rpartition("/")[2] for entry in read(site, "/records.atom").entries}
    held = {row[0] for row in town.rows("SELECT id FROM record WHERE NOT removed")}
    assert links == held


def test_an_entry_bears_the_time_of_its_last_save(site: Site, town: Repository) -> None:
    [letter] = [e for e in read(site, "/records.atom").entries if e.link.endswith("/letter")]
    saved = town.one(
        "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(commit_time), 'unixepoch') FROM version"
        " JOIN commit_ ON seq = commit_seq WHERE record = 'letter' AND NOT uncommitted"
    )
    assert letter.updated == saved


def test_what_is_not_saved_bears_the_time_of_what_is(site: Site, town: Repository) -> None:
    [thai] = [e for e in read(site, "/records.atom").entries if e.link.endswith("/thai")]
    assert thai.updated == thai.published


def test_no_text_is_markup(site: Site) -> None:
    root = tree(site, "/records.atom")
    assert {each.get("type") for each in root.iterfind(".//a:summary", ATOM)} == {"text"}
    assert "<b>bold</b>" in root.xpath("string(//a:summary[contains(., 'bold')])", namespaces=ATOM)


def test_ids_stay_where_the_address_is_another(
    site: Site, serve: Callable[..., Site], tmp_path: Path
) -> None:
    other = serve("plugins: {archive: {}}\n", tmp_path, "/towns/")
    here = {e.id: e.link for e in read(site, "/decisions.atom").entries}
    there = {e.id: e.link for e in read(other, "/decisions.atom").entries}
    assert here
    assert here.keys() == there.keys()
    assert all(link.startswith("http://localhost/towns/decisions/") for link in there.values())


def test_decisions_that_only_the_reader_proposes_are_left_out(site: Site, town: Repository) -> None:
    stated = town.one("SELECT count(*) FROM decision WHERE NOT removed AND basis = 'stated'")
    assert len(read(site, "/decisions.atom").entries) == stated


def test_a_decision_says_what_became_of_it(site: Site) -> None:
    [bridge] = [
        e for e in read(site, "/decisions.atom").entries if e.link.endswith("conclusions-tm1/p1")
    ]
    assert bridge.summary == "replaced by a later decision (22 November 2014)"
    assert bridge.content[0].value == "agreed to build a bridge."


def test_a_feed_has_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "ENTRIES", 2)
    found, at = [], "/records.atom"
    while at:
        page = read(site, at)
        found += [entry.id for entry in page.entries]
        onward = {link.rel: link.href for link in page.feed.links}
        at = onward.get("next", "").removeprefix("http://localhost")
    monkeypatch.undo()
    assert found == [entry.id for entry in read(site, "/records.atom").entries]
    assert onward["first"] == "http://localhost/records.atom"


def test_there_is_no_page_behind_the_last(site: Site) -> None:
    assert site.get("/records.atom?page=99").status_code == 404


def test_pages_lead_to_their_feeds(site: Site) -> None:
    page = site.get("/records").text
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/decisions.atom"' in page


def test_without_a_history_no_time_is_invented(tmp_path: Path) -> None:
    bare = make_repository(tmp_path / "bare")
    (bare.root / "datasette.yaml").write_text("plugins: {archive: {}}\n", encoding="utf-8")
    bare.record("one")
    bare.build()
    site = Site(bare.workspace.archive, bare.workspace)
    try:
        assert site.get("/records.atom").status_code == 404
    finally:
        site.close()


def test_a_host_that_is_none_is_not_repeated(site: Site) -> None:
    told = site.get("/records.atom", headers={"host": 'other"><x'}).text
    assert "other" not in told
    assert 'href="http://localhost/records.atom"' in told


def test_a_feed_of_another_host_is_another_answer(site: Site) -> None:
    tags = {
        site.get("/records.atom", headers={"host": name}).headers["etag"] for name in ("a", "b")
    }
    assert len(tags) == 2


def test_the_sitemap_names_pages_that_there_are(site: Site) -> None:
    found = [each.text for each in tree(site, "/sitemap.xml").iterfind(".//s:loc", MAP)]
    assert "http://localhost/decisions/conclusions-tm1/p1" in found
    assert "http://localhost/records/gone" not in found
    for each in found:
        path = each.removeprefix("http://localhost")
        assert site.get(path, follow_redirects=True).status_code == 200, path


def test_a_long_sitemap_is_cut_into_several(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [each.text for each in tree(site, "/sitemap.xml").iterfind(".//s:loc", MAP)]
    monkeypatch.setattr(crawling, "MOST", 7)
    index = tree(site, "/sitemap.xml", headers={"host": "long"})
    assert etree.QName(index).localname == "sitemapindex"
    parts = [each.text.removeprefix("http://long") for each in index.iterfind(".//s:loc", MAP)]
    found = [each.text for part in parts for each in tree(site, part).iterfind(".//s:loc", MAP)]
    assert len(parts) == -(-len(whole) // 7)
    assert found == whole


def test_crawlers_keep_out_of_what_is_not_public(site: Site) -> None:
    assert "Disallow: /\n" in site.get("/robots.txt").text
