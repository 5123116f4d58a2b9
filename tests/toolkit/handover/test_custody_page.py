"""The page of custody and its question, on a real Datasette."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from archive.custody import FOLDER
from archive.editions.build import build_edition
from archive.editions.ladder import path_of
from archive.questions import answer
from archive.reading import open_archive
from archive.signers import SIGNERS
from tests.archive.editions.finding import bytes_of
from tests.archive.stamps import stamp_of
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import Repository, make_repository
from tests.toolkit.handover.making import Pair
from tests.toolkit.handover.passing import NAME, put, received, signers

PARTNERS = "- {id: it, name: Italy, region: Europe}\n- {id: jp, name: Japan, region: Asia}\n"


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory, pairs: tuple[Pair, Pair]) -> Repository:
    """A workspace that was received once, built; only to be read."""
    repository = make_repository(tmp_path_factory.mktemp("handed") / "work")
    repository.write("registers/partners.yaml", PARTNERS)
    repository.record("a")
    files = received(*pairs)
    signed = files[f"{FOLDER}/0001-received/statement.txt.sig"]
    files[f"{FOLDER}/0001-received/statement.txt.tsr"] = stamp_of(signed)
    put(repository.root, files)
    put(repository.root, {SIGNERS: signers(*pairs)})
    repository.save()
    repository.build()
    return repository


@pytest.fixture(scope="module")
def site(handed: Repository) -> Iterator[Site]:
    made = Site(handed.workspace.archive, handed.workspace)
    yield made
    made.close()


def test_the_page_tells_who_received_it_and_what_proves_it(site: Site, own: Pair) -> None:
    said = text(site.get("/custody").text)
    assert "27 November 2026, 12:00 UTC Japan received it from Italy" in said
    assert f"Package {NAME} Files 1 accepted, 1 with reservations" in said
    assert (
        "The package signed by Italy, 27 November 2026, 10:00 UTC: the signature holds "
        f"{own.public.fingerprint}" in said
    )
    assert "The receipt signed by Japan" in said
    assert "P051 data/originals/2024/a.pdf: it is another" in said


def test_the_page_tells_when_it_was_stamped(site: Site) -> None:
    said = text(site.get("/custody").text)
    assert "stamped the package's signature on 27 November 2026, 10:12 UTC (RFC 3161)" in said


def test_the_page_as_json_has_the_same(site: Site) -> None:
    (step,) = site.get("/custody.json").json()["steps"]
    assert (step["kind"], step["recipient"]["text"], step["reserved"]) == ("received", "Japan", 1)


def test_home_and_every_foot_lead_there(site: Site) -> None:
    assert 'href="/custody"' in site.get("/").text
    assert 'href="/custody"' in site.get("/records/a").text


def test_without_a_handover_the_page_says_so(repository: Repository) -> None:
    repository.record("a")
    repository.save()
    repository.build()
    site = Site(repository.workspace.archive, repository.workspace)
    try:
        assert "has not been handed over with a signed package yet" in site.get("/custody").text
    finally:
        site.close()


def test_the_question_says_the_same(handed: Repository) -> None:
    with closing(open_archive(handed.workspace.archive)) as db:
        found = answer(db, "custody", {"host": "jp"})
        none = answer(db, "custody", {"kind": "packed"})
    row = dict(zip(found.columns, found.rows[0], strict=True))
    assert (row["what was done"], row["done by"], row["files accepted"]) == ("received", "Japan", 1)
    assert none.said == "No handover (of anybody, packed) is in the archive."


def test_another_edition_holds_nothing_of_it_and_says_so(handed: Repository) -> None:
    build_edition(handed.workspace, "public")
    path = path_of(handed.workspace, "public")
    for each in (NAME, "a.pdf", "SHA256:"):
        assert each.encode() not in bytes_of(path)
    site = Site(path, handed.workspace)
    try:
        assert "told in the secretariat's edition only" in text(site.get("/custody").text)
        assert "told in the secretariat's edition only" in text(site.get("/questions/custody").text)
    finally:
        site.close()
