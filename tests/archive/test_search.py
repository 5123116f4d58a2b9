"""Search over the current texts: what is found, in which order, and what is shown of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest

from archive import search as module
from archive.frontmatter import split
from archive.lookup import open_archive
from archive.schema import create
from archive.search import Results, named, search
from archive.text.fold import fold
from tests.archive.by_hand import entity, file, record

Find = Callable[..., Results]

TEXTS = (
    ("mobility", "Balanced mobility", "The partners spoke of exchange. Café résumé.\n"),
    ("report", "Report", "Mobility, mobility and again mobility between the regions.\n"),
    ("korean", "서울 회의", "총회에서 예산을 논의했다.\n"),
    ("chinese", "会议", "会议讨论了预算和教育。\n"),
    ("thai", "การประชุม", "รัฐมนตรีศึกษาธิการประชุมกัน\n"),
    ("signs", "Signs", "## How?\n\n{.action owner=aes}\n1. *See* [the zebra](a.md).\n"),
    ("german", "Beschluß", "Die Minister beschlossen Maßnahmen für Übergänge.\n"),
)


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Find]:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    db = sqlite3.connect(path)
    create(db)
    db.execute("INSERT INTO commit_ (seq, message) VALUES (1, 'Save')")
    for name, title, body in TEXTS:
        text = file(title, body, summary="hidden")
        record(db, name, "note", title, [(1, text)], date="2020")
        docid = db.execute("SELECT docid FROM record WHERE id = ?", (name,)).fetchone()[0]
        db.execute(
            "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)",
            (docid, fold(title), fold(split(text).body)),
        )
    db.commit()
    db.close()
    conn = open_archive(path)

    def ask(words: str, **how: int) -> Results:
        return search(conn, words, **how)

    yield ask
    conn.close()


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def test_a_word_in_the_title_weighs_more(find: Find) -> None:
    assert ids(find("mobility")) == ["mobility", "report"]


def test_all_words_must_occur(find: Find) -> None:
    assert ids(find("mobility regions")) == ["report"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("cafe resume", "mobility"),
        ("CAFÉ", "mobility"),
        ("예산", "korean"),
        ("총회", "korean"),
        ("预算", "chinese"),
        ("ประชุม", "thai"),
        ("massnahmen", "german"),
        ("beschluss", "german"),
    ],
)
def test_words_are_found_in_every_language(find: Find, words: str, name: str) -> None:
    assert name in ids(find(words))


def test_pieces_are_cut_from_the_original_text(find: Find) -> None:
    (hit,) = find("cafe").hits
    assert ("Café", True) in hit.pieces
    assert (hit.title, hit.kind, hit.date_edtf, hit.status) == (
        "Balanced mobility",
        "note",
        "2020",
        "final",
    )


def test_pieces_are_words_without_the_signs_of_their_format(find: Find) -> None:
    (hit,) = find("zebra").hits
    assert hit.pieces == [("How? 1. See the ", False), ("zebra", True), (".", False)]


def test_front_matter_is_neither_found_nor_shown(find: Find) -> None:
    assert find("hidden") == Results(0, False, [])
    assert all("---" not in text for hit in find("mobility").hits for text, _ in hit.pieces)


@pytest.mark.parametrize("words", ["", "   ", "...", '"', "zzzz"])
def test_nothing_sought_is_nothing_found(find: Find, words: str) -> None:
    assert find(words) == Results(0, False, [])


@pytest.mark.parametrize(
    "words", ["mobility OR", "NEAR(", "title:mobility", "mobil*", "-mobility", "'"]
)
def test_signs_of_the_index_are_only_signs(find: Find, words: str) -> None:
    find(words)


def test_pages_of_hits_keep_the_total(find: Find) -> None:
    first, second = find("mobility", limit=1), find("mobility", limit=1, offset=1)
    assert (ids(first), ids(second)) == (["mobility"], ["report"])
    assert first.total == second.total == 2


def test_what_too_many_hold_is_counted_but_not_weighed(
    find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COUNT_LIMIT", 1)
    found = find("mobility")
    assert (found.total, found.more) == (2, True)
    assert ids(found) == ["mobility", "report"], "that with the word in its title comes first"
    assert ids(find("mobility", limit=1, offset=1)) == ["report"]


@pytest.fixture
def register() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    create(db)
    for kind, name, title in (
        ("partner", "th", "Thailand"),
        ("meeting", "m1", "First meeting, Bangkok"),
        ("person", "lodz", "Ana Łódź"),
        ("theme", "t1", "Bangkok Agenda"),
    ):
        entity(db, kind, name, title)
    yield db
    db.close()


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("bangkok", ["m1", "t1"]),
        ("BANG meeting", ["m1"]),
        ("lodz", ["lodz"]),
        ("lodz OR thai", ["th", "lodz"]),
        ("ana -lodz", []),
        ("-ana", []),
        ("%", []),
        ("", []),
    ],
)
def test_entries_are_found_by_their_names(
    register: sqlite3.Connection, words: str, ids: list[str]
) -> None:
    assert [entry.id for entry in named(register, words)] == ids


def test_only_so_many_entries_are_found(register: sqlite3.Connection) -> None:
    assert len(named(register, "a", limit=2)) == 2
