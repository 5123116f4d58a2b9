"""Saves that changed or took away what only ever becomes more are named."""

from __future__ import annotations

import pytest

from archive import kept
from tests.conftest import Repository

FOLDERS = ("records/log/leaves", "records/custody")


@pytest.fixture
def grown(repository: Repository) -> Repository:
    """Two files that were saved one after the other, and one that may change."""
    repository.write("log/leaves/a.txt", "a\n")
    repository.write("custody/README.txt", "Words\n")
    repository.save("Seal a")
    repository.write("log/leaves/b.txt", "b\n")
    repository.save("Seal b")
    return repository


def told(repository: Repository) -> list[str]:
    return [f"{each.path}: {each}" for each in kept.altered(repository.root, FOLDERS)]


def test_what_only_grew_is_no_finding(grown: Repository) -> None:
    assert told(grown) == []


def test_the_save_that_took_a_file_away_is_named_with_day_person_and_reason(
    grown: Repository,
) -> None:
    (grown.root / "records/log/leaves/b.txt").unlink()
    save = grown.save("Tidy up")
    grown.save("Go on")
    assert told(grown) == [
        f"records/log/leaves/b.txt: it was taken away by the save {save[:10]} of 2023-11-15, "
        'Ana Secretary: "Tidy up"'
    ]


def test_the_first_save_that_changed_a_file_is_the_one(grown: Repository) -> None:
    grown.write("log/leaves/a.txt", "x\n")
    save = grown.save("Once")
    grown.write("log/leaves/a.txt", "y\n")
    grown.save("Twice")
    (found,) = kept.altered(grown.root, FOLDERS)
    assert (found.hash, found.gone) == (save, False)


def test_a_file_that_was_brought_back_as_it_was_is_no_finding(grown: Repository) -> None:
    place = grown.root / "records/log/leaves/b.txt"
    place.unlink()
    grown.save("Tidy up")
    place.write_text("b\n", encoding="utf-8", newline="\n")
    grown.save("Bring it back")
    assert told(grown) == []


def test_files_that_may_change_are_left_out(grown: Repository) -> None:
    grown.write("custody/README.txt", "Other words\n")
    grown.save("Reword")
    assert [each.path for each in kept.altered(grown.root, FOLDERS)] == [
        "records/custody/README.txt"
    ]
    assert kept.altered(grown.root, FOLDERS, but=("records/custody/README.txt",)) == []


def test_one_finding_tells_of_all_that_a_save_did(grown: Repository) -> None:
    for name in ("a", "b"):
        (grown.root / f"records/log/leaves/{name}.txt").unlink()
    grown.save("Tidy up")
    (found,) = kept.findings(grown.root, "L006", FOLDERS)
    assert found.path == "records/log/leaves/a.txt"
    assert found.message.endswith("(and 1 more)")
