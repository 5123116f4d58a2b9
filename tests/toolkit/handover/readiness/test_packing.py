"""What stands against packing, one condition after the other, on real git and real keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.build import build
from archive.lookup import open_archive
from archive.readiness import Judged, Sources
from archive.workspace import Workspace
from tests.archive.readiness.workspaces import in_order
from tests.toolkit.handover.making import Pair
from tests.toolkit.steps import rewrite
from toolkit.handover import keys
from toolkit.handover.readiness.packing import packing
from toolkit.intake.store import Store, place_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATE = datetime(2027, 12, 1, tzinfo=UTC)

Judge = Callable[..., Judged]


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in order, of which nothing is to be changed."""
    return in_order(tmp_path_factory.mktemp("ready") / "work").root


@pytest.fixture
def work(ready: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(ready, tmp_path / "work"))


def judged(work: Workspace, now: datetime = NOW) -> dict[str, float]:
    """Code → cost of all that stands against packing."""
    with closing(open_archive(work.archive)) as conn:
        found = packing(work, Sources(conn, work.root, f"{now:%Y-%m-%d}"), now)
    return {lack.finding.code: lack.cost for lack in found.lacks}


@pytest.fixture
def trusted(work: Workspace, own: Pair) -> Workspace:
    """The workspace with a key that it trusts; this is not saved yet."""
    mandate = keys.mandate_called(work, "first")
    keys.trust(work, own.public, mandate, NOW.date())
    return work


def test_without_a_key_nothing_but_that_and_the_seal_is_told(work: Workspace) -> None:
    assert judged(work) == {"G033": 1, "G035": 0}


def test_with_a_key_that_is_not_saved_the_save_is_told(trusted: Workspace) -> None:
    assert judged(trusted) == {"G031": 1, "G035": 0}


def test_a_key_that_ends_within_weeks_is_told(trusted: Workspace) -> None:
    assert judged(trusted, LATE)["G034"] == 0.5


def test_a_term_without_an_end_and_a_next_one_are_told(work: Workspace) -> None:
    path = work.records / "registers" / "mandates.yaml"
    path.write_text("- {id: first, host: ar, from: 2024-01-01}\n", encoding="utf-8")
    build(work)
    found = judged(work)
    assert found["G036"] == found["G037"] == 1


def test_an_end_and_a_next_host_that_nobody_knows_may_be_named(work: Workspace) -> None:
    path = work.records / "registers" / "mandates.yaml"
    text = (
        "- id: first\n  host: ar\n  from: 2024-01-01\n  unknowns:\n"
        "  - {property: end}\n  - {property: next host}\n"
    )
    path.write_text(text, encoding="utf-8")
    build(work)
    assert {"G036", "G037"}.isdisjoint(judged(work))


def test_two_terms_at_once_are_told_and_no_next_one_is_asked_for(work: Workspace) -> None:
    path = work.records / "registers" / "mandates.yaml"
    rewrite(path, "2028-01-01", "2025-01-01")
    build(work)
    found = judged(work)
    assert found["G041"] == 1
    assert "G037" not in found


def test_errors_of_the_check_are_told(work: Workspace) -> None:
    rewrite(work.records / "letter.md", "kind: letter", "kind: leter")
    build(work)
    assert judged(work)["G038"] == 1


def test_files_that_wait_for_review_are_told(work: Workspace) -> None:
    with Store(place_of(work)) as store, store.writing():
        store._db.execute(
            "INSERT INTO item (source, place, name, folder, size, mtime, sha256, run, state)"
            " VALUES ('a', 'a', 'a', '', 1, 1, 'a', 1, 'read')"
        )
    assert judged(work)["G032"] == 1


def test_what_is_only_proposed_is_told(work: Workspace) -> None:
    rewrite(work.records / "som1-minutes.md", "1. They opened.", "1. They agreed to meet.")
    build(work)
    assert judged(work)["G039"] == 0.5


def test_a_damaged_log_is_told(work: Workspace) -> None:
    folder = work.records / "log"
    folder.mkdir()
    (folder / "checkpoint").write_text("nonsense\n", encoding="utf-8")
    assert judged(work)["G040"] == 1
