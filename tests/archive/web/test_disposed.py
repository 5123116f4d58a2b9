"""The page of a record that was disposed of, and its certificate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.archive.web.conftest import Site
from tests.conftest import Repository, make_repository

HASH = "ab" * 32
DISPOSAL = f"""disposal:
  authority: "Rules <b>3</b>"
  date: 2026-11-27
  certificate: {{path}}
  sha256: [{HASH}]
"""
CERTIFICATE = "records/disposals/0001-names.json"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    repository: Repository = make_repository(tmp_path_factory.mktemp("disposed") / "ws")
    config = "plugins: {archive: {}}\n"
    (repository.root / "datasette.yaml").write_text(config, encoding="utf-8")
    repository.write("disposals/0001-names.txt", "CERTIFICATE OF DISPOSAL\n")
    for record, path in (("names", CERTIFICATE), ("odd", "../../etc/passwd")):
        more = DISPOSAL.format(path=path)
        repository.record(
            record, "It is gone.", title="A list (disposed of)", kind="minutes", more=more
        )
    repository.record("kept")
    repository.save()
    repository.build()
    made = Site(repository.workspace.archive, repository.workspace)
    yield made
    made.close()


def test_the_page_says_by_whose_authority_and_when(site: Site) -> None:
    page = site.get("/records/names").text
    assert "<strong>This record was disposed of</strong> on 27 November 2026" in page
    assert "by authority of: Rules &lt;b&gt;3&lt;/b&gt;" in page
    assert HASH in page
    assert 'href="/records/names/certificate"' in page
    assert "not adopted" not in page


def test_the_certificate_is_given_out_as_text(site: Site) -> None:
    told = site.get("/records/names/certificate")
    assert told.text == "CERTIFICATE OF DISPOSAL\n"
    assert told.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("record", ["odd", "kept", "nothing"])
def test_no_other_file_is(site: Site, record: str) -> None:
    assert site.get(f"/records/{record}/certificate").status_code == 404
    assert f"/records/{record}/certificate" not in site.get(f"/records/{record}").text


def test_lists_say_that_it_was_disposed_of(site: Site) -> None:
    assert "A list (disposed of)" in site.get("/search?q=list").text


def test_it_is_harvested_as_deleted(site: Site) -> None:
    told = site.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").text
    [header] = [each for each in told.split("</header>") if each.count(":names<")]
    assert header.rpartition("<header")[2].startswith(' status="deleted"')
