"""Opening an archive, naming a commit, and reading records as they stood."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import NoArchive, NotInArchive, UsageProblem
from archive.reading import (
    body_of,
    history,
    home,
    known_at,
    open_archive,
    record_page,
    versions,
)
from tests.archive.by_hand import insert, make


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = open_archive(make(tmp_path_factory.mktemp("archive") / "archive.db"))
    yield opened
    opened.close()


# -- opening --------------------------------------------------------------------------


def test_an_archive_that_was_never_built(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="run `secretariat build`"):
        open_archive(tmp_path / "archive.db")


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_text("not a database at all, " * 50, encoding="utf-8")
    with pytest.raises(NoArchive, match="cannot be read as an archive"):
        open_archive(path)


def test_an_archive_of_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close()
    with pytest.raises(NoArchive, match="build --full"):
        open_archive(path)


def test_a_path_with_signs_that_mean_something_in_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "50% of what? #1"
    folder.mkdir()
    open_archive(make(folder / "archive.db")).close()


def test_reading_writes_nothing(conn: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        conn.execute("DELETE FROM record")


# -- naming a commit ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seq"),
    [
        ("2024-01-10", 1),
        ("2024-05-31", 1),
        ("2024-06-01", 2),
        ("2099-01-01", 3),
        ("bbbb", 3),
        ("AAAA1", 1),
        (" aaaa2222 ", 2),
    ],
)
def test_a_commit_by_day_or_hash(conn: sqlite3.Connection, text: str, seq: int) -> None:
    assert known_at(conn, text) == seq


def test_a_day_before_the_first_commit(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="begins on 2024-01-10"):
        known_at(conn, "2024-01-09")


def test_a_hash_that_several_commits_share(conn: sqlite3.Connection) -> None:
    with pytest.raises(UsageProblem, match="give more of the hash"):
        known_at(conn, "aaaa")


@pytest.mark.parametrize("text", ["bbb", "cccc", "HEAD~1", "%", "", "2024-13-01"])
def test_what_is_no_commit(conn: sqlite3.Connection, text: str) -> None:
    with pytest.raises(NotInArchive, match="is no commit"):
        known_at(conn, text)


def test_a_name_that_git_resolves(conn: sqlite3.Connection) -> None:
    found = {"HEAD~1": "aaaa2222" + "0" * 32}
    assert known_at(conn, "HEAD~1", found.get) == 2
    with pytest.raises(NotInArchive):
        known_at(conn, "HEAD~9", found.get)


# -- versions -------------------------------------------------------------------------


def test_versions_carry_the_author_s_own_time(conn: sqlite3.Connection) -> None:
    first = versions(conn, "letter-korea")[0]
    assert (first.n, first.author, first.time) == (1, "Ana", "2024-01-10T12:00:00+02:00")


@pytest.mark.parametrize(
    ("seconds", "zone", "said"),
    [
        (0, "-0330", "1969-12-31T20:30:00-03:30"),
        (None, None, ""),
        (2**60, "+0000", f"@{2**60} +0000"),
        (0, "+9999", "@0 +9999"),
        (0, "?", "@0 ?"),
        (0, "", "1970-01-01T00:00:00+00:00"),
    ],
)
def test_a_commit_s_time_can_be_anything(
    tmp_path: Path, seconds: int | None, zone: str | None, said: str
) -> None:
    path = make(tmp_path / "archive.db")
    db = sqlite3.connect(path)
    db.execute("UPDATE commit_ SET author_time = ?, author_zone = ?", (seconds, zone))
    db.commit()
    db.close()
    conn = open_archive(path)
    assert versions(conn, "letter-korea")[0].time == said
    conn.close()


def test_the_body_of_a_version(conn: sqlite3.Connection) -> None:
    assert body_of(conn, "letter-korea", 1) == "First words.\n"


@pytest.mark.parametrize("n", [0, 3, -1])
def test_a_version_that_is_not_there(conn: sqlite3.Connection, n: int) -> None:
    with pytest.raises(NotInArchive, match="it has 2"):
        body_of(conn, "letter-korea", n)


# -- a record's page ------------------------------------------------------------------


def test_a_page_as_now_known(conn: sqlite3.Connection) -> None:
    page = record_page(conn, "letter-korea")
    assert (page.version, page.row["title"]) == (2, "Thanks of Korea")
    assert page.text == "Ninety-six came.\n"
    assert page.body_line == 7
    assert [(p.anchor, p.text, p.line_start) for p in page.paragraphs] == [
        ("p1", "Ninety-six came.", 7)
    ]
    assert [(link.record, link.kind) for link in page.links_in] == [("conclusions", "cites")]
    assert page.original is not None
    assert page.original.path == "records/letter.txt"


def test_a_page_as_an_older_version_wrote_it(conn: sqlite3.Connection) -> None:
    page = record_page(conn, "letter-korea", known_at(conn, "2024-01-31"))
    assert (page.version, len(page.versions)) == (1, 1)
    assert (page.row["title"], page.row["date_edtf"]) == ("Old title", None)
    assert page.text == "First words.\n"
    assert [p.text for p in page.paragraphs] == ["First words."]


def test_the_claims_of_a_record_as_then_known(conn: sqlite3.Connection) -> None:
    assert [c.value for c in record_page(conn, "letter-korea").claims] == [
        "2017-05-09/2017-05-10",
        "96",
        "39",
    ]
    assert [u.property for u in record_page(conn, "strategy-draft").unknowns] == ["adoption"]


def test_a_record_before_it_came_in(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="came in with commit 2 of 2024-06-01"):
        record_page(conn, "strategy-draft", 1)


def test_a_removed_record_shows_what_was_removed(conn: sqlite3.Connection) -> None:
    page = record_page(conn, "gone")
    assert (page.row["removed"], page.version, page.text) == (1, 2, "Gone.\n")
    assert record_page(conn, "gone", 2).row["removed"] == 0


def test_an_unknown_record_names_those_that_are_near(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="did you mean letter-korea"):
        record_page(conn, "leter-korea")
    with pytest.raises(NotInArchive, match="did you mean strategy-draft"):
        record_page(conn, "Strategy 2030")


def test_a_version_whose_front_matter_is_broken(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db")
    db = sqlite3.connect(path)
    db.execute("UPDATE content SET text = '---\na: [\n---\nWords.' WHERE git_blob LIKE '%korea-1'")
    db.commit()
    db.close()
    conn = open_archive(path)
    assert record_page(conn, "letter-korea", 1).text == "Words."
    conn.close()


def test_a_version_that_could_not_be_read(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db")
    db = sqlite3.connect(path)
    db.execute("UPDATE content SET text = NULL, encoding = 'not utf-8'")
    db.commit()
    db.close()
    conn = open_archive(path)
    page = record_page(conn, "letter-korea")
    assert (page.text, page.how_read.startswith("This version holds no text")) == ("", True)
    conn.close()


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", ""), ("utf-8 crlf", ""), ("utf-16", ""), ("too large", "It is over 4 MiB"),
     ("not utf-8 from line 7", "Its file is not UTF-8 (from line 7)")],
)  # fmt: skip
def test_how_a_text_was_read_is_said(tmp_path: Path, encoding: str, said: str) -> None:
    path = make(tmp_path / "archive.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE content SET encoding = ?", (encoding,))
        db.commit()
    with closing(open_archive(path)) as conn:
        told = record_page(conn, "letter-korea").how_read
    assert (told.startswith(said), bool(told)) == (True, bool(said))


# -- history --------------------------------------------------------------------------


def test_history_mixes_versions_and_events_in_order(conn: sqlite3.Connection) -> None:
    assert [(row.commit_seq, row.kind, row.n) for row in history(conn, "letter-korea")] == [
        (1, "version.created", 1),
        (1, "record.created", None),
        (2, "version.text", 2),
        (2, "record.title", None),
    ]


def test_history_of_a_register_entry(conn: sqlite3.Connection) -> None:
    (row,) = history(conn, "asemme6")
    assert (row.kind, row.valid_from, row.author) == ("meeting_state.changed", "2017-11-21", "Ana")


def test_history_of_nothing(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="asemme6"):
        history(conn, "asemm6")


# -- home -----------------------------------------------------------------------------


def test_home_tells_the_process_and_its_terms(conn: sqlite3.Connection) -> None:
    page = home(conn, "2022-09-01")
    assert (page.name, page.about) == ("Test Process", "What it is about.")
    assert [(m.host, m.when, m.now) for m in page.mandates] == [
        ("Belgium", "about December 2017 to 2022", "perhaps"),
        ("Italy", "July 2022 to about December 2026", "yes"),
    ]
    assert page.mandates[1].head == "Luca Lantero"


@pytest.mark.parametrize(
    ("today", "last", "following"),
    [
        ("2010-01-01", None, "som1-2016"),
        ("2017-11-21", "asemme6", "asemme9"),
        ("2024-01-26", "asemme9", "asemme10"),
        ("2026-06-01", "asemme9", "asemme10"),
        ("2027-01-01", "asemme9", None),
    ],
)
def test_home_tells_the_last_and_the_next_meeting(
    conn: sqlite3.Connection, today: str, last: str | None, following: str | None
) -> None:
    page = home(conn, today)
    assert (page.last_meeting.id if page.last_meeting else None) == last
    assert (page.next_meeting.id if page.next_meeting else None) == following


def test_home_lists_the_newest_records_by_their_own_date(conn: sqlite3.Connection) -> None:
    newest = home(conn, "2026-01-01", newest=2).newest
    assert [(line.id, line.when, line.inferred) for line in newest] == [
        ("strategy-draft", "14 September 2021", False),
        ("letter-korea", "about November 2016", True),
    ]


def test_home_counts(conn: sqlite3.Connection) -> None:
    page = home(conn, "2026-01-01")
    assert (page.counts["records"], page.counts["partners"], page.counts["meetings"]) == (3, 5, 4)
    assert page.contradictions == 3
    assert page.gaps > 5


def test_home_of_an_empty_archive(tmp_path: Path) -> None:
    from archive import schema

    path = tmp_path / "archive.db"
    db = sqlite3.connect(path)
    schema.create(db)
    insert(db, "process", key="name", value="New")
    db.commit()
    db.close()
    conn = open_archive(path)
    page = home(conn, "2026-01-01")
    assert (page.name, page.mandates, page.newest, page.gaps) == ("New", [], [], 0)
    conn.close()
