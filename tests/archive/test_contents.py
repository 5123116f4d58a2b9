"""Old texts are packed, and come back as they were."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import schema
from archive.contents import Packer, add_function, pack, text_of
from archive.digest import digest
from archive.reading import body_of, open_archive
from tests.conftest import Repository

LONG = "Many words that come again. " * 200


def made(texts: list[str]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    schema.create(db)
    packer = Packer()
    near = None
    for number, text in enumerate(texts, 1):
        small = packer.pack(number, text.encode(), near)
        near = number
        db.execute(
            "INSERT INTO content (id, git_blob, encoding, text, packed) VALUES (?, ?, ?, ?, ?)",
            (number, str(number), "utf-8", text if small is None else None, small),
        )
    return db


def edited(text: str, seed: int) -> str:
    """`text` with some words changed, put in and taken out."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    words = text.split(" ")
    for _ in range(5):
        words.insert(draw.randrange(len(words)), "più \u0000 年")
        words[draw.randrange(len(words))] = f"word{draw.random()}"
        del words[draw.randrange(len(words))]
    return " ".join(words)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=30), st.integers(1, 8000))
def test_every_text_comes_back(parts: list[str], times: int) -> None:
    start = " ".join(parts * max(1, times // len(parts)))
    texts = [start, *(edited(start, n) for n in range(3)), start[::-1]]
    db = made(texts)
    assert [text_of(db, n) for n in range(1, len(texts) + 1)] == texts
    db.close()


def test_a_version_takes_little_beside_the_one_before() -> None:
    draw = random.Random(1)  # noqa: S311 - no secret
    vocabulary = ["".join(draw.choices("aeioulnrst", k=draw.randint(2, 9))) for _ in range(3000)]
    first = " ".join(draw.choices(vocabulary, k=6000))
    db = made([first, *(edited(first, n) for n in range(9))])
    sizes = [row[0] for row in db.execute("SELECT length(packed) FROM content ORDER BY id")]
    assert max(sizes[1:]) < sizes[0] / 8
    db.close()


def test_short_texts_stay_plain() -> None:
    assert pack(b"short") is None


def test_sql_reads_old_texts() -> None:
    db = made([LONG, LONG + "More."])
    add_function(db)
    assert db.execute("SELECT text_of(id) FROM content").fetchall() == [(LONG,), (LONG + "More.",)]
    db.close()


@pytest.mark.parametrize("full", [True, False])
def test_what_is_old_is_packed_and_what_holds_is_not(repository: Repository, full: bool) -> None:
    for n in range(3):
        repository.record("a", LONG + str(n))
        repository.save()
        repository.build(full=full)
    rows = repository.rows("SELECT text IS NULL, packed IS NULL FROM content ORDER BY id")
    assert rows == [(1, 0), (1, 0), (0, 1)]
    conn = open_archive(repository.workspace.archive)
    assert [body_of(conn, "a", n).strip()[-1] for n in (1, 2, 3)] == ["0", "1", "2"]
    conn.close()


def test_a_text_that_holds_again_is_plain_again(repository: Repository) -> None:
    for n in (0, 1, 0):
        repository.record("a", LONG + str(n))
        repository.save()
        repository.build()
    assert repository.rows("SELECT text IS NULL FROM content ORDER BY id") == [(0,), (1,)]
    small_steps = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == small_steps


def test_an_edit_that_is_taken_back_leaves_all_as_it_was(repository: Repository) -> None:
    place = repository.record("a", LONG)
    repository.save()
    repository.build()
    before = digest(repository.workspace.archive)
    saved = place.read_text(encoding="utf-8")
    repository.record("a", LONG + "Edited.")
    repository.build()
    Path(place).write_text(saved, encoding="utf-8")
    repository.build()
    assert digest(repository.workspace.archive) == before
    assert repository.one("SELECT count(*) FROM content WHERE packed IS NOT NULL") == 0
