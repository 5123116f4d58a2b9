"""Datasette's own tables: that every one of them explains itself."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from archive.errors import NoArchive
from archive.schema import create
from archive.text.spoken import date_words
from archive.web.cells import cell
from archive.web.descriptions import descriptions, shape, table_settings
from archive.web.serve import SETTINGS, BadSettings, app, config_for
from archive.web.words import with_code
from archive.workspace import Workspace
from tests.archive.web.conftest import Site
from tests.conftest import Repository

INTERNAL = ("search_", "_sqlite_", "sqlite_")


@pytest.fixture(scope="module")
def tables() -> dict[str, list[str]]:
    conn = sqlite3.connect(":memory:")
    create(conn)
    found = shape(conn)
    conn.close()
    return {name: found[name] for name in found if not name.startswith(INTERNAL)}


def test_every_table_is_described(tables: dict[str, list[str]]) -> None:
    assert set(tables) == set(descriptions().tables)


def test_every_column_is_described(tables: dict[str, list[str]]) -> None:
    known = descriptions()
    silent = [
        f"{table}.{column}"
        for table, columns in tables.items()
        for column in columns
        if table != "search" and not known.column(table, column)
    ]
    assert silent == []


def test_no_column_is_described_that_is_not_there(tables: dict[str, list[str]]) -> None:
    for name, table in descriptions().tables.items():
        assert set(table.columns) <= set(tables[name]), name
        assert set(table.first) <= set(tables[name]), name
        named = [table.config.get(key) for key in ("label_column", "sort", "sort_desc")]
        assert {*table.config.get("facets", []), *filter(None, named)} <= set(tables[name]), name


def test_every_table_shown_has_its_place(tables: dict[str, list[str]]) -> None:
    known = descriptions()
    for name in set(tables) - known.hidden:
        assert known.tables[name].group in known.groups, name


def test_the_tables_page_groups_and_explains(site: Site) -> None:
    page = site.get("/archive").text
    assert "<h2>Records and their texts</h2>" in page
    assert "Every document that the archive holds" in page


def test_a_table_page_has_title_columns_and_facets(site: Site) -> None:
    page = site.get("/archive/record").text
    assert "<h1>Records</h1>" in page
    assert "Whom it is for: everyone (public)" in page
    assert 'data-facet="kind"' in page or "_facet=kind" in page or "kind=letter" in page


def test_the_rows_of_a_table_come_before_its_explanations(site: Site) -> None:
    page = site.get("/archive/record").text
    for name in ("meanings", "facets"):
        assert re.search(rf'<details class="{name}"><summary>[^<]+</summary>', page)
    assert len(re.findall("<details", page)) == len(re.findall("</details>", page))


def test_a_chosen_facet_stays_open(site: Site) -> None:
    assert '<details class="facets" open>' in site.get("/archive/record?kind=letter").text


def test_references_read_as_names(site: Site) -> None:
    assert 'href="/archive/meeting/tm2">Second Town Meeting</a>' in site.get("/archive/record").text


def test_dates_read_in_words_and_stay_as_they_are_in_json(site: Site) -> None:
    assert '<span title="2014-02~">about February 2014</span>' in site.get("/archive/record").text
    rows = site.get("/archive/record.json?id=letter").json()["rows"]
    assert rows[0]["date_edtf"] == "2014-02~"


def test_a_row_leads_to_its_page(site: Site) -> None:
    assert (
        '<a href="/records/letter">Read this record as a page</a>'
        in site.get("/archive/record/letter").text
    )


def test_internal_tables_are_hidden(site: Site) -> None:
    shown = site.get("/archive.json").json()["tables"]
    names = {table["name"] for table in shown if not table["hidden"]}
    assert not names & {"file", "build", "search", "search_data", "_sqlite_migrations", "content"}
    assert "record" in names


def test_the_workspace_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "datasette.yaml").write_text(
        "settings: {default_page_size: 7}\n"
        "databases: {archive: {tables: {partner: {facets: [kind]}}}}\n",
        encoding="utf-8",
    )
    config = config_for(Workspace(tmp_path))
    assert config["settings"] == {**SETTINGS, "default_page_size": 7}
    partner = config["databases"]["archive"]["tables"]["partner"]
    assert partner == {**table_settings()["partner"], "facets": ["kind"]}


@pytest.mark.parametrize(
    "config",
    [
        "a: [",
        "- one",
        "settings: {nonsense: 1}",
        "settings: no",
        "databases: {archive: {tables: 3}}",
        "settings: {default_page_size: many}",
    ],
)
def test_unusable_settings_are_told(town: Repository, tmp_path: Path, config: str) -> None:
    (tmp_path / "datasette.yaml").write_text(config, encoding="utf-8")
    with pytest.raises(BadSettings, match=r"datasette\.yaml"):
        app(town.workspace.archive, Workspace(tmp_path))


def test_an_archive_that_is_not_there_is_told(town: Repository, tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="secretariat build"):
        app(tmp_path / "archive.db", town.workspace)


def test_addresses_do_not_depend_on_the_files_name(town: Repository, tmp_path: Path) -> None:
    other = tmp_path / "public edition.db"
    other.write_bytes(town.workspace.archive.read_bytes())
    site = Site(other, town.workspace)
    assert site.get("/archive/record/letter").status_code == 200
    site.close()


@pytest.mark.parametrize(
    "path", ["", "records/letter", "search?q=may", "questions/gaps", "meetings/tm2", "archive"]
)
def test_under_a_path_prefix_no_link_leaves_it(
    serve: Callable[..., Site], tmp_path: Path, path: str
) -> None:
    page = serve("{}", tmp_path, "/towns/").get(f"/{path}")
    assert page.status_code == 200
    links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    assert links
    assert [link for link in links if not link.startswith("/towns/")] == []


def test_a_datasette_that_is_not_told_to_keeps_its_own_face(
    town: Repository, tmp_path: Path, site: Site
) -> None:
    plain = import_module("datasette.app").Datasette(immutables=[str(town.workspace.archive)])
    page = site.run(plain.client.get("/"))
    assert "The secretariat through time" not in page.text
    assert "content-security-policy" not in page.headers
    tables = site.run(plain.client.get("/archive"))
    assert "Records and their texts" not in tables.text
    assert tables.status_code == 200
    plain.close()


@pytest.mark.parametrize(("value", "said"), [
    ("2016-11~", "about November 2016"), ("and/or", "and/or"), ("10/12", "10/12"), ("", ""),
    ("39", "39"), ("2017-02-30", "2017-02-30"), ("2008", "2008"),
])  # fmt: skip
def test_only_dates_are_read_as_dates(value: str, said: str) -> None:
    assert date_words(value) == said


def test_names_between_backticks_are_code() -> None:
    assert with_code("the `<how>` tells & ends") == "the <code>&lt;how&gt;</code> tells &amp; ends"


def test_what_still_stands_shows_no_huge_number(site: Site) -> None:
    page = site.get("/archive/contradiction").text
    assert "plan and outcome differ" in page
    assert ">9223372036854775807<" not in page
    assert ">still<" in page


def test_a_time_that_no_calendar_has_is_left_alone(site: Site) -> None:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    row = conn.execute("SELECT 1 AS seq").fetchone()
    assert cell(site.datasette, row, 10**18, "commit_time", "commit_") is None
    assert cell(site.datasette, row, 0, "commit_time", "commit_") == "1970-01-01 00:00 UTC"
    conn.close()


def test_what_the_workspace_says_of_a_table_stays(
    serve: Callable[..., Site], tmp_path: Path
) -> None:
    (tmp_path / "metadata.yaml").write_text(
        "databases: {archive: {tables: {record: {title: Our papers, columns: {kind: Ours.}}}}}",
        encoding="utf-8",
    )
    page = serve("{}", tmp_path).get("/archive/record").text
    assert "<h1>Our papers</h1>" in page
    assert "<dt>kind</dt><dd>Ours.</dd>" in page
    assert "Every document that the archive holds" in page
