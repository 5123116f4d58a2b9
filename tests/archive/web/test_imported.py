"""Pages of what was imported, and old texts in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.imported import Elsewhere, bring_in
from tests.archive.web.conftest import Site
from tests.conftest import Repository


@pytest.fixture
def site(repository: Repository, tmp_path: Path) -> Iterator[Site]:
    elsewhere = Elsewhere(tmp_path / "elsewhere")
    for n in (1, 2):
        elsewhere.proposal(1, body=f"Words of version {n}. " * 200)
        elsewhere.write("minutes/2020-05-04.md", f"# Meeting\n\nWords {n}.\n")
        elsewhere.save()
    bring_in(repository, elsewhere)
    bring_in(repository, elsewhere, "board", paths=("minutes/*",), profile="minutes")
    made = Site(repository.workspace.archive, repository.workspace)
    yield made
    made.close()


@pytest.mark.parametrize(
    "path",
    ["/records/eips.eip-1", "/records/board.2020-05-04", "/meetings/board.meeting-2020-05-04"],
)
def test_an_imported_thing_has_a_page(site: Site, path: str) -> None:
    assert site.get(path).status_code == 200
    assert site.get(f"{path}.json").json()


def test_an_older_version_is_shown(site: Site) -> None:
    assert "Words of version 1." in site.get("/records/eips.eip-1?version=1").text


def test_sql_reads_old_texts(site: Site) -> None:
    rows = site.run(
        site.datasette.get_database("archive").execute(
            "SELECT text_of(content) FROM version WHERE record = 'eips.eip-1' ORDER BY n"
        )
    ).rows
    assert ["Words of version 1." in rows[0][0], "Words of version 2." in rows[1][0]] == [
        True,
        True,
    ]
