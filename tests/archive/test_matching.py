"""An archive in which somebody changed an answer is found by making it anew."""

from __future__ import annotations

import sqlite3

import pytest

from archive.errors import NoArchive
from archive.matching import against_saves
from tests.conftest import Repository


@pytest.fixture
def built(repository: Repository) -> Repository:
    repository.record("letter", "Dear all.")
    repository.save()
    repository.build()
    repository.record("letter", "Dear all, again.")
    repository.save()
    repository.build()
    return repository


def altered(repository: Repository, sql: str) -> list[str]:
    with sqlite3.connect(repository.workspace.archive) as db:
        db.execute(sql)
    db.close()
    return [str(each) for each in against_saves(repository.workspace)]


def test_an_archive_that_was_gone_on_with_is_the_one_made_anew(built: Repository) -> None:
    assert against_saves(built.workspace) == []


def test_what_is_not_saved_yet_is_no_difference(built: Repository) -> None:
    built.record("letter", "Dear all, once more.")
    built.build()
    assert against_saves(built.workspace) == []


def test_a_paragraph_that_was_changed_is_named(built: Repository) -> None:
    said = altered(built, "UPDATE paragraph SET text = 'Dear nobody.' WHERE version = 2")
    assert said == ["table paragraph: 1 row is not what the saves give, first letter 1"]


def test_a_text_that_was_changed_below_its_hash_is_named(built: Repository) -> None:
    said = altered(built, "UPDATE content SET text = replace(text, 'again', 'never')")
    assert said == [
        "table content: 1 row is not what the saves give, first the text of version 2 of letter"
    ]


def test_a_row_that_was_taken_out_is_named(built: Repository) -> None:
    said = altered(built, "DELETE FROM event WHERE seq = 1")
    assert said == ["table event: 1 row is not what the saves give, first 1"]


def test_a_table_that_is_gone_is_told(built: Repository) -> None:
    with pytest.raises(NoArchive, match="no such table"):
        altered(built, "DROP TABLE paragraph")
